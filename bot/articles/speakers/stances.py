"""Finds where a sentence stands by the table of rules, and who answers in it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.entities import Entity
from bot.articles.speakers.rules import Finding, rules
from bot.articles.speakers.tokens import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.articles.speakers.frames import Frame, Frames
    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.lines import Line
    from bot.articles.speakers.people import People, Person
    from bot.articles.speakers.rules import Rule
    from bot.articles.speakers.tokens import Token

__all__ = ["Judge", "answering", "is_court"]

_ACCUSING = frozenset({"accuse", "arraigned", "suing"})
_NEAR = 4  # words between "accused" and the name, or "was" and "accused"
_WORD = re.compile(r"[^\W_]+")
_BACK = 2_000  # characters of a stream in which a verb has its subject


class Judge:
    """The table of one language, asked about one sentence after the other."""

    def __init__(self, lexicon: Lexicon, without: str = "") -> None:
        self._table = rules(lexicon, without)
        self._by_verb: dict[str, list[Rule]] = {}
        for rule in self._table:
            for verb in rule.verb if rule.kind == "verb" else ():
                self._by_verb.setdefault(verb, []).append(rule)
        self._by_need = {
            kind: _by_need(lexicon, without, kind) for kind in ("said", "own", "unsaid")
        }
        self._telling = _telling(lexicon)

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
            for rule in self._by_verb.get(kind, ()):
                if (
                    (rule.voice == "passive") != frame.passive
                    or (rule.speaker == "disputed" and not disputed)
                    or not self._agent(rule, frame, chunks.tokens)
                ):
                    continue
                start = stream.place(token, behind=True)
                found = rule.pattern.match(stream.text, start)
                if found is None or (
                    rule.unless and rule.unless.match(stream.text, start)
                ):
                    continue
                if rule.subject and not self._subject(rule, stream, token):
                    continue
                words = stream.spans(found)
                own = (Span(token.start, token.end),) if words else ()
                return Finding(rule.stance, rule.name, own + words)
        return None

    def _agent(self, rule: Rule, frame: Frame, tokens: Sequence[Token]) -> bool:
        """Whether who speaks is what the rule wants: no court, somebody at all."""
        speaker = frame.agent if frame.passive else frame.subject
        if rule.speaker == "party":
            if speaker is None:
                return True
            words = tokens[speaker.first : speaker.last + 1]
            return not is_court(words, speaker.head - speaker.first)
        return rule.speaker != "agent" or speaker is not None

    def _subject(self, rule: Rule, stream: Stream, token: Token) -> bool:
        """Whether the words before the verb are what the rule wants."""
        assert rule.subject  # noqa: S101 - the caller has asked
        end = stream.place(token, behind=False)
        start = max(0, end - _BACK)
        return rule.subject.search(stream.text, start, end) is not None

    def answers(self, line: Line) -> list[Finding | None]:
        """Return what a sentence gives if who speaks in it was accused."""
        said = self.text("said", line.stream, judged=False, accused=True)
        own = Stream(line.quoted_words())
        return [said, self.text("own", own, judged=False, accused=True)]

    def text(
        self, kind: str, stream: Stream, *, judged: bool, accused: bool
    ) -> Finding | None:
        """Return what the words of a sentence give: `said`, `own` or `unsaid`.

        `judged` tells that a court speaks, which denies nothing, `accused` that
        somebody speaks who was accused before.
        """
        claim = None
        known = stream.known
        by_need = self._by_need[kind]
        places = {place for need in by_need.keys() & known for place in by_need[need]}
        for rule in map(self._table.__getitem__, sorted(places)):
            if any(need.isdisjoint(known) for need in rule.needs):
                continue
            if (rule.speaker == "party" and judged) or (
                rule.speaker == "accused" and not accused
            ):
                continue
            found = rule.pattern.search(stream.text)
            if found is None or (rule.unless and rule.unless.search(stream.text)):
                continue
            finding = Finding(rule.stance, rule.name, stream.spans(found))
            if rule.stance is Stance.DENIAL:
                return finding
            claim = claim or finding
        return claim


@cache
def _telling(lexicon: Lexicon) -> frozenset[str]:
    """Return what the words begin with without which a sentence just reports.

    They are the cues, the words that accuse, and for each rule for what nobody is said
    to say those of its rarest need.
    """
    needs = (rule.needs for rule in rules(lexicon) if rule.kind == "unsaid")
    rarest = [lexicon.all_of(_rarest(need, lexicon)) for need in needs]
    words = lexicon.disputes.union(
        lexicon.all_of(lexicon.cues | {"arraigned"}), *rarest
    )
    return frozenset(first[0] for word in words if (first := _WORD.match(word)))


@cache
def _by_need(lexicon: Lexicon, without: str, kind: str) -> dict[str, list[int]]:
    """Return where in the table the rules of a kind stand, by a word that each needs.

    A sentence has few of these words, so that most rules need not be looked at.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, rule in enumerate(rules(lexicon, without)):
        if rule.kind == kind:
            for need in _rarest(rule.needs, lexicon) if rule.needs else {"capital"}:
                places[need].append(place)
    return dict(places)


def _rarest(needs: Iterable[frozenset[str]], lexicon: Lexicon) -> frozenset[str]:
    """Return the words and tags that the fewest words have."""
    return min(needs, key=lambda need: sum(map(lexicon.forms, need)))


def is_court(words: Sequence[Token], head: int) -> bool:
    """Whether a court speaks, or who finds out whether an accusation is true."""
    last = words[head] if 0 <= head < len(words) else words[-1]
    tags = last.tags | (words[0].tags if words[0].capital else frozenset())
    named = [word for word in words if word.tags & {"courts"} and not word.possessive]
    return bool(
        (words[0].tags & {"insurers"})
        or tags & {"courts", "investigating", "prosecuting", "insurers"}
        or (named and words[-1].capital and named[0].capital)
        or last.lower in {"watchdog", "police"}
    )


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
    speaker = entity and entity.span
    if before.stance is Stance.DENIAL and before.speaker == speaker:
        return entity
    rivals = any(
        person.span != speaker and person.gender in {"", gender}
        for person in people.within(before.span)
    )
    accusing = [at for at, token in enumerate(before.plain) if token.tags & _ACCUSING]
    if not accusing:
        return None if rivals and denies() else entity
    found = (_accused(before, at, people) for at in accusing)
    accused = {one.span: one for one in found if one and one.gender in {"", gender}}
    if not accused:
        spared = before.speaker != speaker and any(
            _passive(before.plain, at) for at in accusing
        )
        return entity if spared or not denies() else None
    one, *more = accused.values()
    if more or one.gender != gender:
        return None
    ours = one.span == speaker or denies()
    return Entity(one.span, "person", gender) if ours else None


def _accused(line: Line, at: int, people: People) -> Person | None:
    """Return Y of "X accused Y of" and "Y was accused by"."""
    tokens = line.plain
    verb = tokens[at]
    mentions = people.mentioned(line.span)
    start, person = next((m for m in mentions if m[0] > verb.end), (0, None))
    words = [word for word in tokens[at + 1 :] if word.start < start]
    small = any("prepositions" in word.tags for word in words)
    if person and not small and len(words) <= _NEAR:
        return person
    before = (p for start, p in mentions[::-1] if start < verb.start)
    return next(before, None) if _passive(tokens, at) else None


def _passive(tokens: list[Token], at: int) -> bool:
    """Whether "was" stands before "accused"."""
    return tokens[at].lower.endswith("ed") and any(
        "being" in word.tags for word in tokens[max(0, at - _NEAR) : at]
    )
