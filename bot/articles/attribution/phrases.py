"""Finds the noun phrase beside a verb: its subject, or who follows "said" or "by".

There is no parser here. A phrase is what lies between the verb and the next word
that can't be in one, if nouns.py takes it for one.
"""

from __future__ import annotations

from bot.articles.attribution.modifiers import RELATIVE, described_before
from bot.articles.attribution.moods import purpose_subject
from bot.articles.attribution.nouns import Nouns, Phrase
from bot.articles.attribution.reach import JOINING, LONGEST

__all__ = ["Phrase", "Phrases"]

_LONGEST_ASIDE = 25  # words between the commas of "X, who …, said"
_DETAILS = 3  # asides one after the other
_BRACKETS = {")": "(", "-": "-", "\N{EN DASH}": "\N{EN DASH}", "—": "—"}
_DEEPEST = 10  # phrases joined by "and" or "who" on the way back from a verb
_ARTICLES = {"a", "an", "the"}
_SINCE = {"ago", "earlier", "later"}
_LIST = 4  # names before the last two
_OWNERS = {"her", "his", "its", "my", "our", "their", "your"}
_NAME = 2  # words that make a name in an aside
_NEGATED = 5  # words back to "not"
_BETWEEN = {"to", "nor", "confirmed", "confirm"}  # "neither confirmed nor denied"
_ON_TO = {"went", "goes", "go", "going"}
_NEARLY = {"about", "around", "over"}  # "about 40 nurses"
_CLOSING = {".", ";", ":", "?", "!"}


class Phrases(Nouns):
    """The noun phrases of one sentence."""

    def before(self, verb: int) -> Phrase | None:
        """Return the subject of the verb at a place, asides left out."""
        if self.infinitive(verb):
            return purpose_subject(self, self._past_adverbs(verb - 1))
        at = self._past_brackets(self._past_adverbs(verb - 1))
        if self.lower(at) == ",":
            return self._before_aside(at)
        if self.lower(at) in RELATIVE:
            return self._ending(at - 2 if self.lower(at - 1) == "," else at - 1)
        return self._ending(at)

    def infinitive(self, verb: int) -> bool:
        """Return whether "to" governs a verb, but for "went on to"."""
        return self.lower(self._past_adverbs(verb - 1)) == "to"

    def after(self, start: int) -> Phrase | None:
        """Return the phrase that begins at a place: who follows "said" or "by"."""
        if self.lower(start) in self.lexicon["pronouns"]:
            return Phrase(start, start, known=True)
        end = self.end(start)
        phrase = self.clean(start, end - 1)
        return phrase and (self._name_beside(phrase, end) or phrase)

    def beside(self, last: int) -> Phrase | None:
        """Return the phrase between the preposition before a place and that place."""
        for first in range(last, max(-1, last - LONGEST), -1):
            if self.lower(first - 1) in self.lexicon["prepositions"] - {"of"}:
                return self.clean(first, last)
            if not self.within(first):
                return None
        return None

    def leading(self) -> Phrase | None:
        """Return the phrase that the sentence begins with, if its head is known."""
        start = self.beginning()
        while self.opener(start):
            start += 1
        end = self.end(start)
        for last in range(start, end):
            if not self.capital(last + 1) and self._heads(last, end):
                phrase = self.clean(start, last)
                return phrase if phrase and phrase.known else None
        return None

    def negated(self, verb: int) -> bool:
        """Tell whether "not" or the like stands before the verb, or "refused to"."""
        for at in range(verb - 1, max(-1, verb - _NEGATED), -1):
            lower = self.lower(at)
            if lower in self.lexicon["negations"] or lower.endswith(("n't", "n’t")):
                return True
            if not self.adverb(at) and lower not in _BETWEEN:
                return lower in self.lexicon["unwilling"]
        return False

    def _heads(self, at: int, end: int) -> bool:
        """Tell whether a word is a speaker, or a name that no speaker follows."""
        if self.lower(at) in self.lexicon.speakers:
            owned = self.lower(at - 1) in _OWNERS  # "shook his head"
            return not (owned and self.lower(at) in self.lexicon["things"])
        near = self.words[at + 1 : min(end, at + 3)]
        longer = any(word.lower in self.lexicon.speakers for word in near)
        return self.capital(at) and not longer and not self.determiner(at)

    def _past_adverbs(self, at: int) -> int:
        """Step left over "has also repeatedly", "went on to" and "on Friday"."""
        while at >= 0 and (self.adverb(at) or self._on_to(at)):
            at -= 3 if self._on_to(at) else 1
        if at > 0 and self.lower(at) in self.lexicon["days"] and self.capital(at):
            return at - 2 if self.lower(at - 1) == "on" else at - 1
        return at - 2 if at > 1 and self.time(at - 1) else at

    def _on_to(self, at: int) -> bool:
        """Tell whether "went on to" ends at a place."""
        on_to = self.lower(at) == "to" and self.lower(at - 1) == "on"
        return on_to and self.lower(at - 2) in _ON_TO

    def _before_aside(self, comma: int) -> Phrase | None:
        """Return the phrase before "…, the mayor of Paris," or the name inside."""
        opening = self._comma_before(comma)
        for _ in range(_DETAILS):
            before = self._comma_before(opening) if opening else None
            if not before or not self._detail(before + 1):
                break
            opening = before
        if not opening:
            return None
        phrase = self._ending(opening - 1)
        return phrase and (self._name_beside(phrase, opening) or phrase)

    def _detail(self, first: int) -> bool:
        """Tell whether an aside is an age, a place or a relative clause.

        Another may follow: "X, 34, of Leeds," and "X, who wed the mayor, Jane Doe,".
        """
        lower = self.lower(first)
        return lower.isdigit() or lower in {"from", "of", "which", "who", "whose"}

    def _past_brackets(self, at: int) -> int:
        """Step left over "(I-Maine)" and "— the mayor of Paris —"."""
        opens = _BRACKETS.get(self.lower(at))
        for opening in range(at - 1, max(0, at - _LONGEST_ASIDE) if opens else at, -1):
            if self.lower(opening) == opens:
                return opening - 1
            if self.lower(opening) in _CLOSING:
                return at
        return at

    def _comma_before(self, comma: int) -> int | None:
        """Return the comma before a place in the same clause."""
        for at in range(comma - 1, max(-1, comma - _LONGEST_ASIDE), -1):
            if self.lower(at) == ",":
                return at
            if self.lower(at) in _CLOSING and self.lower(at + 1) != ",":
                return None  # "Inc.," does not end a sentence
        return None

    def _name_beside(self, phrase: Phrase, comma: int) -> Phrase | None:
        """Return the name in "the mayor, Jane Doe," where the phrase is a role."""
        head = self.head(phrase.first, phrase.last)
        lexicon = self.lexicon
        body = self.lower(head) in lexicon["organisations"] | lexicon["documents"]
        common = self.determiner(head) or self._office(phrase.first, head)
        named = self.capital(head) and not common  # "Another, Jane Doe, said"
        if self.lower(comma) != "," or named or body:
            return None
        start = comma + 1
        while self._before_name(self.lower(start)):
            start += 1  # "the owner, baker Jane Doe,"
        end = start
        while self.capital(end) or self.lower(end) in lexicon["particles"]:
            end += 1
        if end - start < _NAME or self.wordy(end):
            return None
        return Phrase(start, end - 1, known=True, role=start - phrase.first)

    def _before_name(self, lower: str) -> bool:
        return self.lexicon.title(lower) or lower in self.lexicon["people"]

    def _office(self, first: int, head: int) -> bool:
        """Tell whether "The port's Chief Engineer" is what somebody is."""
        led = self.determiner(first) or self.words[first].possessive
        return led and self.lower(head) in self.lexicon.roles

    def _ending(self, last: int, deep: int = _DEEPEST) -> Phrase | None:
        """Return the phrase that ends at a place; `deep` limits how it may nest."""
        if last < 0 or not deep:
            return None
        another = self.lower(last) == "another" and not self.wordy(last - 1)
        if another or self.lower(last) in self.lexicon["pronouns"]:
            return Phrase(last, last, known=True)
        first = self._start(last)
        phrase = self.clean(first, last) or self._shorter(first, last)
        if phrase is None:
            return self._before_relative(last, deep - 1)
        described = described_before(self, phrase.first)
        if described is not None:
            return self._ending(described, deep - 1)
        return self._joined(phrase, deep - 1)

    def _start(self, last: int) -> int:
        """Return where the words begin that can be in one phrase up to a place."""
        first = last + 1
        while first > 0 and last - first < LONGEST and self.within(first - 1):
            first -= 1
        return self._past_openers(first, last)

    def _past_openers(self, first: int, last: int) -> int:
        """Step over "But", "Yesterday" and "Last week" before a noun phrase."""
        while first < last and self.opener(first):
            first += 1
        if self._charge(first):
            return first + 2
        if self.lower(first) in _ARTICLES or not self.time(first):
            return first  # "the night manager"
        after = first + (3 if self.lower(first + 2) in _SINCE else 2)
        begins = self.determiner(after) or self.capital(after)
        return after if after <= last and begins else first

    def _charge(self, first: int) -> bool:
        """Tell whether "a charge" stands before another phrase: "a charge X denies"."""
        alleged = self.lower(first + 1) in self.lexicon["allegations"] | {"charge"}
        begins = self.determiner(first + 2) or self.capital(first + 2)
        return alleged and begins and self.lower(first) in _ARTICLES

    def _before_relative(self, last: int, deep: int) -> Phrase | None:
        """Return "the man" before "who lives next door"."""
        for at in range(last - 1, max(0, last - LONGEST), -1):
            if self.lower(at) in RELATIVE:
                return self._ending(at - 1, deep)
            if not self.wordy(at):
                return None
        return None

    def _shorter(self, first: int, last: int) -> Phrase | None:
        """Return the end of a stretch that is a phrase: "In a note the firm"."""
        for start in range(last, first, -1):
            day = self.lower(start - 1) in self.lexicon["days"]  # "On Monday Ann Lee"
            name = self.capital(start) and (day or not self.capital(start - 1))
            led = self.determiner(start - 1)
            number = self.lower(start).isdigit() and not led
            police = day and self.lower(start) in self.lexicon.plural_speakers
            if self.determiner(start) or (name and not led) or number or police:
                governed = self.lower(start - 1) in self.lexicon["prepositions"]
                governed &= not number or self.lower(start - 1) not in _NEARLY
                return None if governed else self.clean(start, last)
        return None

    def _joined(self, phrase: Phrase, deep: int) -> Phrase:
        """Extend "Iran" to "Russia and Iran" where both are such phrases."""
        joint = phrase.first - 1
        if joint < 1 or self.lower(joint) not in JOINING:
            return phrase
        other = self._ending(joint - 1, deep)
        clause = other and any(  # "the barn burned and X", "Y resigned on Monday and X"
            self.lower(at).endswith("ed") and not self.capital(at)
            for at in range(other.first + 1, joint)
        )
        named = other and (other.known or (phrase.known and not clause))
        if other and named and self._begins_clause(other.first):
            return Phrase(self._listed(other.first), phrase.last, known=True)
        return phrase

    def _listed(self, first: int) -> int:
        """Return where the names in "Shell, BP and Total" begin."""
        for _ in range(_LIST):
            before = (
                self._ending(first - 2, 1) if self.lower(first - 1) == "," else None
            )
            if before is None or not self._name_alone(before):
                break
            first = before.first
        return first

    def _name_alone(self, phrase: Phrase) -> bool:
        """Tell whether a phrase is a name and no more, at the start of its clause."""
        capitals = map(self.capital, range(phrase.first, phrase.last + 1))
        return phrase.known and all(capitals) and self._begins_clause(phrase.first)

    def _begins_clause(self, first: int) -> bool:
        """Tell whether a phrase begins its clause, so that it is a subject."""
        before = self.lower(first - 1)
        return (
            not self.wordy(first - 1)
            or self.time(first - 2)
            or before in self.lexicon["subordinators"]
            or before in self.lexicon["openers"]
        )
