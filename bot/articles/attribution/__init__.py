"""Who says each sentence of an article, and whether it alleges, denies or reports."""

from bot.articles.attribution.asking import Voice, voice_asked
from bot.articles.attribution.lines import attribute
from bot.articles.attribution.saying import (
    asks_about_words,
    speaks_of_allegation,
    tells_of_speech,
    words_of_saying,
)

__all__ = [
    "Voice",
    "asks_about_words",
    "attribute",
    "speaks_of_allegation",
    "tells_of_speech",
    "voice_asked",
    "words_of_saying",
]
