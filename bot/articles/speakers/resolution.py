"""Leads what a cue calls the speaker to somebody, by all that is known of a text."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bot.articles.speakers.clauses import VERB
from bot.articles.speakers.entities import Entities, Entity
from bot.articles.speakers.pronouns import Discourse, Place

if TYPE_CHECKING:
    from bot.articles.sentence import Span
    from bot.articles.speakers.cues import Cue
    from bot.articles.speakers.frames import Frames
    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.line import Line
    from bot.articles.speakers.phrases import Mention
    from bot.articles.speakers.spread import Spread
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Resolution"]

_HE = {"him": "he", "her": "she", "them": "they"}
_PRONOUNS = ("he", "she", "it", "they")


class Resolution:
    """Who was spoken of so far in one text, and who sent a letter."""

    lexicon: Lexicon
    tokeniser: Tokeniser
    spread: Spread

    def __init__(self, text: str, lexicon: Lexicon, tokeniser: Tokeniser) -> None:
        self.entities = Entities(text, lexicon, tokeniser)
        self.discourse = Discourse()
        self.issued: dict[str, set[Span]] = defaultdict(set)  # who sent a letter …

    def named(self, label: Span) -> Span:
        """Return whom a label means: the full name, where the text has it."""
        tokens = self.tokeniser.tokens(*label)
        person = self.entities.people.named(tokens, ())
        return person.span if person else label

    def pronoun(self, word: Token) -> str:
        """Return "he", "she", "it" or "they" for such a pronoun of any language."""
        known = next((name for name in _PRONOUNS if name in word.tags), word.lower)
        return _HE.get(known, known)

    def met(self, frames: Frames, lead: Mention) -> frozenset[str]:
        """Return "he" or "she" for the object of a sentence: "a nurse saw him"."""
        verb = VERB.search(frames.codes, lead.closes)
        at = verb.end() if verb else len(frames.codes)
        chunks = frames.chunks
        alone = chunks.firsts[at : at + 1] == chunks.lasts[at : at + 1]
        found = {"him": "he", "her": "she"}.get(chunks.lower(at))
        return frozenset({found} if found and alone else ())

    def author(self, mention: Mention, line: Line, place: Place) -> Entity | None:
        """Return whose "the statement" is: who spoke last, having issued one.

        An indictment, a lawsuit or a report is nobody's who spoke before.
        """
        phrase = line.tokens[mention.first : mention.last + 1]
        owner = {"his": "he", "her": "she"}.get(phrase[0].lower)
        if owner and "messages" in phrase[-1].tags:
            return self.discourse.resolve(owner, place, closes=True)
        if len(phrase) != 2 or phrase[0].lower != "the":  # noqa: PLR2004
            return None
        if "messages" not in phrase[1].tags and phrase[1].lower != "testimony":
            return None
        last = self.discourse.last(place)
        ours = last is not None and last.span in self.issued[phrase[1].lower]
        return last if ours else None

    def asked(self, line: Line, cue: Cue) -> str:
        """Return "he" or "she" where the speaker asked one, who may answer."""
        verb = line.tokens[cue.at]
        following = line.tokens[cue.at + 1 : cue.at + 2]
        if not verb.lower.startswith("ask") or not following:
            return ""
        return {"him": "he", "her": "she"}.get(following[0].lower, "")

    def newcomer(self, line: Line, lead: Mention) -> bool:
        """Whether a sentence brings in another person without a name: "a nurse"."""
        tokens = line.tokens
        new = {"a", "an", "another"}
        if tokens[lead.first].lower in new:
            new |= {"the"}  # "a nurse saw the mayor": he is the mayor
        return any(
            one.tags & {"roles", "people"}
            and "several" not in one.tags
            and at > lead.last + 1
            and tokens[at - 1].lower in new
            for at, one in enumerate(tokens)
        )

    def same(self, lead: Mention, spoke: Mention | None) -> bool:
        """Whether whom a sentence is about is who speaks in it, or stands behind."""
        return spoke is not None and lead.opens >= spoke.opens

    def place(self, line: Line, number: int) -> Place:
        """Return where a sentence stands, as the pronouns in it see it."""
        first = self.spread.opening(number)
        return Place(number, line.sentence.paragraph, line.span.start, first - 1)
