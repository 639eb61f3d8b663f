from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bot.articles import read_corpus
from bot.errors import EvaluationError
from bot.selftest import Kind, Passage, Place, Question, read_questions
from tests.conftest import REPOSITORY
from tests.tools.running import run_tool
from tools.evaluate.calibration import calibration_error, reliability
from tools.evaluate.measures import measure
from tools.evaluate.outcomes import Outcome, ask
from tools.evaluate.report import examine, report_lines, report_record
from tools.evaluate.systems import Plain, Reply

if TYPE_CHECKING:
    from pathlib import Path

    from bot.articles import Article
    from tests.conftest import Result

APPLES = "Anna grows apples. The trees are old. Rain fell today. Nobody sells pears."
BOATS = "Bob builds boats. He denies it. The harbour is deep."
PLACED = {"question": "What does Anna grow?", "article": "apples"}
OUTCOME = Outcome(
    Kind.ANSWERABLE,
    None,
    sure=True,
    shown=True,
    confidence=0.9,
    milliseconds=1.0,
    lengths=(100,),
)
HIT, MISS = True, False


@pytest.fixture(autouse=True)
def _fewer_draws_in_less_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.evaluate.measures.RESAMPLES", 100)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "two"
    folder.mkdir()
    (folder / "apples.txt").write_text(APPLES)
    (folder / "boats.txt").write_text(BOATS)
    return folder


@pytest.fixture
def articles(corpus: Path) -> tuple[Article, ...]:
    return read_corpus(corpus).articles


def write(folder: Path, *rows: object) -> Path:
    path = folder / "questions.jsonl"
    texts = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    path.write_text("\n".join(texts))
    return path


def values(*outcomes: Outcome) -> dict[str, float]:
    return {estimate.name: estimate.value for estimate in measure(outcomes)}


def test_both_forms_of_questions_are_read(
    tmp_path: Path, articles: tuple[Article, ...]
) -> None:
    path = write(
        tmp_path,
        PLACED | {"id": "a", "start": 11, "end": 17, "answer": "apples"},
        "",
        {
            "question": "Does Bob?",
            "kind": "contested",
            "claim": ["Bob builds  boats."],
            "denial": ["He denies it."],
        },
        {"question": "Who sells cars?", "kind": "unanswerable-on-topic"},
        {"question": "Hi!", "kind": "smalltalk", "disputed": None},
        {"question": "Who?", "kind": "who", "gold": ["He denies it."]}
        | {"article": "boats"},
    )
    assert read_questions(path, articles) == (
        Question(
            "What does Anna grow?",
            Kind.ANSWERABLE,
            Place("apples", 11, 17),
            article="apples",
        ),
        Question(
            "Does Bob?",
            Kind.CONTESTED,
            claim=("Bob builds  boats.",),
            denial=("He denies it.",),
        ),
        Question("Who sells cars?", Kind.ON_TOPIC),
        Question("Hi!", Kind.OFF_TOPIC),
        Question("Who?", Kind.ANSWERABLE, gold=("He denies it.",), article="boats"),
    )


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{", "is not JSON"),
        ("[" * 10_000, "is not JSON"),
        ("[]", "is of no known form"),
        ({"question": "Who?"}, "is of no known form"),
        ({"kind": "answerable"}, "question: Field required"),
        ({"question": "Who?", "kind": "odd"}, "gold: is missing"),
        ({"question": "Who?", "kind": "loaded"}, "claim: is missing"),
        ({"question": "Who?", "kind": "answerable"}, "gold: is missing"),
        ({"question": "Who?", "kind": "contested", "claim": ["x"]}, "denial: is"),
        (
            {"question": "Who?", "kind": "answerable", "gold": ["Eve."]},
            "the corpus has no sentence 'Eve.'",
        ),
        ({"question": " ", "kind": "unanswerable-on-topic"}, "question: must have 1"),
        ({"question": "x" * 1_001, "kind": "contested"}, "question: must have 1"),
        (PLACED | {"start": "11", "end": 17}, "start: Input should be a valid int"),
        (PLACED | {"start": 11, "end": 99}, "start and end lie outside the article's"),
        (PLACED | {"start": -1, "end": 2}, "start and end lie outside the article's"),
        (PLACED | {"start": 2, "end": 2}, "start and end lie outside the article's"),
        (
            PLACED | {"start": 11, "end": 17, "answer": "pears"},
            "the article has 'apples' there, not 'pears'",
        ),
        (
            PLACED | {"start": 11, "end": 17, "article": "cherries"},
            "the corpus has no article 'cherries'",
        ),
    ],
)
def test_a_bad_line_is_named_in_one_sentence(
    tmp_path: Path, articles: tuple[Article, ...], row: object, fault: str
) -> None:
    good = PLACED | {"start": 11, "end": 17}
    path = write(tmp_path, good, row)
    with pytest.raises(EvaluationError) as caught:
        read_questions(path, articles)
    assert str(caught.value).startswith(f"{path}, line 2: {fault}")
    assert "\n" not in str(caught.value)


def test_a_file_without_questions_is_refused(
    tmp_path: Path, articles: tuple[Article, ...]
) -> None:
    with pytest.raises(EvaluationError, match="holds no question"):
        read_questions(write(tmp_path), articles)
    with pytest.raises(EvaluationError, match="nowhere can't be read"):
        read_questions(tmp_path / "nowhere", articles)
    (tmp_path / "questions.jsonl").write_bytes(b"\xff")
    with pytest.raises(EvaluationError, match="is not UTF-8"):
        read_questions(tmp_path / "questions.jsonl", articles)


def test_hits_and_reciprocal_ranks_are_those_of_the_textbook() -> None:
    first = replace(OUTCOME, top=(HIT, MISS, MISS), ranking=(HIT, MISS, HIT))
    third = replace(OUTCOME, top=(MISS, MISS, HIT), ranking=(MISS, HIT))
    tenth = replace(OUTCOME, top=(MISS,), ranking=(*[MISS] * 9, HIT))
    never = replace(OUTCOME, shown=False, top=(HIT,))
    found = values(first, third, tenth, never)
    assert found["hit@1"] == 1 / 4
    assert found["hit@3"] == 2 / 4
    assert found["hit@1, refused too"] == 2 / 4
    assert found["hit@3, refused too"] == 3 / 4
    assert found["MRR@10"] == pytest.approx((1 + 1 / 2 + 1 / 10 + 0) / 4)


def test_answers_and_refusals_are_counted_by_kind() -> None:
    unsure = replace(OUTCOME, sure=False)
    refused = replace(unsure, shown=False, lengths=())
    found = values(
        OUTCOME,
        OUTCOME,
        unsure,
        refused,
        replace(OUTCOME, kind=Kind.CONTESTED, both_sides=True),
        replace(OUTCOME, kind=Kind.CONTESTED),
        replace(refused, kind=Kind.ON_TOPIC),
        replace(unsure, kind=Kind.ON_TOPIC),
        replace(OUTCOME, kind=Kind.ON_TOPIC),
        replace(refused, kind=Kind.OFF_TOPIC),
    )
    assert found["sure: answerable"] == pytest.approx(4 / 6)
    assert found["unsure: answerable"] == pytest.approx(1 / 6)
    assert found["both sides"] == 1 / 2
    assert found["not sure: unanswerable-on-topic"] == pytest.approx(2 / 3)
    assert found["refused: unanswerable-on-topic"] == pytest.approx(1 / 3)
    assert found["refused: unanswerable-off-topic"] == 1
    assert "refused: article-taken-away" not in found


def test_who_is_told_of_a_dispute_is_counted_where_there_is_one_and_where_not() -> None:
    told = replace(OUTCOME, disputed=True)
    found = values(
        replace(told, kind=Kind.LOADED, loaded=True),
        replace(OUTCOME, kind=Kind.LOADED, loaded=True),
        replace(told, kind=Kind.CONTESTED),
        told,
        OUTCOME,
        OUTCOME,
        OUTCOME,
    )
    assert found["told of the dispute"] == 1 / 2
    assert found["told of a dispute falsely"] == 1 / 4


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    found = values(
        replace(OUTCOME, confidence=0.9),
        replace(OUTCOME, confidence=0.4),
        replace(OUTCOME, kind=Kind.ON_TOPIC, confidence=0.5),
        replace(OUTCOME, kind=Kind.ON_TOPIC, confidence=0.4),
        replace(OUTCOME, kind=Kind.TAKEN_AWAY, confidence=0.0),
    )
    # Of the four pairs two are in order, one is not, and a tie counts half.
    assert found["AUROC: unanswerable-on-topic"] == 2.5 / 4
    assert found["AUROC: article-taken-away"] == 1


def test_lengths_are_averaged_over_passages_and_latencies_over_questions() -> None:
    found = values(
        replace(OUTCOME, lengths=(100,), milliseconds=1),
        replace(OUTCOME, lengths=(200, 600), milliseconds=2),
        replace(OUTCOME, lengths=(), milliseconds=4),
        replace(OUTCOME, kind=Kind.TAKEN_AWAY, lengths=(9,), milliseconds=100),
    )
    assert found["passage length"] == 300
    assert found["latency median, ms"] == 2
    assert found["latency p95, ms"] == pytest.approx(2 + 0.9 * 2)


def test_an_interval_has_the_width_of_a_binomial_share() -> None:
    halves = [replace(OUTCOME, top=(number % 2 == 0,)) for number in range(100)]
    estimate = measure(halves)[0]
    # Two standard errors of a half over a hundred are 0.098.
    assert estimate.count == 100
    assert estimate.low == pytest.approx(0.5 - 0.098, abs=0.03)
    assert estimate.high == pytest.approx(0.5 + 0.098, abs=0.03)
    assert measure(halves)[0] == estimate


def test_questions_of_one_article_are_drawn_together() -> None:
    alike = [
        replace(OUTCOME, article=str(number), top=(number % 2 == 0,))
        for number in range(10)
        for _ in range(10)
    ]
    estimate = measure(alike)[0]
    # Ten independent articles and not a hundred questions: 1.96 * 0.158.
    assert estimate.low == pytest.approx(0.5 - 0.31, abs=0.1)
    assert estimate.high == pytest.approx(0.5 + 0.31, abs=0.1)


@dataclass(frozen=True)
class Fixed:
    """Finds the same passages for every question."""

    found: tuple[Passage, ...]
    answered: bool = True
    missing: str = ""
    alone: str = ""
    name: str = "fixed"
    note: str = "It never changes."

    def reply(self, question: str) -> Reply:
        del question
        return Reply(
            self.found[:3],
            sure=self.answered,
            shown=self.answered,
            confidence=0.5,
            milliseconds=1.0,
        )

    def ranking(self, question: str) -> tuple[Passage, ...]:
        del question
        return self.found

    def without(self, slug: str) -> Fixed:
        left = tuple(passage for passage in self.found if passage.article != slug)
        return replace(self, found=left, answered=bool(left), missing=slug)

    def only(self, slug: str) -> Fixed:
        left = tuple(passage for passage in self.found if passage.article == slug)
        return replace(self, found=left, answered=bool(left), alone=slug)


FIXED = Fixed(
    (
        Passage("boats", 0, 17, "Bob builds boats."),
        Passage("apples", 0, 37, "Anna grows\napples. The trees are old."),
        Passage("boats", 18, 31, "He denies it."),
    )
)


@pytest.mark.parametrize(
    ("place", "hits"),
    [
        (Place("apples", 11, 17), (MISS, HIT, MISS)),
        (Place("apples", 30, 38), (MISS, MISS, MISS)),
        (Place("boats", 18, 31), (MISS, MISS, HIT)),
        (Place("boats", 17, 31), (MISS, MISS, MISS)),
    ],
)
def test_a_passage_hits_where_it_holds_the_whole_answer(
    place: Place, hits: tuple[bool, ...]
) -> None:
    (outcome,) = ask(FIXED, [Question("?", Kind.ANSWERABLE, place)])
    assert outcome.top == outcome.ranking == hits


def test_a_passage_hits_where_it_holds_a_gold_sentence() -> None:
    gold = ("Nobody sells pears.", "Anna grows apples.")
    (outcome,) = ask(FIXED, [Question("?", Kind.ANSWERABLE, gold=gold)])
    assert outcome.top == (MISS, HIT, MISS)
    assert outcome.lengths == (17, 37, 13)


def test_both_sides_count_only_where_they_are_shown() -> None:
    sides = Question(
        "?", Kind.CONTESTED, claim=("Bob builds boats.",), denial=("He denies it.",)
    )
    one_side = replace(sides, denial=("Rain fell today.",))
    shown, half = ask(FIXED, [sides, one_side])
    (refused,) = ask(replace(FIXED, answered=False), [sides])
    assert (shown.both_sides, half.both_sides, refused.both_sides) == (1, 0, 0)
    assert refused.lengths == ()


def test_an_article_is_taken_away_for_its_own_questions_only() -> None:
    only_apples = Fixed((Passage("apples", 0, 18, "Anna grows apples."),))
    questions = [
        Question("?", Kind.ANSWERABLE, article="apples"),
        Question("?", Kind.ANSWERABLE, article="boats"),
        Question("?", Kind.ON_TOPIC, article="boats"),
        Question("?", Kind.OFF_TOPIC),
    ]
    report = examine([only_apples], questions, take_away=True)
    taken = [o for o in report.outcomes["fixed"] if o.kind is Kind.TAKEN_AWAY]
    assert [(o.article, o.sure, o.shown) for o in taken] == [
        ("apples", False, False),
        ("boats", True, True),
    ]


def test_a_question_is_put_to_its_own_article_alone() -> None:
    gold = ("He denies it.",)
    questions = [
        Question("?", Kind.ANSWERABLE, gold=gold, article="boats"),
        Question("?", Kind.ANSWERABLE, gold=gold, article="apples"),
        Question("?", Kind.OFF_TOPIC),
    ]
    (outcomes,) = examine([FIXED], questions, alone=True).outcomes.values()
    assert [o.top for o in outcomes] == [(MISS, HIT), (MISS,)]


@pytest.mark.usefixtures("uncovered")
def test_a_report_sets_systems_side_by_side() -> None:
    other = replace(FIXED, answered=False, name="silent")
    question = Question("?", Kind.ANSWERABLE, Place("apples", 11, 17))
    report = examine([FIXED, other], [question])
    rows = [re.split("  +", row.strip()) for row in report_lines(report)]
    assert ["n", "fixed", "silent"] in rows
    assert ["hit@1", "1", "0.000 [0.000, 0.000]", "0.000 [0.000, 0.000]"] in rows
    assert ["hit@3", "1", "1.000 [1.000, 1.000]", "0.000 [0.000, 0.000]"] in rows
    assert ["MRR@10", "1", "0.500 [0.500, 0.500]", "0.500 [0.500, 0.500]"] in rows
    assert ["passage length", "1", "22.3 [22.3, 22.3]", "-"] in rows
    assert ["answerable", "1", "1 / 0 / 0", "0 / 0 / 1"] in rows
    assert max(len(row) for row in report_lines(replace(report, notes=()))) <= 80
    record = report_record(report)
    assert record["systems"]["silent"]["confusion"] == {
        "answerable": {"sure": 0, "unsure": 0, "refused": 1}
    }


def test_plain_bm25_shows_its_best_passages_whatever_their_score(
    articles: tuple[Article, ...],
) -> None:
    plain = Plain(articles, size=1)
    reply = plain.reply("Who GROWS boats. or cherries?")
    assert reply.sure
    assert [passage.text for passage in reply.top[:2]] == [
        "Anna grows apples.",
        "Bob builds boats.",
    ]
    nothing = plain.reply("zzz")
    assert nothing.sure
    assert len(nothing.top) == 3
    assert nothing.confidence == 0
    assert len(plain.ranking("zzz")) == 7


def test_plain_bm25_reads_three_sentences_at_a_time(
    articles: tuple[Article, ...],
) -> None:
    texts = [passage.text for passage in Plain(articles, size=3).ranking("boats.")]
    assert sorted(texts) == [
        "Anna grows apples. The trees are old. Rain fell today.",
        BOATS,
        "Nobody sells pears.",
    ]
    left = Plain(articles, size=3).without("apples").ranking("boats.")
    assert [passage.article for passage in left] == ["boats"]


def measured(result: Result) -> list[dict[str, Any]]:
    assert (result.status, result.err) == (0, "")
    return [json.loads(row) for row in result.out.splitlines()]


@pytest.mark.usefixtures("uncovered")
def test_the_tool_measures_and_compares(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, corpus: Path
) -> None:
    path = write(
        tmp_path,
        PLACED | {"start": 11, "end": 17},
        {"question": "What does Bob build?", "article": "boats", "start": 0, "end": 3},
    )
    call = ("evaluate.__main__", path, "--corpus", corpus, "--compare")
    alone, together = measured(run_tool(capsys, *call, "--json"))
    assert (alone["asked"], together["asked"]) == ("one article", "all articles")
    assert list(together["systems"]) == ["verbatim", "plain rank-bm25"]
    assert together["resampled_by"] == "question"
    system = together["systems"]["verbatim"]
    assert system["measures"]["hit@3"]["value"] == 1
    assert set(system["confusion"]) == {"answerable", "article-taken-away"}
    assert "passages of 3 sentences" in together["notes"][1]
    table = run_tool(capsys, *call).out
    assert re.search(r"(?m)^hit@1 +2  \d\.\d{3} \[", table)
    assert "draws by question" in table


@pytest.mark.usefixtures("uncovered")
def test_the_reliability_of_the_confidence_is_drawn(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, corpus: Path
) -> None:
    path = write(tmp_path, PLACED | {"start": 11, "end": 17})
    picture = tmp_path / "reliability.png"
    call = ("evaluate.__main__", path, "--corpus", corpus, "--plot", picture)
    assert run_tool(capsys, *call).status == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_calibration_error_is_the_distance_of_confidence_and_truth() -> None:
    half = np.arange(80) % 2 == 0
    assert calibration_error(np.full(80, 0.5), half) == pytest.approx(0)
    assert calibration_error(np.full(80, 0.8), half) == pytest.approx(0.3)
    mixed = np.repeat([0.1, 0.9], 40)
    assert calibration_error(mixed, mixed > 0.5) == pytest.approx(0.1)
    assert [one.answers for one in reliability(mixed, mixed > 0.5)] == [40, 40]
    assert calibration_error(np.zeros(0), np.zeros(0, bool)) == 0


@pytest.mark.usefixtures("uncovered")
def test_all_sets_of_a_folder_are_measured_and_who_says_it_by_their_own_script(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, corpus: Path
) -> None:
    sets = tmp_path / "sets"
    (sets / "farm").mkdir(parents=True)
    (sets / "attribution").mkdir()
    corpus.rename(sets / "farm" / "corpus")
    rows = {"question": "What does Anna grow?", "kind": "what", "article": "apples"}
    write(sets / "farm", rows | {"gold": ["Anna grows apples."]})
    silent = {"question": "qwertz", "kind": "unanswerable-off-topic"}
    (sets / "shipped.jsonl").write_text(json.dumps(silent))
    (sets / "attribution" / "open.jsonl").write_text("{}\n{}\n")
    (sets / "attribution" / "attribution_eval.py").write_text(
        "import sys; print('# read'); "
        "print(f'news: recall=74.5 lines={len(open(sys.argv[2]).readlines())}')"
    )
    records = measured(run_tool(capsys, "evaluate.__main__", sets, "--json"))
    assert [(r["set"], r.get("asked")) for r in records] == [
        ("farm", "one article"),
        ("farm", "all articles"),
        ("shipped", "all articles"),
        ("attribution", None),
    ]
    assert records[-1] == {
        "set": "attribution",
        "part": "news",
        "recall": 74.5,
        "lines": 2,
    }
    (sets / "attribution" / "attribution_eval.py").write_text("raise SystemExit('no')")
    failed = run_tool(capsys, "evaluate.__main__", sets)
    assert failed.status == 2
    assert "attribution_eval.py failed: no" in failed.err


def test_a_set_about_the_shipped_article_needs_no_folder_of_articles(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    body = (REPOSITORY / "corpus" / "mehr-iran-drones.md").read_text("utf-8")
    gold = next(row for row in body.splitlines() if row.startswith("TEHRAN"))
    path = write(
        tmp_path,
        {
            "question": "Who denied the allegation?",
            "kind": "answerable",
            "gold": [gold],
        },
        {"question": "qwertz", "kind": "unanswerable-off-topic"},
    )
    call = ("evaluate.__main__", path, "--compare", "--json")
    (record,) = measured(run_tool(capsys, *call))
    measures = record["systems"]["verbatim"]["measures"]
    assert measures["refused: unanswerable-off-topic"]["value"] == 1
    assert measures["AUROC: unanswerable-off-topic"]["value"] == 1
    assert "passages of 1 sentence without" in record["notes"][1]


def test_what_can_not_be_measured_ends_the_tool_with_status_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    result = run_tool(capsys, "evaluate.__main__", write(tmp_path, "{"))
    assert result.status == 2
    assert "questions.jsonl, line 1: is not JSON" in result.err
    (tmp_path / "empty").mkdir()
    empty = run_tool(capsys, "evaluate.__main__", tmp_path / "empty")
    assert empty.status == 2
    assert "holds no questions; name a file or a folder of sets" in empty.err


def test_a_missing_library_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "tools.evaluate.plot", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    call = ("evaluate.__main__", tmp_path / "none.jsonl", "--plot", tmp_path / "a.png")
    result = run_tool(capsys, *call)
    assert result.status == 2
    assert "A plot needs matplotlib, which is not installed" in result.err
