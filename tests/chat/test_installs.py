"""Brought along by its user: the commands go anywhere, and answer privately there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from tests.chat.conftest import BOT_DM, ELSEWHERE, GUILD
from tests.chat.pressing import press

if TYPE_CHECKING:
    from tests.chat.conftest import Installed, World

QUESTION = "Who denied the allegations?"


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    ("guild", "user", "context", "private"),
    [
        (1, 0, GUILD, False),
        (1, 1, GUILD, False),
        (0, 1, GUILD, True),
        (0, 1, ELSEWHERE, True),
        (0, 1, BOT_DM, False),
    ],
)
async def test_answers_are_private_where_the_bot_is_no_member(
    world: World,
    installed: Installed,
    *,
    guild: int,
    user: int,
    context: int,
    private: bool,
) -> None:
    installed(guild=bool(guild), user=bool(user), context=context)
    for name, options in (
        ("ask", {"question": QUESTION}),
        ("cite", {"article": "mehr-iran-drones", "paragraph": 1}),
    ):
        result = await world.alice.slash(world.channel, name, **options)
        assert result.ephemeral == private


async def test_who_wants_it_public_says_so(world: World, installed: Installed) -> None:
    installed(guild=False, user=True, context=ELSEWHERE)
    result = await world.alice.slash(
        world.channel, "ask", question=QUESTION, private=False
    )
    assert not result.ephemeral


async def test_every_members_command_goes_with_server_or_user_and_anywhere(
    world: World,
) -> None:
    assert isinstance(world.env.bot, discord.ext.commands.Bot)
    commands = [
        command
        for command in world.env.bot.tree.get_commands()
        if not getattr(command, "default_permissions", None)
    ]
    assert len(commands) > 5
    menus = world.env.bot.tree.get_commands(type=discord.AppCommandType.message)
    assert [menu.name for menu in menus] == ["Find in the articles"]
    for command in [*commands, *menus]:
        definition = command.to_dict(world.env.bot.tree)
        assert sorted(definition["integration_types"]) == [0, 1]
        assert sorted(definition["contexts"]) == [GUILD, BOT_DM, ELSEWHERE]


async def test_a_direct_message_to_the_bot_takes_commands_too(world: World) -> None:
    result = await world.alice.user.slash("ask", question="What payload?")
    assert "\n> " in result.response.content
    around = await press(world, world.alice.user, result.response, "Context")
    assert "-# The passage:" in around.followups[0].content
