"""Who says each sentence of an article, and whether it alleges, denies or reports."""

from bot.articles.speakers.attribution import attribute, findings
from bot.articles.speakers.questions import (
    Voice,
    asks_about_words,
    speaks_of_allegation,
    tells_of_speech,
    voice_asked,
    words_of_saying,
)

__all__ = [
    "Voice",
    "asks_about_words",
    "attribute",
    "findings",
    "speaks_of_allegation",
    "tells_of_speech",
    "voice_asked",
    "words_of_saying",
]
