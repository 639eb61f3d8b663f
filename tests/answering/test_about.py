"""What is asked of an article itself: how it begins, whose it is, of when."""

from __future__ import annotations

import pytest

from bot.answering import WHICH_ARTICLE, Answerer, Status
from bot.answering.about import Wanted, wanted_of
from bot.articles import Source, Stance, make_article

REPORT = """By Mats Ek

The mayor of Lindholm took bribes from a ferry company, the prosecutor Ida Holm \
claimed on Monday. The trial begins in May. Three other members of the council are \
accused as well. None of them is in custody.

The pier was closed in April.

Mayor Olga Lind denied that she took bribes from the ferry company.
"""
MILL = (
    "The mill at Ekby grinds rye, and its wheel was repaired in 2004 by the council.\n"
)
MADE = Source(title="Bribes", author="Mats Ek", published="3 May 2026")
ASKED = {
    Wanted.OPENING: (
        "Summarise the article",
        "can you summarize this for me please?",
        "tl;dr",
        "give me a quick summary of this article",
        "What's this article about?",
        "what does the article say?",
        "What happened?",
        "main points please",
        "show me the full article",
        "Fass den Artikel bitte kurz zusammen",
        "Worum geht's in dem Artikel?",
        "Zusammenfassung",
        "De quoi parle cet article ?",
        "Résume l'article, s'il te plaît",
        "De quoi s'agit-il ?",
        "gimme the gist plz",
        "explain it to me like I'm 5",
        "too long, didn't read",
        "whats the topic",
        "worum gehts",
        "was ist das Thema?",
        "c'est quoi le sujet",
        "fass mal bitte zusammen",
        "resume stp",
        "ca parle de quoi",
        "explain what the article says",
        "Hi there, can you summarize the article?",
        "summarise it in three short sentences please",
        "what this article is about",
        "Kannst du mir den Artikel kurz zusammenfassen?",
        "Hallo, gib mir bitte eine Zusammenfassung",
        "Kannst du mir eine Zusammenfassung geben?",
        "Peux-tu résumer l'article ?",
        "Fais-moi un résumé, s'il te plaît",
        "Pouvez-vous me faire un résumé de l'article ?",
    ),
    Wanted.AUTHOR: (
        "who wrote this?",
        "Thanks! Who wrote this?",
        "Who is the author of the article?",
        "Wer hat diesen Artikel geschrieben?",
        "Qui a écrit cet article ?",
        "whos the author",
        "wer hats geschrieben",
        "qui a ecrit ca",
    ),
    Wanted.DATE: (
        "When was this article published?",
        "what's the date?",
        "Wann ist der Artikel erschienen?",
        "Quand cet article a-t-il été publié ?",
        "wann wurde der artikel veroffentlicht",
        "is this news recent?",
        "what date is this from",
        "c'est de quand",
    ),
    Wanted.SOURCE: (
        "where is this from",
        "What's your source?",
        "link?",
        "what is the headline",
        "Woher stammt der Artikel?",
        "D'où vient cet article ?",
        "sauce?",
        "give me the link pls",
        "whats ur source",
        "wo kommt das her",
        "qui a publié ça",
        "c'est quoi la source",
        "C'est quoi ta source ?",
    ),
}


def article(slug: str, body: str, source: Source = MADE) -> Answerer:
    return Answerer([make_article(slug, body, source)])


@pytest.fixture
def several() -> Answerer:
    made = [make_article(*one, MADE) for one in (("report", REPORT), ("mill", MILL))]
    return Answerer(made)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [(question, wanted) for wanted, some in ASKED.items() for question in some],
)
def test_what_is_wanted_of_an_article_is_told(question: str, wanted: Wanted) -> None:
    assert wanted_of(question) is wanted


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the letter?",
        "Who wrote the story about the mayor?",
        "What is the trial about?",
        "When was the pier closed?",
        "Where is the mayor from?",
        "Who is the author of the report?",
        "What is the source of the bribes?",
        "What does the mayor say?",
        "Give me a summary of the trial",
        "What happened in May?",
        "Explain the trial",
        "How old is the mayor?",
        "What is the source of the smell?",
        "Can you summarize the trial in three sentences?",
        "Kannst du den Prozess zusammenfassen?",
        "summarise " * 100,
        "",
    ],
)
def test_what_is_asked_of_its_matter_is_looked_for(question: str) -> None:
    assert wanted_of(question) is None


def test_who_wants_a_summary_is_shown_how_the_article_begins() -> None:
    answer = article("report", REPORT).answer("Summarise the article")
    assert answer.status is Status.ANSWERED
    assert answer.opening
    first, other = answer.evidence
    assert first.text.startswith("The mayor of Lindholm took bribes")
    assert first.text.endswith("are accused as well.")
    assert (first.speaker, first.stance) == ("Ida Holm", Stance.CLAIM)
    assert not first.highlights
    assert [first.article.text(*span) for span in first.also] == [
        "The trial begins in May.",
        "Three other members of the council are accused as well.",
    ]
    assert other.opposes
    assert other.stance is Stance.DENIAL
    assert not answer.unknown_words


def test_the_shortest_article_begins_with_its_first_sentences() -> None:
    short = "# Title\n\nShort.\n\nNo.\n\n## More\n\nYes.\n"
    (found,) = article("short", short).answer("tl;dr").evidence
    assert found.text == "Short.\n\nNo."


def test_an_article_of_nothing_but_headings_has_no_beginning() -> None:
    answer = article("headings", "# Title\n").answer("tl;dr")
    assert answer.status is Status.NOT_FOUND
    assert not answer.evidence


def test_its_source_tells_whose_it_is_and_of_when() -> None:
    answerer = article("report", REPORT)
    for question in ("Who wrote this?", "When was this published?", "source?"):
        answer = answerer.answer(question)
        assert answer.remark == "This is what is known of the source of the article:"
        assert answer.about == answerer.articles[0]
        assert answer.status is Status.NOT_FOUND
        assert not answer.evidence


def test_it_is_said_what_the_source_does_not_tell() -> None:
    answerer = article("report", REPORT, Source(publisher="The Lindholm Post"))
    author, date = map(answerer.answer, ("Who wrote this?", "When was this written?"))
    assert str(author.remark).startswith("The source names no author.")
    assert str(date.remark).startswith("The source gives no date.")
    assert author.about


def test_of_several_articles_one_has_to_be_named(several: Answerer) -> None:
    assert several.answer("What is this about?").remark == WHICH_ARTICLE
    answer = several.answer("What is this about?", article="mill")
    assert [e.article.slug for e in answer.evidence] == ["mill"]
    assert several.answer("who wrote this?", article="mill").about


def test_what_follows_a_question_asks_of_its_matter(several: Answerer) -> None:
    answer = several.answer("What is this about?", context="the wheel of the mill")
    assert answer.remark is None
    assert answer.evidence[0].article.slug == "mill"


def test_where_nothing_is_found_of_the_matter_the_article_was_meant(
    several: Answerer,
) -> None:
    answer = several.answer("tl;dr", context="the price of zinc")
    assert answer.remark == WHICH_ARTICLE


def test_it_is_the_article_where_no_question_came_before() -> None:
    answerer = article("report", REPORT)
    for question in ("who wrote it", "When was it published?", "who published it"):
        assert answerer.answer(question).about == answerer.articles[0]
    after = answerer.answer("when was it written?", context="the trial of the mayor")
    assert after.about is None
