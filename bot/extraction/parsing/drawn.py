"""Reads a page of a PDF as it is drawn, with its raised and lowered figures as such."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from bot.extraction.parsing.formulas import with_fractions
from bot.extraction.parsing.scripts import SEEN_BEFORE, script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdf import PageObject

__all__ = ["drawn_text"]

_SHOWING = {b"Tj", b"TJ", b"'", b'"'}
_SMALL = 0.85  # of the size before: what is raised or lowered is smaller
_NEAR = 0.6  # of the size before, up or down: what is farther is on another line
_LONGEST = 8  # characters
_WIDTH, _WIDTH_OFF = 0.5, 0.25  # of a character, in its size, and how much that varies


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text of one size that begins at a place, in the page's units."""

    text: str
    size: float
    across: float
    up: float
    rise: float

    def differs_from(self, other: _Piece) -> bool:
        """Return whether the two are of different sizes, by more than is not seen."""
        return abs(other.size - self.size) > self.size / 8

    def shift_of(self, other: _Piece) -> float:
        """Return how far the other is raised beside it, 0 where it is no script."""
        if (
            not 0 < len(other.text.strip()) <= _LONGEST
            or other.size > self.size * _SMALL
        ):
            return 0
        length = len(self.text.strip()) * self.size
        away = other.across - self.across - _WIDTH * length
        beside = other.rise or abs(away) <= _WIDTH_OFF * length + 2 * self.size
        shift = other.up + other.rise - self.up - self.rise
        return shift if beside and abs(shift) <= _NEAR * self.size else 0


@dataclass(slots=True)
class _Pieces:
    """Gathers what is drawn, as pypdf tells of it."""

    found: list[_Piece] = field(default_factory=list)
    _rise: float = 0.0
    _shown: float | None = None

    def operand(self, operator: bytes, operands: Sequence[object], *_: object) -> None:
        """Note how far the text that is shown next is raised (PDF 1.7, 9.3.7)."""
        if operator == b"Ts" and operands and isinstance(operands[0], int | float):
            self._rise = float(operands[0])
        elif operator in _SHOWING and self._shown is None:
            self._shown = self._rise

    def text(
        self, text: str, page: Sequence[float], line: Sequence[float], *font: object
    ) -> None:
        """Note a piece of text, with the matrices of its page and of its line."""
        if not text.strip() and self.found:  # of no place
            last = self.found.pop()
            self.found.append(replace(last, text=last.text + text))
            return
        scale = abs(line[2] * page[1] + line[3] * page[3])
        across = line[4] * page[0] + line[5] * page[2] + page[4]
        up = line[4] * page[1] + line[5] * page[3] + page[5]
        rise = (self._shown or 0.0) * scale
        size = abs(cast("float", font[-1])) * scale
        self.found.append(_Piece(text, size, across, up, rise))
        self._shown = None


def drawn_text(page: PageObject) -> str:
    """Return the text of a page in the order in which it is drawn.

    Raised and lowered figures become such characters, so that none runs into the
    figures beside it, and the marks of notes are left out. Raises pypdf's errors.
    """
    pieces = _Pieces()
    page.extract_text(visitor_operand_before=pieces.operand, visitor_text=pieces.text)
    return with_fractions("".join(_written(pieces.found)))


def _written(pieces: Sequence[_Piece]) -> list[str]:
    """Return the texts; what is raised stands on the line of the one before it.

    Lines of different sizes are kept apart by a blank one.
    """
    written = [""]
    base: _Piece | None = None
    ended = False  # the line, behind what is raised
    for number, piece in enumerate(pieces):
        if base and (shift := base.shift_of(piece)):
            following = "".join(p.text for p in pieces[number + 1 : number + 2])
            written[-1:] = _beside(written[-1], piece.text, shift, following)
            ended = "\n" in piece.text
            continue
        text = piece.text
        if ended and base and abs(piece.up - base.up) > _NEAR * base.size:
            text = f"\n{text}"
        has_words = any(map(str.isalnum, text))
        if has_words and base and "\n" in written[-1] and base.differs_from(piece):
            text = f"\n{text}"  # a heading, a note: no line goes on in another size
        written.append(text)
        ended = False
        base = piece if has_words else base
    return written


def _beside(before: str, text: str, shift: float, following: str) -> tuple[str, str]:
    """Return a text and what is raised or lowered beside it.

    pypdf sees a blank where the baseline changes; only what is raised before a letter,
    as in “of ¹⁴C”, may have one of its own.
    """
    before = before.rstrip("\n")
    bare = before.rstrip(" ")
    if bare[-1:].isdigit() or shift < 0 or not following[:1].isalpha():
        before = bare
    return before, script(text.strip(), before[-SEEN_BEFORE:], is_low=shift < 0)
