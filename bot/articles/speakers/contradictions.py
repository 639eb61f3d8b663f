"""Finds who denies what another says by saying that it is not so.

A plain negation is a denial where what it negates is what somebody else alleges or
says close before: "data were sold" and "no data had been sold".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.rules import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.speakers.line import Line
    from bot.articles.speakers.tokens import Token

__all__ = ["contradict"]

_BACK = 12  # sentences between a claim and its denial
_STEM = 5  # letters by which forms of a word are one
_SHORTEST = 3  # letters of a word that means something
_NEGATED = 4  # words behind "not" among which the negated one is
_SHORT = 3  # stems of a sentence that only negates
_SHARED = 2  # stems that both sentences have
_WORDS = 40  # of a sentence that are compared
_SMALL = frozenset(
    {"auxiliaries", "determiners", "prepositions", "pronouns", "adverbs"}
)
_SMALL |= {"modals", "being", "helping", "subordinators", "conjunctions", "negations"}
_SMALL |= {"openers", "say", "state", "claim", "tell", "general", "days", "numbers"}
_SMALL |= {"indefinite", "undeniable"}
_SMALL |= {"deny", "dispute", "reject"}  # "I won't deny it" denies nothing
_HYPOTHETICAL = frozenset({"if", "whether", "unless", "why"})


def contradict(lines: Sequence[Line]) -> None:
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
            head = shared & negated.keys()
            if not head or len(shared) < _enough(line, other, len(own)):
                continue
            if not _negated(other.plain):
                words = tuple(own[stem] for stem in sorted(shared))
                line.finding = Finding(
                    Stance.DENIAL, "negates what another says", words
                )
                if other.finding is None:
                    other.finding = Finding(
                        Stance.CLAIM, "says what another negates", ()
                    )
                break


def _enough(line: Line, other: Line, own: int) -> int:
    """Return how many stems must be shared: fewer with a claim that stands close by.

    Fewer, too, where what another says tells of who negates it, or where a sentence
    with as few as `own` stems says little else.
    """
    if other.stance is Stance.CLAIM:
        return 1
    about = {token.lower for token in other.plain}
    named = {token.lower for token in line.tokens if "speakers" in token.tags}
    named |= {token.lower for token in line.tokens if token.capital}
    return _SHARED if about & named or own <= _SHORT else _SHARED + 1


def _stems(tokens: Sequence[Token]) -> dict[str, Span]:
    """Return what the words that mean something begin with, and where they are."""
    return {
        token.lower[:_STEM]: Span(token.start, token.end)
        for token in tokens[:_WORDS]
        if len(token.lower) >= _SHORTEST
        and token.lower[0].isalpha()
        and token.tags.isdisjoint(_SMALL)
    }


def _negated(tokens: Sequence[Token]) -> dict[str, Span]:
    """Return the words that "not", "never" or "no" negates, unless it is supposed."""
    found: dict[str, Span] = {}
    for at, token in enumerate(tokens[:_WORDS]):
        if token.lower in _HYPOTHETICAL:
            return {}
        no = token.lower in {
            "not",
            "never",
            "no",
            "nothing",
            "nobody",
            "none",
            "cannot",
        }
        if no or token.lower.endswith(("n't", "n’t")):
            found |= _stems(tokens[at + 1 : at + 1 + _NEGATED])
    return found
