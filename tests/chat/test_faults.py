"""What Discord's failures lead to: a sentence where one can be said, one log line."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
import pytest

if TYPE_CHECKING:
    from tests.chat.conftest import World

QUESTION = "Who denied the allegations?"
TAKEN = "Discord didn't accept my answer"


@pytest.fixture(autouse=True)
def _all_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the bot itself logged; each record is one line."""
    messages = [r.getMessage() for r in caplog.records if r.name.startswith("bot.")]
    assert not any("\n" in message or QUESTION in message for message in messages)
    assert not any(r.exc_info for r in caplog.records if r.name.startswith("bot."))
    return messages


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("status", [429, 500, 400])
async def test_a_failure_to_reply_is_said_in_a_short_sentence(
    world: World, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=status)
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    assert world.channel.last_message is not None
    assert world.channel.last_message.content.startswith(TAKEN)
    assert lines(caplog)[-1].endswith(f"Discord answered {status} (code 0)")


async def test_two_failures_in_a_row_end_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=500, times=None)
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    assert len(world.sent()) == 2
    assert lines(caplog)[-1].startswith("nor an apology")


@pytest.mark.parametrize("status", [403, 404])
async def test_where_it_may_not_write_the_bot_tries_once_and_logs(
    world: World, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=status, times=None)
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    assert len(world.sent()) == 1
    assert lines(caplog)[-1].startswith("can't write in channel")


async def test_a_network_that_is_gone_ends_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreachable(*_: object, **__: object) -> None:
        raise aiohttp.ClientConnectionError

    monkeypatch.setattr(world.env.bot.http, "request", unreachable)
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    assert [line.split(": ")[0].split(" in ")[0] for line in lines(caplog)[-2:]] == [
        "no answer",
        "nor an apology",
    ]


async def test_a_channel_without_permission_to_write_stays_silent(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    everyone = discord.PermissionOverwrite(view_channel=True, send_messages=False)
    bot_role = world.guild.create_role("talkers")
    closed = world.guild.create_text_channel(
        "closed",
        overwrites={
            world.guild.default_role: everyone,
            bot_role: discord.PermissionOverwrite(send_messages=True),
        },
    )
    bob = world.guild.add_member(world.env.create_user("bob"), roles=[bot_role])
    await bob.send(closed, f"{world.mention} {QUESTION}")
    assert len(closed.history()) == 1
    assert lines(caplog)[-1].startswith("can't write in channel")


@pytest.mark.parametrize("status", [429, 500, 403])
async def test_a_failed_command_is_apologised_for_privately(
    world: World, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    world.env.inject_error("POST", "/interactions/*", status=status)
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert result.response is not None
    assert result.ephemeral
    assert result.response.content.startswith("That did not work")
    assert lines(caplog) == [f"/ask failed: Discord answered {status} (code 0)"]
    assert len(world.env.errors) == 1


async def test_a_command_that_discord_no_longer_waits_for_ends_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.env.inject_error("POST", "/interactions/*", status=404, times=None)
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert not result.acknowledged
    assert lines(caplog)[-1].startswith("a command stays unanswered")
    assert len(world.env.errors) == 1


async def test_a_command_that_the_bot_no_longer_has_says_how_to_go_on(
    world: World,
) -> None:
    assert isinstance(world.env.bot, discord.ext.commands.Bot)
    world.env.bot.tree.remove_command("help")
    result = await world.alice.slash(world.channel, "help")
    assert result.response is not None
    assert "reload Discord" in result.response.content
    assert len(world.env.errors) == 1


async def test_an_event_that_fails_is_one_line_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    async def on_message(_: discord.Message) -> None:
        raise ValueError(QUESTION)

    assert isinstance(world.env.bot, discord.ext.commands.Bot)
    world.env.bot.add_listener(on_message)
    await world.alice.send(world.channel, "hello")
    assert lines(caplog)[-1].startswith("on_message failed: ValueError at ")
    assert len(world.env.errors) == 1
