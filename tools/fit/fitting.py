"""Makes the weights of the confidence from sets of questions whose answers are known.

Each question is put to articles that answer it (all of its set, its own alone) and to
articles that don't (its own taken away, the paragraph with the answer taken away). A
logistic regression learns whether the first passage answers; each set weighs the same.
What is taken away weighs less than what people ask, for the confidence is to be right
on average where they ask. The figures are cross-validated: each article's questions
are judged by weights that were made without them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.answering import Answerer, Status
from bot.answering.confidence import DOUBTED, FEATURES, Weights
from bot.errors import EvaluationError
from bot.selftest import Kind, answers, folded, passages
from tools.evaluate.calibration import auroc, calibration_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.articles import Article
    from bot.meaning import Encoder
    from bot.selftest import Question
    from tools.evaluate.sets import QuestionSet

    Rows = NDArray[np.float64]

__all__ = ["Fit", "fit", "regression"]

_FOLDS = 8
_STEPS, _NEAR = 50, 1e-9  # of Newton's method, which takes six or so
_ALL, _ALONE = "all articles", "its article alone"
_OTHERS, _LESS = "its article taken away", "the paragraph taken away"
_WEIGHTS = {_ALL: 1.0, _ALONE: 1.0, _OTHERS: 1.0, _LESS: 0.05}
_ANSWERABLE = {Kind.ANSWERABLE, Kind.CONTESTED, Kind.LOADED}


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights, the thresholds that they are used with, and what these reach."""

    intercept: float
    weights: Mapping[str, float]
    sure: float
    unsure: float
    figures: Mapping[str, Mapping[str, float]]

    def record(self) -> dict[str, object]:
        """Return the form in which weights are kept, figures beside them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Row:
    """What came of one question: the figures, None where nothing matched."""

    name: str
    situation: str
    article: str | None
    kind: Kind
    answered: bool
    capped: bool
    values: tuple[float, ...] | None


def fit(
    sets: Sequence[QuestionSet], encoder: Encoder | None, sure: float, unsure: float
) -> Fit:
    """Return weights made from all sets, and their figures at two thresholds.

    Raises EvaluationError where the questions find nothing that does not answer them.
    """
    rows = [row for one in sets for row in _rows(one, encoder)]
    found = [row for row in rows if row.values]
    values = np.array([row.values for row in found])
    answered = np.array([row.answered for row in found])
    weights = _sample_weights(found)
    slugs = list(dict.fromkeys((row.name, row.article) for row in found))
    folds = np.array([slugs.index((r.name, r.article)) % _FOLDS for r in found])
    confidence = np.zeros(len(found))
    for fold in sorted({*folds.tolist()}):
        kept, left = folds != fold, folds == fold
        model = regression(values[kept], answered[kept], weights[kept])
        confidence[left] = _share(values[left] @ model[1:] + model[0])
    model = regression(values, answered, weights)
    judged = dict(zip(map(id, found), confidence.tolist(), strict=True))
    sureness = [min(judged.get(id(r), 0.0), DOUBTED if r.capped else 1.0) for r in rows]
    return Fit(
        intercept=round(float(model[0]), 4),
        weights={
            name: round(float(weight), 4)
            for name, weight in zip(FEATURES, model[1:], strict=True)
        },
        sure=sure,
        unsure=unsure,
        figures={
            one.name: _figures(one.name, rows, np.array(sureness), sure) for one in sets
        },
    )


def _sample_weights(rows: Sequence[_Row]) -> Rows:
    """Return a weight a row, so that those of each set add up to the same."""
    weights = np.array([_WEIGHTS[row.situation] for row in rows])
    for name in {row.name for row in rows}:
        of_set = np.array([row.name == name for row in rows])
        weights[of_set] /= weights[of_set].sum()
    return np.asarray(weights * len(rows) / weights.sum())


def regression(values: Rows, answered: NDArray[np.bool_], weights: Rows) -> Rows:
    """Return the intercept and the weights of a logistic regression.

    Newton's method (Bishop, Pattern Recognition and Machine Learning, 2006, 4.3.3);
    half the sum of the squares of the weights is added to what it makes small. Raises
    EvaluationError where all are of one kind.
    """
    if answered.all() or not answered.any():
        message = (
            "The questions find words only where they are answered, or nowhere; "
            "weights need articles that share words with the questions of others."
        )
        raise EvaluationError(message)
    rows = np.column_stack((np.ones(len(values)), values))
    penalty = np.eye(rows.shape[1])
    penalty[0, 0] = 0
    found = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        share = _share(rows @ found)
        slope = rows.T @ (weights * (share - answered)) + penalty @ found
        curve = (rows.T * (weights * share * (1 - share))) @ rows + penalty
        step = np.linalg.solve(curve, slope)
        found -= step
        if np.abs(step).max() < _NEAR:
            break
    return found


def _share(scores: Rows) -> Rows:
    """Return the logistic function."""
    return np.asarray(1 / (1 + np.exp(-scores)))


def _figures(
    name: str, rows: Sequence[_Row], confidence: Rows, sure: float
) -> dict[str, float]:
    """Return the shares of a set that are answered and kept quiet, and its errors."""
    figures: dict[str, float] = {}

    def share(label: str, *, wanted: bool, chosen: Iterable[bool]) -> None:
        some = confidence[np.fromiter(chosen, np.bool_, len(rows))]
        if some.size:
            figures[label] = round(float(((some >= sure) == wanted).mean()), 3)

    here = [row.name == name for row in rows]
    for situation in _WEIGHTS:
        of = [h and r.situation == situation for h, r in zip(here, rows, strict=True)]
        asked = [o and r.kind in _ANSWERABLE for o, r in zip(of, rows, strict=True)]
        if situation in {_ALL, _ALONE}:
            share(f"sure, {situation}", wanted=True, chosen=asked)
            for kind in (Kind.ON_TOPIC, Kind.OFF_TOPIC):
                chosen = [o and r.kind is kind for o, r in zip(of, rows, strict=True)]
                share(f"not sure, {kind}, {situation}", wanted=False, chosen=chosen)
        else:
            share(f"not sure, {situation}", wanted=False, chosen=asked)
    natural = np.array(
        [h and r.situation != _LESS for h, r in zip(here, rows, strict=True)]
    )
    right = np.array([row.answered for row in rows])
    figures["calibration error"] = round(
        calibration_error(confidence[natural], right[natural]), 3
    )
    both = np.array(here)
    if right[both].any() and not right[both].all():
        figures["AUROC"] = round(auroc(confidence[both], right[both]), 3)
    return figures


def _rows(one: QuestionSet, encoder: Encoder | None) -> Iterator[_Row]:
    articles, several = one.articles, len(one.articles) > 1
    everything = _answerer(articles, encoder)
    for question in one.questions:
        yield _row(one.name, _ALL, everything, question)
    asked: defaultdict[str, list[Question]] = defaultdict(list)
    for question in one.questions:
        if slug := question.article or (None if several else articles[0].slug):
            asked[slug].append(question)
    for article in articles:
        about = asked[article.slug]
        answerable = [q for q in about if q.kind in _ANSWERABLE]
        if several and about:
            alone = _answerer([article], encoder)
            others = _answerer([a for a in articles if a is not article], encoder)
            for question in about:
                yield _row(one.name, _ALONE, alone, question)
            for question in answerable:
                yield _row(one.name, _OTHERS, others, question)
        for gone, some in _by_paragraph(article, answerable).items():
            less = _answerer([_without(article, gone)], encoder)
            for question in some:
                yield _row(one.name, _LESS, less, question)


def _answerer(articles: Sequence[Article], encoder: Encoder | None) -> Answerer:
    """Return an Answerer that needs no weights, for there may be none that fit."""
    even = Weights(0.0, dict.fromkeys(FEATURES, 0.0), sure=0.5, unsure=0.0)
    return Answerer(articles, weights=even, encoder=encoder)


def _row(name: str, situation: str, answerer: Answerer, question: Question) -> _Row:
    answer = answerer.answer(question.text)
    values = tuple(f.value for f in answer.features if f.name in FEATURES)
    here = situation in {_ALL, _ALONE} and question.kind in _ANSWERABLE
    first = passages(answer)[:1]
    return _Row(
        name,
        situation,
        question.article,
        question.kind,
        answered=here and any(answers(passage, question) for passage in first),
        # Even weights are sure of all that may be sure at all.
        capped=bool(values) and answer.status is not Status.ANSWERED,
        values=values or None,
    )


def _by_paragraph(
    article: Article, questions: Iterable[Question]
) -> dict[frozenset[int], list[Question]]:
    """Return questions by the numbers of the paragraphs that answer them."""
    found: defaultdict[frozenset[int], list[Question]] = defaultdict(list)
    for question in questions:
        if numbers := frozenset(_answering(article, question)):
            found[numbers].append(question)
    return found


def _answering(article: Article, question: Question) -> Iterator[int]:
    place = question.place
    if place:
        sentences = (s for s in article.sentences if place.start < s.end)
        yield next(sentences, article.sentences[-1]).paragraph
        return
    for sentence in article.sentences:
        text = folded(article.text(sentence.start, sentence.end))
        if any(
            folded(gold) in text or text in folded(gold) for gold in question.expected
        ):
            yield sentence.paragraph


def _without(article: Article, paragraphs: frozenset[int]) -> Article:
    rest = (s for s in article.sentences if s.paragraph not in paragraphs)
    return replace(article, sentences=tuple(rest))
