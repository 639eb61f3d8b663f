"""Finds the words of a body that may be a name, without the titles beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Names", "Run", "key_of"]

# Latin, Greek and Cyrillic capitals; the standard library's patterns have no class.
_UPPER = "".join(letter for letter in map(chr, range(0x530)) if letter.isupper())
_CAPITAL = rf"(?:(?:[{_UPPER}]\.)+(?=[\s-])|[{_UPPER}](?:[.'’-]?\w)*)"
_BEFORE = 40  # characters
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
_SMALL |= {"days", "particles"}
_INSIDE = re.compile(r"(?<=[a-z,;] )(?![a-z])[^\W\d_]\w*(?:[.'’-]\w+)*")
_ENDING = re.compile(r"['’]s?$|(?<=[JS]r)\.$")


class Run(NamedTuple):
    """Words with capitals that may be a name, and the titles before them."""

    name: tuple[Token, ...]
    titles: tuple[str, ...]


def key_of(name: Sequence[Token]) -> tuple[str, ...]:
    """Return the words of a name without the possessive s, by which to look it up."""
    return tuple(
        _ENDING.sub("", text) if text[-1:] in "s'’." else text
        for text in (word.text for word in name)
    )


class Names:
    """The words with capitals of one body.

    `inside` are those, in lower case, that stand inside a sentence.
    """

    def __init__(self, body: str, lexicon: Lexicon, tokeniser: Tokeniser) -> None:
        self._body = body
        self._lexicon = lexicon
        self._tokeniser = tokeniser
        words = (word for word in _INSIDE.findall(body) if word[0].isupper())
        self.inside = frozenset(re.sub("['’]s$", "", word).lower() for word in words)

    def places(self) -> set[str]:
        """Return what the body calls places: "in Chad", but not "trust in Chad"."""
        listed = {place.capitalize() for place in self._lexicon["places"]}
        trusting = "|".join(self._lexicon["trusting"])
        found = re.findall(rf"\b(?:({trusting}) )?[Ii]n ({_CAPITAL})", self._body)
        return listed.union(place for trust, place in found if not trust)

    def heads(self, run: Run) -> bool:
        """Whether words stand in a heading, where others have capitals too."""
        start = run.name[0].start
        before = self._body[max(0, start - _HEADING) : start + 1]
        return before.rpartition("\n")[2].startswith("#")

    def runs(self) -> Iterator[Run]:
        """Yield the runs of words with capitals, cut where one name ends."""
        particles = "|".join(self._lexicon["particles"])
        joint = rf"[ \n](?:(?:{particles})[ \n-]){{0,3}}"
        for match in re.finditer(rf"\b{_CAPITAL}(?:{joint}{_CAPITAL})*", self._body):
            found = self._tokeniser.tokens(*match.span())
            if len(found) > 1 and self._welded(found):
                found = found[1:]
            *_, role, of = ["", "", *self._before(match.start()).lower().split()]
            if of in {"of", "for"} and role in self._lexicon.roles:
                held = (at for at in range(1, len(found) - 1) if self._given(found[at]))
                found = found[next(held, 0) :]  # "Mayor of Ekby Nora Vale"
            yield from self._cut(found)

    def _welded(self, found: list[Token]) -> bool:
        """Whether a sentence's first word is no part of a name: "Has Delmar lied?"."""
        first = found[0]
        before = self._before(first.start).rstrip(" #*_\"“‘'(")
        inside = before and not before.endswith(_STOPS)
        known = self._given(first) or self._lexicon.title(first.lower)
        if inside or known or first.possessive:
            return False
        if first.lower.endswith("ly") or first.tags & _NEVER:
            return True
        alone = len(found) == _NAME and found[1].lower in self.inside
        likely = _DESCRIBING.fullmatch(first.lower) is not None
        return alone and likely and first.lower not in self.inside

    def _before(self, at: int) -> str:
        return self._body[max(0, at - _BEFORE) : at]

    def _given(self, word: Token) -> bool:
        """Whether a word is a first name that the lexicon has."""
        return not word.tags.isdisjoint(_GIVEN)

    def _cut(self, found: list[Token]) -> Iterator[Run]:
        run: list[Token] = []
        titles: list[str] = []
        ended = False
        for word in found:
            title = "nationalities" in word.tags or self._lexicon.title(word.lower)
            honour = self._lexicon.honour(word.text)
            if ended or (run and (title or honour)):
                if run:
                    yield Run(tuple(run), tuple(titles))
                run, titles = [], []
            ended = word.possessive
            small = word.tags & _SMALL and word.lower != "al"  # they begin no name
            if title:
                titles.append(word.lower)
            elif not honour and (run or not small):
                run.append(word)
        if run:
            yield Run(tuple(run), tuple(titles))
