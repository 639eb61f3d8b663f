"""An article as the index takes it: its text, its sentences, and who says them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.articles import Stance
from bot.retrieval import Document, Segments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bot.articles import Article, Sentence
    from bot.meaning import Encoder
    from bot.retrieval import Analysis

__all__ = [
    "ALLEGES",
    "DENIES",
    "NAMES_SPEAKER",
    "ArticleSource",
    "document_of",
    "segments_of",
]

# What the index marks sentences with.
ALLEGES, DENIES, NAMES_SPEAKER = 1, 2, 4
_OF_STANCE = {Stance.CLAIM: ALLEGES, Stance.DENIAL: DENIES, Stance.REPORT: 0}


@dataclass(frozen=True, slots=True)
class ArticleSource:
    """A source of the index; `group` tells whose article it is."""

    article: Article
    group: str = ""

    @property
    def text(self) -> str:
        """The article's body."""
        return self.article.body

    @property
    def key(self) -> bytes:
        """What tells its text and its annotations from others."""
        return self.article.key

    def analysed(self, analysis: Analysis) -> Mapping[str, NDArray[Any]]:
        """Return its arrays."""
        return analysis.arrays(document_of(self.article))


def segments_of(language: str, encoder: Encoder | None = None) -> Segments:
    """Return segments that are held in memory, with vectors of what is known to it."""
    known = encoder if encoder is not None and encoder.knows(language) else None
    return Segments(language, encoder=known)


def document_of(article: Article) -> Document:
    """Return an article as a document.

    A sentence is found by the name of who says it as well; its second field says who
    that is.
    """
    told = article.sentences
    return Document(
        article.body,
        [(s.start, s.end, s.paragraph, s.heading) for s in told],
        also={s.start: article.text(*s.speaker) for s in told if s.speaker},
        labels={s.start: article.text(*s.introduced) for s in told if s.introduced},
        tags={s.start: _tags(article, s) for s in told},
    )


def _tags(article: Article, sentence: Sentence) -> int:
    names = NAMES_SPEAKER if _names_speaker(article, sentence) else 0
    return _OF_STANCE[sentence.stance] | names


def _names_speaker(article: Article, sentence: Sentence) -> bool:
    """Return whether a sentence has its speaker's phrase, or a name's last word."""
    if sentence.speaker is None:
        return False
    if sentence.start <= sentence.speaker.start < sentence.end:
        return True
    name = article.text(*sentence.speaker).split()
    text = article.text(sentence.start, sentence.end)
    return all(word[0].isupper() for word in name) and name[-1] in text
