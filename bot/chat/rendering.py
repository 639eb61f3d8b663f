"""Turns an answer into the text of Discord messages; pure functions throughout."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bot.answering import Status
from bot.chat.attribution import article_name, small_print, speaker
from bot.chat.escaping import inline
from bot.chat.paging import fits, paged
from bot.chat.quotation import quotation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.answering import Answer, Evidence, Reading

__all__ = ["render"]

_MOST_WORDS = 5  # of a question's words echoed in one line
_LONGEST_WORD = 40
_DISPUTED = "The article reports this as disputed."
_NOT_FOUND = "The articles do not answer this question."
_CLOSEST = "Closest passages, which may not answer it:"
_HINT = "Other words may find more; /articles lists what can be asked about."


def render(answer: Answer) -> tuple[str, ...]:
    """Return the messages that give an answer, at least one, each within the limit.

    Quotations are never cut: one that fits in no message is left out whole, and a
    line says which. An allegation and its denial share a message where both fit.
    """
    if answer.remark:
        return (inline(answer.remark, 500),)
    if answer.status is Status.NOT_FOUND:
        return _messages(list(_not_found(answer)), answer.closest)
    return _messages(list(_preface(answer)), answer.evidence)


def _preface(answer: Answer) -> Iterator[str]:
    for reading in answer.readings[:_MOST_WORDS]:
        yield f"-# “{_word(reading.asked)}” read as “{_word(reading.taken_for)}”"
    if answer.disputed:
        yield _DISPUTED


def _not_found(answer: Answer) -> Iterator[str]:
    yield _NOT_FOUND
    if words := answer.unknown_words[:_MOST_WORDS]:
        plural = "s" if len(words) > 1 else ""
        named = ", ".join(f"“{_word(word)}”" for word in words)
        yield f"No article has the word{plural} {named}."
    if answer.suggestions:
        yield f"Did you mean {_meant(answer.suggestions[:_MOST_WORDS])}?"
    yield _CLOSEST if answer.closest else _HINT


def _meant(suggestions: Iterable[Reading]) -> str:
    return ", ".join(
        f"“{_word(s.taken_for)}” (for “{_word(s.asked)}”)" for s in suggestions
    )


def _word(word: str) -> str:
    return inline(word, _LONGEST_WORD)


def _messages(preface: Sequence[str], evidence: Sequence[Evidence]) -> tuple[str, ...]:
    lead = "\n".join(preface)
    pages: list[list[Evidence]] = []
    left_out: list[Evidence] = []
    for group in _groups(evidence):
        if not fits(_page("", group)):
            left_out.extend(group)
        elif pages and fits(_page(lead, [*pages[-1], *group])):
            pages[-1].extend(group)
        else:
            pages.append(list(group))
    texts = (_page("", page) for page in pages)
    return paged([*([lead] if lead else []), *texts, *_omission(left_out)])


def _groups(evidence: Sequence[Evidence]) -> Iterator[tuple[Evidence, ...]]:
    """Yield passages that belong in one message; the other side follows the first."""
    sides = [*evidence[:1], *(e for e in evidence[1:] if e.opposes)]
    rest = [e for e in evidence[1:] if not e.opposes]
    if fits(_page("", sides)):
        yield from ([tuple(sides)] if sides else [])
    else:
        yield from ((side,) for side in sides)
    yield from ((other,) for other in rest)


def _page(lead: str, evidence: Sequence[Evidence]) -> str:
    blocks = [lead] if lead else []
    for _, run in groupby(evidence, key=lambda e: e.article.slug):
        passages = list(run)
        blocks.extend(map(_passage, passages))
        emphasis = any(e.highlights for e in passages)
        blocks[-1] += f"\n{small_print(passages[0].article, emphasis=emphasis)}"
    return "\n\n".join(blocks)


def _passage(evidence: Evidence) -> str:
    lines = [quotation(evidence), speaker(evidence)]
    return "\n".join(["The other side:", *lines] if evidence.opposes else lines)


def _omission(left_out: Iterable[Evidence]) -> Iterator[str]:
    """Yield the line that names passages too long for any message, if there are."""
    places = [f"{article_name(e.article)}, ¶ {e.paragraph}" for e in left_out]
    if places:
        yield f"Left out, being too long for a message: {'; '.join(places)}."
