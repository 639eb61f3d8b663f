"""The buttons that give what fits into no message: a text file, the articles."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import discord

from bot.chat.catalogue import listed
from bot.chat.codes import Kind
from bot.chat.items import AnswerItem, template
from bot.chat.saying import say
from bot.chat.wording import marked

if TYPE_CHECKING:
    from bot.chat.items import Press

__all__ = ["Articles", "Whole"]


class Whole(AnswerItem, template=template(Kind.WHOLE)):
    """Sends the passages whole, privately, to whoever presses it."""

    kind = Kind.WHOLE
    label = marked("Whole text")

    async def press(self, press: Press) -> None:
        """Send the file."""
        passages = press.passages()
        press.count()
        data = io.BytesIO(await press.desk.whole(passages))
        name = f"{passages[0].article.slug[:60]}.txt"
        send = press.interaction.followup.send
        await send(file=discord.File(data, name), ephemeral=True)


class Articles(AnswerItem, template=template(Kind.ARTICLES)):
    """Lists the articles privately."""

    kind = Kind.ARTICLES
    label = marked("Which articles?")

    async def press(self, press: Press) -> None:
        """List them."""
        articles = press.desk.articles
        leaf = await press.desk.worked(lambda _: listed(articles))
        await say(press.interaction, leaf.text, private=True, view=leaf.view)
