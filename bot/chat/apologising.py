"""Tells whoever used a button, a menu or a form that it failed, whatever happened."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Any

from bot.chat.asking import sentence
from bot.chat.logs import described
from bot.chat.saying import apologise
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import discord

__all__ = ["FAILED", "apologising"]

FAILED = marked("That did not work; please try again in a moment.")

log = logging.getLogger(__name__)


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
