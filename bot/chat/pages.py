"""Messages before Discord: their texts, the buttons under them, what fits in one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.chat.button_state import MOST_PLACES, Action, ButtonState, write
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.chat.button_state import Place
    from bot.storage import PassageAddress

__all__ = [
    "LABEL",
    "LIMIT",
    "MOST_ANSWERS",
    "MOST_SAID",
    "Page",
    "capped",
    "fits",
    "length",
    "limited",
    "paged",
    "row",
]

LIMIT = 2_000  # Discord's own, for the content of a message
LABEL = 80  # characters of a button, Discord's own
_SPARE = 60  # of it, for saying in an earlier answer what was corrected since
_CUT = marked("There is more: Whole text shows all of it.")
MOST_ANSWERS = 3  # messages that answer a question
MOST_SAID = 5  # messages that a command is answered with; Discord's own, see `visits`


def limited(pages: tuple[str, ...], rest: str) -> tuple[str, ...]:
    """Return five messages at most; `rest` is the last where there are more."""
    return pages if len(pages) <= MOST_SAID else (*pages[: MOST_SAID - 1], rest)


def capped(
    pages: Iterable[Page], most: int, whole: Sequence[Place]
) -> tuple[Page, ...]:
    """Return the first `most` pages; where there are more, the last one says so.

    It then leads to the `whole` passages. What is left is not even made.
    """
    kept = list(islice(pages, most + 1))
    if len(kept) <= most:
        return tuple(kept)
    *kept, last = kept[:most]
    text = f"{last.text}\n-# {_(_CUT)}"
    return (*kept, replace(last, text=text, whole=tuple(whole[:MOST_PLACES])))


def length(text: str) -> int:
    """Count as the stricter of Discord's two sides does.

    The API counts code points, the client UTF-16 code units, which are never fewer.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str) -> bool:
    """Return whether a text can be one message, with some room left."""
    return length(text) <= LIMIT - _SPARE


def paged(blocks: Iterable[str], gap: str = "\n\n") -> tuple[str, ...]:
    """Join blocks, none longer than a message, into as few messages as in order can."""
    pages: list[str] = []
    for block in blocks:
        joined = f"{pages[-1]}{gap}{block}" if pages else block
        if pages and fits(joined):
            pages[-1] = joined
        else:
            pages.append(block)
    return tuple(pages)


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
    what there is (`lists`); from a reason it leads to the `details`. `about` says that
    it tells of an article's source and quotes nothing, `error` that it says but why
    nothing can be shown.
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
    about: bool = False
    error: bool = False
    head: str = ""


def row(page: Page, asker: int, *, private: bool) -> Iterator[tuple[str, int]]:
    """Yield the custom_ids of what stands under a message, each with its number.

    They are at most five buttons and a menu. A private message needs no Delete: Discord
    lets its reader dismiss it.
    """
    of_passages = ButtonState(asker, page.article, page.places)
    of_question = ButtonState(asker, page.article)
    shows = bool(page.places) and not page.details
    of_more = ButtonState(asker, page.article, marks=page.marks)
    whole = ButtonState(asker, places=page.whole)
    votes = page.votes and shows
    menu = ButtonState(asker, page.article if page.about else None, page.places)
    stands = (
        (page.more, Action.MORE, of_more, page.more),
        (page.closest, Action.CLOSEST, of_question, 0),
        (page.meant, Action.MEANT, of_question, 0),
        (shows and not page.whole, Action.CONTEXT, of_passages, 0),
        (page.why, Action.WHY, of_passages, 0),
        (page.details, Action.DETAILS, of_passages, 0),
        (votes, Action.HELPFUL, of_passages, 0),
        (votes, Action.UNHELPFUL, of_passages, 0),
        (page.lists, Action.ARTICLES, ButtonState(asker), 0),
        (page.whole, Action.WHOLE, whole, 0),
        (shows or page.whole or page.about, Action.MENU, menu, int(private)),
    )
    for there, kind, code, number in stands:
        if there:
            yield write(kind, code), number
