"""What the library holds, who may ask it, and what answers each of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass, fields
from functools import lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bot.annotations import IndexFolder
from bot.answering import Answerer
from bot.articles import Article, Source, annotate_each
from bot.storage import ArticleState, Draft, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.answering import Answers
    from bot.articles import AnnotatedSentences
    from bot.meaning import Encoder
    from bot.storage import StoredArticle

    # What is seen somewhere: the scopes, and the slugs if only some are asked.
    _Key = tuple[frozenset[Scope], frozenset[str] | None]

__all__ = [
    "EVERYWHERE",
    "Holding",
    "Shared",
    "View",
    "Where",
    "article_of",
    "draft_of",
    "given",
    "group_of",
    "holding_of",
    "text_of",
    "without_news",
]

EVERYONE = Scope()


class Where(NamedTuple):
    """Where something is asked: a server (None in a direct message), its channel.

    `channels` is the channel and, for a thread, the one that it belongs to.
    """

    guild: int | None = None
    channels: tuple[int, ...] = ()


EVERYWHERE = Where()


@dataclass(frozen=True, slots=True)
class Holding:
    """An article, who may ask it, and whether it is a file of the corpus folder."""

    article: Article
    scope: Scope = EVERYONE
    of_folder: bool = False

    def is_seen(self, where: Where) -> bool:
        """Say whether a question that is asked there may see the article."""
        return self.scope.covers(where.guild, *where.channels)


def text_of(holding: Holding) -> tuple[str, bytes]:
    """Return what tells an article in one text from others: its slug, a hash."""
    return holding.article.slug, holding.article.content_hash


def without_news(held: Iterable[Holding], before: Iterable[Holding]) -> list[Holding]:
    """Return the holdings from before that are not gone."""
    slugs = {holding.article.slug for holding in held}
    return [holding for holding in before if holding.article.slug in slugs]


def draft_of(article: Article) -> Draft:
    """Return an article as the store keeps it."""
    return Draft(
        article.body,
        given(article.source),
        article.label,
        article.language,
        article.numbers,
    )


def given(source: Source) -> dict[str, str]:
    """Return what a source gives."""
    return {name: value for name, value in asdict(source).items() if value}


def article_of(
    slug: str, draft: Draft, sentences: AnnotatedSentences | None = None
) -> Article:
    """Return what the store keeps as an article; its sentences may be known."""
    if sentences is None:
        (sentences,) = annotate_each([(draft.body, draft.language)])
    article = Article(
        slug,
        draft.body,
        _source(draft.source),
        sentences,
        draft.label,
        draft.language,
    )
    if len(draft.paragraphs) == len(article.numbers):
        return article.numbered(draft.paragraphs)
    return article  # the sentences were divided by an older version of Verbatim


def holding_of(stored: StoredArticle, article: Article) -> Holding:
    """Return an article with the scope and the correction that the store has."""
    if stored.state is ArticleState.CORRECTED:
        article = article.corrected(stored.reason)
    return Holding(article, stored.scope, stored.of_folder)


def _source(said: Mapping[str, str]) -> Source:
    names = {field.name for field in fields(Source)}
    return Source(**{name: value for name, value in said.items() if name in names})


_MOST = 32  # Answerers that are kept ready, for as many servers and channels


class _Asked(NamedTuple):
    where: Where
    only: frozenset[str] | None
    answerer: Answerer


class RemoteIndex(Protocol):
    """An index elsewhere, over all articles; `is_behind` where it may lack some."""

    is_behind: bool

    def fill(self, holdings: Iterable[Holding]) -> None:
        """Let it have these articles; raises StorageError."""

    def answerer(self, holdings: Mapping[str, Holding]) -> Answers:
        """Return what answers from holdings, by their slugs."""

    def close(self) -> None:
        """Close its connections."""


class Shared:
    """What views share: the index's segments, made by one at a time.

    Where there is an index elsewhere (`search`), only the self-test and what is asked
    of some chosen articles are answered from segments.
    """

    def __init__(
        self,
        index: IndexFolder | None = None,
        encoder: Encoder | None = None,
        search: RemoteIndex | None = None,
    ) -> None:
        self.index = index or IndexFolder(encoder=encoder)
        self.encoder = encoder
        self.search = search
        self.making = threading.Lock()

    def fill(self, holdings: Iterable[Holding], *, complete: bool) -> None:
        """Let the index elsewhere have these; what can't be done now is done later.

        Without the store's articles, so not `complete`, it stays as it is: other
        processes need them. Raises StorageError.
        """
        if self.search is not None:
            self.search.is_behind = True
            if complete:
                self.search.fill(holdings)

    def keep(self, holdings: Iterable[Holding]) -> None:
        """Forget all other articles, and join what was made in small pieces.

        That takes a while, in a thread of its own; nobody waits for it.
        """
        kept = [(h.article.language, h.article.key, group_of(h)) for h in holdings]
        threading.Thread(target=self.index.keep, args=(kept,), daemon=True).start()


class View:
    """A set of holdings that never changes; may be asked from several threads."""

    def __init__(self, holdings: Iterable[Holding], shared: Shared) -> None:
        self.holdings = tuple(holdings)
        self._shared = shared
        self._asked: OrderedDict[_Key, _Asked] = OrderedDict()
        # Apart from the lock under which one is made: who asks where one is ready
        # must not wait while another is made, which takes seconds.
        self._table = threading.Lock()
        self._scopes: dict[int | None, dict[Scope, None]] = {}
        for holding in self.holdings:
            self._scopes.setdefault(holding.scope.guild, {})[holding.scope] = None
        self._searched: Callable[[frozenset[Scope]], Answers] | None = None
        if shared.search is not None:  # without `self`, which it would keep
            made = partial(_made_by_search, shared.search, self.holdings)
            self._searched = lru_cache(_MOST)(made)

    def articles(
        self, where: Where, only: frozenset[str] | None = None
    ) -> tuple[Article, ...]:
        """Return what may be asked there, of the slugs in `only` if it is given."""
        return tuple(
            holding.article
            for holding in self.holdings
            if holding.is_seen(where) and (only is None or holding.article.slug in only)
        )

    def answerer(self, where: Where, only: frozenset[str] | None = None) -> Answers:
        """Return what answers there; the first time, it has to be made."""
        if self._searched is not None and only is None:
            return self._searched(self._seen(where))
        return self.embedded(where, only)

    def _seen(self, where: Where) -> frozenset[Scope]:
        """Return the scopes that are seen there: few, however many articles are."""
        of_place = (self._scopes.get(guild, ()) for guild in {None, where.guild})
        scopes = chain.from_iterable(of_place)
        return frozenset(s for s in scopes if s.covers(where.guild, *where.channels))

    def embedded(self, where: Where, only: frozenset[str] | None = None) -> Answers:
        """Return what answers there from segments, also with an index elsewhere.

        So the self-test asks, for that index has what everybody asks, no trials.
        """
        key = self._seen(where), only
        if ready := self._ready(key):
            return ready
        with self._shared.making:
            if ready := self._ready(key):  # made while this one waited
                return ready
            articles = self.articles(where, only)
            groups = {h.article.slug: group_of(h) for h in self.holdings}
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

    def _ready(self, key: _Key) -> Answerer | None:
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
            view.embedded(where, only)
        return view


def group_of(holding: Holding) -> str:
    """Return whose articles one shares an index with: everyone's, or a scope's."""
    scope = holding.scope
    if scope.guild is None:
        return ""
    return f"{scope.guild}:{','.join(map(str, sorted(scope.channels)))}"


def _made_by_search(
    search: RemoteIndex, holdings: Sequence[Holding], seen: frozenset[Scope]
) -> Answers:
    """Return what answers where some scopes are seen, from an index elsewhere."""
    return search.answerer({h.article.slug: h for h in holdings if h.scope in seen})
