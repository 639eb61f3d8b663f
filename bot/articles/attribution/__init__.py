"""Who says each sentence of an article, and whether it alleges, denies or reports."""

from bot.articles.attribution.lines import attribute
from bot.articles.attribution.saying import speaks_of_saying

__all__ = ["attribute", "speaks_of_saying"]
