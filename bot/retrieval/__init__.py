"""A BM25 index over passages; knows nothing of articles' sources or of Discord."""

from bot.retrieval.analysis import Token
from bot.retrieval.boosts import Boost
from bot.retrieval.columns import from_columns, in_columns, is_whole
from bot.retrieval.concepts import is_country
from bot.retrieval.counted import Asked, Found, asked, sentences_of, summary_of
from bot.retrieval.document import Analysis, Document, Source
from bot.retrieval.index import Index, Segmented
from bot.retrieval.interviews import asks
from bot.retrieval.kinds import Kind, kind_asked
from bot.retrieval.passages import Hit
from bot.retrieval.query import Query, Word, terms_of
from bot.retrieval.scores import Scores
from bot.retrieval.segments import Segments
from bot.retrieval.wordlists import common_words, months, stop_words

__all__ = [
    "Analysis",
    "Asked",
    "Boost",
    "Document",
    "Found",
    "Hit",
    "Index",
    "Kind",
    "Query",
    "Scores",
    "Segmented",
    "Segments",
    "Source",
    "Token",
    "Word",
    "asked",
    "asks",
    "common_words",
    "from_columns",
    "in_columns",
    "is_country",
    "is_whole",
    "kind_asked",
    "months",
    "sentences_of",
    "stop_words",
    "summary_of",
    "terms_of",
]
