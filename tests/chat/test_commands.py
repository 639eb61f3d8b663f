from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.answering import Answer, Answerer
from bot.articles import read_corpus
from bot.chat.pages import Page
from bot.chat.sending import respond
from bot.chat.worker import FAILED, Worker
from tests.chat.shelved import INDEX

if TYPE_CHECKING:
    from pathlib import Path

    import discord
    from discord.ext import commands

    from tests.chat.conftest import World


QUESTION = "Who denied the allegations?"
DEFERRED = 5  # the type of an interaction's answer that says "thinking"


async def test_ask_answers_everybody_with_the_articles_words(world: World) -> None:
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert result.response is not None
    assert not result.deferred
    assert not result.ephemeral
    assert "\n> " in result.response.content
    assert "Mehr News Agency" in result.response.content
    assert "excerpt, emphasis added" in result.response.content


async def test_ask_private_answers_the_asker_alone(world: World) -> None:
    result = await world.alice.slash(
        world.channel, "ask", question=QUESTION, private=True
    )
    assert result.ephemeral


@pytest.mark.parametrize(
    "article", ["mehr-iran-drones", " Iran and Russia on the drone allegations "]
)
async def test_ask_takes_an_article_by_slug_or_name(world: World, article: str) -> None:
    result = await world.alice.slash(
        world.channel, "ask", question=QUESTION, article=article
    )
    assert result.response is not None
    assert "\n> " in result.response.content


async def test_ask_about_an_unknown_article_says_so(world: World) -> None:
    result = await world.alice.slash(
        world.channel, "ask", question=QUESTION, article="@everyone **x**"
    )
    assert result.response is not None
    assert "\\@everyone \\*\\*x\\*\\*" in result.response.content


async def test_any_question_gets_a_sentence(world: World) -> None:
    for question in [
        "x" * 6_000,
        "   ",
        "the of and",
        "🙂🙂",
        "你好吗",
        "a\0b",
        "*_~`|>#@everyone <@1>",
    ]:
        result = await world.alice.slash(world.channel, "ask", question=question)
        assert result.response is not None
        assert result.response.content.strip()
        assert len(result.response.content) <= 2000


async def test_autocomplete_offers_articles_by_name_slug_and_publisher(
    world: World,
) -> None:
    for typed in ("", "DRONE", "mehr-iran", "news agency"):
        choices = await world.alice.autocomplete(
            world.channel, "ask", "article", typed, question="?"
        )
        assert [choice["value"] for choice in choices] == ["mehr-iran-drones"]
    nothing = await world.alice.autocomplete(
        world.channel, "ask", "article", "zebra", question="?"
    )
    assert nothing == []


async def test_articles_lists_sources_privately(world: World) -> None:
    result = await world.alice.slash(world.channel, "articles")
    assert result.response is not None
    assert result.ephemeral
    assert "Iran and Russia on the drone allegations" in result.response.content
    assert "Mehr News Agency, Tehran" in result.response.content


async def test_about_says_what_it_is_with_notices_and_privacy(world: World) -> None:
    result = await world.alice.slash(world.channel, "about")
    assert result.response is not None
    assert result.ephemeral
    assert "/privacy" in result.response.content
    assert "All Content by Mehr News Agency is licensed" in result.response.content


async def test_help_says_how_to_ask(world: World) -> None:
    result = await world.alice.slash(world.channel, "help")
    assert result.response is not None
    assert result.ephemeral
    assert "/ask" in result.response.content


class BrokenAnswerer(Answerer):
    """Fails, with the question in its error."""

    def answer(self, question: str, **more: Any) -> Answer:  # noqa: ANN401
        raise RuntimeError(question, more)


class TestASlowAnswer:
    @pytest.fixture
    def simcord_bot(
        self, simcord_bot: commands.Bot, monkeypatch: pytest.MonkeyPatch
    ) -> commands.Bot:
        monkeypatch.setattr("bot.chat.sending.DEFER_AFTER", 0.05)

        async def late() -> tuple[Page, ...]:
            await asyncio.sleep(0.2)
            return (Page("first"), Page("second"))

        @simcord_bot.tree.command(description="Take a while")
        async def slow(interaction: discord.Interaction) -> None:
            await respond(interaction, late(), private=True)

        return simcord_bot

    async def test_is_deferred_and_then_given(self, world: World) -> None:
        result = await world.alice.slash(world.channel, "slow")
        callbacks = [
            request.json["type"]
            for request in world.env.http_requests
            if request.json and request.path.endswith("/callback")
        ]
        assert callbacks == [DEFERRED]
        assert result.ephemeral
        assert result.response is not None
        assert result.response.content == "first"
        assert [message.content for message in result.followups] == ["second"]


class TestABrokenAnswerer:
    @pytest.fixture
    def answerer(self, corpus: Path) -> Answerer:
        return BrokenAnswerer(read_corpus(corpus).articles, INDEX.segments)

    async def test_is_owned_up_to_and_logged_without_the_question(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        result = await world.alice.slash(world.channel, "ask", question=QUESTION)
        assert result.response is not None
        assert result.response.content == FAILED
        assert "RuntimeError at " in caplog.text
        assert QUESTION not in caplog.text


class TestManyArticles:
    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Path:
        folder = tmp_path / "corpus"
        folder.mkdir()
        for number in range(200):
            front = f"---\ntitle: {'long title ' * 15}{number}\nlicense: CC0\n---\n"
            body = f"The zebra number {number} slept. " + "It was striped. " * 2
            (folder / f"{number:03}.md").write_text(front + body, encoding="utf-8")
        return folder

    @pytest.mark.usefixtures("uncovered")
    async def test_are_offered_25_at_a_time_with_clipped_names(
        self, world: World
    ) -> None:
        choices = await world.alice.autocomplete(
            world.channel, "ask", "article", "long", question="?"
        )
        assert len(choices) == 25
        assert all(len(choice["name"]) <= 100 for choice in choices)

    async def test_are_listed_in_one_message_that_is_turned(self, world: World) -> None:
        result = await world.alice.slash(world.channel, "articles")
        assert result.response is not None
        assert "200 articles:" in result.response.content
        assert result.followups == []
        assert "Page 1 of 12" in result.response.content
        about = await world.alice.slash(world.channel, "about")
        assert len(about.followups) <= 4


async def test_what_takes_too_long_to_offer_is_not_offered(world: World) -> None:
    world.env.bot.asking.lookups = Worker("slow", 0.0)  # type: ignore[attr-defined]
    choices = await world.alice.autocomplete(
        world.channel, "ask", "article", "", question="x"
    )
    assert choices == []


async def test_where_nothing_is_kept_there_is_nothing_to_forget(world: World) -> None:
    result = await world.alice.slash(world.channel, "forget")
    (said,) = [m for m in (result.response, *result.followups) if m and m.content]
    assert said.content.startswith("Done.")
