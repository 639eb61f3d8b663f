"""Finds where a sentence stands by the table of rules, and who answers in it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.entities import Entity
from bot.articles.speakers.rules import Finding, compiled, rules
from bot.articles.speakers.tokens import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.articles.speakers.frames import Frame, Frames
    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.lines import Line
    from bot.articles.speakers.people import People
    from bot.articles.speakers.rules import Rule
    from bot.articles.speakers.tokens import Token

__all__ = ["Judge", "answering", "is_court"]

_COURTS = {"courts", "investigating", "prosecuting", "insurers"}
_ACCUSING = frozenset({"accuse", "arraigned", "suing"})
_WORD = re.compile(r"[^\W_]+")
_BACK = 2_000  # characters of a stream in which a verb has its subject


class Judge:
    """The table of one language, asked about one sentence after the other."""

    def __init__(self, lexicon: Lexicon, without: str = "") -> None:
        self._table = rules(lexicon, without)
        self._places: dict[str, dict[str, list[int]]] = defaultdict(dict)
        for place, rule in enumerate(self._table):
            for key in rule.verb or rule.needs:
                self._places[rule.kind].setdefault(key, []).append(place)
        self._telling = _telling(lexicon)
        self._disbelief = _disbelief(lexicon)

    def mute(self, text: str) -> bool:
        """Whether no word of a text can make somebody speak, allege or deny."""
        return self._telling.isdisjoint(_WORD.findall(text.lower()))

    def verb(
        self, frames: Frames, frame: Frame, stream: Stream, *, disputed: bool
    ) -> Finding | None:
        """Return what a verb with its object and its subject gives.

        `disputed` tells that an allegation was spoken of before.
        """
        chunks = frames.chunks
        token = chunks.tokens[chunks.firsts[frame.at]]
        for kind in sorted(frame.kinds):
            for place in self._places["verb"].get(kind, ()):
                rule, start = self._table[place], stream.place(token, behind=True)
                if (
                    (rule.voice == "passive") != frame.passive
                    or (rule.speaker == "disputed" and not disputed)
                    or not _agent(rule, frame, chunks.tokens)
                    or not (found := rule.pattern.match(stream.text, start))
                    or (rule.unless and rule.unless.match(stream.text, start))
                    or (rule.subject and not _subject(rule.subject, stream, token))
                ):
                    continue
                words = stream.spans(found)
                own = (Span(token.start, token.end),) if words else ()
                return Finding(rule.stance, rule.name, own + words)
        return None

    def answers(self, line: Line) -> list[Finding | None]:
        """Return what a sentence gives if who speaks in it was accused."""
        said = self.text("said", line.stream, accused=True)
        return [said, self.text("own", Stream(line.quoted_words()), accused=True)]

    def text(
        self,
        kind: str,
        stream: Stream,
        *,
        judged: bool = False,
        accused: bool = False,
    ) -> Finding | None:
        """Return what the words of a sentence give: `said`, `own` or `unsaid`.

        `judged` tells that a court speaks, which denies nothing, `accused` that
        somebody speaks who was accused before.
        """
        claim = None
        places = self._places[kind]
        found = (places[need] for need in places.keys() & stream.known)
        for rule in map(self._table.__getitem__, sorted({*chain(*found)})):
            if (rule.speaker == "party" and judged) or (
                rule.speaker == "accused" and not accused
            ):
                continue
            fits = rule.pattern.search(stream.text)
            if fits is None or (rule.unless and rule.unless.search(stream.text)):
                continue
            finding = Finding(rule.stance, rule.name, stream.spans(fits))
            if rule.stance is Stance.DENIAL:
                if self._disbelief.search(stream.text, 0, fits.start()):
                    continue  # "does not believe that X did not lie"
                return finding
            claim = claim or finding
        return claim


def _agent(rule: Rule, frame: Frame, tokens: Sequence[Token]) -> bool:
    """Whether who speaks is what the rule wants: no court, somebody at all."""
    speaker = frame.agent if frame.passive else frame.subject
    if rule.speaker == "party" and speaker:
        return not is_court(tokens[speaker.first], tokens[speaker.head])
    return rule.speaker != "agent" or speaker is not None


def _subject(pattern: re.Pattern[str], stream: Stream, token: Token) -> bool:
    """Whether the words before the verb are what a rule wants."""
    end = stream.place(token, behind=False)
    return pattern.search(stream.text, max(0, end - _BACK), end) is not None


@cache
def _telling(lexicon: Lexicon) -> frozenset[str]:
    """Return what the words begin with without which a sentence just reports.

    They are the cues, the words that accuse, and those that the rules need for what
    nobody is said to say.
    """
    needs = (rule.needs for rule in rules(lexicon) if rule.kind == "unsaid")
    tags = frozenset({"arraigned"}).union(lexicon.cues, *needs)
    words = lexicon.disputes | lexicon.all_of(tags)
    return frozenset(first[0] for word in words if (first := _WORD.match(word)))


@cache
def _disbelief(lexicon: Lexicon) -> re.Pattern[str]:
    """Return what, before a denial, tells that who speaks does not believe it."""
    return compiled("%disbelief ~8 end", lexicon)


def is_court(first: Token, head: Token) -> bool:
    """Whether a court speaks, or who finds out whether an accusation is true."""
    tags = head.tags | (first.tags if first.capital else frozenset())
    return not tags.isdisjoint(_COURTS)


def answering(
    before: Line,
    entity: Entity | None,
    gender: str,
    people: People,
    denies: Callable[[], bool],
) -> Entity | None:
    """Return whom a pronoun means behind a sentence that may accuse somebody.

    `entity` is whom it means else. Where it is not plain who was accused, or by whom,
    it means nobody.
    """
    mentioned = [
        (place, person)
        for place, person in people.mentioned(before.span)
        if person.gender in {"", gender} and person.span != before.speaker
    ]
    verb = next((word for word in before.plain if word.tags & _ACCUSING), None)
    if verb is None:
        rivals = any(entity is None or one.span != entity.span for _, one in mentioned)
        return None if rivals and denies() else entity
    behind = [one for place, one in mentioned if place > verb.start]
    accused = {one.span: one for one in behind or (one for _, one in mentioned)}
    if not accused:
        return entity if before.speaker is None or not denies() else None
    one, *more = accused.values()
    if more or one.gender != gender:
        return None
    ours = (entity and one.span == entity.span) or denies()
    return Entity(one.span, "person", gender) if ours else None
