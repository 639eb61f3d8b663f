"""Finds the words of a body that may be a name, without the titles beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.articles.attribution.beginnings import only_begins
from bot.articles.attribution.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.words import Word

__all__ = ["Names", "Run", "key_of"]

# Latin, Greek and Cyrillic capitals; the standard library's patterns have no class.
_UPPER = "".join(letter for letter in map(chr, range(0x530)) if letter.isupper())
_CAPITAL = rf"(?:(?:[{_UPPER}]\.)+(?=[\s-])|[{_UPPER}](?:[.'’-]?\w)*)"
_TRUSTED = ("belief", "confidence", "disappointed", "faith", "interest", "trust")
# "Hydrologist", "Backbencher" and "Mum-of-two" may stand before a name.
_BEING = re.compile(r".*(?:ist|er|or|man|woman|ian|ee|-of-\w+)")
# Classes of roles that "of" or "for" may follow, and then a name.
_HOLDING = {"chief", "executive", "governor", "mayor", "minister", "officer"}
_HOLDING |= {"president", "secretary", "soldier"}
_BEFORE = 40  # characters in which "Commissioner of" stands before a name
_NAME = 2  # words
_STOP = re.compile(r"[.!?\n]")
_STOPS = ("#", ".", "!", "?", ":", "\n", '"', "“", "”")


class Run(NamedTuple):
    """Words with capitals that may be a name, and the titles before them.

    `opens` is where what somebody is begins, if no list of titles has it: "Leader of
    Opposition", "Hydrologist". Else it is where the name does.
    """

    name: tuple[Word, ...]
    titles: tuple[str, ...]
    opens: int

    @property
    def key(self) -> tuple[str, ...]:
        """The words of the name, without the possessive s."""
        return key_of(self.name)


class Names:
    """The words with capitals of one body.

    `inside` are those, in lower case, that have a capital inside a sentence.
    """

    def __init__(self, body: str, lexicon: Lexicon) -> None:
        self._body = body
        self._lexicon = lexicon
        inside = re.findall(r"(?<=[a-z,;] )[^\W\d_]\w*(?:[.’'-]\w+)*", body)
        self.inside = frozenset(
            re.sub("['’]s$", "", word).lower() for word in inside if word[0].isupper()
        )

    def places(self) -> set[str]:
        """Return what the body calls places: "in Chad", but not "trust in Chad"."""
        listed = {place.capitalize() for place in self._lexicon["places"]}
        return listed.union(
            match[1]
            for match in re.finditer(rf"\b[Ii]n ({_CAPITAL})", self._body)
            if not self._before(match.start()).rstrip().endswith(_TRUSTED)
        )

    def runs(self) -> Iterator[Run]:
        """Yield the runs of words with capitals, cut where one name ends."""
        particles = "|".join(self._lexicon["particles"])
        joint = rf"[ \n](?:(?:{particles})[ \n-]){{0,3}}"
        for match in re.finditer(rf"\b{_CAPITAL}(?:{joint}{_CAPITAL})*", self._body):
            found = words(self._body, *match.span())
            if self._only_begins(found):
                found = found[1:]
            first, opens = self._past_office(found)
            for run in self._cut(found[first:]):
                led = first and run.name[0] is found[first]
                yield self._led(run, opens) if led else run

    def _only_begins(self, found: list[Word]) -> bool:
        """Return whether a run begins with a word that only begins its sentence."""
        if len(found) < _NAME or not self._begins_sentence(found[0]):
            return False
        first, second = found[0].lower, found[1].lower
        if first in {"may", "will"}:
            end = _STOP.search(self._body, found[0].end)
            return end is not None and end.group() == "?"
        return only_begins(first, second, self._lexicon, self.inside)

    def _begins_sentence(self, word: Word) -> bool:
        before = self._before(word.start).rstrip(" ")
        return not before or before.endswith(_STOPS)

    def _led(self, run: Run, opens: int) -> Run:
        led = words(self._body, opens, run.name[0].start)
        return Run(run.name, tuple(word.lower for word in led), opens)

    def _past_office(self, found: list[Word]) -> tuple[int, int]:
        """Return which word a name begins with, and where what its bearer is does."""
        start = found[0].start
        before = words(self._body, max(0, start - _BEFORE), start)[-2:]
        if [word.lower for word in before[1:]] in (["of"], ["for"]):
            role = self._lexicon.roles.get(before[0].lower)
            last = len(found) - 1 if role in _HOLDING else 0
            first = next((at for at in range(1, last) if self._given(found[at])), 0)
            return first, before[0].start
        being = len(found) > _NAME and self._given(found[1]) and self._being(found[0])
        return int(being), start

    def _being(self, word: Word) -> bool:
        """Tell whether the first word of a sentence says what somebody is."""
        if self._given(word) or self._lexicon.title(word.lower):
            return False
        being = word.lower in self._lexicon["people"] or _BEING.fullmatch(word.lower)
        return bool(being) and self._begins_sentence(word)

    def _before(self, at: int) -> str:
        return self._body[max(0, at - _BEFORE) : at]

    def _given(self, word: Word) -> bool:
        """Tell whether a word is a first name that the lexicon has."""
        lexicon = self._lexicon
        return word.lower in lexicon["female"] or word.lower in lexicon["male"]

    def _cut(self, found: list[Word]) -> Iterator[Run]:
        run: list[Word] = []
        titles: list[str] = []
        for word in found:
            if run and (self._title(word) or self._lexicon.honour(word.text)):
                yield Run(tuple(run), tuple(titles), run[0].start)
                run, titles = [], []
            self._take(word, run, titles)
            if word.possessive:
                if run:
                    yield Run(tuple(run), tuple(titles), run[0].start)
                run, titles = [], []
        if run:
            yield Run(tuple(run), tuple(titles), run[0].start)

    def _take(self, word: Word, run: list[Word], titles: list[str]) -> None:
        if self._title(word):
            titles.append(word.lower)
        elif not self._lexicon.honour(word.text) and self._bare(word, run):
            run.append(word)

    def _title(self, word: Word) -> bool:
        nation = word.lower in self._lexicon["nationalities"]
        return word.capital and (nation or self._lexicon.title(word.lower))

    def _bare(self, word: Word, run: list[Word]) -> bool:
        """Tell whether a word can be in a name; "The" and "In" can't begin one."""
        lexicon = self._lexicon
        sections = ("determiners", "prepositions", "openers", "subordinators")
        return bool(run) or not (
            any(word.lower in lexicon[section] for section in sections)
            or word.lower in lexicon["pronouns"]
            or (word.lower in lexicon["days"] and not self._given(word))
            or word.lower in lexicon["particles"] - {"al"}  # "Da Silva", "Al Gore"
        )


def key_of(name: Sequence[Word]) -> tuple[str, ...]:
    """Return the words of a name without the possessive s, by which to look it up."""
    return tuple(re.sub(r"['’]s?$|(?<=[JS]r)\.$", "", word.text) for word in name)
