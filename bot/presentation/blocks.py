"""Puts an answer into blocks: notes of ours, quotations with who says them, credits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from bot.answering import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.answering import Answer, Evidence
    from bot.articles import Article

__all__ = [
    "Credit",
    "Note",
    "NoteKind",
    "Quotation",
    "answer_notes",
    "passage_blocks",
]


class NoteKind(StrEnum):
    """What a line of ours says; its fields are named in the comment."""

    REMARK = "remark"  # text
    READING = "reading"  # asked, word
    UNKNOWN = "unknown"  # words
    MEANT = "meant"  # words taken for others, in pairs
    DISPUTED = "disputed"
    UNSURE = "unsure"
    NOT_FOUND = "not found"
    CLOSEST = "closest"


@dataclass(frozen=True, slots=True)
class Note:
    """A line of ours above the quotations; `words` are the question's or an article's.

    They come in pairs, as asked and as taken, for a reading and for what was meant.
    """

    kind: NoteKind
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage in the article's own words, with who says it and where it stands."""

    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Credit:
    """Where the quotations above it come from; `emphasis` was added to their words."""

    article: Article
    emphasis: bool


def answer_notes(answer: Answer) -> Iterator[Note]:
    """Yield the notes above an answer's passages; what is sure is said by none."""
    if answer.remark:
        yield Note(NoteKind.REMARK, (answer.remark,))
        return
    if answer.status is Status.NOT_FOUND:
        yield Note(NoteKind.NOT_FOUND)
    elif answer.status is not Status.ANSWERED:
        yield Note(NoteKind.UNSURE)
    for reading in answer.readings:
        yield Note(NoteKind.READING, (reading.asked, reading.taken_for))
    if answer.unknown_words:
        yield Note(NoteKind.UNKNOWN, answer.unknown_words)
    if answer.suggestions:
        pairs = ((r.asked, r.taken_for) for r in answer.suggestions)
        yield Note(NoteKind.MEANT, tuple(word for pair in pairs for word in pair))
    if answer.disputed:
        yield Note(NoteKind.DISPUTED)


def passage_blocks(passages: Iterable[Evidence]) -> Iterator[Quotation | Credit]:
    """Yield passages in order; those of one article in a row share their credit."""
    for _, run in groupby(passages, key=lambda passage: passage.article.slug):
        of_one = list(run)
        yield from map(Quotation, of_one)
        yield Credit(of_one[0].article, any(e.highlights for e in of_one))
