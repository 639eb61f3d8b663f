"""/articles and /help lead on: to an article, a question to it, and examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.articles import make_article
from bot.articles.article import Source
from bot.chat import build_bot
from bot.chat.button_state import slug_key
from bot.chat.catalogue import listed
from bot.chat.information import examples
from bot.chat.wording import LANGUAGES, speaking
from tests.chat.conftest import CORPUS
from tests.chat.shelved import library_in

if TYPE_CHECKING:
    from pathlib import Path

    from discord.ext import commands
    from simcord import InteractionResult

    from bot.library import Library
    from tests.chat.conftest import World

SHOW = "catalogue1:show"


@pytest.fixture
def corpus(two_articles: Path) -> Path:
    return two_articles


@pytest.fixture
def simcord_bot(library: Library, state: Path) -> commands.Bot:
    return build_bot(library, state=state, cooldown=2)


def standing(message: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - of simcord
    return [part for row in message.components for part in row["components"]]


def said(result: InteractionResult) -> str:
    message: Any = [result.response, *result.followups][-1]
    assert message.ephemeral
    return str(message.content)


@pytest.mark.usefixtures("uncovered")
async def test_a_menu_shows_an_article_which_a_form_asks(world: World) -> None:
    result = await world.alice.slash(world.channel, "articles")
    message: Any = result.response
    (menu,) = standing(message)
    names = {option["value"]: option["label"] for option in menu["options"]}
    key = slug_key("the-river").hex()
    assert names[key] == "the-river"
    shown = await world.alice.select(message, [key], custom_id=SHOW)
    assert said(shown).split("\n")[:2] == [
        "**the-river**",
        "> The river rose by two metres.",
    ]
    world.texts.append("The river rose by two metres.")
    button: Any = shown.followups[-1]
    form = await world.alice.click(button, label="Ask about it")
    asked = await world.alice.submit_modal(form, {"question": "How far did it rise?"})
    assert asked.response is not None
    assert not asked.ephemeral
    assert "Asked: How far did it rise?" in asked.response.content
    assert "two metres" in asked.response.content.replace("**", "")
    for _ in range(2):
        form = await world.alice.click(button, label="Ask about it")
        asked = await world.alice.submit_modal(form, {"question": "Who denied it?"})
    assert "please ask again" in said(asked)


async def test_an_article_that_is_gone_is_said_to_be(
    world: World, library: Library, corpus: Path, state: Path, tmp_path: Path
) -> None:
    message: Any = (await world.alice.slash(world.channel, "articles")).response
    key = slug_key("the-river").hex()
    shown = await world.alice.select(message, [key], custom_id=SHOW)
    button: Any = shown.followups[-1]
    form, later = [
        await world.alice.click(button, label="Ask about it") for _ in range(2)
    ]
    (corpus / "the-river.md").unlink()
    await library.refresh()
    results = [
        await world.alice.select(message, [key], custom_id=SHOW),
        await world.alice.click(button, label="Ask about it"),
        await world.alice.submit_modal(form, {"question": "Who denied it?"}),
    ]
    gone = ["no longer be asked", "no longer be asked", "no article"]
    assert [g in said(r) for g, r in zip(gone, results, strict=True)] == [True] * 3
    other = library_in(CORPUS, tmp_path / "verbatim.db")
    await world.env.restart_bot(build_bot(other, state=state))
    late = await world.alice.submit_modal(later, {"question": "Who denied it?"})
    assert "start over" in said(late)
    await other.close()


async def test_many_articles_are_turned_page_by_page(
    world: World, library: Library, corpus: Path
) -> None:
    for number in range(60):
        text = f"Report {number} says that mill {number} burned down."
        (corpus / f"mill-{number:02}.txt").write_text(text, encoding="utf-8")
    await library.refresh()
    message: Any = (await world.alice.slash(world.channel, "articles")).response
    labels, pages = set[str](), 0
    while True:
        menu, *buttons = standing(message)
        assert len(menu["options"]) <= 25
        labels |= {option["label"] for option in menu["options"]}
        pages += 1
        assert f"Page {pages} of 3" in message.content
        if not any(button["label"] == "Next" for button in buttons):
            break
        await world.alice.click(message, label="Next")
    assert len(labels) == 62
    await world.alice.click(message, label="Back")
    assert "Page 2 of 3" in message.content


async def test_without_articles_there_is_nothing_to_choose() -> None:
    assert listed([]).view.children == []


async def test_help_has_commands_to_click_and_examples_that_ask(world: World) -> None:
    result = await world.alice.slash(world.channel, "help")
    message = result.response
    assert message is not None
    defined = {c.name: c for c in await world.env.bot.tree.fetch_commands()}  # type: ignore[attr-defined]
    for name in ("ask", "cite", "articles", "about", "privacy", "forget"):
        assert f"</{name}:{defined[name].id}>" in message.content
    assert "/library and" in message.content  # a group can't be clicked
    buttons = standing(message)
    assert len(buttons) == 3
    asked = await world.alice.click(message, label=buttons[0]["label"])
    assert f"Asked: {buttons[0]['label']}" in said(asked)
    assert "\n> " in said(asked)


@pytest.mark.usefixtures("uncovered")
async def test_commands_stay_to_click_after_a_restart_unless_discord_fails(
    world: World, corpus: Path, state: Path, tmp_path: Path
) -> None:
    for fails in (False, True):
        other = library_in(corpus, tmp_path / "verbatim.db")
        if fails:
            world.env.inject_error("GET", "/applications/*/commands", status=500)
        await world.env.restart_bot(build_bot(other, state=state))
        message = (await world.alice.slash(world.channel, "help")).response
        assert message is not None
        assert ("</ask:" in message.content) is not fails
        await other.close()


def test_examples_are_in_the_language_of_the_article() -> None:
    body = "Eva Lang sagte: „Die Mühle brennt.“\n\n„Das ist falsch“, sagte der Müller."
    german = make_article("m", body, Source(), language="de")
    assert any(text.startswith("Was sagte ") for text in examples([german]))
    body = "The council said that it rained. She denied it, Ann Lee said."
    english = make_article("x", body, Source(), language="en")
    assert not any("council" in text or "She" in text for text in examples([english]))
    assert (
        examples([make_article("x", "No one speaks.", Source(), language="tr")]) == ()
    )


async def test_help_with_commands_to_click_fits_in_every_language(world: World) -> None:
    servers = world.env.bot.asking.servers  # type: ignore[attr-defined]
    servers.speak_to = lambda _: None
    for language in LANGUAGES:
        with speaking(language):
            message = (await world.alice.slash(world.channel, "help")).response
        assert message is not None
        assert "</ask:" in message.content
