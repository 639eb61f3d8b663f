"""The sentences around quoted passages, put into an answer and taken out again."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bot.chat.escaping import seen
from bot.chat.paging import fits
from bot.chat.quotation import quotation, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.articles import Sentence
    from bot.chat.places import Passage

    Change = Callable[[tuple[str, ...], Passage, int], tuple[str, ...] | None]

__all__ = ["narrowed", "surroundings", "widened"]

_WIDEST = 2  # sentences on either side


def widened(content: str, passages: Sequence[Passage]) -> str | None:
    """Return a message with the sentences around its passages, as many as fit.

    `passages` are those of the message, in its order. None where not even one
    sentence on either side fits, or where the message does not quote them.
    """

    def wider(
        lines: tuple[str, ...], passage: Passage, width: int
    ) -> tuple[str, ...] | None:
        if len(lines) != 1 or quoted(lines[0]) != seen(passage.text):
            return None
        before, after = _around(passage, passages, width)
        return (*before, *lines, *after)

    changed = (_changed(content, passages, w, wider) for w in range(_WIDEST, 0, -1))
    return next((c for c in changed if c and fits(c) and c != content), None)


def narrowed(content: str, passages: Sequence[Passage]) -> str | None:
    """Return a message as it was before `widened`, None where that can't be told."""

    def narrower(
        lines: tuple[str, ...], passage: Passage, width: int
    ) -> tuple[str, ...] | None:
        before, after = _around(passage, passages, width)
        middle = lines[len(before) : len(before) + 1]
        return middle if lines == (*before, *middle, *after) else None

    changed = (_changed(content, passages, w, narrower) for w in range(_WIDEST, 0, -1))
    return next((c for c in changed if c), None)


def surroundings(passage: Passage) -> tuple[str, ...]:
    """Return the quoted lines of a passage and the sentences around it."""
    before, after = _around(passage, [passage], _WIDEST)
    whole = quotation(passage.article, passage.start, passage.end)
    return (*before, whole, *after)


def _changed(
    content: str, passages: Sequence[Passage], width: int, change: Change
) -> str | None:
    """Change the quoted lines of each passage; None where they are not as expected."""
    runs = [
        (is_quote, tuple(run))
        for is_quote, run in groupby(content.split("\n"), key=_is_quote)
    ]
    if sum(is_quote for is_quote, _ in runs) != len(passages):
        return None
    following = iter(passages)
    lines: list[str] = []
    for is_quote, run in runs:
        new = change(run, next(following), width) if is_quote else run
        if new is None:
            return None
        lines.extend(new)
    return "\n".join(lines)


def _is_quote(line: str) -> bool:
    return quoted(line) is not None


def _around(
    passage: Passage, shown: Sequence[Passage], width: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the quoted lines before and after a passage, one for each paragraph.

    A sentence that is shown anyway is not repeated.
    """
    sentences = passage.article.sentences
    before = [s for s in sentences if s.end <= passage.start][-width:]
    after = [s for s in sentences if s.start >= passage.end][:width]
    return (
        tuple(_lines(passage, [s for s in before if not _in(s, passage, shown)])),
        tuple(_lines(passage, [s for s in after if not _in(s, passage, shown)])),
    )


def _in(sentence: Sentence, of: Passage, shown: Sequence[Passage]) -> bool:
    return any(
        p.article.slug == of.article.slug
        and p.start <= sentence.start
        and sentence.end <= p.end
        for p in shown
    )


def _lines(passage: Passage, sentences: Sequence[Sentence]) -> Iterator[str]:
    for _, run in groupby(sentences, key=lambda s: s.paragraph):
        of_one = list(run)
        yield quotation(passage.article, of_one[0].start, of_one[-1].end)
