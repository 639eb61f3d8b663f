"""Reading a file into an article: its source, sentences, and who says what."""

from bot.articles.article import (
    Article,
    Doubt,
    Extract,
    Sentence,
    Source,
    Span,
    Stance,
)
from bot.articles.reading import (
    Corpus,
    make_article,
    parse,
    parse_article,
    read_article,
    read_corpus,
)
from bot.articles.speakers import (
    VERSION,
    Voice,
    asks_about_words,
    findings,
    speaks_of_allegation,
    tells_of_speech,
    voice_asked,
    words_of_saying,
)

__all__ = [
    "VERSION",
    "Article",
    "Corpus",
    "Doubt",
    "Extract",
    "Sentence",
    "Source",
    "Span",
    "Stance",
    "Voice",
    "asks_about_words",
    "findings",
    "make_article",
    "parse",
    "parse_article",
    "read_article",
    "read_corpus",
    "speaks_of_allegation",
    "tells_of_speech",
    "voice_asked",
    "words_of_saying",
]
