"""Writes raised and lowered text: figures as such characters, no marks of notes."""

from __future__ import annotations

import re

from bot.extraction.parsing.formulas import lowered, raised

__all__ = ["SEEN_BEFORE", "is_mark", "script"]

SEEN_BEFORE = 24  # characters before a raised mark that tell what it is
# Letters behind a figure that are powers and no ordinals (1a, 1o, 2e, 1r, 2d).
_POWERS = dict(zip("ikmntxyz", "ⁱᵏᵐⁿᵗˣʸᶻ", strict=True))
# What may stand above or below the line in a formula: “n+1”, “2k”, but no word.
_TERM = re.compile(r"(?!.*[^\W\d_]{3})(?=.*[^\W_])[\w+\-\u2212=()*/.,]{2,16}")
_FORMULA = re.compile(r"\d|[+\u2212=/]|\w-\w")
_BASE = re.compile(r"[\w)\]]\Z")
_LETTERS = str.maketrans(_POWERS)
_SIGN = re.compile(r"[*†‡§¶#]{1,4}")
_BACK = re.compile(r"[\^\u2191\u21a9\u21b5\u23ce]\ufe0e?")
# What is in a mark's brackets; no two of these fit the same text.
_ITEM = (
    r"(?:(?:note|nb|fn|n)\.?\s)?\d{1,3}[a-z]?|[*†‡§¶#]{1,4}|[A-Za-z]"
    r"|[IVX]{2,6}|[ivx]{2,6}"
)
_ITEMS = rf"(?:{_ITEM})(?:\s?[,;\u2013-]\s?(?:{_ITEM}))*"
_BRACKETED = re.compile(rf"(?:(?:\[(?:{_ITEMS}|[a-z]{{2}})\]|\({_ITEMS}\))\s?)+")
_REMARK = re.compile(r"\[[^\[\]]{1,24}\]")  # an editor's, where it is raised
_LETTER = re.compile(r"[a-z]|[ivx]{1,5}")
_FIGURES = re.compile(r"\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3})*")
_ENDED = re.compile(r"[.,;:!?…\"”’»“]\Z")
_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,}+)[)\]]?\Z")
_LETTERED = 4  # letters of a word at least, behind which a raised letter is a mark
# Words of three letters and more that are raised to a power.
_POWERED = re.compile(
    r"(?:arc)?(?:sin|cos|tan|cot|sec)h?|log|exp|min|mol|bar|ppm|feet|miles?|inch(?:es)?"
    r"|yards?|(?:kilo|centi|milli)?met(?:re|er)s?|light-years?|chi",
    re.IGNORECASE,
)


def script(
    whole: str, before: str, *, is_low: bool = False, is_linked: bool = False
) -> str:
    """Return raised text, or low one, as characters; nothing for a note's mark.

    `before` is what stands right before it, `is_linked` whether it leads to a note.
    """
    text = whole.strip()
    if not is_low and is_linked and len(text) <= SEEN_BEFORE:
        return ""
    if _is_term(text, before) and not (is_low and text[0].isdigit()):  # CO₂e
        return _term(text, is_low=is_low)
    if is_low:
        return lowered(whole)
    if before[-1:].isdigit() and text in _POWERS:
        return _POWERS[text]
    return "" if text and _is_note(text, before) else raised(whole)


def _is_term(text: str, before: str) -> bool:
    """Return whether it is a formula with letters, which have no raised characters."""
    lettered = any(c.isalpha() for c in text)
    written = lettered and _TERM.fullmatch(text) and _FORMULA.search(text)
    return bool(written and _BASE.search(before))


def _term(text: str, *, is_low: bool) -> str:
    """Return a raised or lowered formula: 2ⁿ⁺¹, or 2^(a+1) where letters stay so."""
    written = lowered(text) if is_low else raised(text).translate(_LETTERS)
    whole = not any(c in "./,*-" or (c.isalpha() and c in text) for c in written)
    return written if whole else f"{'_' if is_low else '^'}({text})"


def is_mark(text: str, *, bare: bool = False) -> bool:
    """Return whether a link with this text is a note's mark, or leads back to it.

    `bare` says that it may be a figure or a letter without brackets, too.
    """
    marks = (_SIGN, _BRACKETED, _BACK, *((_FIGURES, _LETTER) if bare else ()))
    return any(mark.fullmatch(text.strip()) for mark in marks)


def _is_note(text: str, before: str) -> bool:
    """Return whether it is the mark of a note, and no power and no ordinal."""
    if any(kind.fullmatch(text) for kind in (_SIGN, _BRACKETED, _REMARK)):
        return True
    word = _WORD.search(before)
    lettered = len(text) == 1 and text.isalpha() and before[-1:].islower()
    if not lettered and not _FIGURES.fullmatch(text):
        return False
    if word:
        return not _POWERED.fullmatch(word[1]) and len(word[1]) >= _LETTERED * lettered
    return bool(_ENDED.search(before)) and not lettered
