from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.chat.citing import citations

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chat.conftest import World

SLUG = "mehr-iran-drones"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[[a ¶4]]", (("a", 4),)),
        ("see [[a b-2 4]] and [[ c¶ 5 ]]", (("a b-2", 4), ("c", 5))),
        ("[[a]] [a ¶4] [[¶4]] [[a ¶x]]", ()),
        (f"[[{'a' * 400} ¶4]]", ()),
    ],
)
def test_citations_in_a_text(text: str, found: tuple[tuple[str, int], ...]) -> None:
    assert citations(text) == found


async def test_cite_shows_a_paragraph_whole_with_its_source(world: World) -> None:
    result = await world.alice.slash(world.channel, "cite", article=SLUG, paragraph=4)
    assert result.response is not None
    assert not result.ephemeral
    text = result.response.content
    assert text.startswith("> Iran, according to the mission")
    assert "lasting peace.\n— ¶ 4\n-# Mehr News Agency" in text
    assert text.endswith("excerpt")


async def test_cite_may_be_private(world: World) -> None:
    result = await world.alice.slash(
        world.channel, "cite", article=SLUG, paragraph=4, private=True
    )
    assert result.ephemeral


@pytest.mark.parametrize(
    ("article", "paragraph", "said"),
    [
        ("zebras", 4, "There is no article “zebras”"),
        ("@everyone", 4, "There is no article “\\@everyone”"),
        (SLUG, 99, "has no ¶ 99; its last is ¶ 10."),
        (SLUG, -1, "has no ¶ -1; its last is ¶ 10."),
    ],
)
async def test_what_is_not_there_is_said(
    world: World, article: str, paragraph: int, said: str
) -> None:
    result = await world.alice.slash(
        world.channel, "cite", article=article, paragraph=paragraph
    )
    assert result.response is not None
    assert said in result.response.content


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("1", [1, 10]), ("¶ 4", [4]), ("nebenzya", [8, 10]), ("zebra", [])],
)
async def test_autocomplete_offers_paragraphs_by_number_and_words(
    world: World, typed: str, numbers: list[int]
) -> None:
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


async def test_a_mention_with_citations_shows_each(world: World) -> None:
    text = f"{world.mention} [[{SLUG} ¶4]], [[{SLUG} 2]], [[zebras ¶1]]"
    await world.alice.send(world.channel, text)
    first, second, third = [sent["content"] for sent in world.sent()]
    assert "— ¶ 4" in first
    assert "— ¶ 2" in second
    assert third.startswith("There is no article “zebras”")


async def test_many_citations_are_limited_and_that_is_said(world: World) -> None:
    text = f"{world.mention} " + f"[[{SLUG} ¶7]]" * 9
    await world.alice.send(world.channel, text)
    assert len(world.sent()) == 6
    assert world.sent()[-1]["content"].startswith("Only the first 5")


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
        assert all(text.startswith("> Zebra ") for text in texts)
        assert "Zebra 199 sleeps.\n— ¶ 1\n-# zebras" in texts[-1]
