"""Discord's refusals at each step of the admins' commands and of /articles."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Literal

import discord
import pytest

from bot.articles import Extract, Source
from bot.chat import build_bot
from bot.chat.button_state import slug_key

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from discord.ext import commands
    from simcord import InteractionResult, MemberActor

    from bot.library import Library
    from tests.chat.conftest import World

    Fail = Callable[[], Literal[False]]
    Act = Callable[[Fail], Awaitable[InteractionResult]]
    Step = Callable[[World, MemberActor], Awaitable[Act]]

ADDRESS = "https://valley.example/mill"
MILL = "The mill burned down.\n\nThe miller denied that he had set it alight."
SHIPPED = "mehr-iran-drones"
FAULTS = [
    (where, status)
    for where in ("/interactions/*", "/webhooks/*")
    for status in (429, 500, 403, 404)
]


@pytest.fixture
def simcord_bot(library: Library, state: Path) -> commands.Bot:
    async def by_address(_: str) -> Extract:
        return Extract(MILL, Source(title="The mill"), "en")

    return build_bot(library, state=state, by_address=by_address)


async def draft(world: World, who: MemberActor) -> Any:  # noqa: ANN401 - a message
    return (await who.slash(world.channel, "library add", address=ADDRESS)).response


def slash(name: str, **options: str) -> Step:
    async def step(world: World, who: MemberActor) -> Act:
        return lambda fail: fail() or who.slash(world.channel, name, **options)

    return step


def press(label: str) -> Step:
    async def step(world: World, who: MemberActor) -> Act:
        message = await draft(world, who)
        return lambda fail: fail() or who.click(message, label=label)

    return step


def send(who: MemberActor, message: Any, label: str, typed: dict[str, str]) -> Act:  # noqa: ANN401 - a message
    async def act(fail: Fail) -> InteractionResult:
        form = await who.click(message, label=label)
        fail()
        return await who.submit_modal(form, typed)

    return act


async def send_fields(world: World, who: MemberActor) -> Act:
    return send(who, await draft(world, who), "More fields", {"label": "Mill"})


async def correct(world: World, who: MemberActor) -> Act:
    await who.click(await draft(world, who), label="Add")
    names = {"article": "the-mill", "reason": "A slip"}
    return lambda fail: fail() or who.slash(world.channel, "library correct", **names)


async def show(world: World, who: MemberActor) -> Act:
    await who.click(await draft(world, who), label="Add")
    return lambda fail: (
        fail() or who.slash(world.channel, "library show", article="the-mill")
    )


async def choose(world: World, who: MemberActor) -> Act:
    message: Any = (await who.slash(world.channel, "articles")).response
    key = slug_key(SHIPPED).hex()
    return lambda fail: (
        fail() or who.select(message, [key], custom_id="catalogue1:show")
    )


async def ask_about_it(world: World, who: MemberActor) -> Act:
    act_before = await choose(world, who)
    message = (await act_before(lambda: False)).followups[-1]
    return send(who, message, "Ask about it", {"question": "Who denied it?"})


async def set_one(world: World, who: MemberActor) -> Act:
    message: Any = (await who.slash(world.channel, "settings")).response
    return lambda fail: (
        fail() or who.select(message, ["2"], custom_id="settings1:passages")
    )


async def switch(world: World, who: MemberActor) -> Act:
    message: Any = (await who.slash(world.channel, "settings")).response
    return lambda fail: fail() or who.click(message, custom_id="settings1:votes")


STEPS: dict[str, Step] = {
    "add": slash("library add", address=ADDRESS),
    "open_form": slash("library add"),
    "edit": press("Edit"),
    "send_fields": send_fields,
    "confirm": press("Add"),
    "cancel": press("Cancel"),
    "correct": correct,
    "show": show,
    "list": slash("library list"),
    "log": slash("library log"),
    "articles": slash("articles"),
    "choose": choose,
    "ask_about_it": ask_about_it,
    "settings": slash("settings"),
    "set_one": set_one,
    "switch": switch,
    "insights": slash("insights"),
}
CHANGE = {"confirm", "correct", "set_one", "switch"}  # can't be undone by a refusal
DONE, FAILED = "It is done, but Discord", "That did not work; please try again"


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("step", STEPS)
async def test_a_step_that_discord_refuses_is_said_privately_and_can_be_taken_again(
    world: World,
    admin: MemberActor,
    caplog: pytest.LogCaptureFixture,
    step: str,
) -> None:
    act = await STEPS[step](world, admin)
    faults = world.env.backend.faults
    for where, status in FAULTS:
        caplog.clear()

        def fail(where: str = where, status: int = status) -> Literal[False]:
            world.env.inject_error("*", where, status=status)
            return False

        result = await act(fail)
        if faults:  # the step asks nothing of Discord there, so it was taken
            faults.clear()
            assert where == "/webhooks/*"  # each is answered
            break
        (logged,) = [r for r in caplog.records if r.levelno >= logging.WARNING]
        assert not logged.exc_info
        said = [message for message in (result.response, *result.followups) if message]
        assert all(message.ephemeral for message in said)
        done = step in CHANGE and where == "/webhooks/*"
        assert said[-1].content.startswith(DONE if done else FAILED)
    else:
        assert await act(lambda: False)
    assert all(isinstance(e.__cause__, discord.HTTPException) for e in world.env.errors)
