"""Starts the bot on Discord and stops it cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import signal
import threading
import time
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.chat.cooldown import Pauses
from bot.chat.logs import described, tame_discord
from bot.chat.services import VerbatimBot
from bot.errors import StartError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from discord.ext import commands

    from bot.chat.health import Health

__all__ = ["LAST", "run", "serve"]

_GRACE = 2.0  # seconds for the gateway to say goodbye
LAST = 3.0  # seconds after which the process ends; five are promised
_RESERVE = 20  # identifies of a day that are left alone; at none the token is reset
_STOPS = (signal.SIGINT, signal.SIGTERM)
_TOKEN = re.compile(r"[\w.-]+", re.ASCII)
_REJECTED = (
    "Discord rejects the token; make a new one in the Developer Portal "
    "(your application, Bot, Reset Token) and set VERBATIM_TOKEN to it."
)
_CLOSED = {
    4004: _REJECTED,
    4010: "Discord knows no such shard; mend VERBATIM_SHARDS.",
    4011: (
        "The bot is in too many servers for its shards; give it more in "
        "VERBATIM_SHARDS, or take that out."
    ),
    4012: "Discord no longer speaks the way that this version does; upgrade Verbatim.",
    4013: "Discord does not know all that this version listens to; upgrade Verbatim.",
    4014: (
        "Discord does not give the bot the text of messages: switch the Message "
        "Content Intent on in the Developer Portal (your application, Bot), or take "
        "VERBATIM_MESSAGE_CONTENT out."
    ),
}

log = logging.getLogger(__name__)


def run(
    bot: commands.Bot,
    token: str,
    *,
    patience: float = 60.0,
    health: Health | None = None,
) -> None:
    """Run the bot until SIGTERM, SIGINT or Ctrl-C.

    `patience` is how long, in seconds, to try again while Discord can't be reached
    at the start; once connected, the connection is renewed for as long as it takes.
    `health` says meanwhile how the bot is.
    Raises StartError, one sentence that says what to do.
    """
    served = serve(bot, token, patience=patience, told=_end_in_time, health=health)
    asyncio.run(served)


def _end_in_time() -> None:
    """End the process soon, whatever it is doing then.

    A thread that is still at work, or an event loop that does not turn, would keep it
    alive; what is kept is written by transactions and bears that.
    """

    def end() -> None:
        log.warning("stopped in the middle of some work")
        logging.shutdown()
        os._exit(0)

    last = threading.Timer(LAST, end)
    last.daemon = True
    last.start()


async def serve(
    bot: commands.Bot,
    token: str,
    *,
    patience: float = 60.0,
    told: Callable[[], None] = lambda: None,
    health: Health | None = None,
) -> None:
    """Do what `run` does inside a running event loop.

    `told` is called when it is told to stop, inside a signal's handler.
    """
    tame_discord()
    async with contextlib.AsyncExitStack() as stack:
        if health:
            await stack.enter_async_context(health.serving())
        await _serve(bot, token, patience, told)


async def _serve(
    bot: commands.Bot, token: str, patience: float, told: Callable[[], None]
) -> None:
    await bot.__aenter__()  # makes what `close`, below, needs
    stop = asyncio.Event()
    session = asyncio.create_task(_session(bot, token.strip(), patience))
    stopping = asyncio.create_task(stop.wait())
    try:
        with _signals(stop, told):
            await asyncio.wait({session, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if session.done():
            session.result()
    finally:
        stopping.cancel()
        await _close(bot, session)


@contextlib.contextmanager
def _signals(stop: asyncio.Event, told: Callable[[], None]) -> Iterator[None]:
    """Let SIGTERM and Ctrl-C set an event.

    The handlers are Python's own, which run between any two steps of the main thread,
    and not the event loop's, which wait until it turns.
    """
    loop = asyncio.get_running_loop()

    def handle(_number: int, _frame: FrameType | None) -> None:
        told()
        loop.call_soon_threadsafe(stop.set)

    before = {number: signal.signal(number, handle) for number in _STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _close(bot: commands.Bot, session: asyncio.Task[None]) -> None:
    log.info("stopping")
    # First the reader: were it still waiting, discord.py would close with code 4000,
    # which Discord takes for a lost connection, and show the bot as online for a while.
    session.cancel()
    await asyncio.wait({session}, timeout=_GRACE / 2)
    try:
        async with asyncio.timeout(_GRACE / 2):
            await bot.close()
    except TimeoutError:
        log.warning("Discord did not say goodbye in time")


async def _session(bot: commands.Bot, token: str, patience: float) -> None:
    if not _TOKEN.fullmatch(token):
        raise StartError(_REJECTED)
    await _log_in(bot, token, patience)
    try:
        await bot.connect(reconnect=True)
    except discord.PrivilegedIntentsRequired:
        raise StartError(_CLOSED[4014]) from None
    except discord.ConnectionClosed as error:
        closed = f"Discord closed the connection for good (code {error.code})."
        raise StartError(_CLOSED.get(error.code, closed)) from None


async def _log_in(bot: commands.Bot, token: str, patience: float) -> None:
    """Log in, with pauses that double while Discord can't be reached."""
    end = time.monotonic() + patience
    pauses = Pauses(first=1.0, longest=16.0, calm=patience)
    while problem := await _try_log_in(bot, token):
        pause = pauses.after(time.monotonic())
        if time.monotonic() + pause > end:
            message = (
                f"Discord can't be reached ({problem}); check the network "
                "and https://discordstatus.com, then start again."
            )
            raise StartError(message)
        log.warning("no connection (%s); next try in %.0f s", problem, pause)
        await asyncio.sleep(pause)


async def _try_log_in(bot: commands.Bot, token: str) -> str | None:
    """Log in once; return what stood in the way where trying again may help."""
    try:
        await bot.login(token)
        _check_intents(bot)
        await _ask_how_to_start(bot)
    except discord.LoginFailure:
        raise StartError(_REJECTED) from None
    except discord.HTTPException as error:
        problem = _refusal(error)
    except (OSError, aiohttp.ClientError, discord.GatewayNotFound) as error:
        problem = type(error).__name__
    else:
        return None
    await bot.http.close()
    bot.http.connector = discord.utils.MISSING  # the next login makes its own
    return problem


def _refusal(error: discord.HTTPException) -> str:
    """Return a failure inside Discord; raise where Discord means this bot."""
    if error.status >= 500:  # noqa: PLR2004 - HTTP's server errors
        return described(error)
    if error.status == 429:  # noqa: PLR2004 - HTTP's "too many requests"
        message = "Discord turns this address away for now; start again in an hour."
        raise StartError(message) from None
    message = f"{described(error)} to the login; check the application and its token."
    raise StartError(message) from None


def _check_intents(bot: commands.Bot) -> None:
    """Stop before Discord closes the gateway for an intent that it does not give."""
    flags = bot.application_flags
    given = flags.gateway_message_content or flags.gateway_message_content_limited
    if bot.intents.message_content and not given:
        raise StartError(_CLOSED[4014])


async def _ask_how_to_start(bot: commands.Bot) -> None:
    """Take as many shards as Discord recommends, unless the bot's are set.

    Stops before a crash loop uses up the identifies that Discord counts.
    """
    shards, _, limit = await bot.http.get_bot_gateway()
    if isinstance(bot, VerbatimBot):
        bot.max_concurrency = limit["max_concurrency"]
        if bot.shard_ids is None:
            bot.shard_count = shards
    log.info("%d of %d starts left today", limit["remaining"], limit["total"])
    if limit["remaining"] <= _RESERVE:
        hours = limit["reset_after"] / 3_600_000
        message = (
            "The bot was started too often today and Discord would reset its token; "
            f"find out why it stops, and start it again in {hours:.1f} hours."
        )
        raise StartError(message)
