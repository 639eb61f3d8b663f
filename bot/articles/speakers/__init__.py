"""Who says each sentence of an article, and whether it alleges, denies or reports."""

from bot.articles.speakers.attribution import attribute

__all__ = ["attribute"]
