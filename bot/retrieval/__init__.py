"""A BM25 index over passages; knows nothing of articles' sources or of Discord."""

from bot.retrieval.analysis import Token
from bot.retrieval.concepts import is_country
from bot.retrieval.index import Index
from bot.retrieval.parts import Document, Parts
from bot.retrieval.passages import Hit
from bot.retrieval.query import Query, Word
from bot.retrieval.scores import Boost, Scores

__all__ = [
    "Boost",
    "Document",
    "Hit",
    "Index",
    "Parts",
    "Query",
    "Scores",
    "Token",
    "Word",
    "is_country",
]
