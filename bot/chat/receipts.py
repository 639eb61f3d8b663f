"""Says in words why passages were found, and how sure the answer is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering import Status
from bot.chat.escaping import inline
from bot.chat.paging import paged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering import Answer, Evidence, Feature

__all__ = ["receipt"]

_MOST = 8  # words or figures in one list
_LONGEST = 40
_HOW = (
    "-# A word counts for more the rarer it is in the articles. Nothing here says "
    "that a passage is true."
)


def receipt(answer: Answer, shown: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the messages that say why these passages of an answer were found."""
    blocks = [_found(number, e) for number, e in enumerate(shown, start=1)]
    return paged([*blocks, "\n".join(_sureness(answer)), _HOW])


def _found(number: int, evidence: Evidence) -> str:
    lines = [f"**Passage {number}** (¶ {evidence.paragraph})"]
    if evidence.opposes:
        lines.append("It stands here as the other side of a better match.")
    if words := _words(evidence):
        lines.append(f"Words that match: {words}.")
    if terms := _figures(evidence.receipt.terms):
        lines.append(f"What each counts for: {terms}.")
    if parts := _figures(evidence.receipt.parts):
        lines.append(f"Score {evidence.score:.2f}, made of {parts}.")
    else:
        lines.append(f"Score {evidence.score:.2f}.")
    return "\n".join(lines)


def _words(evidence: Evidence) -> str:
    found = (evidence.article.text(*span) for span in evidence.highlights)
    words = dict.fromkeys(inline(word, _LONGEST) for word in found)
    return ", ".join(f"“{word}”" for word in list(words)[:_MOST])


def _figures(pairs: Sequence[tuple[str, float]]) -> str:
    return ", ".join(f"{inline(n, _LONGEST)} {v:.2f}" for n, v in pairs[:_MOST])


def _sureness(answer: Answer) -> Iterator[str]:
    held = "answer" if answer.status is Status.ANSWERED else "do not answer"
    percent = f"{answer.confidence:.0%}"
    yield f"**The articles {held} the question**: confidence {percent}."
    for feature in answer.features[:_MOST]:
        yield _feature(feature)


def _feature(feature: Feature) -> str:
    pull = feature.value * feature.weight
    side = "for" if pull > 0 else "against" if pull < 0 else "neither for nor against"
    name = inline(feature.name.replace("_", " "), _LONGEST)
    return f"{name} {feature.value:.2f}: speaks {side} an answer ({pull:+.2f})"
