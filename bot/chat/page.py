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
    passages shown up to here; `more` says that there may be others, `why` that the
    question can be asked again to say why these were found, `votes` that whoever reads
    it may say whether it helped. `quotes` are the passages of which the text has any
    part, `whole` those that it leads to since they did not fit.
    """

    text: str
    places: tuple[Place, ...] = ()
    article: bytes | None = None
    marks: frozenset[bytes] = frozenset()
    more: bool = False
    why: bool = False
    votes: bool = False
    quotes: tuple[PassageAddress, ...] = ()
    whole: tuple[Place, ...] = ()
