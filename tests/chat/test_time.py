"""Late answers: deferred, announced, given up in a sentence, and in order."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from bot.chat.worker import Worker
from tests.chat.pressing import press

if TYPE_CHECKING:
    from tests.chat.conftest import World

QUESTION = "Who denied the allegations?"
THINKING, UPDATING = 5, 6  # types of an interaction's answer that put it off


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each answer take longer than a person is left without a sign.

    It waits in the event loop: simcord's clock stands still while a thread works.
    """
    answered = Worker.do

    async def slowly(self: Worker, work: Any) -> Any:  # noqa: ANN401
        await asyncio.sleep(0.3)
        return await answered(self, work)

    monkeypatch.setattr(Worker, "do", slowly)
    monkeypatch.setattr("bot.chat.sending.DEFER_AFTER", 0.1)
    monkeypatch.setattr("bot.chat.conversing.TYPE_AFTER", 0.1)


@pytest.mark.usefixtures("late")
class TestALateAnswer:
    async def test_to_a_command_is_deferred_and_then_given(self, world: World) -> None:
        result = await world.alice.slash(
            world.channel, "ask", question=QUESTION, private=True
        )
        assert callbacks(world) == [THINKING]
        assert result.ephemeral
        assert result.response is not None
        assert "\n> " in result.response.content

    async def test_that_fails_is_private_though_it_was_deferred_for_all(
        self, world: World
    ) -> None:
        result = await world.alice.slash(
            world.channel, "ask", question=QUESTION, article="zebras"
        )
        assert callbacks(world) == [THINKING]
        assert world.channel.history() == []
        assert not world.env.errors
        (said,) = result.followups
        assert said.ephemeral
        assert said.content.startswith("There is no article “zebras”; </articles:")

    async def test_to_a_message_is_announced_by_typing(self, world: World) -> None:
        await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
        posts = [r.path for r in world.env.http_requests if r.method == "POST"]
        assert [path.rpartition("/")[2] for path in posts] == ["typing", "messages"]

    async def test_is_given_where_typing_fails(self, world: World) -> None:
        world.env.inject_error("POST", "/channels/*/typing", status=403)
        await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
        assert world.sent()[-1]["content"].startswith("**")

    async def test_behind_a_button_is_acknowledged_at_once(self, world: World) -> None:
        await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
        answer = world.channel.last_message
        assert answer is not None
        result = await press(world, world.alice, answer, "Why?")
        assert callbacks(world) == [UPDATING]
        assert result.followups[0].content.endswith("that it answers your question.")


def callbacks(world: World) -> list[int]:
    requests = world.env.http_requests
    return [r.json["type"] for r in requests if r.json and "/callback" in r.path]


async def test_a_quick_answer_shows_no_typing(world: World) -> None:
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    assert not [r for r in world.env.http_requests if r.path.endswith("/typing")]


@pytest.mark.usefixtures("uncovered")
async def test_a_burst_of_questions_is_answered_in_order(world: World) -> None:
    backend = world.env.backend
    names = [f"asker {number}" for number in range(30)]
    people = [world.guild.add_member(world.env.create_user(name)) for name in names]
    asked = [
        backend.create_message(
            world.channel.id, person.id, f"{world.mention} {QUESTION}"
        ).id
        for person in people
    ]
    threads = threading.active_count()
    await world.env.settle()
    answered = [int(s["message_reference"]["message_id"]) for s in world.sent()]
    assert answered == asked
    assert threading.active_count() <= threads + 1
