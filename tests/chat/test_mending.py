from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.chat import build_bot
from bot.chat.attribution import article_name
from bot.chat.correcting import corrected, withdrawn
from bot.chat.escaping import seen
from bot.chat.paging import LIMIT, length
from bot.storage import Actor
from tests.chat.shelved import library_in

if TYPE_CHECKING:
    from pathlib import Path

    import discord
    from discord.ext import commands

    from bot.answering import Answerer
    from bot.chat.client import ChatBot
    from bot.library import Library
    from tests.chat.conftest import World

SLUG = "mehr-iran-drones"
QUESTION = "Who denied that Tehran sent Moscow drones?"
RIVER = (
    "The river rose by two metres.\n\nThe mayor denied the allegations of neglect.\n"
)
HOST = Actor()


@pytest.fixture
def corpus(two_articles: Path) -> Path:
    return two_articles


@pytest.fixture
def simcord_bot(library: Library, state: Path) -> commands.Bot:
    return build_bot(library, state=state)


def bot(world: World) -> ChatBot:
    return world.env.bot  # type: ignore[return-value]


async def asked(world: World, question: str = QUESTION) -> discord.Message:
    await world.alice.send(world.channel, f"{world.mention} {question}")
    assert world.channel.last_message is not None
    return world.channel.last_message


def now(world: World, message: Any) -> discord.Message:  # noqa: ANN401 - a message
    return next(m for m in world.channel.history() if m.id == message.id)


def labels(message: discord.Message) -> list[str | None]:
    rows = [row.children for row in message.components]  # type: ignore[union-attr]
    return [button.label for row in rows for button in row]  # type: ignore[union-attr]


async def test_an_answer_says_what_was_corrected_since(
    world: World, library: Library
) -> None:
    message = await asked(world)
    await library.correct(SLUG, "The date was wrong.", by=HOST)
    await bot(world).mending.mend(SLUG)
    content = now(world, message).content
    assert content.startswith(message.content)
    assert content.endswith("\n-# Corrected since: The date was wrong.")
    assert labels(now(world, message)) == labels(message)


async def test_a_second_correction_takes_the_place_of_the_first(
    world: World, library: Library
) -> None:
    message = await asked(world)
    for reason in ("The date was wrong.", "So was the place."):
        await library.correct(SLUG, reason, by=HOST)
        await bot(world).mending.mend(SLUG)
    content = now(world, message).content
    assert "The date was wrong." not in content
    assert content.count("Corrected since") == 1


async def test_an_answer_after_the_correction_is_left_alone(
    world: World, library: Library
) -> None:
    await library.correct(SLUG, "The date was wrong.", by=HOST)
    message = await asked(world)
    assert "-# Corrected: The date was wrong." in message.content
    await bot(world).mending.mend_all()
    assert now(world, message).content == message.content


async def test_words_of_a_withdrawn_article_are_no_longer_shown(
    world: World, library: Library
) -> None:
    message = await asked(world)
    assert "> " in message.content
    await library.withdraw(SLUG, "The publisher took it back.", by=HOST)
    await bot(world).mending.mend(SLUG)
    after = now(world, message)
    assert "\n> " not in f"\n{after.content}"
    assert "was withdrawn since: The publisher took it back." in after.content
    assert labels(after) == ["More", "Delete"]
    store = await library.store()
    assert await store.answers.quoting(SLUG) == ()


async def test_other_articles_stay_quoted(world: World, library: Library) -> None:
    message = await asked(world, "Who denied the allegations of neglect?")
    both = await asked(world, "denied the allegations")
    assert "mayor" in message.content
    await library.withdraw("the-river", "It was made up.", by=HOST)
    await bot(world).mending.mend("the-river")
    assert "two metres" not in now(world, both).content
    assert "neglect" not in "".join(
        line for line in now(world, both).content.split("\n") if line.startswith("> ")
    )


async def test_what_was_shared_and_what_more_showed_is_mended_too(
    world: World, library: Library
) -> None:
    private = await world.alice.slash(
        world.channel, "ask", question=QUESTION, private=True
    )
    assert private.response is not None
    shared = await world.alice.click(private.response, label="Share")
    first = await asked(world)
    more = await world.alice.click(first, label="More")
    await library.withdraw(SLUG, "It was made up.", by=HOST)
    await bot(world).mending.mend_all()
    for message in (shared.followups[0], more.followups[0]):
        assert "was withdrawn since: It was made up." in now(world, message).content


async def test_private_answers_are_not_remembered(
    world: World, library: Library
) -> None:
    await world.alice.slash(world.channel, "ask", question=QUESTION, private=True)
    store = await library.store()
    assert await store.answers.slugs() == ()


async def test_a_deleted_answer_is_forgotten(world: World, library: Library) -> None:
    first, second = await asked(world), await asked(world)
    await world.alice.click(first, label="Delete")
    store = await library.store()
    assert [a.message for a in await store.answers.quoting(SLUG)] == [second.id]
    world.env.backend.delete_message(world.channel.id, second.id)
    await library.correct(SLUG, "The date was wrong.", by=HOST)
    await bot(world).mending.mend(SLUG)
    assert await store.answers.quoting(SLUG) == ()


@pytest.mark.parametrize("status", [403, 500])
async def test_an_answer_that_discord_lets_nobody_edit_stops_no_other(
    world: World, library: Library, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = await asked(world), await asked(world)
    world.env.inject_error("PATCH", f"/channels/*/messages/{first.id}", status=status)
    await library.withdraw(SLUG, "It was made up.", by=HOST)
    await bot(world).mending.mend(SLUG)
    assert "> " in now(world, first).content
    assert "was withdrawn" in now(world, second).content
    caplog.set_level("INFO")


async def test_what_a_stopped_bot_left_undone_is_done_at_the_next_start(
    world: World, library: Library, corpus: Path, tmp_path: Path
) -> None:
    message = await asked(world)
    await library.withdraw(SLUG, "It was made up.", by=HOST)
    other = library_in(corpus, tmp_path / "verbatim.db")
    await world.env.restart_bot(build_bot(other, state=tmp_path / "state"))
    assert "was withdrawn" in now(world, message).content
    await other.close()


async def test_an_answer_stands_where_its_place_can_not_be_noted(
    world: World, library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await library.close()
    (tmp_path / "verbatim.db").write_bytes(b"this is no database")
    assert "> " in (await asked(world)).content
    assert "an answer's place was not noted" in caplog.text


def test_a_full_message_is_still_corrected() -> None:
    for size in (10, 1_000, 1_800, 1_935):
        text = corrected("> " + "x" * size, "r*" * 500)
        assert "\n-# Corrected since: r" in text
        assert length(text) <= LIMIT


def test_a_passage_that_goes_on_in_the_next_message_is_taken_out(
    answerer: Answerer,
) -> None:
    article = next(a for a in answerer.articles if a.slug == SLUG)
    words = article.sentences[0]
    text = article.text(words.start, words.end - 40)
    content = f"Above.\n\n> {text}\n-# goes on in the next message"
    after = withdrawn(content, article_name(article), [seen(article.body)], None)
    assert after.startswith("Above.\n\n")
    assert text not in after
    assert "not quoted here any more" in after


async def test_answers_in_a_channel_that_is_gone_are_forgotten(
    world: World, library: Library
) -> None:
    other = world.guild.create_text_channel("elsewhere")
    await world.alice.send(other, f"{world.mention} {QUESTION}")
    store = await library.store()
    assert await store.answers.slugs() != ()
    world.env.backend.delete_channel(other.id)
    await library.withdraw(SLUG, "It was made up.", by=HOST)
    await bot(world).mending.mend_all()
    assert SLUG not in await store.answers.slugs()
