"""Knows behind which words a full stop ends no sentence, by language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Abbreviations", "abbreviations"]

_FILE = Path(__file__).with_name("abbreviations.txt")
_LAST = re.compile(
    r"(?<![^\W\d_])(?<![^\W\d_][.-])([^\W\d_]++(?>(?:[.-][^\W\d_]++)*))\.\Z"
)
_NAME = re.compile(r"(?<![^\W_])([^\W_]++[!?])\Z")
_FIRST = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ROMAN = re.compile(r"[IVXLC]+\b")
_OPENING = " \t\n\u00a0\"'“‘«„([¿¡"
_WORDLIKE = 3  # letters of a word that a number may follow behind a full stop
_YEAR = re.compile(r"(?<!\d)\d{4}\.\Z")
_A_YEAR = re.compile(r"\W*(?:\d{4}(?!\d)|\Z)")
_CHAPTER = re.compile(r"\W*\d{1,3}(?!\w|\.\d|\s(?!and |or |to )\w)")
_OF_SEVERAL = re.compile(r"(?:\b[1-3]|\bI{1,3}) [^\W\d_]+\.\Z")  # 1 Sam., II Cor.
# “5 p.m. Monday”, “9 a.m. GMT”; but “It shuts at 5 p.m. Monday is a holiday.”
_CLOCK = re.compile(r"\d\s?[ap]\.?m\.\Z", re.IGNORECASE)
_MOMENT = re.compile(
    r"\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z]{1,4}T|UTC"
    r"|(?:Eastern|Central|Mountain|Pacific|Greenwich) (?:[A-Z][a-z]+ )?[Tt]ime"
    r"|(?:Jan|Feb|Mar|Apr|May|Ju[nl]|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2})\b"
    r"(?!['’]s? |\s+(?:has|had|is|may|was|will|would)\b)"
)
# Never the end of a sentence.
_LATIN = {"a.k.a", "cf", "d.h", "e.g", "i.e", "p.ej", "p.ex", "u.a", "viz", "z.b"}
_LAST_PART = re.compile(r"\A.{3,}(?=(?:str|nr)\Z)")  # Bahnhofstr. 5, Hausnr. 3
_SECTIONS = (
    *("before names", "before numbers", "before years", "books"),
    *("inside", "beginnings", "names"),
)
_CONTRACTED = re.compile("['’].*")  # l'État, I'm


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The words of one language behind which a sentence may go on.

    `names` stand before names, `numbers` before numbers, `months` before years, `books`
    before chapters, `inside` before lower case, a bracket or a number; `beginnings` are
    words with which sentences begin, and `marked` names that end in a mark.
    """

    names: frozenset[str]
    numbers: frozenset[str]
    months: frozenset[str]
    books: frozenset[str]
    inside: frozenset[str]
    beginnings: frozenset[str]
    marked: frozenset[str]

    def begins(self, after: str) -> bool:
        """Return whether a text begins with a word that begins sentences."""
        opened = after.lstrip(_OPENING)
        first = _FIRST.match(opened)
        if first is None or not first[0][0].isupper():
            return False
        if opened[first.end() : first.end() + 1] in {".", "-"}:
            return False  # an initial: "J. A. Smith"
        lower = first[0].lower()
        return lower in self.beginnings or _CONTRACTED.sub("", lower) in self.beginnings

    def ends(self, before: str, after: str) -> bool:
        """Return whether a sentence ends with the full stop that closes `before`."""
        following = after.lstrip(_OPENING)[:1]
        last = _LAST.search(before)
        if following.isdigit():
            long = last and len(last[1]) >= _WORDLIKE
            listed = last and self._has(self._numbered(before, after), _tail(last))
            return bool(_YEAR.search(before) or (long and not listed))
        if last is None or not following.isupper():
            return last is None and self.begins(after)
        word = _tail(last)
        if last[1].lower() in _LATIN or self._has(self.names, word):
            return False
        return word.lower() == "etc" or self.begins(after)

    def go_on(self, before: str, after: str) -> bool:
        """Return whether a sentence goes on behind a mark, with which `before` ends."""
        name = _NAME.search(before)
        if name:
            return name[1] in self.marked and not self.begins(after)
        last, following = _LAST.search(before), after.lstrip()
        if last is None or not following:
            return False
        if following[0].isalpha() and following[0].isupper():
            numeral = self.numbers if _ROMAN.match(following) else frozenset()
            listed = self.names | numeral
        elif following[0].islower():
            listed = self.inside | self.names | self.numbers | self.months | self.books
        else:
            listed = self._numbered(before, following)
        if _CLOCK.search(before) and _MOMENT.match(after):
            return True
        latin = last[1].lower() in _LATIN
        return latin or (self._has(listed, _tail(last)) and not self.begins(after))

    def _numbered(self, before: str, after: str) -> frozenset[str]:
        """Return what may stand before a text that begins with a number or a mark."""
        listed = self.inside | self.numbers
        if _A_YEAR.match(after):
            listed |= self.months
        if _CHAPTER.match(after) or _OF_SEVERAL.search(before):
            listed |= self.books
        return listed

    def _has(self, listed: frozenset[str], word: str) -> bool:
        last = _LAST_PART.sub("", word)
        return not listed.isdisjoint({word, word[:1].lower() + word[1:], last})


def _tail(last: re.Match[str]) -> str:
    """Return the last part of a word with hyphens or full stops inside."""
    return re.split("[.-]", last[1])[-1]


@cache
def abbreviations(language: str) -> Abbreviations:
    """Return what is known of a language (ISO 639-1), and of every language."""
    sections: dict[str, set[str]] = {}
    words: set[str] = set()
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            code, _, name = line.strip("[]").partition(": ")
            words = (
                sections.setdefault(name, set()) if code in {"any", language} else set()
            )
        elif not line.startswith("#"):
            words.update(line.split())
    return Abbreviations(*(frozenset(sections.get(name, ())) for name in _SECTIONS))
