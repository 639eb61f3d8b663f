"""Sees whether a question takes for granted what the article reports as disputed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.articles import Stance, asks_about_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.answering.disputes import Disputes
    from bot.answering.stated import Side
    from bot.retrieval import Query

__all__ = ["repeats", "takes_for_granted"]

# How many of a question's words an allegation has that the question takes for granted,
# and the share of them that it has more than.
_FEWEST, _SHARE = 2, 0.5
# Key words alone assert nothing, and who or what something is, is no allegation.
_ASSERTS = re.compile(
    r"\b(?:why|when|where|how|who|whom|what|which|did|do|does|is|are|was|were|has|have|had"
    r"|can|could|will|would)\b",
    re.IGNORECASE,
)
_IDENTITY = re.compile(
    r"\s*(?:(?:who|what|which)(?:['’]?s|\s+(?:is|are|r|was|were))|name of)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"\s*who\b", re.IGNORECASE)
_MEASURE = re.compile(
    r"\s*(?:\w+ )?how (?:many|big|large|long|far|old|often|high|tall)\b",
    re.IGNORECASE,
)
_OF_A_FACT = re.compile(r"\s*(?:why|when|where|how)\b", re.IGNORECASE)
_OF_AN_AMOUNT = re.compile(r"\s*how much\b", re.IGNORECASE)
# From this cosine on, a question says in other words what a sentence does: so near came
# every loaded question of the development sets to what is disputed.
_SAME = 0.5


def takes_for_granted(
    disputes: Disputes,
    query: Query,
    language: str,
    near: Callable[[int], float] | None = None,
) -> bool:
    """Return whether a question speaks of something disputed as if it were a fact.

    `disputes` are those of the article that answers it best. It does where most of its
    words, not only names and numbers, stand in an allegation which is denied there, or
    where it asks for the cause, the time, the place or the manner of what is denied
    there, be it in other words: `near` gives the cosine of a sentence to the question.
    A sentence that negates what somebody alleges is as good as a denial there.
    Key words, questions who, what or how many something is, and those about words take
    nothing for granted.
    """
    if _IDENTITY.match(query.text) or not _ASSERTS.search(query.text):
        return False
    if _MEASURE.match(query.text) or asks_about_words(query.text, language):
        return False
    told = [side for side in disputes if repeats(query, side)]
    if _OF_A_FACT.match(query.text):
        if near is not None and not _OF_AN_AMOUNT.match(query.text):
            told += [side for side in disputes if near(side.number) >= _SAME]
            negated = any(near(number) >= _SAME for number in disputes.negations)
            if negated and any(side.stance is Stance.CLAIM for side in told):
                return True
        if any(side.stance is Stance.DENIAL for side in told):
            return True
    return any(s.stance is Stance.CLAIM and disputes.denied(s) for s in told)


def repeats(query: Query, side: Side) -> bool:
    """Return whether most of a question is what a sentence says, not who says it."""
    strong = [word for word in query.words if not word.weak]
    held = [word for word in strong if not side.said.isdisjoint(word.terms)]
    if _WHO.match(query.text) and strong and strong[0] not in held:
        return False  # who does it is asked for, so it is what is taken for granted
    telling = any(
        side.names.isdisjoint(word.terms) and word.token.word.isalpha() for word in held
    )
    return telling and len(held) >= _FEWEST and len(held) > _SHARE * len(strong)
