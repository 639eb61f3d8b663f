"""Says why an answer is what it is: matched terms, parts of scores, features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles import findings
from bot.console.line import BLANK, Line, Style, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering import Answer, Evidence

__all__ = ["receipt_lines"]

_INDENT = "  "


def receipt_lines(answer: Answer) -> Iterator[Line]:
    """Yield the receipt of each passage, and what the confidence rests on."""
    yield line("Why this answer", Style.NOTICE)
    shown = answer.evidence or answer.closest
    for number, evidence in enumerate(shown, 1):
        yield from _passage(number, evidence)
    status = answer.status.replace("_", " ")
    yield line(f"confidence {answer.confidence:.3f}: {status}")
    for feature in answer.features:
        added = feature.value * feature.weight
        at_weight = f"{feature.value:.3f} at weight {feature.weight:.3f}"
        name = feature.name.replace("_", " ")
        text = f"{name} {at_weight} adds {added:.3f}"
        yield line(text, Style.SMALL, _INDENT)
    yield BLANK


def _passage(number: int, evidence: Evidence) -> Iterator[Line]:
    where = f"{evidence.article.slug}, ¶ {evidence.paragraph}"
    start, end = evidence.sentence
    best = f"best sentence at {start}-{end}"
    yield line(f"{number}. {where}: score {evidence.score:.3f}, {best}")
    yield line(f"matched: {_sum(evidence.receipt.terms)}", Style.SMALL, _INDENT)
    yield line(f"score: {_sum(evidence.receipt.parts)}", Style.SMALL, _INDENT)
    if rule := _rule(evidence):
        yield line(f"{evidence.stance}: {rule}", Style.SMALL, _INDENT)


def _rule(evidence: Evidence) -> str | None:
    """Return by which rule and words the best sentence is a claim or a denial."""
    article = evidence.article
    sentences = tuple(article.sentences)
    found = findings(article.body, sentences, article.language)
    finding = found[[s.start for s in sentences].index(evidence.sentence.start)]
    if finding is None:
        return None
    words = ", ".join(f"“{article.text(*word)}”" for word in finding.words)
    return f"by the rule “{finding.rule}”" + (f", from {words}" if words else "")


def _sum(figures: Sequence[tuple[str, float]]) -> str:
    return " + ".join(f"{name} {figure:.3f}" for name, figure in figures) or "nothing"
