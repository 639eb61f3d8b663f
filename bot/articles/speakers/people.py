"""The people whom a body introduces by name, and whom a shorter mention means.

The rules are few and strict, in the manner of the precision-ordered sieves of Lee et
al. 2013, "Deterministic Coreference Resolution Based on Entity-Centric,
Precision-Ranked Rules": what fits two people means neither.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, compress, islice, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.articles.sentence import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["People", "Person", "has_acronym", "root"]

# Latin, Greek and Cyrillic capitals; the standard library's patterns have no class.
_UPPER = "".join(letter for letter in map(chr, range(0x530)) if letter.isupper())
_CAPITAL = rf"(?:(?:[{_UPPER}]\.)+(?=[\s-])|[{_UPPER}](?:[.'’-]?\w)*)"
_INITIALS = 2  # letters, which are no acronym
_FEW = 50  # people of one role
_LONGEST = 4  # words in a name
_LEADING = {"prepositions", "conjunctions", "relatives"}
# "Embattled", "Ambitious": they tell of who bears the name.
_DESCRIBING = re.compile(".{3,}(?:ed|ing|ous|ive|ful|less|able|ible|ic)")
_GIVEN = frozenset({"female", "male", "unisex"})
_NEVER = {"auxiliaries", "adverbs", "openers", "finite", "verbal", "being", "relatives"}
_SMALL = {"determiners", "prepositions", "openers", "subordinators", "pronouns"}
_SMALL |= {"days", "particles"}
_OTHER = frozenset({"unpersonal", "organisations", "days", "several", "negating"})
# "Ann LEE", "Ann O'NEILL"; there are no such vowels in "RCMP".
_SURNAME = re.compile(r"(?=.*[AEIOUY])\D+|(?:\w\.)+")
_YOUNGER = {"Jr", "Sr", "II", "III", "IV"}
_INSIDE = re.compile(r"(?<=[a-z,;] )(?![a-z])[^\W\d_]\w*(?:[.'’-]\w+)*")
# "# Did Corvin Flee?": all its words have capitals.
_TITLED = re.compile("^#(?!.* [a-z]{4}).*", re.MULTILINE)
_ENDING = re.compile(r"['’]s?$|(?<=[JS]r)\.$")
_NEAR = 2000  # characters before "the diplomat" in which "a diplomat" is
_NATION = 4  # letters that a country and its people have in common
_AROUND = 90  # characters in which "the U.S. ambassador to the UN, " has room
_MODIFIERS = 4  # words before a role that belong to it: "the U.S. Treasury's chief"
_APPOSED = 8  # words of "the U.S. ambassador to the UN, " before a name


@dataclass(frozen=True)
class Person:
    """A full name where the body first has it, and the words that introduce it.

    `introduced` is the span of both, `described` has the roots of those words. `gender`
    is "f", "m" or "" where the text does not tell.
    """

    span: Span
    introduced: Span
    described: frozenset[str]
    gender: str


class People:
    """The people of one body."""

    def __init__(self, tokeniser: Tokeniser) -> None:
        self._body, self._lexicon = body, lexicon = tokeniser.text, tokeniser.lexicon
        self._tokeniser = tokeniser
        self._by_name: dict[tuple[str, ...], Person] = {}
        self._by_role: dict[str | None, list[Person]] = defaultdict(list)
        self._by_part: dict[str, dict[Span, Person]] = defaultdict(dict)
        # The words with capitals, in lower case, that stand inside a sentence.
        words = _INSIDE.findall(body)
        self._inside = frozenset(re.sub("['’]s$", "", word).lower() for word in words)
        places = {place.capitalize() for place in lexicon["places"]}
        self._places = places.union(re.findall(rf"\b[Ii]n ({_CAPITAL})", body))
        runs = [(name, titles) for name, titles in self._runs() if name]
        for name, titles in runs:
            if (key := _key(name)) not in self._by_name:
                self._introduce(name, key, titles)
        people = self._by_name.values()
        self._introductions = {person.span: person.introduced for person in people}
        self.names = self._inside.union(part.lower() for part in self._by_part)
        named = ((name[0], self.named(name, titles)) for name, titles in runs)
        self._mentions = [(first.start, person) for first, person in named if person]

    def named(self, name: Sequence[Token], titles: Sequence[str]) -> Person | None:
        """Return whom a full or a last name means, if it means one person only.

        `titles` stand before it: of a couple "Mr" is the husband.
        """
        key = _key(name)
        if key in self._by_name:
            return self._by_name[key]
        other = {"f": "m", "m": "f"}.get(self.gender("", {*titles}))
        found = self._by_part.get(key[0], {}).values() if len(key) == 1 else ()
        people = [*islice((one for one in found if one.gender != other), 2)]
        return people[0] if len(people) == 1 and key[0] not in self._places else None

    def introduction(self, speaker: Span) -> Span:
        """Return where the body says who a speaker is, else the speaker."""
        return self._introductions.get(speaker, speaker)

    def mentioned(self, window: Span) -> list[tuple[int, Person]]:
        """Return where a window of the body names whom, in order."""
        start = bisect_left(self._mentions, window.start, key=itemgetter(0))
        end = bisect_left(self._mentions, window.end, key=itemgetter(0))
        return self._mentions[start:end]

    def described(self, phrase: Sequence[Token]) -> Person | None:
        """Return whom "the Russian diplomat" means, if one person only fits."""
        _, *words = [word.lower for word in phrase]
        role = self._lexicon.roles.get(words[-1]) if words else None
        wanted = {*map(root, words[:-1])}
        at = phrase[0].start
        found = [
            one
            for one in self._by_role[role][:_FEW]
            if wanted <= one.described and one.span.start < at
        ]
        if len(found) != 1:
            return None
        # "A Russian diplomat" stands before who is not that person.
        name = re.escape(self._body[phrase[1].start : phrase[-1].end])
        new = re.compile(rf"\b(?:an?|another) {name}\b", re.IGNORECASE)
        near = new.finditer(self._body, max(0, at - _NEAR), at)
        start, end = found[0].introduced
        return found[0] if all(start <= one.start() < end for one in near) else None

    def gender(self, first: str, described: set[str]) -> str:
        """Return "f" or "m" by a first name and what somebody is called, else ""."""
        lexicon = self._lexicon
        female = first in lexicon["female"] or bool(described & lexicon["womanly"])
        male = first in lexicon["male"] or bool(described & lexicon["manly"])
        return "" if female == male else "f" if female else "m"

    def _runs(self) -> Iterator[tuple[Sequence[Token], Sequence[str]]]:
        """Yield the words with capitals that may be a name, and the titles before."""
        particles = "|".join(self._lexicon["particles"])
        joint = rf"[ \n](?:(?:{particles})[ \n-]){{0,3}}"
        body = _TITLED.sub(lambda title: " " * len(title[0]), self._body)
        for match in re.finditer(rf"\b{_CAPITAL}(?:{joint}{_CAPITAL})*", body):
            found = self._tokeniser.tokens(*match.span())
            yield from self._cut(found[self._welded(found) :])

    def _welded(self, found: list[Token]) -> bool:
        """Whether the first word is no part of a name: "Has Delmar lied?"."""
        first, tags = found[0], found[0].tags
        if len(found) == 1 or tags & _GIVEN:
            return False
        if self._body.endswith((" of ", " for "), 0, first.start):
            return bool(found[1].tags & _GIVEN)  # "the mayor of London Jane Doe"
        before = self._body[max(0, first.start - 2) : first.start]
        if before[1:] == " " and (before[0].isalnum() or before[0] in ",;"):
            return False
        if first.lower.endswith("ly") or tags & _NEVER:
            return True
        likely = bool(_DESCRIBING.fullmatch(first.lower))
        return likely and found[1].lower in self._inside

    def _cut(
        self, found: Sequence[Token]
    ) -> Iterator[tuple[Sequence[Token], Sequence[str]]]:
        run: list[Token] = []
        titles: list[str] = []
        ended = False
        for word in found:
            title = "nationalities" in word.tags or self._lexicon.title(word.lower)
            title = title or self._lexicon.honour(word.text)
            if ended or (run and title):
                yield run, titles
                run, titles = [], []
            ended = word.possessive
            if title:
                titles.append(word.lower)
            elif run or not word.tags & _SMALL:  # they begin no name
                run.append(word)
        yield run, titles

    def _introduce(
        self, name: Sequence[Token], key: tuple[str, ...], titles: Sequence[str]
    ) -> None:
        lexicon = self._lexicon
        # "Mark Hill" is no place.
        somebody = name[-1].lower in lexicon["surnames"] and name[0].tags & _GIVEN
        other = any(w.tags & _OTHER for w in (name[:-1] if somebody else name))
        other = other or self._body.endswith(("the ", "The "), 0, name[0].start)
        other = other or has_acronym(name)
        if other or not 1 < len(name) <= _LONGEST:
            return
        around = [self._role_before(name), self._role_after(name)]
        words = [*chain(*around)]
        span = Span(name[0].start, name[0].start + len(" ".join(key)))
        bounds = [*span, *(at for word in words for at in (word.start, word.end))]
        whole = Span(min(bounds), max(bounds))
        # Of "the envoy to the president" only what is before "to" tells who it is.
        heads = (takewhile(lambda w: not w.tags & _LEADING, part) for part in around)
        called = {*titles, *(word.lower for word in chain(*heads))}
        described = frozenset(map(root, (*titles, *(word.lower for word in words))))
        person = Person(span, whole, described, self.gender(name[0].lower, called))
        for role in {lexicon.roles[one] for one in called if one in lexicon.roles}:
            self._by_role[role].append(person)
        self._by_name[key] = person
        last = key[-2 if key[-1] in _YOUNGER else -1]
        for part in (key[0], last, last[0].upper() + last[1:]):  # "Al-Amin said"
            self._by_part[part][span] = person

    def _role_before(self, name: Sequence[Token]) -> Sequence[Token]:
        """Return the role before a name: "police chief X", "the ambassador, X,"."""
        start, roles = name[0].start, self._lexicon.roles
        before = self._tokeniser.tokens(max(0, start - _AROUND), start)[::-1]
        apposed = bool(before) and before[0].text == ","
        longest = _APPOSED if apposed else _MODIFIERS
        near = [*takewhile(_is_word, before[apposed:])][:longest]
        known = near if apposed else near[:1]  # no role is of "the mayor's wife X"
        return near[::-1] if any(word.lower in roles for word in known) else ()

    def _role_after(self, name: Sequence[Token]) -> Sequence[Token]:
        """Return the aside after a name: ", the country's envoy to the UN,"."""
        end = name[-1].end
        if self._body[end : end + 1] != ",":
            return ()
        aside = self._tokeniser.tokens(end + 1, end + _AROUND)
        first = aside[0] if aside else name[-1]
        leads = first.possessive or first.tags & {"determiners", "roles", "relatives"}
        return [*takewhile(_is_word, aside)] if leads else ()


def root(word: str) -> str:
    """Return what a people and its country have in common: "iran" of "iranian"."""
    return word.replace(".", "")[:_NATION]


def has_acronym(name: Sequence[Token]) -> bool:
    """Return whether a name is nobody's, as "Exley RCMP" is.

    "ANN LEE" and "Ann LEE" may be somebody's.
    """
    capitals = [word.text.isupper() and word.text not in _YOUNGER for word in name]
    long = any(len(word.text) > _INITIALS for word in compress(name, capitals))
    return long and not all(
        _SURNAME.fullmatch(word.text) if capital else word.tags & _GIVEN
        for word, capital in zip(name, capitals, strict=True)
    )


def _key(name: Sequence[Token]) -> tuple[str, ...]:
    """Return the words of a name without the possessive s, by which to look it up."""
    return tuple(_ENDING.sub("", word.text) for word in name)


def _is_word(word: Token) -> bool:
    return word.text[0].isalnum() and word.lower != "by"
