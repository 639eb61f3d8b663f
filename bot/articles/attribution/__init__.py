"""Who says each sentence of an article, and whether it alleges, denies or reports."""

from bot.articles.attribution.lines import attribute

__all__ = ["attribute"]
