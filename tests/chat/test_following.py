"""Replies to an answer keep its article and its topic, and nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.answering import Answerer
from bot.articles import read_corpus
from bot.chat import build_bot
from bot.storage import ServerSettings
from tests.chat.shelved import INDEX, library_of

if TYPE_CHECKING:
    from pathlib import Path

    import discord

    from bot.answering import Answer
    from tests.chat.conftest import World

QUESTION = "Who denied the allegations?"
FOLLOW_UP = "and what did Russia say?"


class Listening(Answerer):
    """Answers, and keeps what it was asked."""

    asked: list[tuple[str, str | None, str]]

    def answer(
        self,
        question: str,
        *,
        article: str | None = None,
        limit: int = 3,
        context: str = "",
        **more: Any,  # noqa: ANN401
    ) -> Answer:
        self.asked = [*getattr(self, "asked", []), (question, article, context)]
        return super().answer(
            question, article=article, limit=limit, context=context, **more
        )


@pytest.fixture
def answerer(corpus: Path) -> Listening:
    return Listening(read_corpus(corpus).articles, INDEX.segments)


@pytest.fixture
def corpus(corpus: Path, tmp_path: Path) -> Path:
    """Return the folder with a second article beside the first."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for file in corpus.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "zebras.md").write_text("Zebras sleep at noon.\n", encoding="utf-8")
    return folder


def last(world: World) -> discord.Message:
    assert world.channel.last_message is not None
    return world.channel.last_message


async def test_a_reply_keeps_article_and_topic(
    world: World, answerer: Listening
) -> None:
    result = await world.alice.slash(
        world.channel, "ask", question=QUESTION, article="mehr-iran-drones"
    )
    assert result.response is not None
    text = f"{world.mention} {FOLLOW_UP}"
    await world.alice.send(world.channel, text, reply_to=result.response)
    assert answerer.asked[-1] == (FOLLOW_UP, "mehr-iran-drones", QUESTION)
    assert f"-# Following: {QUESTION}" in last(world).content


async def test_a_reply_may_ask_of_the_article_itself(world: World) -> None:
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    answer = last(world)
    await world.alice.send(world.channel, "what's this article about?", reply_to=answer)
    above, said, *quoted = last(world).content.split("\n")
    assert above == f"-# Following: {QUESTION}"
    assert said == "I write no summaries. This is how the article begins:"
    assert any(line.startswith("> TEHRAN- The latest allegation") for line in quoted)
    await world.alice.send(world.channel, "when was this written?", reply_to=answer)
    said, source = last(world).content.split("\n")
    assert said.startswith("The source gives no date.")
    assert source.startswith("-# Mehr News Agency")


async def test_what_was_asked_of_the_article_itself_is_no_topic(
    world: World, answerer: Listening
) -> None:
    asked = {"question": "tl;dr", "article": "mehr-iran-drones"}
    await world.alice.slash(world.channel, "ask", **asked)
    opening = last(world)
    text = f"{world.mention} {FOLLOW_UP}"
    await world.alice.send(world.channel, text, reply_to=opening)
    assert answerer.asked[-1] == (FOLLOW_UP, "mehr-iran-drones", "")
    text = f"{world.mention} who wrote this"
    await world.alice.send(world.channel, text, reply_to=opening)
    author = last(world)
    assert author.content.startswith("The source names no author.")
    await world.alice.send(world.channel, "and what is it about?", reply_to=author)
    assert answerer.asked[-1][1:] == ("mehr-iran-drones", "")


async def test_a_reply_needs_no_mention_where_it_asks(
    world: World, answerer: Listening
) -> None:
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    await world.alice.send(world.channel, FOLLOW_UP, reply_to=last(world))
    assert answerer.asked[-1][0] == FOLLOW_UP
    assert answerer.asked[-1][2] == QUESTION


async def test_a_third_question_keeps_the_first_ones_topic_even_after_a_restart(
    world: World, answerer: Listening, state: Path
) -> None:
    await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
    await world.alice.send(world.channel, FOLLOW_UP, reply_to=last(world))
    await world.env.restart_bot(build_bot(library_of(answerer), state=state))
    await world.alice.send(world.channel, "and when?", reply_to=last(world))
    assert answerer.asked[-1][2] == f"{QUESTION} {FOLLOW_UP}"


async def test_where_the_question_was_deleted_the_article_is_kept(
    world: World, answerer: Listening
) -> None:
    asked = await world.alice.send(world.channel, f"{world.mention} {QUESTION} UAVs")
    answer = last(world)
    await world.alice.delete(asked)
    await world.alice.send(world.channel, FOLLOW_UP, reply_to=answer)
    article, context = answerer.asked[-1][1:]
    assert (article, context) == ("mehr-iran-drones", "")


async def test_an_answer_from_two_articles_leaves_the_follow_up_open(
    world: World, answerer: Listening
) -> None:
    servers = world.env.bot.asking.servers  # type: ignore[attr-defined]
    decided = ServerSettings(world.guild.id, per_page=3)
    servers._settings[world.guild.id] = decided  # noqa: SLF001 - nothing is kept here
    await world.alice.send(world.channel, f"{world.mention} do zebras use UAVs")
    await world.alice.send(world.channel, FOLLOW_UP, reply_to=last(world))
    assert answerer.asked[-1][1] is None


async def test_an_article_that_has_gone_leaves_the_follow_up_open(
    world: World, corpus: Path, state: Path
) -> None:
    await world.alice.slash(world.channel, "ask", question="zebras", article="zebras")
    answer = last(world)
    (corpus / "zebras.md").unlink()
    fewer = Listening(read_corpus(corpus).articles, INDEX.segments)
    await world.env.restart_bot(build_bot(library_of(fewer), state=state))
    text = f"{world.mention} {FOLLOW_UP}"
    await world.alice.send(world.channel, text, reply_to=answer)
    assert fewer.asked == [(FOLLOW_UP, None, "zebras")]


async def test_a_reply_in_a_direct_message_follows_as_well(
    world: World, answerer: Listening
) -> None:
    await world.alice.send_dm(QUESTION)
    channel = world.alice.user.dm_channel
    reference = {
        "channel_id": str(channel.id),
        "message_id": str(channel.history()[-1].id),
    }
    await world.alice.send_dm(FOLLOW_UP, reference=reference)
    assert answerer.asked[-1][2] == QUESTION


async def test_a_reply_that_asks_nothing_is_left_alone(world: World) -> None:
    for text in ["thanks", "good bot", "I see, sad", ""]:
        await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
        before = len(world.sent())
        file = ("a.txt", b"a")
        await world.alice.send(
            world.channel, text, reply_to=last(world), attachments=[file]
        )
        assert len(world.sent()) == before


async def test_a_reply_to_somebody_else_is_not_for_the_bot(world: World) -> None:
    said = await world.alice.send(world.channel, "hello")
    await world.alice.send(world.channel, FOLLOW_UP, reply_to=said)
    assert world.sent() == []


async def test_a_follow_up_to_a_sentence_without_passages_is_still_one(
    world: World, answerer: Listening
) -> None:
    await world.alice.send(world.channel, f"{world.mention} giraffes")
    await world.alice.send(world.channel, "and okapis?", reply_to=last(world))
    assert answerer.asked[-2:] == [
        ("and okapis?", None, ""),
        ("and okapis?", None, "giraffes"),
    ]
    assert "-# Following: giraffes" in last(world).content


async def test_what_was_not_found_does_not_pull_down_the_next_question(
    world: World, answerer: Listening
) -> None:
    question = "Which zebras did Portugal sell?"
    await world.alice.send(world.channel, f"{world.mention} {question}")
    assert "do not answer this question" in last(world).content
    alone = f"and {QUESTION.lower()}"
    await world.alice.send(world.channel, alone, reply_to=last(world))
    assert answerer.asked[-1] == (alone, None, "")
    assert "\n> " in last(world).content
    assert "Following" not in last(world).content


@pytest.mark.usefixtures("uncovered")
async def test_who_asks_for_the_source_hears_who_said_it_and_where(
    world: World,
) -> None:
    for text in [
        "who said that?",
        "source?",
        "wer sagt das",
        "Quelle?",
        "qui a dit ça ?",
    ]:
        await world.alice.send(world.channel, f"{world.mention} {QUESTION}")
        first = last(world).content
        await world.alice.send(world.channel, text, reply_to=last(world))
        again = last(world).content
        who, _quote, *_, credit = first.split("\n")
        assert again.split("\n")[0] == f"-# Following: {QUESTION}"
        assert "That is quoted above. It comes from:\n" in again
        assert who in again
        assert credit.partition(" · excerpt")[0] in again
        assert "\n> " not in again
        await world.alice.send(
            world.channel, "and what payload do the UAVs carry?", reply_to=last(world)
        )
        assert "quoted above" not in last(world).content


async def test_where_nothing_answered_its_source_is_no_earlier_question(
    world: World, answerer: Listening
) -> None:
    await world.alice.send(world.channel, f"{world.mention} giraffes")
    await world.alice.send(world.channel, "who wrote this?", reply_to=last(world))
    assert answerer.asked[-1][0] == "who wrote this?"
    assert last(world).content.startswith("Which article do you mean?")


async def test_a_reply_in_a_thread_follows_as_well(
    world: World, answerer: Listening
) -> None:
    thread = await world.thread("drones")
    await world.alice.send(thread, f"{world.mention} {QUESTION}")
    await world.alice.send(thread, FOLLOW_UP, reply_to=thread.last_message)
    assert answerer.asked[-1][2] == QUESTION
    assert thread.last_message is not None
    assert f"-# Following: {QUESTION}" in thread.last_message.content


async def test_a_reply_to_a_cited_paragraph_keeps_its_article(
    world: World, answerer: Listening
) -> None:
    result = await world.alice.slash(
        world.channel, "cite", article="mehr-iran-drones", paragraph=2
    )
    text = f"{world.mention} {FOLLOW_UP}"
    await world.alice.send(world.channel, text, reply_to=result.response)
    assert answerer.asked[-1] == (FOLLOW_UP, "mehr-iran-drones", "")


async def test_a_reply_to_an_answer_of_an_earlier_version_is_answered(
    world: World, answerer: Listening
) -> None:
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert result.response is not None
    stored = world.env.backend.messages[world.channel.id][result.response.id]
    for number, item in enumerate(
        i for r in stored.components for i in r["components"]
    ):
        item["custom_id"] = f"old:{number}"
    text = f"{world.mention} {FOLLOW_UP}"
    await world.alice.send(world.channel, text, reply_to=result.response)
    assert answerer.asked[-1] == (FOLLOW_UP, None, QUESTION)
