"""Gives paragraphs numbers that survive an update of the text around them."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from functools import cache
from itertools import count, groupby
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.articles.duplicates import resemblance, sketch

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from bot.articles import Article, Sentence

    # Places in the new text, each with that in the old one of the same paragraph.
    Pairs = Iterator[tuple[int, int]]

__all__ = ["carried", "paragraphs"]

_ALIKE = 60.0  # percent of the characters in common, in order
# `fuzz.ratio` takes the product of two lengths and holds the interpreter's lock, so of
# longer paragraphs the runs of four words are compared instead, in linear time.
_LONG = 1_000  # characters
_ALIKE_RUNS = 0.3  # one word in eight changed
# Paragraphs to either side of its place that one is looked for among.
_NEAR, _NEAR_LONG = 8, 1


def paragraphs(article: Article) -> list[str]:
    """Return the texts of an article's paragraphs, in order."""
    runs = (list(run) for _, run in groupby(article.sentences, key=_number))
    return [article.text(run[0].start, run[-1].end) for run in runs]


def carried(
    old: Sequence[str], given: Sequence[int], new: Sequence[str], highest: int
) -> tuple[int, ...]:
    """Return the numbers of new paragraphs; `given` are those of the old ones.

    A paragraph that is the same, or was rewritten in its place and still shares most
    of its characters, keeps its number. Others get numbers above `highest`, which is
    the highest that the article ever had: no number ever means another paragraph.
    The work grows with the length of the two texts and no faster.
    """
    matching = _Matching(old, new)
    matching.match_unchanged()
    matching.match_gaps(matching.repeated)
    matching.match_gaps(matching.rewritten)
    following = count(highest + 1)
    return tuple(
        given[matching.kept[place]] if place in matching.kept else next(following)
        for place in range(len(new))
    )


class _Matching:
    """Which paragraph of a new text is which of the old one.

    `kept` gives, by the place in the new text, the place in the old one.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self._old = old
        self._new = new
        self._taken: set[int] = set()
        self._sketch = cache(sketch)  # of a text that is compared with several
        self.kept: dict[int, int] = {}

    def match_unchanged(self) -> None:
        """Match what each text has once, wherever it moved, and what is equal beside.

        As Heckel does, A technique for isolating differences between files, 1978.
        """
        before = _once(self._old)
        for text, place in _once(self._new).items():
            if text in before:
                self._match(place, before[text])
        length, end = len(self._new), len(self._old)
        self._spread(range(-1, length), 1, {-1: -1})
        self._spread(range(length, -1, -1), -1, {length: end})

    def _spread(self, places: range, step: int, beyond: dict[int, int]) -> None:
        """Match equal paragraphs beside matched ones; `beyond` is a text's edge."""
        for place in places:
            before = self.kept.get(place, beyond.get(place))
            if before is None:
                continue
            one, other = place + step, before + step
            inside = 0 <= one < len(self._new) and 0 <= other < len(self._old)
            free = inside and one not in self.kept and other not in self._taken
            if free and self._new[one] == self._old[other]:
                self._match(one, other)

    def match_gaps(self, pairs: Callable[[range, range], Pairs]) -> None:
        """Match what stands unmatched behind the same paragraph in both texts."""
        place = 0
        while place < len(self._new):
            after = range(place, _end(place, len(self._new), self.kept))
            if after:
                first = self.kept[place - 1] + 1 if place else 0
                before = range(first, _end(first, len(self._old), self._taken))
                for pair in list(pairs(before, after)):
                    self._match(*pair)
            place = after.stop + 1

    def repeated(self, before: range, after: range) -> Pairs:
        """Pair equal paragraphs in order, each with the first one that is left."""
        places: defaultdict[str, deque[int]] = defaultdict(deque)
        for earlier in before:
            places[self._old[earlier]].append(earlier)
        first = before.start
        for place in after:
            left = places[self._new[place]]
            while left and left[0] < first:
                left.popleft()
            if left:
                yield place, left[0]
                first = left[0] + 1

    def rewritten(self, before: range, after: range) -> Pairs:
        """Pair paragraphs in order, each with the first one near it that is like it."""
        first = before.start
        for place in after:
            there = before.start + (place - after.start) * len(before) // len(after)
            near = _NEAR if len(self._new[place]) <= _LONG else _NEAR_LONG
            nearest = range(
                max(first, there - near), min(there + near + 1, before.stop)
            )
            for earlier in nearest:
                if self._is_alike(self._old[earlier], self._new[place]):
                    yield place, earlier
                    first = earlier + 1
                    break

    def _match(self, place: int, before: int) -> None:
        self.kept[place] = before
        self._taken.add(before)

    def _is_alike(self, one: str, other: str) -> bool:
        if max(len(one), len(other)) <= _LONG:
            return fuzz.ratio(one, other, score_cutoff=_ALIKE) > 0
        return resemblance(self._sketch(one), self._sketch(other)) >= _ALIKE_RUNS


def _once(texts: Sequence[str]) -> dict[str, int]:
    """Return the places of the texts that stand there once."""
    times = Counter(texts)
    return {text: place for place, text in enumerate(texts) if times[text] == 1}


def _end(place: int, stop: int, matched: Container[int]) -> int:
    """Return where the run of unmatched paragraphs that begins at a place ends."""
    while place < stop and place not in matched:
        place += 1
    return place


def _number(sentence: Sentence) -> int:
    return sentence.paragraph
