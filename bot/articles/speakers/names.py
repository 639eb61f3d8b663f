"""Finds the words of a body that may be a name, without the titles beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Names", "Run", "capitals_inside", "key_of"]

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
_HEADING = 300  # characters
_STOPS = (".", "!", "?", ":", "\n", '"', "“", "”")


# "Embattled", "Ambitious": they tell of who bears the name.
_DESCRIBING = re.compile(
    ".{3,}(?:ed|ing|ous|ive|ful|less|able|ible|ic)|only|even|maybe"
)
_GIVEN = frozenset({"female", "male", "unisex"})
_NEVER = {"auxiliaries", "adverbs", "openers", "finite", "verbal", "being", "relatives"}
_NEVER |= {"say", "state", "tell", "conjunctions", "subordinators", "negations"}
_SMALL = {"determiners", "prepositions", "openers", "subordinators", "pronouns"}
_INSIDE = re.compile(r"(?<=[a-z,;] )[^\W\d_]\w*(?:[.'’-]\w+)*")


def capitals_inside(body: str) -> frozenset[str]:
    """Return the words, in lower case, that have a capital inside a sentence."""
    return frozenset(
        re.sub("['’]s$", "", word).lower()
        for word in _INSIDE.findall(body)
        if word[0].isupper()
    )


class Run(NamedTuple):
    """Words with capitals that may be a name, and the titles before them.

    `opens` is where what somebody is begins, if no list of titles has it: "Leader of
    Opposition", "Hydrologist". Else it is where the name does.
    """

    name: tuple[Token, ...]
    titles: tuple[str, ...]
    opens: int

    @property
    def key(self) -> tuple[str, ...]:
        """The words of the name, without the possessive s."""
        return key_of(self.name)


class Names:
    """The words with capitals of one body."""

    def __init__(self, body: str, lexicon: Lexicon, tokeniser: Tokeniser) -> None:
        self._body = body
        self._lexicon = lexicon
        self._tokeniser = tokeniser
        self.inside = capitals_inside(body)

    def places(self) -> set[str]:
        """Return what the body calls places: "in Chad", but not "trust in Chad"."""
        listed = {place.capitalize() for place in self._lexicon["places"]}
        return listed.union(
            match[1]
            for match in re.finditer(rf"\b[Ii]n ({_CAPITAL})", self._body)
            if not self._before(match.start()).rstrip().endswith(_TRUSTED)
        )

    def heads(self, run: Run) -> bool:
        """Whether words stand in a heading, where others have capitals too."""
        before = self._body[max(0, run.opens - _HEADING) : run.opens + 1]
        return before.rpartition("\n")[2].startswith("#")

    def runs(self) -> Iterator[Run]:
        """Yield the runs of words with capitals, cut where one name ends."""
        particles = "|".join(self._lexicon["particles"])
        joint = rf"[ \n](?:(?:{particles})[ \n-]){{0,3}}"
        for match in re.finditer(rf"\b{_CAPITAL}(?:{joint}{_CAPITAL})*", self._body):
            found = self._tokeniser.tokens(*match.span())
            if len(found) > 1 and self._welded(found):
                found = found[1:]
            first, opens = self._past_office(found)
            for run in self._cut(found[first:]):
                led = first and run.name[0] is found[first]
                yield self._led(run, opens) if led else run

    def _welded(self, found: list[Token]) -> bool:
        """Whether a sentence's first word is no part of a name: "Has Delmar lied?"."""
        first = found[0]
        if self._given(first) or first.possessive or self._lexicon.title(first.lower):
            return False
        if not self._begins(first):
            return False
        if first.lower.endswith("ly") or first.tags & _NEVER:
            return True
        alone = len(found) == _NAME and found[1].lower in self.inside
        likely = _DESCRIBING.fullmatch(first.lower) is not None
        return alone and likely and first.lower not in self.inside

    def _begins(self, word: Token) -> bool:
        """Whether a word begins a sentence."""
        before = self._before(word.start).rstrip(" #*_\"“‘'(")
        return not before or before.endswith(_STOPS)

    def _led(self, run: Run, opens: int) -> Run:
        led = self._tokeniser.tokens(opens, run.name[0].start)
        return Run(run.name, tuple(word.lower for word in led), opens)

    def _past_office(self, found: list[Token]) -> tuple[int, int]:
        """Return which word a name begins with, and where what its bearer is does."""
        start = found[0].start
        before: list[Token] = []
        if self._before(start).rstrip().lower().endswith(("of", "for")):
            before = self._tokeniser.tokens(max(0, start - _BEFORE), start)[-2:]
        if [word.lower for word in before[1:]] in (["of"], ["for"]):
            role = self._lexicon.roles.get(before[0].lower)
            last = len(found) - 1 if role in _HOLDING else 0
            first = next((at for at in range(1, last) if self._given(found[at])), 0)
            return first, before[0].start
        being = len(found) > _NAME and self._given(found[1]) and self._being(found[0])
        return int(being), start

    def _being(self, word: Token) -> bool:
        """Whether the first word of a sentence says what somebody is."""
        if self._given(word) or self._lexicon.title(word.lower):
            return False
        before = self._before(word.start).rstrip(" ")
        being = word.lower in self._lexicon["people"] or _BEING.fullmatch(word.lower)
        return bool(being) and (not before or before.endswith(_STOPS))

    def _before(self, at: int) -> str:
        return self._body[max(0, at - _BEFORE) : at]

    def _given(self, word: Token) -> bool:
        """Whether a word is a first name that the lexicon has."""
        return not word.tags.isdisjoint(_GIVEN)

    def _cut(self, found: list[Token]) -> Iterator[Run]:
        run: list[Token] = []
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

    def _take(self, word: Token, run: list[Token], titles: list[str]) -> None:
        if self._title(word):
            titles.append(word.lower)
        elif not self._lexicon.honour(word.text) and self._bare(word, run):
            run.append(word)

    def _title(self, word: Token) -> bool:
        nation = "nationalities" in word.tags
        return word.capital and (nation or self._lexicon.title(word.lower))

    def _bare(self, word: Token, run: list[Token]) -> bool:
        """Whether a word can be in a name; "The" and "In" can't begin one."""
        return bool(run) or not (
            word.tags & _SMALL
            or ("days" in word.tags and not self._given(word))
            or ("particles" in word.tags and word.lower != "al")  # "Da Silva"
        )


def key_of(name: Sequence[Token]) -> tuple[str, ...]:
    """Return the words of a name without the possessive s, by which to look it up."""
    return tuple(re.sub(r"['’]s?$|(?<=[JS]r)\.$", "", word.text) for word in name)
