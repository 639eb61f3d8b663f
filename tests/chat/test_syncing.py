from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
import pytest
from discord import app_commands

from bot.chat import build_bot
from tests.chat.shelved import library_of

if TYPE_CHECKING:
    from pathlib import Path

    from bot.answering import Answerer
    from tests.chat.conftest import World


def syncs(world: World) -> int:
    return sum(
        1
        for request in world.env.http_requests
        if request.method == "PUT" and request.path.endswith("/commands")
    )


async def test_commands_are_registered_once_and_not_again_after_a_restart(
    world: World, answerer: Answerer, state: Path
) -> None:
    assert syncs(world) == 1
    await world.env.restart_bot(build_bot(library_of(answerer), state=state))
    assert syncs(world) == 1
    result = await world.alice.slash(world.channel, "help")
    assert result.acknowledged


async def test_a_changed_definition_is_registered(
    world: World, answerer: Answerer, state: Path
) -> None:
    changed = build_bot(library_of(answerer), state=state)

    @changed.tree.command(description="Something new")
    async def more(_: discord.Interaction) -> None:
        """Do nothing."""

    assert isinstance(more, app_commands.Command)
    await world.env.restart_bot(changed)
    assert syncs(world) == 2


async def test_a_state_folder_that_cannot_be_used_is_logged_and_the_bot_goes_on(
    world: World,
    answerer: Answerer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "file").touch()
    await world.env.restart_bot(
        build_bot(library_of(answerer), state=tmp_path / "file")
    )
    assert [r.getMessage() for r in caplog.records if r.name.startswith("bot.")] == [
        "can't read the state folder (Not a directory)",
        "can't write the state folder (File exists)",
    ]
    result = await world.alice.slash(world.channel, "help")
    assert result.acknowledged


async def test_a_refused_registration_is_logged_and_tried_at_the_next_start(
    world: World,
    answerer: Answerer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    world.env.inject_error("PUT", "/applications/*/commands", status=500)
    for _ in range(2):
        await world.env.restart_bot(
            build_bot(library_of(answerer), state=tmp_path / "other")
        )
    assert syncs(world) == 3
    assert "Discord answered 500" in caplog.text
    assert "registered 11 commands" in caplog.text


@pytest.mark.parametrize("limit", [100])
async def test_definitions_keep_within_discords_limits(
    world: World, limit: int
) -> None:
    assert isinstance(world.env.bot, discord.ext.commands.Bot)
    for command in world.env.bot.tree.get_commands():
        definition = command.to_dict(world.env.bot.tree)
        if isinstance(command, app_commands.ContextMenu):
            continue  # Discord gives these no description
        assert 1 <= len(definition["description"]) <= limit
        assert all(
            1 <= len(option["description"]) <= limit for option in definition["options"]
        )
