"""What a word is in a text, and how it is spelt in America."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["TOKEN", "WORDS", "american", "without_possessive"]


def _mark_ranges() -> Iterator[str]:
    """Yield the ranges of combining marks, for a class of a regular expression."""
    blocks = range(0x300, 0x1B00), range(0x1DC0, 0x1E00), range(0xA880, 0xAC00)
    for block in blocks:  # each by itself: a range never spans two of them
        kinds = groupby(map(chr, block), lambda c: unicodedata.category(c)[0] == "M")
        for marks, run in kinds:
            if marks:
                first, *others = run
                yield f"{first}-{others[-1] if others else first}"


# Python's \w leaves out combining marks and joiners, which divide no word.
_MARKS = "".join(_mark_ranges())
# Scripts that put no space between words: each pair of neighbours is a term
# (character bigrams), a character by itself only where it stands alone.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_LETTER = r"[^\W\d_]"
# What is often written without a space after its number: 500kg is 500 kg.
_UNIT = r"(?:[kcm]?m|[km]?g|[kMG]W|[kKMGT]B|bn|[ap]m|mph|ft|lb)"
TOKEN = re.compile(
    rf"""
    (?P<plain>[A-Za-z]++(?![\w.'’\u00ad\u200c\u200d{_MARKS}]))  # as most are
    | (?P<dotted>\b{_LETTER}(?:\.{_LETTER})+\b\.?)
    | (?P<number>\d++(?>(?:[.,\u066b\u066c]\d++)*))
        (?:['’]?s\b|(?!{_LETTER})|(?={_UNIT}\b))
    | (?P<spaceless>[{_SPACELESS}]+)
    | (?P<word>[^\W_{_SPACELESS}]+
        (?:(?:[{_MARKS}\u00ad\u200c\u200d]|['’](?=[^\W_]))[^\W_{_SPACELESS}]*)*)
    """,
    re.VERBOSE,
)
# The same without its groups, which is what finds all words of a text soonest.
WORDS = re.compile(re.sub(r"\?P<\w+>", "?:", TOKEN.pattern), re.VERBOSE)
_OWNING = ("'s", "’s", "'", "’")
_POSSESSIVE = re.compile(r"['’]s?$")
# Endings that British and American English spell in two ways; before the first, what
# is spelt in one way alone: "promise", "advertise", "precise".
_BRITISH = re.compile(
    r"(?<=\w\w[^\Waceouvw]|\wic)(?<!prom)(?<!prem)(?<!rpr)(?<!mpr)(?<!ert)(?<!anch)(?<!and)"
    r"(?<!arad)(?<!treat)(?<!desp)is(?=(?:e[drs]?|ers|ing|ations?)$)"
    r"|(?<=\w\w)lys(?=(?:e[drs]?|ing)$)"
    r"|(?<=\w\w[^\Waeiou]|\wvi)our(?=(?:s|ed|ing|al|able|ful|hoods?|ites?|less|ly|y|ies)?$)"
)


def american(word: str) -> str:
    """Return a word as it is spelt in America."""
    if "is" in word or "lys" in word or "our" in word:
        return _BRITISH.sub(_other, word)
    return word


def _other(ending: re.Match[str]) -> str:
    return {"is": "iz", "lys": "lyz", "our": "or"}[ending[0]]


def without_possessive(word: str) -> str:
    """Return a word without the 's or the apostrophe of its possessive."""
    return _POSSESSIVE.sub("", word) if word.endswith(_OWNING) else word
