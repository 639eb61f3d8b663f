"""Leads what the text calls a speaker to the name, where the text makes it plain.

A sieve of rules from the surest to the least sure, after Lee et al. 2013,
"Deterministic Coreference Resolution Based on Entity-Centric, Precision-Ranked Rules":
the full name, the last name, the role.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from bot.articles.sentence import Span
from bot.articles.speakers.people import People

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.mentions import Mention
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Entities", "Entity"]

_NEAR_BODIES = 2000  # characters in which "the ministry" has its full name
_ALONE = 2  # words of "the ministry"
_WHOLE = {"and", "or", "the", "&"}  # a name behind them is part of a longer one
_OTHER = {"unpersonal", "organisations", "places", "nationalities", "days"}


class Entity(NamedTuple):
    """Whom a mention means: the words of the text for it, and what is known of it.

    `kind` is that of a mention; "name" is a single name of which nothing else is known.
    """

    span: Span
    kind: str
    gender: str = ""


class Entities:
    """Whom the mentions of one text mean."""

    def __init__(self, text: str, lexicon: Lexicon, tokeniser: Tokeniser) -> None:
        self._text = text
        self._lexicon = lexicon
        self._full: dict[str, list[re.Match[str]]] = {}
        self.people = People(text, lexicon, tokeniser)

    def meant(self, mention: Mention, tokens: Sequence[Token]) -> Entity:
        """Return whom a mention other than a pronoun means."""
        phrase = tokens[mention.first : mention.last + 1]
        own = Span(phrase[0].start, phrase[-1].end)
        if mention.kind == "several" and any(t.lower == "and" for t in phrase):
            return Entity(own, "several")
        name = self._name(phrase)
        if name and (len(name) > 1 or mention.kind != "unknown"):
            return self._named(phrase, name, own, mention.kind)
        the = phrase[0].lower == "the"
        if the and (person := self.people.described(phrase)):
            return Entity(person.span, "person", person.gender)
        if the and "organisations" in phrase[-1].tags and len(phrase) == _ALONE:
            return Entity(self._full_name(phrase[-1].text, own.start) or own, "body")
        called = {word.lower for word in (*phrase, tokens[mention.head])}
        return Entity(own, mention.kind, self.people.gender("", called))

    def _named(
        self, phrase: Sequence[Token], name: Sequence[Token], own: Span, kind: str
    ) -> Entity:
        """Resolve "Dr. Jane Doe" and "Lee"; `kind` is that of the mention."""
        before = [word.lower for word in phrase if word.start < name[0].start]
        if person := self.people.named(name):
            return Entity(person.span, "person", person.gender)
        gender = self.people.gender(name[0].lower, {*before, name[-1].lower})
        thing = any(word.tags & _OTHER for word in name)
        if len(name) == 1 and kind in {"document", "several"}:
            return Entity(own, kind, gender)
        somebody = gender if len(name) > 1 else before
        kind = "body" if thing else "role" if somebody else "name"
        span = Span(name[0].start, name[-1].end) if len(name) > 1 else own
        return Entity(span, kind, gender)

    def _name(self, phrase: Sequence[Token]) -> Sequence[Token]:
        """Return the name at the end of a phrase, without what comes before it."""
        phrase = self._without_place(phrase)
        while phrase and self._lexicon.honour(phrase[-1].text):
            phrase = phrase[:-1]
        first = len(phrase)
        body = bool(phrase) and "organisations" in phrase[-1].tags
        while first > 0 and (
            self._in_name(phrase[first - 1])
            or (body and "offices" in phrase[first - 1].tags)
        ):
            first -= 1
        while first < len(phrase) and "particles" in phrase[first].tags:
            first += 1
        if first in {0, len(phrase)}:
            return phrase[first:]
        before = phrase[first - 1]
        whole = "prepositions" in before.tags or before.lower in _WHOLE
        return () if whole or self._of_another(phrase[:first]) else phrase[first:]

    def _in_name(self, word: Token) -> bool:
        if not word.capital:
            return "particles" in word.tags
        other = "determiners" in word.tags or self._lexicon.title(word.lower)
        return not word.possessive and not other

    def _of_another(self, before: Sequence[Token]) -> bool:
        """Whether "a spokesman for Mr" stands before a name, not "minister of"."""
        for word in before[::-1]:
            if "prepositions" in word.tags:
                return True
            ours = word.capital or self._lexicon.title(word.lower)
            if not ours and "determiners" not in word.tags:
                return False
        return False

    def _without_place(self, phrase: Sequence[Token]) -> Sequence[Token]:
        """Return "Dr. Jane Doe" of "Dr. Jane Doe of the observatory"."""
        for at, word in enumerate(phrase):
            if "prepositions" in word.tags:
                before = phrase[:at]
                other = any(w.tags & {"unpersonal", "organisations"} for w in before)
                named = sum(map(self._in_name, before)) > 1
                return before if named and not other else phrase
        return phrase

    def _full_name(self, noun: str, at: int) -> Span | None:
        """Return "Norway's fishery mission" for "the mission" at an offset.

        It has to be the only one that stands near by before it, else behind it. A run
        of capitals, "Foreign Ministry", is another that may be meant.
        """
        if noun not in self._full:
            name, head = r"[^\W\d_a-z][\w-]{0,40}", re.escape(noun)
            title = re.escape(noun[:1].upper() + noun[1:])
            pattern = (
                rf"\b(?:(?P<full>{name}['’]s? (?!own\b)(?:[\w-]+ ){{0,2}}{head}"
                rf"|{title} (?:of|for) (?:the )?{name}(?: {name}){{0,3}})"
                rf"|(?!The ){name} {title})\b"
            )
            self._full[noun] = [*re.finditer(pattern, self._text)]
        found, start = self._full[noun], re.Match.start
        first, here, last = (
            bisect_left(found, place, key=start)
            for place in (at - _NEAR_BODIES, at, at + _NEAR_BODIES)
        )
        near = {one[0]: one for one in found[first:here] or found[here:last]}
        one = next(iter(near.values()), None) if len(near) == 1 else None
        return Span(*one.span()) if one and one["full"] else None
