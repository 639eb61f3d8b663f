"""Says a text to whoever used a command or a button, or why that failed."""

from __future__ import annotations

import contextlib
import logging
import re
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.chat.logs import described
from bot.chat.pages import LIMIT, length
from bot.chat.question_service import sentence
from bot.chat.services import bot_of
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from discord.ui import View

__all__ = [
    "FAILED",
    "UNSENT",
    "apologise",
    "apologising",
    "linked",
    "say",
    "showing_what_is_done",
]

_COMMAND = re.compile(r"(?<![^\s(“])/(library [a-z]+|[a-z]+)(?![\w-])")

# What a request ends in: Discord's refusal, or a network that is gone.
UNSENT = (discord.HTTPException, aiohttp.ClientError, OSError)
FAILED = marked("That did not work; please try again in a moment.")
_UNSHOWN = marked("It is done, but Discord didn't accept my reply.")

log = logging.getLogger(__name__)


def linked(text: str, mentions: Mapping[str, str]) -> str:
    """Return a text of ours with its commands to click, as far as they fit.

    A slash in a name or a question stands behind a backslash, so it is none.
    """
    made = _COMMAND.sub(lambda m: mentions.get(m[1], m[0]), text)
    return made if length(made) <= LIMIT else text


async def say(
    interaction: discord.Interaction[Any],
    text: str,
    *,
    private: bool,
    view: View = discord.utils.MISSING,
    quotes: bool = False,
) -> int | None:
    """Answer an interaction, or say more where it was answered already.

    Its commands can be clicked, but where it `quotes`: links take room there.
    Returns the message's number as far as Discord tells it. Raises
    discord.HTTPException where Discord does not take it.
    """
    text = text if quotes else linked(text, bot_of(interaction).mentions)
    if interaction.response.is_done():
        send = interaction.followup.send
        said = await send(
            text, ephemeral=private, suppress_embeds=True, view=view, wait=True
        )
        return said.id
    respond = interaction.response.send_message
    response = await respond(text, ephemeral=private, suppress_embeds=True, view=view)
    return response.message_id


async def apologise(interaction: discord.Interaction[Any], text: str) -> None:
    """Say privately what went wrong, as far as Discord still takes it."""
    try:
        await say(interaction, text, private=True)
    except UNSENT as error:
        log.warning("a command stays unanswered: %s", described(error))


@contextlib.asynccontextmanager
async def showing_what_is_done(
    interaction: discord.Interaction[Any],
) -> AsyncIterator[None]:
    """Say briefly that something is done where Discord does not take the answer inside.

    Else it would be tried once more.
    """
    try:
        yield
    except UNSENT as error:
        log.warning("what was done is not shown: %s", described(error))
        await apologise(interaction, _(_UNSHOWN))


@contextlib.asynccontextmanager
async def apologising(
    interaction: discord.Interaction[Any], failed: str
) -> AsyncIterator[None]:
    """Say privately why the work inside was not done.

    A QuestionError says it itself; anything else is logged in one line after `failed`.
    """
    try:
        yield
    except QuestionError as error:
        await apologise(interaction, sentence(error))
    except Exception as error:  # noqa: BLE001 - who pressed has to hear of it
        log.warning("%s: %s", failed, described(error))
        await apologise(interaction, _(FAILED))
