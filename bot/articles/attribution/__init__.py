"""Who says each sentence of an article, and whether it alleges, denies or reports."""

from bot.articles.attribution.asking import Voice, voice_asked
from bot.articles.attribution.lines import attribute
from bot.articles.attribution.saying import asks_about_words

__all__ = ["Voice", "asks_about_words", "attribute", "voice_asked"]
