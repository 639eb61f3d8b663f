from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.chat import build_bot
from tests.chat.pressing import labels, press
from tests.chat.shelved import library_in

if TYPE_CHECKING:
    from pathlib import Path

    from discord.ext import commands
    from simcord import MemberActor

    from bot.library import Library
    from tests.chat.conftest import World

QUESTION = "Who denied the quizzaciously snorkelled zanzibarian allegations?"
OWN_WORDS = ("quizzaciously", "snorkelled", "zanzibarian")


@pytest.fixture
def simcord_bot(library: Library, state: Path) -> commands.Bot:
    return build_bot(library, state=state, left_for=timedelta(days=7))


def kept(folder: Path) -> bytes:
    """Return all bytes that the bot has written anywhere."""
    files = [f for f in folder.rglob("*") if f.is_file() and "corpus" not in f.parts]
    assert any(f.name == "verbatim.db" for f in files)
    return b"".join(f.read_bytes() for f in files)


def rows(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "verbatim.db")) as connection:
        count = connection.execute(f"select count(*) from {table}")  # noqa: S608
        return int(count.fetchone()[0])


async def test_privacy_says_what_is_kept_and_for_how_long(world: World) -> None:
    result = await world.alice.slash(world.channel, "privacy")
    assert result.ephemeral
    assert result.response is not None
    assert "neither stored nor logged" in result.response.content
    assert "trace back to you once the day is over" in result.response.content
    assert "trace back to anyone once it is over" in result.response.content
    assert "deleted 7 days after I have left it" in result.response.content


@pytest.mark.usefixtures("uncovered")
async def test_after_a_days_use_nothing_that_a_member_wrote_is_kept(
    world: World, admin: MemberActor, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "bot")
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    answer = world.channel.last_message
    assert answer is not None
    await world.alice.send(world.channel, "and snorkelled by whom?", reply_to=answer)
    await world.alice.slash(world.channel, "ask", question=QUESTION)
    await world.alice.user.send_dm(QUESTION)
    for label in labels(world, answer)[:-1]:
        await press(world, world.alice, answer, label)
    await admin.slash(world.channel, "settings")
    await world.env.advance_time(3_700)  # past the hour at which it is tidied
    written = kept(tmp_path).lower()
    for word in OWN_WORDS:
        assert word.encode() not in written
        assert word not in caplog.text
    assert str(world.alice.id).encode() not in written


@pytest.mark.usefixtures("uncovered")
async def test_forget_takes_a_persons_votes_and_words_back(
    world: World, library: Library, tmp_path: Path
) -> None:
    users = [world.env.create_user(f"member-{n}") for n in range(3)]
    for user in users:
        member = world.guild.add_member(user)
        result = await member.slash(world.channel, "ask", question="Any zeppelins?")
        assert result.response is not None
    await world.alice.send(world.channel, f"{world.mention} Who denied it?")
    assert world.channel.last_message is not None
    await press(world, world.alice, world.channel.last_message, "👍")
    store = await library.store()
    assert await store.words.most_asked(world.guild.id)
    assert rows(tmp_path, "ballots")
    result = await world.alice.slash(world.channel, "forget")
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content.startswith("Done.")
    assert rows(tmp_path, "ballots") == 0
    assert await store.feedback.counts(world.guild.id) == ()
    await users[0].slash("forget")
    assert await store.words.most_asked(world.guild.id) == ()


async def test_an_edit_after_forget_changes_no_answer(world: World) -> None:
    question = await world.alice.send(world.channel, f"{world.mention} Who denied it?")
    answer = world.channel.last_message
    assert answer is not None
    await world.alice.slash(world.channel, "forget")
    await world.alice.edit(question, f"{world.mention} What payload do they carry?")
    assert world.channel.last_message is not None
    assert world.channel.last_message.content == answer.content


async def test_forget_says_so_where_the_database_fails(
    world: World, library: Library, tmp_path: Path
) -> None:
    await library.close()
    (tmp_path / "verbatim.db").write_bytes(b"this is no database")
    result = await world.alice.slash(world.channel, "forget")
    assert result.response is not None
    assert "please try again later" in result.response.content
    assert len(world.env.errors) == 1


async def test_what_is_kept_of_a_server_goes_some_days_after_the_bot_left_it(
    world: World, admin: MemberActor, corpus: Path, tmp_path: Path
) -> None:
    panel = await admin.slash(world.channel, "settings")
    assert panel.response is not None
    await admin.click(panel.response, custom_id="settings1:private")
    assert rows(tmp_path, "servers") == 1
    world.env.backend.remove_guild(world.guild.id)
    await world.env.settle()
    assert rows(tmp_path, "servers where left_at is not null") == 1
    await world.env.bot.asking.library.close()  # type: ignore[attr-defined]
    library = library_in(corpus, tmp_path / "verbatim.db")
    await world.env.restart_bot(
        build_bot(library, state=tmp_path / "state", left_for=timedelta(0))
    )
    assert rows(tmp_path, "servers") == 0
    await library.close()
