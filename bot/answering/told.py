"""Sees whether a passage tells what was asked, and not only a thing of its kind.

A number may be one of something else, and a name that of somebody else: who asks how
many died is not answered by how many were hurt. Whatever fails here is unsure at best.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.answering.names import is_name
from bot.answering.roles import is_reversed
from bot.retrieval import Kind, terms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.retrieval import Hit, Index, Query, Scores, Word
    from bot.retrieval.analysis import Analyser

__all__ = ["WHETHER", "counted", "is_told", "told_first"]

# How a question begins that asks whether something is so.
WHETHER = re.compile(
    r"\s*(?:did|do|does|is|are|was|were|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)

_LISTED = {"de", "en", "fr"}  # languages with a list of what excludes what
_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_WHO = re.compile(r"\W*who\b", re.IGNORECASE)
_WHO_IS = re.compile(r"\W*who(?:['’]?s| is| was| are| were)\b", re.IGNORECASE)
_NAME = re.compile(r"\bnames?\b", re.IGNORECASE)
_NAMED = re.compile(r"s['’]? names?\W*\Z", re.IGNORECASE)
_ANYBODY = frozenset({"people", "person", "man", "woman", "child", "victim", "member"})
_COUNTED = 2  # words of a question that may say what is to be counted: "rail bridges"
_BEFORE, _AFTER = 4, 5  # words from a number to what it counts, or back
_NEAR = 5  # words from a relation to the name of who has it
_SUBJECT_AND_MORE = 2  # words of a question whether something is so
# From these cosines on, a passage may say in other words whether something is so, and
# what is asked for exactly or was done to somebody.
_SAME, _ALIKE = 0.5, 0.45
_ANY = 1.0  # whatever the words
_NEARLY = 0.2  # of what is attainable
# Many things of these kinds stand in any text, and most are not the one asked for.
_EXACT = frozenset(
    {Kind.AGE, Kind.MONEY, Kind.DURATION, Kind.OFTEN, Kind.NUMBER, Kind.TIME}
)
_WHICH = re.compile(r"\W*(?:\w+ )?which\b", re.IGNORECASE)
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
_PLACE = re.compile(r"\b(?:in|at|near|from|bei|aus|à)\s\Z")  # before a name of one


def is_told(index: Index, scores: Scores, hit: Hit, near: float) -> bool:
    """Return whether a passage tells what is asked, as far as can be seen.

    It does not where a number is asked for and none is there, or none stands by what is
    counted; where it has no word for what befell somebody, or for whose relative
    somebody is; where who it was is asked, and nobody is named; where it is asked
    whether something is so, and that has no word; or where it was done by whom it was
    done to. Where a number, a time or which of several is asked for, all words of
    weight but names must be there unless it comes near in meaning. Who asks who
    somebody named is wants no other name. `near` is the cosine of the passage.
    """
    query = scores.query
    if index.analyser.language not in _LISTED:
        return True
    number = query.kind in _EXACT
    wanted = number or (_WHO.match(query.text) and not _names_only(index, query))
    if wanted and scores.lacks_kind(hit.first, hit.last):
        return False
    exact = number or _WHICH.match(query.text)
    return not (
        (exact and near < _ALIKE and _lacks_word(index, query, hit))
        or _counts_another(index, query, hit)
        or _tells_another(index, query, hit)
        or (near < _SAME and _is_of_another(index, query, hit))
        or is_reversed(index, query, hit, alike=near >= _ALIKE)
    )


def told_first(
    index: Index, scores: Scores, hits: Sequence[Hit], near: Callable[[Hit], bool]
) -> tuple[Hit, ...]:
    """Return passages, first one that tells what is asked where the best does not.

    It must score nearly as much, and come `near` in meaning.
    """
    if not hits or is_told(index, scores, hits[0], _ANY):
        return tuple(hits)
    least = hits[0].score - _NEARLY * scores.attainable
    told = (
        hit
        for hit in hits
        if hit.score >= least and near(hit) and is_told(index, scores, hit, _ANY)
    )
    first = next(told, hits[0])
    return (first, *(hit for hit in hits if hit is not first))


def _lacks_word(index: Index, query: Query, hit: Hit) -> bool:
    """Return whether a passage lacks a word of weight of a question, but names."""
    held = index.terms(hit.first, hit.last)
    lacking = (word for word in query.telling if held.isdisjoint(word.terms))
    return not all(is_name(index, query, word) for word in lacking)


def _names_only(index: Index, query: Query) -> bool:
    """Return whether a question has no word of weight but names: "who is Ann Lee"."""
    is_name = index.vocabulary.is_name
    return bool(query.telling) and all(is_name(w.terms[0]) for w in query.telling)


def _is_of_another(index: Index, query: Query, hit: Hit) -> bool:
    """Return whether a passage lacks what somebody is asked to be.

    That is the last word of weight of "is X a liar", "who is the head of the union".
    """
    telling = query.telling
    whether = WHETHER.match(query.text) and len(telling) >= _SUBJECT_AND_MORE
    who = _WHO_IS.match(query.text) and 0 < len(telling) <= _SUBJECT_AND_MORE
    if not (whether or who):
        return False
    return index.terms(hit.first, hit.last).isdisjoint(telling[-1].terms)


def counted(query: Query) -> Iterator[Word]:
    """Yield the words of weight behind "how many": what is to be counted, and more."""
    if many := _MANY.search(query.text):
        yield from (w for w in query.strong if w.token.start >= many.end())


def _counts_another(index: Index, query: Query, hit: Hit) -> bool:
    """Return whether a passage has what a question counts, but no number of it."""
    if query.kind is not Kind.NUMBER:
        return False
    first = islice(counted(query), _COUNTED)
    words = [word for word in first if not word.token.word.isdecimal()]
    if not words or words[0].token.word in _ANYBODY:
        return False
    near, then = words[0].token, words[-1].token
    if then.start > near.end + 1:  # "how many ships sank": the second one is no noun
        del words[1:]
    terms = terms_of(words)
    by = [_is_counted(index, n, terms) for n in hit.sentences]
    return False in by and True not in by


def _is_counted(index: Index, sentence: int, terms: frozenset[str]) -> bool | None:
    """Return whether a number stands by a word that has one of some terms.

    None where the sentence has no such word.
    """
    text, start = index.text(sentence, sentence), index.unit(sentence).start
    found = (t for t in index.tokens(sentence, sentence) if t.term in terms)
    places = {(token.start - start, token.end - start) for token in found}
    if not places:
        return None
    numbers = [match.span() for match in _NUMBER.finditer(text)]
    ones = [match.span() for match in _ONE.finditer(text)]
    return any(
        (number[0] <= place[0] and _words(text, number[1], place[0]) <= before)
        or (place[0] < number[0] and _words(text, place[1], number[0]) <= after)
        for place in places
        for some, before, after in ((numbers, _BEFORE, _AFTER), (ones, 1, -1))
        for number in some
    )


def _words(text: str, start: int, end: int) -> int:
    return len(_WORD.findall(text[start:end]))


def _tells_another(index: Index, query: Query, hit: Hit) -> bool:
    """Return whether a passage lacks every word for what befell or who is related."""
    held = index.terms(hit.first, hit.last)
    terms, lines = _asked(index, query), _lines(index.analyser)
    fates, relatives = (
        [line for line in lines[kind] if not line.asked.isdisjoint(terms)]
        for kind in ("fates", "relatives")
    )
    if _WHO.match(query.text):
        deed = terms_of(query.words[:1])
        fates += (line for line in lines.get("deeds", ()) if line.asked & deed)
    if any(line.words.isdisjoint(held) for line in (*fates, *relatives)):
        return True
    wanted = _WHO_IS.match(query.text) or _NAME.search(query.text)
    kins = [line.words for line in relatives]
    if _NAMED.search(query.text) and not relatives:  # "what's the driver's name"
        things = (w for w in query.telling if not is_name(index, query, w))
        kins = [frozenset(w.terms) for w in things if not held.isdisjoint(w.terms)]
    return bool(wanted and kins) and not any(
        _is_named(index, query, number, kin) for number in hit.sentences for kin in kins
    )


def _asked(index: Index, query: Query) -> set[str]:
    """Return the terms of a question's words, but of titles before a name."""
    titles = {  # "Father Brown" asks for nobody's father
        word.token.start
        for word, name in pairwise(query.words)
        if index.vocabulary.is_name(name.terms[0])
        and query.text[word.token.end : name.token.start].isspace()
    }
    return {word.terms[0] for word in query.words if word.token.start not in titles}


def _is_named(index: Index, query: Query, sentence: int, kin: frozenset[str]) -> bool:
    """Return whether a name that the question lacks stands by one of some terms."""
    asked = terms_of(query.words)
    start = index.unit(sentence).start
    tokens = [t for t in index.tokens(sentence, sentence) if t.term.isalnum()]
    text = index.text(sentence, sentence)
    kins = [at for at, token in enumerate(tokens) if token.term in kin]
    return any(
        text[token.start - start].isupper()
        and token.start > start
        and token.term not in asked
        and not _PLACE.search(text, 0, token.start - start)
        and any(abs(at - place) <= _NEAR for place in kins)
        for at, token in enumerate(tokens)
    )


class _Line(NamedTuple):
    """Terms that tell one thing, and those of them that a question asks for it by."""

    asked: frozenset[str]
    words: frozenset[str]


@lru_cache(64)
def _lines(analyser: Analyser) -> dict[str, list[_Line]]:
    """Return the lines of a language's file by their kind, as terms."""
    lines: dict[str, list[_Line]] = {}
    text = (files("bot.answering") / f"told_{analyser.language}.txt").read_text(
        encoding="utf-8"
    )
    kind = ""
    for row in text.splitlines():
        if row.startswith("["):
            kind = row.strip("[]")
        elif not row.startswith("#"):
            sides = row.split("|")
            first, second = ({t.term for t in analyser.tokens(side)} for side in sides)
            line = _Line(frozenset(first), frozenset(first | second))
            lines.setdefault(kind, []).append(line)
    return lines
