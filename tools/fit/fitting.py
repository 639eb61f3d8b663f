"""Makes the weights of the confidence from questions whose answers are known.

Each question is put to articles that answer it (all of them, its own alone) and to
articles that don't (its own taken away, another one alone, the paragraph with the
answer taken away). A logistic regression learns to tell the two; its intercept is
moved until as many as wanted of the answerable questions are answered. The figures
are cross-validated: each article's questions are judged by weights that were made
without them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.answering import Answerer
from bot.answering.confidence import FEATURES, Weights
from bot.errors import EvaluationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.articles import Article
    from bot.selftest import Question

    Rows = NDArray[np.float64]

__all__ = ["Fit", "fit"]

_ANSWERED = 0.963  # of the questions that all articles together answer
_FOLDS = 6
_ALL, _ALONE = "answered by all articles", "answered by its article alone"
_OTHERS, _ANOTHER = "refused by the other articles", "refused by one other article"
_LESS = "refused by all articles without the paragraph"
_ALONE_LESS = "refused by its article without the paragraph"
_REFUSED = (_OTHERS, _ANOTHER, _LESS, _ALONE_LESS)


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights, and the shares and areas under the ROC curve that they reach."""

    questions: int
    articles: int
    figures: Mapping[str, float]
    intercept: float
    weights: Mapping[str, float]

    def record(self) -> dict[str, object]:
        """Return the form in which weights are kept, figures beside them."""
        return {"made by": "tools.fit", **asdict(self)}


@dataclass(frozen=True, slots=True)
class _Row:
    """What came of one question: the figures, None where nothing matched."""

    situation: str
    article: str
    values: tuple[float, ...] | None


def fit(articles: Sequence[Article], questions: Sequence[Question]) -> Fit:
    """Return weights made from the questions that name the place of their answer.

    Raises EvaluationError where the questions find nothing that does not answer them.
    """
    rows = list(_rows(articles, questions))
    found = [row for row in rows if row.values]
    values = np.array([row.values for row in found])
    answerable = np.array([row.situation in {_ALL, _ALONE} for row in found])
    slugs = {row.article: n % _FOLDS for n, row in enumerate(_first(found))}
    folds = np.array([slugs[row.article] for row in found])
    odds = np.zeros(len(found))
    for fold in sorted(set(slugs.values())):
        model = _model(values[folds != fold], answerable[folds != fold])
        odds[folds == fold] = model.decision_function(values[folds == fold])
    situations = np.array([row.situation for row in found])
    # A question of which no word is found is refused whatever the weights are.
    missing = sum(r.situation == _ALL for r in rows) - int((situations == _ALL).sum())
    model = _model(values, answerable)
    enough = _threshold(odds[situations == _ALL], missing)
    all_odds = model.decision_function(values)[situations == _ALL]
    return Fit(
        questions=sum(row.situation == _ALL for row in rows),
        articles=len(slugs),
        figures=_figures(rows, situations, odds, enough),
        intercept=round(float(model.intercept_[0]) - _threshold(all_odds, missing), 4),
        weights={
            name: round(float(weight), 4)
            for name, weight in zip(FEATURES, model.coef_[0], strict=True)
        },
    )


def _model(values: Rows, answerable: NDArray[np.bool_]) -> LogisticRegression:
    if answerable.all() or not answerable.any():
        message = (
            "The questions find words only where they are answered, or nowhere; "
            "weights need articles that share words with the questions of others."
        )
        raise EvaluationError(message)
    return LogisticRegression(max_iter=1_000).fit(values, answerable)


def _threshold(odds: Rows, missing: int) -> float:
    """Return the log-odds that as many as wanted of the answerable reach."""
    allowed = int((1 - _ANSWERED) * (len(odds) + missing)) - missing
    return float(np.sort(odds)[max(0, allowed)])


def _figures(
    rows: Sequence[_Row], situations: NDArray[np.str_], odds: Rows, enough: float
) -> dict[str, float]:
    figures = {}
    for situation in (_ALL, _ALONE, *_REFUSED):
        total = sum(row.situation == situation for row in rows)
        answered = int((odds[situations == situation] >= enough).sum()) / total
        refusing = situation in _REFUSED
        figures[situation] = round(1 - answered if refusing else answered, 3)
    for situation in _REFUSED:
        both = np.isin(situations, (_ALL, situation))
        right = situations[both] == _ALL
        if not right.all():  # else nothing was found there that could be mistaken
            area = roc_auc_score(right, odds[both])
            figures[f"AUROC, {situation}"] = round(float(area), 3)
    return figures


def _first(rows: Sequence[_Row]) -> list[_Row]:
    """Return the first row of each article."""
    return list({row.article: row for row in reversed(rows)}.values())


def _rows(articles: Sequence[Article], questions: Sequence[Question]) -> Iterator[_Row]:
    everything = _answerer(articles)
    for number, article in enumerate(articles):
        others = [other for other in articles if other is not article]
        situations = {
            _ALL: everything,
            _ALONE: _answerer([article]),
            _OTHERS: _answerer(others),
            _ANOTHER: _answerer([articles[number - 1]]),
        }
        for paragraph, asked in _by_paragraph(article, questions).items():
            less = _without(article, paragraph)
            situations[_LESS] = _answerer([*others, less])
            situations[_ALONE_LESS] = _answerer([less])
            for situation, answerer in situations.items():
                for question in asked:
                    yield _row(situation, answerer, question, article)


def _answerer(articles: Sequence[Article]) -> Answerer:
    """Return an Answerer that needs no weights, for there may be none that fit."""
    return Answerer(articles, weights=Weights(0.0, dict.fromkeys(FEATURES, 0.0)))


def _by_paragraph(
    article: Article, questions: Sequence[Question]
) -> dict[int, list[Question]]:
    """Return an article's questions by the number of the paragraph with the answer."""
    found: dict[int, list[Question]] = {}
    for question in questions:
        place = question.place
        if place and place.article == article.slug:
            sentences = (s for s in article.sentences if place.start < s.end)
            holds = next(sentences, article.sentences[-1]).paragraph
            found.setdefault(holds, []).append(question)
    return found


def _row(
    situation: str, answerer: Answerer, question: Question, article: Article
) -> _Row:
    features = answerer.answer(question.text).features
    values = tuple(feature.value for feature in features if feature.name in FEATURES)
    return _Row(situation, article.slug, values or None)


def _without(article: Article, paragraph: int) -> Article:
    rest = tuple(s for s in article.sentences if s.paragraph != paragraph)
    return replace(article, sentences=rest)
