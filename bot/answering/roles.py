"""Sees who did something to whom, where a question and a passage differ in it.

Words alone do not tell whom X sued from who sued X. A question has the verb behind the
name of who acts ("whom did X sue", "did X sue Y"), or before the name of who is acted
on ("who sued X"); in a text whoever stands before a verb acts, and whoever stands
behind it is acted on, the other way round in the passive.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from bot.answering.names import is_name
from bot.retrieval import months

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.retrieval import Hit, Index, Query, Token

__all__ = ["is_reversed"]

_LANGUAGES = {"en"}
_TIMES = "year|decade|century|month|week|day|date|time"
_DID = "(?:did|does|do|has|have|had|will|would) (?:the )?"
# "whom did X", "how many boats did X": what is done to is asked for.
_ACTS = re.compile(
    rf"\W*(?:who|whom|what|(?:what|which|how many) (?!(?:{_TIMES})\b)\w+(?: \w+)?)"
    rf" {_DID}",
    re.IGNORECASE,
)
_WHETHER = re.compile(rf"\W*{_DID}", re.IGNORECASE)  # "did X": whether X has done it
# "who wanted to", "who was": who acts is asked for, or who is acted on.
_WHO = re.compile(
    r"\W*(?:who|what|which \w+) (?:\w+ to )?(?P<passive>(?:is|are|was|were|got"
    r"|ha[sd] been|have been|will be) )?(?:\w+ly )?",
    re.IGNORECASE,
)
_BY = re.compile(r"\s*by\b", re.IGNORECASE)
_ONLY = re.compile(r"\s*(?:the\s*)?", re.IGNORECASE)
_PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|been|being|be|get|gets|got)\b(?: \w+ly)? \Z",
    re.IGNORECASE,
)
# Whoever stands before their passive is given something, and is not what is given.
_OF_TWO = frozenset({"give", "send", "tell", "show", "offer", "pay", "award", "teach"})
# Verbs that are the same in the past.
_UNCHANGED = frozenset({"beat", "cut", "hit", "hurt", "let", "put", "set", "shut"})
_ENDS = re.compile(r"[.;:!?]|\b(?:who|which|that|while|when|after|because|and|but)\b")
_FAR = 60  # code points from a verb to a name that it is of
_PASSED = 12  # code points before a verb: "been", an adverb
_DAYS = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    | {*months("en")}
)


class _Asked(NamedTuple):
    """Who is named, as terms, what is done, and whether who is named does it.

    `open` says that it is asked who else has to do with it, and not whether it is so.
    """

    name: frozenset[str]
    verb: frozenset[str]
    acts: bool
    open: bool


def is_reversed(index: Index, query: Query, hit: Hit, *, alike: bool) -> bool:
    """Return whether a passage tells of another deed than the one that is asked for.

    It does where who is to have done it is told to have suffered it, or the other way
    round, and where it lacks a word for it. Who asks who else has to do with it may be
    answered in other words by a passage that is `alike` in meaning, and by none that
    lacks who is named. False where this cannot be seen, and where any of its sentences
    tells what is asked.
    """
    if index.analyser.language not in _LANGUAGES:
        return False
    asked = _asked(index, query)
    if asked is None:
        return False
    held = index.held(hit.first, hit.last)
    untold, unnamed = held.isdisjoint(asked.verb), held.isdisjoint(asked.name)
    if (untold or unnamed) and not alike if asked.open else untold:
        return True
    told = [fits for number in hit.sentences for fits in _fits(index, number, asked)]
    return False in told and True not in told


def _asked(index: Index, query: Query) -> _Asked | None:
    """Return who does what by a question, None where that is open."""
    words = query.telling
    named = [is_name(index, query, word) for word in words]
    whether, who = _WHETHER.match(query.text), _WHO.match(query.text)
    acts = whether or _ACTS.match(query.text)
    if True not in named or not (acts or who):
        return None
    first = named.index(True)
    last = first + len([*takewhile(bool, named[first:])])
    name, start = words[first:last], words[first].token.start
    if acts:  # "whom did X sue", "did X sue Y"
        verb = words[last : last + 1]
        between = query.text[name[-1].token.end : verb[0].token.start] if verb else ""
        fits = start == acts.end() and between.isspace()
        does = True
    else:  # "who sued X", "who was sued by X"
        verb = words[:first][-1:]
        between = query.text[verb[0].token.end : start] if verb else ""
        by = _BY.match(between)
        does = bool(by)
        fits = bool(
            verb
            and who
            and verb[0].token.start == who.end()
            and bool(who["passive"]) is does
            and _ONLY.fullmatch(between, by.end() if by else 0)
        )
    if not fits or not verb[0].token.word.isalpha() or verb[0].token.word in _OF_TWO:
        return None
    terms = frozenset(term for word in name for term in word.terms if len(term) > 1)
    return _Asked(terms, frozenset(verb[0].terms), does, open=not whether)


def _fits(index: Index, number: int, asked: _Asked) -> Iterator[bool]:
    """Yield for each time that a sentence has the verb whether the roles are as asked.

    Nothing where it has none of the names beside it.
    """
    start = index.unit(number).start
    text = index.text(number, number)
    tokens = [*index.tokens(number, number)]
    names = [
        token
        for token in tokens
        if text[token.start - start].isupper()
        and token.word not in _DAYS
        and index.vocabulary.is_name(token.term)
    ]
    for verb in tokens:
        before, after = verb.start - start, verb.end - start
        if verb.term not in asked.verb or not _is_past(text[before:after], verb):
            continue
        clause = _last(_ENDS, text[max(0, before - _FAR) : before])
        left = _names(names, before - len(clause) + start, verb.start, last=True)
        rest = text[after : after + _FAR]
        end = _ENDS.search(rest)
        until = verb.end + (end.start() if end else len(rest))
        by = _BY.match(rest)
        passive = by or _PASSIVE.search(text[max(0, before - _PASSED) : before])
        if passive:
            from_ = verb.end + by.end() if by else until
            agent = _names(names, from_, until, last=False)
            patient = left
        else:
            agent = left
            patient = _names(names, verb.end, until, last=False)
        of, other = (agent, patient) if asked.acts else (patient, agent)
        if not of.isdisjoint(asked.name):
            yield True
        elif not other.isdisjoint(asked.name):
            yield False


def _is_past(form: str, verb: Token) -> bool:
    """Return whether a word is a verb in the past; any other form may be a noun's."""
    irregular = verb.word.isalpha() and form.lower() != verb.word
    past = form.endswith("ed") or form in _UNCHANGED
    return past or (irregular and not form.endswith(("s", "ing")))


def _last(ends: re.Pattern[str], text: str) -> str:
    """Return what stands behind the last end of a clause."""
    found = [match.end() for match in ends.finditer(text)]
    return text[found[-1] :] if found else text


def _names(
    names: Sequence[Token], start: int, end: int, *, last: bool
) -> frozenset[str]:
    """Return the terms of the nearest name between two places, all its words."""
    within = [n for n in names if start <= n.start and n.end <= end]
    if not within:
        return frozenset()
    ordered = within[::-1] if last else within
    near, terms = ordered[0], {ordered[0].term}
    for name in ordered[1:]:
        gap = near.start - name.end if last else name.start - near.end
        if gap > 1:
            break
        terms.add(name.term)
        near = name
    return frozenset(terms)
