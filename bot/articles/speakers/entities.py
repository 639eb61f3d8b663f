"""Leads what the text calls a speaker to the name, where the text makes it plain.

A sieve of rules from the surest to the least sure, after Lee et al. 2013,
"Deterministic Coreference Resolution Based on Entity-Centric, Precision-Ranked Rules":
the full name, the last name, the role, the pronoun. "He" and the like mean who spoke
last, and then who the last sentence was about: the order of salience of centering
(Grosz, Joshi and Weinstein 1995). Where that leaves two, the pronoun stays.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING, NamedTuple

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.people import People, has_acronym

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.speakers.cues import Cue
    from bot.articles.speakers.lines import Line
    from bot.articles.speakers.mentions import Mention
    from bot.articles.speakers.stances import Judge
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Entities", "Entity", "Entry"]

_NEAR_BODIES = 2000  # characters in which "the ministry" has its full name
_WHOLE = {"and", "or", "the", "&"}  # a name behind them is part of a longer one
_OTHER = {"unpersonal", "organisations", "places", "nationalities", "days"}
_BACK = 40  # entries
_GENDERS = {"he": "m", "she": "f"}
_ACCUSING = frozenset({"accuse", "arraigned", "suing"})
_OF = {"he": {"he", "him"}, "she": {"she", "her"}}
_THINGS = {"body", "document", "unknown", "name"}
_PERSONS = {"person", "role", "name"}
_ACTING = {"spoke", "leads"}
_PRONOUNS = ("he", "she", "it", "they")


class Entity(NamedTuple):
    """Whom a mention means: the words of the text for it, and what is known of it.

    `kind` is that of a mention; "name" is a single name of which nothing else is known.
    """

    span: Span
    kind: str
    gender: str = ""


class Entry(NamedTuple):
    """Somebody who `spoke`, or whom a sentence is about (`leads`), or is `named`."""

    line: Line
    entity: Entity
    role: str
    told: frozenset[str] = frozenset()  # what the speaker says, "he" and "she" included


class Entities:
    """Whom the mentions of one text mean; `entries` has who was mentioned so far."""

    def __init__(
        self, tokeniser: Tokeniser, lines: Sequence[Line], judge: Judge
    ) -> None:
        self._text, self._lexicon = tokeniser.text, tokeniser.lexicon
        self._tokeniser = tokeniser
        self._lines = lines
        self._judge = judge
        self.entries: list[Entry] = []
        self.genders: dict[Span, str] = {}  # by the pronouns that meant somebody

    @cached_property
    def people(self) -> People:
        """The people of the text, for whom it is gone over once somebody speaks."""
        return People(self._tokeniser)

    def meant(self, mention: Mention, line: Line, cue: Cue | None = None) -> Entity:
        """Return whom a mention means, of which a `cue` says that it speaks.

        A pronoun means itself where it is not plain whom it means.
        """
        tokens = line.tokens
        phrase = tokens[mention.first : mention.last + 1]
        own = Span(phrase[0].start, phrase[-1].end)
        if mention.kind == "pronoun":
            word = next((one for one in _PRONOUNS if one in phrase[0].tags), "")
            gender = _GENDERS.get(word, "")
            found = self._meaning(line, word, cue, Entity(own, "pronoun", gender))
            if found and gender:
                self.genders.setdefault(found.span, gender)
            return found or Entity(own, "pronoun")
        if cue and (author := self._author(phrase, line)):
            return author
        name = self._name(phrase)
        if name and (len(name) > 1 or mention.kind != "unknown"):
            return self._named(phrase, name, own, mention.kind)
        if phrase[0].lower == "the":
            if person := self.people.described(phrase):
                return Entity(person.span, "person", person.gender)
            if "organisations" in phrase[-1].tags and phrase[1:] == phrase[-1:]:
                return Entity(self._full_name(phrase[-1]) or own, "body")
        called = {word.lower for word in (*phrase, tokens[mention.head])}
        return Entity(own, mention.kind, self.people.gender("", called))

    def other(self, mention: Mention, line: Line) -> Entity | None:
        """Return whom "him" or "a nurse" means, who is not the one who acts."""
        word = line.tokens[mention.last]
        if gender := {"him": "m", "her": "f"}.get(word.lower, ""):
            return Entity(Span(word.start, word.end), "pronoun", gender)
        met = self.meant(mention, line)
        return met if met.kind in {"person", "role"} else None

    def _named(
        self, phrase: Sequence[Token], name: Sequence[Token], own: Span, kind: str
    ) -> Entity:
        """Resolve "Dr. Jane Doe" and "Lee"; `kind` is that of the mention."""
        before = [word.lower for word in phrase if word.start < name[0].start]
        person = self.people.named(name, before)
        if person and kind != "several":
            return Entity(person.span, "person", person.gender)
        gender = self.people.gender(name[0].lower, {*before, name[-1].lower})
        if len(name) == 1 and kind in {"document", "several"}:
            return Entity(own, kind, gender)
        thing = has_acronym(name) or any(word.tags & _OTHER for word in name)
        kind = "body" if thing else "role" if before else "name"
        span = Span(name[0].start, name[-1].end) if len(name) > 1 else own
        return Entity(span, kind, gender)

    def _name(self, phrase: Sequence[Token]) -> Sequence[Token]:
        """Return the name at the end of a phrase, or before what somebody is of."""
        words = [*phrase]
        while words and self._lexicon.honour(words[-1].text):
            words.pop()
        of = next((n for n, w in enumerate(words) if "prepositions" in w.tags), 0)
        earlier = self._name(words[:of]) if of else ()
        name = [*takewhile(self._in_name, reversed(words))][::-1]
        name = [*dropwhile(lambda word: "particles" in word.tags, name)]
        before = words[: len(words) - len(name)][::-1]
        whole = any(word.lower in _WHOLE for word in before[:1])
        near = (w.tags for w in before if not (w.capital or self._precedes(w)))
        other = whole or "prepositions" in next(near, ()) or len(earlier) > 1
        return earlier if other or not name else name

    def _in_name(self, word: Token) -> bool:
        if not word.capital:
            return "particles" in word.tags
        return not (word.possessive or self._precedes(word))

    def _precedes(self, word: Token) -> bool:
        """Whether a word before a name is no part of it: "the", "Mr"."""
        return "determiners" in word.tags or self._lexicon.title(word.lower)

    def _full_name(self, noun: Token) -> Span | None:
        """Return "Norway's fishery mission" for "the mission", if no other is near."""
        head, title = re.escape(noun.lower), re.escape(noun.text.capitalize())
        name = r"[^\W\d_a-z](?<!\w.)[\w-]{0,40}"
        pattern = (
            rf"{name}['’]s? (?!own\b)(?:[\w-]+ ){{0,2}}{head}\b"
            rf"|(?!The ){name} ({title})\b"
            rf"|{title} (?:of|for) (?:the )?{name}(?: {name}){{0,3}}"
        )
        start = max(0, noun.start - _NEAR_BODIES)
        near = re.compile(pattern).finditer(self._text, start, start + 2 * _NEAR_BODIES)
        found = [*near]
        before = [one for one in found if one.start() < noun.start]
        one, *more = {one[0]: one for one in before or found}.values() or [None]
        return Span(*one.span()) if one and not (one[1] or more) else None

    def _meaning(
        self, line: Line, word: str, cue: Cue | None, stays: Entity
    ) -> Entity | None:
        """Return whom a pronoun means, itself where that `stays` open.

        In ", he said." at the end, who is named before it in the sentence is spoken of.
        """
        finding = cue and cue.finding
        replies = cue is not None and "answer" in cue.kinds
        entity = self._resolve(word, line, closes=bool(cue and cue.closes))
        before = self._lines[max(0, line.previous)]
        apart = line.sentence.paragraph - before.sentence.paragraph
        near = [e for e in self.entries[-_BACK:] if e.line.number >= line.previous]
        if word not in _GENDERS or line.previous < 0 or apart > 1:
            return entity
        own = self._judge.said(line, {"accused", "party"})
        denies = any(one and one.stance is Stance.DENIAL for one in (finding, own))
        gender = _GENDERS[word]
        spoke = {one.entity for one in near if one.role == "spoke"}
        acts = spoke or {one.entity for one in near if one.role == "leads"}
        met = [e.entity for e in near if e.role == "meets"]
        if entity in acts and any(
            replies
            or (one.gender and (one.kind == "pronoun" or not entity.gender))
            or (self._is_new(one) and not spoke)
            for one in met
            if one.gender in {"", gender}
        ):
            return stays
        named = (one.entity for one in near if one.role != "meets")
        rivals = {one for one in named if one.kind in _PERSONS | {"unknown"}}
        others = {one for one in rivals - acts if one.gender in {"", gender}}
        if all(word.tags.isdisjoint(_ACCUSING) for word in before.plain):
            # "A nurse saw the mayor. He denied it.": it may be either.
            unknown = entity and not spoke and self._is_new(entity)
            return stays if denies and (unknown or others - {entity}) else entity
        if not others:
            return stays if denies and spoke else entity
        one, *more = others  # whoever was accused answers, if that is plain
        plain = not more and one.gender == gender and (denies or one == entity)
        return one if plain else stays

    def _is_new(self, one: Entity) -> bool:
        """Whether somebody is "a nurse", of whom nothing was said yet."""
        return self._text.startswith(("A ", "An ", "a ", "an "), one.span.start)

    def _author(self, phrase: Sequence[Token], line: Line) -> Entity | None:
        """Return whose "his statement" is, and who made "the statement" last."""
        if "messages" not in phrase[-1].tags:
            return None
        if owner := {"his": "he", "her": "she"}.get(phrase[0].lower):
            return self._resolve(owner, line, closes=True)
        spoke = [one for one in self.entries[-_BACK:] if one.role == "spoke"]
        of = {one.entity for one in spoke if phrase[-1].lower in one.told}
        the = [word.lower for word in phrase[:-1]] == ["the"]
        return spoke[-1].entity if the and spoke and spoke[-1].entity in of else None

    def _resolve(self, word: str, line: Line, *, closes: bool) -> Entity | None:
        """Return whom a pronoun means, None where that is not plain."""
        if word in _GENDERS:
            return self._person(word, line, closes=closes)
        if word not in {"it", "they"}:
            return None
        bodies = {"body"} if word == "it" else {"body", "several"}
        subject: Entity | None = None
        for entry in reversed(self.entries[-_BACK:]):
            kind, spoke = entry.entity.kind, entry.role == "spoke"
            if entry.line is line and closes:
                subject = entry.entity if kind in bodies else subject
            elif entry.role in _ACTING and entry.line.number >= line.previous:
                if subject:  # "The union said … The company would …, it said."
                    clash = spoke and kind == subject.kind and entry.entity != subject
                    return None if clash else subject
                fits = kind in bodies or (word == "it" and spoke and kind in _THINGS)
                return entry.entity if fits else None
        return subject

    def _person(self, word: str, line: Line, *, closes: bool) -> Entity | None:
        """Return whom "he" or "she" means.

        That is who spoke last, unless somebody else was named since in a sentence
        between.
        """
        gender = _GENDERS[word]
        rivals: list[Entry] = []
        for entry in reversed(self.entries[-_BACK:]):
            entity = entry.entity
            if entry.role == "meets":
                continue
            nobody = entity.kind == "unknown" and entry.role == "spoke"
            if nobody or entity == (entity.span, "pronoun", gender):
                return None  # who that is stayed open
            # "X left. She cried. “…,” he said": X is a woman.
            unlike = entity.gender not in {"", gender}
            unlike = unlike or self.genders.get(entity.span, gender) != gender
            if unlike or entity.kind not in _PERSONS or (entry.line is line and closes):
                continue
            if entry.role == "named":
                rivals.append(entry)
                continue
            apart = line.sentence.paragraph - entry.line.sentence.paragraph
            told = not _OF[word].isdisjoint(entry.told)
            bare = entity.kind == "role" and (apart or told)
            if not entity.gender and (apart > 1 or bare):
                return None  # "a nurse said that he …": another may be meant
            near = entry.line.number >= line.previous
            since = {e.entity.span for e in rivals if e.line.number > entry.line.number}
            return entity if near or not since - {entity.span} else None
        return None
