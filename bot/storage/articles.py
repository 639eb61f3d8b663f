"""The articles that admins added, with every version of their text."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, and_, case, cast, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import SlugTakenError, SlugUnknownError, WithdrawnError
from bot.storage.article_rows import joined, stored_article
from bot.storage.audit import record
from bot.storage.tables import article_versions, articles, owned
from bot.storage.values import (
    ALL,
    Actor,
    ArticleState,
    Draft,
    Scope,
    StoredArticle,
    Usage,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.database import Database
    from bot.storage.values import Shards

__all__ = ["Articles"]

_NEWEST = articles.c.current == article_versions.c.version

EVERYONE = Scope()


class Articles:
    """Adds, updates, corrects and withdraws; each change and its audit entry is one.

    Every method raises StorageError; those that change an article raise its subclass
    SlugUnknownError where there is none. Whether `by` may do it is for the caller.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        slug: str,
        draft: Draft,
        scope: Scope = EVERYONE,
        *,
        by: Actor,
        of_folder: bool = False,
    ) -> StoredArticle:
        """Add an article as its first version. Raises SlugTakenError.

        `of_folder` says that its text is that of a file in the corpus folder.
        """
        now = self._database.now()
        values = {
            "slug": slug,
            "guild": scope.guild,
            "channels": sorted(scope.channels),
            "of_folder": of_folder,
            "current": 1,
            "state": ArticleState.ACTIVE,
            "changed_at": now,
        }
        async with self._database.write() as connection:
            try:
                await connection.execute(articles.insert().values(values))
            except IntegrityError:
                raise SlugTakenError(slug) from None
            await self._insert(connection, slug, 1, draft)
            await self._record(connection, by, scope.guild, "add", slug)
            return await _one(connection, slug)

    async def update(self, slug: str, draft: Draft, *, by: Actor) -> StoredArticle:
        """Give an article a new version; the older ones stay readable."""
        async with self._database.write() as connection:
            guild = await self._renew(connection, slug, draft)
            await self._record(connection, by, guild, "update", slug)
            return await _one(connection, slug)

    async def correct(
        self, slug: str, reason: str, draft: Draft | None = None, *, by: Actor
    ) -> StoredArticle:
        """Mark an article as corrected, with its new text if there is one.

        Raises WithdrawnError: a correction must not take a withdrawal back.
        """
        async with self._database.write() as connection:
            if (await _locked(connection, slug)).state == ArticleState.WITHDRAWN:
                raise WithdrawnError(slug)
            if draft:
                await self._renew(connection, slug, draft)
            corrected = ArticleState.CORRECTED
            guild = await self._turn(connection, slug, corrected, reason)
            await self._record(connection, by, guild, "correct", slug, reason)
            return await _one(connection, slug)

    async def withdraw(self, slug: str, reason: str, *, by: Actor) -> StoredArticle:
        """Take an article out; its texts stay, for the record."""
        async with self._database.write() as connection:
            withdrawn = ArticleState.WITHDRAWN
            guild = await self._turn(connection, slug, withdrawn, reason)
            await self._record(connection, by, guild, "withdraw", slug, reason)
            return await _one(connection, slug)

    async def reinstate(self, slug: str, *, by: Actor) -> StoredArticle:
        """Take a withdrawal or the mark of a correction back."""
        async with self._database.write() as connection:
            guild = await self._turn(connection, slug, ArticleState.ACTIVE, None)
            await self._record(connection, by, guild, "reinstate", slug)
            return await _one(connection, slug)

    async def get(self, slug: str, version: int | None = None) -> StoredArticle | None:
        """Return an article in its newest version or in another, None for none."""
        wanted = articles.c.current if version is None else version
        query = joined().where(
            articles.c.slug == slug, article_versions.c.version == wanted
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
            return stored_article(row) if row else None

    async def all(
        self,
        shards: Shards = ALL,
        *,
        guild: int | None = None,
        withdrawn: bool = False,
        bodies: bool = True,
    ) -> tuple[StoredArticle, ...]:
        """Return every article in its newest version, the withdrawn ones on request.

        They are everyone's and those of some shards' servers, or of one server alone.
        Without `bodies`, these are empty: all of them may take much memory.
        """
        query = joined(bodies=bodies).where(_NEWEST, owned(articles.c.guild, shards))
        if guild is not None:
            query = query.where(articles.c.guild == guild)
        if not withdrawn:
            query = query.where(articles.c.state != ArticleState.WITHDRAWN)
        return await self._found(query)

    async def some(self, slugs: Collection[str]) -> tuple[StoredArticle, ...]:
        """Return those that there are of some hundreds of articles, newest version."""
        return await self._found(joined().where(_NEWEST, articles.c.slug.in_(slugs)))

    async def slugs(self, guild: int | None = None) -> tuple[str, ...]:
        """Return the slugs of a server's own articles, or of all, withdrawn or not."""
        query = select(articles.c.slug).order_by(articles.c.slug)
        if guild is not None:
            query = query.where(articles.c.guild == guild)
        async with self._database.read() as connection:
            return tuple(await connection.scalars(query))

    async def titles(
        self, slugs: Collection[str]
    ) -> dict[str, tuple[str | None, str | None]]:
        """Return titles and labels of articles by their slugs, withdrawn or not."""
        query = select(
            articles.c.slug, article_versions.c.source, article_versions.c.label
        ).join(article_versions)
        query = query.where(_NEWEST, articles.c.slug.in_(slugs))
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return {slug: (source.get("title"), label) for slug, source, label in rows}

    async def guilds(self) -> tuple[int, ...]:
        """Return the servers that have articles of their own, withdrawn or not."""
        query = select(articles.c.guild).where(articles.c.guild.is_not(None)).distinct()
        async with self._database.read() as connection:
            return tuple(await connection.scalars(query))

    async def usage(self, guild: int, *, but: str | None = None) -> Usage:
        """Return what a server has added and not withdrawn, `but` for one slug.

        What it ever had counts that one along.
        """
        body = article_versions.c.body
        size = (
            func.length(cast(body, LargeBinary))
            if self._database.is_sqlite
            else func.octet_length(body)
        )
        current = and_(
            _NEWEST,
            articles.c.state != ArticleState.WITHDRAWN,
            articles.c.slug != (but or ""),
        )
        query = (
            select(
                func.count(case((current, 1))),
                func.coalesce(func.sum(case((current, size))), 0),
                func.coalesce(func.sum(size), 0),
            )
            .select_from(articles.join(article_versions))
            .where(articles.c.guild == guild)
        )
        async with self._database.read() as connection:
            return Usage(*map(int, (await connection.execute(query)).one()))

    async def versions(self, slug: str) -> tuple[StoredArticle, ...]:
        """Return all versions of an article, the oldest first."""
        return await self._found(joined().where(articles.c.slug == slug))

    async def _found(self, query: Select[Any]) -> tuple[StoredArticle, ...]:
        ordered = query.order_by(articles.c.slug, article_versions.c.version)
        async with self._database.read() as connection:
            rows = await connection.execute(ordered)
        # What is read is all there; to make much of it into values takes a while.
        return await asyncio.to_thread(lambda: tuple(map(stored_article, rows)))

    async def _renew(
        self, connection: AsyncConnection, slug: str, draft: Draft
    ) -> int | None:
        """Insert the next version; return the server that the article belongs to."""
        row = await _locked(connection, slug)
        version = row.current + 1
        await self._insert(connection, slug, version, draft)
        await _change(connection, slug, {"current": version})
        guild: int | None = row.guild
        return guild

    async def _insert(
        self, connection: AsyncConnection, slug: str, version: int, draft: Draft
    ) -> None:
        if "\0" in draft.body:  # which PostgreSQL refuses, and SQLite mishandles
            raise UnicodeError
        values = {
            "slug": slug,
            "version": version,
            "content_hash": draft.content_hash,
            "body": draft.body,
            "source": dict(draft.source),
            "label": draft.label,
            "language": draft.language,
            "paragraphs": list(draft.paragraphs),
            "added_at": self._database.now(),
        }
        await connection.execute(article_versions.insert().values(values))

    async def _turn(
        self,
        connection: AsyncConnection,
        slug: str,
        state: ArticleState,
        reason: str | None,
    ) -> int | None:
        """Change the state; return the server that the article belongs to."""
        guild: int | None = (await _locked(connection, slug)).guild
        now = self._database.now()
        values = {"state": state, "reason": reason, "changed_at": now}
        await _change(connection, slug, values)
        return guild

    async def _record(
        self,
        connection: AsyncConnection,
        by: Actor,
        guild: int | None,
        *what: str,
    ) -> None:
        """Add to the trail; a server sees also what the host does to its articles."""
        actor = Actor(by.user, guild if by.guild is None else by.guild)
        await record(connection, self._database, actor, *what)


async def _one(connection: AsyncConnection, slug: str) -> StoredArticle:
    query = joined().where(_NEWEST, articles.c.slug == slug)
    return stored_article((await connection.execute(query)).one())


async def _locked(connection: AsyncConnection, slug: str) -> Row[Any]:
    """Return an article's row, which nobody else changes until the transaction ends."""
    query = select(articles).where(articles.c.slug == slug).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise SlugUnknownError(slug)
    return row


async def _change(
    connection: AsyncConnection, slug: str, values: dict[str, Any]
) -> None:
    await connection.execute(
        update(articles).where(articles.c.slug == slug).values(values)
    )
