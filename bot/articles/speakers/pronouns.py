"""Leads "he", "she", "it" and "they" to whoever spoke or acted just before.

Who spoke last, and then who the last sentence was about: the order of salience of
centering (Grosz, Joshi and Weinstein 1995). Where that leaves two, the pronoun stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.articles.sentence import Stance
from bot.articles.speakers.entities import Entities, Entity
from bot.articles.speakers.stances import answering

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.sentence import Span
    from bot.articles.speakers.frames import Frames
    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.lines import Line, Spread
    from bot.articles.speakers.mentions import Mention
    from bot.articles.speakers.rules import Finding
    from bot.articles.speakers.stances import Judge
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Entry", "Place", "Resolution"]

_BACK = 40  # entries
_PARAGRAPHS = 2
_GENDERS = {"he": "m", "she": "f"}
_THINGS = {"document", "unknown", "name"}
_PERSONS = {"person", "role", "name"}
_HE = {"him": "he", "her": "she", "them": "they"}
_PRONOUNS = ("he", "she", "it", "they")


class Place(NamedTuple):
    """Where something is mentioned: its sentence, its paragraph, its offset.

    `previous` is the sentence before; of one in a quotation, that before the quotation.
    """

    sentence: int
    paragraph: int
    start: int
    previous: int


class Entry(NamedTuple):
    """Somebody who `spoke`, or whom a sentence is about (`leads`), or is `named`."""

    place: Place
    entity: Entity
    role: str
    new: bool = False  # "a nurse", or "him" who is asked: another may be meant
    told: frozenset[str] = frozenset()  # "he" and "she" in what the speaker says
    owned: bool = False  # "his brother"


class Discourse:
    """Who was mentioned so far in one text, in order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

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
        for entry in self.back(place, 1):
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

    def _person(self, word: str, place: Place, *, closes: bool) -> Entity | None:
        """Return whom "he" or "she" means.

        That is who spoke last, unless somebody else was named since in a sentence
        between, or spoke whose first name is more often one of the other sex.
        """
        gender = _GENDERS[word]
        rivals: dict[Span, Entry] = {}
        other = False
        for entry in self.back(place, _PARAGRAPHS):
            entity = entry.entity
            if entry.place.sentence == place.sentence and closes:
                continue
            if entity == (entity.span, "pronoun", gender):
                return None  # who that is stayed open
            if entity.kind not in _PERSONS or entity.gender not in {"", gender}:
                other = other or (entity.kind == "person" and entry.role == "spoke")
                continue
            if entry.role == "named":
                rivals.setdefault(entity.span, entry)
                continue
            apart = place.paragraph - entry.place.paragraph
            unsure = entity.kind == "role" or entry.role == "leads" or apart > 1
            bare = entity.kind == "role" and (entry.owned or not entity.gender)
            bare = bare or entry.role == "leads"
            vague = apart and not entity.gender and unsure
            if entry.new or vague or (apart and other) or (bare and word in entry.told):
                return None
            return self._unless(entry, rivals, place)
        return None

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

    def back(self, place: Place, paragraphs: int) -> Iterator[Entry]:
        for entry in reversed(self.entries[-_BACK:]):
            if entry.place.paragraph < place.paragraph - paragraphs:
                return
            yield entry


class Resolution:
    """Who was spoken of so far in one text."""

    tokeniser: Tokeniser
    spread: Spread
    judge: Judge
    lines: list[Line]

    def __init__(self, text: str, lexicon: Lexicon, tokeniser: Tokeniser) -> None:
        self.entities = Entities(text, lexicon, tokeniser)
        self.discourse = Discourse()
        self.issued: set[tuple[str, Span]] = set()  # who sent a letter …

    def named(self, label: Span) -> Span:
        """Return whom a label means: the full name, where the text has it."""
        tokens = self.tokeniser.tokens(*label)
        person = self.entities.people.named(tokens, ())
        return person.span if person else label

    def meaning(
        self,
        line: Line,
        word: str,
        place: Place,
        *,
        closes: bool,
        finding: Finding | None = None,
    ) -> Entity | None:
        """Return whom a pronoun means, one of the kind "pronoun" where that is open."""
        entity = self.discourse.resolve(word, place, closes=closes)
        before = self.lines[max(0, place.previous)]
        near = place.paragraph - 1 <= before.sentence.paragraph
        if word not in _GENDERS or place.previous < 0 or not near:
            return entity
        gender = _GENDERS[word]

        def denies() -> bool:
            found = [finding, *self.judge.answers(line)]
            return any(one and one.stance is Stance.DENIAL for one in found)

        found = answering(before, entity, gender, self.entities.people, denies)
        told = any(
            one.role == "leads"
            and one.place.sentence == place.previous
            and one.entity.kind in {"person", "name", "unknown"}
            and one.entity.gender in {"", gender}
            and entity not in {None, one.entity}
            for one in self.discourse.entries[-_BACK:]
        )
        denied = before.stance is Stance.DENIAL or before.speaker is None
        if told and found is entity and not denied and denies():
            found = None  # "X hid it, Y said. He denied it."
        opened = found is None and entity is not None
        return Entity(line.span, "pronoun", gender) if opened else found

    def pronoun(self, word: Token) -> str:
        """Return "he", "she", "it" or "they" for such a pronoun of any language."""
        known = next((name for name in _PRONOUNS if name in word.tags), word.lower)
        return _HE.get(known, known)

    def met(self, frames: Frames, lead: Mention) -> frozenset[str]:
        """Return "he" or "she" for the object of a sentence: "a nurse saw him"."""
        found = _HE.get(frames.met(lead), "")
        return frozenset({found} & {*_GENDERS})

    def author(self, phrase: Sequence[Token], place: Place) -> Entity | None:
        """Return whose "the statement" is: who spoke last, having issued one."""
        owner = {"his": "he", "her": "she"}.get(phrase[0].lower)
        if owner and "messages" in phrase[-1].tags:
            return self.discourse.resolve(owner, place, closes=True)
        if len(phrase) != 2 or phrase[0].lower != "the":  # noqa: PLR2004
            return None
        for entry in self.discourse.back(place, 1):
            if entry.role == "spoke":
                ours = (phrase[1].lower, entry.entity.span) in self.issued
                return entry.entity if ours else None
        return None

    def newcomer(self, line: Line, lead: Mention) -> bool:
        """Whether a sentence brings in another person without a name: "a nurse"."""
        tokens = line.tokens
        new = {"a", "an", "another"}
        if tokens[lead.first].lower in new:
            new |= {"the"}  # "a nurse saw the mayor": he is the mayor
        return any(
            one.tags & {"roles", "people"} and tokens[at - 1].lower in new
            for at, one in enumerate(tokens)
            if at > lead.last + 1
        )

    def same(self, lead: Mention, spoke: Mention | None) -> bool:
        """Whether whom a sentence is about is who speaks in it, or stands behind."""
        return spoke is not None and lead.opens >= spoke.opens

    def place(self, line: Line, number: int) -> Place:
        """Return where a sentence stands, as the pronouns in it see it."""
        first = self.spread.opening(number)
        return Place(number, line.sentence.paragraph, line.span.start, first - 1)
