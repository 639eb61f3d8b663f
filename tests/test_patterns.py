"""Every regular expression of the program takes linear time on any text.

None can be forgotten: the package is walked for those that it keeps, its source is
read for those that stand inside functions, and those that are put together while the
program runs are seen in a run of it.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot
from tests.pattern_steps import TooManySteps, hard_texts, steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

# Of millions of steps that are no part of the program, coverage sees none.
pytestmark = pytest.mark.usefixtures("uncovered")

_ROOT = Path(__file__).parent.parent
# Characters; the longer texts have twice as many. A window of words is bounded, but is
# no constant before a text has many times as many: what grows is tried once more.
_SHORT, _LONG = 60, 480
_GROWTH = 2.7  # twice as long: linear 2, quadratic 4
_STEPS = 3_000  # a character; a window of words in a window takes 2,820
_PARTS = 4
_ANCHORED = {"match", "fullmatch"}
_CALLS = {
    *("compile", "search", "match", "fullmatch", "split"),
    *("findall", "finditer", "sub", "subn"),
}


class Use(NamedTuple):
    """A pattern, where it stands, and whether it is looked for anywhere in a text."""

    where: str
    pattern: str
    flags: int
    searched: bool
    kept: bool = False  # by a module, which is where it is tested

    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(bot.__path__, "bot."):
        if ".migrations." not in found.name:  # they run inside Alembic alone
            yield importlib.import_module(found.name)


def _kept(value: Any, where: str, seen: set[int]) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Yield the compiled patterns inside a value, however deep."""
    if isinstance(value, re.Pattern):
        yield where, value
    if id(value) in seen:
        return
    seen.add(id(value))
    ours = (value if isinstance(value, type) else type(value)).__module__
    if isinstance(value, dict):
        inside = [(where, part) for pair in value.items() for part in pair]
    elif isinstance(value, tuple | list | set | frozenset):
        inside = [(where, part) for part in value]
    elif ours.startswith("bot.") and hasattr(value, "__dict__"):
        inside = [(f"{where}.{name}", part) for name, part in vars(value).items()]
    else:
        return
    for name, part in inside:
        yield from _kept(part, name, seen)


class _Source(NamedTuple):
    module: ModuleType
    nodes: tuple[ast.AST, ...]

    def calls(self) -> Iterator[tuple[ast.Call, str, ast.expr]]:
        """Yield calls of functions of `re`, their names and the pattern they get."""
        for node in self.nodes:
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            ):
                continue
            of = node.func.value
            if isinstance(of, ast.Name) and of.id == "re" and node.func.attr in _CALLS:
                yield node, node.func.attr, node.args[0]

    def only_anchored(self, name: str) -> bool:
        """Whether all that is done with a global pattern begins at a given place."""
        uses = [
            node
            for node in self.nodes
            if isinstance(node, ast.Name)
            and node.id == name
            and isinstance(node.ctx, ast.Load)
        ]
        anchored = [
            node.value
            for node in self.nodes
            if isinstance(node, ast.Attribute) and node.attr in _ANCHORED
        ]
        return bool(uses) and all(use in anchored for use in uses)


@cache
def _sources() -> tuple[_Source, ...]:
    files = [(module, module.__file__) for module in _modules()]
    return tuple(
        _Source(module, tuple(ast.walk(ast.parse(Path(file).read_text("utf-8")))))
        for module, file in files
        if file
    )


@cache
def _globals() -> tuple[Use, ...]:
    return tuple(_walked())


def _walked() -> Iterator[Use]:
    for source in _sources():
        for name, value in list(vars(source.module).items()):
            where = f"{source.module.__name__}.{name}"
            for place, pattern in _kept(value, where, set()):
                searched = not (place == where and source.only_anchored(name))
                yield Use(place, *_text_of(pattern), searched)


def _text_of(pattern: re.Pattern[Any]) -> tuple[str, int]:
    if isinstance(pattern.pattern, bytes):
        return pattern.pattern.decode("latin-1"), pattern.flags | re.ASCII
    return pattern.pattern, pattern.flags


def _inline() -> Iterator[Use]:
    """Yield patterns inside functions that are known without running these."""
    for source, call, function, argument in _calls():
        value = _value(source.module, argument)
        if isinstance(value, str):
            flags = _value(source.module, call.args[-1]) if len(call.args) > 2 else 0
            flags = flags if isinstance(flags, re.RegexFlag) else 0
            where = f"{source.module.__name__}:{call.lineno}"
            searched = function not in _ANCHORED
            if function != "compile":
                yield Use(where, value, int(flags), searched)


def _calls() -> Iterator[tuple[_Source, ast.Call, str, ast.expr]]:
    for source in _sources():
        for call, function, argument in source.calls():
            yield source, call, function, argument


def _value(module: ModuleType, argument: ast.expr) -> object:
    try:
        code = compile(ast.Expression(argument), module.__name__, "eval")
        return eval(code, dict(vars(module)))  # noqa: S307 - our own source
    except (NameError, AttributeError):
        return None


def _unknown_until_run() -> set[tuple[str, int]]:
    """Return the places at which a pattern is put together while the program runs."""
    return {
        (source.module.__name__, line)
        for source, call, _, argument in _calls()
        if _value(source.module, argument) is None
        for line in [call.lineno]
    }


@cache
def _run() -> tuple[Use, ...]:
    """Return the patterns that the program makes in a run of its own."""
    process = subprocess.run(
        [sys.executable, "-m", "tests.patterns_made"],
        cwd=_ROOT,
        capture_output=True,
        check=True,
    )
    return tuple(Use(*made) for made in json.loads(process.stdout))


def _all() -> list[Use]:
    uses = [*_globals(), *_inline(), *_run()]
    each = {use[1:]: use for use in uses if not use.kept}
    return list(each.values())


def test_patterns_are_found_wherever_they_stand() -> None:
    found = {use.where.partition(":")[0] for use in (*_globals(), *_inline(), *_run())}
    for where in (
        "bot.chat.citing._CITATION",
        "bot.answering.small_talk._LINES",  # inside a dict
        "bot.chat.librarian.leafing.LeafButton.__discord_ui_compiled_template__",
        "bot.retrieval.kinds",  # inside functions
    ):
        assert where in found


def test_what_is_put_together_while_it_runs_is_seen_in_the_run() -> None:
    seen = {use.where for use in _run()}
    missing = {f"{m}:{line}" for m, line in _unknown_until_run()} - seen
    assert not missing, "make them constants, or add to tests/patterns_made.py"


def test_no_group_is_repeated_possessively() -> None:
    # Python 3.11.2, which Debian 12 has, then matches a part of one repetition more:
    # "3." of "3. Dez". An atomic group does as well: (?>(?:…)*).
    repeated = re.compile(r"(?<!\\)\)(?:[*?+]|\{\d*,?\d*\})\+")
    assert not [use.where for use in _all() if repeated.search(use.pattern)]


@pytest.mark.parametrize("part", range(_PARTS))  # for two workers to share
def test_every_pattern_takes_linear_time_on_any_text(part: int) -> None:
    many = 20 * settings().max_examples
    made = set(_run())
    grown = {}
    for use in _all()[part::_PARTS]:
        texts = list(hard_texts(use.compiled()))
        # Of two thousand texts many are much alike, the more so in a hundred rules of
        # one grammar: a part of them for each, and all in the thorough profile.
        few = many // 8 if use in made else many
        if len(texts) > few:
            texts = Random(use.pattern).sample(texts, few)  # noqa: S311 - no secret
        if hard := _too_hard(use.compiled(), texts, searched=use.searched):
            grown[use.where] = hard
    assert grown == {}


@pytest.mark.parametrize(
    "pattern", [r"\s+$", r"(?:a|aa)+b", r"\[\s*(\S.*?)\s*\]", r"(a+)+b"]
)
def test_what_is_not_linear_is_found_out(pattern: str) -> None:
    hard = re.compile(pattern)
    sizes = (_SHORT, 2 * _SHORT)
    assert _too_hard(hard, hard_texts(hard), sizes, searched=True)


_pieces = st.sampled_from(
    [
        r"a",
        r"b",
        r"ab",
        r"[ab]",
        r"[^a]",
        r"a*",
        r"b+?",
        r"(a|ab)",
        r"(?:ab)*",
        r"a{2,3}",
        r"^",
        r"$",
        r"\b",
        r"(?=b)",
        r"(?!a)",
        r"(?<=a)",
        r"(?<!b)",
        r"(?:(a)\1)",
        r".",
        r"(?>a+)",
    ]
)


@given(st.lists(_pieces, max_size=4), st.text("ab ", max_size=8))
def test_the_steps_that_are_counted_find_what_re_finds(
    pieces: list[str], text: str
) -> None:
    pattern = re.compile("".join(pieces))
    _, found = steps(pattern, text, searched=True)
    expected, place = [], 0
    while match := pattern.search(text, place):
        expected.append(match.span())
        place = max(match.end(), match.start() + 1)
        if place > len(text):
            break
    assert found == expected


def _too_hard(
    pattern: re.Pattern[str],
    texts: Iterable[tuple[str, str, str]],
    sizes: tuple[int, int] = (_SHORT, _LONG),
    *,
    searched: bool,
) -> str | None:
    """Return the text on which the steps of a pattern grow faster than it does."""
    for hard in texts:
        if all(_grows(pattern, hard, size, searched=searched) for size in sizes):
            return "{!r} + {!r} * n + {!r}".format(*hard)
    return None


def _grows(
    pattern: re.Pattern[str], hard: tuple[str, str, str], size: int, *, searched: bool
) -> bool:
    lead, pump, end = hard
    number = max(1, size // len(pump))
    text, longer = (lead + pump * n * number + end for n in (1, 2))
    try:
        most = _STEPS * len(text)
        short, _ = steps(pattern, text, searched=searched, most=most)
        steps(pattern, longer, searched=searched, most=int(_GROWTH * short))
    except TooManySteps:
        return True
    return False
