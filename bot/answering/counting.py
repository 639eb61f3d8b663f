"""Sees whether a passage counts what a question asks how many there are of."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from bot.articles import may_speak
from bot.retrieval import Kind, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.retrieval import Hit, Index, Query, Word

__all__ = ["MANY", "counts_another"]

MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_ANYBODY = frozenset({"people", "person", "man", "woman", "child", "victim", "member"})
_COUNTED = 2  # words of a question that may say what is to be counted: "rail bridges"
_BEFORE, _AFTER = 4, 5  # words from a number to what it counts, or back
_NUMBER = re.compile(
    r"(?<![\w.,])(?:\d[\d.,]*|no|none|nobody|both|single|pair|couple|(?:two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|hundreds?|thousands?|millions?|billions?|dozens?|half|thirds?|quarters?|once"
    r"|twice)(?:-\w+)?)\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"(?<!\w)one (?!of\b)(?=\w)", re.IGNORECASE)
_WORD = re.compile(r"[\w’']+")


def counts_another(
    index: Index, query: Query, hit: Hit, befell: frozenset[str]
) -> bool:
    """Return whether a passage counts something else than a question does.

    Its article lacks what is to be counted, and another has it; or the passage has it,
    but no number of it; or none of people, where these are to be counted. Those whom
    something `befell` are counted by the terms for it.
    """
    first = [*islice(_counted(query), _COUNTED)]
    if not first:
        return False
    if not index.mentions(first[0], hit.best) and any(
        map(index.vocabulary.idf, first[0].terms)
    ):
        return True
    return query.kind is Kind.NUMBER and _numbers_another(index, first, hit, befell)


def _counted(query: Query) -> Iterator[Word]:
    """Yield the words of weight behind "how many": what is to be counted, and more."""
    if many := MANY.search(query.text):
        yield from (w for w in query.strong if w.token.start >= many.end())


def _numbers_another(
    index: Index, first: Sequence[Word], hit: Hit, befell: frozenset[str]
) -> bool:
    """Return whether a passage has what the first words say, but no number of it."""
    words = [word for word in first if not word.token.word.isdecimal()]
    if not words:
        return False
    anybody = words[0].token.word in _ANYBODY
    near, then = words[0].token, words[-1].token
    if then.start > near.end + 1:  # "how many ships sank": the second one is no noun
        del words[1:]
    terms = (anybody and befell) or terms_of(words)
    others = anybody and not befell
    by = [_is_counted(index, n, terms, anybody=others) for n in hit.sentences]
    return (anybody or False in by) and True not in by


def _is_counted(
    index: Index, sentence: int, terms: frozenset[str], *, anybody: bool
) -> bool | None:
    """Return whether a number stands by a word that has one of some terms.

    Where `anybody` is to be counted, a noun for people is such a word. None where the
    sentence has none.
    """
    text, start = index.text(sentence, sentence), index.unit(sentence).start
    found = (t for t in index.tokens(sentence, sentence) if t.term in terms)
    places = {(token.start - start, token.end - start) for token in found}
    if anybody:
        places.update(may_speak(text, index.analyser.language))
    if not places:
        return None
    numbers = [match.span() for match in _NUMBER.finditer(text)]
    ones = [match.span() for match in _ONE.finditer(text)]
    return any(
        (number[0] <= place[0] and _are_near(text, number[1], place[0], before))
        or (place[0] < number[0] and _are_near(text, place[1], number[0], after))
        for place in places
        for some, before, after in ((numbers, _BEFORE, _AFTER), (ones, 1, -1))
        for number in some
    )


def _are_near(text: str, start: int, end: int, most: int) -> bool:
    """Return whether at most so many words stand between two places."""
    words = islice(_WORD.finditer(text, start, end), most + 1)  # there may be many more
    return sum(1 for _ in words) <= most
