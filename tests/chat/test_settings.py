from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
import pytest
from discord.ext import commands

from bot.chat import build_bot
from bot.chat.button_state import slug_key
from bot.chat.servers import Servers, UnfinishedError, finished, written
from bot.errors import QuestionError, StorageError
from bot.storage import PassageAddress
from tests.chat.pressing import press
from tests.chat.shelved import library_in

if TYPE_CHECKING:
    from pathlib import Path

    from simcord import ChannelHandle, InteractionResult, MemberActor

    from bot.library import Library
    from tests.chat.conftest import World

QUESTION = "Who denied the allegations?"
RIVER = (
    "The river rose by two metres.\n\nThe mayor denied the allegations of neglect.\n"
)
DRONES = "mehr-iran-drones"


@pytest.fixture
def corpus(two_articles: Path) -> Path:
    return two_articles


@pytest.fixture
def simcord_bot(library: Library, state: Path) -> commands.Bot:
    return build_bot(library, state=state)


async def test_a_database_that_is_silent_keeps_nobody_waiting(
    world: World, admin: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    answer: Any = world.channel.last_message

    async def silent(_: Library) -> None:
        await asyncio.sleep(30)
        raise StorageError

    monkeypatch.setattr("bot.chat.servers.PATIENCE", 0.05)
    monkeypatch.setattr("bot.library.Library.store", silent)
    results = [
        await admin.slash(world.channel, "settings"),
        await admin.slash(world.channel, "insights"),
        await admin.slash(world.channel, "library list"),
        await admin.slash(world.channel, "library log"),
        await admin.slash(world.channel, "library show", article=DRONES),
        await admin.slash(world.channel, "forget"),
        await press(world, world.alice, answer, "👍"),
    ]
    for result in results:
        said = [m.content for m in (result.response, *result.followups) if m]
        assert said[-1].startswith("I can't save or look that up right now")
    assert len(world.env.errors) == len(results) - 1  # the button tells them itself


async def test_a_slow_database_makes_each_change_all_the_same(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = Servers(library)
    store = await library.store()
    await store.feedback.vote(1, 7, PassageAddress("a", "b", 0, 1), helpful=True)
    monkeypatch.setattr("bot.chat.servers.PATIENCE", 0.01)
    lock = sqlite3.connect(tmp_path / "verbatim.db", isolation_level=None)
    lock.execute("begin immediate")
    with pytest.raises(UnfinishedError, match="It goes on"):
        await servers.forget(7)
    with pytest.raises(UnfinishedError):
        await servers.change(1, lambda before: replace(before, feedback=False))
    lock.execute("rollback")
    while servers.of(1).feedback:  # noqa: ASYNC110 - nobody waits for it any more
        await asyncio.sleep(0.01)
    count = "select count(*) from ballots"
    while lock.execute(count).fetchone() != (0,):  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.01)
    lock.close()
    assert not (await store.servers.all())[0].feedback


async def test_a_change_that_fails_after_nobody_waits_for_it_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    going = asyncio.Event()

    async def fail(error: Exception) -> None:
        await going.wait()
        raise error

    for error in (StorageError("the disk is full"), ValueError("a member's words")):
        with pytest.raises(UnfinishedError):
            await finished(fail(error), 0.01)
    going.set()
    for _ in range(3):
        await asyncio.sleep(0)
    kept, other = caplog.messages
    assert kept == "a change that took long was not made: the disk is full"
    assert other.startswith("a change that took long was not made: ValueError at ")


async def test_a_change_that_the_store_refuses_is_said() -> None:
    async def fail() -> None:
        raise StorageError("the disk is full")  # noqa: EM101, TRY003

    with pytest.raises(QuestionError, match="can't save or look that up"):
        await written(fail())


async def opened(world: World, admin: MemberActor) -> Any:  # noqa: ANN401 - a message
    result = await admin.slash(world.channel, "settings")
    assert result.ephemeral
    return result.response


def said(message: Any) -> str:  # noqa: ANN401 - a message
    return "\n".join(c.get("content", "") for c in message.components)


def text(result: InteractionResult) -> str:
    assert result.response is not None
    return result.response.content


def last(channel: ChannelHandle) -> str:
    assert channel.last_message is not None
    return channel.last_message.content


def menus(message: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401 - a message
    rows = [c["components"] for c in message.components if c["type"] == 1]
    return {part["custom_id"]: part for row in rows for part in row}


async def asked(world: World, text: str = QUESTION) -> str | None:
    before = len(world.channel.history())
    await world.alice.send(world.channel, f"{world.mention} {text}")
    after = world.channel.history()
    assert world.channel.last_message is not None
    return world.channel.last_message.content if len(after) > before + 1 else None


async def test_settings_say_why_the_bot_answers_here(
    world: World, admin: MemberActor
) -> None:
    message = await opened(world, admin)
    assert f"<#{world.channel.id}>:" in said(message)
    assert "Mentions and replies to my answers are answered." in said(message)
    assert "Answers to commands are visible to everyone." in said(message)
    assert "2 articles can be asked about here." in said(message)


async def test_settings_are_for_those_who_manage_the_server(
    world: World, admin: MemberActor
) -> None:
    assert "settings" not in world.alice.available_commands(world.channel)
    message = await opened(world, admin)
    assert isinstance(world.env.bot, commands.Bot)
    synced = {c.name: c for c in await world.env.bot.tree.fetch_commands()}
    world.guild.set_command_permissions(synced["settings"], {world.alice: True})
    refused = await world.alice.slash(world.channel, "settings")
    assert "Only people who can manage the server" in text(refused)
    world.env.backend.guilds[world.guild.id].members[admin.id].role_ids.clear()
    refused = await admin.click(message, custom_id="settings1:private")
    assert "Only people who can manage the server" in text(refused)
    assert "privately" in str(menus(message)["settings1:private"])
    assert len(world.env.errors) == 1


async def test_mentions_are_answered_in_the_chosen_channels_only(
    world: World, admin: MemberActor
) -> None:
    other = world.guild.create_text_channel("elsewhere")
    message = await opened(world, admin)
    await admin.select(message, [other], custom_id="settings1:mentions")
    assert "other channels were chosen" in said(message)
    assert await asked(world) is None
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert "> " in text(result)
    await world.alice.send(other, f"{world.mention} {QUESTION}")
    assert "> " in last(other)
    await admin.select(message, [], custom_id="settings1:mentions")
    assert await asked(world) is not None


async def test_a_thread_of_a_chosen_channel_is_answered(
    world: World, admin: MemberActor
) -> None:
    message = await opened(world, admin)
    await admin.select(message, [world.channel], custom_id="settings1:mentions")
    thread = await world.thread("about it")
    await world.alice.send(thread, f"{world.mention} {QUESTION}")
    assert "> " in last(thread)


async def test_a_channel_asks_about_its_articles_only(
    world: World, admin: MemberActor
) -> None:
    other = world.guild.create_text_channel("elsewhere")
    message = await opened(world, admin)
    river = slug_key("the-river").hex()
    await admin.select(message, [river], custom_id="settings1:articles:0")
    assert "1 article can be asked about here." in said(message)
    answer = await asked(world, "Who denied the allegations of neglect?")
    assert answer is not None
    assert "mayor" in answer
    assert "Mehr" not in answer
    listed = await world.alice.slash(world.channel, "articles")
    assert "Mehr" not in text(listed)
    choices = await world.alice.autocomplete(
        world.channel, "ask", "article", "", question="x"
    )
    assert [choice["value"] for choice in choices] == ["the-river"]
    await world.alice.send(other, f"{world.mention} What are the drones called?")
    assert "Mehr" in last(other)
    await admin.select(message, [], custom_id="settings1:articles:0")
    assert "2 articles can be asked about here." in said(message)


async def test_chosen_articles_that_are_gone_leave_nothing_to_ask(
    world: World, admin: MemberActor, library: Library, corpus: Path
) -> None:
    message = await opened(world, admin)
    river = slug_key("the-river").hex()
    await admin.select(message, [river], custom_id="settings1:articles:0")
    (corpus / "the-river.md").unlink()
    await library.refresh()
    assert "those chosen for it are gone" in said(await opened(world, admin))
    assert await asked(world) == "There are no articles to ask about here yet."


async def test_many_articles_are_chosen_from_several_menus(
    world: World, admin: MemberActor, library: Library, corpus: Path
) -> None:
    for number in range(110):
        text = f"Report {number} says that mill {number} burned down."
        (corpus / f"mill-{number:03}.txt").write_text(text, encoding="utf-8")
    await library.refresh()
    message = await opened(world, admin)
    assert "The menus show the first 100 articles." in said(message)
    of_articles = [name for name in menus(message) if ":articles:" in name]
    assert len(of_articles) == 4
    for name in of_articles[:2]:
        value = menus(message)[name]["options"][0]["value"]
        await admin.select(message, [value], custom_id=name)
    assert "2 articles can be asked about here." in said(message)
    await admin.select(message, [], custom_id=of_articles[0])
    assert "1 article can be asked about here." in said(message)


async def test_commands_answer_privately_where_that_was_decided(
    world: World, admin: MemberActor
) -> None:
    message = await opened(world, admin)
    await admin.click(message, custom_id="settings1:private")
    assert "unless they choose otherwise" in said(message)
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert result.ephemeral
    result = await world.alice.slash(
        world.channel, "ask", question=QUESTION, private=False
    )
    assert not result.ephemeral


async def test_an_answer_has_as_many_passages_as_decided(
    world: World, admin: MemberActor
) -> None:
    question = "What did the resolution say about drones?"
    before = await asked(world, question)
    message = await opened(world, admin)
    await admin.select(message, ["3"], custom_id="settings1:passages")
    after = await asked(world, question)
    assert before is not None
    assert after is not None
    assert after.count("\n> ") > before.count("\n> ")
    await admin.select(message, ["1"], custom_id="settings1:passages")
    denial = await asked(world, "Who accused Iran?")
    assert denial is not None
    assert "The other side:" in denial


async def test_settings_outlive_a_restart_and_so_does_their_message(
    world: World, admin: MemberActor, corpus: Path, tmp_path: Path
) -> None:
    message = await opened(world, admin)
    await admin.click(message, custom_id="settings1:private")
    library = library_in(corpus, tmp_path / "verbatim.db")
    await world.env.restart_bot(build_bot(library, state=tmp_path / "state"))
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert result.ephemeral
    await admin.click(message, custom_id="settings1:private")
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert not result.ephemeral
    await library.close()


async def test_the_language_can_be_decided(world: World, admin: MemberActor) -> None:
    message = await opened(world, admin)
    await admin.select(message, ["de"], custom_id="settings1:language")
    assert "Einstellungen" in said(message)
    answer = await asked(world, "How many vegetables are there?")
    assert answer is not None
    assert "beantworten diese Frage nicht" in answer
    await admin.select(message, ["own"], custom_id="settings1:language")
    assert "Settings" in said(message)


async def test_lacking_permissions_are_named(world: World, admin: MemberActor) -> None:
    muted = discord.PermissionOverwrite(send_messages=False)
    assert world.env.bot.user is not None
    quiet = world.guild.create_text_channel(
        "quiet", overwrites={world.env.bot.user: muted}
    )
    result = await admin.slash(quiet, "settings")
    needed = "I need the permissions Send Messages. Give them to my role"
    assert needed in said(result.response)


async def test_a_control_that_nobody_made_changes_nothing(
    world: World, admin: MemberActor
) -> None:
    message = await opened(world, admin)
    stored = world.env.backend.get_message(message.channel_id, message.id)
    for component in stored.components:
        for part in component.get("components", []):
            if part["custom_id"] == "settings1:private":
                part["custom_id"] = "settings1:nothing"
    result = await admin.click(message, custom_id="settings1:nothing")
    assert "from an earlier version" in result.followups[0].content


async def test_without_a_database_settings_say_so(
    world: World, admin: MemberActor, library: Library, tmp_path: Path
) -> None:
    message = await opened(world, admin)
    await library.close()
    (tmp_path / "verbatim.db").unlink()
    (tmp_path / "verbatim.db").write_text("this is no database", encoding="utf-8")
    result = await admin.slash(world.channel, "settings")
    assert "I can't save or look that up" in text(result)
    assert len(world.env.errors) == 1
    pressed = await admin.click(message, custom_id="settings1:private")
    assert "I can't save or look that up" in pressed.followups[0].content
    assert await asked(world) is not None


async def test_discord_refusing_the_change_is_apologised_for(
    world: World, admin: MemberActor
) -> None:
    message = await opened(world, admin)
    world.env.inject_error("PATCH", "/webhooks/*", status=500, times=None)
    pressed = await admin.click(message, custom_id="settings1:private")
    assert pressed.followups[0].content.startswith("It is done, but Discord")


async def test_settings_of_all_servers_are_read_again_now_and_then(
    world: World, library: Library
) -> None:
    store = await library.store()
    await store.servers.change(world.guild.id, lambda s: replace(s, private=True))
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert not result.ephemeral
    await world.env.advance_time(61)
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert result.ephemeral


async def test_settings_stay_as_they_were_while_the_database_fails(
    world: World, admin: MemberActor, library: Library, tmp_path: Path
) -> None:
    message = await opened(world, admin)
    await admin.click(message, custom_id="settings1:private")
    await library.close()
    (tmp_path / "verbatim.db").write_bytes(b"this is no database")
    await world.env.advance_time(61)
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert result.ephemeral


@pytest.mark.usefixtures("uncovered")
async def test_channels_and_roles_that_are_gone_are_not_offered_as_chosen(
    world: World, admin: MemberActor
) -> None:
    other = world.guild.create_text_channel("elsewhere")
    role = world.guild.create_role("librarians")
    message = await opened(world, admin)
    await admin.select(message, [other], custom_id="settings1:mentions")
    await admin.select(message, [role], custom_id="settings1:librarians")
    chosen = menus(message)
    assert chosen["settings1:mentions"]["default_values"][0]["id"] == other.id
    assert chosen["settings1:librarians"]["default_values"][0]["id"] == role.id
    world.env.backend.delete_channel(other.id)
    world.env.backend.delete_role(world.guild.id, role.id)
    after = menus(await opened(world, admin))
    assert not after["settings1:mentions"].get("default_values")
    assert "are gone" in after["settings1:mentions"]["placeholder"]
    assert not after["settings1:librarians"].get("default_values")
    assert await asked(world) is None
