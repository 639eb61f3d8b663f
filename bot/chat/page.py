"""One message of an answer, before Discord: its text and what its buttons know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.chat.places import Place
    from bot.storage import PassageAddress

__all__ = ["Page"]


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a message and the passages in it.

    `article` is the key of the only article that was asked. `marks` are those of all
    passages shown up to here; `more` says how many others were found, `why` that the
    question can be asked again to say why these were found, `votes` that whoever reads
    it may say whether it helped. `quotes` are the passages of which the text has any
    part, `whole` those that it leads to since they did not fit. Where nothing answers,
    it leads to the `closest` passages, to the question as it may be `meant`, and to
    what there is (`lists`); from a reason it leads to the `details`. `error` says
    that it says but why nothing can be shown.
    """

    text: str
    places: tuple[Place, ...] = ()
    article: bytes | None = None
    marks: frozenset[bytes] = frozenset()
    more: int = 0
    why: bool = False
    votes: bool = False
    quotes: tuple[PassageAddress, ...] = ()
    whole: tuple[Place, ...] = ()
    closest: bool = False
    meant: bool = False
    lists: bool = False
    details: bool = False
    error: bool = False
