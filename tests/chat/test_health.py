"""How the bot says that it lives, is ready, and what it does."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import socket
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import pytest

from bot.chat import build_bot, health
from bot.chat.health import Health
from bot.errors import StartError

if TYPE_CHECKING:
    from pathlib import Path

    from discord.ext import commands

    from bot.chat.client import ChatBot
    from bot.library import Library
    from tests.chat.conftest import World

QUESTION = "Who denied that Tehran sent Moscow drones?"


@pytest.fixture
def simcord_bot(library: Library, state: Path) -> commands.Bot:
    return build_bot(library, state=state)


def health_of(world: World, port: int = 0) -> Health:
    return Health(cast("ChatBot", world.env.bot), "127.0.0.1", port)


async def got(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


async def readiness(port: int) -> tuple[int, dict[str, Any]]:
    status, text = await got(port, "/readyz")
    return status, json.loads(text)


async def test_a_bot_that_runs_is_alive_and_ready(world: World) -> None:
    async with health_of(world).serving() as port:
        assert await got(port, "/healthz") == (200, "alive\n")
        everything = {"gateway": True, "library": True, "store": True}
        assert await readiness(port) == (200, everything)


async def test_a_bot_without_its_database_is_alive_and_not_ready(
    world: World, library: Library, tmp_path: Path
) -> None:
    async with health_of(world).serving() as port:
        await library.close()
        (tmp_path / "verbatim.db").write_bytes(b"this is no database")
        status, parts = await readiness(port)
        assert status == 503
        assert parts["store"] is False
        assert parts["gateway"] is True
        assert await got(port, "/healthz") == (200, "alive\n")


async def test_figures_tell_how_many_answered_and_nothing_of_what(world: World) -> None:
    async with health_of(world).serving() as port:
        for question in (QUESTION, QUESTION, "Who wrote about the zeppelins of Ekby?"):
            await world.alice.send(world.channel, f"{world.mention} {question}")
        logging.getLogger("bot.library").warning("zeppelins %s", "of Ekby")
        status, figures = await got(port, "/metrics")
    assert status == 200
    assert 'verbatim_answer_seconds_count{status="answered"} 2.0' in figures
    assert 'verbatim_answer_seconds_count{status="not_found"} 1.0' in figures
    assert (
        'verbatim_problems_total{level="warning",logger="bot.library"} 1.0' in figures
    )
    assert "verbatim_servers 1.0" in figures
    assert "verbatim_articles 1.0" in figures
    assert "verbatim_waiting 0.0" in figures
    assert "process_resident_memory_bytes" in figures
    for word in ("zeppelins", "Ekby", "Tehran", "alice", str(world.alice.id)):
        assert word not in figures


async def test_an_address_that_is_taken_or_can_be_none_is_named(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        health = health_of(world, taken.getsockname()[1])
        with pytest.raises(StartError, match="where nothing can be served"):
            async with health.serving():
                pass
    health._place = f"{'ü' * 60}", 0  # noqa: SLF001 - a setting can have it
    with pytest.raises(StartError, match=r"can be served .no host's name"):
        async with health.serving():
            pass


async def said_to(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    try:
        return await reader.readline()
    finally:
        writer.close()


ODD = [
    (b"GET /healthz HTTP/9.9", b"400"),
    (b"GET /%b HTTP/1.1" % (b"a" * 20_000), b"400"),
    (b"GET http://[zeppelins HTTP/1.1", b"400"),
    (b"GET http://xn--/ HTTP/1.1\r\nHost: xn--", b"404"),
    (b"GET http://xn--/healthz?a HTTP/1.0", b"200"),
    (b"HEAD /healthz HTTP/1.1\r\nHost: here", b"200"),
    (b"POST /healthz HTTP/1.1\r\nHost: here", b"405"),
    (b"GET zeppelins", b"400"),
    (b"\x16\x03\x01\x00\xff", b"400"),
    (b"POST /metrics HTTP/1.1\r\nContent-Length: %b" % (b"9" * 20), b"400"),
]


async def test_what_is_odd_is_refused_and_not_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    async with health_of(world).serving() as port:
        for request, status in ODD:
            answer = await said_to(port, request + b"\r\n\r\n")
            assert answer.split()[1] == status, request
        _, text = await got(port, "/metrics")
        gc.collect()  # where an error of a task that nobody awaits would be told
    assert not caplog.records
    assert "verbatim_problems_total{" not in text


async def test_a_page_that_fails_is_told_in_the_log_alone(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.health.generate_latest", len)
    async with health_of(world).serving() as port:
        assert (await got(port, "/metrics"))[0] == 500
    assert "Error handling request" in caplog.text


async def test_who_connects_and_says_nothing_is_let_go(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with health_of(world).serving() as port:
        monkeypatch.setattr(health, "_LASTING", 0.01)
        for said in (b"", b"GET /healthz HTTP/1.1\r\n"):
            async with asyncio.timeout(20):
                assert await said_to(port, said) == b""


async def test_so_many_that_say_nothing_keep_nobody_from_an_answer(
    world: World,
) -> None:
    async with health_of(world).serving() as port:
        silent = [
            await asyncio.open_connection("127.0.0.1", port)
            for _ in range(2 * health._MOST)  # noqa: SLF001 - how many there may be
        ]
        assert await got(port, "/healthz") == (200, "alive\n")
        assert len(asyncio.all_tasks()) < len(silent)
        async with asyncio.timeout(20):
            assert await silent[0][0].read() == b""
    for reader, writer in silent:
        async with asyncio.timeout(20):
            assert await reader.read() == b""
        writer.close()


async def test_however_many_come_at_once_few_stay(world: World) -> None:
    async with health_of(world).serving() as port, contextlib.AsyncExitStack() as stack:
        for _ in range(10):
            for _ in range(100):  # as many as the system lets wait
                one = stack.enter_context(socket.socket())
                one.settimeout(0)
                one.connect_ex(("127.0.0.1", port))
            assert await got(port, "/healthz") == (200, "alive\n")
        assert len(asyncio.all_tasks()) < 300
