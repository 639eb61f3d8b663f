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
from itertools import islice, takewhile, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from bot.articles.sentence import Span
from bot.articles.speakers.names import Names, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.names import Run
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["People", "Person", "root"]

_LONGEST = 4  # words in a name
_YOUNGER = {"Jr", "Sr", "II", "III", "IV"}
_GIVEN = frozenset({"female", "male"})
_OTHER = frozenset({"unpersonal", "organisations", "days"})
_NATION = 4  # letters that a country and its people have in common
_AROUND = 90  # characters in which "the U.S. ambassador to the UN, " has room
_MODIFIERS = 4  # words before a role that belong to it: "the U.S. Treasury's chief"


@dataclass(frozen=True)
class Person:
    """A full name where the body first has it, and the words that introduce it.

    `introduced` is the span of both. `gender` is "f", "m" or "" where the text does not
    tell.
    """

    span: Span
    introduced: Span
    described: frozenset[str]
    roles: frozenset[str]
    gender: str


class People:
    """The people of one body."""

    def __init__(self, body: str, lexicon: Lexicon, tokeniser: Tokeniser) -> None:
        self._body = body
        self._lexicon = lexicon
        self._introductory = _Introductions(body, lexicon, tokeniser)
        self._by_name: dict[tuple[str, ...], Person] = {}
        self._by_part: dict[str, dict[Span, Person]] = defaultdict(dict)
        self._found: dict[tuple[str, ...], tuple[list[Person], int]] = {}
        names = Names(body, lexicon, tokeniser)
        self._places = names.places()
        runs = [(run, key_of(run.name)) for run in names.runs()]
        told = {key for run, key in runs if not names.heads(run)}
        for run, key in runs:
            if key in told and key not in self._by_name:
                self._introduce(run, key)
        people = self._by_name.values()
        self._introductions = {person.span: person.introduced for person in people}
        self.names = names.inside.union(part.lower() for part in self._by_part)
        named = ((run.name[0], self.named(run.name, run.titles)) for run, _ in runs)
        self._mentions = [(first.start, person) for first, person in named if person]

    def named(self, name: Sequence[Token], titles: Sequence[str]) -> Person | None:
        """Return whom a full or a last name means, if it means one person only.

        `titles` stand before it: of a couple "Mr" is the husband.
        """
        key = key_of(name)
        if key in self._by_name:
            return self._by_name[key]
        found = self._by_part.get(key[0], {}).values() if len(key) == 1 else ()
        other = {"f": "m", "m": "f"}.get(self.gender("", {*titles}))
        people = [person for person in found if person.gender != other]
        if len(people) != 1 or key[0] in self._places:
            return None
        return people[0]

    def introduction(self, speaker: Span) -> Span:
        """Return where the body says who a speaker is, else the speaker."""
        return self._introductions.get(speaker, speaker)

    def within(self, window: Span) -> list[Person]:
        """Return who is named in a window of the body, in order, each once."""
        people = {p.span: p for _, p in self.mentioned(window)}
        return [*people.values()]

    def mentioned(self, window: Span) -> list[tuple[int, Person]]:
        """Return where a window of the body names whom, in order."""
        start = bisect_left(self._mentions, window.start, key=itemgetter(0))
        end = bisect_left(self._mentions, window.end, key=itemgetter(0))
        return self._mentions[start:end]

    def described(self, phrase: Sequence[Token]) -> Person | None:
        """Return whom "the Russian diplomat" means, if one person only fits."""
        if phrase[-1].lower not in self._lexicon.roles:
            return None
        fitting, another = self._fitting(tuple(word.lower for word in phrase[1:]))
        before = [one for one in fitting if one.span.start < phrase[0].start]
        known = len(before) == 1 and another >= phrase[0].start
        return before[0] if known else None

    def _fitting(self, words: tuple[str, ...]) -> tuple[list[Person], int]:
        """Return the first two people who fit a description, in order.

        Besides, where another of that role comes in: "a diplomat said".
        """
        if words not in self._found:
            wanted, noun = {*map(root, words[:-1])}, words[-1]
            role = self._lexicon.roles[noun]
            fitting = (
                one
                for one in self._by_name.values()
                if role in one.roles and wanted <= {*map(root, one.described)}
            )
            another = re.search(
                r"(?<!, )\b(?:[Aa]n?|[Aa]nother|[Oo]ne) (?:[\w.-]+ ){0,3}"
                rf"{re.escape(noun)}\b(?! [A-Z])",
                self._body,
            )
            place = another.start() if another else len(self._body)
            self._found[words] = [*islice(fitting, 2)], place
        return self._found[words]

    def _introduce(self, run: Run, key: tuple[str, ...]) -> None:
        lexicon, name = self._lexicon, run.name
        first, *rest = [word.lower for word in name]
        if rest and rest[-1] in lexicon["surnames"] and lexicon.tags(first) & _GIVEN:
            rest.pop()  # "Mark Hill" is no place
        other = any(lexicon.tags(word) & _OTHER for word in (first, *rest))
        if other or not 1 < len(name) <= _LONGEST:
            return
        beside = self._introductory
        around = [beside.before(name), beside.after(name)]
        words = [word for part in around for word in part]
        heads = {*run.titles, *(head for part in around for head in beside.heads(part))}
        span = Span(name[0].start, name[0].start + len(" ".join(key)))
        whole = Span(
            min([span.start, *(word.start for word in words)]),
            max([span.end, *(word.end for word in words)]),
        )
        person = Person(
            span,
            whole,
            frozenset({*run.titles, *(word.lower for word in words)}),
            frozenset(lexicon.roles[head] for head in heads if head in lexicon.roles),
            self.gender(first, heads),
        )
        self._by_name[key] = person
        last = key[-2 if key[-1] in _YOUNGER else -1]
        for part in (key[0], last, last[0].upper() + last[1:]):  # "Al-Amin said"
            self._by_part[part][span] = person

    def gender(self, first: str, described: set[str]) -> str:
        """Return "f" or "m" by a first name and what somebody is called, else ""."""
        lexicon = self._lexicon
        female = first in lexicon["female"] or bool(described & lexicon["womanly"])
        male = first in lexicon["male"] or bool(described & lexicon["manly"])
        return "" if female == male else "f" if female else "m"


def root(word: str) -> str:
    """Return what a people and its country have in common: "iran" of "iranian"."""
    return word.replace(".", "")[:_NATION]


class _Introductions(NamedTuple):
    """The words beside the names of one body."""

    body: str
    lexicon: Lexicon
    tokeniser: Tokeniser

    def before(self, name: Sequence[Token]) -> list[Token]:
        """Return the role before a name: "police chief X", "the ambassador, X,"."""
        before = self.tokeniser.tokens(max(0, name[0].start - _AROUND), name[0].start)
        apposed = before[-1:] and before[-1].text == ","
        role = before[:-1] if apposed else before
        near = takewhile(lambda one: _plain(one) and one.lower != "by", role[::-1])
        role = [*near][::-1]
        lexicon = self.lexicon
        if apposed:
            return role[-8:] if any(w.lower in lexicon.roles for w in role) else []
        last = role[-1] if role else name[0]
        rival = last.lower in lexicon["people"] - lexicon.plural_speakers
        title = last.text.endswith(".") and last.lower in lexicon["titles"]
        somebody = last.lower in lexicon.roles or rival or title
        return role[-_MODIFIERS:] if somebody else []

    def after(self, name: Sequence[Token]) -> list[Token]:
        """Return the aside after a name: ", the country's envoy to the UN,"."""
        end, lexicon = name[-1].end, self.lexicon
        if self.body[end : end + 1] != ",":
            return []
        aside = list(takewhile(_plain, self.tokeniser.tokens(end + 1, end + _AROUND)))
        first = aside[0] if aside else name[-1]
        leads = first.possessive or first.lower in {"who", "whose"}
        leads = leads or first.lower in lexicon["determiners"]
        return aside if leads or first.lower in lexicon.roles else []

    def heads(self, part: list[Token]) -> Iterator[str]:
        """Yield what somebody is: of "adviser to the president" the adviser."""
        ending = self.lexicon["prepositions"] | {"and", "who", "whose"}
        for word, following in zip_longest(part, part[1:]):
            lower = following.lower if following else "and"
            if lower in ending:
                yield word.lower
                if lower != "and":
                    return


def _plain(word: Token) -> bool:
    return word.text[0].isalnum()
