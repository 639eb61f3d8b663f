"""The JSON form of an answer, which scripts rely on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.answering import Answer, Evidence

__all__ = ["error_record", "record"]

_DIGITS = 6  # of a score or a confidence after the point; more say nothing


def record(answer: Answer) -> dict[str, Any]:
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


def error_record(question: str, error: str) -> dict[str, Any]:
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
