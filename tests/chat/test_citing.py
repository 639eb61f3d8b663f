from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

from bot.articles import Source, make_article
from bot.chat import build_bot
from bot.chat.citing import Citation, ParagraphNames, citations, cited
from bot.errors import AbandonedError
from tests.chat.conftest import ELSEWHERE
from tests.chat.shelved import library_of
from tests.steps import growth, steps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from discord.ext import commands

    from bot.answering import Answerer
    from bot.articles import Article
    from tests.chat.conftest import Installed, World

SLUG = "mehr-iran-drones"
LONG = "word other zebra thing " * 900


BUDGET = ("The budget of 2024,", 5)


def both(article: str, *numbers: int) -> tuple[tuple[str, int], ...]:
    return tuple((article, number) for number in numbers)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[[a ¶4]]", (("a", 4),)),
        ("see [[a b-2 4]] and [[ c¶ 5 ]]", (("a b-2", 4), ("c", 5))),
        ("[[a]] [a ¶4] [[¶4]] [[a ¶x]]", ()),
        (f"[[{'a' * 400} ¶4]]", ()),
        ("[[a ¶2-3]], [[b 5\u20137]]", (*both("a", 2, 3), *both("b", 5, 6, 7))),
        ("[[a p4]] [[a p. 5]] [[a #6]] [[a ¶7.]]", both("a", 4, 5, 6, 7)),
        ("[[a [b] ¶4]] [[[a] 5]] [[a [[b 6]]", (("a [b]", 4), ("[a]", 5), ("b", 6))),
        ("[[covid-19]] [[2024-2025]] [[stop4]]", ()),
        ("[[covid-19 4]]", (("covid-19", 4),)),
        ("[[a 4]] [[a ¶4]]", (("a", 4),)),
        ("[[a 1-999999]]", both("a", 1, 2, 3, 4, 5, 6)),
        ("[[a ¶123456789]]", both("a", 123_456_789)),
        ("[[a ¶9-7]] [[b ¶ 5\u2013¶4]]", (*both("a", 7, 8, 9), *both("b", 4, 5))),
        ("[[a ¶2, 3]] [[b #4,¶6-7]]", (*both("a", 2, 3), *both("b", 4, 6, 7))),
        ("[[a p. 1 und 3]] [[The budget of 2024, 5]]", (*both("a", 1, 3), BUDGET)),
    ],
)
def test_citations_in_a_text(text: str, found: tuple[tuple[str, int], ...]) -> None:
    assert citations(text) == found


async def test_cite_shows_a_paragraph_whole_with_its_source(world: World) -> None:
    result = await world.alice.slash(world.channel, "cite", article=SLUG, paragraph=4)
    assert result.response is not None
    assert not result.ephemeral
    text = result.response.content
    assert text.startswith("¶ 4\n> Iran, according to the mission")
    assert "lasting peace.\n-# Mehr News Agency" in text
    assert " · excerpt" in text


async def test_cite_may_be_private(world: World) -> None:
    result = await world.alice.slash(
        world.channel, "cite", article=SLUG, paragraph=4, private=True
    )
    assert result.ephemeral


async def test_what_is_not_there_is_said(world: World) -> None:
    for article, paragraph, said in [
        ("zebras", 4, "There is no article “zebras”"),
        ("@everyone", 4, "There is no article “\\@everyone”"),
        (SLUG, 99, "has no ¶ 99; its last is ¶ 10."),
        (SLUG, -1, "has no ¶ -1; its last is ¶ 10."),
    ]:
        result = await world.alice.slash(
            world.channel, "cite", article=article, paragraph=paragraph
        )
        assert result.response is not None
        assert said in result.response.content


async def test_autocomplete_offers_paragraphs_by_number_and_words(world: World) -> None:
    for typed, numbers in [
        ("1", [1, 10]),
        ("¶ 4", [4]),
        ("nebenzya", [8, 10]),
        ("zebra", []),
    ]:
        choices = await world.alice.autocomplete(
            world.channel, "cite", "paragraph", typed, article=SLUG
        )
        assert [choice["value"] for choice in choices] == numbers
        assert all(len(choice["name"]) <= 100 for choice in choices)


async def test_autocomplete_without_an_article_offers_nothing(world: World) -> None:
    assert not await world.alice.autocomplete(
        world.channel, "cite", "paragraph", "1", article="zebras"
    )
    articles = await world.alice.autocomplete(
        world.channel, "cite", "article", "mehr", paragraph=1
    )
    assert [choice["value"] for choice in articles] == [SLUG]


async def test_citations_of_one_message_share_messages_and_stand_there_once(
    world: World,
) -> None:
    text = f"{world.mention} [[{SLUG} ¶4]], [[{SLUG} 2]], [[zebras ¶1]] [[{SLUG} #4]]"
    await world.alice.send(world.channel, text)
    (only,) = [sent["content"] for sent in world.sent()]
    assert only.count("¶ 4\n> ") == only.count("¶ 2\n> ") == 1
    assert "There is no article “zebras”" in only


async def test_many_citations_are_limited_and_that_is_said(world: World) -> None:
    text = f"{world.mention} [[{SLUG} ¶1-9]]"
    await world.alice.send(world.channel, text)
    assert len(world.sent()) <= 3
    assert "Only the first 5" in world.sent()[-1]["content"]


def article_of(body: str) -> Article:
    return make_article("a", body, Source(), language="en")


def test_a_row_of_a_table_is_shown_below_its_headers() -> None:
    for wide in (9, 5_000):
        article = article_of(f"Quay | Depth\n--- | ---\nBerg | {'4' * wide} m")
        pages = cited([Citation("a", 2)], {"a": article}.get, 5, Event())
        shown = "\n".join(page.text for page in pages)
        assert shown.startswith("¶ 2\n> Quay \\| Depth\n")
        assert shown.count("Quay") == 1
        assert "> Berg \\| 4444" in shown


def test_showing_a_paragraph_grows_with_what_is_shown_alone() -> None:
    def citing(length: int) -> Callable[[], object]:
        article = article_of("word other thing " * (length // 17))
        wanted = (Citation("a", 1),)
        return lambda: cited(wanted, lambda _: article, 5, Event())

    assert growth(citing, 4_000) < 12


def test_the_names_of_paragraphs_are_made_once_for_an_article() -> None:
    names = ParagraphNames()
    article = article_of("A zebra sleeps.\n\n" * 50)
    first = steps(lambda: list(names.matching(article, "zebra")))
    again = steps(lambda: list(names.matching(article, "zebra")))
    assert again * 3 < first
    assert len(list(names.matching(article, "zebra"))) == 50


def test_names_of_paragraphs_take_as_long_as_the_article_is() -> None:
    def naming(length: int) -> Callable[[], object]:
        article = article_of("A zebra.\n\n" * (length // 10))
        return lambda: list(ParagraphNames().matching(article, "lion"))

    assert growth(naming, 1_000) < 12


async def test_a_paragraph_is_found_by_any_of_its_words(world: World) -> None:
    choices = await world.alice.autocomplete(
        world.channel, "cite", "paragraph", "lasting PEACE", article=SLUG
    )
    assert [choice["value"] for choice in choices] == [4]


def test_an_article_that_changed_has_other_names() -> None:
    names = ParagraphNames()
    for number in range(20):
        article = article_of(f"Zebra {number} sleeps.")
        assert [name for name, _ in names.matching(article, "zebra")] == [
            f"¶ 1: Zebra {number} sleeps."
        ]


class TestALongParagraph:
    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Path:
        folder = tmp_path / "corpus"
        folder.mkdir()
        text = " ".join(f"Zebra {number} sleeps." for number in range(200))
        (folder / "zebras.md").write_text(text, encoding="utf-8")
        return folder

    async def test_goes_on_in_the_next_message(self, world: World) -> None:
        result = await world.alice.slash(
            world.channel, "cite", article="zebras", paragraph=1
        )
        messages = [result.response, *result.followups]
        texts = [message.content for message in messages if message]
        assert len(texts) > 1
        assert all(t.startswith(("¶ 1\n> Zebra ", "> Zebra ")) for t in texts)
        assert "Zebra 199 sleeps.\n\n-# zebras" in texts[-1]


class TestAParagraphLongerThanMessages:
    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Path:
        folder = tmp_path / "corpus"
        folder.mkdir()
        (folder / "zebras.md").write_text(LONG, encoding="utf-8")
        return folder

    async def test_ends_after_five_messages_and_is_given_as_a_file(
        self, world: World
    ) -> None:
        bob = world.guild.add_member(world.env.create_user("bob"))
        result = await world.alice.slash(
            world.channel, "cite", article="zebras", paragraph=1
        )
        assert result.response is not None
        messages = [result.response, *result.followups]
        assert len(messages) == 5
        assert "Whole text shows all of it" in messages[-1].content
        pressed = await bob.click(messages[-1], label="Whole text")
        (file,) = pressed.followups
        assert file.ephemeral
        (attachment,) = file.attachments
        assert attachment.filename == "zebras.txt"

    async def test_takes_three_messages_of_a_channel_where_it_is_mentioned(
        self, world: World
    ) -> None:
        text = f"{world.mention} [[zebras 1]] [[zebras ¶1]] [[zebras #1]]"
        await world.alice.send(world.channel, text)
        assert len(world.sent()) == 3

    async def test_takes_three_messages_where_it_answers(self, world: World) -> None:
        await world.alice.send(world.channel, f"{world.mention} which zebra sleeps?")
        assert len(world.sent()) <= 3

    async def test_takes_five_messages_where_the_bot_was_brought_along(
        self, world: World, installed: Installed
    ) -> None:
        installed(guild=False, user=True, context=ELSEWHERE)
        for name, options in (
            ("ask", {"question": "which zebra sleeps?"}),
            ("cite", {"article": "zebras", "paragraph": 1}),
        ):
            result = await world.alice.slash(world.channel, name, **options)
            assert len([result.response, *result.followups]) <= 5


class TestWithACooldown:
    @pytest.fixture
    def simcord_bot(self, answerer: Answerer, state: Path) -> commands.Bot:
        return build_bot(library_of(answerer), state=state, cooldown=2)

    async def test_each_paragraph_counts_as_a_question(self, world: World) -> None:
        results = [
            await world.alice.slash(world.channel, "cite", article=SLUG, paragraph=4)
            for _ in range(3)
        ]
        said = [result.response.content for result in results if result.response]
        assert [text.startswith("¶ 4\n> ") for text in said] == [True, True, False]
        assert said[-1].startswith("You may ask 2 questions a minute")


def test_citing_ends_once_it_is_told_to_stop() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(AbandonedError):
        cited([Citation("a", 1)], lambda _: None, 3, stop)
