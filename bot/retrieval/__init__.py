"""A BM25 index over passages; knows nothing of articles' sources or of Discord."""

from bot.retrieval.analysis import Analyser, Token

__all__ = ["Analyser", "Token"]
