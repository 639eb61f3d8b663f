"""Leads "he", "she", "it" and "they" to whoever spoke or acted just before.

Who spoke last, and then who the last sentence was about: the order of salience of
centering (Grosz, Joshi and Weinstein 1995). Where that leaves two, the pronoun stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.articles.sentence import Stance
from bot.articles.speakers.entities import Entity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.sentence import Span
    from bot.articles.speakers.lines import Line
    from bot.articles.speakers.rules import Finding
    from bot.articles.speakers.stances import Judge
    from bot.articles.speakers.tokens import Token

__all__ = ["Discourse", "Entry", "Place", "pronoun"]

_BACK = 40  # entries
_PARAGRAPHS = 2
_GENDERS = {"he": "m", "she": "f"}
_ACCUSING = frozenset({"accuse", "arraigned", "suing"})
_OF = {"he": {"he", "him"}, "she": {"she", "her"}}
_THINGS = {"body", "document", "unknown", "name"}
_PERSONS = {"person", "role", "name"}
_RIVALS = _PERSONS | {"unknown"}
_PRONOUNS = ("he", "she", "it", "they")


class Place(NamedTuple):
    """Where something is mentioned: its sentence and its paragraph.

    `previous` is the sentence before; of one in a quotation, that before the quotation.
    """

    sentence: int
    paragraph: int
    previous: int


class Entry(NamedTuple):
    """Somebody who `spoke`, or whom a sentence is about (`leads`), or is `named`."""

    place: Place
    entity: Entity
    role: str
    told: frozenset[str] = frozenset()  # what the speaker says, "he" and "she" included


def pronoun(word: Token) -> str:
    """Return "he", "she", "it" or "they" for such a pronoun of any language."""
    return next((name for name in _PRONOUNS if name in word.tags), word.lower)


class Discourse:
    """Who was mentioned so far in one text, in order; `lines` are its sentences."""

    def __init__(self, lines: Sequence[Line], judge: Judge) -> None:
        self.entries: list[Entry] = []
        self.issued: set[tuple[str, Span]] = set()  # who sent a letter …
        self._lines = lines
        self._judge = judge

    def meaning(
        self,
        line: Line,
        word: str,
        place: Place,
        *,
        closes: bool,
        finding: Finding | None = None,
    ) -> Entity | None:
        """Return whom a pronoun means, one of the kind "pronoun" where that is open.

        `closes`: it stands in ", he said." at the end, so that who is named before it
        in the sentence is spoken of.
        """
        entity = self._resolve(word, place, closes=closes)
        before = self._lines[max(0, place.previous)]
        apart = place.paragraph - before.sentence.paragraph
        near = [e for e in self.entries[-_BACK:] if e.place.sentence >= place.previous]
        here = any(
            e.place.sentence > place.previous and e.entity == entity for e in near
        )
        if word not in _GENDERS or place.previous < 0 or apart > 1 or here:
            return entity
        own = self._judge.said(line, judged=False, accused=True)
        denies = any(one and one.stance is Stance.DENIAL for one in (finding, own))
        found, gender = entity, _GENDERS[word]
        spoke = {one.entity for one in near if one.role == "spoke"}
        acts = spoke or {one.entity for one in near if one.role == "leads"}
        others = {
            one.entity for one in near if one.entity.gender in {"", gender}
        } - acts
        others = {one for one in others if one.kind in _RIVALS}
        if all(word.tags.isdisjoint(_ACCUSING) for word in before.plain):
            found = None if denies and others - {entity} else entity
        elif not others:
            found = None if denies and spoke else entity
        else:  # whoever was accused answers, if that is plain
            one, *more = others
            plain = not more and one.gender == gender and (denies or one == entity)
            found = one if plain else None
        opened = found is None and entity is not None
        return Entity(line.span, "pronoun", gender) if opened else found

    def author(self, phrase: Sequence[Token], place: Place) -> Entity | None:
        """Return whose "the statement" is: who spoke last, having issued one."""
        owner = {"his": "he", "her": "she"}.get(phrase[0].lower)
        if owner and "messages" in phrase[-1].tags:
            return self._resolve(owner, place, closes=True)
        if [word.lower for word in phrase[:-1]] != ["the"]:
            return None
        for entry in self._back(place, 1):
            if entry.role == "spoke":
                ours = (phrase[1].lower, entry.entity.span) in self.issued
                return entry.entity if ours else None
        return None

    def _resolve(self, word: str, place: Place, *, closes: bool) -> Entity | None:
        """Return whom a pronoun means, None where that is not plain."""
        if word in _GENDERS:
            return self._person(word, place, closes=closes)
        if word not in {"it", "they"}:
            return None
        bodies = {"body"} if word == "it" else {"body", "several"}
        subject: Entity | None = None
        for entry in self._back(place, 1):
            kind, spoke = entry.entity.kind, entry.role == "spoke"
            if entry.place.sentence == place.sentence and closes:
                leads = entry.role == "leads" and kind in bodies
                subject = entry.entity if leads else subject
            elif entry.role != "named" and entry.place.sentence >= place.previous:
                if subject:  # "The union said … The company would …, it said."
                    clash = spoke and kind == subject.kind and entry.entity != subject
                    return None if clash else subject
                fits = kind in bodies or (word == "it" and spoke and kind in _THINGS)
                return entry.entity if fits else None
        return subject

    def _person(self, word: str, place: Place, *, closes: bool) -> Entity | None:
        """Return whom "he" or "she" means.

        That is who spoke last, unless somebody else was named since in a sentence
        between, or spoke whose first name is more often one of the other sex.
        """
        gender = _GENDERS[word]
        rivals: list[Entry] = []
        for entry in self._back(place, _PARAGRAPHS):
            entity = entry.entity
            if entry.place.sentence == place.sentence and closes:
                continue
            if entity == (entity.span, "pronoun", gender):
                return None  # who that is stayed open
            if entity.kind not in _PERSONS or entity.gender not in {"", gender}:
                continue
            if entry.role == "named":
                rivals.append(entry)
                continue
            apart = place.paragraph - entry.place.paragraph
            bare = entity.kind == "role" and (
                apart or not _OF[word].isdisjoint(entry.told)
            )
            if not entity.gender and (apart > 1 or bare):
                return None  # "a nurse said that he …": another may be meant
            told = entity.gender or not any(rival.entity.gender for rival in rivals)
            since = any(
                rival.place.sentence > entry.place.sentence
                and rival.entity.span != entity.span
                for rival in rivals
            )
            near = entry.place.sentence >= place.previous
            return entity if told and (near or not since) else None
        return None

    def _back(self, place: Place, paragraphs: int) -> Iterator[Entry]:
        for entry in reversed(self.entries[-_BACK:]):
            if entry.place.paragraph < place.paragraph - paragraphs:
                return
            yield entry
