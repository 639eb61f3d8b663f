"""Takes the text and the source out of untrusted files, in a process of their own.

Importing this package loads none of the libraries that parse; only the child does.
"""

from bot.articles import Extract
from bot.extraction.extracting import extract, read_feed
from bot.extraction.values import FeedItem, Limits

__all__ = ["Extract", "FeedItem", "Limits", "extract", "read_feed"]
