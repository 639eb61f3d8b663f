"""Draws the blocks of an answer as messages; pure functions throughout.

An answer is one short message: the sentence that answers, who says it, the other side.
What else was found stands behind buttons, and what is longer than a message goes on in
the next, up to three.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bot.chat.asked import Asked, heading
from bot.chat.attribution import small_print, speaker
from bot.chat.codes import MOST_MARKS
from bot.chat.escaping import BOLD, inline
from bot.chat.page import Page
from bot.chat.paging import MOST_ANSWERS, capped, fits, paged
from bot.chat.places import MOST_PLACES, address_of, place_of
from bot.chat.quotation import divided, quotation
from bot.chat.wording import _, marked, numbered
from bot.errors import AbandonedError
from bot.presentation import (
    Credit,
    NoteKind,
    Quotation,
    answer_notes,
    excerpt,
    passage_blocks,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from threading import Event

    from bot.answering import Answer, Evidence
    from bot.presentation import Note

__all__ = ["NOTHING_MORE", "SHOWN", "found_in", "pages_of", "render"]

NOTHING_MORE = marked("The articles have nothing more on this.")
SHOWN = 3  # passages of one answer, as many as a button can name
_ROOM, _ROOM_BESIDE = 450, 380  # characters of a quotation alone, and of each of two
_MOST_WORDS = 5  # of a question's words echoed in one line
_LONGEST_WORD = 40
_SAID = {
    NoteKind.DISPUTED: marked("The article reports this as disputed."),
    NoteKind.UNSURE: marked("**Perhaps.** I am not sure that this answers it:"),
    NoteKind.NOT_FOUND: marked("The articles do not answer this question."),
    NoteKind.CLOSEST: marked("Closest passages, which may not answer it:"),
}
_SAME = marked("That is what stands above; it was said by:")
_GOES_ON = marked("goes on in the next message")


def render(answer: Answer) -> tuple[str, ...]:
    """Return the texts of the messages that give an answer to a message."""
    return tuple(page.text for page in pages_of(answer, Asked(answer.question)))


def pages_of(
    answer: Answer, asked: Asked, at_most: int = 1, stop: Event | None = None
) -> tuple[Page, ...]:
    """Return the messages that give an answer, one to three, each within the limit.

    Passages shown before are passed over, `at_most` others are shown, an allegation
    never without its denial.
    """
    if answer.remark:
        return (Page(inline(_(answer.remark), 500), error=True),)
    found = found_in(answer, asked)
    new = [e for e in found if place_of(e).mark not in asked.shown]
    new = new[: max([min(at_most, SHOWN), *map(len, _pairs(new)[:1])])]
    if asked.shown and not new:
        return (Page(_(NOTHING_MORE)),)
    if stop and stop.is_set():
        raise AbandonedError
    lead = _lead(answer, asked)
    if not new:
        return (_without_passages(lead, answer, asked),)
    room = _ROOM if len(new) == 1 else _ROOM_BESIDE
    cut = [excerpt(passage, room) for passage in new]
    above = asked.above.replace(BOLD, "")
    again = all(quotation(e.article, e.start, e.end) in above for e in cut)
    text = _again(cut) if again else _body(cut)
    whole = fits(whole_text := "\n\n".join([*lead, text]))
    texts = [whole_text] if whole else _divided(lead, cut)
    left = sum(place_of(e).mark not in asked.shown for e in found) - len(new)
    pages = (
        _page(text, new, asked, left if number == 0 else None)
        for number, text in enumerate(texts)
    )
    return capped(pages, MOST_ANSWERS, list(map(place_of, new)))


def found_in(answer: Answer, asked: Asked) -> tuple[Evidence, ...]:
    """Return the passages to show: the closest only where they were asked for."""
    return answer.closest if asked.closest else answer.evidence


def _page(
    text: str, passages: Sequence[Evidence], asked: Asked, left: int | None
) -> Page:
    """Return a message with what its buttons know.

    What needs the question stands at the first message alone, which shows it or replies
    to it; `left` is None for the others.
    """
    quotes = tuple(map(address_of, passages))
    if left is None:
        return Page(text, quotes=quotes)
    places = tuple(map(place_of, passages))[:MOST_PLACES]
    marks = asked.shown | {place.mark for place in places}
    known = asked.kept and not asked.closest
    return Page(
        text,
        places,
        marks=marks if known else frozenset(),
        more=left if known and len(marks) <= MOST_MARKS else 0,
        why=known,
        quotes=quotes,
    )


def _without_passages(lead: Sequence[str], answer: Answer, asked: Asked) -> Page:
    """Return the message that says that nothing answers, with the ways on."""
    return Page(
        "\n\n".join(lead),
        closest=asked.kept and bool(answer.closest) and not asked.closest,
        meant=asked.kept and bool(answer.suggestions),
        lists=True,
    )


def _lead(answer: Answer, asked: Asked) -> list[str]:
    """Return what stands above the passages, as at most one part."""
    lines = list(heading(asked))
    if asked.closest:
        lines.append(_(_SAID[NoteKind.CLOSEST]))
    elif not asked.shown:
        lines += map(_note, answer_notes(answer))
    return ["\n".join(lines)] if lines else []


def _note(note: Note) -> str:
    if said := _SAID.get(note.kind):
        return _(said)
    return _WORDY[note.kind](note)


def _reading(note: Note) -> str:
    asked, word = map(_word, note.words)
    said = _("“{asked}” read as “{word}”").format(asked=asked, word=word)
    return f"-# {said}"


def _unknown(note: Note) -> str:
    words = note.words[:_MOST_WORDS]
    listed = ", ".join(_("“{word}”").format(word=_word(word)) for word in words)
    said = numbered(
        "No article has the word {words}.",
        "No article has the words {words}.",
        len(words),
        words=listed,
    )
    return f"-# {said}"


def _meant(note: Note) -> str:
    pairs = list(zip(note.words[::2], note.words[1::2], strict=True))[:_MOST_WORDS]
    said = _("“{word}” (for “{asked}”)")
    words = ", ".join(said.format(asked=_word(a), word=_word(w)) for a, w in pairs)
    return _("Did you mean {words}?").format(words=words)


def _word(word: str) -> str:
    return inline(word, _LONGEST_WORD)


_WORDY = {
    NoteKind.READING: _reading,
    NoteKind.UNKNOWN: _unknown,
    NoteKind.MEANT: _meant,
}


def _pairs(found: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return passages by themselves, or with the other side that stands after them."""
    pairs: list[list[Evidence]] = []
    for one in found:
        if one.opposes and pairs:
            pairs[-1].append(one)
        else:
            pairs.append([one])
    return pairs


def _body(passages: Sequence[Evidence]) -> str:
    """Return passages, those of one article above their one small print."""
    parts: list[list[str]] = [[]]
    for block in passage_blocks(passages):
        if isinstance(block, Quotation):
            parts[-1] += [_who(block.evidence), _quoted(block.evidence)]
        elif isinstance(block, Credit):
            parts[-1].append(small_print(block.article, emphasis=block.emphasis))
            parts.append([])
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _again(passages: Sequence[Evidence]) -> str:
    """Return who said what stands above already, and where, without quoting it anew."""
    lines = [_(_SAME)]
    for block in passage_blocks(passages):
        if isinstance(block, Quotation):
            lines.append(_who(block.evidence))
        else:
            lines.append(small_print(block.article, emphasis=False))
    return "\n".join(lines)


def _who(evidence: Evidence) -> str:
    said = speaker(evidence)
    return _("The other side: {who}").format(who=said) if evidence.opposes else said


def _quoted(evidence: Evidence) -> str:
    span = evidence.start, evidence.end
    return quotation(evidence.article, *span, evidence.highlights)


def _divided(lead: Sequence[str], passages: Sequence[Evidence]) -> Iterator[str]:
    """Yield the messages of passages that are too long for one."""
    parts = [*lead, *(part for one in passages for part in _pieces(one))]
    yield from paged(parts)


def _pieces(evidence: Evidence) -> Iterator[str]:
    """Yield a passage, in pieces where it is too long for one message."""
    if fits(text := _body([evidence])):
        yield text
        return
    start, goes_on = f"{_who(evidence)}\n", f"\n-# {_(_GOES_ON)}"
    lines = divided(evidence.article, evidence.start, evidence.end, evidence.highlights)
    # As many as can be shown and one more, so that it is known that there is more.
    pieces = list(islice(lines, 2 * MOST_ANSWERS + 1))
    for number, line in enumerate(pieces, start=1):
        yield f"{start}{line}{goes_on if number < len(pieces) else ''}"
        start = ""
    yield small_print(evidence.article, emphasis=bool(evidence.highlights))
