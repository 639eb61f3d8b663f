"""Says what came of a question, and why: for a reader, or as one line of JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.console.layout import answer_lines
from bot.console.output import BLANK, Line, Style, is_styled, line, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering import Answer, Evidence

__all__ = ["JsonReport", "Report", "TextReport"]

_DIGITS = 6  # of a score or a confidence after the point; more say nothing


class Report(Protocol):
    """What came of the questions, in their order."""

    def answered(self, answer: Answer) -> None:
        """Print an answer."""

    def refused(self, question: str, problem: str) -> None:
        """Print why a question of many could not be asked."""


class JsonReport:
    """One object a line, each at once."""

    def answered(self, answer: Answer) -> None:
        """Print an answer."""
        self._write(_record(answer))

    def refused(self, question: str, problem: str) -> None:
        """Print why a question of many could not be asked."""
        self._write(_error_record(question, problem))

    def _write(self, value: dict[str, Any]) -> None:
        sys.stdout.write(f"{json.dumps(value, ensure_ascii=False)}\n")
        sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class TextReport:
    """Text for a reader.

    `closest` shows the nearest passages where nothing answers, `explain` the receipt
    of each answer; `echo` sets each question above its answer.
    """

    closest: bool = False
    explain: bool = False
    echo: bool = False

    def answered(self, answer: Answer) -> None:
        """Print an answer."""
        self._head(answer.question)
        show(answer_lines(answer, emphasis=is_styled(), closest=self.closest))
        if self.explain:
            show([BLANK, *receipt_lines(answer)])
        self._foot()

    def refused(self, question: str, problem: str) -> None:
        """Print why a question of many could not be asked."""
        self._head(question)
        show([line(problem, Style.WRONG)])
        self._foot()

    def _head(self, question: str) -> None:
        if self.echo:
            show([line(question, Style.NOTICE, "? ")])

    def _foot(self) -> None:
        if self.echo:
            show([BLANK])


def _record(answer: Answer) -> dict[str, Any]:
    """Return an answer as what JSON has; offsets are code points into the body."""
    return {
        "question": answer.question,
        "status": answer.status.value,
        "confidence": round(float(answer.confidence), _DIGITS),
        "evidence": [_evidence(e) for e in answer.evidence],
        "closest": [_evidence(e) for e in answer.closest],
        "unknown_words": list(answer.unknown_words),
        "disputed": answer.disputed,
        "readings": [asdict(reading) for reading in answer.readings],
        "suggestions": [asdict(suggestion) for suggestion in answer.suggestions],
        "remark": answer.remark,
    }


def _error_record(question: str, error: str) -> dict[str, Any]:
    """Return what stands in an answer's place where a question can't be asked."""
    return {
        "question": question,
        "status": "not_found",
        "confidence": 0.0,
        "evidence": [],
        "closest": [],
        "unknown_words": [],
        "error": error,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "article": evidence.article.slug,
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
        "score": round(float(evidence.score), _DIGITS),
        "sentence": list(evidence.sentence),
        "highlights": [list(span) for span in evidence.highlights],
        "speaker": evidence.speaker,
        "stance": evidence.stance.value,
        "source": asdict(evidence.source),
        "paragraph": evidence.paragraph,
        "opposes": evidence.opposes,
    }


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
    for span, asked in evidence.receipt.near:
        near = f"read “{asked}” as near to “{evidence.article.text(*span)}”"
        yield line(near, Style.SMALL, _INDENT)
    for rule in _rules(evidence):
        yield line(rule, Style.SMALL, _INDENT)


def _rules(evidence: Evidence) -> Iterator[str]:
    """Yield by which rules and words the best sentence has its speaker and stance."""
    article = evidence.article
    sentences = tuple(article.sentences)
    from bot.articles.speakers.attribution import findings  # noqa: PLC0415 - slow

    found = findings(article.body, sentences, article.language)
    naming, finding = found[[s.start for s in sentences].index(evidence.sentence.start)]
    for what, reason in (("speaker", naming), (evidence.stance, finding)):
        if reason:
            words = ", ".join(f"“{article.text(*word)}”" for word in reason.words)
            origin = f", from {words}" if words else ""
            yield f"{what}: by the rule “{reason.rule}”{origin}"


def _sum(figures: Sequence[tuple[str, float]]) -> str:
    return " + ".join(f"{name} {figure:.3f}" for name, figure in figures) or "nothing"
