"""Questions in the channels chosen for it are answered without a mention."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from bot.answering import Status
from bot.chat import build_bot
from tests.chat.test_settings import menus, opened, said

if TYPE_CHECKING:
    from pathlib import Path

    import discord
    from discord.ext import commands
    from simcord import ChannelHandle, MemberActor

    from bot.answering import Answerer
    from bot.library import Library
    from tests.chat.conftest import World

QUESTION = "Who denied the allegations?"
ASKS = "settings1:asks"


@pytest.fixture
def simcord_bot(library: Library, state: Path) -> commands.Bot:
    return build_bot(library, state=state, reads_all=True, cooldown=3)


@pytest.fixture
async def chosen(world: World, admin: MemberActor) -> ChannelHandle:
    """The channel, chosen for questions without a mention."""
    message = await opened(world, admin)
    await admin.select(message, [world.channel], custom_id=ASKS)
    assert "Questions need no mention here" in said(message)
    return world.channel


def answers(channel: ChannelHandle, world: World) -> list[discord.Message]:
    me = world.env.bot.user
    return [m for m in channel.history() if m.author.id == (me and me.id)]


@pytest.mark.usefixtures("uncovered")
async def test_a_question_is_answered_without_a_mention(
    world: World, chosen: ChannelHandle
) -> None:
    for text, first in [
        (QUESTION, "**"),
        ("who denied the allegations", "**"),
        ("does anyone know who denied the allegations?", "**"),
        ("Does anybody know what Resolution 2231 is?", "**"),
        ("Wer ist Vasily Nebenzya?", "-# No article has"),
        ("What did the US say of Iran?", "**"),
    ]:
        someone = world.guild.add_member(world.env.create_user("someone"))
        asked = await someone.send(chosen, text)
        answer = answers(chosen, world)[-1]
        assert answer.content.startswith(first)
        assert not answer.content.startswith("**Perhaps")
        assert "\n> " in answer.content
        assert answer.reference is not None
        assert answer.reference.message_id == asked.id


@pytest.mark.usefixtures("uncovered")
async def test_what_may_answer_is_shown_as_unsure(
    world: World, chosen: ChannelHandle, answerer: Answerer
) -> None:
    asked = ("weapons were sold in the war", "ships brought the drones to Iran")
    questions = (f"Which {what}?" for what in asked)
    unsure = (q for q in questions if answerer.answer(q).status is Status.UNSURE)
    await world.alice.send(chosen, next(unsure))
    (answer,) = answers(chosen, world)
    assert answer.content.startswith("**Perhaps.**")


async def test_talk_and_what_no_article_answers_are_left_alone(
    world: World, chosen: ChannelHandle
) -> None:
    for text in [
        "I read that Iran denied the allegations.",
        "lol",
        "hello?",
        "how are you?",
        "How old is the Earth?",
        "what time is it?",
        "who asked",
        "how was your Friday?",
        "when is the next meeting?",
        "do you speak Russian?",
        "is anyone here from Iran?",
        "Why did the war start",  # not sure, and no question mark
        "?" * 3,
        "what " * 399 + "?",
        "",
    ]:
        await world.alice.send(chosen, text, attachments=[("a.txt", b"a")])
        assert answers(chosen, world) == []


async def test_what_is_meant_for_others_is_left_alone(
    world: World, chosen: ChannelHandle
) -> None:
    bob = world.guild.add_member(world.env.create_user("bob"))
    said = await bob.send(chosen, "I wonder.")
    await world.alice.send(chosen, QUESTION, reply_to=said)
    await world.alice.send(chosen, f"<@{bob.id}> {QUESTION}")
    webhook = world.guild.create_webhook(chosen, "feed")
    await webhook.send(QUESTION)
    other = world.guild.create_text_channel("elsewhere")
    await world.alice.send(other, QUESTION)
    assert answers(chosen, world) == answers(other, world) == []


async def test_an_edit_makes_talk_a_question_and_changes_its_answer(
    world: World, chosen: ChannelHandle
) -> None:
    message = await world.alice.send(chosen, "Somebody denied the allegations.")
    await world.alice.edit(message, QUESTION)
    (answer,) = answers(chosen, world)
    assert "\n> " in answer.content
    await world.alice.edit(message, "How old is the Earth?")
    (answer,) = answers(chosen, world)
    assert "do not answer this question" in answer.content


async def test_talk_uses_up_nothing_and_the_limit_is_kept_in_silence(
    world: World, chosen: ChannelHandle
) -> None:
    for _ in range(6):
        await world.alice.send(chosen, "how are you?")
    for _ in range(6):
        asked = await world.alice.send(chosen, QUESTION)
    assert len(answers(chosen, world)) == 3
    await world.alice.edit(asked, "Who is Jake Sullivan?")
    assert len(answers(chosen, world)) == 3
    await world.alice.send(chosen, f"{world.mention} {QUESTION}")
    assert "please ask again in" in answers(chosen, world)[-1].content


async def test_a_post_of_a_forum_asks_with_its_title_or_about_it(
    world: World, admin: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    forum = world.guild.create_forum_channel("questions")
    message = await opened(world, admin)
    await admin.select(message, [forum], custom_id=ASKS)
    assert menus(message)[ASKS]["default_values"][0]["id"] == forum.id
    backend = world.env.backend
    for title, text in ((QUESTION, "I wonder."), ("The allegations", "Who denied?")):
        number = backend.create_thread(forum.id, title, world.alice.id).id
        (post,) = (thread for thread in forum.threads if thread.id == number)
        with monkeypatch.context() as patched:
            # Discord gives a post's first message the number of the post.
            numbers = chain([number], iter(backend.snowflake, None))
            patched.setattr(backend, "snowflake", partial(next, numbers))
            await world.alice.send(post, text)
        (answer,) = answers(post, world)
        shown = "Asked: " + title if title == QUESTION else "Following: " + title
        assert shown in answer.content
        assert "\n> " in answer.content


async def test_a_reply_to_a_claim_is_looked_up_with_it(
    world: World, chosen: ChannelHandle
) -> None:
    claim = await world.alice.send(chosen, "Iran sent drones to Russia.")
    text = f"{world.mention} who denied that?"
    await world.alice.send(chosen, text, reply_to=claim)
    (answer,) = answers(chosen, world)
    assert claim.content not in answer.content  # nobody's words are repeated
    assert "Following" not in answer.content
    assert "denied" in answer.content


@pytest.mark.parametrize(
    ("text", "mentions"),
    [("is that true?", True), ("is that true?", False), ("Stimmt das?", False)],
)
async def test_whether_a_claim_is_true_looks_the_claim_up(
    world: World, chosen: ChannelHandle, text: str, *, mentions: bool
) -> None:
    bob = world.guild.add_member(world.env.create_user("bob"))
    claim = await bob.send(chosen, "Iran sent zeppelins and drones to Russia.")
    text = f"{world.mention} {text}" if mentions else text
    await world.alice.send(chosen, text, reply_to=claim)
    (answer,) = answers(chosen, world)
    assert "\n> " in answer.content
    assert "zeppelins" not in answer.content  # nobody's words are repeated
    why = await world.alice.click(answer, label="Why?")
    assert why.followups
    assert "with your question" in why.followups[-1].content
    talk = await bob.send(chosen, "I had noodles for lunch.")
    await world.alice.send(chosen, "is that true?", reply_to=talk)
    assert len(answers(chosen, world)) == 1


@pytest.mark.usefixtures("uncovered")
async def test_mentions_are_answered_where_questions_need_none(
    world: World, chosen: ChannelHandle, admin: MemberActor
) -> None:
    other = world.guild.create_text_channel("elsewhere")
    message = await opened(world, admin)
    await admin.select(message, [other], custom_id="settings1:mentions")
    await world.alice.send(chosen, f"{world.mention} {QUESTION}")
    assert len(answers(chosen, world)) == 1
    privacy = await world.alice.slash(chosen, "privacy")
    assert "Discord shows me all messages" in privacy.response.content  # type: ignore[union-attr]
