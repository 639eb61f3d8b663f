"""Leads "he", "she", "it" and "they" to whoever spoke or acted just before.

Who spoke last, and then who the last sentence was about: the order of salience of
centering (Grosz, Joshi and Weinstein 1995). Where that leaves two, the pronoun stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.articles.sentence import Span
    from bot.articles.speakers.entities import Entity

__all__ = ["Discourse", "Place"]

_BACK = 40  # entries
_PARAGRAPHS = 2
_GENDERS = {"he": "m", "she": "f"}
_THINGS = {"document", "unknown", "name"}
_PERSONS = {"person", "role", "name"}


class Place(NamedTuple):
    """Where something is mentioned: its sentence, its paragraph, its offset.

    `previous` is the sentence before; of one in a quotation, that before the quotation.
    """

    sentence: int
    paragraph: int
    start: int
    previous: int


class Entry(NamedTuple):
    """Somebody who spoke, or whom a sentence is about (`leads`), or is in it."""

    place: Place
    entity: Entity
    role: str
    asked: str = ""  # "he" or "she" where the speaker asked one
    told: frozenset[str] = frozenset()  # "he" and "she" in what the speaker says
    owned: bool = False  # "his brother"


class Discourse:
    """Who was mentioned so far in one text, in order."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def add(
        self,
        place: Place,
        entity: Entity,
        role: str,
        *,
        asked: str = "",
        told: frozenset[str] = frozenset(),
        owned: bool = False,
    ) -> None:
        """Take note of somebody who `spoke`, `leads` a sentence or is `named` in it."""
        self._entries.append(Entry(place, entity, role, asked, told, owned))

    def resolve(self, word: str, place: Place, *, closes: bool) -> Entity | None:
        """Return whom a pronoun means, None where that is not plain.

        `closes`: it stands in ", he said." at the end, so that who is named before it
        in the sentence is spoken of.
        """
        if word in _GENDERS:
            return self._person(word, place, closes=closes)
        if word not in {"it", "they"}:
            return None
        subject: Entity | None = None
        for entry in self._back(place, 1):
            if entry.place.sentence == place.sentence and closes:
                kinds = {"body"} if word == "it" else {"body", "several"}
                if entry.role == "leads" and entry.entity.kind in kinds:
                    subject = entry.entity
                continue
            if entry.role == "named" or entry.place.sentence < place.previous:
                continue
            kind = entry.entity.kind
            if word == "it":
                spoke = entry.role == "spoke"
                near = entry.place.paragraph == place.paragraph or spoke
                fits = near and (kind == "body" or (spoke and kind in _THINGS))
            else:
                fits = kind in {"several", "body"}
            clash = subject and entry.role == "spoke" and kind == subject.kind
            if subject and not (clash and entry.entity.span != subject.span):
                return subject
            return entry.entity if fits and not subject else None
        return subject

    def last(self, place: Place) -> Entity | None:
        """Return who spoke last in the paragraph or the sentence before."""
        for entry in self._back(place, 1):
            if entry.role == "spoke":
                return entry.entity
        return None

    def _person(self, word: str, place: Place, *, closes: bool) -> Entity | None:
        """Return whom "he" or "she" means.

        That is who spoke last, unless somebody else was named since in a sentence
        between, or spoke whose first name is more often one of the other sex.
        """
        gender = _GENDERS[word]
        rivals: dict[Span, Entry] = {}
        other = False
        for entry in self._back(place, _PARAGRAPHS):
            entity = entry.entity
            if entry.place.sentence == place.sentence and closes:
                continue
            if entity.kind not in _PERSONS or entity.gender not in {"", gender}:
                other = other or (entity.kind == "person" and entry.role == "spoke")
                continue
            if entry.role == "named":
                rivals.setdefault(entity.span, entry)
                continue
            apart = place.paragraph - entry.place.paragraph
            vague = (
                apart
                and not entity.gender
                and (entity.kind == "role" or entry.role == "leads" or apart > 1)
            )
            if apart and entry.role == "leads":
                far = entry.place.sentence < place.previous
                vague = vague or far or bool(rivals.keys() - {entity.span})
            bare = entity.kind == "role" and (entry.owned or not entity.gender)
            bare = bare or entry.role == "leads"
            vague = vague or (bare and word in entry.told)
            if entry.asked in {word, "*"} or vague or (other and apart > 0):
                return None
            return self._unless(entry, rivals, place)
        return self._only(rivals, place, gender)

    def _unless(
        self, entry: Entry, rivals: dict[Span, Entry], place: Place
    ) -> Entity | None:
        """Return who spoke or acted, unless another is meant more probably."""
        near = entry.place.sentence >= place.previous
        since = any(
            rival.place.sentence > entry.place.sentence and span != entry.entity.span
            for span, rival in rivals.items()
        )
        if not entry.entity.gender and any(
            rival.entity.gender for rival in rivals.values()
        ):
            return None  # "Mira met Jonas. He": the other's name tells
        return entry.entity if near or not since else None

    def _only(
        self, rivals: dict[Span, Entry], place: Place, gender: str
    ) -> Entity | None:
        """Return the only one named who can be meant, if the gender is known."""
        near = [
            one for one in rivals.values() if one.place.paragraph >= place.paragraph - 1
        ]
        one = near[0].entity if len(near) == 1 else None
        return one if one and one.gender == gender else None

    def _back(self, place: Place, paragraphs: int) -> Iterator[Entry]:
        for entry in reversed(self._entries[-_BACK:]):
            if entry.place.paragraph < place.paragraph - paragraphs:
                return
            yield entry
