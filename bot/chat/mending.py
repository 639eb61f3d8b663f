"""Edits earlier answers that quote an article which was corrected or withdrawn."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

from bot.chat.attribution import named
from bot.chat.buttons.base import view_of
from bot.chat.codes import Kind, read
from bot.chat.correcting import corrected, withdrawn
from bot.chat.escaping import seen
from bot.chat.logs import described
from bot.chat.places import slug_key
from bot.chat.recalling import buttons_of
from bot.chat.saying import UNSENT
from bot.errors import QuestionError
from bot.storage import ArticleState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.chat.asking import Asking
    from bot.storage import AnsweredMessage, StoredArticle
    from bot.storage.store import Store

__all__ = ["Mending"]

log = logging.getLogger(__name__)


class Mending:
    """Mends answers that are remembered, see `bot.chat.answered`.

    What a message quotes is forgotten only once the message is mended, so what a
    stopped bot left undone is done when it runs again.
    """

    def __init__(self, asking: Asking, client: discord.Client) -> None:
        self._library = asking.library
        self._servers = asking.servers
        self._client = client

    async def mend_all(self) -> None:
        """Mend what quotes any article that is corrected or withdrawn by now.

        Raises StorageError.
        """
        if not self._library.keeps:
            return
        store = await self._library.store()
        for slug in await store.answers.slugs():
            await self.mend(slug)

    async def mend(self, slug: str) -> None:
        """Mend what quotes one article; raises StorageError."""
        store = await self._library.store()
        versions = await store.articles.versions(slug)
        if not versions or versions[-1].state is ArticleState.ACTIVE:
            return
        change = _Change(versions)
        for answer in await store.answers.quoting(slug):
            await self._mend(answer, change, store)

    async def _mend(
        self, answer: AnsweredMessage, change: _Change, store: Store
    ) -> None:
        known = self._client.get_channel(answer.channel)
        self._servers.speak_in(getattr(known, "guild", None))
        channel = self._client.get_partial_messageable(answer.channel)
        try:
            message = await channel.fetch_message(answer.message)
            content = change.applied(message.content)
            if content != message.content:
                view = view_of(change.buttons(message))
                await message.edit(content=content, view=view, suppress=True)
        except (discord.NotFound, discord.Forbidden) as error:
            log.info("an answer can't be mended: %s", described(error))
            await store.answers.forget_message(answer.message)
        except UNSENT as error:
            log.warning("an answer is not mended yet: %s", described(error))
        else:
            if change.is_final:
                await store.answers.forget_message(answer.message, change.slug)


class _Change:
    """What became of an article, and what it makes of a message."""

    def __init__(self, versions: tuple[StoredArticle, ...]) -> None:
        self._stored = versions[-1]
        self._texts = [seen(version.draft.body) for version in versions]
        self.is_final = self._stored.state is ArticleState.WITHDRAWN

    @property
    def slug(self) -> str:
        """The article's slug."""
        return self._stored.slug

    def applied(self, content: str) -> str:
        """Return the text of a message after the change."""
        reason, draft = self._stored.reason, self._stored.draft
        if self.is_final:
            name = named(draft.source.get("title"), draft.label, self.slug)
            return withdrawn(content, name, self._texts, reason)
        return corrected(content, reason or "")

    def buttons(self, message: discord.Message) -> Iterator[str]:
        """Yield the custom_ids of the buttons that still lead somewhere."""
        for button in buttons_of(message):
            custom_id = button.custom_id or ""
            if not (self.is_final and self._leads_there(custom_id)):
                yield custom_id

    def _leads_there(self, custom_id: str) -> bool:
        try:
            code = read(custom_id)
        except QuestionError:
            return False
        keys = [*(place.key for place in code.places), code.article or b""]
        mine = slug_key(self._stored.slug)
        return not custom_id.startswith(f"{Kind.DELETE}:") and any(
            key.startswith(mine) for key in keys
        )
