"""What holds of every answer, whatever is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answering import MAX_QUESTION, Answerer, Status
from bot.answering.confidence import shipped_weights
from bot.articles import Stance, read_article, read_corpus
from bot.errors import QuestionError
from bot.retrieval.analysis import Analyser
from bot.retrieval.passages import MAX_CHARACTERS, MAX_SENTENCES
from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from bot.answering import Answer, Evidence

pytestmark = pytest.mark.usefixtures("uncovered")

DAM = """The Orrdal dam burst in 1962, an inquiry found. Engineer Eva Holm accused the \
power board of hiding cracks. The board denied the accusation.

A farmers’ union alleged that the dam flooded 40 farms. Rain had fallen for weeks.

## The valley after the flood

“The dam was safe,” the board’s chairman, Nils Roe, said. He rejected the claims.

The valley has a museum today. A ticket costs 30 crowns. Children pay nothing. It \
opens in May.
"""
WELL = """Eva Holm dug a well in Orrdal. The well supplies nine farms with water.

The union claimed that the well was poisoned.
"""
QUAY = """The quay at Orrdal sank in 1971.

Harbour master Tove Lien said the piles had rotted.

She had warned the board of the valley twice.

The board denied the accusation of neglect.

## Repairs

A diver mends the piles each May.

Why does the valley wait so long?

The water is cold, the diver told the union.
"""
PERSIAN = "سد قدیمی در دره است. موزه دره هر روز باز است."
WORDS = sorted(set(re.findall(r"[\w’.]+", f"{DAM} {WELL} {QUAY} {PERSIAN}")))
# Words that the articles have, misspelt ones, synonyms, and anything else.
ASKED = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(WORDS).map(lambda word: f"{word[:2]}{word[3:]}"),
        st.sampled_from(["Who", "why", "how many", "refute", "charges", "?", "the"]),
        st.text(max_size=6),
    ),
    min_size=1,
    max_size=14,
).map(" ".join)


@dataclass(frozen=True)
class Asked:
    """One call of the Answerer."""

    question: str
    article: str | None
    limit: int
    context: str


CALLS = st.builds(
    Asked,
    question=ASKED.filter(str.strip),
    article=st.sampled_from([None, None, "dam", "well", "quay", "persian"]),
    limit=st.integers(1, 7),
    context=st.one_of(st.just(""), ASKED),
)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("valley")
    texts = {"dam": ("en", DAM), "well": ("en", WELL), "quay": ("en", QUAY)}
    texts["persian"] = ("fa", PERSIAN)
    for slug, (language, body) in texts.items():
        text = f"---\nlanguage: {language}\n---\n{body}"
        (folder / f"{slug}.md").write_text(text, "utf-8")
    return Answerer(read_corpus(folder).articles)


def asked(answerer: Answerer, call: Asked) -> Answer:
    return answerer.answer(
        call.question, article=call.article, limit=call.limit, context=call.context
    )


def shown(answer: Answer) -> tuple[Evidence, ...]:
    return (*answer.evidence, *answer.closest)


@given(call=CALLS)
def test_what_is_shown_is_asked_for_and_fits(answerer: Answerer, call: Asked) -> None:
    answer = asked(answerer, call)
    assert len(shown(answer)) <= call.limit
    assert not (answer.evidence and answer.closest)
    assert (answer.status is not Status.NOT_FOUND) is bool(answer.evidence)
    weights = shipped_weights(meaning=False)
    sure = answer.confidence >= weights.sure
    assert (answer.status is Status.ANSWERED) is sure
    assert (answer.confidence >= weights.unsure) is bool(answer.evidence)
    assert {e.article.slug for e in shown(answer)} <= (
        {call.article} if call.article else {"dam", "well", "quay", "persian"}
    )


@given(call=CALLS)
def test_no_passage_is_shown_twice_even_in_part(
    answerer: Answerer, call: Asked
) -> None:
    places = sorted(
        (e.article.slug, e.start, e.end) for e in shown(asked(answerer, call))
    )
    for (slug, _, end), (next_slug, start, _) in pairwise(places):
        assert slug != next_slug or end <= start


@given(call=CALLS)
def test_a_passage_is_whole_sentences_of_a_paragraph_or_of_short_ones(
    answerer: Answerer, call: Asked
) -> None:
    for evidence in shown(asked(answerer, call)):
        article = evidence.article
        sentences = article.sentences_in(evidence.start, evidence.end)
        assert (sentences[0].start, sentences[-1].end) == (evidence.start, evidence.end)
        assert article.body[evidence.start : evidence.end] == evidence.text
        if len({s.paragraph for s in sentences}) > 1:
            own = article.paragraphs[evidence.paragraph]
            assert evidence.start <= own.start < own.end <= evidence.end
        others = [s for s in sentences if s.paragraph != evidence.paragraph]
        voices = {s.speaker and article.text(*s.speaker) for s in others}
        assert voices <= {None, evidence.speaker} or not evidence.speaker
        assert {s.stance for s in others} <= {Stance.REPORT, evidence.stance}
        for one, two in pairwise(sentences):
            asks = article.text(two.start, two.end).endswith("?")
            assert one.paragraph == two.paragraph or not asks
        assert len(sentences) <= MAX_SENTENCES
        assert len(sentences) == 1 or len(evidence.text) <= MAX_CHARACTERS
        assert not any(s.heading for s in sentences)
        (best,) = [s for s in sentences if (s.start, s.end) == evidence.sentence]
        assert (best.stance, best.paragraph) == (evidence.stance, evidence.paragraph)


@given(call=CALLS)
def test_highlights_are_words_that_matched(answerer: Answerer, call: Asked) -> None:
    for evidence in shown(asked(answerer, call)):
        spans = [(evidence.start, evidence.start), *evidence.highlights]
        assert all(a[1] <= b[0] < b[1] for a, b in pairwise(spans))
        assert all(end <= evidence.end for _, end in spans)
        analyser = Analyser(evidence.article.language)
        tokens = [
            (evidence.start + token.start, evidence.start + token.end)
            for token in analyser.tokens(evidence.text)
        ]
        starts, ends = {start for start, _ in tokens}, {end for _, end in tokens}
        assert all(a in starts and b in ends for a, b in evidence.highlights)


@given(call=CALLS)
def test_receipts_add_up(answerer: Answerer, call: Asked) -> None:
    for evidence in shown(asked(answerer, call)):
        parts, terms = evidence.receipt.parts, evidence.receipt.terms
        assert sum(score for _, score in parts) == pytest.approx(evidence.score)
        for figures in (parts, terms):
            scores = [score for _, score in figures]
            assert scores == sorted(scores, reverse=True)
            assert all(scores)
        assert sum(score for _, score in terms) == pytest.approx(
            dict(parts).get("sentence", 0.0)
        )
        assert not any(mark in name for name, _ in terms for mark in "@=~")


@given(call=CALLS)
def test_the_other_side_answers_the_passage_before_it(
    answerer: Answerer, call: Asked
) -> None:
    evidence = shown(asked(answerer, call))
    assert sum(e.opposes for e in evidence) <= 1
    for one, other in pairwise(evidence):
        if other.opposes:
            within = one.article.sentences_in(one.start, one.end)
            sides = {Stance.CLAIM, Stance.DENIAL}
            assert other.stance in sides
            assert (sides - {other.stance}).issubset(s.stance for s in within)
            assert other.article is one.article
    assert not evidence or not evidence[0].opposes


@given(call=CALLS)
def test_words_are_told_as_they_were_asked(answerer: Answerer, call: Asked) -> None:
    answer = asked(answerer, call)
    said = f"{call.question} {call.context}"
    assert all(word in said for word in answer.unknown_words)
    for reading in (*answer.readings, *answer.suggestions):
        assert reading.asked in said
        assert reading.asked.casefold() != reading.taken_for.casefold()
    assert not answer.suggestions or answer.status is Status.NOT_FOUND
    assert not answer.disputed or answer.status is not Status.NOT_FOUND


@given(call=CALLS)
@example(call=Asked("1962 30 accused", "well", 4, ""))  # it scores less than nothing
@example(call=Asked("and who?", None, 6, "Who dug the well?"))
def test_the_best_passage_is_the_same_however_many_are_shown(
    answerer: Answerer, call: Asked
) -> None:
    answer = asked(answerer, call)
    alone, few = (
        answerer.answer(
            call.question, article=call.article, limit=limit, context=call.context
        )
        for limit in (1, 3)
    )
    assert alone.confidence == answer.confidence
    first, *_ = *shown(alone), None
    same, *_ = *shown(answer), None
    assert (first and first.sentence) == (same and same.sentence)
    if call.limit > 3:  # of fewer, a neighbour may be another passage's
        assert shown(few)[:1] == shown(answer)[:1]
    assert alone.disputed == answer.disputed


@given(question=st.text(max_size=MAX_QUESTION), context=st.text(max_size=50))
def test_any_text_can_be_asked(answerer: Answerer, question: str, context: str) -> None:
    try:
        answer = answerer.answer(question, context=context)
    except QuestionError:
        assert not question.strip()
        return
    assert answer.question == question
    assert 0 <= answer.confidence < 1


@pytest.mark.parametrize(
    "character", ["a", "\0", "🙂", "\u0301", "港", "\u202e", "'", "."]
)
def test_the_longest_question_can_be_asked(answerer: Answerer, character: str) -> None:
    assert answerer.answer(character * MAX_QUESTION).evidence == ()
    with pytest.raises(QuestionError, match="1,001 characters"):
        answerer.answer(character * (MAX_QUESTION + 1))


@pytest.mark.parametrize("limit", [1, 3, 6])
def test_each_sentence_of_the_first_article_finds_itself(limit: int) -> None:
    corpus = REPOSITORY / "corpus" / "mehr-iran-drones.md"
    article = read_article(corpus)
    answerer = Answerer([article])
    for sentence in article.sentences:
        if not sentence.heading:
            text = article.text(sentence.start, sentence.end)
            answer = answerer.answer(text, limit=limit)
            assert answer.evidence[0].sentence == (sentence.start, sentence.end), text
