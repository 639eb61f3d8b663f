"""The library: articles from the corpus folder and from the store, as one index.

`Library` is what the bot asks; it swaps the articles at once.
"""

from bot.library.contents import Folder
from bot.library.duties import Duties
from bot.library.entries import make
from bot.library.feeds import FeedReader
from bot.library.holdings import EVERYWHERE, Holding, Where
from bot.library.keeper import Keeper
from bot.library.library import Library
from bot.library.safeguards import Quota

__all__ = [
    "EVERYWHERE",
    "Duties",
    "FeedReader",
    "Folder",
    "Holding",
    "Keeper",
    "Library",
    "Quota",
    "Where",
    "make",
]
