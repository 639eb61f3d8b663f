"""Who says each sentence of an article, and whether it alleges, denies or reports."""

from bot.articles.attribution.asking import Voice, voice_asked
from bot.articles.attribution.lines import attribute
from bot.articles.attribution.saying import speaks_of_saying

__all__ = ["Voice", "attribute", "speaks_of_saying", "voice_asked"]
