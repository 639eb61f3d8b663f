"""Sees what denies what a question takes for granted."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bot.answering.sources import ALLEGES, DENIES
from bot.answering.stated import NEGATED
from bot.articles import Stance, asks_about_words
from bot.retrieval import terms_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.language_index import LanguageIndex
    from bot.answering.stated import Side
    from bot.retrieval import Index, Query, Scores

__all__ = ["disputing", "repeats"]

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


def disputing(index: LanguageIndex, scores: Scores, best: int) -> frozenset[int]:
    """Return the sentences by which what a question takes for granted is disputed.

    `best` is the sentence that answers it best; none are returned where its article
    does not dispute the question. It does where most of the question's words, not only
    names and numbers, stand in an allegation which is denied in the same article, or
    where it asks for the cause, the time, the place or the manner of what is denied
    there, be it in other words, by the cosine of a sentence to the question. What is
    denied has one of its words, or is all that is alleged, or whoever is accused denies
    it. A sentence that negates what somebody alleges is as good as a denial there,
    where the question does not negate it as well.
    Key words, questions who, what or how many something is, and those about words take
    nothing for granted.
    """
    query = scores.query
    if _IDENTITY.match(query.text) or not _ASSERTS.search(query.text):
        return frozenset()
    of_a_fact = bool(_OF_A_FACT.match(query.text))
    near = index.cosine_of(scores) if of_a_fact else None
    if near is not None and _OF_AN_AMOUNT.match(query.text):
        near = None
    article = index.index.document_of(best)
    sided = index.index.tagged(ALLEGES | DENIES, article).tolist()
    same = {n for n in sided if near is not None and near(n) >= _SAME}
    # Most questions end here, before anything of the article is read.
    if not (same or _may_be_repeated(index.index, query, sided)):
        return frozenset()
    if _MEASURE.match(query.text) or asks_about_words(query.text, index.language):
        return frozenset()
    disputes = index.disputes(best, scores.go_on)
    asked = terms_of(query.strong)
    told = [s for s in disputes if s.number in same or repeats(query, s)]
    claims = [
        side
        for side in told
        if side.stance is Stance.CLAIM and not asked.isdisjoint(side.said - side.names)
    ]
    found = {number for claim in claims for number in disputes.denying(claim)}
    accused = frozenset(term for claim in claims for term in claim.matter)
    answering = [
        side
        for side in map(disputes.side, found)
        if side.denies_all or not accused.isdisjoint(side.speaker)
    ]
    denials = [*map(disputes.side, found)]
    if of_a_fact:
        denials += (side for side in told if side.stance is Stance.DENIAL)
        if claims and near is not None and not NEGATED.search(query.text):
            like = (n for n in disputes.negations if near(n) >= _SAME)
            denials += map(disputes.any_side, like)
    answering += (s for s in denials if not asked.isdisjoint(s.refused - s.names))
    return frozenset(side.number for side in answering)


def _may_be_repeated(index: Index, query: Query, sided: Sequence[int]) -> bool:
    """Return whether some sentence of an article has as many of a question's words.

    What it says may be less than what it is found by.
    """
    if not sided:
        return False
    strong = query.strong
    within = range(sided[0], sided[-1] + 1)
    held = Counter(n for word in strong for n in index.held_within(word, within))
    least = max(_FEWEST, _SHARE * len(strong))
    return any(held[number] >= least for number in sided)


def repeats(query: Query, side: Side) -> bool:
    """Return whether most of a question is what a sentence says, not who says it."""
    strong = query.strong
    held = [word for word in strong if not side.said.isdisjoint(word.terms)]
    if _WHO.match(query.text) and strong and strong[0] not in held:
        return False  # who does it is asked for, so it is what is taken for granted
    telling = any(
        side.names.isdisjoint(word.terms) and word.token.word.isalpha() for word in held
    )
    return telling and len(held) >= _FEWEST and len(held) > _SHARE * len(strong)
