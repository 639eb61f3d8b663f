"""Puts into an earlier answer that an article was corrected or withdrawn since."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Self

from bot.articles import Article, Source, seen
from bot.chat.attribution import CORRECTED, article_name, credits_of
from bot.chat.button_state import Action, key_of, read, slug_key
from bot.chat.escaping import inline
from bot.chat.pages import LIMIT, length
from bot.chat.question_request import is_head
from bot.chat.quotation import quoted
from bot.chat.wording import _, in_every_language, marked
from bot.errors import QuestionError
from bot.storage import ArticleState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.storage import StoredArticle
    from bot.storage.store import Store

__all__ = ["Change", "mended"]

_GAP = "\n\n"
_SMALL = "-# "
_SINCE = marked("Corrected since: {reason}")
_WITHDRAWN = marked("{article} has since been withdrawn and is no longer quoted here.")
_BECAUSE = marked("{article} has since been withdrawn: {reason}")
_LENGTHS = (600, 300, 100, 40, 20)  # characters of reasons, as far as there is room
_LONGEST = 100  # characters of a withdrawal's reason


def mended(content: str, changes: Sequence[Change], others: Collection[str]) -> str:
    """Return an answer as it stands after all changes of what it quotes.

    `others` are the credits of the articles it quotes that stand as they were.
    """
    corrections = [change for change in changes if not change.is_final]
    stay = {*others, *(known for c in corrections for known in c.credits)}
    for change in changes:
        if change.is_final:
            content = _without(content, change, stay)
    return _corrected(content, corrections, several=len(changes) + len(others) > 1)


def _corrected(content: str, changes: Sequence[Change], *, several: bool) -> str:
    """Return an answer with one line that says what was corrected since.

    An answer that was given after a correction says so already. A line about
    corrections that are none any more goes. `several` articles are named.
    """
    starts = tuple(text.partition("{")[0] for text in _each(_SINCE))
    lines = [line for line in content.split("\n") if not line.startswith(starts)]
    before = "\n".join(lines)
    new = [change for change in changes if not _says(lines, change)]
    if not new:
        return before
    notes = (
        _(_SINCE).format(reason=_reasons(new, most // len(new), named=several))
        for most in _LENGTHS
    )
    texts = (f"{before}\n{_SMALL}{note}" for note in notes)
    return next((text for text in texts if length(text) <= LIMIT), content)


def _says(lines: Sequence[str], change: Change) -> bool:
    """Return whether an answer was given after a correction, so that it says so."""
    said = {text.format(reason=inline(change.reason, 200)) for text in _each(CORRECTED)}
    return any(
        line in said and _credit(above) in change.credits
        for above, line in pairwise(lines)
    )


def _reasons(changes: Sequence[Change], most: int, *, named: bool) -> str:
    reasons = [(change.name, inline(change.reason, most)) for change in changes]
    return "; ".join(f"{n}: {reason}" if named else reason for n, reason in reasons)


def _without(content: str, change: Change, others: Collection[str]) -> str:
    """Return an answer without the quotations of an article that was withdrawn.

    The credit under a quotation says whose it is. Where it doesn't, quotations go that
    have words of the article, for words that were withdrawn must not stay.
    """
    blocks = content.split(_GAP)
    known = change.credits.symmetric_difference(others)
    gone = [
        credited in change.credits if credited in known else _quotes(block, change)
        for block, credited in _credited(blocks)
    ]
    if not any(gone):
        return content
    place = gone.index(True)
    kept = [block for block, goes in zip(blocks, gone, strict=True) if not goes]
    parts = [kept[:place], kept[place:]]
    if not any(quoted(line) for block in kept for line in block.split("\n")):
        parts = [[*filter(None, map(_without_heads, part))] for part in parts]
    above, below = parts
    made = (_GAP.join([*above, note, *below]) for note in _notes(change))
    # Its words go in any case, even where there is no room to say why.
    fitting = (text for text in made if length(text) <= LIMIT)
    return next(fitting, _GAP.join([*above, *below]))


def _without_heads(block: str) -> str:
    """Return lines but those that say how sure the answer is; there is none left."""
    return "\n".join(line for line in block.split("\n") if not is_head(line))


def _credited(blocks: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield parts of an answer with their credit, nothing where there is no quotation.

    What is quoted of one article has its credit under the last part.
    """
    credited = ""
    pairs: list[tuple[str, str]] = []
    for block in reversed(blocks):
        lines = block.split("\n")
        while lines and quoted(lines[-1]) is None:
            lines.pop()
        under = block.split("\n")[len(lines) :]
        small = [line for line in under if line.startswith(_SMALL)]
        if lines and small:
            credited = _credit(small[0])
        pairs.append((block, credited if lines else ""))
    return reversed(pairs)


def _credit(small_print: str) -> str:
    return small_print.removeprefix(_SMALL).partition(" · ")[0]


def _notes(change: Change) -> Iterator[str]:
    """Yield what to say in place of quotations, the longest first."""
    name = change.name
    if change.reason:
        for most in (_LONGEST, _LENGTHS[-1]):
            yield _(_BECAUSE).format(article=name, reason=inline(change.reason, most))
    yield _(_WITHDRAWN).format(article=name)


def _each(text: str) -> list[str]:
    """Return a small line in each language."""
    return [f"{_SMALL}{said}" for said in in_every_language(text)]


def _quotes(block: str, change: Change) -> bool:
    quotes = filter(None, map(quoted, block.split("\n")))
    return any(text in body for text in quotes for body in change.texts)


@dataclass(frozen=True, slots=True)
class Change:
    """That an article was corrected or withdrawn.

    `versions` are the article as it ever was, the newest last, but not divided into
    sentences; `texts` are their texts as a reader sees them.
    """

    stored: StoredArticle
    versions: tuple[Article, ...]
    texts: tuple[str, ...]

    @classmethod
    async def of(cls, slug: str, store: Store) -> Self | None:
        """Return what became of an article, None where it stands as it was.

        Raises StorageError.
        """
        newest = await store.articles.get(slug)
        if newest is None or newest.state is ArticleState.ACTIVE:
            return None
        versions = tuple(map(_undivided, await store.articles.versions(slug)))
        # A long text takes a moment, in which the bot has to go on answering.
        texts = await asyncio.to_thread(lambda: tuple(seen(v.body) for v in versions))
        return cls(newest, versions, texts)

    @property
    def slug(self) -> str:
        """The article's slug."""
        return self.stored.slug

    @property
    def is_final(self) -> bool:
        """Whether the article was withdrawn."""
        return self.stored.state is ArticleState.WITHDRAWN

    @property
    def reason(self) -> str:
        """Why."""
        return self.stored.reason or ""

    @property
    def name(self) -> str:
        """What to call the article."""
        return article_name(self.versions[-1])

    @property
    def credits(self) -> frozenset[str]:
        """All credits that ever stood under a quotation of it."""
        return credits_of(self.versions)

    @property
    def mark(self) -> object:
        """What tells this change from an earlier or a later one."""
        return self.slug, self.stored.state, self.stored.changed_at

    def ends(self, custom_id: str) -> bool:
        """Return whether a button no longer leads anywhere."""
        if custom_id.startswith(f"{Action.MENU}:"):
            return False  # an answer can be deleted in any case
        try:
            code = read(custom_id)
        except QuestionError:
            return False
        keys = {*(place.key for place in code.places), code.article or b""}
        mine = {key for key in keys if key.startswith(slug_key(self.slug))}
        return bool(mine if self.is_final else mine - {key_of(self.versions[-1])})


def _undivided(stored: StoredArticle) -> Article:
    draft = stored.draft
    source = Source(**draft.source)
    return Article(stored.slug, draft.body, source, (), draft.label)
