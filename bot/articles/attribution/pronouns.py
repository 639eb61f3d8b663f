"""Leads "he", "she", "it" and "they" to whoever spoke or acted just before.

Where somebody else could be meant, the pronoun stays: a wrong name is worse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from bot.articles.article import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.articles.attribution.people import People, Person
    from bot.articles.attribution.unnamed import Unnamed

__all__ = ["Kind", "Place", "Pronouns", "Spoken"]

_NEAR_PEOPLE = 3000  # characters in which "she" is somebody
_LAST = 10  # speakers
_SENTENCE = 60  # characters: "said on Friday that he"


# "role" is somebody without a name, "unknown" may be; "body" is an organisation or
# the like; "" is the writer or the reader.
Kind = Literal["person", "role", "unknown", "several", "body", "pronoun", ""]

_NOT_IT = {"role", "several"}


class Place(NamedTuple):
    """Where a speaker is mentioned.

    `previous` is the sentence before; of one in a quotation, that before the quotation.
    `window` is where the paragraph before begins, `before` where the sentence before
    does, or this one if it is the paragraph's first. `denied` tells whether the
    sentence before denies something, and this one does not plainly go on with it.
    """

    sentence: int
    previous: int
    paragraph: int
    window: int
    before: int
    denied: bool


class Spoken(NamedTuple):
    """Who spoke, and where."""

    place: Place
    span: Span
    kind: Kind
    mention: Span  # where the text speaks of the speaker, by a pronoun too


class Pronouns:
    """The pronouns of one body; `spoken` is who spoke so far, in order."""

    def __init__(self, people: People, unnamed: Unnamed) -> None:
        self.spoken: list[Spoken] = []
        self._people = people
        self._unnamed = unnamed

    def resolve(self, word: str, own: Span, place: Place) -> tuple[Span | None, Kind]:
        """Return whom a pronoun at `own` means, and of what kind that is."""
        if word in {"he", "she"}:
            span, kind = self._he_or_she(word, own, place)
            return (
                (own, "pronoun")
                if span == self._people.topic(own.start)
                else (span, kind)
            )
        if word not in {"it", "they"}:
            return None, ""
        last = self.last(place)
        if (
            last is None
            or last.kind == "person"
            or (word == "it" and last.kind in _NOT_IT)
            or last.kind == "pronoun"
        ):
            return (None if word == "it" else own), "pronoun"
        return last.span, last.kind

    def last(self, place: Place) -> Spoken | None:
        """Return who spoke last, if in the sentence before."""
        last = self.spoken[-1] if self.spoken else None
        return last if last and last.place.sentence >= place.previous else None

    def author(self, place: Place) -> Spoken | None:
        """Return who spoke last, if in this paragraph: whose "the statement" is."""
        last = self.last(place)
        return last if last and last.place.paragraph == place.paragraph else None

    def _he_or_she(self, word: str, own: Span, place: Place) -> tuple[Span, Kind]:
        """Return the only one of that gender in the sentence before, or near by."""
        near = Span(max(place.before, own.start - _NEAR_PEOPLE), own.start)
        unnamed = self._unknown(near, self._unnamed.within(near, word))
        last = self._people.meant(word, near)
        last = [
            person for person in last if person.span != self._people.topic(own.start)
        ]
        if unnamed and self._goes_on(word, own, Span(near.start, unnamed[0]), last):
            return last[0].span, "person"
        if unnamed:
            role = self._role(near, unnamed, last, word)
            return (role, "role") if role else (own, "pronoun")
        if any(one.kind == "unknown" for one in self._lately(near)):
            return own, "pronoun"
        if only := self._only(word, near, last):
            return only, "person"
        return self._from_afar(word, own, place)

    def _only(self, word: str, window: Span, named: list[Person]) -> Span | None:
        """Return the only one in a window whom a pronoun can mean, if a person.

        Who speaks and is "he" next is a person, though nothing else may tell that; and
        no other is meant of whom only the house or the death was spoken of.
        """
        people = [one.span for one in self._lately(window) if one.kind == "person"]
        spoke = [span for span in people if self._people.fits(span, word)]
        if spoke:
            others = self._people.meant(word, window, owners=False)
            named = [person for person in named if person in others]
        certain = [*spoke, *(person.span for person in named if person.certain)]
        alone = len({*spoke, *(person.span for person in named)}) == 1
        return certain[0] if certain and alone else None

    def _unknown(self, window: Span, starts: list[int]) -> list[int]:
        """Return those of some places at which nobody with a name is meant."""
        known = [one for one in self._lately(window) if one.kind == "person"]
        return [
            start
            for start in starts
            if not any(one.mention.start <= start < one.mention.end for one in known)
        ]

    def _goes_on(self, word: str, own: Span, before: Span, named: list[Person]) -> bool:
        """Tell whether "he said" goes on after "X said he had met a guard".

        After "X said that the guard had left" it does if it begins a sentence. `before`
        is what the text has up to the guard.
        """
        speaker = next(self._lately(before), None)
        alone = len(named) == 1 and named[0].certain
        if not alone or speaker is None or speaker.span != named[0].span:
            return False
        told = Span(speaker.mention.end, before.end)
        if self._unnamed.told(told, word):
            return True
        sure = bool(named[0].gender) and self._unnamed.opens(own.start)
        return sure and self._unnamed.told(told, "that")

    def _role(
        self, near: Span, unnamed: list[int], named: list[Person], word: str
    ) -> Span | None:
        """Return who speaks or leads the sentence, if nobody else is in it."""
        roles = [
            one.span for one in self._lately(near) if self._may_be(one, word, near.end)
        ]
        leading = self._unnamed.leading(near)
        if leading and not self._speaks_of(leading, word, near.end):
            roles.append(leading)
        for role in roles:
            inside = all(role.start <= start < role.end for start in unnamed)
            others = self._people.starts({person.span for person in named}, near)
            if inside and all(role.start <= start < role.end for start in others):
                return role
        return None

    def _may_be(self, spoken: Spoken, word: str, end: int) -> bool:
        """Return whether a pronoun can mean somebody without a name who spoke.

        A mother is no "he". Where "his lawyer said he was at home", "he" is another.
        `end` is where the pronoun stands.
        """
        if spoken.kind != "role":
            return False
        somebody = self._unnamed.within(spoken.span, "")
        if somebody and not self._unnamed.within(spoken.span, word):
            return False
        by_noun = spoken.mention == spoken.span
        return not (by_noun and self._speaks_of(spoken.span, word, end))

    def _speaks_of(self, noun: Span, word: str, end: int) -> bool:
        """Return whether a pronoun stands close behind somebody without a name."""
        return self._unnamed.told(Span(noun.end, min(noun.end + _SENTENCE, end)), word)

    def _lately(self, window: Span) -> Iterator[Spoken]:
        """Yield the last who spoke, back to where a window of the body begins."""
        for spoken in reversed(self.spoken[-_LAST:]):
            if spoken.mention.end <= window.start:
                return
            yield spoken

    def _from_afar(self, word: str, own: Span, place: Place) -> tuple[Span, Kind]:
        """Return the only one of that gender in this paragraph and that before."""
        if self._unnamed.stranger(Span(place.before, own.start)):
            return own, "pronoun"
        start = max(place.window, own.start - _NEAR_PEOPLE)
        window = Span(start, own.start)
        people = self._people.meant(word, window)
        spans = {person.span for person in people}
        for spoken in self._lately(Span(place.window, own.start)):
            if self._may_be(spoken, word, own.start) or self._people.fits(
                spoken.span, word
            ):
                spans.add(spoken.span)
        if len(spans) != 1 or not all(person.certain for person in people):
            return own, "pronoun"
        span = spans.pop()
        since = Span(self._since(span, window), own.start)
        leaders = self._unknown(window, self._unnamed.leaders(window, word))
        others = [start for start in leaders if not span.start <= start < span.end]
        if others or self._unnamed.newcomers(since, word):
            return own, "pronoun"
        return span, "person" if self._people.introduction(span) else "role"

    def _since(self, span: Span, window: Span) -> int:
        """Return where somebody was last mentioned in a window."""
        spoken = [one.mention.end for one in self._lately(window) if one.span == span]
        return max([window.start, *self._people.starts({span}, window), *spoken])
