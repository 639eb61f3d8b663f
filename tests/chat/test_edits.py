"""An edited question gets its answer edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.chat import build_bot
from tests.chat.pressing import labels, press
from tests.chat.shelved import library_of

if TYPE_CHECKING:
    from pathlib import Path

    import discord

    from bot.answering import Answerer
    from tests.chat.conftest import World

QUESTION = "Who denied the allegations?"
OTHER = "What payload?"


def history(world: World) -> list[discord.Message]:
    return world.channel.history()


async def test_an_edited_question_is_answered_in_place(world: World) -> None:
    asked = await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    await world.alice.edit(asked, f"{world.mention} {OTHER}")
    _, answer = history(world)
    assert "payload" in answer.content
    assert labels(world, answer)[-1] == "Delete"


async def test_an_edit_to_a_question_without_an_answer_says_so(world: World) -> None:
    asked = await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    await world.alice.edit(asked, f"{world.mention} xylophones")
    _, answer = history(world)
    assert answer.content.startswith("The articles do not answer")
    await world.alice.edit(asked, f"{world.mention} [[zebras ¶1]]")
    _, answer = history(world)
    assert answer.content.startswith("There is no article")
    assert answer.components == []


async def test_an_edit_in_a_direct_message_is_answered_in_place(world: World) -> None:
    asked = await world.alice.send_dm(QUESTION)
    await world.alice.user.edit(asked, OTHER)
    _, answer = world.alice.user.dm_channel.history()
    assert "payload" in answer.content


async def test_what_is_no_edit_of_a_question_changes_nothing(world: World) -> None:
    asked = await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    before = len(world.sent())
    stored = world.env.backend.messages[world.channel.id][asked.id]
    for content, edited in ((asked.content, None), ("never mind", "2026-01-01")):
        await update(world, stored, content=content, edited_timestamp=edited)
    assert len(world.sent()) == before


async def update(world: World, stored: Any, **changes: object) -> None:  # noqa: ANN401
    """Tell the bot of a change to a message, as when a preview is added to it."""
    from simcord.backend import serializers  # noqa: PLC0415

    payload = dict(serializers.message_payload(world.env.backend, stored))
    world.env.backend.emit("MESSAGE_UPDATE", payload | changes)
    await world.env.settle()


async def test_an_answer_that_was_deleted_stays_deleted(world: World) -> None:
    asked = await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    answer = world.channel.last_message
    assert answer is not None
    await press(world, world.alice, answer, "Delete")
    await world.alice.edit(asked, f"{world.mention} {OTHER}")
    assert len(history(world)) == 1


async def test_after_a_restart_an_edit_changes_nothing(
    world: World, answerer: Answerer, state: Path
) -> None:
    asked = await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    await world.env.restart_bot(build_bot(library_of(answerer), state=state))
    await world.alice.edit(asked, f"{world.mention} {OTHER}")
    assert "payload" not in history(world)[-1].content


async def test_only_the_latest_questions_are_remembered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.conversing._MOST_REMEMBERED", 1)
    asked = await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    await world.alice.edit(asked, f"{world.mention} {OTHER}")
    assert not any("payload" in m.content for m in history(world)[1::2])


async def test_an_edited_question_that_was_a_follow_up_stays_one(
    world: World,
) -> None:
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    answer = world.channel.last_message
    text = f"{world.mention} And Russia?"
    asked = await world.alice.send(world.channel, text, reply_to=answer)
    await world.alice.edit(asked, f"{world.mention} And Iran?")
    assert world.channel.last_message is not None
    assert f"-# Following: {QUESTION}" in world.channel.last_message.content


class TestALongSentence:
    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Path:
        folder = tmp_path / "corpus"
        folder.mkdir()
        text = f"Zebra {'_r_ *f* ' * 400}away.\n\nGiraffes sleep.\n"
        (folder / "animals.md").write_text(text, encoding="utf-8")
        return folder

    async def test_an_answer_grows_and_shrinks_with_its_question(
        self, world: World
    ) -> None:
        asked = await world.alice.send(world.channel, f"{world.mention} giraffes")
        assert len(history(world)) == 2
        await world.alice.edit(asked, f"{world.mention} [[animals ¶1]]")
        assert len(history(world)) > 2
        await world.alice.edit(asked, f"{world.mention} giraffes")
        assert ["Giraffe" in m.content for m in history(world)[1:]] == [True]
