"""The sentences around quoted passages, put into an answer and taken out again.

They stand apart from the passage under labels of their own, for the line that says
who speaks holds for the passage alone.
"""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING

from bot.chat.escaping import seen
from bot.chat.paging import fits
from bot.chat.quotation import QUOTE, divided, quoted
from bot.chat.wording import _, in_every_language, marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles import Sentence
    from bot.chat.places import Passage

__all__ = ["narrowed", "surroundings", "widened"]

_SMALL = "-# "
_WIDEST = 2  # sentences on either side
_LONGEST = 2  # lines of a very long sentence, each half a message
_BEFORE, _PASSAGE, _AFTER = marked("Before:"), marked("The passage:"), marked("After:")


def widened(content: str, passages: Sequence[Passage]) -> str | None:
    """Return a message with the sentences around its passages, as many as fit.

    `passages` are those of the message, in its order. None where not even one
    sentence on either side fits, or where the message does not quote them.
    """
    lines = content.split("\n")
    quotes = [text for line in lines if (text := quoted(line)) is not None]
    if quotes != [seen(passage.text) for passage in passages]:
        return None
    widths = range(_WIDEST, 0, -1)
    wider = ("\n".join(_widened(lines, passages, width)) for width in widths)
    return next((text for text in wider if fits(text) and text != content), None)


def narrowed(content: str) -> str:
    """Return a message as it was before `widened`."""
    before, passage, after = (
        {f"{_SMALL}{said}" for said in in_every_language(label)}
        for label in (_BEFORE, _PASSAGE, _AFTER)
    )
    kept: list[str] = []
    inside = False  # of what `widened` added
    for line in content.split("\n"):
        added = line in before or line in after
        inside = added or (inside and line.startswith(QUOTE))
        if not (inside or line in passage):
            kept.append(line)
    return "\n".join(kept)


def surroundings(passage: Passage) -> tuple[str, ...]:
    """Return the quoted lines of a passage and the sentences around it, labelled."""
    before, after = _around(passage, [passage], _WIDEST)
    whole = divided(passage.article, passage.start, passage.end)
    return (*before, *islice(whole, _LONGEST), *after)


def _widened(
    lines: Sequence[str], passages: Sequence[Passage], width: int
) -> Iterator[str]:
    """Yield the lines, the sentences after a passage behind the one that says who."""
    following = iter(passages)
    held: tuple[str, ...] = ()
    for line in lines:
        if quoted(line) is None:
            yield from (line, *held)
            held = ()
        else:
            before, held = _around(next(following), passages, width)
            yield from (*before, line)
    yield from held


def _around(
    passage: Passage, shown: Sequence[Passage], width: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines before and after a passage, under their labels.

    A sentence that is shown anyway is not repeated.
    """
    sentences = passage.article.sentences
    before = [s for s in sentences if s.end <= passage.start][-width:]
    after = [s for s in sentences if s.start >= passage.end][:width]
    lines_before = _lines(passage, [s for s in before if not _in(s, passage, shown)])
    lines_after = _lines(passage, [s for s in after if not _in(s, passage, shown)])
    return (
        (_label(_BEFORE), *lines_before, _label(_PASSAGE)) if lines_before else (),
        (_label(_AFTER), *lines_after) if lines_after else (),
    )


def _label(text: str) -> str:
    return f"{_SMALL}{_(text)}"


def _in(sentence: Sentence, of: Passage, shown: Sequence[Passage]) -> bool:
    return any(
        p.article.slug == of.article.slug
        and p.start <= sentence.start
        and sentence.end <= p.end
        for p in shown
    )


def _lines(passage: Passage, sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Return quoted lines, one for the sentences of each paragraph."""
    runs = (list(run) for _, run in groupby(sentences, key=lambda s: s.paragraph))
    return tuple(
        line
        for run in runs
        for line in islice(
            divided(passage.article, run[0].start, run[-1].end), _LONGEST
        )
    )
