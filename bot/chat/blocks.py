"""Passages as they stand in a message, with who says them and where they come from."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bot.chat.attribution import small_print, speaker
from bot.chat.quotation import divided, quotation
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering import Evidence

__all__ = ["block", "pieces"]

_OTHER_SIDE = marked("The other side:")


def block(passages: Sequence[Evidence]) -> str:
    """Return passages in order, with one small print for those of one article."""
    blocks: list[str] = []
    for __, run in groupby(passages, key=lambda e: e.article.slug):
        of_one = list(run)
        blocks.extend(map(_passage, of_one))
        emphasis = any(e.highlights for e in of_one)
        blocks[-1] += f"\n{small_print(of_one[0].article, emphasis=emphasis)}"
    return "\n\n".join(blocks)


def pieces(passage: Evidence) -> Iterator[str]:
    """Yield a passage that is too long for one message in pieces that are not."""
    article, highlights = passage.article, passage.highlights
    lines = divided(article, passage.start, passage.end, highlights)
    start = f"{_(_OTHER_SIDE)}\n" if passage.opposes else ""
    goes_on = _("goes on in the next message")
    line = next(lines)
    for following in lines:
        yield f"{start}{line}\n-# {goes_on}"
        start, line = "", following
    yield f"{start}{line}\n{speaker(passage)}"
    yield small_print(article, emphasis=bool(highlights))


def _passage(evidence: Evidence) -> str:
    quote = quotation(
        evidence.article, evidence.start, evidence.end, evidence.highlights
    )
    lines = [quote, speaker(evidence)]
    return "\n".join([_(_OTHER_SIDE), *lines] if evidence.opposes else lines)
