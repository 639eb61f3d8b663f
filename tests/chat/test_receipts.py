from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.answering import Answer, Answerer, Evidence, Feature, Receipt, Status
from bot.articles import Source, Span, make_article, read_corpus
from bot.chat.pages import LIMIT, length
from bot.chat.receipts import details, reason
from bot.chat.wording import speaking
from bot.retrieval.levels import LEVELS
from tests.chat.conftest import CORPUS
from tests.chat.discord_markdown import shown
from tests.chat.hostile import plain
from tests.chat.shelved import INDEX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Part = tuple[str, float]

FEATURES = (
    Feature("words found", 0.75, 2.0),
    Feature("words unknown", 1.0, -0.5),
    Feature("distance", 0.0, 1.0),
)


def of(*passages: Evidence, **more: object) -> str:
    fields: dict[str, object] = {"features": FEATURES, **more}
    answer = Answer("?", Status.ANSWERED, 0.72, passages, **fields)  # type: ignore[arg-type]
    return "\n".join(details(answer, passages))


def test_details_name_words_their_weight_and_what_the_score_is_made_of() -> None:
    one = plain(
        highlights=(Span(4, 14), Span(15, 19)),
        receipt=Receipt(
            (("ambassador", 2.5), ("say", 0.5)),
            (("words", 3.0),),
            (Span(4, 14), Span(15, 19)),
        ),
        score=3.0,
    )
    assert of(one).startswith(
        "**Passage 1** (¶ 3)\n"
        "Words that match: “ambassador”, “said”.\n"
        "What each counts for: ambassador 2.50, say 0.50.\n"
        "Score 3.00, made of words 3.00.\n\n"
        "**The articles answer the question**: confidence 72%.\n"
        "words found 0.75: speaks for an answer (+1.50)\n"
        "words unknown 1.00: speaks against an answer (-0.50)\n"
        "distance 0.00: speaks neither for nor against an answer\n\n"
    )


def test_words_of_a_question_are_not_taken_for_names_of_figures() -> None:
    terms = (("missing", 2.0), ("article", 1.5), ("like “share”", 1.0))
    one = plain(receipt=Receipt(terms, (("article", 0.5),)))
    assert "for: missing 2.00, article 1.50, like “share” 1.00.\n" in of(one)
    with speaking("de"):
        text = of(one)
    assert "missing 2.00, article 1.50, ähnlich wie „share“ 1.00.\n" in text
    assert "Artikel 0.50" in text


def test_the_other_side_is_said_to_be_one() -> None:
    text = of(plain(opposes=True))
    assert "**Passage 1** (¶ 3)\nIt stands here as the other side" in text
    assert "Score 1.00.\n" in text


def test_a_refusal_is_explained_as_well() -> None:
    closest = plain()
    answer = Answer("?", Status.NOT_FOUND, 0.1, closest=(closest,))
    (text,) = details(answer, [closest])
    assert "**The articles do not answer the question**: confidence 10%." in text


def test_any_details_fit_and_nothing_in_it_acts() -> None:
    terms = (("**@everyone** " * 9, 1.0),) * 30
    one = plain(
        body="*word* " * 50,
        highlights=tuple(Span(7 * n, 7 * n + 6) for n in range(50)),
        receipt=Receipt(terms, terms),
    )
    features = (Feature("`x` " * 30, 1.0, 1.0),) * 30
    answer = Answer("?", Status.ANSWERED, 1.0, (one,) * 3, features=features)
    for text in details(answer, answer.evidence):
        assert length(text) <= LIMIT
        assert not [act for line in shown(text) for act in line.acting]


def because(one: Evidence, status: Status = Status.ANSWERED) -> str:
    return reason(Answer("?", status, 0.72, (one,)), [one])


def test_a_reason_is_two_sentences_a_member_understands() -> None:
    receipt = Receipt(shared=(Span(4, 14), Span(15, 19)))
    one = plain(receipt=receipt, speaker="Ann")
    assert because(one) == (
        "It shares “ambassador”, “said” with your question. "
        "I am 72% sure that it answers your question."
    )
    assert because(one, Status.NOT_FOUND).endswith("so I do not call it an answer.")


def test_a_reason_names_the_speaker_who_was_asked_for() -> None:
    receipt = Receipt((), (("who says it", 3.0),), shared=(Span(4, 14),))
    one = plain(speaker="Ann", receipt=receipt)
    assert because(one).startswith("These words of Ann share “ambassador” with")


def test_a_reason_names_who_says_the_best_sentence_of_several_who_speak() -> None:
    text = (
        "Eva Lind denied the charge. Tom Low said that the mill burned. "
        "Tom Low denied that he was there."
    )
    article = make_article("mill", text, Source())
    best = article.sentences[1]
    receipt = Receipt((), (("who says it", 3.0),), shared=(Span(best.start, best.end),))
    one = replace(plain(article=article), end=len(text), receipt=receipt)
    one = replace(one, sentence=Span(best.start, best.end), speaker="Tom Low")
    assert because(one).startswith("These words of Tom Low share")
    assert [voice.speaker for voice in one.voices] == ["Tom Low", "Eva Lind"]


def test_a_reason_of_somebodys_words_reads_well_in_german() -> None:
    receipt = Receipt((), (("who says it", 3.0),), shared=(Span(4, 14),))
    with speaking("de"):
        told = because(plain(speaker="Ann", receipt=receipt))
    assert told.startswith("Diese Worte von Ann ")
    assert told.endswith("sicher, dass das deine Frage beantwortet.")


def test_a_reason_speaks_of_what_is_shown_alone_and_tells_synonyms_apart() -> None:
    meant = ((Span(4, 14), "envoy"), (Span(15, 19), "said"), (Span(24, 30), "none"))
    receipt = Receipt(shared=(Span(15, 19), Span(31, 34)), meant=meant)
    first = plain(receipt=receipt, end=23)  # “The ambassador said so.”
    assert because(first).startswith(
        "It shares “said” with your question, and has “ambassador” for your “envoy”. "
    )
    only = plain(receipt=replace(receipt, shared=()), end=14)
    assert because(only).startswith("It has “ambassador” for your “envoy”. I am")


def test_words_that_were_read_as_near_are_told_in_a_reason_and_in_its_details() -> None:
    near = ((Span(4, 14), "envoy"), (Span(24, 30), "none"))
    one = plain(receipt=Receipt(shared=(Span(15, 19),), near=near), end=23)
    told = "I read “envoy” as near to “ambassador”."
    assert because(one) == (
        f"It shares “said” with your question.\n{told} "
        "I am 72% sure that it answers your question."
    )
    assert told in of(one).split("\n")


def test_what_shares_no_word_is_found_by_its_meaning() -> None:
    assert because(plain()).startswith("It means much the same as your question")


def test_every_part_and_figure_has_a_name_in_each_language() -> None:
    answer = Answerer(read_corpus(CORPUS).articles, INDEX.segments).answer(
        "Who denied the allegations?"
    )
    parts = tuple((level.name, 1.0) for level in LEVELS)
    first = answer.evidence[0]
    score = {**dict(first.receipt.parts), **dict(parts)}
    for some in batched(score.items(), 8):
        one = replace(first, receipt=replace(first.receipt, parts=some))
        english = "\n".join(details(answer, [one]))
        with speaking("de"):
            german = "\n".join(details(answer, [one]))
        names = [*(name for name, _ in some), *(f.name for f in answer.features)]
        assert not [name for name in names if re.search(rf"\b{name} [-\d]", german)]
        assert f"{answer.confidence:.0%}" in english
        assert f"{100 * answer.confidence:.0f}\u00a0%" in german
        assert "“" not in re.sub("„[^“]*“", "", german)


def batched(pairs: Iterable[Part], size: int) -> Iterator[tuple[Part, ...]]:
    rest = iter(pairs)
    while some := tuple(islice(rest, size)):
        yield some
