"""Turns an answer into messages; pure functions throughout.

An answer is one message where that is possible: what else was found stands behind a
button. Nothing is cut: a passage that fits in no message goes on in the next.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bot.answering import Status
from bot.chat.asked import Asked, heading
from bot.chat.blocks import block, pieces
from bot.chat.codes import MOST_MARKS, MOST_PLACES
from bot.chat.escaping import inline
from bot.chat.page import Page
from bot.chat.paging import MOST_ANSWERS, capped, fits, paged
from bot.chat.places import address_of, place_of
from bot.chat.wording import _, marked, numbered
from bot.errors import AbandonedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from threading import Event

    from bot.answering import Answer, Evidence, Reading

__all__ = ["NOTHING_MORE", "SHOWN", "found_in", "pages_of", "render"]

NOTHING_MORE = marked("The articles have nothing more that bears on this.")
SHOWN = 3  # passages of one answer, as many as a button can name
_MOST_WORDS = 5  # of a question's words echoed in one line
_LONGEST_WORD = 40
_UNSURE = marked("I am not sure that this answers it:")
_DISPUTED = marked("The article reports this as disputed.")
_NOT_FOUND = marked("The articles do not answer this question.")
_CLOSEST = marked("Closest passages, which may not answer it:")
_HINT = marked("Other words may find more; /articles lists what can be asked about.")

_Drafts = list[tuple[str, list["Evidence"]]]  # the texts of messages, and what is in


def render(answer: Answer) -> tuple[str, ...]:
    """Return the texts of the messages that give an answer to a message."""
    return tuple(page.text for page in pages_of(answer, Asked(answer.question)))


def pages_of(
    answer: Answer, asked: Asked, at_most: int = SHOWN, stop: Event | None = None
) -> tuple[Page, ...]:
    """Return the messages that give an answer, one to three, each within the limit.

    Passages shown before are passed over, `at_most` others are shown: more where
    an allegation would stand without its denial. The first passage and its other side
    share a message where both fit, else follow each other; of what remains as much is
    shown as fits beside them, an allegation never without its denial.
    """
    if answer.remark:
        return (Page(inline(_(answer.remark), 500)),)
    found = found_in(answer)
    new = [e for e in found if place_of(e).mark not in asked.shown][:SHOWN]
    new = new[: max([at_most, *map(len, _pairs(new)[:1])])]
    if asked.shown and not new:
        return (Page(_(NOTHING_MORE)),)
    lead = paged([*heading(asked), *_preface(answer, asked)], "\n")
    drafts = _drafts(new, lead[-1] if lead else "")
    if stop and stop.is_set():
        raise AbandonedError
    pages = _pages(_led(lead, drafts), answer, asked)
    return capped(pages, MOST_ANSWERS, [place_of(e) for e in new])


def found_in(answer: Answer) -> tuple[Evidence, ...]:
    """Return the passages that an answer shows: the closest where none answers."""
    found = answer.status is not Status.NOT_FOUND
    return answer.evidence if found else answer.closest


def _preface(answer: Answer, asked: Asked) -> Iterator[str]:
    if asked.shown:
        return
    if answer.status is Status.NOT_FOUND:
        yield from _not_found(answer)
        return
    yield from _readings(answer)
    if words := answer.unknown_words[:_MOST_WORDS]:
        yield f"-# {_unknown(words)}"
    if answer.disputed:
        yield _(_DISPUTED)
    if answer.status is Status.UNSURE:
        yield _(_UNSURE)


def _not_found(answer: Answer) -> Iterator[str]:
    yield _(_NOT_FOUND)
    yield from _readings(answer)
    if words := answer.unknown_words[:_MOST_WORDS]:
        yield _unknown(words)
    if answer.suggestions:
        yield _meant(answer.suggestions[:_MOST_WORDS])
    yield _(_CLOSEST) if answer.closest else _(_HINT)


def _readings(answer: Answer) -> Iterator[str]:
    said = _("“{asked}” read as “{word}”")
    for reading in answer.readings[:_MOST_WORDS]:
        yield f"-# {_of(reading, said)}"


def _unknown(words: Sequence[str]) -> str:
    listed = ", ".join(_("“{word}”").format(word=_word(word)) for word in words)
    return numbered(
        "No article has the word {words}.",
        "No article has the words {words}.",
        len(words),
        words=listed,
    )


def _meant(suggestions: Iterable[Reading]) -> str:
    said = _("“{word}” (for “{asked}”)")
    words = ", ".join(_of(suggestion, said) for suggestion in suggestions)
    return _("Did you mean {words}?").format(words=words)


def _of(reading: Reading, said: str) -> str:
    return said.format(asked=_word(reading.asked), word=_word(reading.taken_for))


def _word(word: str) -> str:
    return inline(word, _LONGEST_WORD)


def _pairs(found: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return passages by themselves, or with the other side that stands after them."""
    pairs: list[list[Evidence]] = []
    for one in found:
        if one.opposes and pairs:
            pairs[-1].append(one)
        else:
            pairs.append([one])
    return pairs


def _drafts(found: Sequence[Evidence], above: str) -> _Drafts:
    """Return messages: the first passage with its other side, then what fits.

    `above` is what stands above them in the first message.
    """
    pairs = _pairs(found)
    drafts: _Drafts = [(block(pairs[0]), pairs[0])] if pairs else []
    if drafts and not fits(drafts[0][0]):
        drafts = [draft for side in pairs[0] for draft in _whole(side)]
    for others in pairs[1:]:
        text, beside = drafts[-1]
        longer = block([*beside, *others])
        if not (fits(f"{above}\n\n{longer}") and text == block(beside)):
            break  # the others wait behind a button, in order
        drafts[-1] = longer, [*beside, *others]
    return drafts


def _whole(evidence: Evidence) -> Iterator[tuple[str, list[Evidence]]]:
    if fits(text := block([evidence])):
        yield text, [evidence]
        return
    # One more than is shown, so that it is known that there is more.
    *parts, last = paged(islice(pieces(evidence), 2 * MOST_ANSWERS + 2))
    yield from ((part, []) for part in parts)
    yield last, [evidence]


def _led(lead: Sequence[str], drafts: _Drafts) -> _Drafts:
    """Put the lines above an answer into its first message, where they fit."""
    if not lead:
        return drafts
    if drafts and fits(joined := f"{lead[-1]}\n\n{drafts[0][0]}"):
        first = (joined, drafts[0][1])
        return [*((text, []) for text in lead[:-1]), first, *drafts[1:]]
    return [*((text, []) for text in lead), *drafts]


def _pages(drafts: _Drafts, answer: Answer, asked: Asked) -> Iterator[Page]:
    """Yield the messages with what their buttons know.

    What needs the question stands at the first message alone, which shows it or
    replies to it.
    """
    shown = {place_of(e).mark for _, passages in drafts for e in passages}
    marks = asked.shown | shown
    found = found_in(answer)
    left = any(place_of(e).mark not in marks for e in found)
    more = left or len(found) >= SHOWN + len(asked.shown)
    for number, (text, passages) in enumerate(drafts):
        first = number == 0 and bool(shown) and asked.kept
        of = passages or (_first_passages(drafts) if first else [])
        yield Page(
            text,
            tuple(map(place_of, of))[:MOST_PLACES],
            marks=marks if first else frozenset(),
            more=first and more and len(marks) <= MOST_MARKS,
            why=first,
            quotes=tuple(map(address_of, passages or _goes_on(drafts[number:]))),
        )


def _goes_on(drafts: _Drafts) -> list[Evidence]:
    """Return the passage that a message without a whole one begins, if it does."""
    (text, _passages), *later = drafts
    if "\n> " not in f"\n{text}":
        return []
    return next((passages for _text, passages in later if passages), [])


def _first_passages(drafts: _Drafts) -> list[Evidence]:
    return next(passages for _, passages in drafts if passages)
