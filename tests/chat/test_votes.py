from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.chat import build_bot
from bot.chat.insights import insights
from bot.storage import Actor, FeedbackCount, PassageAddress, WordCount, digest
from tests.chat.pressing import labels, press

if TYPE_CHECKING:
    from pathlib import Path

    from discord.ext import commands
    from simcord import MemberActor

    from bot.answering import Answerer
    from bot.library import Library
    from tests.chat.conftest import World

QUESTION = "Who denied the allegations?"


@pytest.fixture
def simcord_bot(library: Library, state: Path) -> commands.Bot:
    return build_bot(library, state=state)


def people(world: World, number: int) -> list[MemberActor]:
    users = (world.env.create_user(f"member-{n}") for n in range(number))
    return [world.guild.add_member(user) for user in users]


async def said(world: World, who: MemberActor) -> str:
    result = await who.slash(world.channel, "insights")
    assert result.ephemeral
    assert result.response is not None
    return "\n".join(m.content for m in (result.response, *result.followups))


@pytest.mark.usefixtures("uncovered")
async def test_votes_stand_in_the_one_row_and_what_deletes_apart_from_it(
    world: World,
) -> None:
    message = await world.answer(QUESTION)
    buttons, menu = message.components
    assert labels(world, message) == ["More", "Context", "Why?", "👍", "👎", "Delete"]
    assert len(buttons.children) == 5  # type: ignore[union-attr]
    assert len(menu.children) == 1  # type: ignore[union-attr]


async def test_anybody_votes_once_a_day_and_may_change_it(
    world: World, library: Library
) -> None:
    message = await world.answer(QUESTION)
    (bob,) = people(world, 1)
    first = await press(world, bob, message, "👍")
    assert first.followups[0].ephemeral
    assert first.followups[0].content.startswith("Thank you")
    again = await press(world, bob, message, "👍")
    assert again.followups[0].content == "You already voted on this today."
    changed = await press(world, bob, message, "👎")
    assert changed.followups[0].content.startswith("Thank you")
    counts = await (await library.store()).feedback.counts(world.guild.id)
    assert {(c.helpful, c.unhelpful) for c in counts} == {(0, 1)}


async def test_insights_show_counts_of_three_and_more(
    world: World, admin: MemberActor
) -> None:
    message = await world.answer(QUESTION)
    voters = people(world, 4)
    for voter in voters[:2]:
        await press(world, voter, message, "👍")
    assert "Nothing to show yet" in await said(world, admin)
    await press(world, voters[2], message, "👍")
    await press(world, voters[3], message, "👎")
    text = await said(world, admin)
    assert "Iran and Russia on the drone allegations" in text
    assert "Votes on passages, since the bot came to this server" in text
    assert re.search(r"¶ \d+.* “[^”]{20,}…”: helpful 3, not helpful under 3", text)


@pytest.mark.usefixtures("uncovered")
async def test_insights_show_words_that_three_people_asked_for(
    world: World, admin: MemberActor
) -> None:
    for person in people(world, 3):
        assert "zeppelins" not in await said(world, admin)
        await person.slash(world.channel, "ask", question="Where are the zeppelins?")
    text = await said(world, admin)
    assert (
        "Words that people asked for in the last six months and no article has" in text
    )
    assert "zeppelins 3" in text


async def test_insights_are_for_those_who_manage_the_server(world: World) -> None:
    assert "insights" not in world.alice.available_commands(world.channel)


async def test_where_votes_are_off_there_are_no_buttons_and_nothing_is_counted(
    world: World, admin: MemberActor, library: Library
) -> None:
    before = await world.answer(QUESTION)
    panel = await admin.slash(world.channel, "settings")
    assert panel.response is not None
    await admin.click(panel.response, custom_id="settings1:votes")
    after = await world.answer(QUESTION)
    assert "👍" in labels(world, before)
    assert "👍" not in labels(world, after)
    pressed = await press(world, world.alice, before, "👍")
    assert pressed.followups[0].content == "Votes are switched off here."
    for person in people(world, 3):
        await person.slash(world.channel, "ask", question="Where are the zeppelins?")
    store = await library.store()
    assert await store.words.most_asked(world.guild.id) == ()
    assert await store.feedback.counts(world.guild.id) == ()


async def test_a_vote_that_can_not_be_kept_says_so(
    world: World, library: Library, tmp_path: Path
) -> None:
    message = await world.answer(QUESTION)
    await library.close()
    (tmp_path / "verbatim.db").write_bytes(b"this is no database")
    pressed = await press(world, world.alice, message, "👍")
    assert "I can't save or look that up" in pressed.followups[0].content
    assert "\n> " in (await world.answer(QUESTION)).content


async def test_counts_that_can_not_be_read_are_apologised_for(
    world: World, admin: MemberActor, library: Library, tmp_path: Path
) -> None:
    message = await world.answer(QUESTION)
    await library.store()
    with closing(sqlite3.connect(tmp_path / "verbatim.db")) as connection:
        connection.execute("drop table feedback")
        connection.execute("drop table word_ballots")
        connection.commit()
    result = await admin.slash(world.channel, "insights")
    assert result.response is not None
    assert "I can't save or look that up" in result.response.content
    assert len(world.env.errors) == 1
    pressed = await press(world, world.alice, message, "👍")
    assert "I can't save or look that up" in pressed.followups[0].content
    assert "zeppelin" in (await world.answer("Any zeppelins at all?")).content


@pytest.mark.usefixtures("uncovered")
async def test_a_vote_for_an_article_that_is_gone_says_so(
    world: World, library: Library
) -> None:
    message = await world.answer(QUESTION)
    store = await library.store()
    await library.withdraw("mehr-iran-drones", "a test", by=Actor())
    pressed = await press(world, world.alice, message, "👍")
    assert "can no longer be asked" in pressed.followups[0].content
    assert await store.feedback.counts(world.guild.id) == ()


def test_passages_that_are_gone_or_changed_are_said_to_be(answerer: Answerer) -> None:
    (article,) = answerer.articles
    now = PassageAddress(article.slug, digest(article.body), 0, 20)
    before = PassageAddress(article.slug, "another", 0, 20)
    gone = PassageAddress("gone", "another", 0, 20)
    counts = [FeedbackCount(address, 4, 0) for address in (now, before, gone)]
    (text,) = insights(counts, [WordCount("zeppelin", 2)], answerer.articles)
    assert "¶ 1" in text
    assert "a passage of an earlier version" in text
    assert "a passage that is no longer available" in text
    assert "zeppelin" not in text


def test_insights_of_much_fit_their_messages(answerer: Answerer) -> None:
    counts = [
        FeedbackCount(PassageAddress(f"article-{n % 40}", "x", n, n + 1), n, 9)
        for n in range(900)
    ]
    words = [WordCount("x" * 40, 5)] * 20
    texts = insights(counts, words, answerer.articles)
    assert all(len(text) <= 2000 for text in texts)
    assert len(texts) <= 6
