"""One message of an answer, before Discord: its text and the buttons under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.chat.codes import Code, Kind, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.chat.places import Place
    from bot.storage import PassageAddress

__all__ = ["Page", "row"]


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a message and the passages in it.

    `head` is how the text begins where it is unsure or finds nothing.
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
    head: str = ""


def row(page: Page, asker: int, *, private: bool) -> Iterator[tuple[str, int]]:
    """Yield the custom_ids of what stands under a message, each with its number.

    They are at most five buttons and a menu. A private message needs no Delete: Discord
    lets its reader dismiss it.
    """
    of_passages = Code(asker, page.article, page.places)
    of_question = Code(asker, page.article)
    shows = bool(page.places) and not page.details
    of_more = Code(asker, page.article, marks=page.marks)
    whole = Code(asker, places=page.whole)
    votes = page.votes and shows
    menu = Code(asker, places=page.places)
    stands = (
        (page.more, Kind.MORE, of_more, page.more),
        (page.closest, Kind.CLOSEST, of_question, 0),
        (page.meant, Kind.MEANT, of_question, 0),
        (shows and not page.whole, Kind.CONTEXT, of_passages, 0),
        (page.why, Kind.WHY, of_passages, 0),
        (page.details, Kind.DETAILS, of_passages, 0),
        (votes, Kind.HELPFUL, of_passages, 0),
        (votes, Kind.UNHELPFUL, of_passages, 0),
        (page.lists, Kind.ARTICLES, Code(asker), 0),
        (page.whole, Kind.WHOLE, whole, 0),
        (shows or page.whole, Kind.MENU, menu, int(private)),
    )
    for there, kind, code, number in stands:
        if there:
            yield write(kind, code), number
