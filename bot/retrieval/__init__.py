"""A BM25 index over passages; knows nothing of articles' sources or of Discord."""

from bot.retrieval.analysis import Token
from bot.retrieval.concepts import is_country
from bot.retrieval.document import Analysis, Document, Source
from bot.retrieval.index import Index
from bot.retrieval.interviews import asks
from bot.retrieval.kinds import Kind
from bot.retrieval.passages import Hit
from bot.retrieval.query import Query, Word
from bot.retrieval.scores import Boost, Scores
from bot.retrieval.segments import Segments
from bot.retrieval.wordlists import common_words, months, stop_words

__all__ = [
    "Analysis",
    "Boost",
    "Document",
    "Hit",
    "Index",
    "Kind",
    "Query",
    "Scores",
    "Segments",
    "Source",
    "Token",
    "Word",
    "asks",
    "common_words",
    "is_country",
    "months",
    "stop_words",
]
