"""What Discord took of an answer is noted, and nothing else: so it can be mended."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest

from bot.articles import Extract, Source
from bot.chat import build_bot
from bot.chat.answer_log import AnswerLog
from bot.chat.drafts import Reader
from bot.chat.pages import Page
from bot.errors import QuestionError, StorageError
from bot.library import Where
from bot.storage import Actor, PassageAddress
from tests.quoting import quoting

if TYPE_CHECKING:
    from pathlib import Path

    from discord.ext import commands

    from bot.library import Library
    from tests.chat.conftest import World

HOST = Actor()
RIVER, DRONES = "the-river", "mehr-iran-drones"
ASKED = "How far did the river rise?"


@pytest.fixture
def corpus(two_articles: Path) -> Path:
    boats = (f"Boat {place} " + f"rows {place} " * 200 for place in range(1, 4))
    text = "\n\n".join(f"{boat.strip()}." for boat in boats)
    (two_articles / "boats.md").write_text(text, encoding="utf-8")
    return two_articles


@pytest.fixture
def simcord_bot(library: Library, state: Path) -> commands.Bot:
    return build_bot(library, state=state)


async def withdraw(world: World, library: Library, slug: str) -> None:
    await library.withdraw(slug, "It was false.", by=HOST)
    await world.env.bot.mending.mend_all()  # type: ignore[attr-defined]


def quotations(world: World) -> list[str]:
    said = (message.content for message in world.channel.history())
    return [content for content in said if "\n> " in f"\n{content}"]


class Refusing:
    """Lets a method of discord.py lose its connection at some of its calls."""

    def __init__(self, method: Any, *at: int) -> None:  # noqa: ANN401 - any of them
        self._method = method
        self._at = at
        self._calls = 0

    async def __call__(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - its own
        self._calls += 1
        if self._calls in self._at:
            raise aiohttp.ServerDisconnectedError
        return await self._method(*args, **options)


@pytest.mark.usefixtures("uncovered")
async def test_an_answer_whose_edit_is_refused_is_still_known_by_its_old_words(
    world: World, library: Library
) -> None:
    asked = await world.alice.send(world.channel, f"{world.mention} {ASKED}")
    world.env.inject_error("PATCH", "/channels/*/messages/*", status=500, times=1)
    other = f"{world.mention} Who denied that Tehran sent Moscow drones?"
    await world.alice.edit(asked, other)
    assert len(quotations(world)) == 1
    assert not await quoting(await library.store(), DRONES)
    await withdraw(world, library, RIVER)
    assert not quotations(world)


async def test_an_answer_whose_second_message_is_refused_is_known_by_the_first(
    world: World, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    http = world.env.bot.http
    monkeypatch.setattr(http, "send_message", Refusing(http.send_message, 2))
    cited = "[[boats ¶1]] [[boats ¶2]]"
    await world.alice.send(world.channel, f"{world.mention} {cited}")
    (quoted,) = quotations(world)
    assert "\n> Boat 1" in quoted
    await withdraw(world, library, "boats")
    assert not quotations(world)


async def test_a_command_whose_second_message_is_refused_is_known_by_the_first(
    world: World, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " and ".join(f"boat {place} rows {place}" for place in range(1, 4))
    send = discord.Webhook.send

    async def refused(*_: Any, **__: Any) -> None:  # noqa: ANN401 - as it has
        raise aiohttp.ServerDisconnectedError

    monkeypatch.setattr(discord.Webhook, "send", refused)
    await world.alice.slash(world.channel, "ask", question=text)
    monkeypatch.setattr(discord.Webhook, "send", send)
    assert len(quotations(world)) == 1
    await withdraw(world, library, "boats")
    assert not quotations(world)


async def test_an_answer_in_an_archived_thread_is_mended_and_the_thread_left_archived(
    world: World, library: Library
) -> None:
    thread = await world.thread("river")
    await world.alice.send(thread, f"{world.mention} {ASKED}")
    place = f"/channels/{thread.id}/messages/*"
    world.env.inject_error("PATCH", place, status=400, code=50083, times=1)
    await withdraw(world, library, RIVER)
    assert thread.last_message is not None
    assert "two metres" not in thread.last_message.content
    changes = [
        request.json and request.json["archived"]
        for request in world.env.http_requests
        if (request.method, request.path) == ("PATCH", f"/channels/{thread.id}")
    ]
    assert changes == [False, True]


async def test_what_discord_calls_archived_and_is_no_thread_is_tried_again_later(
    world: World, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    await world.alice.send(world.channel, f"{world.mention} {ASKED}")
    world.env.inject_error("PATCH", "/channels/*/messages/*", status=400, code=50083)
    await withdraw(world, library, RIVER)
    assert "an answer is not mended yet" in caplog.text
    await world.env.bot.mending.mend_all()  # type: ignore[attr-defined]
    assert not quotations(world)


async def test_an_answer_that_can_not_be_mended_keeps_no_other_from_it(
    world: World, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await world.alice.send(world.channel, f"{world.mention} {ASKED}")
    fetch, asked = discord.PartialMessageable.fetch_message, []

    async def fetched(channel: discord.PartialMessageable, number: int) -> Any:  # noqa: ANN401
        asked.append(number)
        if number == min(asked):
            raise KeyError
        return await fetch(channel, number)

    monkeypatch.setattr(discord.PartialMessageable, "fetch_message", fetched)
    await withdraw(world, library, RIVER)
    assert len(quotations(world)) == 1


async def test_what_could_not_be_noted_is_counted_when_the_bot_stops(
    library: Library,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def full(*_: Any, **__: Any) -> None:  # noqa: ANN401 - as the store has
        message = "the disk is full"
        raise StorageError(message)

    store = await library.store()
    monkeypatch.setattr(store.answers, "remember", full)
    answered = AnswerLog(library, lambda: None)
    page = Page("> The river rose.", quotes=(PassageAddress(RIVER, "", 0, 1),))
    answered.remember(Where(1, (2,)), [(3, page), (4, page)])
    await answered.close()
    assert "stays quoted in so many: 2" in caplog.text


async def test_no_server_waits_for_more_than_a_few_texts_of_another() -> None:
    release = asyncio.Event()

    async def slow(_: str) -> Extract:
        await release.wait()
        return Extract("Rain fell.", Source(title="Rain"), "en")

    reader = Reader(slow)
    address = "https://valley.example/"
    first = [asyncio.create_task(reader.read(1, address, None)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(QuestionError, match="being read already"):
        await reader.read(1, address, None)
    other = asyncio.create_task(reader.read(2, address, None))
    release.set()
    assert all(await asyncio.gather(*first, other))
    assert await reader.read(1, address, None)
