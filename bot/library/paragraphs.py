"""Gives paragraphs numbers that survive an update of the text around them."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from itertools import count, groupby
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles import Article, Sentence

__all__ = ["carried", "numbered", "numbers", "paragraphs"]

_ALIKE = 60.0  # percent of the characters in common, in order


def paragraphs(article: Article) -> list[str]:
    """Return the texts of an article's paragraphs, in order."""
    runs = (list(run) for _, run in groupby(article.sentences, key=_number))
    return [article.text(run[0].start, run[-1].end) for run in runs]


def numbers(article: Article) -> tuple[int, ...]:
    """Return the numbers of an article's paragraphs, in the order of the text."""
    return tuple(dict.fromkeys(map(_number, article.sentences)))


def numbered(article: Article, given: Sequence[int]) -> Article:
    """Return the article with these numbers on its paragraphs, in order."""
    runs = (list(run) for _, run in groupby(article.sentences, key=_number))
    sentences = (
        replace(sentence, paragraph=number)
        for number, run in zip(given, runs, strict=True)
        for sentence in run
    )
    return replace(article, sentences=tuple(sentences))


def carried(
    old: Sequence[str], given: Sequence[int], new: Sequence[str], highest: int
) -> tuple[int, ...]:
    """Return the numbers of new paragraphs; `given` are those of the old ones.

    A paragraph that is the same, or was rewritten in its place and still shares most
    of its characters, keeps its number. Others get numbers above `highest`, which is
    the highest that the article ever had: no number ever means another paragraph.
    """
    kept = dict(_pairs(old, new))
    following = count(highest + 1)
    return tuple(
        given[kept[place]] if place in kept else next(following)
        for place in range(len(new))
    )


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield (place in the new text, place in the old one) of what is one paragraph."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(range(new_start, new_stop), range(start, stop), strict=True)
        elif tag == "replace":
            yield from _rewritten(
                old, new, range(start, stop), range(new_start, new_stop)
            )


def _rewritten(
    old: Sequence[str], new: Sequence[str], before: range, after: range
) -> Iterator[tuple[int, int]]:
    """Pair paragraphs in order, each with the first one left that it is like."""
    first = before.start
    for place in after:
        for earlier in range(first, before.stop):
            if fuzz.ratio(old[earlier], new[place], score_cutoff=_ALIKE):
                yield place, earlier
                first = earlier + 1
                break


def _number(sentence: Sentence) -> int:
    return sentence.paragraph
