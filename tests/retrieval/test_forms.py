from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.answering import Answerer
from bot.articles import Source, make_article
from bot.retrieval import Index
from bot.retrieval.analysis import Analyser
from bot.retrieval.document import Document
from bot.retrieval.forms import other_forms
from tests.steps import growth

if TYPE_CHECKING:
    from collections.abc import Callable


def forms(text: str, language: str = "en") -> set[str]:
    analyser = Analyser(language)
    found = other_forms(text, analyser.tokens(text), analyser)
    return {token.word for token in found}


def index(text: str, language: str = "en") -> Index:
    return Index([Document(text, [(0, len(text), 1, False)])], language)


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("The F-16s flew.", "en", "f16"),
        ("wi‑fi", "en", "wifi"),
        ("Mary-Jane’s boat", "en", "maryjane"),
        ("It is a start-up.", "en", "startup"),
        ("the 12th", "en", "12"),
        ("le 1er mars", "fr", "1"),
        ("March the third", "en", "3"),
        ("the third of March", "en", "3"),
        ("on 03/03", "en", "march"),
        ("on 2021-04-05", "en", "april"),
        ("am 5.4.2021", "de", "april"),
        ("le 05/04/2021", "fr", "avril"),
        ("1.000 Tage", "de", "1000"),
        ("1.250.000 Dollar", "de", "1250000"),
        ("12 500 euros", "fr", "12500"),
        ("12\u202f500 euros", "en", "12500"),
        ("CHF 1’000", "de", "1000"),
        ("am 5.4. und am 7. 6.", "de", "juni"),
        ("3,5 Prozent", "de", "3.5"),
        ("am dritten März", "de", "3"),
        ("Bharatiya Janata Party", "en", "&bjp"),
        ("the Ministry of Labour and Trade", "en", "&mlt"),
        ("Sept. 9", "en", "september"),
        ("It was 9 Dec 2021.", "en", "december"),
        ("In Sept. it rained.", "en", "september"),
        ("am 3. Dez.", "de", "dezember"),
        ("le 9 sept.", "fr", "septembre"),
        ("le 5 janv.", "fr", "janvier"),
        ("en juil. ou en févr.", "fr", "février"),
        ("el 4 ene", "es", "enero"),
        ("the third of Aug. 2021", "en", "3"),
        ("the twenty-first time", "en", "21"),
        ("the thirty third of March", "en", "33"),
        ("on 6/12", "en", "june"),
        ("on 6/12", "en", "december"),
        ("am 6/12", "de", "dezember"),
        *((text, "en", "june") for text in ("the 6/12 storm", "6/12", "(6/12)")),
        *((text, "en", "july") for text in ("from 7/7 to 7/13", "Friday 7/21")),
        ("1 250 000 personas", "es", "1250000"),
        ("12\u00a0500 euros", "en", "12500"),
        ("12\u202f500 Euro", "de", "12500"),
        ("Alexandria Ocasio-Cortez", "en", "&aoc"),
        ("Jean-Claude Juncker House", "en", "&jjh"),
        ("John F. Kennedy", "en", "&jfk"),
    ],
)
def test_a_word_has_other_forms(text: str, language: str, word: str) -> None:
    assert word in forms(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1939-1945", "en"),
        ("a five year plan", "en"),
        ("a 5-year-old", "en"),
        ("a third of the votes", "en"),
        ("24/7 and 1/2", "en"),
        ("It works on 24/7, by 2/3, on 2/3 of the roads.", "en"),
        ("a 3/10 share, a 9/16-inch pipe, 6/12 of it, rated 6/12, odds of 10/1", "en"),
        ("twenty of the first, thirty, second best", "en"),
        ("Ils étaient sept.", "fr"),
        ("That was what he told Marc.", "en"),
        ("Erano sette.", "it"),
        ("Eram sete.", "pt"),
        ("sept personnes", "fr"),
        ("a mar and a dec", "en"),
        ("jui 5, ma 6", "fr"),
        ("I met Jan.", "de"),
        ("twenty eyes on 40/50", "en"),
        ("3.5 and 1.25", "de"),
        ("It rose by 3.5. The 4. 5. 6.", "en"),
        ("3,5 and 1,25", "en"),
        ("1,250 and 3,12,5", "de"),
        ("version 1.2.3", "de"),
        ("Ann Lee", "en"),
        ("well-to-do-and-idle", "en"),
    ],
)
def test_what_only_looks_like_another_form_is_none(text: str, language: str) -> None:
    assert not forms(text, language)


@pytest.mark.parametrize(
    ("text", "question", "language"),
    [
        ("The F-16s landed at Lund.", "Where did the F16 land?", "en"),
        ("The F16s landed at Lund.", "Where did the F-16 land?", "en"),
        ("The wi-fi failed.", "Why did the wifi fail?", "en"),
        ("The wifi failed.", "Why did the wi-fi fail?", "en"),
        ("The wifi failed.", "Why did the wi fi fail?", "en"),
        ("The fund-raiser began.", "When did the fundraiser begin?", "en"),
        ("The fundraiser began.", "When did the fund raiser begin?", "en"),
        ("The fund raiser began.", "When did the fundraiser begin?", "en"),
        ("The fund raiser began.", "When did the fund-raiser begin?", "en"),
        ("Mary-Jane Lund met Abdel-Rahman.", "MaryJane, Abdelrahman", "en"),
        ("MaryJane Lund met Abdelrahman.", "Mary-Jane, Abdel-Rahman", "en"),
        ("He sent an email about COVID19.", "e-mail, COVID-19", "en"),
        ("It met on 12 June.", "June 12th", "en"),
        ("It closed on March 3.", "the third of March", "en"),
        ("It closed on March 3.", "03/03", "en"),
        ("It closed on 3/3/2021.", "March 3, 2021", "en"),
        ("Es dauerte 1.000 Tage.", "1000 Tage", "de"),
        ("Es dauerte 1000 Tage.", "1.000 Tage", "de"),
        ("Es kamen 1.250.000 Besucher.", "1 250 000 Besucher", "de"),
        ("Some 1,250,000 came.", "Did 1 250 000 come?", "en"),
        ("Es stieg um 3,5 Prozent.", "3.5 Prozent", "de"),
        ("Il a augmenté de 3.5 pour cent.", "3,5 pour cent", "fr"),
        ("Es begann am 3. März.", "am 03.03.", "de"),
        ("Es begann am 12.6.", "am zwölften Juni", "de"),
        ("L’État a démenti.", "l'Etat", "fr"),
        ("L’éléphant d’Édouard est mort.", "elephant, Edouard", "fr"),
        ("Le maire Œuvrard a un cœur.", "Oeuvrard, coeur", "fr"),
        ("L'ELEPHANT D'EDOUARD", "éléphant, Édouard", "fr"),
        ("José Núñez llegó a León.", "Jose, Leon", "es"),
        ("The Bharatiya Janata Party won.", "Did the bjp win?", "en"),
        ("The BJP won.", "Did the Bharatiya Janata Party win?", "en"),
        ("Mayor John Fitzgerald Kennedy spoke.", "JFK", "en"),
        ("CO₂ rose.", "CO2", "en"),
        ("It met on Sept. 9.", "September 9", "en"),
        ("It met on September 9.", "Sept. 9", "en"),
        ("Es traf sich am 3. Dez.", "3. Dezember", "de"),
        ("Es traf sich am 3. Dezember.", "Dez. 3", "de"),
        ("Il a fui le 5 janv. 2021.", "5 janvier", "fr"),
        ("Il a fui le 5 janvier.", "le 5 janv.", "fr"),
        ("It met on the twenty-first.", "21st", "en"),
        ("It met on March 21st.", "the twenty-first of March", "en"),
        ("It met on 6/12.", "June 12", "en"),
        ("It met on June 12.", "on 6/12", "en"),
        ("It met on June 12.", "the 6/12 meeting", "en"),
        ("The 6/12 flood took the mill.", "flood of June 12", "en"),
        ("Llegaron 1 250 000 personas.", "1250000 personas", "es"),
        ("Llegaron 1250000 personas.", "1 250 000", "es"),
        ("Rep. Alexandria Ocasio-Cortez spoke.", "aoc", "en"),
        ("AOC spoke.", "Alexandria Ocasio-Cortez", "en"),
        ("The WHO warned of it.", "Did the who warn?", "en"),
        ("Un agent a fui.", "Qui a fui, et avec elles, depuis cela ?", "fr"),
    ],
)
def test_no_word_is_unknown_that_a_text_has_in_another_form(
    text: str, question: str, language: str
) -> None:
    found = index(text, language)
    query = found.query(question)
    lacking = [
        word.token.word
        for word in query.words
        if not (word.weak or any(map(found.vocabulary.idf, word.terms)))
    ]
    assert not lacking
    assert found.search(found.scores(query), 1)


@pytest.mark.parametrize(
    ("text", "question", "language"),
    [
        ("The car hit a pet shop.", "carpet", "en"),
        ("An año passed.", "ano", "es"),
        ("It grew to 10⁶ tons.", "106", "en"),
        ("It took 1½ years.", "112", "en"),
        ("United States Embassy", "use", "en"),
    ],
)
def test_words_that_only_look_alike_do_not_meet(
    text: str, question: str, language: str
) -> None:
    found = index(f"{text} Rain fell in use.", language)
    query = found.query(question)
    asked = query.words[0]
    assert asked.terms == (asked.token.term,)


def test_a_form_is_where_the_text_has_it() -> None:
    text = "The Bharatiya Janata Party won on 03/03 by wi-fi."
    analyser = Analyser()
    found = other_forms(text, analyser.tokens(text), analyser)
    spans = {token.word: text[token.start : token.end] for token in found}
    assert spans["&bjp"] == "Bharatiya Janata Party"
    assert spans["march"] == spans["3"] == "03/03"
    assert spans["wifi"] == "wi-fi"


@pytest.mark.parametrize(
    "piece", ["Ann ", "a-", "1.000", "1.", "3/", "third March ", "of the Ann ", "12th "]
)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    analyser = Analyser("de")

    def work(length: int) -> Callable[[], object]:
        text = piece * (length // len(piece))
        words = analyser.tokens(text)
        return partial(list, other_forms(text, words, analyser))

    assert growth(work, 1_000) < 12


def test_a_question_of_unknown_words_is_bounded() -> None:
    found = index("The fund raiser began at six in the hall of the town.")

    def work(length: int) -> Callable[[], object]:
        words = (f"fundra{number}iserhall" for number in range(length // 8))
        return partial(found.query, " ".join(words))

    assert growth(work, 160) < 12


def test_a_word_of_thousands_of_letters_takes_no_longer_than_its_length() -> None:
    answerer = Answerer([make_article("a", "The pool is old.", Source())])

    def answering(signs: int) -> Callable[[], object]:
        # Each is 18 letters once it is normalised.
        return lambda: answerer.answer("\ufdfa" * signs)

    assert growth(answering, 100) < 12
