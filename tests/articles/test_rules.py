"""The rows of the table of rules are their own tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.sentences import split
from bot.articles.speakers.attribution import attribute, findings
from bot.articles.speakers.lexicon import LexiconError, lexicon, parse_lexicon
from bot.articles.speakers.rules import STEPS, Rule, parse_rules, rules
from bot.articles.speakers.stances import Judge
from bot.articles.speakers.tokens import Stream, Tokeniser
from tests.steps import steps

ENGLISH, GERMAN = lexicon("en"), lexicon("de")
assert ENGLISH is not None
assert GERMAN is not None
ALL = {rule.name: (rule, "de") for rule in rules(GERMAN)}
ALL |= {rule.name: (rule, "en") for rule in rules(ENGLISH)}
RULES = [(rule, language) for rule, language in ALL.values() if rule.kind not in STEPS]
EVERY = pytest.mark.parametrize(
    ("rule", "language"), RULES, ids=[rule.name for rule, _ in RULES]
)


def last(text: str, language: str, without: str = "") -> tuple[str, str]:
    sentences = split(text, language)
    stance = attribute(text, sentences, language, without=without)[-1].stance
    _, finding = findings(text, sentences, language, without=without)[-1]
    return str(stance), finding.rule if finding else ""


@pytest.mark.usefixtures("uncovered")
@EVERY
def test_a_rule_fires_on_its_example_and_not_on_its_counterexample(
    rule: Rule, language: str
) -> None:
    assert last(rule.example, language) == (str(rule.stance), rule.name)
    assert last(rule.counterexample, language)[0] != str(rule.stance)


@pytest.mark.usefixtures("uncovered")
@EVERY
def test_without_a_rule_its_example_fails(rule: Rule, language: str) -> None:
    assert last(rule.example, language, without=rule.name)[0] != str(rule.stance)


def speakers(text: str, language: str, without: str = "") -> list[str | None]:
    sentences = attribute(text, split(text, language), language, without=without)
    return [one.speaker and text[slice(*one.speaker)] for one in sentences]


ROWS = [(row, language) for row, language in ALL.values() if row.kind in STEPS]
CUEING = pytest.mark.parametrize(
    ("row", "language"), ROWS, ids=[row.name for row, _ in ROWS]
)


@pytest.mark.usefixtures("uncovered")
@CUEING
def test_without_a_row_on_a_verb_its_example_has_another_speaker(
    row: Rule, language: str
) -> None:
    found = speakers(row.example, language)
    assert (found[-1] is not None) == row.answer
    assert speakers(row.example, language, without=row.name) != found


@pytest.mark.usefixtures("uncovered")
@CUEING
def test_a_row_on_a_verb_changes_nothing_in_its_counterexample(
    row: Rule, language: str
) -> None:
    found = speakers(row.counterexample, language)
    assert speakers(row.counterexample, language, without=row.name) == found


def test_a_finding_names_its_rule_and_the_words_it_fired_on() -> None:
    body = "Rain fell. The club denied it."
    _, finding = findings(body, split(body, "en"), "en")[-1]
    assert finding is not None
    assert finding.rule == "denies that"
    assert [body[slice(*word)] for word in finding.words] == ["denied", "it"]


NAMED_BY = [  # what Ann Lee says in the last sentence, the rule and its words
    ("Ann Lee said it rained.", "verb of saying", ["Ann Lee", "said"]),
    (
        "Ann Lee swam. She argued it was wet.",
        "verb of stating with a clause",
        ["She", "argued"],
    ),
    ("It rains, according to Ann Lee.", "according to", ["according", "Ann Lee"]),
    ("It was denied by Ann Lee.", "passive with by", ["denied", "Ann Lee"]),
    (
        "“It never rained,” was the response of Ann Lee.",
        "noun with of",
        ["response", "Ann Lee"],
    ),
    (
        "“It never rained in May,” Ann Lee thundered.",
        "any verb behind a quotation",
        ["Ann Lee", "thundered"],
    ),
    ("Ann Lee said, “It was dry. It was.”", "the same quotation", ["Ann Lee", "said"]),
    (
        "“It never rained,” Ann Lee said. “It was dry.”",
        "quotation behind who spoke",
        ["Ann Lee", "said"],
    ),
    (
        "Ann Lee said this:\n\nIt was dry.",
        "statement behind a colon",
        ["Ann Lee", "said"],
    ),
    ("Ann Lee: I was dry.", "label with a colon", ["Ann Lee"]),
    (
        "I spoke to Ann Lee.\n\nDid you see it?\n\nI did.\n\nIn May?\n\nIn June.",
        "answer in an interview",
        ["Ann Lee"],
    ),
]


@pytest.mark.parametrize(("body", "rule", "words"), NAMED_BY)
def test_a_speaker_comes_with_the_rule_and_the_words_that_name_it(
    body: str, rule: str, words: list[str]
) -> None:
    naming, _ = findings(body, split(body, "en"), "en")[-1]
    assert naming is not None
    assert body[slice(*naming.speaker)] == "Ann Lee"
    assert naming.rule == rule
    assert [body[slice(*word)] for word in naming.words] == words


def test_a_quotation_is_named_by_who_spoke_behind_it() -> None:
    body = "“Why not?” Ann Lee asked on Monday."
    sentences = split(body, "en")
    naming, _ = findings(body, sentences, "en")[0]
    assert naming is not None
    assert naming.rule == "quotation before who spoke"


def test_a_sentence_that_no_rule_judges_has_none() -> None:
    body = "It rained in the valley."
    assert findings(body, split(body, "en"), "en") == ((None, None),)
    assert findings(body, split(body, "xx"), "xx") == ((None, None),)


def test_only_the_rules_are_tried_whose_words_a_sentence_has() -> None:
    assert ENGLISH is not None
    judge, text = Judge(ENGLISH), "Yellow tulips grew beside a narrow canal"
    stream = Stream(Tokeniser(text, ENGLISH).tokens(0, len(text)))
    assert not stream.known.isdisjoint({"tulips"})  # which is worked out once
    tried = steps(lambda: judge.text("said", stream, {"accused", "party"}))
    assert tried < sum(rule.kind == "said" for rule in rules(ENGLISH))


@given(st.text(st.sampled_from("aBé1 \n.'’-“:_")))
def test_words_stand_where_they_are_written_and_only_blanks_between(text: str) -> None:
    assert ENGLISH is not None
    tokens = Tokeniser(text, ENGLISH).tokens(0, len(text))
    assert [text[word.start : word.end] for word in tokens] == [w.text for w in tokens]
    bounds = [0, *(at for word in tokens for at in word[1:3]), len(text)]
    between = zip(bounds[::2], bounds[1::2], strict=True)
    assert not "".join(text[end:start] for end, start in between).strip()


ROW = """
[[rule]]
name = "denies"
kind = "verb"
needs = "deny"
pattern = "it"
stance = "denial"
example = "The club denied it."
counterexample = "The club liked it."
"""


CUEING_ROW = """
[[rule]]
name = "sings"
kind = "says"
answer = true
example = "The club sang."
counterexample = "The club swam."
"""


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ('[[rule]]\nname = "denies', "line 2: it is not TOML"),
        (ROW + ROW, "line 11: 'denies' is the name of two rules"),
        (ROW.replace('"it"', '"@nothing"'), "@nothing, which is no section"),
        (ROW.replace('"it"', '"%nothing"'), "%nothing, which is no section of phrases"),
        (ROW.replace('"it"', '"(it"'), "a bracket in its pattern that nobody closes"),
        (ROW.replace('"it"', '"it)"'), "a bracket in its pattern that nobody opened"),
        (ROW.replace('"it"', '"it #"'), "a pattern that breaks off at ' #'"),
        (ROW.replace('"it"', '"it !"'), "a pattern that breaks off at its end"),
        (ROW + CUEING_ROW.replace("says", "sings"), "has the kind 'sings'"),
        (ROW.replace("pattern", "patern"), "a field 'patern' that is none"),
        (ROW.replace('"deny"', '""'), "has no needs; write one"),
        (ROW.replace('"verb"', '"word"'), "has the kind 'word'"),
        (ROW.replace('"denial"', '"no"'), "has the stance 'no'"),
        (ROW.replace("The club liked it.", ""), "has no counterexample; write one"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(table: str, sentence: str) -> None:
    assert ENGLISH is not None
    with pytest.raises(LexiconError, match=r"^rules_xx\.toml, line ") as refused:
        parse_rules(table, ENGLISH, "rules_xx.toml")
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("# words\n[verbs: sing]\nsing", 2, "no section is called 'verbs: sing'"),
        ("say said\n[titles]", 1, "it must begin with the name of a section"),
        ("[titles]\nDr", 2, "write its words in lower case"),
        ("[roles]\nmayor", 2, "a role needs its class"),
    ],
)
def test_a_wrong_lexicon_is_refused_with_its_line(
    text: str, line: int, sentence: str
) -> None:
    with pytest.raises(LexiconError) as refused:
        parse_lexicon(text, "en", "lexicon_xx.txt")
    assert refused.value.line == line
    assert str(refused.value).startswith(f"lexicon_xx.txt, line {line}: {sentence}")


def test_a_lexicon_may_have_some_sections_only() -> None:
    part = parse_lexicon("[verbs: say]\nsay said\n", "en", "lexicon_xx.txt")
    assert part["titles"] == frozenset()
    assert part.tags("says") == {"say"}
    with pytest.raises(KeyError):
        part["no such section"]


def test_a_lexicon_without_a_table_has_the_rows_on_verbs_alone() -> None:
    part = parse_lexicon("[verbs: say]\nsagi sagis\n", "eo", "lexicon_eo.txt")
    assert {rule.kind for rule in rules(part)} <= STEPS
    says = [rule.name for rule in rules(part) if rule.kind == "says"]
    assert says[-1] == "verb of stating with a clause"
