"""Finds where a sentence stands by the table of rules, and who answers in it."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain, pairwise, takewhile
from typing import TYPE_CHECKING

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.cues import NAMING
from bot.articles.speakers.people import People, root
from bot.articles.speakers.rules import Finding, Rule, rules
from bot.articles.speakers.tokens import Stream, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from bot.articles.speakers.frames import Frame, Frames
    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.lines import Line

__all__ = ["DISPUTES", "Judge", "weigh"]

# The tags of words that tell of an allegation, which somebody may reject.
DISPUTES = frozenset({"accuse", "allegations", "arraigned", "charged"})

_COURTS = {"courts", "investigating", "prosecuting", "insurers"}
_WORD = re.compile(r"[^\W_]+")
_BACK = 2_000  # characters of a stream in which a verb has its subject
_LONGEST = 8  # words of whom somebody accuses
_ENDING = {"prepositions", "which"}
_LAWYERS = {"lawyer", "spokesperson"}
_BEFORE = 12  # sentences between a claim and its denial
_STEM = 5  # letters by which forms of a word are one
_SHORTEST = 3  # letters of a word that means something
_NEGATED = 6  # words behind "not" that it may negate
_ENDS = {*",;:.?!—", "but", "and", "only", "just"}  # of what "not" negates
_SHORT = 3  # stems of a sentence that only negates
_SHARED = 2  # stems that are too few where nobody claims anything
_WORDS = 40  # of a sentence that are compared
_SMALL = frozenset(
    {"auxiliaries", "determiners", "prepositions", "pronouns", "adverbs", "modals"}
)
_SMALL |= {"being", "helping", "subordinators", "conjunctions", "negations", "openers"}
_SMALL |= {"say", "state", "claim", "tell", "general", "days", "numbers", "indefinite"}
_SMALL |= {"deny", "dispute", "reject", "undeniable"}  # "won't deny it" denies nothing


class Judge:
    """The table of one language, asked about one sentence after the other."""

    def __init__(self, lexicon: Lexicon, without: str = "") -> None:
        self._table = rules(lexicon, without)
        self._places: dict[str, dict[str, list[int]]] = defaultdict(dict)
        self.rows: dict[str, list[Rule]] = defaultdict(list)  # by their kind
        for place, rule in enumerate(self._table):
            self.rows[rule.kind].append(rule)
            for key in rule.needs:
                self._places[rule.kind].setdefault(key, []).append(place)
        # What words begin with without which a sentence just reports: the cues, those
        # that accuse, and what the rules need for what nobody is said to say.
        needs = (rule.needs for rule in self.rows["unsaid"])
        telling = DISPUTES.union(NAMING, *lexicon.verbs.values(), *needs)
        firsts = map(_WORD.match, lexicon.all_of(telling))
        self._telling = frozenset(first[0] for first in firsts if first)

    def mute(self, text: str) -> bool:
        """Whether no word of a text can make somebody speak, allege or deny."""
        return self._telling.isdisjoint(_WORD.findall(text.lower()))

    def verb(
        self, frames: Frames, stream: Stream, frame: Frame, *, disputed: bool
    ) -> Finding | None:
        """Return what a verb with its object and its subject gives.

        `disputed` tells that an allegation was spoken of before.
        """
        tokens, firsts = frames.chunks.tokens, frames.chunks.firsts
        who = frame.agent if frame.passive else frame.subject
        speakers = {"disputed"} if disputed else set()
        if who is None or not _is_court(tokens[who.first : who.head + 1]):
            speakers.add("party")
        kind, verb = "passive" if frame.passive else "verb", tokens[firsts[frame.at]]
        return self.text(kind, stream, speakers, verb)

    def said(self, line: Line, speakers: set[str]) -> Finding | None:
        """Return what the own words, or else all words, of a sentence give.

        `speakers` are what its speaker is: "accused" who was accused before, "party"
        who is no court, as a court denies nothing.
        """
        outside = {word.start for word in line.tokens}
        own = Stream(word for word in line.plain if word.start not in outside)
        found = self.text("own", own, speakers)
        denies = found and found.stance is Stance.DENIAL
        return found if denies else self.text("said", line.stream, speakers) or found

    def text(
        self,
        kind: str,
        stream: Stream,
        speakers: Collection[str] = (),
        verb: Token | None = None,
    ) -> Finding | None:
        """Return what the rules of a kind give, a denial before a claim.

        Of a `verb` they read what is behind it, else all words.
        """
        own = (Span(verb.start, verb.end),) if verb else ()
        fit = re.Pattern.match if verb else re.Pattern.search
        found, places = [], self._places[kind]
        known = verb.tags if verb else stream.known
        keyed = (places[key] for key in places.keys() & known)
        for rule in map(self._table.__getitem__, sorted({*chain(*keyed)})):
            if rule.speaker and rule.speaker not in speakers:
                continue
            unless, subject = map(rule.patterns.get, ("unless", "subject"))
            text = stream.text
            begins, behind = stream.place(verb) if verb else (0, 0)
            fits = fit(rule.patterns["pattern"], text, behind)
            if not fits or (unless and fit(unless, text, behind)):
                continue
            if subject and not subject.search(text, max(0, begins - _BACK), begins):
                continue
            found.append(Finding(rule.stance, rule.name, own + stream.spans(fits)))
        return min(found, key=lambda one: one.stance is not Stance.DENIAL, default=None)


def _is_court(words: Sequence[Token]) -> bool:
    """Whether a court speaks, or who finds out whether an accusation is true."""
    return any(word.tags & _COURTS for word in (*words[:1], *words[-1:]))


def weigh(
    lines: Sequence[Line], people: Callable[[], People], judge: Judge, lexicon: Lexicon
) -> None:
    """Judge what people say by what was said before: who was accused of it answers.

    A plain negation is a denial where what it negates is what somebody else alleges or
    says close before: "data were sold" and "no data had been sold". `people` returns
    who is named in the text.
    """
    accused: set[str] = set()  # how the names begin of who was, or who has denied it
    arraigned = False
    for line in lines:
        if (line.speaker or line.says) and line.stance is not Stance.DENIAL:
            speaker = people().introduction(line.speaker or Span(0, 0))
            words = line.tokeniser.tokens(*speaker)
            speakers = set() if _is_court(words) else {"party"}
            if any(
                root(word.lower) in accused
                or (arraigned and lexicon.roles.get(word.lower) in _LAWYERS)
                for word in words
            ):
                speakers.add("accused")
            found = judge.said(line, speakers)
            if found and found.words[0].start <= line.limit:
                denies = found.stance is Stance.DENIAL
                line.finding = found if denies else line.finding or found
        if not line.mute:
            accused.update(_accused(line.plain))
            arraigned = arraigned or "arraigned" in line.stream.known
        named = {line.speaker} if line.stance is Stance.DENIAL else set()
        if line.stance is Stance.CLAIM:  # whom it is told of may answer
            named = {person.span for _, person in people().mentioned(line.span)}
            named.discard(line.speaker)
        for span in filter(None, named):
            words = line.tokeniser.tokens(*span)
            accused.update(root(word.lower) for word in words if _named(word))
    _contradict(lines)
    _go_on(lines)


def _accused(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the name in "accused Jane Doe of" and "Jane Doe was charged with"."""
    for at, token in enumerate(tokens):
        if token.tags & {"accuse", "arraigned"}:
            behind = tokens[at + 1 : at + 1 + _LONGEST]
            near = [*takewhile(lambda one: one.tags.isdisjoint(_ENDING), behind)]
            near = near or [*tokens[max(0, at - _LONGEST) : at]]
            yield from (root(word.lower) for word in near if _named(word))


def _named(word: Token) -> bool:
    return word.capital and "determiners" not in word.tags


def _go_on(lines: Sequence[Line]) -> None:
    """Let a denial stand for the whole of a speech that is quoted in one go."""
    joint = [
        (one, after)
        for one, after in pairwise(lines)
        if one.speaker is not None
        and one.speaker == after.speaker
        and one.sentence.paragraph == after.sentence.paragraph
        and ({*one.quoted} & {*after.quoted} or (one.quoted and after.wholly_quoted))
    ]
    for one, other in [*joint, *((after, one) for one, after in reversed(joint))]:
        if one.stance is Stance.DENIAL:
            other.finding = one.finding


def _contradict(lines: Sequence[Line]) -> None:
    """Set a denial, and a claim before it, where one speaker negates another."""
    for number, line in enumerate(lines):
        told = line.speaker is not None and line.stance is Stance.REPORT
        if not (negated := _negated(line.plain) if told else []):
            continue
        own = _stems(line.plain)
        for other in lines[max(0, number - _BEFORE) : number]:
            if other.speaker in {None, line.speaker} or other.stance is Stance.DENIAL:
                continue
            shared = own.keys() & _stems(other.plain).keys()
            # At least half of what is negated is what another claims, or all of what
            # nobody claims: most that is said with "not" is no denial.
            again = [(sum(stem in shared for stem in one), len(one)) for one in negated]
            claimed = other.stance is Stance.CLAIM
            full = len(shared) > _SHARED or len(own) <= _SHORT
            if any(
                2 * held >= size > 0 if claimed else full and held == size > 1
                for held, size in again
            ):
                words = tuple(own[stem] for stem in sorted(shared))
                line.finding = Finding(
                    Stance.DENIAL, "negates what another says", words
                )
                claim = Finding(Stance.CLAIM, "says what another negates", ())
                other.finding = other.finding or claim
                break


def _stems(tokens: Sequence[Token]) -> dict[str, Span]:
    """Return what the words that mean something begin with, and where they are."""
    return {
        token.lower[:_STEM]: Span(token.start, token.end)
        for token in tokens[:_WORDS]
        if len(token.lower) >= _SHORTEST
        and token.lower[0].isalpha()
        and token.tags.isdisjoint(_SMALL)
    }


def _negated(tokens: Sequence[Token]) -> list[list[str]]:
    """Return the stems behind each "not", "never" or "no", unless it is supposed."""
    found: list[list[str]] = []
    for at, token in enumerate(tokens[:_WORDS]):
        if "supposing" in token.tags:
            return []
        if "negating" in token.tags:
            behind = tokens[at + 1 : at + 1 + _NEGATED]
            clause = takewhile(lambda word: word.lower not in _ENDS, behind)
            found.append([*_stems([*clause])])
    return found
