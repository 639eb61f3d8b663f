"""Sees whether a passage tells what was asked, and not only a thing of its kind.

A number may be one of something else, and a name that of somebody else: who asks how
many died is not answered by how many were hurt. Whatever fails here is unsure at best.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.answering.counting import MANY, counts_another
from bot.answering.names import is_name
from bot.answering.roles import is_reversed
from bot.articles import Stance, may_speak
from bot.retrieval import Kind, terms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.antecedents import Spoken
    from bot.retrieval import Hit, Index, Query, Scores
    from bot.retrieval.analysis import Analyser

__all__ = ["WHETHER", "is_told", "told_first"]

# How a question begins that asks whether something is so.
WHETHER = re.compile(
    r"\s*(?:did|do|does|is|are|was|were|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)

_LISTED = {"de", "en", "fr"}  # languages with a list of what excludes what
_WHO = re.compile(r"\W*who\b", re.IGNORECASE)
_WHO_IS = re.compile(r"\W*who(?:['’]?s| is| was| are| were)\b", re.IGNORECASE)
_NAME = re.compile(r"\bnames?\b", re.IGNORECASE)
_NAMED = re.compile(r"s['’]? names?\W*\Z|\bnames? of (?P<whom>.+)", re.IGNORECASE)
_NEAR = 5  # words from a relation to the name of who has it
_SUBJECT_AND_MORE = 2  # words of a question whether something is so
# From these cosines on, a passage may say in other words whether something is so, and
# what is asked for exactly or was done to somebody.
_SAME, _ALIKE = 0.5, 0.45
# Below the first, a passage tells nothing of a question that it shares but names with;
# below the second, an article of unknown date tells of no year that it does not name.
_SAME_MATTER, _ALL_BUT_SAME = 0.6, 0.65
_ANY = 1.0  # whatever the words
_NEARLY = 0.36  # of what is attainable
# Many things of these kinds stand in any text, and most are not the one asked for.
_EXACT = frozenset(
    {Kind.AGE, Kind.MONEY, Kind.DURATION, Kind.OFTEN, Kind.NUMBER, Kind.TIME}
)
_WHICH = re.compile(r"\W*(?:\w+ )?which\b", re.IGNORECASE)
_MAY = re.compile(r"(?<!in )(?<!of )(?<!on )(?<!last )(?<!this )\bmay\b")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_PLACE = re.compile(r"\b(?:in|at|near|from|bei|aus|à)\s\Z")  # before a name of one


def is_told(spoken: Spoken, scores: Scores, hit: Hit, near: float) -> bool:
    """Return whether a passage tells what is asked, as far as can be seen.

    It does not where a number is asked for and none is there, or none stands by what is
    counted; where it has no word for what befell somebody, or for whose relative
    somebody is; where who it was is asked, and nobody is named; where it is asked
    whether something is so, and that has no word; where it was done by whom it was done
    to; or where the question is of a year that is not the article's. Where a number, a
    time or which of several is asked for, all words of weight but names must be there
    unless it comes near in meaning, and at least one of any other question. Who asks
    who somebody named is wants no other name. `near` is the cosine of the passage.
    """
    index, query = spoken.index, scores.query
    if index.analyser.language not in _LISTED:
        return True
    number = query.kind in _EXACT
    wanted = number or (_WHO.match(query.text) and not _names_only(index, query))
    if wanted and scores.lacks_kind(hit.first, hit.last):
        return False
    exact = number or _WHICH.match(query.text)
    return not (
        (exact and near < _ALIKE and _lacks_word(index, query, hit))
        or (MANY.search(query.text) and _counts_another(index, query, hit))
        or _is_of_another_year(spoken, query, hit, alike=near >= _ALL_BUT_SAME)
        or (near < _SAME_MATTER and _tells_nothing(index, query, hit, near))
        or _tells_another(index, query, hit)
        or (near < _SAME and _is_of_another(index, query, hit))
        or is_reversed(index, query, hit, alike=near >= _ALIKE)
    )


class ToldFirst(NamedTuple):
    """Passages, and whether the first tells what is asked, whatever its meaning.

    It is `doubtful` where another one scores more, unless it is asked whether something
    is so, which this one alleges or denies.
    """

    hits: tuple[Hit, ...]
    told: bool
    doubtful: bool = False


def told_first(
    spoken: Spoken,
    scores: Scores,
    hits: Sequence[Hit],
    near: Callable[[Scores, Hit], bool],
) -> ToldFirst:
    """Return passages, first one that tells what is asked where the best does not.

    It must score nearly as much, come `near` in meaning and have the same names.
    """
    if not hits or is_told(spoken, scores, hits[0], _ANY):
        return ToldFirst(tuple(hits), told=True)
    least = hits[0].score - _NEARLY * scores.attainable
    named = _named(spoken.index, scores.query, hits[0])
    told = (
        hit
        for hit in hits[1:]
        if hit.score >= least
        and near(scores, hit)
        and named <= _named(spoken.index, scores.query, hit)
        and is_told(spoken, scores, hit, _ANY)
    )
    first = next(told, None)
    if first is None:
        return ToldFirst(tuple(hits), told=False)
    takes_side = spoken.sentence(first.best)[1].stance is not Stance.REPORT
    doubtful = not (takes_side and WHETHER.match(scores.query.text))
    others = (hit for hit in hits if hit is not first)
    return ToldFirst((first, *others), told=True, doubtful=doubtful)


def _named(index: Index, query: Query, hit: Hit) -> set[str]:
    """Return the names of a question that a passage has."""
    held = index.held(hit.first, hit.last)
    names = (word for word in query.telling if is_name(index, query, word))
    return {word.terms[0] for word in names if not held.isdisjoint(word.terms)}


def _lacks_word(index: Index, query: Query, hit: Hit) -> bool:
    """Return whether a passage lacks a word of weight of a question, but names."""
    held = index.held(hit.first, hit.last)
    lacking = (word for word in query.telling if held.isdisjoint(word.terms))
    may = _MAY.search(query.text)  # is no stop word, for the month
    return not all(
        is_name(index, query, word) or (may and word.token.start == may.start())
        for word in lacking
    )


def _tells_nothing(index: Index, query: Query, hit: Hit, near: float) -> bool:
    """Return whether a passage has nothing of a question but its names.

    Of words of weight beside these there are several, or it asks whether something is
    so and the passage is not `near` in meaning.
    """
    held = index.held(hit.first, hit.last)
    things = [word for word in query.telling if not is_name(index, query, word)]
    few = 0 if near < _SAME and WHETHER.match(query.text) else 1
    named = few < len(things) < len(query.telling)
    return named and all(held.isdisjoint(word.terms) for word in things)


def _is_of_another_year(spoken: Spoken, query: Query, hit: Hit, *, alike: bool) -> bool:
    """Return whether a question names a year that an article is neither of nor has.

    An article that does not say when it was published may be of that year, where what
    is asked and the passage are `alike`.
    """
    published = spoken.sentence(hit.best)[0].source.published
    return not (alike and published is None) and any(
        word.token.word not in (published or "")
        and not spoken.index.mentions(word, hit.best)
        for word in query.words
        if _YEAR.fullmatch(word.token.word)
    )


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
    return index.held(hit.first, hit.last).isdisjoint(telling[-1].terms)


def _tells_another(index: Index, query: Query, hit: Hit) -> bool:
    """Return whether a passage lacks every word for what befell or who is related."""
    held = index.held(hit.first, hit.last)
    terms, lines = _asked(index, query), _lines(index.analyser)
    fates, relatives = (
        [line for line in lines[kind] if not line.asked.isdisjoint(terms)]
        for kind in ("fates", "relatives")
    )
    if _WHO.match(query.text):
        deed = terms_of(query.words[:1])
        fates += (line for line in lines.get("deeds", ()) if line.asked & deed)
    if any(held.isdisjoint(line.words) for line in (*fates, *relatives)):
        return True
    wanted = _WHO_IS.match(query.text) or _NAME.search(query.text)
    kins = [line.words for line in relatives]
    named = None if relatives else _NAMED.search(query.text)
    if named and (
        named["whom"] is None or may_speak(named["whom"], index.analyser.language)
    ):
        things = (w for w in query.telling if not is_name(index, query, w))
        kins = [frozenset(w.terms) for w in things if not held.isdisjoint(w.terms)]
    return bool(wanted and kins) and not any(
        _is_named(index, query, number, kin) for number in hit.sentences for kin in kins
    )


def _counts_another(index: Index, query: Query, hit: Hit) -> bool:
    """Return whether a passage counts something else than a question does.

    What befell people is counted by the words for it.
    """
    asked = _asked(index, query)
    fates = (line for line in _lines(index.analyser)["fates"] if line.asked & asked)
    befell = frozenset(term for line in fates for term in line.words)
    return counts_another(index, query, hit, befell)


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
