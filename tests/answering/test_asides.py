"""What states nothing answers nothing, though it shares a question's words."""

from __future__ import annotations

import pytest

from bot.answering import Answerer
from bot.answering.sources import ASIDE, document_of
from bot.articles import Source, make_article
from bot.meaning import open_encoder

SOURCES = """A bag of letters was found in a ditch near Vik.

The letters were old, a farmer said.

{title}

"Lost letters found in ditch" — The Vik Post, August 15, 2008

Jo Lunn. "Farmer finds letters" — Daily Herald
"""
INTERVIEW = """Ann Roe runs for mayor of Vik.

You did well in the polls, better than any baker before. Why do the polls love you?

People want a say. They are tired of the old council.

The council is against you. How will you rule?

With patience.
"""


def asides(text: str) -> list[str]:
    tags = document_of(article := make_article("a", text, Source())).tags
    return [
        article.text(s.start, s.end)
        for s in article.sentences
        if tags.get(s.start, 0) & ASIDE
    ]


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("title", ["Sources", "## References", "**Quellen**"])
def test_entries_of_a_list_of_sources_fill_no_place(title: str) -> None:
    text = SOURCES.format(title=title)
    found = Answerer([make_article("a", text, Source())]).answer(
        "which letters did the farmer find in the ditch"
    )
    assert {e.text[:6] for e in found.evidence} <= {"A bag ", "The le"}
    assert len(asides(text)) >= 3
    for more in ("## Weather", "The repair of the pier will cost nine million crowns."):
        assert asides(f"{text}\n\n{more}\n\nRain fell.") == asides(text)


def test_a_heading_with_a_pipe_heads_what_is_no_row() -> None:
    text = "# Ferries | The Beacon\n\nIt costs 7 crowns.\n\n## Fees | 2024\n\n"
    text += "Span | Fee\n-|-\nDay | 9\n"
    article = make_article("a", text, Source(), language="en")
    also = [*document_of(article).also.values()]
    ferries = "Ferries | The Beacon"
    assert [one.split() for one in also] == [
        one.split()
        for one in (
            f"{ferries}",
            f"{ferries}",
            "Fees | 2024",
            "Fees | 2024 Span | Fee",
            "Fees | 2024 Span | Fee",
        )
    ]


def test_what_leads_up_to_an_interviewers_question_is_no_answer() -> None:
    assert asides(INTERVIEW) == [
        "You did well in the polls, better than any baker before.",
        "The council is against you.",
    ]
    article = make_article("roe", INTERVIEW, Source())
    answerer = Answerer([article], encoder=open_encoder())
    found = answerer.answer("why did she do so well in the polls")
    assert found.evidence[0].text.startswith("People want a say.")
    one = INTERVIEW[: INTERVIEW.index("The council is")]
    assert not asides(one)  # an article may end a paragraph with a question


@pytest.mark.parametrize(
    ("line", "is_date"),
    [
        ("Thursday, February 23, 2006", True),
        ("23 février 2006", True),
        ("Donnerstag, 23. Februar 2006", True),
        ("May 2006 saw rain.", False),
        ("The pier was closed on February 23, 2006", False),
    ],
)
def test_a_line_that_is_a_date_answers_nothing(line: str, *, is_date: bool) -> None:
    found = asides(f"{line}\n\nThe pier was closed.")
    assert " ".join(found) == line * is_date


SECTIONS = """## The ferry

It sails twice a day and takes forty people.

## The funicular

It goes up every ten minutes and takes ninety people.
"""


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how often does the ferry sail", "twice"),
        ("how many people fit the funicular", "up"),
    ],
)
def test_a_heading_counts_for_what_stands_under_it(question: str, said: str) -> None:
    article = make_article("vik", SECTIONS, Source())
    best = Answerer([article]).answer(question)
    assert said in (best.evidence or best.closest)[0].text


def test_the_title_of_an_article_counts_for_its_sentences() -> None:
    text = "It takes {} people, the captain said. Tea is served on deck."
    articles = [
        make_article(title.lower(), text.format(number), Source(title=title))
        for title, number in (("Ferry", "forty"), ("Steamer", "ninety"))
    ]
    assert len({a.key for a in articles}) == len(articles)
    found = Answerer(articles).answer("how many people does the steamer take")
    assert "ninety" in (found.evidence or found.closest)[0].text
    assert not found.unknown_words
    renamed = make_article("ferry", articles[0].body, Source(title="Steamer"))
    assert renamed.key != articles[0].key  # so that it is indexed anew
