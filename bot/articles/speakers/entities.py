"""Leads what the text calls a speaker to the name, where the text makes it plain.

A sieve of rules from the surest to the least sure, after Lee et al. 2013,
"Deterministic Coreference Resolution Based on Entity-Centric, Precision-Ranked Rules":
the full name, the last name, the role, the body's full name.
"""

from __future__ import annotations

import re
from functools import lru_cache
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
_NAME = r"[^\W\d_a-z][\w&.’'-]*"
_APPOSED = rf", ({_NAME}(?: (?:of |for |the |and |& )*{_NAME}){{0,4}}),"
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
    """The people and bodies of one text."""

    def __init__(self, text: str, lexicon: Lexicon, tokeniser: Tokeniser) -> None:
        self._text = text
        self._lexicon = lexicon
        self._full: dict[tuple[str, int], tuple[Span, ...]] = {}
        self.people = People(text, lexicon, tokeniser)

    def introduction(self, speaker: Span) -> Span:
        """Return where the text says who a speaker is, else the speaker."""
        return self.people.introduction(speaker) or speaker

    def meant(self, mention: Mention, tokens: Sequence[Token]) -> Entity:
        """Return whom a mention other than a pronoun means."""
        phrase = tokens[mention.first : mention.last + 1]
        own = Span(phrase[0].start, phrase[-1].end)
        if mention.kind == "several" and any(t.lower == "and" for t in phrase):
            return Entity(own, "several")
        name = self._name(phrase)
        if name and (len(name) > 1 or mention.kind != "unknown"):
            return self._named(phrase, name, own, mention.kind)
        if phrase[0].lower == "the":
            return self._definite(phrase, own, mention)
        called = {word.lower for word in phrase[:-1]} | {tokens[mention.head].lower}
        return Entity(own, mention.kind, self.people.gender("", called))

    def _named(
        self, phrase: Sequence[Token], name: Sequence[Token], own: Span, kind: str
    ) -> Entity:
        """Resolve "Dr. Jane Doe" and "Lee"; `kind` is that of the mention."""
        before = [word.lower for word in phrase if word.start < name[0].start]
        if person := self.people.named(name, before):
            return Entity(person.span, "person", person.gender)
        span = Span(name[0].start, name[-1].end)
        led = before and self._lexicon.title(before[-1])
        gender = self.people.gender(name[0].lower, {*before, name[-1].lower})
        thing = any(word.tags & _OTHER for word in name)
        if len(name) == 1 and kind in {"document", "several"}:
            return Entity(own, kind, gender)
        somebody = bool(gender) if len(name) > 1 else led
        kind = "body" if thing else "role" if somebody else "name"
        return Entity(span if len(name) > 1 else own, kind, gender)

    def _name(self, phrase: Sequence[Token]) -> Sequence[Token]:
        """Return the name at the end of a phrase, without what comes before it."""
        lexicon = self._lexicon
        phrase = self._without_place(phrase)
        while phrase and lexicon.honour(phrase[-1].text):
            phrase = phrase[:-1]
        first = self._first(phrase)
        if first in {0, len(phrase)}:
            return phrase[first:]
        before = phrase[first - 1]
        whole = "prepositions" in before.tags or before.lower in _WHOLE
        return () if whole or self._of_another(phrase[:first]) else phrase[first:]

    def _first(self, phrase: Sequence[Token]) -> int:
        """Return where the words of a name at the end of a phrase begin."""
        first = len(phrase)
        body = bool(phrase) and "organisations" in phrase[-1].tags
        while first > 0 and (
            self._in_name(phrase[first - 1])
            or (body and "offices" in phrase[first - 1].tags)
        ):
            first -= 1
        while first < len(phrase) and "particles" in phrase[first].tags:
            first += 1
        return first

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
            ours = word.capital or word.possessive or self._lexicon.title(word.lower)
            if not ours and "determiners" not in word.tags:
                return False
        return False

    def _without_place(self, phrase: Sequence[Token]) -> Sequence[Token]:
        """Return "Dr. Jane Doe" of "Dr. Jane Doe of the observatory"."""
        for at, word in enumerate(phrase):
            if "prepositions" in word.tags and not word.capital:
                before = phrase[:at]
                other = any(w.tags & {"unpersonal", "organisations"} for w in before)
                names = sum(self._in_name(w) for w in before)
                known = names == 1 and self.people.named(before[-1:], ())
                named = (names > 1 or known) and self._in_name(before[-1])
                return before if named and not other else phrase
        return phrase

    def _definite(self, phrase: Sequence[Token], own: Span, mention: Mention) -> Entity:
        """Resolve "the Russian diplomat" and "the ministry"."""
        if person := self.people.described(phrase):
            return Entity(person.span, "person", person.gender)
        if "organisations" in phrase[-1].tags and len(phrase) == _ALONE:
            return Entity(self._full_name(phrase[-1], own), "body")
        gender = self.people.gender("", {word.lower for word in phrase})
        return Entity(own, mention.kind, gender)

    def _full_name(self, head: Token, own: Span) -> Span:
        """Return "Iran's diplomatic mission" for "the mission", if there is but one.

        It may stand in apposition too: "the mission, X,".
        """
        part = own.start // _NEAR_BODIES
        key = head.text, part
        if key not in self._full:
            near = max(0, part - 1) * _NEAR_BODIES, (part + 2) * _NEAR_BODIES
            self._full[key] = tuple(
                Span(*match.span(1 if match[1] else 0))
                for match in _full_names(head.text).finditer(self._text, *near)
                if (match[1] or match[0])[0].isupper()
            )
        found: dict[str, Span] = {}
        for span in self._full[key]:
            if abs(span.start - own.start) < _NEAR_BODIES:
                found.setdefault(self._text[span.start : span.end], span)
        return found.popitem()[1] if len(found) == 1 else own


@lru_cache(100)
def _full_names(noun: str) -> re.Pattern[str]:
    """Return a pattern of "X's ministry", "X Ministry", "Ministry of X"."""
    noun = re.escape(noun)
    owner = r"[^\W\d_][\w.-]{0,40}['’]s?(?! own\b)"
    title = noun[:1].upper() + noun[1:]
    return re.compile(
        rf"\b(?:{owner} (?:[\w-]+ ){{0,2}}{noun}\b"
        rf"|{title} (?:of|for) (?:the )?[^\W\d_a-z]\w*(?: [^\W\d_a-z]\w*)*"
        rf"|(?!The )(?:[^\W\d_a-z][\w-]* ){{1,4}}{title}\b"
        rf"|(?<=\b[Tt]he {noun}){_APPOSED})"
    )
