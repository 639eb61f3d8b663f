"""Which buttons stand under which message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat.codes import Code, Kind, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.chat.page import Page

__all__ = ["row"]


def row(page: Page, asker: int, *, private: bool) -> Iterator[str]:
    """Yield the custom_ids of the buttons under a message that answers `asker`.

    A private message needs no Delete: Discord lets its reader dismiss it.
    """
    if page.whole:
        yield write(Kind.WHOLE, Code(asker, places=page.whole))
    if not page.places:
        return
    of_passages = Code(asker, places=page.places)
    if page.more:
        yield write(Kind.MORE, Code(asker, page.article, marks=page.marks))
    yield write(Kind.CONTEXT, of_passages)
    if page.why:
        yield write(Kind.WHY, Code(asker, page.article, page.places))
    if private:
        yield write(Kind.SHARE, of_passages)
    else:
        yield write(Kind.DELETE, Code(asker))
    if page.votes:
        yield write(Kind.HELPFUL, of_passages)
        yield write(Kind.UNHELPFUL, of_passages)
