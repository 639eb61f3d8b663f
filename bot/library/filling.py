"""Brings the index in PostgreSQL to the articles that there are."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot.answering.sources import ArticleSource
from bot.errors import StorageBusyError, StorageError
from bot.library.holdings import group_of
from bot.retrieval import (
    from_columns,
    in_columns,
    is_whole,
    sentences_of,
    summary_of,
)
from bot.retrieval.arrays import give_back

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Coroutine,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )

    from bot.annotations import IndexFolder
    from bot.articles import Article
    from bot.library.holdings import Holding
    from bot.storage import Shards
    from bot.storage.search import Search


__all__ = ["fill", "language_of", "place_of"]

log = logging.getLogger(__name__)

_AT_ONCE = 100  # documents that are added in one transaction
_CONTENDED = "Other processes keep changing the index in PostgreSQL."
_TRIES = 5  # while another process adds the same ones


def place_of(holding: Holding) -> str:
    """Return the name of the articles of one language that the same people may ask."""
    return f"{holding.article.language} {group_of(holding)}"


def language_of(place: str) -> str:
    """Return the language of a place's articles."""
    return place.partition(" ")[0]


def fill(
    do: Callable[[Coroutine[Any, Any, Any]], Any],
    search: Search,
    index: IndexFolder,
    holdings: Iterable[Holding],
    shards: Shards,
) -> None:
    """Let an index have these articles, and no others of some shards' servers.

    `do` waits for what the index does. Raises StorageError.
    """
    wanted = {(place_of(h), h.article.slug): h for h in holdings}
    do(search.prepare())
    for _ in range(_TRIES):
        if all([*_changes(do, search, index, wanted, shards)]):
            give_back()
            return
    raise StorageBusyError(_CONTENDED)


def _changes(
    do: Callable[[Coroutine[Any, Any, Any]], Any],
    search: Search,
    index: IndexFolder,
    wanted: Mapping[tuple[str, str], Holding],
    shards: Shards,
) -> Iterator[bool]:
    """Do what there is to do; yield whether no other process was there first."""
    places = {place for place, _ in wanted}
    known = do(search.known(lambda at: at in places or shards.owns(_guild(at))))
    changed = [at for at, held in wanted.items() if known.get(at) != held.article.key]
    changed += [
        (place, slug)
        for place, slug in known.keys() - wanted.keys()
        if shards.owns(_guild(place))
    ]
    by_place: dict[str, list[str]] = {}
    for place, slug in sorted(changed):
        by_place.setdefault(place, []).append(slug)
    for place, slugs in by_place.items():
        for start in range(0, len(slugs), _AT_ONCE):
            some = slugs[start : start + _AT_ONCE]
            gone = [slug for slug in some if (place, slug) in known]
            added = [wanted[place, s].article for s in some if (place, s) in wanted]
            removed = do(search.documents(places=[place], slugs=gone))
            if not all(is_whole(stored.arrays) for stored in removed.values()):
                do(search.empty())  # for what was counted of it can't be taken away
                yield False
                return
            old = [from_columns(stored.arrays) for stored in removed.values()]
            counts = summary_of(old)
            made = [*_made(index, place, added)]
            new = summary_of([arrays for _, arrays in made])
            documents = [document for document, _ in made]
            yield do(search.change(place, (counts, new), removed, documents))
        if len(slugs) >= _AT_ONCE:
            try:
                do(search.write(place))
            except StorageError as error:  # all is found without that, in more time
                log.warning("what was added is not in a segment yet: %s", error)


def _made(
    index: IndexFolder, place: str, articles: Sequence[Article]
) -> Iterator[tuple[tuple[str, bytes, bytes, list[str]], Mapping[str, Any]]]:
    """Yield articles as an index takes them, and their arrays."""
    sources = [ArticleSource(article) for article in articles]
    analysed = index.analysed(language_of(place), sources)
    for article, arrays in zip(articles, analysed, strict=True):
        words = [*sentences_of(arrays)]
        yield (article.slug, article.key, in_columns(arrays), words), arrays


def _guild(place: str) -> int | None:
    """Return whose articles a place has, None for everyone's."""
    guild = place.partition(" ")[2].partition(":")[0]
    return int(guild) if guild else None
