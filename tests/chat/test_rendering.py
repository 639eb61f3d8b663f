from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import Answer, Evidence, Reading, Status
from bot.articles import Source, Span, Stance
from bot.chat.asked import Asked
from bot.chat.paging import LIMIT, length
from bot.chat.quotation import divided, quotation
from bot.chat.rendering import pages_of, render
from tests.chat.discord_markdown import shown
from tests.chat.hostile import answers, evidence, plain, read
from tests.steps import growth

if TYPE_CHECKING:
    from collections.abc import Callable

CC_BY = "https://creativecommons.org/licenses/by/4.0/"


def answered(*passages: Evidence, **more: object) -> Answer:
    return Answer("?", Status.ANSWERED, 1.0, passages, **more)  # type: ignore[arg-type]


def not_found(*closest: Evidence, **more: object) -> Answer:
    fields: dict[str, object] = {"closest": closest, **more}
    return Answer("?", Status.NOT_FOUND, 0.0, **fields)  # type: ignore[arg-type]


def line_of(one: Evidence) -> str:
    return quotation(one.article, one.start, one.end, one.highlights)


def letters(text: str) -> str:
    """Return what of a text can be in bold: no space, mark or control."""
    return "".join(
        sign
        for sign in text
        if not sign.isspace() and unicodedata.category(sign)[0] not in "MC"
    )


@given(evidence())
def test_a_quotation_shows_the_source_and_bold_is_what_matched(one: Evidence) -> None:
    (line,) = shown(line_of(one))
    assert (line.kind, line.acting, line.links) == ("quote", [], [])
    assert read(line.text) == read(one.text)
    matched = "".join(one.article.text(*span) for span in one.highlights)
    assert letters("".join(line.bold)) == letters(matched)


@given(answers)
def test_whatever_is_answered_fits_acts_nowhere_and_quotes_whole(a: Answer) -> None:
    pages = pages_of(a, Asked(a.question, visible=True))
    lines = [line for page in pages for line in shown(page.text)]
    found = a.status is not Status.NOT_FOUND
    passages = a.evidence if found else a.closest
    assert pages
    assert all(0 < length(page.text) <= LIMIT for page in pages)
    assert not [act for line in lines for act in line.acting]
    assert {line.kind for line in lines} <= {"plain", "quote", "small"}
    quoted = "".join(letters(line.text) for line in lines if line.kind == "quote")
    whole = ["".join(letters(p.text) for p in passages[:n]) for n in range(4)]
    assert quoted in whole
    left = quoted != whole[len(passages)]
    assert pages[0].more or not left


@given(st.text(alphabet="a😀é\n ", min_size=1))
def test_length_counts_what_discord_counts_or_more(text: str) -> None:
    assert len(text) <= length(text) == len(text.encode("utf-16-le")) // 2


def test_an_answer_quotes_and_says_who_and_where_and_under_what_licence() -> None:
    source = Source(
        publisher="Mehr News Agency", license="CC BY 4.0", license_url=CC_BY, notice="N"
    )
    one = plain(
        source=source,
        label="On drones",
        speaker="The ambassador",
        stance=Stance.CLAIM,
        highlights=(Span(4, 14),),
    )
    (page,) = render(answered(one))
    assert page == (
        "> The **ambassador** said so. Nobody else did.\n"
        "— The ambassador, claim (¶ 3)\n"
        "-# Mehr News Agency, On drones (our label)"
        f" · CC BY 4.0 <{CC_BY}> · notice in /about · excerpt, emphasis added"
    )


def test_what_the_source_does_not_give_is_not_invented() -> None:
    (page,) = render(answered(plain(source=Source())))
    assert page == (
        "> The ambassador said so. Nobody else did.\n"
        "— reported (¶ 3)\n"
        "-# an-article · excerpt"
    )


def test_title_author_date_and_address_are_given_where_the_source_has_them() -> None:
    source = Source(
        title="Talks", author="A. Writer", url="https://p.example/1", published="2023"
    )
    (page,) = render(answered(plain(source=source, label="ours")))
    assert "-# A. Writer, “Talks” · 2023 · <https://p.example/1> · excerpt" in page


def test_what_only_the_outlet_reports_is_credited_to_the_outlet() -> None:
    assert "— reported by A Paper (¶ 3)" in render(answered(plain()))[0]


def test_a_stance_without_a_known_speaker_stands_alone() -> None:
    (page,) = render(answered(plain(stance=Stance.DENIAL)))
    assert "— denial (¶ 3)" in page


def test_the_other_side_stands_in_the_same_message_right_after_the_first() -> None:
    long = [plain(body=f"{n} " + "x" * 590) for n in "abc"]
    denial = plain(
        body="No, " + "y" * 590, speaker="They", stance=Stance.DENIAL, opposes=True
    )
    (page,) = pages_of(answered(long[0], denial, *long[1:]), Asked("?"))
    assert "The other side:\n> No, " in page.text
    assert page.text.index("> a ") < page.text.index("> No, ") < page.text.index("> b ")
    assert "> c " not in page.text
    assert page.more


def test_the_other_side_of_a_later_passage_stands_behind_that() -> None:
    first, claim = (
        plain(body="It rained."),
        plain(body="Ann lied.", stance=Stance.CLAIM),
    )
    denial = plain(body="Ann did not.", stance=Stance.DENIAL, opposes=True)
    answer = answered(first, claim, denial)
    (page,) = pages_of(answer, Asked("?"))
    assert page.text.index("> It rained.") < page.text.index("> Ann lied.")
    assert "The other side:\n> Ann did not." in page.text
    assert page.text.index("> Ann lied.") < page.text.index("> Ann did not.")
    (brief,) = pages_of(answer, Asked("?"), at_most=1)
    assert "> Ann lied." not in brief.text
    assert "The other side:" not in brief.text


def test_an_allegation_that_fits_without_its_denial_waits_with_it() -> None:
    first, claim = (plain(body=f"{n} " + "x" * 690) for n in "ab")
    denial = plain(body="No, " + "y" * 690, stance=Stance.DENIAL, opposes=True)
    (page,) = pages_of(answered(first, claim, denial), Asked("?"))
    assert "> a " in page.text
    assert "> b " not in page.text
    assert page.more


def test_both_sides_too_long_for_one_message_follow_each_other() -> None:
    denial = plain(body="no " * 550, opposes=True)
    pages = render(answered(plain(body="yes " * 400), denial))
    assert [page.startswith("The other side:") for page in pages] == [False, True]


def test_passages_of_two_articles_each_have_their_small_print() -> None:
    other = plain(slug="another", source=Source(publisher="B Paper"))
    (page,) = render(answered(plain(), plain(), other))
    assert page.count("-# ") == 2
    assert page.index("-# A Paper") < page.index("-# B Paper")


def test_a_passage_too_long_for_a_message_goes_on_in_the_next() -> None:
    long = plain(body="too long " * 300, highlights=(Span(4, 8),), speaker="They")
    first, second = render(answered(long))
    quotes = [line for page in (first, second) for line in shown(page)]
    text = " ".join(line.text for line in quotes if line.kind == "quote")
    assert text == long.text.strip()
    assert first.endswith("-# goes on in the next message")
    assert "— They, reported" in second
    assert "-# A Paper" in second


def test_a_long_passage_after_others_waits_behind_a_button() -> None:
    (page,) = pages_of(answered(plain(), plain(body="too long " * 300)), Asked("?"))
    assert page.more
    assert "too long" not in page.text


def test_what_the_article_disputes_is_said_first() -> None:
    (page,) = render(answered(plain(), disputed=True))
    assert page.startswith("The article reports this as disputed.\n\n> ")


def test_a_word_taken_for_another_is_named() -> None:
    reading = Reading("Nebenzia", "Nebenzya")
    (page,) = render(answered(plain(), readings=(reading,)))
    assert page.startswith("-# “Nebenzia” read as “Nebenzya”\n\n> ")


def test_a_remark_stands_alone() -> None:
    assert render(not_found(remark="Hello! Ask me *anything*.")) == (
        "Hello! Ask me \\*anything\\*.",
    )


def test_not_found_names_unknown_words_and_suggestions_and_gives_a_hint() -> None:
    (page,) = render(
        not_found(
            unknown_words=("Nebenzja", "@everyone"),
            suggestions=(Reading("Nebenzja", "Nebenzya"),),
        )
    )
    assert page == (
        "The articles do not answer this question.\n"
        "No article has the words “Nebenzja”, “\\@everyone”.\n"
        "Did you mean “Nebenzya” (for “Nebenzja”)?\n"
        "Other words may find more; /articles lists what can be asked about."
    )


def test_closest_passages_are_marked_as_perhaps_no_answer() -> None:
    (page,) = render(not_found(plain(), unknown_words=("zebra",)))
    assert page.startswith(
        "The articles do not answer this question.\n"
        "No article has the word “zebra”.\n"
        "Closest passages, which may not answer it:\n\n> "
    )


def test_a_long_echo_of_the_question_is_clipped() -> None:
    (page,) = render(not_found(unknown_words=("x" * 900,) * 40))
    assert length(page) < 400


@pytest.mark.parametrize("highlights", [False, True])
def test_rendering_grows_with_a_long_sentence_and_no_faster(
    *, highlights: bool
) -> None:
    def rendering(length: int) -> Callable[[], object]:
        body = "wörd *other* thing " * (length // 19)
        spans = [Span(i, i + 4) for i in range(0, len(body) - 4, 19)]
        one = plain(body=body, highlights=tuple(spans if highlights else ()))
        return lambda: (
            list(divided(one.article, one.start, one.end, one.highlights))
            and render(answered(one))
        )

    assert growth(rendering, 4_000) < 12


@given(evidence(40))
def test_a_long_passage_in_pieces_is_whole_and_each_fits(one: Evidence) -> None:
    lines = list(divided(one.article, one.start, one.end, one.highlights))
    assert all(length(line) <= LIMIT - 100 for line in lines)
    text = "".join(shown_line.text for line in lines for shown_line in shown(line))
    assert letters(text) == letters(one.text)
