"""Draws the blocks of an answer as messages; pure functions throughout.

An answer is one short message: the sentence that answers, who says it, the other side.
What else was found stands behind buttons. What takes more than two glances loses its
links first, then its neighbours, and then the end of a sentence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering import LISTS, WHICH_ARTICLE, Status
from bot.articles import Stance
from bot.chat.attribution import known, small_print, speaker, words_address
from bot.chat.button_state import MOST_MARKS, MOST_PLACES, address_of, key_of, place_of
from bot.chat.escaping import BOLD
from bot.chat.pages import MOST_ANSWERS, Page, capped, fits, length, paged
from bot.chat.question_request import QuestionRequest, heading, note_line
from bot.chat.quotation import divided, quotation
from bot.chat.wording import _, marked
from bot.errors import AbandonedError
from bot.presentation import (
    Credit,
    Note,
    NoteKind,
    Quotation,
    answer_notes,
    excerpt,
    is_cut,
    passage_blocks,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from threading import Event

    from bot.answering import Answer, Evidence
    from bot.articles import Article

__all__ = ["NOTHING_MORE", "SHOWN", "excerpts", "found_in", "pages_of"]

NOTHING_MORE = marked("The articles have nothing more on this.")
SHOWN = 3  # passages of one answer, as many as a button can name
_GLANCES = (700, 1_200, 1_700)  # characters of an answer with one, two, three passages
_ROOMS = (450, 300, 0)  # characters of a quotation that may have neighbours
_LEAST = 350  # characters for the passages, however long the lines above them are
_SHORTEST = 40  # characters of a quotation
_TURNS = 4  # of cutting: an escaped sign takes more room than it has letters
_CUT = "[…]"  # below a quotation, for no sign of ours stands in one
_SAME = marked("That is quoted above. It comes from:")


def pages_of(
    answer: Answer, asked: QuestionRequest, at_most: int = 1, stop: Event | None = None
) -> tuple[Page, ...]:
    """Return the messages that give an answer, one to three, each within the limit.

    Passages shown before are passed over, `at_most` others are shown, an allegation
    never without its denial.
    """
    if answer.remark:
        return (_remark(answer.remark, answer.about, asked),)
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
    cut, parts = _fitted(new, lead)
    above = asked.above.replace(BOLD, "")
    again = all(quotation(e.article, e.start, e.end) in above for e in cut)
    body = [_again(cut)] if again else parts
    texts: Sequence[str] = ["\n\n".join([*lead, *body])]
    if not fits(texts[0]):
        texts = paged([*lead, *_apart(cut)])
    left = sum(place_of(e).mark not in asked.shown for e in found) - len(new)
    pages = (
        _page(answer, text, new, asked, left if number == 0 else None)
        for number, text in enumerate(texts)
    )
    return capped(pages, MOST_ANSWERS, list(map(place_of, new)))


def _remark(remark: str, about: Article | None, asked: QuestionRequest) -> Page:
    """Return what is said where nothing was looked for, with an article's source."""
    said = _(remark)
    if about is None:
        return Page(said, lists=remark in {LISTS, WHICH_ARTICLE}, error=True)
    lines = [*heading(replace(asked, context="")), said, f"-# {known(about)}"]
    return Page("\n".join(lines), article=key_of(about), about=True)


def excerpts(
    answer: Answer, asked: QuestionRequest, passages: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """Return passages as an answer shows them: cut to what two glances take."""
    return _fitted(passages, _lead(answer, asked))[0]


def found_in(answer: Answer, asked: QuestionRequest) -> tuple[Evidence, ...]:
    """Return the passages to show: the closest only where they were asked for."""
    return answer.closest if asked.closest else answer.evidence


def _page(
    answer: Answer,
    text: str,
    passages: Sequence[Evidence],
    asked: QuestionRequest,
    left: int | None,
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
        head=_head(answer, asked),
        marks=marks if known else frozenset(),
        more=left if known and len(marks) <= MOST_MARKS else 0,
        why=known and not answer.opening,
        quotes=quotes,
    )


def _without_passages(
    lead: Sequence[str], answer: Answer, asked: QuestionRequest
) -> Page:
    """Return the message that says that nothing answers, with the ways on."""
    return Page(
        "\n\n".join(lead),
        head=_head(answer, asked),
        closest=asked.kept and bool(answer.closest) and not asked.closest,
        meant=asked.kept and bool(answer.suggestions),
        lists=True,
    )


def _lead(answer: Answer, asked: QuestionRequest) -> list[str]:
    """Return what stands above the passages, as at most one part."""
    notes = [*map(note_line, answer_notes(answer))]
    head = _head(answer, asked)
    # It stands first, so that what is unsure is told apart at the first word.
    further = [] if asked.closest or asked.shown else [n for n in notes if n != head]
    lines = [*([head] if head else []), *heading(asked), *further]
    return ["\n".join(lines)] if lines else []


def _head(answer: Answer, asked: QuestionRequest) -> str:
    """Return how sure an answer is, nothing where it is."""
    if answer.status is Status.ANSWERED:
        return ""
    if asked.closest:
        return note_line(Note(NoteKind.CLOSEST))
    return note_line(next(answer_notes(answer)))


def _pairs(found: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return passages by themselves, or with the other side that stands after them."""
    pairs: list[list[Evidence]] = []
    for one in found:
        if one.opposes and pairs:
            pairs[-1].append(one)
        else:
            pairs.append([one])
    return pairs


def _fitted(
    passages: Sequence[Evidence], lead: Sequence[str]
) -> tuple[tuple[Evidence, ...], list[str]]:
    """Return what is shown of passages, and as what parts of a message.

    It keeps to what two glances take, as far as cutting can.
    """
    shortest = tuple(excerpt(passage, 0) for passage in passages)
    sides = max(len(passages), *(len(_sides(passage)) for passage in shortest))
    room = max(_GLANCES[sides - 1] - length("\n\n".join([*lead, ""])), _LEAST)
    addresses = [words_address(e.article, e.sentence) for e in passages]
    none = [None] * len(passages)
    for most in _ROOMS:
        cut = tuple(excerpt(passage, most) for passage in passages)
        for links in (addresses, none) if any(addresses) else (none,):
            parts = _parts(cut, links)
            if _over(parts, room) <= 0:
                return cut, parts
    cut = tuple(shortened(passage, room) for passage in shortest)
    for _turn in range(_TURNS):
        if (over := _over(_parts(cut, none), room)) <= 0:
            break
        sizes = [len(passage.text) for passage in cut]
        most = max(_level(sizes, sum(sizes) - over), _SHORTEST)
        cut = tuple(shortened(passage, most) for passage in cut)
    return cut, _parts(cut, none)


def _sides(passage: Evidence) -> set[Stance]:
    """Return on which sides what is shown of a passage stands."""
    inside = passage.article.sentences_in(passage.start, passage.end)
    return {s.stance for s in inside} - {Stance.REPORT}


def _over(parts: Sequence[str], room: int) -> int:
    """Return by how many characters parts of a message are longer than the room."""
    return length("\n\n".join(parts)) - room


def _level(sizes: Sequence[int], room: int) -> int:
    """Return the most that each may have for all to have the room together."""
    rest = sorted(sizes)
    while len(rest) > 1 and rest[0] * len(rest) <= room:
        room -= rest.pop(0)
    return room // len(rest)


def _parts(passages: Sequence[Evidence], links: Sequence[str | None]) -> list[str]:
    """Return the passages of each article above their one small print."""
    parts: list[list[str]] = [[]]
    left, linked = iter(links), False
    for block in passage_blocks(passages):
        if isinstance(block, Quotation):
            address = next(left)
            linked = linked or bool(address)
            parts[-1] += [_who(block.evidence, address), *_quoted(block.evidence)]
        else:
            parts[-1].append(small_print(block, linked=linked))
            parts.append([])
            linked = False
    return ["\n".join(lines) for lines in parts if lines]


def _apart(passages: Sequence[Evidence]) -> Iterator[str]:
    """Yield each passage and its small print, for more than a message has room for."""
    for one in passages:
        whole = "\n".join([_who(one), *_quoted(one)])
        if fits(whole):
            yield whole
        else:  # a sentence without a blank, or nearly all of signs to be escaped
            yield "\n".join([_who(one), *_headers(one)])
            yield from divided(one.article, one.start, one.end, one.highlights)
            yield from [_CUT] if is_cut(one) else []
        yield from (
            small_print(b) for b in passage_blocks([one]) if isinstance(b, Credit)
        )


def _quoted(one: Evidence) -> Iterator[str]:
    """Yield a passage as lines; above a row of a table stand its headers."""
    yield from _headers(one)
    yield quotation(one.article, one.start, one.end, one.highlights)
    if is_cut(one):
        yield _CUT


def _headers(one: Evidence) -> list[str]:
    """Return the headers of the table's row that a passage begins with, if it does."""
    columns = one.columns
    return [quotation(one.article, *columns)] if columns else []


def _again(passages: Sequence[Evidence]) -> str:
    """Return who said what stands above already, and where, without quoting it anew."""
    lines = [_(_SAME)]
    for block in passage_blocks(passages):
        if isinstance(block, Quotation):
            lines.append(_who(block.evidence))
        else:
            lines.append(small_print(replace(block, emphasis=False)))
    return "\n".join(lines)


def _who(evidence: Evidence, address: str | None = None) -> str:
    said = speaker(evidence, address)
    return _("The other side: {who}").format(who=said) if evidence.opposes else said
