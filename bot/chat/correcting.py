"""Puts a correction or a withdrawal into the text of an earlier answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat.attribution import CORRECTED
from bot.chat.escaping import inline
from bot.chat.paging import LIMIT, length
from bot.chat.quotation import quoted
from bot.chat.wording import _, in_every_language, marked

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["corrected", "withdrawn"]

_GAP = "\n\n"
_SINCE = marked("Corrected since: {reason}")
_WITHDRAWN = marked("{article} was withdrawn since, and is not quoted here any more.")
_BECAUSE = marked("{article} was withdrawn since: {reason}")
_LENGTHS = (300, 100, 40, 20)  # characters of a reason, as far as there is room


def corrected(content: str, reason: str) -> str:
    """Return an answer with a line that says what was corrected since, once.

    One that was given after this correction says so already.
    """
    lines = content.split("\n")
    said = {text.format(reason=inline(reason, 200)) for text in _each(CORRECTED)}
    if not said.isdisjoint(lines):
        return content
    starts = tuple(text.partition("{")[0] for text in _each(_SINCE))
    before = "\n".join(line for line in lines if not line.startswith(starts))
    notes = (_(_SINCE).format(reason=inline(reason, most)) for most in _LENGTHS)
    texts = (f"{before}\n-# {note}" for note in notes)
    return next((text for text in texts if length(text) <= LIMIT), content)


def withdrawn(
    content: str, name: str, texts: Collection[str], reason: str | None
) -> str:
    """Return an answer without the quotations of an article that was withdrawn.

    `name` is what to call it, `texts` are all texts that it ever had, as a reader sees
    them. Quotations of other articles stay, and so does the question.
    """
    note = _note(name, reason)
    kept: list[str] = []
    for block in content.split(_GAP):
        if not _quotes(block, texts):
            kept.append(block)
        elif note not in kept:
            kept.append(note)
    return _GAP.join(kept)


def _each(text: str) -> list[str]:
    """Return a small line in each language."""
    return [f"-# {said}" for said in in_every_language(text)]


def _note(name: str, reason: str | None) -> str:
    if reason is None:
        return _(_WITHDRAWN).format(article=name)
    return _(_BECAUSE).format(article=name, reason=inline(reason, _LENGTHS[1]))


def _quotes(block: str, known: Collection[str]) -> bool:
    quotes = [text for line in block.split("\n") if (text := quoted(line)) is not None]
    return any(text in body for text in quotes for body in known)
