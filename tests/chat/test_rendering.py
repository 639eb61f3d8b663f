from __future__ import annotations

import threading
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answering import WHICH_ARTICLE, Answer, Evidence, Reading, Receipt, Status
from bot.answering.small_talk import friendly_line
from bot.articles import (
    Article,
    Sentence,
    Source,
    Span,
    Stance,
    make_article,
    seen,
)
from bot.chat.button_state import place_of
from bot.chat.pages import LIMIT, length
from bot.chat.question_request import QuestionRequest
from bot.chat.quotation import divided, quotation
from bot.chat.receipts import reason
from bot.chat.rendering import NOTHING_MORE, found_in, pages_of
from bot.chat.saying import linked
from bot.errors import AbandonedError
from bot.presentation import excerpt, shortened
from tests.chat.discord_markdown import shown
from tests.chat.hostile import answers, evidence, plain, read
from tests.steps import growth

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.chat.independent import Spoken

CC_BY = "https://creativecommons.org/licenses/by/4.0/"


def render(answer: Answer) -> tuple[str, ...]:
    return tuple(
        page.text for page in pages_of(answer, QuestionRequest(answer.question))
    )


def answered(*passages: Evidence, **more: object) -> Answer:
    return Answer("?", Status.ANSWERED, 1.0, passages, **more)  # type: ignore[arg-type]


def not_found(*closest: Evidence, **more: object) -> Answer:
    fields: dict[str, object] = {"closest": closest, **more}
    return Answer("?", Status.NOT_FOUND, 0.0, **fields)  # type: ignore[arg-type]


def test_what_was_all_shown_and_what_is_stopped_is_not_rendered() -> None:
    one = plain()
    asked = QuestionRequest("?", shown=frozenset([place_of(one).mark]))
    (page,) = pages_of(answered(one), asked)
    assert page.text == NOTHING_MORE
    stop = threading.Event()
    stop.set()
    with pytest.raises(AbandonedError):
        pages_of(answered(one), QuestionRequest("?"), stop=stop)


def line_of(one: Evidence) -> str:
    return quotation(one.article, one.start, one.end, one.highlights)


def letters(text: str) -> str:
    """Return what of a text can be in bold: no space, mark or control."""
    return "".join(
        sign
        for sign in text
        if not sign.isspace() and unicodedata.category(sign)[0] not in "MC"
    )


@pytest.mark.usefixtures("uncovered")
@given(evidence())
def test_a_quotation_shows_the_source_and_bold_is_what_matched(
    spoken: Spoken, one: Evidence
) -> None:
    spoken.messages[line_of(one)] = [read(one.text)]
    (line,) = shown(line_of(one))
    assert (line.kind, line.acting, line.links) == ("quote", [], [])
    assert read(line.text) == read(one.text)
    matched = "".join(one.article.text(*span) for span in one.highlights)
    assert letters("".join(line.bold)) == letters(matched)


@given(st.lists(st.text(min_size=1, max_size=40).filter(seen), min_size=1))
@example(["*a", "- b", "> c\n \n> d", "\u200b\n\n\u200b\n\n1. e"])
def test_paragraphs_of_a_quotation_are_lines_that_begin_and_end_nothing(
    parts: list[str],
) -> None:
    body = "\n\n".join(parts)
    spans = [Span(start, start + 3) for start in range(0, len(body), 5)]
    article = Article("a", body, Source(), ())
    for highlights in ([], spans):
        quote = quotation(article, 0, len(body), highlights)
        lines = shown(quote)
        assert len(parts) <= len(lines) == quote.count("\n") + 1
        assert {line.kind for line in lines} == {"quote"}
        assert not [act for line in lines for act in line.acting]
        assert letters("".join(line.text for line in lines)) == letters(seen(body))
        matched = letters(seen("".join(body[s:e] for s, e in highlights)))
        assert letters("".join(b for line in lines for b in line.bold)) == matched


def test_a_neighbour_that_may_answer_is_left_out_where_there_is_no_room() -> None:
    one = passage(1, "town", also=(2,))
    assert excerpt(one, 450).text == SENTENCES[:117].strip()
    assert excerpt(one, 80).text == SENTENCES[:74].strip()
    shorter = replace(one, end=one.sentence.end)
    assert excerpt(shorter, 450).text == shorter.text  # it is no part of this one


def test_a_sentence_that_leans_on_one_too_long_for_the_room_stands_alone() -> None:
    first = f"The mayor of the town {'very ' * 100}quietly resigned."
    article = make_article("a", f"{first} He denied the rumours.", Source())
    one, two = article.sentences
    whole = plain(article=article)
    passage = replace(
        whole, start=one.start, end=two.end, sentence=Span(two.start, two.end)
    )
    assert excerpt(passage, 900).text == passage.text
    assert excerpt(passage, 100).text == "He denied the rumours."


@pytest.mark.parametrize("sign", ["🇩🇪", "👍🏽", "👩\u200d🚀"])
def test_a_sentence_without_blanks_is_not_cut_inside_of_a_picture(sign: str) -> None:
    body = sign * 30
    for room in range(20, 30):
        text = shortened(plain(body=body), room).text
        assert len(text) > room - len(sign)
        assert text == sign * (len(text) // len(sign))


@pytest.mark.usefixtures("uncovered")
@given(answers, st.integers(1, 3))
def test_whatever_is_answered_fits_acts_nowhere_and_quotes_sentences(
    a: Answer, at_most: int
) -> None:
    asked = QuestionRequest(
        a.question, visible=True, closest=a.status is Status.NOT_FOUND
    )
    pages = pages_of(a, asked, at_most)
    lines = [line for page in pages for line in shown(page.text)]
    passages = found_in(a, asked)
    assert 1 <= len(pages) <= 3
    assert all(0 < length(page.text) <= LIMIT for page in pages)
    assert not [act for line in lines for act in line.acting]
    assert {line.kind for line in lines} <= {"plain", "quote", "small"}
    quotes = [letters(line.text) for line in lines if line.kind == "quote"]
    texts = [letters(passage.text) for passage in passages]
    assert all(any(quote in text for text in texts) for quote in quotes)
    is_divided = any(len(text) > LIMIT // 3 for text in texts)
    if not pages[-1].whole and not is_divided:
        assert len(quotes) in (at_most, at_most + 1, len(passages))
        assert asked.closest or pages[0].more == len(passages) - len(quotes)


@given(st.text(alphabet="a😀é\n ", min_size=1))
def test_length_counts_what_discord_counts_or_more(text: str) -> None:
    assert len(text) <= length(text) == len(text.encode("utf-16-le")) // 2


def test_a_passage_too_long_for_a_message_goes_on_in_the_next() -> None:
    sides = Stance.CLAIM, Stance.DENIAL  # which are kept together
    spans = [(0, 700), (700, 1_400)]
    both = [Sentence(*at, 1, stance=x) for at, x in zip(spans, sides, strict=True)]
    article = Article("a", "*_" * 700, Source(), tuple(both))
    passage = plain(body=article.body, sentence=Span(0, 700))
    passage = replace(passage, article=article)
    pages = render(answered(passage))
    assert len(pages) > 1
    assert all(length(page) <= LIMIT for page in pages)
    quoted = "".join(
        line.text for page in pages for line in shown(page) if line.kind == "quote"
    )
    assert quoted == passage.text


def test_an_answer_says_who_and_where_then_quotes_then_gives_the_licence() -> None:
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
        "**The ambassador** claimed · ¶ 3\n"
        "> The **ambassador** said so. Nobody else did.\n"
        f"-# Mehr News Agency · [CC BY 4.0](<{CC_BY}>)"
        " · excerpt, emphasis added · notice in /about"
    )


def test_a_row_of_a_table_stands_below_its_headers() -> None:
    def row(wide: int) -> Evidence:
        text = (
            f"Quay {'x' * wide} | Depth\n--- | ---\nBerg | 9 m\nLund | {'4' * wide} m"
        )
        *_, last = (
            article := make_article("a", text, Source(), language="en")
        ).sentences
        span = Span(last.start, last.end)
        return Evidence(article, *span, 1.0, span, (), None, Stance.REPORT)

    (page,) = render(answered(row(9)))
    assert "\n> Quay xxxxxxxxx \\| Depth\n> Lund \\| 444444444 m\n" in page
    assert not any("Quay" in page for page in render(answered(row(290))))
    whole = "\n".join(render(answered(row(900))))
    assert whole.count("Lund") == 1


def test_what_the_source_does_not_give_is_not_invented() -> None:
    (page,) = render(answered(plain(source=Source())))
    assert page == (
        "**Report** · ¶ 3\n"
        "> The ambassador said so. Nobody else did.\n"
        "-# an-article · excerpt"
    )


def test_title_author_date_and_address_are_given_where_the_source_has_them() -> None:
    source = Source(
        title="Talks", author="A. Writer", url="https://p.example/1", published="2023"
    )
    (page,) = render(answered(plain(source=source, label="ours")))
    assert "-# A. Writer, “Talks” · 2023 · excerpt" in page
    assert "[¶ 3](<https://p.example/1#:~:text=The%20ambassador" in page


def test_what_nobody_sees_is_absent() -> None:
    unseen = "\u200b \u2063"
    names = ("title", "publisher", "author", "published", "license", "notice")
    source = Source(**dict.fromkeys(names, unseen), license_url=CC_BY)
    assert source == Source(license_url=CC_BY)
    one = plain(source=source, label=unseen, speaker=unseen, stance=Stance.CLAIM)
    assert one.article.name == "an-article"
    (page,) = render(answered(one))
    assert page == (
        "**Claim** · ¶ 3\n"
        "> The ambassador said so. Nobody else did.\n"
        f"-# an-article · <{CC_BY}> · excerpt"
    )
    receipt = Receipt((), (("who says it", 3.0),), shared=(Span(4, 14),))
    said = reason(answered(one), [replace(one, receipt=receipt)])
    assert said.startswith("It shares “ambassador” with your question.")


def test_a_licence_whose_name_can_lead_nowhere_stands_before_its_address() -> None:
    source = Source(license="[CC]_BY", license_url=CC_BY)
    (page,) = render(answered(plain(source=source)))
    assert f" · \\[CC\\]\\_BY <{CC_BY}> · " in page


def test_what_only_the_outlet_reports_is_credited_to_the_outlet() -> None:
    assert render(answered(plain()))[0].startswith("**A Paper** reported · ¶ 3\n> ")


def test_what_he_says_is_credited_to_nobody() -> None:
    page = render(answered(plain(speaker="he")))[0]
    assert page.startswith("**Report** · ¶ 3\n> ")


def test_what_the_outlet_reports_stands_beside_a_denial_without_a_name() -> None:
    body = "The mill burned on Monday. He denied that he had set it."
    article = make_article("mill", body, Source(publisher="A Paper"))
    first, end = article.sentences[0], len(body)
    also = (Span(article.sentences[1].start, end),)
    one = replace(
        plain(article=article), end=end, sentence=Span(first.start, first.end)
    )
    (page,) = render(answered(replace(one, also=also)))
    assert page.startswith("**A Paper** reported; **Denial** · ¶ 1\n> ")


def test_a_stance_without_a_known_speaker_stands_alone() -> None:
    (page,) = render(answered(plain(stance=Stance.DENIAL)))
    assert page.startswith("**Denial** · ¶ 3\n> ")


def test_the_other_side_stands_right_after_the_first_and_the_rest_waits() -> None:
    long = [plain(body=f"{n} " + "x" * 590) for n in "abc"]
    denial = plain(
        body="No, " + "y" * 590, speaker="Ek", stance=Stance.DENIAL, opposes=True
    )
    (page,) = pages_of(answered(long[0], denial, *long[1:]), QuestionRequest("?"))
    assert "The other side: **Ek** denied · ¶ 3\n> No, " in page.text
    assert page.text.index("> a ") < page.text.index("> No, ")
    assert "> b " not in page.text
    assert page.more == 2


def test_an_allegation_never_stands_without_its_denial() -> None:
    first = plain(body="It rained.")
    claim = plain(body="Ann lied.", stance=Stance.CLAIM)
    denial = plain(body="Ann did not.", stance=Stance.DENIAL, opposes=True)
    answer = answered(first, claim, denial)
    (brief,) = pages_of(answer, QuestionRequest("?"), at_most=1)
    assert "> Ann lied." not in brief.text
    assert "The other side" not in brief.text
    assert brief.more == 2
    (page,) = pages_of(answer, QuestionRequest("?"), at_most=3)
    assert page.text.index("> Ann lied.") < page.text.index("> Ann did not.")
    pages = pages_of(answer, QuestionRequest("?", shown=brief.marks), at_most=1)
    assert "> Ann lied." in pages[0].text
    assert "> Ann did not." in pages[0].text


SENTENCES = (
    "The mill stood idle for years. It was bought by the town of Dover in May. "
    "The price was paid in full by its members. "
    "Nobody has lived in the old house since then."
)


def passage(best: int, *words: str, also: tuple[int, ...] = ()) -> Evidence:
    article = make_article("mill", SENTENCES, Source(publisher="A"), language="en")
    places = [Span(sentence.start, sentence.end) for sentence in article.sentences]
    spans = sorted(Span(SENTENCES.index(w), SENTENCES.index(w) + len(w)) for w in words)
    return Evidence(
        article=article,
        start=0,
        end=len(SENTENCES),
        score=1.0,
        sentence=places[best],
        highlights=tuple(spans),
        speaker=None,
        stance=Stance.REPORT,
        also=tuple(places[n] for n in also),
    )


@pytest.mark.parametrize(
    ("one", "quoted"),
    [
        (passage(3, "Nobody"), SENTENCES[117:]),
        (passage(2, "price"), SENTENCES[74:117]),
        (passage(1, "town"), SENTENCES[:74]),  # "It" leans on the sentence before
        (passage(2, "paid", also=(3,)), SENTENCES[74:]),
        (passage(2, "paid", also=(1, 3)), SENTENCES[30:]),
        (passage(3, "Nobody", "house"), SENTENCES[117:]),
    ],
)
def test_the_sentence_that_answers_is_shown_with_the_neighbour_it_needs(
    one: Evidence, quoted: str
) -> None:
    (page,) = render(answered(one))
    (line,) = [line.text for line in shown(page) if line.kind == "quote"]
    assert line == quoted.strip()


BOTH_SIDES = (
    "Mayor Ann Roe claimed that the miller sold rotten grain. "
    "The town of Dover has lived from the mill for years. "
    "The miller Tom Low denied that he sold rotten grain. "
    "It rained."
)


@pytest.mark.parametrize(
    ("best", "opposes", "quoted"),
    [
        (0, False, BOTH_SIDES.removesuffix(" It rained.")),
        (2, False, BOTH_SIDES.removesuffix(" It rained.")),
        (
            1,
            False,
            "The town of Dover has lived from the mill for years.",
        ),  # it takes no side
        (2, True, "The miller Tom Low denied that he sold rotten grain."),
    ],
)
def test_a_side_is_not_cut_from_the_other_that_its_passage_holds(
    best: int, quoted: str, *, opposes: bool
) -> None:
    article = make_article("mill", BOTH_SIDES, Source(publisher="A"), language="en")
    stances = [s.stance for s in article.sentences]
    assert stances == [Stance.CLAIM, Stance.REPORT, Stance.DENIAL, Stance.REPORT]
    sentence = article.sentences[best]
    one = plain(
        body=BOTH_SIDES,
        sentence=Span(sentence.start, sentence.end),
        stance=sentence.stance,
        opposes=opposes,
    )
    (page,) = render(answered(replace(one, article=article)))
    (line,) = [line.text for line in shown(page) if line.kind == "quote"]
    assert line == quoted


def test_passages_of_two_articles_each_have_their_small_print() -> None:
    other = plain(slug="another", source=Source(publisher="B Paper"))
    (page,) = [
        p.text for p in pages_of(answered(plain(), other), QuestionRequest("?"), 2)
    ]
    assert page.count("-# ") == 2
    assert page.index("-# A Paper") < page.index("-# B Paper")


LONG = "too long, " * 300


@pytest.mark.parametrize("body", [LONG, "too_long " * 300])  # with and without clauses
@pytest.mark.parametrize("stance", Stance)
@pytest.mark.parametrize("place", [4, 2_004])
def test_a_sentence_too_long_for_two_glances_loses_its_end_alone_and_shows_that(
    body: str, place: int, stance: Stance
) -> None:
    long = plain(body=body, highlights=(Span(place, place + 4),), stance=stance)
    (page,) = pages_of(answered(long), QuestionRequest("?"))
    assert page.places == (place_of(long),)
    (line,) = [line.text for line in shown(page.text) if line.kind == "quote"]
    assert body.startswith(line)
    assert line.endswith(("too long,", "too_long"))
    assert 600 < length(page.text) <= 700
    assert "\n[…]\n-# " in page.text
    assert " · part of a sentence" in page.text


def test_what_was_said_to_be_untrue_is_never_shown_without_that() -> None:
    rumours = "that the crew had been drunk and had seen nothing, " * 30
    body = f"The court found it untrue {rumours}as the owner had written."
    owner = Span(body.index("owner"), body.index("owner") + 5)
    one = plain(body=body, highlights=(owner,))
    for passages in ((one,), (one, replace(one, opposes=True))):
        (page,) = pages_of(answered(*passages), QuestionRequest("?"), 2)
        quotes = [line.text for line in shown(page.text) if line.kind == "quote"]
        assert len(quotes) == len(passages)
        assert all(q.startswith("The court found it untrue that") for q in quotes)
        assert page.text.count("\n[…]\n") == len(passages)
        assert length(page.text) <= (700, 1_200)[len(passages) - 1]


@pytest.mark.parametrize("unit", ["x", "桥", "e\u0301\u0323", "👩\u200d👩\u200d👧"])
def test_a_sentence_without_any_break_is_cut_between_two_characters(unit: str) -> None:
    body = f"a {unit * 900}"
    (page,) = render(answered(plain(body=body)))
    (line,) = [line.text for line in shown(page) if line.kind == "quote"]
    assert body.startswith(line)
    assert (len(line) - 2) % len(unit) == 0
    assert "\n[…]\n-# " in page
    assert 300 < length(page) <= 700


def test_what_has_no_room_for_its_links_is_linked_once() -> None:
    address = f"https://p.example/{'a' * 200}"
    source = Source(publisher="A", url=address)
    brief, wordy = plain(source=source), plain(source=source, body="word " * 90)
    assert "[¶ 3](" in render(answered(brief))[0]
    (page,) = render(answered(wordy))
    assert "[source](" not in render(answered(brief))[0]
    assert "reported · ¶ 3\n> word" in page
    assert f"[source](<{address}>)" in page
    assert length(page) < 700


def test_what_the_article_disputes_is_said_first() -> None:
    (page,) = render(answered(plain(), disputed=True))
    assert page.startswith("The article reports this as disputed.\n\n**A Paper**")


def test_a_word_taken_for_another_is_named() -> None:
    reading = Reading("Nebenzia", "Nebenzya")
    (page,) = render(answered(plain(), readings=(reading,)))
    assert page.startswith("-# “Nebenzia” read as “Nebenzya”\n\n**A Paper**")


def test_a_remark_is_ours_and_stands_alone_with_its_commands_to_click() -> None:
    (page,) = render(not_found(remark=friendly_line("show me paragraph 2")))
    assert linked(page, {"cite": "</cite:5>"}) == (
        "</cite:5> shows a paragraph by its number."
    )


def test_what_an_article_itself_is_asked_for_stands_in_its_source() -> None:
    source = Source(title="Bribes", author="Mats *Ek*", published="3 May 2026")
    about = make_article("report", "It began.", source)
    (page,) = pages_of(not_found(remark="It is:", about=about), QuestionRequest("?"))
    assert page.text == "It is:\n-# Mats \\*Ek\\*, “Bribes” · 3 May 2026"
    assert not page.error


@pytest.mark.parametrize(("remark", "lists"), [(WHICH_ARTICLE, True), ("Hi.", False)])
def test_where_an_article_has_to_be_chosen_a_button_lists_them(
    remark: str, *, lists: bool
) -> None:
    (page,) = pages_of(not_found(remark=remark), QuestionRequest("?"))
    assert page.lists is lists


def test_how_an_article_begins_is_no_summary_and_has_no_reason() -> None:
    (page,) = pages_of(answered(plain(), opening=True), QuestionRequest("?"))
    assert page.text.startswith("I write no summaries. This is how the article begins:")
    assert not page.why


def test_not_found_names_unknown_words_and_suggestions_and_leads_on() -> None:
    (page,) = pages_of(
        not_found(
            plain(),
            unknown_words=("Nebenzja", "@everyone"),
            suggestions=(Reading("Nebenzja", "Nebenzya"),),
        ),
        QuestionRequest("?"),
    )
    assert page.text == (
        "The articles do not answer this question.\n"
        "-# No article has the words “Nebenzja”, “\\@everyone”.\n"
        "Did you mean “Nebenzya” (for “Nebenzja”)?"
    )
    assert (page.closest, page.meant, page.lists) == (True, True, True)


def test_closest_passages_are_marked_as_perhaps_no_answer() -> None:
    asked = QuestionRequest("zebra?", visible=True, closest=True)
    (page,) = pages_of(not_found(plain(), unknown_words=("zebra",)), asked, 3)
    assert page.text.startswith(
        "Closest passages, which may not answer it:\n-# Asked: zebra?\n\n**A Paper**"
    )


def test_what_is_unsure_says_so_first_and_again_with_each_further_passage() -> None:
    one, two = plain(), plain(body="The sea was calm.")
    unsure = replace(answered(one, two), status=Status.UNSURE)
    (first,) = pages_of(unsure, QuestionRequest("zebra?", visible=True))
    marks = frozenset([place_of(one).mark])
    (next_one,) = pages_of(unsure, QuestionRequest("zebra?", visible=True, shown=marks))
    for page in (first, next_one):
        assert page.text.startswith(f"{page.head}\n-# Asked: zebra?\n\n")
        assert page.head.startswith("**Perhaps.**")


def test_a_long_echo_of_the_question_is_clipped() -> None:
    (page,) = render(not_found(unknown_words=("x" * 900,) * 40))
    assert length(page) < 400


def test_a_long_passage_and_its_other_side_keep_to_what_two_glances_take() -> None:
    sentence = "The minister said in the morning that nobody had known of it at all. "
    body = sentence * 8
    article = make_article("a", body, Source(publisher="A"), language="en")
    first = article.sentences[2]
    one = replace(
        plain(), article=article, end=len(body), sentence=Span(*first_of(first))
    )
    other = replace(one, opposes=True, stance=Stance.DENIAL)
    (alone,), (both,) = render(answered(one)), render(answered(one, other))
    assert length(alone) < 700
    assert length(both) < 1_200


def first_of(sentence: Sentence) -> tuple[int, int]:
    return sentence.start, sentence.end


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
