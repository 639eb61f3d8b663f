"""Sends answers to Discord, in time, and never leaves the asker in silence."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.chat.addressing import visits, where_used, without_mention
from bot.chat.items import view_of
from bot.chat.logs import described
from bot.chat.pages import Page, fits, row
from bot.chat.question_request import QuestionRequest, heading, readable
from bot.chat.saying import UNSENT, say
from bot.chat.services import bot_of
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Sequence
    from typing import Any

    Pages = Coroutine[Any, Any, tuple[Page, ...]]
    Said = dict[int, Page]  # messages, with what stands in them

__all__ = [
    "ask",
    "edit",
    "follow_up",
    "may_ask",
    "private_here",
    "reply",
    "respond",
    "tell",
]

DEFER_AFTER = 1.5  # seconds; Discord waits 3 for the first sign of life
_NO_HISTORY = 160002  # Discord's code
_NOT_SENT = marked("Discord didn't accept my answer; please ask again in a moment.")

log = logging.getLogger(__name__)


async def ask(
    interaction: discord.Interaction[Any], asked: QuestionRequest, *, private: bool
) -> None:
    """Answer a question of a command or a form, if it is not one too many."""
    if await may_ask(interaction):
        desk = bot_of(interaction).asking.at(where_used(interaction))
        pages = desk.pages(asked, asker=interaction.user.id)
        await respond(interaction, pages, private=private)


async def may_ask(interaction: discord.Interaction[Any]) -> bool:
    """Count a question, or say how long to wait where it is one too many."""
    cooldown = bot_of(interaction).asking.cooldown
    if wait := cooldown.wait(interaction.user.id, time.monotonic()):
        await tell(interaction, str(wait))
    return wait is None


def private_here(interaction: discord.Interaction[Any]) -> bool:
    """Return whether answers are private where something is used.

    They are where the server's admins decided so, and where the bot was brought along
    by the one who uses it and was not invited; with the bot itself one is alone
    anyway.
    """
    servers = bot_of(interaction).asking.servers
    return servers.of(interaction.guild_id).private or visits(interaction)


async def tell(interaction: discord.Interaction[Any], *texts: str) -> None:
    """Say texts privately."""
    await follow_up(interaction, map(Page, texts), private=True)


async def respond(
    interaction: discord.Interaction[Any], pending: Pages, *, private: bool
) -> None:
    """Answer a command with pages, the first at once or after deferring.

    Raises discord.HTTPException where Discord does not take a page.
    """
    task = asyncio.ensure_future(pending)
    done, _pending = await asyncio.wait({task}, timeout=DEFER_AFTER)
    if not done:
        await interaction.response.defer(ephemeral=private, thinking=True)
    pages: tuple[Page, ...] = ()
    try:
        pages = await task
    finally:
        fails = all(page.error for page in pages)  # that is nobody else's business
        if fails and not done and not private:
            # What comes after a deferral is as public as that, until it is over.
            with contextlib.suppress(*UNSENT):
                await interaction.edit_original_response(content="…")
                await interaction.delete_original_response()
    await follow_up(interaction, pages, private=private or fails)


async def follow_up(
    interaction: discord.Interaction[Any], pages: Iterable[Page], *, private: bool
) -> None:
    """Say pages to whoever used a command or a button.

    Raises discord.HTTPException where Discord does not take a page.
    """
    where = where_used(interaction)
    noted = not private and where.channels and not visits(interaction)
    for page in pages:
        view = _view(page, interaction.user.id, private=private)
        quotes = bool(page.quotes)
        message = await say(
            interaction, page.text, private=private, view=view, quotes=quotes
        )
        if message and noted:  # at once: the next page may not be taken
            bot_of(interaction).answered.remember(where, [(message, page)])


async def reply(message: discord.Message, pages: Sequence[Page]) -> Said:
    """Answer a message with pages, the first of them as a reply to it.

    Returns the messages that Discord took. discord.py itself waits out rate limits and
    repeats what failed inside Discord; what it gives up is logged, and one short
    sentence is tried in its place.
    """
    said: Said = {}
    try:
        await _reply_or_send(message, pages, said)
    except (discord.Forbidden, discord.NotFound) as error:
        log.info("can't write in channel %s: %s", message.channel.id, described(error))
    except UNSENT as error:
        log.warning("no answer in channel %s: %s", message.channel.id, described(error))
        try:
            await _reply(message, [Page(_(_NOT_SENT))], said)
        except UNSENT as second:
            log.warning("nor an apology: %s", described(second))
    return said


async def edit(
    message: discord.Message, answers: Sequence[int], pages: Sequence[Page]
) -> dict[int, Page | None]:
    """Put pages in the place of an earlier answer to a message.

    Returns the messages that stand there now, without a page where one stays as it was.
    An answer that was deleted meanwhile stays so.
    """
    stands: dict[int, Page | None] = dict.fromkeys(answers)
    further: Said = {}
    try:
        for answer, page in zip(answers, pages, strict=False):
            partial = discord.PartialMessage(channel=message.channel, id=answer)
            view = view_of(row(page, message.author.id, private=False))
            await partial.edit(content=page.text, view=view)
            stands[answer] = page
        for surplus in answers[len(pages) :]:
            await discord.PartialMessage(channel=message.channel, id=surplus).delete()
            del stands[surplus]
        await _send(message, pages[len(answers) :], further)
    except UNSENT as error:
        log.info("an answer stays as it was: %s", described(error))
    return stands | further


async def _reply_or_send(
    message: discord.Message, pages: Sequence[Page], said: Said
) -> None:
    """Reply; where the history can't be read, which a reply needs, send it alone.

    The question then stands above the answer, where it can be read again.
    """
    try:
        await _reply(message, pages, said)
    except discord.Forbidden as error:
        if error.code != _NO_HISTORY:
            raise
    else:
        return
    me = message.guild.me if message.guild else message.author
    question = readable(without_mention(message.content, me))
    first = _with_question(pages[0], question) if question else pages[0]
    await _send(message, [first, *pages[1:]], said)


def _with_question(page: Page, question: str) -> Page:
    """Return a page that shows its question, below how sure it is."""
    rest = page.text.removeprefix(page.head).removeprefix("\n")
    lines = [page.head, *heading(QuestionRequest(question, visible=True)), rest]
    text = "\n".join(filter(None, lines))
    return replace(page, text=text) if fits(text) else page


async def _reply(message: discord.Message, pages: Sequence[Page], said: Said) -> None:
    sent = await message.channel.send(
        pages[0].text,
        # The question may be deleted meanwhile; the answer then stands by itself.
        reference=message.to_reference(fail_if_not_exists=False),
        mention_author=False,
        suppress_embeds=True,
        view=_view(pages[0], message.author.id, private=False),
    )
    said[sent.id] = pages[0]
    await _send(message, pages[1:], said)


async def _send(message: discord.Message, pages: Sequence[Page], said: Said) -> None:
    for page in pages:
        view = _view(page, message.author.id, private=False)
        sent = await message.channel.send(page.text, suppress_embeds=True, view=view)
        said[sent.id] = page


def _view(page: Page, asker: int, *, private: bool) -> discord.ui.View:
    items = [*row(page, asker, private=private)]
    return view_of(items) if items else discord.utils.MISSING
