from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chat.conftest import World

QUESTION = "Who denied the allegations?"


async def test_a_mention_is_answered_with_a_reply_that_pings_nobody(
    world: World,
) -> None:
    asked = await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    answer = world.channel.last_message
    assert answer is not None
    assert answer.reference is not None
    assert answer.reference.message_id == asked.id
    assert answer.content.startswith("**")
    assert answer.mentions == []


async def test_a_mention_may_stand_anywhere_in_the_question(world: World) -> None:
    await world.alice.send(world.channel, f"Who is Nebenzya, {world.mention}?")
    assert world.channel.last_message is not None
    assert "Nebenzya" in world.channel.last_message.content


async def test_a_direct_message_is_answered(world: World) -> None:
    await world.alice.send_dm(QUESTION)
    assert world.alice.user.dm_channel.history()[-1].content.startswith("**")


async def test_a_bare_mention_is_told_how_to_ask(world: World) -> None:
    for text in ["{}", "  {}  ", "{} {}"]:
        await world.alice.send(world.channel, text.replace("{}", world.mention))
        assert world.channel.last_message is not None
        assert world.channel.last_message.content.startswith(
            "Ask me about the articles"
        )


async def test_a_direct_message_that_asks_nothing_is_told_how_to_ask(
    world: World,
) -> None:
    await world.alice.send_dm(world.mention)
    assert world.alice.user.dm_channel.history()[-1].content.startswith(
        "Ask me about the articles"
    )


async def test_a_mention_with_a_file_and_no_question_is_told_how_to_ask(
    world: World,
) -> None:
    file = ("a.txt", b"hello")
    await world.alice.send(world.channel, world.mention, attachments=[file])
    assert world.channel.last_message is not None
    assert world.channel.last_message.content.startswith("Ask me about the articles")


async def test_a_question_about_nothing_here_is_answered_with_that(
    world: World,
) -> None:
    await world.alice.send(world.channel, f"{world.mention} zebra @everyone?")
    assert world.channel.last_message is not None
    assert world.channel.last_message.content.startswith("The articles do not answer")


async def test_what_is_not_addressed_to_the_bot_is_left_alone(world: World) -> None:
    await world.alice.send(world.channel, QUESTION)
    await world.alice.send(world.channel, f"@everyone {QUESTION}")
    await world.alice.send(world.channel, f"@here {QUESTION} <@&1>")
    assert world.sent() == []


async def test_a_call_to_everyone_that_names_the_bot_is_left_alone(
    world: World,
) -> None:
    announcers = world.guild.create_role(
        "announcers", permissions=discord.Permissions.all()
    )
    bob = world.guild.add_member(world.env.create_user("bob"), roles=[announcers])
    await bob.send(world.channel, f"@everyone ask {world.mention} who denied it!")
    assert world.sent() == []


async def test_a_reply_that_merely_pings_the_bot_is_left_alone(world: World) -> None:
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    answer = world.channel.last_message
    assert answer is not None
    before = len(world.sent())
    await world.alice.send(world.channel, "thanks", reply_to=answer)
    assert len(world.sent()) == before


async def test_bots_and_webhooks_are_left_alone(world: World) -> None:
    other = world.guild.add_member(world.env.create_user("other", bot=True))
    await other.send(world.channel, f"{world.mention} {QUESTION}")
    await other.send_dm(QUESTION)
    webhook = world.guild.create_webhook(world.channel, "hook")
    await webhook.send(f"{world.mention} {QUESTION}")
    assert world.sent() == []


class TestALongSentence:
    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Path:
        folder = tmp_path / "corpus"
        folder.mkdir()
        text = f"Zebra {'_r_ *o* ' * 400}away."
        (folder / "zebras.md").write_text(text, encoding="utf-8")
        return folder

    async def test_takes_several_messages_of_which_the_first_replies(
        self, world: World
    ) -> None:
        await world.alice.send(world.channel, f"{world.mention} [[zebras ¶1]]")
        assert len(world.sent()) > 1
        assert ["message_reference" in sent for sent in world.sent()] == [
            True,
            *[False] * (len(world.sent()) - 1),
        ]
