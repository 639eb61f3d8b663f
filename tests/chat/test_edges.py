"""Where the bot would be silent or puzzle people: each gets a line, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest
from simcord.backend.models.message import AllowedMentions

from tests.chat.conftest import GUILD
from tests.chat.pressing import press

if TYPE_CHECKING:
    from simcord import MemberActor

    from tests.chat.conftest import World

QUESTION = "Who denied the allegations?"


def last(world: World) -> discord.Message:
    assert world.channel.last_message is not None
    return world.channel.last_message


@pytest.mark.usefixtures("uncovered")
async def test_what_discord_writes_as_a_code_is_no_word_of_a_question(
    world: World,
) -> None:
    for code in [
        "<:blobthink:123456789012345678>",
        "<a:wave:123456789012345678>",
        "<#123456789012345678>",
        "<@&123456789012345678>",
        "<@123456789012345678>",
        "<t:1700000000:R>",
        "</ask:123456789012345678>",
        "<id:customize>",
        "https://a.example/some/page",
    ]:
        result = await world.alice.slash(
            world.channel, "ask", question=f"{QUESTION} {code}"
        )
        assert result.response is not None
        assert result.response.content.startswith(f"-# Asked: {QUESTION}\n\n**")
        await world.alice.send(world.channel, f"{world.mention} {QUESTION} {code}")
        assert "No article has" not in last(world).content
        why = await press(world, world.alice, last(world), "Why?")
        assert why.followups[0].content.startswith(f"-# Asked: {QUESTION}\n")


async def test_a_question_of_codes_alone_is_told_how_to_ask(world: World) -> None:
    await world.alice.send(world.channel, f"{world.mention} <:a:123456789012345678>")
    assert last(world).content.startswith("Ask me about the articles")


async def test_a_follow_up_is_heard_in_german_and_french(world: World) -> None:
    for text in [
        "und was sagte Russland",
        "aber wer",
        "wann",
        "et la Russie",
        "pourquoi",
        "où",
    ]:
        await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
        before = len(world.sent())
        await world.alice.send(world.channel, text, reply_to=last(world))
        assert len(world.sent()) == before + 1
        assert f"-# Following: {QUESTION}" in last(world).content


def own_role(world: World) -> discord.Role:
    """Return a role such as Discord makes for a bot that is invited."""
    made = world.guild.create_role("TestBot")
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    role = guild.get_role(made.id)
    assert role is not None
    me = world.env.bot.user
    assert me is not None
    role.tags = discord.RoleTags({"bot_id": str(me.id)})
    return role


async def test_the_bots_own_role_is_explained(world: World) -> None:
    role = own_role(world)
    place = f"/channels/{world.channel.id}/messages"
    world.env.inject_error("POST", place, status=403, code=160002)
    for _ in range(2):  # it is said once
        await world.alice.send(world.channel, f"<@&{role.id}>")
    _, explained, _ = world.channel.history()
    assert explained.content.startswith("Please mention me, not my role")


async def test_the_role_of_others_is_left_alone(world: World) -> None:
    role = world.guild.create_role("others")
    await world.alice.send(world.channel, f"<@&{role.id}> {QUESTION}")
    assert world.sent() == []


async def test_a_mention_that_an_edit_adds_is_answered(world: World) -> None:
    asked = await world.alice.send(world.channel, QUESTION)
    assert world.sent() == []
    await world.alice.edit(asked, f"{world.mention} {QUESTION}")
    assert last(world).content.startswith("**")
    await world.alice.edit(asked, f"{world.mention} What payload?")
    assert len(world.channel.history()) == 2
    assert "payload" in last(world).content


async def test_a_reply_to_what_the_bot_can_not_see_says_how_to_show_it(
    world: World,
) -> None:
    claim = await world.alice.send(world.channel, "Iran lied about it all.")
    text = f"{world.mention} who denied the allegations?"
    await world.alice.send(world.channel, text, reply_to=claim)
    assert last(world).content.startswith("-# I can't see the message you reply to.")
    assert "\n> " in last(world).content


async def test_whether_an_unseen_claim_is_true_is_not_looked_up(world: World) -> None:
    claim = await world.alice.send(world.channel, "Iran lied about it all.")
    text = f"{world.mention} is that true?"
    await world.alice.send(world.channel, text, reply_to=claim)
    assert last(world).content.startswith("I can't see the message you reply to.")
    assert "No article" not in last(world).content


async def test_a_question_in_another_language_is_told_so(world: World) -> None:
    text = f"{world.mention} Wer hat denn die Mühle verkauft?"
    await world.alice.send(world.channel, text)
    assert (
        "seems to be in a different language from the articles" in last(world).content
    )
    assert "No article has" not in last(world).content


async def test_an_unknown_word_is_named_once(world: World) -> None:
    await world.alice.send(world.channel, f"{world.mention} zebra or zebra or gnu?")
    assert "No article has the words “zebra”, “gnu”." in last(world).content


async def test_without_the_history_an_answer_stands_by_itself(world: World) -> None:
    place = f"/channels/{world.channel.id}/messages"
    world.env.inject_error("POST", place, status=403, code=160002)
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    answer = last(world)
    assert answer.reference is None
    assert answer.content.startswith(f"-# Asked: {QUESTION}\n**")
    world.env.inject_error("POST", place, status=403, code=160002)
    await world.alice.send(world.channel, f"{world.mention} how old is the Earth?")
    assert last(world).content.startswith(
        "The articles do not answer this question.\n-# Asked: how old is the Earth?\n"
    )
    more = await press(world, world.alice, answer, "Why?")
    assert "sure that it answers" in more.followups[0].content


async def test_what_can_not_be_shown_is_said_to_the_one_who_asked_alone(
    world: World,
) -> None:
    asked: list[tuple[str, dict[str, object]]] = [
        ("cite", {"article": "zebras", "paragraph": 1}),
        ("cite", {"article": "mehr-iran-drones", "paragraph": 99}),
        ("ask", {"question": QUESTION, "article": "zebras"}),
        ("ask", {"question": "🙂"}),
    ]
    for name, options in asked:
        result = await world.alice.slash(world.channel, name, **options)
        assert result.ephemeral


async def test_what_admins_do_is_offered_in_servers_alone(world: World) -> None:
    tree = world.env.bot.tree  # type: ignore[attr-defined]
    contexts = {c.name: c.to_dict(tree)["contexts"] for c in tree.get_commands()}
    admins = ("settings", "insights", "library")
    assert [contexts[name] for name in admins] == [[GUILD]] * 3


async def test_settings_are_put_off_before_the_database_is_asked(
    world: World, admin: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_off: list[bool] = []

    async def store(_: object) -> None:
        requests = world.env.http_requests
        put_off.append(any("/callback" in request.path for request in requests))

    monkeypatch.setattr("bot.chat.servers.Servers.store", store)
    await admin.slash(world.channel, "settings")
    assert put_off == [True]


async def test_embeds_are_read_where_a_message_is_looked_up(world: World) -> None:
    webhook = world.guild.create_webhook(world.channel, "feed")
    embed = discord.Embed(title="Russia denied it", description="the allegations")
    embed.add_field(name="Where", value="at the United Nations")
    message = await webhook.send(embeds=[embed])
    result = await world.alice.context_menu(
        world.channel, "Find in the articles", message
    )
    assert result.response is not None
    assert result.response.content.startswith(
        "-# Asked: Russia denied it the allegations Where at the United Nations\n"
    )


async def test_a_reply_whose_text_is_hidden_is_explained_once_to_each(
    world: World,
) -> None:
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    answer = last(world)
    bob = world.guild.add_member(world.env.create_user("bob"))
    reference = {"message_id": str(answer.id), "channel_id": str(world.channel.id)}
    for person in (world.alice, world.alice, bob):
        world.env.backend.create_message(
            world.channel.id,
            person.id,
            "and what did Russia say?",
            reference=reference,
            allowed_mentions=AllowedMentions(replied_user=False),
        )
        await world.env.settle()
    hidden = "Discord does not show me this reply. Please mention me in it."
    said = [body["content"] for body in world.sent()]
    assert said[1:] == [hidden, hidden]
