"""A process that has some of the bot's shards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.articles import parse_article
from bot.chat import build_bot
from bot.library import Folder, Keeper, Library, Where
from bot.storage import Actor, AnsweredMessage, PassageAddress, Scope, Shards
from bot.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from discord.ext import commands
    from simcord import Env

MINE = Shards((1,), 2)
QUESTION = "Who denied that Tehran sent Moscow drones?"


def of_shard(shard: int, number: int) -> int:
    """Return the id of a server of a shard of two."""
    return (number * 2 + shard) << 22


class _Unwatched(Library):
    async def watch(self) -> None:
        """End at once: simcord waits for whatever sleeps and wakes again."""


@pytest.fixture
async def library(corpus: Path, tmp_path: Path) -> AsyncIterator[Library]:
    """A library of this process, in which another one has added articles, too."""
    keeper = Keeper(tmp_path / "verbatim.db")
    everything = Library(Folder(corpus), keeper)
    everything.load()
    await everything.refresh()
    for shard in (0, 1):
        guild = of_shard(shard, 5)
        text = f"The mill of shard {shard} grinds rye.".encode()
        article = parse_article(tmp_path / f"mill-{shard}.md", text)
        await everything.add(article, Scope(guild), by=Actor())
        store = await keeper.store()
        await store.servers.change(guild, lambda settings: settings)
    library = _Unwatched(Folder(corpus), keeper, shards=MINE)
    library.load()
    yield library
    await keeper.close()


@pytest.fixture
def simcord_bot(library: Library, tmp_path: Path) -> commands.Bot:
    return build_bot(library, state=tmp_path / "state")


async def test_a_process_keeps_the_articles_of_its_own_servers(
    library: Library,
) -> None:
    await library.refresh()
    for shard, seen in ((0, False), (1, True)):
        where = Where(of_shard(shard, 5), (1,))
        slugs = {article.slug for article in library.articles(where)}
        assert ("mill-0" in slugs, "mill-1" in slugs) == (False, seen)
        assert "mehr-iran-drones" in slugs


@pytest.mark.usefixtures("uncovered")
async def test_a_process_answers_in_its_own_servers_alone(simcord_env: Env) -> None:
    bot = simcord_env.bot
    for shard in (0, 1):
        guild = simcord_env.create_guild(id=of_shard(shard, 7), shard_id=shard)
        channel = guild.create_text_channel("general")
        alice = guild.add_member(simcord_env.create_user("alice"))
        assert bot.user is not None
        await alice.send(channel, f"{bot.user.mention} {QUESTION}")
        assert channel.last_message is not None
        answered = channel.last_message.author.id == bot.user.id
        assert answered == (shard == 1)


async def test_a_process_takes_no_server_of_other_shards_for_left(
    simcord_env: Env, library: Library
) -> None:
    store = await library.store()
    application = simcord_env.bot.application_id
    assert application
    theirs, mine = of_shard(0, 5), of_shard(1, 5)
    for guild in (theirs, mine):
        await store.servers.join(application, guild)
    await simcord_env.bot.on_ready()  # type: ignore[attr-defined]
    assert (await store.servers.get(theirs)).left_at is None
    assert (await store.servers.get(mine)).left_at is not None


async def test_a_process_mends_no_answer_of_other_shards_or_of_its_double(
    simcord_env: Env, library: Library, tmp_path: Path
) -> None:
    bot = simcord_env.bot
    store = await library.store()
    quoted = PassageAddress("mehr-iran-drones", "hash", 0, 4)
    gone = AnsweredMessage(5, 6, (quoted,), of_shard(0, 5))
    later = datetime.now(UTC) + timedelta(days=1)
    await store.answers.remember(gone, until=later)
    await store.articles.withdraw(quoted.slug, "made up", by=Actor())
    await bot.mending.mend_all()  # type: ignore[attr-defined]
    assert await store.answers.changed(quoted.slug) == (gone,)
    library.shards = Shards()
    async with await Store.open(tmp_path / "verbatim.db") as double:
        await store.leases.release()
        assert await double.leases.take(f"shard 1/2 of {bot.application_id}")
        await bot.mending.mend_all()  # type: ignore[attr-defined]
        assert await store.answers.changed(quoted.slug) == (gone,)
    await bot.mending.mend_all()  # type: ignore[attr-defined]
    assert await store.answers.changed(quoted.slug) == ()


async def test_a_started_bot_logs_its_invitation_once(
    simcord_env: Env, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot")
    bot = simcord_env.bot
    bot._invites = False  # type: ignore[attr-defined]  # noqa: SLF001 - as at the start
    for _ in range(2):
        await bot.on_ready()  # type: ignore[attr-defined]
    assert caplog.text.count(f"client_id={bot.application_id}") == 1
    assert caplog.text.count("permissions=274877975552") == 1
