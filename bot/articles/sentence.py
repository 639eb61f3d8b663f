"""A sentence of a body: where it is, who says it, and with what stance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Sentence", "Span", "Stance"]


class Span(NamedTuple):
    """A half-open range of Unicode code points into an article's body."""

    start: int
    end: int


class Stance(StrEnum):
    """Where a sentence stands: it alleges, it denies, or it just reports."""

    CLAIM = "claim"
    DENIAL = "denial"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the body: where it is, who says it and with what stance.

    `paragraph` counts from 1 through the article, headings included; where the text
    was updated, paragraphs keep the numbers they had. `speaker` is a span of the same
    body (the article's own words for the one who speaks, where the text gives a name
    the name), or None where nothing is said; `introduced` is that with what the text
    says of who the named one is.
    """

    start: int
    end: int
    paragraph: int
    heading: bool = False
    speaker: Span | None = None
    stance: Stance = Stance.REPORT
    introduced: Span | None = None
