from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Article, Sentence, Source, Span
from bot.articles.sentences import split
from bot.chat.attribution import fragment, paragraph
from tests.chat.discord_markdown import shown
from tests.chat.hostile import texts

URL = "https://a.example/drones"


def article(body: str, url: str | None = URL) -> Article:
    return Article("a", body, Source(url=url), split(body, "en"))


def of(body: str, url: str | None = URL) -> str | None:
    return fragment(article(body, url), Span(0, len(body)))


def test_a_short_sentence_is_given_whole() -> None:
    assert of("He said so.") == f"<{URL}#:~:text=He%20said%20so.>"


def test_what_has_a_meaning_in_a_directive_is_encoded() -> None:
    text = "Well-known, (A&B) 50% “so”"
    assert of(text) == (
        f"<{URL}#:~:text=Well%2Dknown%2C%20%28A%26B%29%2050%25%20%E2%80%9Cso%E2%80%9D>"
    )


def test_a_long_sentence_is_given_by_its_first_and_last_words() -> None:
    text = "One two three four five six seven eight nine ten."
    assert of(text) == f"<{URL}#:~:text=One%20two%20three,eight%20nine%20ten.>"


def test_as_many_words_are_given_as_stand_once_in_the_article() -> None:
    text = "It is the case that four five six seven eight nine."
    body = f"{text} It is the end of seven eight nine."
    where = fragment(article(body), Span(0, len(text)))
    assert where == (
        f"<{URL}#:~:text=It%20is%20the%20case,six%20seven%20eight%20nine.>"
    )


@pytest.mark.parametrize(
    ("url", "start"),
    [
        (f"{URL}#part", f"<{URL}#part:~:text=Yes"),
        (f"{URL}_(b)?c=d e", f"<{URL}_%28b%29?c=d%20e#:~:text=Yes"),
    ],
)
def test_an_address_keeps_its_own_parts(url: str, start: str) -> None:
    where = of("Yes.", url)
    assert where is not None
    assert where.startswith(start)


@pytest.mark.parametrize(
    "url", [None, "", "ftp://a.example", "urn:isbn:1", f"{URL}#:~:text=x"]
)
def test_without_an_address_of_the_web_there_is_none(url: str | None) -> None:
    assert of("Yes.", url) is None


@given(texts.filter(lambda t: any(sign.isalnum() for sign in t)), texts)
def test_any_text_gives_a_link_that_discord_takes_whole(body: str, path: str) -> None:
    source = Source(url=f"{URL}/{path}")
    one = Article("a", body, source, (Sentence(0, len(body), 7),))
    (line,) = shown(f"— somebody ({paragraph(one, Span(0, len(body)))})")
    assert line.text == "— somebody (¶ 7)"
    assert line.acting == []


@given(st.text(alphabet="ab-,& “é.", min_size=1, max_size=90))
def test_a_reader_is_led_to_the_words_themselves(body: str) -> None:
    where = fragment(article(f"{body}x"), Span(0, len(body) + 1))
    assert where is not None
    directive = where.removesuffix(">").partition("text=")[2]
    collapsed = " ".join(f"{body}x".split())
    parts = [unquote(part) for part in directive.split(",")]
    assert collapsed.startswith(parts[0])
    assert collapsed.endswith(parts[-1])
    assert "-" not in directive
    assert "&" not in directive


def test_an_address_too_long_for_a_message_is_left_out() -> None:
    long = article("Yes.", f"{URL}/{'x' * 400}")
    assert paragraph(long, Span(0, 4)) == "¶ 1"
