"""Who says each sentence of an article, and whether it alleges, denies or reports.

`attribution`, whose rules take a tenth of a second to load, is imported where a text is
read that is not known yet.
"""

from bot.articles.speakers.lexicon import is_pronoun
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
    "is_pronoun",
    "speaks_of_allegation",
    "tells_of_speech",
    "voice_asked",
    "words_of_saying",
]
