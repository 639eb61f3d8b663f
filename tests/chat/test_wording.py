from __future__ import annotations

import re
import string
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord
import polib
import pytest
from babel.messages.extract import extract_from_dir
from discord.ext import commands

from bot.answering import Answerer, small_talk
from bot.answering.about import Wanted, known_of
from bot.articles import Source, make_article, read_corpus
from bot.chat.cooldown import Cooldown
from bot.chat.question_request import (
    QuestionRequest,
    heading,
    question_shown,
    topic_shown,
)
from bot.chat.question_service import QuestionService
from bot.chat.rendering import pages_of
from bot.chat.wording import LANGUAGES, _, language_for, numbered, speak, speaking
from bot.library import EVERYWHERE
from tests.chat.conftest import CORPUS
from tests.chat.shelved import INDEX, library_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.chat.servers import Servers
    from tests.chat.conftest import World

pytestmark = pytest.mark.usefixtures("uncovered")

OTHERS = [language for language in LANGUAGES if language != "en"]
BOT = Path(__file__).parents[2] / "bot"
KEYWORDS = {"_": None, "marked": None, "numbered": (1, 2)}
QUESTION = "Who denied the allegations?"

Message = str | tuple[str, ...]


@cache
def catalogue(language: str) -> dict[Message, tuple[str, ...]]:
    entries = polib.pofile((BOT / f"chat/locales/{language}.po").read_text("utf-8"))
    return {
        (e.msgid, e.msgid_plural) if e.msgid_plural else e.msgid: (
            tuple(e.msgstr_plural.values()) or (e.msgstr,)
        )
        for e in entries
        if not e.fuzzy
    }


@cache
def said_in_the_code() -> frozenset[Message]:
    found = extract_from_dir(
        str(BOT / "chat"), method_map=[("**.py", "python")], keywords=KEYWORDS
    )
    return frozenset(message for _file, _line, message, *_ in found)


def said_by_commands(bot: commands.Bot) -> Iterator[str]:
    """Yield what Discord is told of commands and can be told in other languages."""
    for command in bot.tree.walk_commands():
        yield command.description
        for parameter in getattr(command, "parameters", ()):
            yield str(parameter.description)
            yield from (choice.name for choice in parameter.choices)
    for menu in bot.tree.get_commands(type=discord.AppCommandType.message):
        yield menu.name


def said_by_the_answerer() -> Iterator[str]:
    said = (
        *("hello", "thanks", "who are you", "bye", "who made you", "tell me a joke"),
        *("what can I ask?", "are you biased", "do you store my questions"),
        "paragraph 2",
    )
    for courtesy in (*said, "you are dumb", "good bot", "ok"):
        yield str(small_talk.friendly_line(courtesy))
    yield from (small_talk.NO_ARTICLE, small_talk.NOTHING_TO_FIND)
    article = make_article("a", "A.", Source())
    for wanted in (Wanted.AUTHOR, Wanted.DATE, Wanted.SOURCE):
        yield str(known_of("?", wanted, article).remark)
    yield small_talk.WHICH_ARTICLE
    yield from extracted_errors()


def extracted_errors() -> Iterator[str]:
    for question in ("", "x" * 10_000, QUESTION):
        try:
            Answerer(()).answer(question, article="nothing")
        except Exception as error:  # noqa: BLE001 - the test says which
            yield getattr(error, "message", "")


def fields(text: str) -> set[str]:
    return {name for _before, name, *_ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
async def test_every_language_has_every_text_and_no_other(
    world: World, language: str
) -> None:
    assert isinstance(world.env.bot, commands.Bot)
    said = {
        *said_in_the_code(),
        *said_by_commands(world.env.bot),
        *said_by_the_answerer(),
    }
    assert said - catalogue(language).keys() == set()
    assert catalogue(language).keys() - said == set()


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        (
            "de",
            "[\"”«»']|“(?=\\w)|„[^“]*\\Z|\\b(?:Ihnen|Ihrem?)\\b",
        ),
        (
            "fr",
            "[\"“”„']|[^\u00a0][;:!?»](?=\\s|\\Z)|«(?!\u00a0)|\\b(?:tu|toi|ton|tes)\\b",
        ),
    ],
)
def test_translations_have_the_marks_and_the_address_of_their_language(
    language: str, wrong: str
) -> None:
    for translations in catalogue(language).values():
        for translation in translations:
            assert not re.search(wrong, translation), translation


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_fields_and_the_marks_of_the_english(
    language: str,
) -> None:
    for message, translations in catalogue(language).items():
        english = message if isinstance(message, tuple) else (message,)
        allowed = fields(" ".join(english))
        for translation in translations:
            assert translation.strip()
            assert fields(translation) <= allowed
            assert translation.count("**") == english[0].count("**")
            assert translation.count("\n") == english[0].count("\n")
        assert fields(translations[-1]) == allowed


@pytest.mark.parametrize(
    ("locales", "language"),
    [
        (("de",), "de"),
        (("fr",), "fr"),
        (("en-US",), "en"),
        (("pt-BR",), "en"),
        (("fr", "de"), "fr"),
        ((None, "de"), "de"),
        ((None, None), "en"),
        ((), "en"),
    ],
)
def test_discords_locale_decides_the_language(
    locales: tuple[str | None, ...], language: str
) -> None:
    assert language_for(*locales) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_can_be_read_again_in_every_language(language: str) -> None:
    with speaking(language):
        lines = heading(
            QuestionRequest(QUESTION, context="the earlier one", visible=True)
        )
    content = "\n".join(lines)
    assert question_shown(content) == QUESTION
    assert topic_shown(content) == "the earlier one"


def test_numbers_take_their_form() -> None:
    one, many = (
        "You can ask about {number} article:",
        "You can ask about {number} articles:",
    )
    with speaking("de"):
        assert numbered(one, many, 1) == "Zu 1 Artikel kannst du Fragen stellen:"
        assert numbered(one, many, 2) == "Zu 2 Artikeln kannst du Fragen stellen:"
    with speaking("fr"):
        assert numbered(one, many, 0).endswith("sur 0 article\u00a0:")
    assert numbered(one, many, 0) == "You can ask about 0 articles:"


async def test_an_answer_is_in_the_language_of_the_task_that_asks_it() -> None:
    answerer = Answerer(read_corpus(CORPUS).articles, INDEX.segments)
    asking = QuestionService(library_of(answerer), Cooldown(0))
    speak("de")
    pages = await asking.at(EVERYWHERE).pages(QuestionRequest("How old is the Earth?"))
    assert "beantworten diese Frage nicht" in pages[0].text
    pages = await asking.at(EVERYWHERE).pages(QuestionRequest("", article=None))
    assert pages[0].text.startswith("Die Frage ist leer")
    speak("en")
    asking.close()


@pytest.mark.parametrize("language", OTHERS)
def test_quotations_stay_as_they_are_in_every_language(language: str) -> None:
    answer = Answerer(read_corpus(CORPUS).articles, INDEX.segments).answer(QUESTION)
    english = pages_of(answer, QuestionRequest(QUESTION))
    with speaking(language):
        other = pages_of(answer, QuestionRequest(QUESTION))
    assert other != english
    assert quotes(other) == quotes(english)


def quotes(pages: Any) -> list[str]:  # noqa: ANN401 - pages
    lines = [line for page in pages for line in page.text.split("\n")]
    return [line for line in lines if line.startswith("> ")]


async def test_discord_is_told_the_descriptions_in_every_language(
    world: World,
) -> None:
    (request,) = [r for r in world.env.http_requests if r.method == "PUT"]
    assert isinstance(request.json, list)
    defined = {command["name"]: command for command in request.json}
    ask = defined["ask"]
    assert ask["description_localizations"]["de"] == "Fragen, was in den Artikeln steht"
    assert not ask.get("name_localizations")
    assert ask["options"][0]["description_localizations"]["fr"].startswith("Votre")
    menu = defined["Find in the articles"]
    assert menu["name_localizations"]["de"] == "In den Artikeln suchen"
    for command in request.json:
        for text in (command.get("description_localizations") or {}).values():
            assert len(text) <= 100


@pytest.mark.parametrize(
    ("locale", "label"), [("de", "Kontext"), ("fr", "Contexte"), ("ja", "Context")]
)
async def test_a_button_speaks_the_language_of_whoever_presses_it(
    world: World, locale: str, label: str
) -> None:
    assert isinstance(world.env.bot, commands.Bot)
    servers: Servers = world.env.bot.asking.servers  # type: ignore[attr-defined]

    class Pressed:  # simcord's people all speak American English
        guild_id = world.guild.id

    Pressed.locale = discord.Locale(locale)  # type: ignore[attr-defined]
    servers.speak_to(Pressed())  # type: ignore[arg-type]
    assert _("Context") == label
    speak("en")


@pytest.mark.parametrize(
    ("language", "marks"), [("en", "“mill”"), ("de", "„mill“"), ("fr", "« mill »")]
)
async def test_what_an_error_quotes_stands_in_the_marks_of_the_language(
    language: str, marks: str
) -> None:
    asking = QuestionService(
        library_of(Answerer(read_corpus(CORPUS).articles, INDEX.segments)), Cooldown(0)
    )
    asked = QuestionRequest(QUESTION, article="mill")
    with speaking(language):
        (page,) = await asking.at(EVERYWHERE).pages(asked)
    assert marks in page.text.replace("\u00a0", " ").replace("\u202f", " ")
    asking.close()
