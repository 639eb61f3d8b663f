from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval import Boost, Document, Index, Segments

HARBOUR = (
    "The harbour board runs the harbour. It was founded in 1931. "
    "Olga Lind is its director. Fishing vessels pay no fee."
)
MILL = "The mill grinds rye. Its wheel was repaired in May. Nobody lives there."


def document(text: str, **speakers: str) -> Document:
    """Return a document of one paragraph a line, a sentence ending in a full stop."""
    sentences, place = [], 0
    for paragraph, line in enumerate(text.split("\n"), 1):
        for sentence in line.split(". "):
            start = text.index(sentence, place)
            place = start + len(sentence)
            end = min(place + 1, len(text)) if text[place : place + 1] == "." else place
            sentences.append((start, end, paragraph, sentence.startswith("#")))
    said = {text.index(words): name for words, name in speakers.items()}
    return Document(text, sentences, said)


BOTH = Index([document(HARBOUR), document(MILL)])


@pytest.fixture
def index() -> Index:
    return Index([document(HARBOUR), document(MILL)])


def best(index: Index, question: str, context: str = "", **only: int) -> str:
    scores = index.scores(index.query(question, context))
    hits = index.search(scores, 1, **only)  # type: ignore[arg-type]
    return index.text(hits[0].best, hits[0].best) if hits else ""


def test_the_sentence_that_shares_most_comes_first(index: Index) -> None:
    assert best(index, "Who is the director?") == "Olga Lind is its director."
    assert best(index, "what does the mill grind") == "The mill grinds rye."


def test_what_only_repeats_the_question_says_less_than_what_answers_it() -> None:
    text = (
        "The record of the harbour. The harbour reached its record of ninety ships on "
        "a foggy day in May. Nobody was there."
    )
    found = best(Index([document(text)]), "the record of the harbour")
    assert found.startswith("The harbour reached")


def test_a_document_can_be_asked_alone(index: Index) -> None:
    assert best(index, "the mill in the harbour", document=0).startswith("The harbour")
    assert best(index, "the director", document=1) == ""


def test_nothing_is_found_where_no_word_is_shared(index: Index) -> None:
    assert best(index, "quantum chromodynamics") == ""
    assert Index([]).search(Index([]).scores(Index([]).query("a boat")), 3) == []


def test_no_sentence_is_scored_where_no_text_has_a_word(index: Index) -> None:
    first = Boost("stands first", np.ones(1), np.zeros(1, dtype=np.int64))
    looked_at: list[str] = []
    for question in ("zebra crossing", "the mill"):
        scores = index.scores(
            index.query(question), [first], lambda: looked_at.append("a segment")
        )
        found = index.search(scores, 1)
        assert bool(found) == bool(looked_at) == (question == "the mill")


def test_the_kind_of_thing_asked_for_decides_between_equals() -> None:
    index = Index([document("The fee rose. The fee rose to 40 crowns.")])
    assert best(index, "How much is the fee?") == "The fee rose to 40 crowns."


def test_a_thing_that_the_question_names_itself_is_no_answer() -> None:
    index = Index([document("It rained in 1931. In spring it rained.")])
    query = index.query("Which year after 1931 did it rain?")
    assert not any(dict(index.scores(query).parts(n))["kind of answer"] for n in (0, 1))


def test_whose_words_are_asked_for_counts_for_the_share_as_well() -> None:
    text = "It rose. The fee fell."
    labels = {text.index("It"): "Olga Lind, the director"}
    asked = Index([replace(document(text), labels=labels)])
    query = asked.query("What did the director say about the fee?")
    sentences, shares = asked.labelled(query.words[:1])
    assert (sentences.tolist(), shares.tolist()) == ([0], [1.0])
    boost = Boost("who says it", shares, sentences, weight=14.0)
    alone, voiced = asked.scores(query), asked.scores(query, [boost])
    assert [dict(voiced.parts(n))["who says it"] for n in (0, 1)] == [14.0, 0.0]
    assert voiced.share(0) > alone.share(0)
    assert voiced.share(1) < alone.share(1)
    assert [found.tolist() for found in asked.labelled(())] == [[], []]


def test_what_how_asks_for_is_no_word_to_find(index: Index) -> None:
    words = index.query("how far is the mill").words
    assert [(word.token.word, word.weak) for word in words] == [
        ("far", True),
        ("mill", False),
    ]
    assert not index.query("the far mill").words[0].weak
    assert not any(word.weak for word in index.query("explain how mill works").words)


def test_light_words_count_for_less(index: Index) -> None:
    question = "mill harbour"
    assert index.query(question).terms["mill"] == 1.0
    light = index.query(question, light={0})
    assert light.terms["mill"] < light.terms["harbor"] == 1.0
    assert not any("mill" in gram for gram in light.grams)
    alone = index.query("mill", light={0})
    assert alone.words[0].light
    assert alone.terms["mill"] == light.terms["mill"]


def test_only_light_words_find_what_fits_too(index: Index) -> None:
    query = index.query("sprouted", light={0})
    fits = [Boost("fits", np.ones(1), np.array([1]), weight=9.0)]
    assert index.search(index.scores(query), 3) == []
    assert [hit.best for hit in index.search(index.scores(query, fits), 3)] == [1]
    dark = index.query("sprouted")
    assert index.search(index.scores(dark, fits), 3) == []


def test_what_leads_counts_for_the_first_two_passages_alone() -> None:
    lines = ["Rain fell.", "Rain rose.", "Rain hit.", "Rain, rain and rain on Vik."]
    made = Index([document("\n".join(lines))])
    near = np.array([3.0, 2.0, 1.0, 0.0])
    for leads, found in ((False, [0, 1, 2]), (True, [0, 1, 3])):
        boosts = [Boost("near", near, leads=leads)]
        scores = made.scores(made.query("rain on Vik"), boosts)
        hits = made.search(scores, 3)
        assert [hit.best for hit in hits] == found
        assert [hit.best for hit in made.search(scores, 1)] == found[:1]
        assert all(hit.score == scores.total(hit.best) for hit in hits)


def test_a_misspelt_word_is_read_as_the_nearest(index: Index) -> None:
    query = index.query("Who is the direcktor?")
    assert [word.taken_for for word in query.words] == ["director"]
    assert best(index, "Who is the direcktor?") == "Olga Lind is its director."


def test_a_known_word_is_never_read_as_another(index: Index) -> None:
    assert [word.taken_for for word in index.query("fee fees mill").words] == [None] * 3


def test_words_of_questions_count_less_unless_there_are_no_others(index: Index) -> None:
    weak = {word.token.word: word.weak for word in index.query("name the mill").words}
    assert weak == {"name": True, "mill": False}
    assert not index.query("name it").words[0].weak


def test_an_earlier_question_helps_to_find(index: Index) -> None:
    assert best(index, "when was it repaired?") == "Its wheel was repaired in May."
    assert best(index, "and the director?", "Who runs the harbour?").startswith("Olga")
    assert best(index, "and when?", "What of the wheel?").startswith("Its wheel")
    asked = index.query("the director", "the harbour")
    assert asked.terms["director"] == 1 > asked.terms["harbor"] > 0
    assert len(asked.words) == 1


def test_a_sentence_is_found_by_who_says_it() -> None:
    text = "She calls it safe. He calls it safe. The river rose."
    index = Index([document(text, **{"He calls": "Bo Ek", "She calls": "Olga Lind"})])
    assert best(index, "Does Olga Lind call it safe?") == "She calls it safe."
    assert best(index, "Does Bo Ek call it safe?") == "He calls it safe."
    assert best(index, "Olga Lind") == ""  # but only with a word of its own


def test_a_heading_is_no_passage() -> None:
    index = Index([document("# The ferry\nIt sails daily.")])
    assert [index.text(n, n) for n in range(len(index))] == ["It sails daily."]


def test_the_parts_of_a_score_add_up(index: Index) -> None:
    scores = index.scores(index.query("Who founded the harbour board in 1931?"))
    for unit in range(len(index)):
        parts = dict(scores.parts(unit))
        assert sum(parts.values()) == pytest.approx(scores.total(unit))
        matched = sum(score for _, score in scores.matches(unit))
        assert matched == pytest.approx(parts["sentence"])


def test_a_matched_term_is_told_in_the_words_of_who_asks() -> None:
    index = Index([document("Oslo denied it. The mill denied it.")])
    query = index.query("Did the mill, that mill, reject it?", "What did Norway claim?")
    told = [[query.label(t) for t, _ in index.scores(query).matches(n)] for n in (0, 1)]
    assert told[0] == ["like “reject”", "like “norway”"]
    assert told[1] == ["mill", "like “reject”"]


def test_the_share_is_whole_for_a_sentence_that_says_what_is_asked(
    index: Index,
) -> None:
    whole = index.scores(index.query("Fishing vessels pay no fee"))
    part = index.scores(index.query("Which vessels pay the pilot's wages?"))
    assert 0 < part.share(3) < whole.share(3)
    assert whole.share(3) == pytest.approx(1, abs=0.2)


SOME_WORDS = "director|1931|fees|Olga|grnids|mill|May|who|year|the|quark|name|Lind’s"
ASKED = st.lists(st.sampled_from(SOME_WORDS.split("|")), max_size=9).map(" ".join)


@given(question=ASKED, context=ASKED, limit=st.integers(0, 9))
def test_hits_are_ordered_and_share_a_word(
    question: str, context: str, limit: int
) -> None:
    query = BOTH.query(question, context)
    scores = BOTH.scores(query)
    hits = BOTH.search(scores, limit)
    assert len(hits) <= limit
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.best))
    for hit in hits:
        assert hit.score == scores.total(hit.best)
        assert not BOTH.terms(hit.best, hit.best).isdisjoint(query.terms)
    for unit in range(len(BOTH)):
        assert 0 <= scores.share(unit) <= 1 + 1e-9
        assert sum(dict(scores.parts(unit)).values()) == pytest.approx(
            scores.total(unit)
        )


def test_the_same_texts_and_question_give_the_same_scores(index: Index) -> None:
    again = Index([document(HARBOUR), document(MILL)])
    for question in ("Who is the director?", "mill wheel repaired may fee"):
        one, other = (i.scores(i.query(question)) for i in (index, again))
        for number in range(len(index)):
            assert one.total(number) == other.total(number)


def test_an_abbreviation_of_the_text_finds_its_long_form() -> None:
    text = (
        "The coastal rescue league (CRL) was founded here. It owns a boat.\n"
        "The coastal rescue league trains divers. Rye is milled elsewhere."
    )
    index = Index([document(text)])
    hits = index.search(index.scores(index.query("Whom does the CRL train?")), 2)
    assert any("trains divers" in index.text(h.first, h.last) for h in hits)


def test_tokens_stand_in_the_document(index: Index) -> None:
    for unit in range(len(index)):
        text = index.documents[index.unit(unit).document].text
        for token in itertools.islice(index.tokens(unit, unit), 5):
            words = text[token.start : token.end].lower()
            assert token.word[:2] == words[:2] or token.term[0] in "@=~"


def test_names_are_what_is_written_with_a_capital(index: Index) -> None:
    assert index.names(2) >= {"olga", "lind"}
    assert "director" not in index.names(2)


def test_an_index_over_known_parts_is_the_one_that_is_built_anew() -> None:
    segments = Segments()
    texts = [HARBOUR, MILL, "The Bay Harbour Council (BHC) met. The BHC sat."]
    documents = [document(text) for text in texts]
    Index(documents[:1], segments=segments)
    Index(documents[1:], segments=segments)
    kept, fresh = Index(documents, segments=segments), Index(documents)
    for question in ("Who opened the mill?", "the harbour council", "What did BHC do?"):
        one, other = (
            [
                (index.text(hit.first, hit.last), hit.score)
                for hit in index.search(index.scores(index.query(question)), 9)
            ]
            for index in (kept, fresh)
        )
        assert [text for text, _ in one] == [text for text, _ in other]
        for (_, score), (_, again) in zip(one, other, strict=True):
            assert score == pytest.approx(again)


def test_an_abbreviation_counts_only_where_its_explanation_can_be_seen() -> None:
    segments = Segments()
    explains, uses = (
        document("The Tidal Energy Board (TEB) met."),
        document("The TEB rose."),
    )
    both = Index([explains, uses], segments=segments)
    alone = Index([uses], segments=segments)
    question = "the tidal energy board"
    assert len(both.search(both.scores(both.query(question)), 3)) == 2
    assert not alone.search(alone.scores(alone.query(question)), 3)


def test_a_document_that_is_read_anew_is_analysed_anew() -> None:
    segments = Segments()
    whole, divided = "It rained. It snowed.", [(0, 10, 1, False), (11, 21, 1, False)]
    assert len(Index([Document(whole, [(0, 21, 1, False)])], segments=segments)) == 1
    assert len(Index([Document(whole, divided)], segments=segments)) == 2


def test_who_asks_whom_something_is_named_after_looks_for_that_word(
    index: Index,
) -> None:
    assert not index.query("who is the mill named after").words[-1].weak
    assert index.query("what is the mill named").words[-1].weak


def test_leading_sentences_are_the_first_of_each_document() -> None:
    texts = ("One. Two. Three. Four. Five.", "Six. Seven.")
    spans = (
        [(0, 4, 1, False), (5, 9, 1, False), (10, 16, 2, False), (17, 22, 2, False)],
        [(0, 4, 1, False), (5, 11, 1, False)],
    )
    spans[0].append((23, 28, 3, False))
    both = Index([Document(*pair) for pair in zip(texts, spans, strict=True)])
    assert both.leading.tolist() == [0, 1, 2, 3, 5, 6]
