"""Articles that nobody would write, and how they are asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.answering import Answerer, Status
from bot.articles import Source, make_article, read_article
from bot.articles.sentences import LONGEST

if TYPE_CHECKING:
    from pathlib import Path

    from bot.articles import Article

MANY = 3_000


def article(folder: Path, text: str, slug: str = "odd") -> Article:
    path = folder / f"{slug}.md"
    path.write_text(f"---\nlanguage: en\n---\n{text}", "utf-8")
    return read_article(path)


def test_an_article_of_one_word_is_quoted_whole(tmp_path: Path) -> None:
    answerer = Answerer([article(tmp_path, "Landslide")])
    answer = answerer.answer("landslide")
    (found,) = (*answer.evidence, *answer.closest)
    assert (found.text, found.start, found.end) == ("Landslide", 0, 9)
    assert found.highlights == ((0, 9),)
    other = answerer.answer("Was there an avalanche?")
    assert (other.status, other.closest) == (Status.NOT_FOUND, ())
    assert other.unknown_words == ("avalanche",)


@pytest.mark.parametrize(
    "text", ["It is.", "1", "# Fees\n\n## Tolls", "🙂 of the 🙃 a"]
)
def test_an_article_with_nothing_to_find_refuses(tmp_path: Path, text: str) -> None:
    answer = Answerer([article(tmp_path, text)]).answer("What are the tolls and fees?")
    assert (answer.status, answer.confidence) == (Status.NOT_FOUND, 0.0)
    assert not any((answer.closest, answer.features, answer.suggestions))


@pytest.mark.usefixtures("uncovered")
def test_one_sentence_is_found_among_thousands(tmp_path: Path) -> None:
    rows = [
        f"Barge {number} carried gravel past lock {number % 17}."
        for number in range(MANY)
    ]
    rows[1_234] = "The lock-keeper Ida Moen drowned near Sund."
    paragraphs = (" ".join(rows[n : n + 30]) for n in range(0, MANY, 30))
    answerer = Answerer([article(tmp_path, "\n\n".join(paragraphs))])
    answer = answerer.answer("Where did the lock-keeper drown?")
    assert answer.status is Status.ANSWERED
    best = answer.evidence[0]
    assert best.article.text(*best.sentence) == rows[1_234]
    assert best.paragraph == 1 + 1_234 // 30
    barge = answerer.answer("What did barge 2716 carry?").evidence[0]
    assert barge.article.text(*barge.sentence) == rows[2_716]


def test_a_sentence_that_never_ends_is_quoted_in_parts(tmp_path: Path) -> None:
    body = "and the barge carried gravel " * 2_000 + "to Sund."
    answer = Answerer([article(tmp_path, body)]).answer("Which barge came to Sund?")
    found = answer.evidence or answer.closest
    assert all(one.text in body and len(one.text) <= LONGEST for one in found)
    assert found[0].text.endswith("to Sund.")
    assert len(found[0].highlights) == found[0].text.count("barge") + 1


def test_the_text_of_two_articles_is_told_apart_by_its_slug(tmp_path: Path) -> None:
    body = "Ida Moen kept the lock at Sund."
    answerer = Answerer([article(tmp_path, body, slug) for slug in ("one", "two")])
    for slug in ("one", "two"):
        answer = answerer.answer("Who kept the lock?", article=slug)
        assert [e.article.slug for e in answer.evidence] == [slug]


def test_no_article_at_all_answers_nothing() -> None:
    assert Answerer([]).answer("Who kept the lock?").status is Status.NOT_FOUND


@pytest.mark.parametrize(
    "text",
    [
        "Ida\u200bMoen kept\u00a0the\u2009lock.",
        "\u202eIda Moen kept the lock.\u202c",
        "I\u0301da Moen ke\u00adpt the lo\u00adck.",
        "IDA MOEN KEPT THE LOCK",
        "**Ida** _Moen_ kept <b>the</b> lock.",
        "ｋｅｐｔ ｔｈｅ ｌｏｃｋ Ida Moen",
    ],
)
def test_print_and_markup_hide_no_word(tmp_path: Path, text: str) -> None:
    answer = Answerer([article(tmp_path, text)]).answer("Who kept the lock?")
    (found,) = answer.evidence or answer.closest
    assert len(found.highlights) == 2
    assert found.text in text
    assert answer.unknown_words == ()


def test_no_more_than_twenty_words_are_looked_up_for_their_spelling(
    tmp_path: Path,
) -> None:
    endings = [f"{one}{two}" for one in "bcdfg" for two in "hjklmn"]
    names = " ".join(f"lighthouse{ending}" for ending in endings)
    answerer = Answerer([article(tmp_path, f"The keeper wrote {names}.")])
    asked = " ".join(f"lxghthxxse{ending}" for ending in endings)
    answer = answerer.answer(f"Who painted {asked}?")
    assert answer.status is Status.NOT_FOUND
    assert 0 < len(answer.suggestions) <= 20


def test_an_article_without_a_word_hides_no_other() -> None:
    some = [
        make_article(slug, text, Source(), language="en")
        for slug, text in (("dots", "...\n"), ("mill", "The mill burned on Monday."))
    ]
    answer = Answerer(some).answer("When did the mill burn?")
    assert [e.article.slug for e in answer.evidence] == ["mill"]
