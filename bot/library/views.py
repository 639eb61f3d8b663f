"""One set of articles, with an Answerer for each part of it that somebody asks."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from bot.annotations import IndexFolder
from bot.answering import Answerer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.articles import Article
    from bot.library.holdings import Holding, Where
    from bot.meaning import Encoder

__all__ = ["Shared", "View"]

_MOST = 32  # Answerers that are kept ready, for as many servers and channels


class _Asked(NamedTuple):
    where: Where
    only: frozenset[str] | None
    answerer: Answerer


class Shared:
    """What views share: the index's segments, made by one at a time."""

    def __init__(
        self, index: IndexFolder | None = None, encoder: Encoder | None = None
    ) -> None:
        self.index = index or IndexFolder(encoder=encoder)
        self.encoder = encoder
        self.making = threading.Lock()

    def keep(self, holdings: Iterable[Holding]) -> None:
        """Forget all other articles, and join what was made in small pieces.

        That takes a while, in a thread of its own; nobody waits for it.
        """
        kept = [(h.article.language, h.article.key, _group(h)) for h in holdings]
        threading.Thread(target=self.index.keep, args=(kept,), daemon=True).start()


class View:
    """A set of holdings that never changes; may be asked from several threads."""

    def __init__(self, holdings: Iterable[Holding], shared: Shared) -> None:
        self.holdings = tuple(holdings)
        self._shared = shared
        self._asked: OrderedDict[tuple[str, ...], _Asked] = OrderedDict()
        # Apart from the lock under which one is made: who asks where one is ready
        # must not wait while another is made, which takes seconds.
        self._table = threading.Lock()

    def articles(
        self, where: Where, only: frozenset[str] | None = None
    ) -> tuple[Article, ...]:
        """Return what may be asked there, of the slugs in `only` if it is given."""
        return tuple(
            holding.article
            for holding in self.holdings
            if holding.is_seen(where) and (only is None or holding.article.slug in only)
        )

    def answerer(self, where: Where, only: frozenset[str] | None = None) -> Answerer:
        """Return what answers there; the first time, it has to be made."""
        articles = self.articles(where, only)
        key = tuple(article.slug for article in articles)
        if ready := self._ready(key):
            return ready
        with self._shared.making:
            if ready := self._ready(key):  # made while this one waited
                return ready
            groups = {h.article.slug: _group(h) for h in self.holdings}
            made = Answerer(
                articles,
                self._shared.index.segments,
                encoder=self._shared.encoder,
                group_of=lambda article: groups[article.slug],
            )
            with self._table:
                self._asked[key] = _Asked(where, only, made)
                if len(self._asked) > _MOST:
                    self._asked.popitem(last=False)
        return made

    def _ready(self, key: tuple[str, ...]) -> Answerer | None:
        with self._table:
            if key not in self._asked:
                return None
            self._asked.move_to_end(key)
            return self._asked[key].answerer

    def renewed(self, holdings: Iterable[Holding]) -> View:
        """Return a view of other holdings, ready for those who ask this one."""
        view = View(holdings, self._shared)
        with self._table:
            asked = list(self._asked.values())
        for where, only, _ in asked:
            view.answerer(where, only)
        return view


def _group(holding: Holding) -> str:
    """Return whose articles one shares an index with: everyone's, or a scope's."""
    scope = holding.scope
    if scope.guild is None:
        return ""
    return f"{scope.guild}:{','.join(map(str, sorted(scope.channels)))}"
