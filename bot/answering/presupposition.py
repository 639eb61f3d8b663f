"""Sees whether a question takes for granted what the article reports as disputed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answering.pairing import answers, opposed
from bot.articles import Span, Stance, asks_about_words, words_of_saying

if TYPE_CHECKING:
    from bot.answering.shelf import Shelf
    from bot.retrieval import Query

__all__ = ["takes_for_granted"]

# How many of a question's words an allegation has that the question takes for granted,
# and the share of them that it has more than.
_FEWEST, _SHARE = 2, 0.5
_NEAR = 25  # code points: "the owner, who was there, denied"
# Key words alone assert nothing, and who or what something is, is no allegation.
_ASSERTS = re.compile(
    r"\b(?:why|when|where|how|who|whom|what|which|did|do|does|is|are|was|were|has|have|had"
    r"|can|could|will|would)\b",
    re.IGNORECASE,
)
_IDENTITY = re.compile(
    r"\s*(?:(?:who|what|which)(?:['’]?s|\s+(?:is|are|was|were))|name of)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"\s*who\b", re.IGNORECASE)
_OF_A_FACT = re.compile(r"\s*(?:why|when|where|how)\b", re.IGNORECASE)


def takes_for_granted(shelf: Shelf, query: Query, best: int) -> bool:
    """Tell whether a question speaks of something disputed as if it were a fact.

    `best` is the sentence that answers it best. It does where most of its words, not
    only names and numbers, stand in an allegation of that article which is denied
    there, or where it asks for the cause, the time, the place or the manner of what is
    denied there. Key words, questions who or what something is, and those about words
    take nothing for granted.
    """
    language = shelf.index.analyser.language
    if _IDENTITY.match(query.text) or not _ASSERTS.search(query.text):
        return False
    if asks_about_words(query.text, language):
        return False
    article, _ = shelf.sentences[best]
    told = [
        number
        for number, (where, said) in enumerate(shelf.sentences)
        if where is article
        and said.stance is not Stance.REPORT
        and _repeats(shelf, query, number)
    ]
    return any(
        _is_denied(shelf, number)
        if shelf.sentences[number][1].stance is Stance.CLAIM
        else _OF_A_FACT.match(query.text)
        for number in told
    )


def _is_denied(shelf: Shelf, claim: int) -> bool:
    return any(answers(shelf, claim, n, frozenset()) for n in opposed(shelf, claim))


def _repeats(shelf: Shelf, query: Query, sentence: int) -> bool:
    """Tell whether most of a question is what a sentence says, not who says it."""
    said = _said(shelf, sentence)
    names = shelf.index.names(sentence)
    strong = [word for word in query.words if not word.weak]
    held = [word for word in strong if not said.isdisjoint(word.terms)]
    if _WHO.match(query.text) and strong and strong[0] not in held:
        return False  # who does it is asked for, so it is what is taken for granted
    telling = any(
        names.isdisjoint(word.terms) and word.token.word.isalpha() for word in held
    )
    return telling and len(held) >= _FEWEST and len(held) > _SHARE * len(strong)


def _said(shelf: Shelf, sentence: int) -> frozenset[str]:
    """Return the terms of what a sentence says, without those of another clause.

    "Six were hurt, and the owner denied having known of the fire" says of the fire
    that it is denied, but not of the six. Who denies something is mostly who is to have
    done it, so that these words count there.
    """
    article, told = shelf.sentences[sentence]
    who = told.introduced or told.speaker or Span(0, 0)
    text = article.text(who.end, max(who.end, told.end))
    saying = words_of_saying(text, article.language) if who.start >= told.start else ()
    tokens = [*shelf.index.tokens(sentence, sentence)]
    after = [t.term for t in tokens if t.start >= who.end]
    if saying and min(saying) < _NEAR and len(after) > len(saying) + 1:
        denier = [t.term for t in tokens if who.start <= t.start < who.end]
        return frozenset(after + (denier if told.stance is Stance.DENIAL else []))
    return frozenset(t.term for t in tokens if not who.start <= t.start < who.end)
