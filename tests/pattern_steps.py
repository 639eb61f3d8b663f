"""Counts the steps of a backtracking matcher, and makes texts that cost it most.

Python's `re` tells nobody how many steps it takes, and a clock measures the machine as
well. This matcher walks the tree into which `re` itself parses a pattern, tries what
`re` tries in the same order, and counts. What is linear here is linear there; `re`
only leaves steps out.
"""

from __future__ import annotations

import re
import sys
from functools import cache, partial
from itertools import groupby, product
from re import _compiler, _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Then = Callable[[int], bool]
    Matcher = Callable[["Counter", int, Then], bool]

__all__ = ["Counter", "TooManySteps", "hard_texts", "steps"]

# A greater bound of a repetition counts as this: it is a constant, and with it
# short texts show how the steps grow.
_BOUND = 24
_SIGNS = (
    " \t\n\x0baAzZ09_-.,;:!?'\"’“”«»()[]{}<>/\\*#&@=+|~`^%$¶…。"  # joined to the next
    "\u00ad\u00a0éßŁя中あ한ดڈ\u0301"
)
_SINGLE = {"LITERAL", "NOT_LITERAL", "ANY", "IN"}
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
_FITTING: dict[tuple[str, int], Callable[[str], bool]] = {}
_DEEP = 200_000  # calls in one another; a limit for this alone: it lets `json` crash


class TooManySteps(Exception):  # noqa: N818 - it says what happened
    """A count has gone over its limit."""


class Counter:
    """The steps of one search over a text; stops at `most`.

    What is not repeated by itself adds to the count and leaves the stop to the rest.
    """

    def __init__(self, text: str, most: int) -> None:
        self.text = text
        self.most = most
        self.count = 0
        self.groups: dict[int, str] = {}

    def step(self, number: int = 1) -> None:
        self.count += number
        if self.count > self.most:
            raise TooManySteps


def steps(
    pattern: re.Pattern[str], text: str, *, searched: bool, most: int = sys.maxsize
) -> tuple[int, list[tuple[int, int]]]:
    """Return how many steps all matches take, and these.

    `searched` looks from each place on, as `finditer` does, else from the first alone.
    Raises TooManySteps.
    """
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEEP))
    try:
        counter = Counter(text, most)
        found = _found(pattern, counter, searched=searched)
    except RecursionError:  # Python 3.12 bounds calls of C, whatever limit is set
        raise TooManySteps from None
    finally:
        sys.setrecursionlimit(limit)
    return counter.count, found


def _found(
    pattern: re.Pattern[str], counter: Counter, *, searched: bool
) -> list[tuple[int, int]]:
    first, match = _matcher(pattern)
    found: list[tuple[int, int]] = []
    place = 0
    ends: list[int] = []

    def then(end: int) -> bool:
        ends.append(end)
        return True  # the first match ends the search

    while place <= len(counter.text):
        counter.groups.clear()
        counter.step()
        if first and not first.fits(counter.text[place : place + 1]):
            counter.count += first.cost
            place += 1
        elif match(counter, place, then):
            found.append((place, ends[-1]))
            place = max(ends[-1], place + 1)
        else:
            place += 1
        if not searched:
            break
    counter.step(0)
    return found


@cache
def _matcher(pattern: re.Pattern[str]) -> tuple[_First | None, Matcher]:
    tree = _parser.parse(pattern.pattern, pattern.flags)
    return _first(tree, pattern.flags), _sequence(tree, pattern.flags)


def _sequence(tree: Any, flags: int) -> Matcher:  # noqa: ANN401
    after: Matcher | None = None
    pieces = groupby(tree, lambda node: str(node[0]) in _SINGLE)
    for single, nodes in reversed([(single, [*nodes]) for single, nodes in pieces]):
        if single:
            after = _singles(
                [_fits(name, value, flags) for name, value in nodes], after
            )
            continue
        for name, value in reversed(nodes):
            match = _node(name, value, flags)
            after = _followed(match, after) if after else match
    return after or (lambda _counter, place, then: then(place))


def _followed(first: Matcher, second: Matcher) -> Matcher:
    def match(counter: Counter, place: int, then: Then) -> bool:
        return first(counter, place, lambda end: second(counter, end, then))

    return match


def _node(name: Any, value: Any, flags: int) -> Matcher:  # noqa: ANN401
    kind = str(name)
    if kind in _REPEATS:
        return _repeat(kind, value, flags)
    return _OTHERS[kind](value, flags)


def _fits(name: Any, value: Any, flags: int) -> Callable[[str], bool]:  # noqa: ANN401
    spelled = (repr((name, value)), flags)  # a hundred patterns have many in common
    if spelled not in _FITTING:
        tree = _parser.parse("a", flags)
        tree[0] = (name, value)
        compiled = _compiler.compile(tree, flags & ~re.DEBUG)
        _FITTING[spelled] = cache(lambda sign: compiled.fullmatch(sign) is not None)
    return _FITTING[spelled]


def _singles(each: Sequence[Callable[[str], bool]], after: Matcher | None) -> Matcher:
    def match(counter: Counter, place: int, then: Then) -> bool:
        text = counter.text
        for number, fits in enumerate(each, 1):
            if place == len(text) or not fits(text[place]):
                counter.count += number
                return False
            place += 1
        counter.count += len(each)
        return after(counter, place, then) if after else then(place)

    return match


def _repeat(kind: str, value: Any, flags: int) -> Matcher:  # noqa: ANN401
    least, most, inner = value
    most = most if most > 10**6 else min(int(most), _BOUND)
    least = min(int(least), _BOUND)
    if len(inner) == 1 and str(inner[0][0]) in _SINGLE:
        name, of = inner[0]
        fits = _fits(name, of, flags)
        return _run(kind, least, most, fits)
    body = _sequence(inner, flags)
    if kind == "POSSESSIVE_REPEAT":
        return _atomic_of(_many("MAX_REPEAT", least, most, body))
    return _many(kind, least, most, body)


def _run(kind: str, least: int, most: int, fits: Callable[[str], bool]) -> Matcher:
    def match(counter: Counter, place: int, then: Then) -> bool:
        text, end = counter.text, place
        longest = min(len(text), place + most)
        if kind == "MIN_REPEAT":
            while True:
                counter.step()
                if end - place >= least and then(end):
                    return True
                if end >= longest or not fits(text[end]):
                    return False
                end += 1
        while end < longest and fits(text[end]):
            end += 1
        counter.step(end - place)
        shortest = end if kind == "POSSESSIVE_REPEAT" else place + least
        for stop in range(end, max(shortest, place + least) - 1, -1):
            counter.step()
            if then(stop):
                return True
        return False

    return match


def _many(kind: str, least: int, most: int, body: Matcher) -> Matcher:
    def match(counter: Counter, place: int, then: Then, done: int = 0) -> bool:
        counter.step()

        def again(end: int) -> bool:
            if end == place and done >= least:
                return False  # nothing was taken; it would go on for ever
            return match(counter, end, then, done + 1)

        if kind == "MIN_REPEAT" and done >= least and then(place):
            return True
        if done < most and body(counter, place, again):
            return True
        return kind == "MAX_REPEAT" and done >= least and then(place)

    return match


def _atomic_of(inner: Matcher) -> Matcher:
    def match(counter: Counter, place: int, then: Then) -> bool:
        ends: list[int] = []
        took = inner(counter, place, lambda end: not ends.append(end))  # type: ignore[func-returns-value]
        return took and then(ends[0])

    return match


def _subpattern(value: Any, flags: int) -> Matcher:  # noqa: ANN401
    group, more, fewer, inner = value
    body = _sequence(inner, (flags | more) & ~fewer)

    def match(counter: Counter, place: int, then: Then) -> bool:
        def after(end: int) -> bool:
            before = counter.groups.get(group)
            counter.groups[group] = counter.text[place:end]
            if then(end):
                return True
            if before is not None:
                counter.groups[group] = before
            return False

        return body(counter, place, after)

    return match


def _branch(value: Any, flags: int) -> Matcher:  # noqa: ANN401
    branches = [(_first(inner, flags), _sequence(inner, flags)) for inner in value[1]]

    @cache
    def open_to(sign: str) -> tuple[list[tuple[int, Matcher]], int]:
        """Return the branches that may begin so, and the steps that fail before each.

        And those that fail after all of them.
        """
        found, failed = [], 0
        for first, branch in branches:
            if first is None or first.fits(sign):
                found.append((failed, branch))
                failed = 0
            else:
                failed += first.cost
        return found, failed

    def match(counter: Counter, place: int, then: Then) -> bool:
        counter.count += 1
        found, rest = open_to(counter.text[place : place + 1])
        for failed, branch in found:
            counter.count += failed  # each at its first sign
            if branch(counter, place, then):
                return True
        counter.count += rest
        return False

    return match


class _First(NamedTuple):
    """What the first sign has to fit, and how many steps it takes to see that not."""

    fits: Callable[[str], bool]
    cost: int


def _first(tree: Any, flags: int) -> _First | None:  # noqa: ANN401
    """Return what the first sign has to fit, None where that is not known."""
    for name, value in tree[:1]:
        kind = str(name)
        if kind in _SINGLE:
            return _First(_fits(name, value, flags), 1)
        if kind == "SUBPATTERN":
            _, more, fewer, inner = value
            return _first(inner, (flags | more) & ~fewer)
        if kind == "ATOMIC_GROUP":
            return _first(value, flags)
        if kind == "BRANCH":
            return _either([_first(inner, flags) for inner in value[1]])
    return None


def _either(firsts: list[_First | None]) -> _First | None:
    known = [first for first in firsts if first]
    if len(known) < len(firsts):
        return None
    return _First(
        cache(lambda sign: any(first.fits(sign) for first in known)),
        1 + sum(first.cost for first in known),
    )


def _assert(value: Any, flags: int, *, wanted: bool = True) -> Matcher:  # noqa: ANN401
    direction, inner = value
    body = _sequence(inner, flags)
    width = inner.getwidth()[0] if direction < 0 else 0

    def match(counter: Counter, place: int, then: Then) -> bool:
        counter.count += 1
        start = place - width
        held = start >= 0 and body(
            counter, start, lambda end: direction > 0 or end == place
        )
        return held is wanted and then(place)

    return match


def _at(value: Any, flags: int) -> Matcher:  # noqa: ANN401
    tree = _parser.parse("a", flags)
    tree[0] = (_parser.AT, value)
    alone = _compiler.compile(tree, flags & ~re.DEBUG)

    def match(counter: Counter, place: int, then: Then) -> bool:
        counter.count += 1
        return alone.match(counter.text, place) is not None and then(place)

    return match


def _backreference(value: Any, flags: int) -> Matcher:  # noqa: ANN401
    del flags

    def match(counter: Counter, place: int, then: Then) -> bool:
        held = counter.groups.get(value)
        counter.step(len(held or "") + 1)
        return (
            held is not None
            and counter.text.startswith(held, place)
            and then(place + len(held))
        )

    return match


_OTHERS: dict[str, Callable[[Any, int], Matcher]] = {
    "SUBPATTERN": _subpattern,
    "BRANCH": _branch,
    "ASSERT": _assert,
    "ASSERT_NOT": partial(_assert, wanted=False),
    "AT": _at,
    "GROUPREF": _backreference,
    "ATOMIC_GROUP": lambda value, flags: _atomic_of(_sequence(value, flags)),
}


def hard_texts(pattern: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """Yield beginnings, what is repeated after them, and what ends them.

    They are made of what each part of the pattern takes, over and over, behind what
    leads up to that part, and end in a sign that nothing takes.
    """
    tree = _parser.parse(pattern.pattern, pattern.flags)
    leads = dict.fromkeys(["", *_leads(tree, "", pattern.flags)])
    signs = list(dict.fromkeys(_taken(tree, pattern.flags)))[:14]
    pumps = dict.fromkeys([*signs, *_bodies(tree, pattern.flags)])
    pairs = ["".join(pair) for pair in product(signs[:6], repeat=2)]
    for lead in leads:
        for pump in dict.fromkeys([*pumps, *pairs]):
            if pump:
                yield lead, pump, "\x00"
    for lead in leads:
        for pump in filter(None, pumps):
            yield "", lead + pump, "\x00"  # each is a new beginning
            yield "", lead + pump * 3, "\x00"


def _taken(tree: Any, flags: int) -> Iterator[str]:  # noqa: ANN401
    """Yield signs that parts of a pattern take, for each part one or two."""
    for name, value in tree:
        if str(name) in _SINGLE:
            fits = _fits(name, value, flags)
            signs = (
                [chr(value)] if str(name) == "LITERAL" else list(filter(fits, _SIGNS))
            )
            yield from signs[:1]
            yield from signs[len(signs) // 2 :][:1]
        for inner in _inside(name, value):
            yield from _taken(inner, flags)


def _bodies(tree: Any, flags: int) -> Iterator[str]:  # noqa: ANN401
    for name, value in tree:
        if str(name) in _REPEATS:
            yield _witness(value[2], flags)
        for inner in _inside(name, value):
            yield from _bodies(inner, flags)


def _leads(tree: Any, before: str, flags: int) -> Iterator[str]:  # noqa: ANN401
    """Yield what leads up to each repetition."""
    for name, value in tree:
        if str(name) in _REPEATS:
            yield before
        for inner in _inside(name, value):
            yield from _leads(inner, before, flags)
        before += _witness_of(name, value, flags)


def _inside(name: Any, value: Any) -> list[Any]:  # noqa: ANN401
    kind = str(name)
    if kind in _REPEATS:
        return [value[2]]
    if kind == "SUBPATTERN":
        return [value[3]]
    if kind == "BRANCH":
        return list(value[1])
    if kind in {"ASSERT", "ASSERT_NOT"}:
        return [value[1]]
    return [value] if kind == "ATOMIC_GROUP" else []


def _witness(tree: Any, flags: int) -> str:  # noqa: ANN401
    return "".join(_witness_of(name, value, flags) for name, value in tree)


def _witness_of(name: Any, value: Any, flags: int) -> str:  # noqa: ANN401
    kind = str(name)
    if kind in _SINGLE:
        fits = _fits(name, value, flags)
        return chr(value) if kind == "LITERAL" else next(filter(fits, _SIGNS), "")
    if kind in _REPEATS:
        return _witness(value[2], flags) * min(int(value[0]), _BOUND)
    if kind in {"SUBPATTERN", "BRANCH", "ATOMIC_GROUP"}:
        return _witness(_inside(name, value)[0], flags)
    return ""
