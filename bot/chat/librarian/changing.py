"""Makes a confirmed draft an article, or the new text of one."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from bot.articles import Source
from bot.articles.duplicates import nearest_duplicate, same_text
from bot.chat.drafts import Draft, Purpose, faulty
from bot.chat.servers import finished, keeping, unkept
from bot.chat.wording import marked
from bot.errors import (
    ArticleError,
    LibraryError,
    QuestionError,
    QuotaError,
    SlugTakenError,
    SlugUnknownError,
    StorageError,
    WithdrawnError,
)
from bot.library import make
from bot.storage import ArticleState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine, Sequence
    from typing import Any, TypeVar

    from bot.articles import Article
    from bot.chat.librarian.rights import Rights
    from bot.library import Library
    from bot.storage import Actor, StoredArticle

    T = TypeVar("T")

__all__ = [
    "changed",
    "checked",
    "examined",
    "found",
    "kept",
    "refuse_same",
    "renewed",
    "resolved",
]

# Seconds; a long text is read and tested before it is kept.
PATIENCE = 15.0
_SAME = marked("{article} already has exactly the same text.")
_UNKNOWN = marked("There is no article “{article}” here; /library list names them.")
_IS_WITHDRAWN = marked("{article} is withdrawn; /library reinstate takes that back.")
_TOO_MUCH = marked(
    "This server has {articles} of {most} articles with {size} of {megabytes} MB of "
    "text, so this is too much; withdraw one, or ask the bot's host for more."
)
_TOO_MUCH_EVER = marked(
    "This server's articles and their earlier versions take {size} of {megabytes} MB, "
    "so nothing can be added or changed; ask the bot's host for more."
)
_A_FILE = marked(
    "{article} is a file of the corpus folder; its text changes with the file."
)


async def changed(work: Coroutine[Any, Any, T]) -> T:
    """Return what a change of the library gives; raises QuestionError for errors.

    It is not waited for without end, see `finished`.
    """
    try:
        return await finished(work, PATIENCE)
    except WithdrawnError as error:
        raise QuestionError(_IS_WITHDRAWN, article=error.slug) from None
    except QuotaError as error:
        text = _TOO_MUCH_EVER if error.ever else _TOO_MUCH
        raise QuestionError(text, **error.fields) from None
    except ArticleError as error:
        raise faulty(error.field, error.problem) from None
    except (LibraryError, SlugTakenError, SlugUnknownError) as error:
        raise faulty(None, str(error)) from None
    except StorageError as error:
        raise unkept(error) from None


async def kept(work: Awaitable[T]) -> T:
    """Return what is read of the store; raises QuestionError where that takes long."""
    async with keeping():
        return await work


async def examined(draft: Draft, library: Library) -> None:
    """Raise QuestionError where a field of a draft can't be taken."""
    try:
        await make(draft.extract, library, "draft")
    except ArticleError as error:
        raise faulty(error.field, error.problem) from None


async def found(library: Library, slug: str, rights: Rights) -> StoredArticle:
    """Return an article that a person may change, withdrawn or not.

    Raises QuestionError; one of another server is as unknown as one that is not.
    """
    stored = await kept(_get(library, slug.strip()))
    if stored is None or not rights.may_see(stored):
        raise QuestionError(_UNKNOWN, article=slug)
    rights.refuse(stored)
    return stored


async def _probe(library: Library) -> None:
    """Ask the store for no article, which finds out a database that hangs."""
    await _get(library, "")


async def _get(library: Library, slug: str) -> StoredArticle | None:
    return await (await library.store()).articles.get(slug)


async def checked(draft: Draft, visible: Sequence[Article]) -> Article | None:
    """Return the article that a draft is much like, of those that are visible.

    Raises QuestionError where one has the very same text.
    """
    await refuse_same(draft, visible)
    others = _others(draft, visible)
    return await asyncio.to_thread(nearest_duplicate, draft.extract.body, others)


async def refuse_same(draft: Draft, visible: Sequence[Article]) -> None:
    """Raise QuestionError where a visible article has the very same text."""
    others = _others(draft, visible)
    if same := await asyncio.to_thread(same_text, draft.extract.body, others):
        raise QuestionError(_SAME, article=same.slug)


def _others(draft: Draft, visible: Sequence[Article]) -> list[Article]:
    return [article for article in visible if article.slug != draft.slug]


def renewed(draft: Draft, stored: StoredArticle) -> Draft:
    """Return the draft of a new text with the fields that it does not give itself.

    Raises QuestionError for an article whose text is a file's or that is withdrawn.
    """
    if stored.state is ArticleState.WITHDRAWN:
        raise QuestionError(_IS_WITHDRAWN, article=stored.slug)
    if stored.of_folder:
        raise QuestionError(_A_FILE, article=stored.slug)
    new = {n: v for n, v in asdict(draft.extract.source).items() if v}
    source = Source(**{**stored.draft.source, **new})
    label = draft.extract.label or stored.draft.label
    language = draft.extract.language or stored.draft.language
    extract = replace(draft.extract, source=source, label=label, language=language)
    return replace(draft, extract=extract)


async def resolved(library: Library, draft: Draft, rights: Rights) -> StoredArticle:
    """Add, update or correct, if that may be done by now; raises QuestionError."""
    stored = None
    if draft.slug:
        stored = await found(library, draft.slug, rights)
        renewed(draft, stored)
    else:
        await kept(_probe(library))
        rights.refuse_scope(draft.scope)
    await refuse_same(draft, library.of_server(rights.guild))
    return await changed(_resolved(library, draft, rights.actor(stored)))


async def _resolved(library: Library, draft: Draft, by: Actor) -> StoredArticle:
    guild = draft.scope.guild
    article = await make(draft.extract, library, draft.slug, guild=guild)
    if draft.purpose is Purpose.ADD:
        return await library.add(article, draft.scope, by=by)
    if draft.purpose is Purpose.UPDATE:
        return await library.update(article, by=by)
    return await library.correct(article.slug, draft.reason, article, by=by)
