from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import discord
import pytest
from discord.gateway import DiscordWebSocket

from bot.chat import build_bot
from bot.chat.health import Health
from bot.chat.starting import LAST, run, serve
from bot.errors import StartError
from tests.chat.discord_server import FakeDiscord, go_through, until
from tests.chat.shelved import library_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from discord.ext import commands

    from bot.answering import Answerer
    from bot.chat.client import ChatBot

TOKEN = "a.secret.token"  # noqa: S105 - of no bot
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _discord_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(
        DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY
    )


@pytest.fixture
def bot(simcord_bot: commands.Bot) -> commands.Bot:
    return simcord_bot


@pytest.mark.parametrize("token", ["", "  ", "two words", "a\nb", "tökén"])
async def test_what_no_token_looks_like_is_rejected_without_asking_discord(
    bot: commands.Bot, token: str
) -> None:
    with pytest.raises(StartError, match=r"Developer Portal.*VERBATIM_TOKEN"):
        await serve(bot, token)


async def test_a_rejected_token_is_not_tried_again(bot: commands.Bot) -> None:
    async with FakeDiscord(status=401) as server:
        go_through(server.port)
        with pytest.raises(StartError, match=r"Portal.*VERBATIM_TOKEN") as e:
            await serve(bot, TOKEN)
    assert server.requests == ["GET /users/@me"]
    assert TOKEN not in str(e.value)


async def test_without_network_it_tries_again_and_then_says_so(
    bot: commands.Bot, caplog: pytest.LogCaptureFixture
) -> None:
    async with FakeDiscord() as server:
        closed = server.port
    go_through(closed)
    with pytest.raises(StartError, match=r"can't be reached .*; check the network"):
        await serve(bot, TOKEN, patience=1.2)
    assert caplog.text.count("next try in 1 s") == 1
    assert TOKEN not in caplog.text


async def test_an_outage_that_passes_is_waited_for(bot: commands.Bot) -> None:
    async with FakeDiscord(status=503) as server:
        go_through(server.port)
        serving = asyncio.create_task(serve(bot, TOKEN))
        await until(lambda: server.requests)
        server.status = 200
        await until(bot.is_ready)
        await _stop(serving)
    assert server.identified == 1


async def test_an_outage_that_lasts_ends_in_a_sentence(bot: commands.Bot) -> None:
    async with FakeDiscord(status=503) as server:
        go_through(server.port)
        with pytest.raises(StartError, match=r"answered 503.*discordstatus"):
            await serve(bot, TOKEN, patience=0)


@pytest.mark.parametrize(
    ("status", "sentence"), [(429, "in an hour"), (403, "answered 403")]
)
async def test_a_refusal_is_not_tried_again(
    bot: commands.Bot, status: int, sentence: str
) -> None:
    async with FakeDiscord(status=status) as server:
        go_through(server.port)
        with pytest.raises(StartError, match=sentence):
            await serve(bot, TOKEN)
    assert len(server.requests) == 1


async def test_a_bot_takes_as_many_shards_as_discord_recommends(
    bot: commands.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.library.duties._IDENTIFY", timedelta(0))
    async with FakeDiscord(recommended=5) as server:
        go_through(server.port)
        serving = asyncio.create_task(serve(bot, TOKEN))
        await until(lambda: len(server.shards) == 5)
        await until(bot.is_ready)
        serving.cancel()
        await asyncio.wait({serving})
    assert server.shards == [(number, 5) for number in range(5)]


async def test_starts_are_not_used_up(bot: commands.Bot) -> None:
    async with FakeDiscord(remaining=20) as server:
        go_through(server.port)
        with pytest.raises(StartError, match=r"again in 2\.0 hours"):
            await serve(bot, TOKEN)
    assert server.identified == 0


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (4004, "VERBATIM_TOKEN"),
        (4010, "mend VERBATIM_SHARDS"),
        (4011, "more in VERBATIM_SHARDS"),
        (4012, "no longer speaks .*; upgrade"),
        (4013, "does not know all .*; upgrade"),
        (4014, "VERBATIM_MESSAGE_CONTENT"),
    ],
)
async def test_a_gateway_that_closes_for_good_is_a_sentence(
    bot: commands.Bot, code: int, sentence: str
) -> None:
    async with FakeDiscord(close_with=code) as server:
        go_through(server.port)
        with pytest.raises(StartError, match=sentence):
            await serve(bot, TOKEN)
    assert server.identified == 1


@pytest.mark.parametrize(("flags", "starts"), [(0, 0), (1 << 18, 1), (1 << 19, 1)])
async def test_the_intent_for_messages_is_looked_for_before_the_gateway(
    answerer: Answerer, state: Path, flags: int, starts: int
) -> None:
    bot = build_bot(library_of(answerer), state=state, reads_all=True)
    async with FakeDiscord(flags=flags, close_with=4014) as server:
        go_through(server.port)
        with pytest.raises(StartError, match="Content Intent on in the Developer Por"):
            await serve(bot, TOKEN)
    assert server.identified == starts


@pytest.mark.usefixtures("unmeasured")  # what coverage keeps is no memory of the bot's
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_closes_the_gateway_within_five_seconds(
    number: signal.Signals, corpus: Path, state: Path
) -> None:
    async with FakeDiscord() as server:
        process = await _start(server.port, corpus, state)
        log = await _read_until(process, "ready in 0 servers")
        memory = _resident(process.pid)
        process.send_signal(number)
        _, errors = await asyncio.wait_for(process.communicate(), 5)
        await until(lambda: server.closed_with)
    log += errors.decode()
    assert process.returncode == 0
    assert server.closed_with == 1000
    assert server.identified == 1
    assert "WARNING" not in log
    assert "Traceback" not in log
    assert "secret" not in log
    assert memory is None or memory < 100


@pytest.mark.parametrize("where", ["answers", "executor", "loop"])
async def test_a_signal_ends_it_within_five_seconds_whatever_it_is_doing(
    where: str, corpus: Path, state: Path, request: pytest.FixtureRequest
) -> None:
    if where != "answers":  # the others end before coverage keeps anything
        request.getfixturevalue("unmeasured")
    async with FakeDiscord() as server:
        process = await _start(server.port, corpus, state, "stuck", where)
        await _read_until(process, "stuck")
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0
    assert LAST < 5


def test_run_raises_the_sentence_and_leaves_no_loop_behind(bot: commands.Bot) -> None:
    with pytest.raises(StartError):
        run(bot, "no token")


async def _stop(serving: asyncio.Task[None]) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(serving, 5)


async def _start(
    port: int, corpus: Path, state: Path, program: str = "started", *more: str
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"tests.chat.{program}",
        str(port),
        str(corpus),
        str(state),
        *more,
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )


async def _read_until(process: asyncio.subprocess.Process, words: str) -> str:
    assert process.stderr is not None
    log = ""
    while words not in log:
        line = await process.stderr.readline()
        assert line, f"it ended before it said “{words}”:\n{log}"
        log += line.decode()
    return log


def _resident(process: int) -> float | None:
    """Return a process's resident memory in megabytes, None where not told."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return None
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024 / 1e6


async def test_a_bot_says_how_it_is_and_one_that_does_not_close_ends_anyway(
    bot: ChatBot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.starting._GRACE", 0.2)
    monkeypatch.setattr(bot.asking.library, "close", partial(asyncio.sleep, 60))
    ports: list[int] = []
    health = _Noting(bot, ports)
    async with FakeDiscord() as server:
        go_through(server.port)
        serving = asyncio.create_task(serve(bot, TOKEN, health=health))
        await until(bot.is_ready)
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{ports[0]}/readyz") as response,
        ):
            assert (await response.json())["store"] is True  # there is none
        await _stop(serving)
    assert "did not say goodbye in time" in caplog.text


class _Noting(Health):
    """Notes the port that it is given."""

    def __init__(self, bot: ChatBot, ports: list[int]) -> None:
        super().__init__(bot, "127.0.0.1", 0)
        self._ports = ports

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        async with super().serving() as port:
            self._ports.append(port)
            yield port
