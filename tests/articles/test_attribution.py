from __future__ import annotations

from functools import partial
from itertools import islice, permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Sentence, Source, make_article, read_article
from bot.articles.sentences import split
from bot.articles.speakers import tokens
from bot.articles.speakers.attribution import attribute, findings
from bot.articles.speakers.lexicon import lexicon
from tests.steps import growth, steps

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "corpus"
Said = list[tuple[str | None, str]]

PIECES = st.sampled_from(
    [
        *"“”‘’«»„\"',.:;—!?()-#",
        *"\n\n \n",
        *(
            "Ann Lee",
            "Lee",
            "Mr. Roth",
            "the U.S. diplomat",
            "The ministry",
            "she",
            "It",
            "They",
            "His rival",
        ),
        *("said", "denied", "claims", "adding that", "according to", "was refuted by"),
        *("smiled.", "never took", "no letter", "accused", "pleaded not guilty"),
        *("who", "and", "not", "of", "baseless", "allegations", "we", "reject", "it"),
        *("wasn't that", "n't", "there weren't", "“grave” allegations that the mayor"),
        *("the suit is", "a lie", "called", "charged", "the judge", "insisted"),
        *(
            "at no time did",
            "no evidence for",
            "misleading",
            "was denied by",
            "insurer",
        ),
        *("rain", "Norway’s", "İstanbul", "ß", "日本", "1990"),
        *(
            "de\u00adnied",
            "\u200b",
            "e\u0301",
            "\u00a0",
            "**",
            "_",
            "](x)",
            "![",
            "[Lee](x)",
        ),
    ]
)
TEXTS_BY_HAND = (
    "news",
    "reports",
    "held_out",
    "held_out_again",
    "held_out_last",
    "mended",
    "first_aid",
    "inputs",
    "neighbours",
    "forms",
    "edges",
    "answering",
    "names",
)
TEXTS = st.one_of(
    st.text(st.characters()),  # halves of characters, too
    st.lists(PIECES).map(" ".join),
    st.lists(PIECES).map("".join),
)


def annotated(name: str) -> Any:  # noqa: ANN401 - what YAML gives
    text = (HERE / "attribution" / f"{name}.yaml").read_text("utf-8")
    return yaml.load(text, yaml.CSafeLoader)  # safe_load takes nine times as long


def said(body: str, language: str = "en") -> Said:
    return [
        (sentence.speaker and body[slice(*sentence.speaker)], str(sentence.stance))
        for sentence in attribute(body, split(body, language), language)
    ]


def right(value: Any) -> list[Any]:  # noqa: ANN401 - what YAML gives
    """Return all of what may be right, where more than one may."""
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize(
    "case",
    [*(case for name in TEXTS_BY_HAND for case in annotated(name))],
    ids=lambda case: case["about"],
)
def test_each_sentence_has_its_speaker_and_stance(case: dict[str, Any]) -> None:
    found = said(case["text"])
    assert len(found) == len(case["says"])
    for pair, (speakers, stance) in zip(found, case["says"], strict=True):
        assert pair in [(speaker, stance) for speaker in right(speakers)], found


@pytest.mark.parametrize(
    "case",
    [*annotated("german_before"), *annotated("german_after")],
    ids=lambda case: case["about"],
)
def test_german_sentences_have_their_speakers_and_stances(case: dict[str, Any]) -> None:
    found = said(case["text"], "de")
    assert len(found) == len(case["says"])
    for (speaker, stance), (speakers, stances) in zip(found, case["says"], strict=True):
        assert speaker in right(speakers), found
        assert stance in right(stances), found


def test_the_first_article_is_attributed_as_people_annotated_it() -> None:
    body = read_article(CORPUS / "mehr-iran-drones.md").body
    assert said(body) == [tuple(pair) for pair in annotated("seed")]


@given(body=TEXTS)
def test_a_speaker_is_words_of_the_body_and_nothing_else_changes(body: str) -> None:
    before = split(body, "en")
    after = attribute(body, before, "en")
    assert [(s.start, s.end, s.paragraph, s.heading) for s in after] == [
        (s.start, s.end, s.paragraph, s.heading) for s in before
    ]
    for sentence in after:
        if sentence.speaker:
            start, end = sentence.speaker
            assert 0 <= start < end <= len(body)
            assert body[start].isalnum()
            assert body[start:end] == body[start:end].strip(' ,;:“”"«»')


def test_a_speaker_is_introduced_where_the_body_says_who_that_is() -> None:
    body = (
        "The mill was sold. The town’s mayor, Anna Berg, denied it. Bo Ek said it was."
    )
    sentences = attribute(body, split(body, "en"), "en")
    said = [body[slice(*s.introduced)] if s.introduced else None for s in sentences]
    assert said == [None, "The town’s mayor, Anna Berg", "Bo Ek"]


def test_the_words_before_questions_and_answers_are_no_names() -> None:
    turns = ["Frage: Brannte es?", "Antwort: Ich sah es.", "Frage: Wie lange?"]
    body = "\n".join([*turns, "Antwort: Bis vier.", "Antwort: Mehr weiß ich nicht."])
    assert [speaker for speaker, _ in said(body, "de")] == [None] * 5


def test_a_language_without_a_lexicon_is_left_as_it_is() -> None:
    body = "« C’est faux », a dit la ministre. “No,” said Ann Lee."
    sentences = split(body, "fr")
    assert attribute(body, sentences, "fr") is sentences
    assert attribute(body, sentences, "../en") is sentences


def test_a_body_of_emphasis_alone_has_no_speakers() -> None:
    assert [s.speaker for s in make_article("a", "*_" * 20, Source()).sentences] == [
        None
    ]


def test_a_body_without_sentences_has_no_speakers() -> None:
    assert attribute("", (), "en") == ()


@pytest.mark.parametrize("piece", ["went on to ", "who said that ", "men and "])
def test_no_sentence_nests_too_deeply(piece: str) -> None:
    body = "Ann Lee " + piece * 2_000 + "said no."
    assert len(attribute(body, (Sentence(0, len(body), 1),), "en")) == 1


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    "piece",
    [
        "He said. ",
        "said ",
        "“",
        '"a ',
        "“a ”",
        "“He said.\n\n",
        "‘a “b ",
        "said, ",
        "who and the ",
        "who said that ",
        "Abc ",
        "The ministry said. Ministry ",
        "Ann Lee, the diplomat, spoke. The diplomat said no. ",
        "Ann Lee said in Rome that it rained. ",
        "His rival smiled. “No, not now,” he said. ",
        "She nods. “No, not now.” ",
        "She nods. “No, not now.”\n\n",
        "left and said and ",
        "Ann Lee accused Bo Ek of it. “I never did it, there was no rain,” Ek said. ",
        "Bo Ek was charged. “Ek never did it,” his lawyer, Ann Lee, said. ",
        "called the claims that ",
        "said it rained, no part in ",
        "the charge was rejected by ",
        "the judge said it is a lie ",
        'he "did not lie" and "denies ',
        "alleged insisted that it never ",
        "denied the striker Ann and ",
        "the claims are wrong if no evidence for claims ",
        "at no time did we, had no knowledge of it, ",
        "if he denied and whether she denied ",
        "held a meeting to ",
        "to held a meeting and held a meeting ",
        "Has Lee denied it? Eventually Lee denied it. ",
        "A nurse said he was there. He denied it. ",
        "*Lee* __denied__ [it](x_y) de\u00adnied ",
        "((a ",
        "''",
        "Ann Lee, ",
        ", said ",
        "accused of ",
        "to deny ",
        "claims claims ",
        "POE: I was.\n\n",
        "Why?\n\nI was.\n\n",
        "Ann Lee alleged that boats sank. Bo Ek said boats never sank. ",
        "according to a letter ",
        "In a statement Lee said so. The statement said no. ",
        "Lee: I was; Seats: 11\n\n",
        "18.42 Lee said no. ",
        "A man reported missing by the sea and the ",
        "Lee: Was I?\n\n",
        "guards of Ann Lee, Bo Ek and said ",
        "A nurse met him. The nurse said so. ",
        "of London Ann Lee, 1,000,",
        "Ann Lee, who left, said.[1] [2][",
        "Ann Lee saw her waiting in Lund in ",
    ],
)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    def reading(length: int) -> Callable[[], object]:
        body = "Rain. " + piece * (length // len(piece))
        return lambda: make_article("a", body, Source(), language="en")

    assert growth(reading, 500) < 10


def test_work_grows_no_faster_where_everybody_accuses_somebody_else() -> None:
    def reading(paragraphs: int) -> Callable[[], object]:
        names = map("".join, islice(permutations("bdfgklmnrst", 4), 4 * paragraphs))
        people = map(
            "{} {} accused {} {} of theft.".format, *[map(str.title, names)] * 4
        )
        body = "\n\n".join(people)
        return lambda: make_article("a", body, Source(), language="en")

    assert growth(reading, 16) < 9.5


def test_words_in_marks_are_not_cut_into_words_unless_they_may_be_speech() -> None:
    rows = '- {"name": "Anna Berg", "city": "Oslo"}\n' * 50
    attributed = [
        partial(attribute, text, split(text, "en"), "en")
        for text in (rows, rows.replace("Berg", "Berg of Oslo"))
    ]
    for work in attributed:
        work()  # what is made once
    assert 5 * steps(attributed[0]) < 4 * steps(attributed[1])


@pytest.mark.parametrize("text", ["rain\n\n" * 200, "rain on the sea " * 400])
def test_a_text_in_which_nobody_speaks_is_not_cut_into_words(text: str) -> None:
    sentences = split(text, "en")
    attribute(text, sentences, "en")  # what is made once
    told = text.replace("rain", "said")
    plain = steps(lambda: attribute(text, sentences, "en"))
    read = steps(lambda: attribute(told, sentences, "en"))
    assert 3 * plain < read


def test_a_body_is_called_by_its_full_name_where_that_stands_near_by() -> None:
    near = "Norway's ministry met. The ministry said no."
    assert said(near)[-1] == ("Norway's ministry", "report")
    far = near.replace(". The", "." + " It rained." * 400 + " The")
    assert said(far)[-1] == ("The ministry", "report")


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("mark", ["", "[12]", "[3][4]", " [5]"])
def test_a_long_paragraph_has_speakers_where_sentences_end_in_references(
    mark: str,
) -> None:
    found = said(" ".join([f"Vera Holm said boat {n} sank.{mark}" for n in range(400)]))
    assert found == [("Vera Holm", "report")] * 400


@pytest.mark.parametrize("text", ["Saying so", "Adding it", "Quoting"])
def test_a_sentence_of_hardly_more_than_a_participle_is_nobodys(text: str) -> None:
    (sentence,) = make_article("a", text, Source(), language="en").sentences
    assert sentence.speaker is None


def test_what_is_remembered_of_words_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    english = lexicon("en")
    assert english is not None
    monkeypatch.setattr(tokens, "_REMEMBERED", 2)
    tokens.Tokeniser("One two three", english).tokens(0, 13)
    assert len(english.known) > 2
    more = tokens.Tokeniser("four", english)
    assert not english.known
    assert [token.lower for token in more.tokens(0, 4)] == ["four"]


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("end", ["; ", "\n", " and "])
def test_nobody_says_what_goes_on_without_an_end(end: str) -> None:
    before, line = "Ann Lee said the mill was old. ", f"Bo Moe said it rains{end}"
    few, many = (
        before + line * times + "there. Di Roe denied it." for times in (90, 900)
    )
    found = {body: said(body) for body in (few, many)}
    for told in found.values():
        assert told[0][0] == "Ann Lee"
        assert told[-1] == ("Di Roe", "denial")
    assert {speaker for speaker, _ in found[few][1:-1]} == {"Bo Moe"}
    assert {*found[many][1:-1]} == {(None, "report")}
    namings = findings(many, split(many, "en"), "en")
    assert [naming is not None for naming, _ in namings] == [
        speaker is not None for speaker, _ in found[many]
    ]
