from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import build_bot
from bot.chat.cooldown import Cooldown, Pauses
from tests.chat.pressing import press
from tests.chat.shelved import library_of

if TYPE_CHECKING:
    from pathlib import Path

    from discord.ext import commands

    from bot.answering import Answerer
    from tests.chat.conftest import World

QUESTION = "Who denied the allegations?"
WAIT = "You may ask 2 questions a minute; please ask again in 60 seconds."


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 5))
def test_nobody_asks_more_than_allowed_and_everybody_may_again_in_time(
    pauses: list[int], most: int
) -> None:
    cooldown = Cooldown(most)
    now, allowed = 0, list[int]()
    for pause in pauses:
        now += pause
        wait = cooldown.wait(1, now)
        if wait is None:
            allowed.append(now)
        else:
            assert 1 <= wait.seconds <= 60
            assert f"in {wait.seconds} second" in str(wait)
            at = now + wait.seconds
            assert sum(at - earlier < 60 for earlier in allowed) < most
    for latest in allowed:
        assert sum(latest - 60 < at <= latest for at in allowed) <= most


def test_without_a_limit_nobody_waits() -> None:
    cooldown = Cooldown(0)
    assert not any(cooldown.wait(1, 0.0) for _ in range(1_000))


def test_it_is_said_once_that_one_has_to_wait() -> None:
    cooldown = Cooldown(1)
    waits = [cooldown.wait(1, now) for now in (0.0, 1.0, 59.5, 60.0, 61.0)]
    assert [wait and wait.told for wait in waits] == [None, False, True, None, False]
    assert str(waits[2]) == (
        "You may ask 1 question a minute; please ask again in 1 second."
    )


def test_those_who_were_quiet_for_two_minutes_are_forgotten() -> None:
    cooldown = Cooldown(1)
    for person in range(100):
        cooldown.wait(person, person * 10.0)
    assert len(cooldown._asked) <= 12  # noqa: SLF001 - memory has no other witness
    assert cooldown.wait(99, 991.0) is not None


class TestOnDiscord:
    @pytest.fixture
    def simcord_bot(self, answerer: Answerer, state: Path) -> commands.Bot:
        return build_bot(library_of(answerer), state=state, cooldown=2)

    async def test_a_command_says_privately_when_to_ask_again(
        self, world: World
    ) -> None:
        for _ in range(2):
            await world.alice.slash(world.channel, "ask", question=QUESTION)
        for _ in range(2):
            result = await world.alice.slash(world.channel, "ask", question=QUESTION)
            assert result.ephemeral
            assert result.response is not None
            assert result.response.content == WAIT
        await world.env.advance_time(61)
        result = await world.alice.slash(world.channel, "ask", question=QUESTION)
        assert not result.ephemeral

    async def test_a_message_is_told_once_and_others_are_not_held_up(
        self, world: World
    ) -> None:
        for _ in range(9):
            await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
        assert len(world.sent()) == 3
        assert world.sent()[-1]["content"] == WAIT
        bob = world.guild.add_member(world.env.create_user("bob"))
        await bob.send(world.channel, f"{world.mention} {QUESTION}")
        assert world.sent()[-1]["content"].startswith("**")

    async def test_buttons_that_search_count_as_questions(self, world: World) -> None:
        await world.alice.send(world.channel, f"{world.mention} {QUESTION} drones UAVs")
        answer = world.channel.last_message
        assert answer is not None
        await press(world, world.alice, answer, "More")
        result = await press(world, world.alice, answer, "Why?")
        assert result.followups[0].ephemeral
        assert result.followups[0].content == WAIT

    async def test_an_edit_too_many_leaves_the_answer_and_says_so_once(
        self, world: World
    ) -> None:
        asked = await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
        for name in ("Nebenzya", "Sullivan", "Greenfield"):
            await world.alice.edit(asked, f"{world.mention} Who is {name}?")
        _, answer, wait = world.channel.history()
        assert "Nebenzya" in answer.content
        assert wait.content == WAIT


def test_pauses_double_up_to_the_longest() -> None:
    pauses = Pauses(first=5, longest=300, calm=3_600)
    assert [pauses.after(now) for now in range(8)] == [5, 10, 20, 40, 80, 160, 300, 300]


def test_pauses_begin_anew_after_a_calm_time() -> None:
    pauses = Pauses(first=5, longest=300, calm=3_600)
    assert [pauses.after(now) for now in (0, 10, 3_700)] == [5, 10, 5]
