"""What an answer shows, as blocks: our notes, quotations with who says them, credits.

Discord and the terminal draw them. A passage may be cut to the sentence that answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from bot.answering import Status
from bot.articles import JOINERS, Stance, is_mark, leans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.answering import Answer, Evidence
    from bot.articles import Article, Sentence

__all__ = [
    "Credit",
    "Note",
    "NoteKind",
    "Quotation",
    "answer_notes",
    "excerpt",
    "is_cut",
    "passage_blocks",
    "shortened",
]


# Where a sentence can be cut so that it still reads well.
_CLAUSE_END = re.compile(r"[,;:\u2013\u2014)\u060c\u061b](?=\s)|[\u3001\uff0c\uff1b]")
_SPACE = re.compile(r"\s+")
# Signs of pictures: letters of which two are a flag, tones of the skin before them.
_REGIONAL = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_SKIN = "".join(map(chr, range(0x1F3FB, 0x1F400)))
_SIDES = frozenset({Stance.CLAIM, Stance.DENIAL})


class NoteKind(StrEnum):
    """What a line of ours says; its fields are named in the comment."""

    REMARK = "remark"  # text
    READING = "reading"  # asked, word
    UNKNOWN = "unknown"  # words
    FOREIGN = "foreign"
    MEANT = "meant"  # words taken for others, in pairs
    DISPUTED = "disputed"
    UNSURE = "unsure"
    NOT_FOUND = "not found"
    CLOSEST = "closest"
    OPENING = "opening"


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
    """Where the quotations above it come from.

    `emphasis` was added to their words; `in_part` says that a sentence is not whole.
    """

    article: Article
    emphasis: bool = False
    in_part: bool = False


def answer_notes(answer: Answer) -> Iterator[Note]:
    """Yield the notes above an answer's passages; what is sure is said by none."""
    if answer.remark:
        yield Note(NoteKind.REMARK, (answer.remark,))
        return
    if answer.status is Status.NOT_FOUND:
        yield Note(NoteKind.NOT_FOUND)
    elif answer.opening:
        yield Note(NoteKind.OPENING)
    elif answer.status is not Status.ANSWERED:
        yield Note(NoteKind.UNSURE)
    for reading in answer.readings:
        yield Note(NoteKind.READING, (reading.asked, reading.taken_for))
    if answer.foreign:
        yield Note(NoteKind.FOREIGN)
    elif answer.unknown_words:
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
        emphasis = any(e.highlights for e in of_one)
        yield Credit(of_one[0].article, emphasis, any(map(is_cut, of_one)))


def excerpt(passage: Evidence, room: int) -> Evidence:
    """Return a passage cut to its best sentence, with neighbours while there is room.

    The sentence before belongs to it where it leans on that one, and those beside it
    that may answer as well. `room` is in characters of the article; the best sentence
    is whole, however long it is. No allegation or denial is cut from the other side
    that the passage holds, whatever the room: no other passage was looked for to stand
    beside it.
    """
    inside = passage.article.sentences_in(passage.start, passage.end)
    places = {sentence.start: n for n, sentence in enumerate(inside)}
    if len(inside) < 2 or passage.sentence.start not in places:  # noqa: PLR2004 - whole
        return passage
    best = first = last = places[passage.sentence.start]
    text = passage.article.text(*passage.sentence)
    if best and leans(text, passage.article.language):
        first = best - 1
    for place in [places[span.start] for span in passage.also if span.start in places]:
        wider = min(first, place), max(last, place)
        if inside[wider[1]].end - inside[wider[0]].start <= room:
            first, last = wider
    if inside[last].end - inside[first].start > room:
        first = last = best
    if not passage.opposes:
        first, last = _with_other_side(inside, first, last)
    return _cut(passage, inside[first].start, inside[last].end)


def shortened(passage: Evidence, room: int) -> Evidence:
    """Return a sentence cut to `room` characters, at the end of a clause or a word.

    Where there is none for long, as in Chinese, it is cut between two characters. It
    keeps its beginning, which may say that all the rest is untrue. A passage of
    several sentences stays whole: `excerpt` kept those that belong together.
    """
    start, end = passage.start, passage.end
    if end - start <= room or len(passage.article.sentences_in(start, end)) > 1:
        return passage
    text = passage.article.text(start, end)
    for pattern in (_CLAUSE_END, _SPACE):
        ends = [m.end() for m in pattern.finditer(text[: room + 1]) if m.end() <= room]
        if ends and 2 * ends[-1] > room:
            return _cut(passage, start, start + len(text[: ends[-1]].rstrip()))
    stop = room
    while stop > 1 and _is_one(text, stop):
        stop -= 1
    return _cut(passage, start, start + stop)


def _is_one(text: str, place: int) -> bool:
    """Return whether the signs before and at a place are seen as one."""
    before, sign = text[:place], text[place]
    flags = place - len(before.rstrip(_REGIONAL))  # two of them are one flag
    return (
        is_mark(sign)
        or sign in _SKIN
        or before[-1] in JOINERS
        or (sign in _REGIONAL and flags % 2 == 1)
    )


def is_cut(passage: Evidence) -> bool:
    """Return whether a passage ends inside of its best sentence."""
    return passage.end < passage.sentence.end


def _with_other_side(
    inside: tuple[Sentence, ...], first: int, last: int
) -> tuple[int, int]:
    """Return the range, widened to the nearest sentence of a side that it lacks."""
    kept = {sentence.stance for sentence in inside[first : last + 1]} & _SIDES
    wanted = _SIDES - kept if kept else set()
    others = [n for n, s in enumerate(inside) if s.stance in wanted]
    if not others:
        return first, last
    nearest = min(others, key=lambda n: max(first - n, n - last))
    return min(first, nearest), max(last, nearest)


def _cut(passage: Evidence, start: int, end: int) -> Evidence:
    kept = tuple(h for h in passage.highlights if start <= h.start and h.end <= end)
    return replace(passage, start=start, end=end, highlights=kept)
