"""Sends pages to Discord, in time, and never leaves the asker in silence."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.chat.logs import described

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence
    from typing import Any

    Pages = Coroutine[Any, Any, tuple[str, ...]]

__all__ = ["apologise", "reply", "respond"]

DEFER_AFTER = 1.5  # seconds; Discord waits 3 for the first sign of life
_NOT_SENT = "Discord did not take the answer; please ask again in a moment."
# What a request ends in: Discord's refusal, or a network that is gone.
_UNSENT = (discord.HTTPException, aiohttp.ClientError, OSError)

log = logging.getLogger(__name__)


async def respond(
    interaction: discord.Interaction[Any], pending: Pages, *, private: bool
) -> None:
    """Answer a command with pages, the first at once or after deferring.

    Raises discord.HTTPException where Discord does not take a page.
    """
    task = asyncio.ensure_future(pending)
    done, _ = await asyncio.wait({task}, timeout=DEFER_AFTER)
    if not done:
        await interaction.response.defer(ephemeral=private, thinking=True)
    for page in await task:
        await _say(interaction, page, private=private)


async def apologise(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Say privately what went wrong, as far as Discord still takes it."""
    try:
        await _say(interaction, sentence, private=True)
    except _UNSENT as error:
        log.warning("a command stays unanswered: %s", described(error))


async def _say(
    interaction: discord.Interaction[Any], text: str, *, private: bool
) -> None:
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=private, suppress_embeds=True)
    else:
        await interaction.response.send_message(
            text, ephemeral=private, suppress_embeds=True
        )


async def reply(message: discord.Message, pages: Sequence[str]) -> None:
    """Answer a message with pages, the first of them as a reply to it.

    discord.py itself waits out rate limits and repeats what failed inside Discord;
    what it gives up is logged, and one short sentence is tried in its place.
    """
    try:
        await _reply(message, pages)
    except (discord.Forbidden, discord.NotFound) as error:
        log.info("can't write in channel %s: %s", message.channel.id, described(error))
    except _UNSENT as error:
        log.warning("no answer in channel %s: %s", message.channel.id, described(error))
        try:
            await _reply(message, [_NOT_SENT])
        except _UNSENT as second:
            log.warning("nor an apology: %s", described(second))


async def _reply(message: discord.Message, pages: Sequence[str]) -> None:
    # The question may be deleted meanwhile; the answer then stands by itself.
    reference = message.to_reference(fail_if_not_exists=False)
    first, *rest = pages
    await message.channel.send(
        first, reference=reference, mention_author=False, suppress_embeds=True
    )
    for page in rest:
        await message.channel.send(page, suppress_embeds=True)
