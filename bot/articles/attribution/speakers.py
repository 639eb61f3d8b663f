"""Leads what the text calls a speaker to the name, where the text makes it plain."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from bot.articles.article import Span
from bot.articles.attribution.people import People
from bot.articles.attribution.pronouns import Kind, Place, Pronouns, Spoken
from bot.articles.attribution.unnamed import Unnamed
from bot.articles.attribution.words import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.words import Word

__all__ = ["Place", "Speakers"]

_NEAR_BODIES = 2000  # characters in which "the ministry" has its full name
_AGREEING: dict[str, Kind] = {"it": "body", "they": "several"}
_NAME = r"[^\W\d_a-z][\w&.’'-]*"
_APPOSED = re.compile(rf", ({_NAME}(?: (?:of |for |the |and |& )*{_NAME}){{0,4}}),")


class Speakers:
    """The speakers of one body, in the order in which they speak."""

    def __init__(self, body: str, lexicon: Lexicon, quoted: Sequence[Span]) -> None:
        self._body = body
        self._lexicon = lexicon
        self._quoted = quoted

    @cached_property
    def people(self) -> People:
        """The people whom the body introduces; found when first asked for."""
        return People(self._body, self._lexicon)

    @cached_property
    def pronouns(self) -> Pronouns:
        """Whom the pronouns of the body mean, after who spoke so far."""
        text = cut(self._body, 0, len(self._body), self._quoted)
        unnamed = Unnamed(text, self._lexicon, self.people, self.names)
        return Pronouns(self.people, unnamed)

    @cached_property
    def names(self) -> frozenset[str]:
        """The words, in lower case, that have a capital inside a sentence."""
        return self.people.names

    def resolve(self, phrase: Sequence[Word], place: Place) -> Span | None:
        """Return the name that a phrase leads to, else the phrase's own span.

        None where the phrase means the writer or the reader ("I", "we", "you").
        """
        span, kind = self._resolved(phrase, place)
        if span:
            mention = Span(phrase[0].start, phrase[-1].end)
            self.pronouns.spoken.append(Spoken(place, span, kind, mention))
        return span

    def agrees(self, pronoun: Word, subject: Sequence[Word], place: Place) -> bool:
        """Tell whether "it" or "they" can mean a subject in the same sentence."""
        kind = _AGREEING.get(pronoun.lower)
        return kind is not None and self._resolved(subject, place)[1] == kind

    def resolve_alone(self, phrase: Sequence[Word], place: Place) -> Span | None:
        """Resolve a phrase, unless another of its kind spoke in the sentence before."""
        span, kind = self._resolved(phrase, place)
        last = self.pronouns.last(place)
        clash = last is not None and last.kind == kind and last.span != span
        return None if clash else self.resolve(phrase, place)

    def somebody(self, phrase: Sequence[Word], place: Place) -> Span | None:
        """Return the person that a phrase leads to, None where it leads to none."""
        span, kind = self._resolved(phrase, place)
        if span is None or kind not in {"person", "role"}:
            return None
        mention = Span(phrase[0].start, phrase[-1].end)
        self.pronouns.spoken.append(Spoken(place, span, kind, mention))
        return span

    def introduction(self, speaker: Span) -> Span:
        """Return where the body says who a speaker is, else the speaker."""
        return self.people.introduction(speaker) or speaker

    def _resolved(
        self, phrase: Sequence[Word], place: Place
    ) -> tuple[Span | None, Kind]:
        own = Span(phrase[0].start, phrase[-1].end)
        first = phrase[0].lower
        if len(phrase) == 1 and first in self._lexicon["pronouns"]:
            return self.pronouns.resolve(first, own, place)
        if person := self.people.titled(phrase):
            return person.span, "person"
        if name := self._name(phrase):
            return self._named(phrase, name, own)
        if apposed := self._apposed(phrase[-1]):
            return apposed, "body"
        if first == "the":
            return self._definite(phrase, own, place)
        return own, self._kind(phrase)

    def _named(
        self, phrase: Sequence[Word], name: Sequence[Word], own: Span
    ) -> tuple[Span, Kind]:
        before = [word.lower for word in phrase if word.start < name[0].start]
        person = self.people.named(name, before)
        if person:
            return person.span, "person"
        if len(name) > 1:
            return Span(name[0].start, name[-1].end), "body"
        return own, self._kind(phrase)

    def _kind(self, phrase: Sequence[Word]) -> Kind:
        """Return what a phrase without a known name stands for, by its head."""
        lexicon = self._lexicon
        if phrase[0].lower == "one":
            return "role"  # one of the nurses
        ends = (at for at, w in enumerate(phrase) if w.lower in lexicon["prepositions"])
        head = phrase[next(ends, len(phrase)) - 1]
        if head.lower in lexicon.plural_speakers and (
            len(phrase) == 1 or not head.capital
        ):
            return "several"
        if head.lower in lexicon.roles or head.lower in lexicon["people"]:
            return "role"
        return "body" if head.capital or head.lower in lexicon.speakers else "unknown"

    def _name(self, phrase: Sequence[Word]) -> Sequence[Word]:
        """Return the name at the end of a phrase, without what comes before it."""
        lexicon = self._lexicon
        phrase = self._without_place(phrase)
        while phrase and lexicon.honour(phrase[-1].text):
            phrase = phrase[:-1]
        first = self._first(phrase)
        if first == 0 or first == len(phrase):
            return phrase[first:]
        before = phrase[first - 1]
        whole = before.lower in lexicon["prepositions"] | {"and", "or", "the", "&"}
        return () if whole or self._of_another(phrase[:first]) else phrase[first:]

    def _first(self, phrase: Sequence[Word]) -> int:
        """Return where the words of a name at the end of a phrase begin."""
        lexicon = self._lexicon
        first = len(phrase)
        body = bool(phrase) and phrase[-1].lower in lexicon["organisations"]
        while first > 0 and (
            self._in_name(phrase[first - 1])
            or (body and self._office(phrase[first - 1]))
        ):
            first -= 1
        while first < len(phrase) and phrase[first].lower in lexicon["particles"]:
            first += 1
        return first

    def _office(self, word: Word) -> bool:
        """Tell whether "National" may be part of a name: "National Rivers Board"."""
        return word.capital and word.lower in self._lexicon["offices"]

    def _of_another(self, before: Sequence[Word]) -> bool:
        """Tell whether "a spokesman for Mr" stands before a name, not "minister of"."""
        lexicon, held = self._lexicon, before[-1].lower
        if held not in lexicon["titles"] and held not in lexicon.roles:
            return False
        for word in before[::-1]:
            if word.lower in lexicon["prepositions"]:
                return True
            ours = word.capital or word.possessive or lexicon.title(word.lower)
            if not ours and word.lower not in lexicon["determiners"]:
                return False
        return False

    def _without_place(self, phrase: Sequence[Word]) -> Sequence[Word]:
        """Return "Dr. Jane Doe" of "Dr. Jane Doe of the observatory"."""
        lexicon = self._lexicon
        for at, word in enumerate(phrase):
            if word.lower in lexicon["prepositions"]:
                lowers = {word.lower for word in phrase[:at]}
                other = lexicon["unpersonal"] | lexicon["organisations"]
                names = sum(self._in_name(word) for word in phrase[:at])
                named = names > 1 and self._in_name(phrase[at - 1])
                return phrase[:at] if named and lowers.isdisjoint(other) else phrase
        return phrase

    def _in_name(self, word: Word) -> bool:
        lexicon = self._lexicon
        if not word.capital:
            return word.lower in lexicon["particles"]
        other = word.lower in lexicon["determiners"] or lexicon.title(word.lower)
        return not word.possessive and not other

    def _definite(
        self, phrase: Sequence[Word], own: Span, place: Place
    ) -> tuple[Span, Kind]:
        """Resolve "the Russian diplomat", "the statement" and "the ministry"."""
        head = phrase[-1].lower
        if person := self.people.described(phrase):
            return person.span, "person"
        last = self.pronouns.author(place)
        own_words = head in self._lexicon["authored"] and not place.denied
        if own_words and last and len(phrase) == 2:  # noqa: PLR2004
            return last.span, last.kind
        if head in self._lexicon["organisations"] and len(phrase) == 2:  # noqa: PLR2004
            return self._full_name(phrase[-1], own), "body"
        return own, self._kind(phrase)

    def _apposed(self, head: Word) -> Span | None:
        """Return X of "the company, X,"."""
        apposed = _APPOSED.match(self._body, head.end)
        if apposed is None or apposed[1].lower() in self._lexicon["days"]:
            return None
        body = head.lower in self._lexicon["organisations"]
        return Span(*apposed.span(1)) if body else None

    def _full_name(self, head: Word, own: Span) -> Span:
        """Return "Iran's diplomatic mission" for "the mission", if there is but one.

        It may stand in apposition too: "the mission, X,".
        """
        start = max(0, own.start - _NEAR_BODIES)
        noun = re.escape(head.text)
        owner = r"[^\W\d_][\w.-]*['’]s?(?! own\b)"
        title = noun[:1].upper() + noun[1:]
        # The possessive form, the title in capitals, and "Ministry of …".
        pattern = re.compile(
            rf"\b(?:{owner} (?:[\w-]+ ){{0,2}}{noun}\b"
            rf"|{title} (?:of|for) (?:the )?[^\W\d_a-z]\w*(?: [^\W\d_a-z]\w*)*"
            rf"|(?!The )(?:[^\W\d_a-z][\w-]* ){{1,4}}{title}\b"
            rf"|(?<=\b[Tt]he {noun}){_APPOSED.pattern})"
        )
        found: dict[str, Span] = {}
        for match in pattern.finditer(self._body, start, own.end + _NEAR_BODIES):
            group = 1 if match[1] else 0
            if match[group][0].isupper():
                found.setdefault(match[group], Span(*match.span(group)))
        return found.popitem()[1] if len(found) == 1 else own
