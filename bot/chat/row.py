"""Which buttons stand under which message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat.codes import Code, Kind, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.chat.page import Page

__all__ = ["row"]


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
