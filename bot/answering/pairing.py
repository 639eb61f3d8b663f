"""Tells which denial answers which allegation of the same article.

An article may hold several disputes, and a denial beside an allegation that it does
not answer misleads. So a denial answers what stands in its paragraph or the one before;
one of "the accusation" also what stands one farther before; and anywhere in the article
what it shares two words with, or what is alleged of the one who denies, where no denial
stands beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles import Span, Stance, speaks_of_allegation, words_of_saying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answering.shelf import Shelf

__all__ = ["OTHER", "answers", "opposed"]

OTHER = {Stance.CLAIM: Stance.DENIAL, Stance.DENIAL: Stance.CLAIM}

_NEXT, _NEAR = 1, 2  # paragraphs from an allegation on
_SHARED = 2  # words
_NO_MATTER = 1  # words: "That is a lie"


def opposed(shelf: Shelf, side: int) -> Iterator[int]:
    """Yield the sentences of the other side in the article of one that takes a side."""
    article, sentence = shelf.sentences[side]
    for number, (where, said) in enumerate(shelf.sentences):
        if where is article and said.stance is OTHER[sentence.stance]:
            yield number


def answers(shelf: Shelf, one: int, other: int, asked: frozenset[str]) -> bool:
    """Tell whether of two sentences the denial answers the allegation.

    `asked` are the terms of a question, which `other` may share words with as well.
    """
    is_claim = shelf.sentences[one][1].stance is Stance.CLAIM
    claim, denial = (one, other) if is_claim else (other, one)
    if _stands_beside(shelf, claim, denial):
        return True
    if len(_matter(shelf, other) & (_matter(shelf, one) | asked)) >= _SHARED:
        return True
    return not _names(shelf, denial).isdisjoint(_matter(shelf, claim)) and not any(
        _stands_beside(shelf, claim, nearer) for nearer in opposed(shelf, claim)
    )


def _stands_beside(shelf: Shelf, claim: int, denial: int) -> bool:
    first, second = (shelf.sentences[number][1] for number in (claim, denial))
    after = second.paragraph - first.paragraph
    return 0 <= after <= (_NEAR if _needs_context(shelf, denial) else _NEXT)


def _matter(shelf: Shelf, number: int) -> frozenset[str]:
    """Return the terms of a sentence but those of saying, alleging and denying."""
    article, sentence = shelf.sentences[number]
    text = article.text(sentence.start, sentence.end)
    saying = {sentence.start + at for at in words_of_saying(text, article.language)}
    tokens = shelf.index.tokens(number, number)
    return frozenset(token.term for token in tokens if token.start not in saying)


def _needs_context(shelf: Shelf, denial: int) -> bool:
    """Tell whether a denial leaves it to the text around it what is denied."""
    article, sentence = shelf.sentences[denial]
    text = article.text(sentence.start, sentence.end)
    who = sentence.introduced or Span(0, 0)
    speaker = shelf.index.analyser.tokens(article.text(*who))
    matter = _matter(shelf, denial) - {token.term for token in speaker}
    return len(matter) <= _NO_MATTER or speaks_of_allegation(text, article.language)


def _names(shelf: Shelf, number: int) -> frozenset[str]:
    """Return the terms of the name of who says a sentence."""
    article, sentence = shelf.sentences[number]
    name = article.text(*(sentence.speaker or Span(0, 0)))
    tokens = shelf.index.analyser.tokens(name)
    return frozenset(token.term for token in tokens if name[token.start].isupper())
