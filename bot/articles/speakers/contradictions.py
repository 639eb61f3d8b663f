"""Weighs what people say against what was said before: who was accused answers.

A plain negation is a denial where what it negates is what somebody else alleges or
says close before: "data were sold" and "no data had been sold".
"""

from __future__ import annotations

from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.people import root
from bot.articles.speakers.rules import Finding
from bot.articles.speakers.stances import is_court
from bot.articles.speakers.tokens import NOT, Stream

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.lines import Line
    from bot.articles.speakers.people import People
    from bot.articles.speakers.stances import Judge
    from bot.articles.speakers.tokens import Token

__all__ = ["weigh"]

_LONGEST = 8  # words of whom somebody accuses
_CLAIMED = 15  # words of a claim in which somebody is named
_LAWYERS = {"lawyer", "spokesperson"}
_BACK = 12  # sentences between a claim and its denial
_STEM = 5  # letters by which forms of a word are one
_SHORTEST = 3  # letters of a word that means something
_NEGATED = 6  # words behind "not" that it may negate
_ENDS = {*",;:.?!—", "but", "and"}  # of a clause
_SHORT = 3  # stems of a sentence that only negates
_SHARED = 2  # stems that are too few where nobody claims anything
_WORDS = 40  # of a sentence that are compared
_SMALL = frozenset(
    {"auxiliaries", "determiners", "prepositions", "pronouns", "adverbs", "modals"}
)
_SMALL |= {"being", "helping", "subordinators", "conjunctions", "negations", "openers"}
_SMALL |= {"say", "state", "claim", "tell", "general", "days", "numbers", "indefinite"}
_SMALL |= {"deny", "dispute", "reject", "undeniable"}  # "won't deny it" denies nothing


def weigh(
    lines: Sequence[Line], people: People, judge: Judge, lexicon: Lexicon
) -> None:
    """Judge what stands between quotation marks, and who was accused of it."""
    accused: set[str] = set()  # how the names begin of who was, or who has denied it
    arraigned = False
    before: Line | None = None
    for line in lines:
        if line.speaker and line.stance is not Stance.DENIAL:
            words = line.tokeniser.tokens(*people.introduction(line.speaker))
            answers = before is not None and before.stance is Stance.DENIAL
            charged = answers and "owners" in words[0].tags
            charged = charged or any(
                root(word.lower) in accused
                or (arraigned and lexicon.roles.get(word.lower) in _LAWYERS)
                for word in words
            )
            judged = is_court(words[0], words[-1])
            _weigh_line(judge, line, judged=judged, accused=charged)
        if not line.mute:
            accused.update(map(root, _accused(line.plain)))
            arraigned = arraigned or "arraigned" in line.stream.known
        if line.stance is Stance.DENIAL and line.speaker and line.by_verb:
            words = line.tokeniser.tokens(*line.speaker)
            accused.update(root(word.lower) for word in words if _named(word))
        before = line
    _contradict(lines)
    _go_on(lines)


def _accused(tokens: Sequence[Token]) -> Iterable[str]:
    """Yield the name in "accused Jane Doe of" and "Jane Doe was charged with"."""
    for at, token in enumerate(tokens):
        if not token.tags.isdisjoint({"claim", "allege"}):
            yield from _first(tokens[at + 1 : at + 1 + _CLAIMED])
        elif not token.tags.isdisjoint({"arraigned", "accuse"}):
            following = tokens[at + 1 : at + 1 + _LONGEST]
            behind = following[:1] and following[0].text[0].isalnum()
            if behind and following[0].tags.isdisjoint({"prepositions", "which"}):
                yield from _first(
                    takewhile(lambda one: "prepositions" not in one.tags, following)
                )
            else:
                yield from _first(reversed(tokens[max(0, at - _LONGEST) : at]))
                yield from (w.lower for w in takewhile(_named, tokens[:_LONGEST]))


def _first(words: Iterable[Token]) -> Iterable[str]:
    """Yield the words of the first name among some words."""
    name = takewhile(_named, dropwhile(lambda word: not _named(word), words))
    return (word.lower for word in name)


def _named(word: Token) -> bool:
    return word.capital and "determiners" not in word.tags


def _go_on(lines: Sequence[Line]) -> None:
    """Let a denial stand for the whole of a speech that is quoted in one go."""
    run: list[Line] = []
    for line in [*lines, None]:
        if line and run and line.speaker == run[-1].speaker:
            near = line.sentence.paragraph == run[-1].sentence.paragraph
            if near and ({*line.quoted} & {*run[-1].quoted} or line.wholly_quoted):
                run.append(line)
                continue
        denials = [one for one in run if one.stance is Stance.DENIAL]
        for one in run if denials else ():
            one.finding = denials[0].finding
        run = [line] if line and line.speaker and line.quoted else []


def _weigh_line(judge: Judge, line: Line, *, judged: bool, accused: bool) -> None:
    own = Stream(line.quoted_words())
    found = judge.text("own", own, judged=judged, accused=accused)
    if found is None or found.stance is not Stance.DENIAL:
        said = judge.text("said", line.stream, judged=judged, accused=accused)
        found = said or found
    if found and not line.another_says(found):
        line.finding = found if found.stance is Stance.DENIAL else line.finding or found


def _contradict(lines: Sequence[Line]) -> None:
    """Set a denial, and a claim before it, where one speaker negates another."""
    for number, line in enumerate(lines):
        if line.speaker is None or line.stance is not Stance.REPORT or line.judged:
            continue
        negated = _negated(line.plain)
        if not negated:
            continue
        own = _stems(line.plain)
        for other in lines[max(0, number - _BACK) : number]:
            if other.speaker in {None, line.speaker} or other.stance is Stance.DENIAL:
                continue
            shared = own.keys() & _stems(other.plain).keys()
            claimed = other.stance is Stance.CLAIM
            few = not claimed and len(shared) <= _SHARED and len(own) > _SHORT
            again = any(_repeats(one, shared, claimed=claimed) for one in negated)
            if few or not again or _negated(other.plain):
                continue
            words = tuple(own[stem] for stem in sorted(shared))
            line.finding = Finding(Stance.DENIAL, "negates what another says", words)
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
        if "negating" in token.tags or token.lower.endswith(NOT):
            behind = tokens[at + 1 : at + 1 + _NEGATED]
            clause = takewhile(lambda word: word.lower not in _ENDS, behind)
            found.append([*_stems([*clause])])
    return found


def _repeats(negated: Sequence[str], shared: Collection[str], *, claimed: bool) -> bool:
    """Whether at least half of what is negated is what another says.

    Of what nobody claims, all of it must be: most that is said with "not" is no denial.
    """
    again = sum(stem in shared for stem in negated)
    return 2 * again >= len(negated) > 0 if claimed else again == len(negated) > 1
