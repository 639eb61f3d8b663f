"""Reading a file into an article: its source, sentences, and who says what."""

from bot.articles.annotated import AnnotatedSentences
from bot.articles.article import (
    Article,
    Doubt,
    Extract,
    Sentence,
    Source,
    Span,
    Stance,
    name_of,
)
from bot.articles.asking import Voice, asks_about_words, voice_asked
from bot.articles.leaning import leans
from bot.articles.reading import (
    Annotate,
    Corpus,
    annotate_each,
    annotate_none,
    make_article,
    parse,
    parse_article,
    read_article,
    read_corpus,
    read_text,
)
from bot.articles.speakers import is_pronoun, is_unnamed
from bot.articles.telling import (
    may_be,
    may_speak,
    speaks_of_allegation,
    tells_of_speech,
    words_of_saying,
)
from bot.articles.visible import JOINERS, drops, is_mark, seen

__all__ = [
    "JOINERS",
    "Annotate",
    "AnnotatedSentences",
    "Article",
    "Corpus",
    "Doubt",
    "Extract",
    "Sentence",
    "Source",
    "Span",
    "Stance",
    "Voice",
    "annotate_each",
    "annotate_none",
    "asks_about_words",
    "drops",
    "is_mark",
    "is_pronoun",
    "is_unnamed",
    "leans",
    "make_article",
    "may_be",
    "may_speak",
    "name_of",
    "parse",
    "parse_article",
    "read_article",
    "read_corpus",
    "read_text",
    "seen",
    "speaks_of_allegation",
    "tells_of_speech",
    "voice_asked",
    "words_of_saying",
]
