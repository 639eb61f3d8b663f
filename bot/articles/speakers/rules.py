"""Reads the table of rules: who says something, and where that stands."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.lexicon import LexiconError
from bot.articles.speakers.patterns import compiled

if TYPE_CHECKING:
    from bot.articles.speakers.lexicon import Lexicon

__all__ = [
    "KINDS",
    "Cueing",
    "Finding",
    "Rule",
    "chunk_patterns",
    "cueing",
    "parse_rules",
    "rules",
]

_ENGLISH = Path(__file__).with_name("rules_en.toml")
KINDS = {"verb", "said", "own", "unsaid"}
_PLACES = ("before", "subject", "lead", "words", "form", "after", "clause")
_ENDING = {"before", "lead", "clause"}
_STEPS = ("happens", "real", "speaks", "closes", "says", "only", "quotes")


class Finding(NamedTuple):
    """A stance, the rule that gave it and the words of the text that it fired on."""

    stance: Stance
    rule: str
    words: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table.

    `kind` is where it looks: after a `verb` (in its `voice`, with a `subject`), in a
    sentence that somebody has `said`, in somebody's `own` words (between quotation
    marks), in one that is `unsaid`. `speaker` is what its speaker must be. It `needs`
    one of some words or tags, so that most sentences need not be looked at.
    """

    name: str
    kind: str
    stance: Stance
    example: str
    counterexample: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    subject: re.Pattern[str] | None = None
    verb: frozenset[str] = frozenset()
    voice: str = "active"
    speaker: str = ""
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cueing:
    """One row on whether a verb of saying says something: `answer`, where it fits.

    `step` is what it answers: whether it `happens`, or that nobody does so; whether
    it is `real`, or supposed; whether its subject `speaks`; whether ", X said" `closes`
    what X says; whether the verb `says` something; whether the sentence `only` says
    so; whether any verb `quotes` its subject. `must` is what holds of the frame, of
    each in `when` one does, of `never` none; `only` has the kinds that its verb may
    have. `places` are patterns for the chunks that end `before` the subject
    or in its `lead`, where the verb's words begin, stand among the `words` before the
    verb, or begin with the `subject`, the verb's `form`, or `after` the verb, and for
    the words that end before it in its `clause`.
    """

    name: str
    step: str
    answer: bool
    example: str
    counterexample: str
    must: frozenset[str] = frozenset()
    when: tuple[frozenset[str], ...] = ()
    never: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    places: tuple[tuple[str, re.Pattern[str]], ...] = ()


@cache
def rules(lexicon: Lexicon, without: str = "") -> tuple[Rule, ...]:
    """Return the rules of a lexicon's language; those of one name may be left out.

    Raises LexiconError where the table is wrong.
    """
    return tuple(rule for rule in _tables(lexicon)[0] if rule.name != without)


@cache
def cueing(lexicon: Lexicon, without: str = "") -> dict[str, tuple[Cueing, ...]]:
    """Return the rows on verbs of saying by their steps; see `rules`."""
    rows = [row for row in _tables(lexicon)[1] if row.name != without]
    return {step: tuple(row for row in rows if row.step == step) for step in _STEPS}


@cache
def chunk_patterns() -> dict[str, str]:
    """Return the patterns over chunks that have names, which all languages share."""
    found: dict[str, str] = {}
    for name, pattern in tomllib.loads(_ENGLISH.read_text("utf-8"))["chunks"].items():
        found[name] = f"({_named(pattern, found)})"
    return found


def _named(pattern: str, known: dict[str, str]) -> str:
    """Return a pattern with what each <name> in it stands for."""
    for name, meaning in known.items():
        pattern = pattern.replace(f"<{name}>", meaning)
    return pattern


@cache
def _tables(lexicon: Lexicon) -> tuple[tuple[Rule, ...], tuple[Cueing, ...]]:
    file = _ENGLISH.with_name(f"rules_{lexicon.language}.toml")
    text = file.read_text("utf-8") if file.is_file() else ""
    found, rows = parse_rules(text, lexicon, file.name)
    if file != _ENGLISH:  # what it does not say about verbs is as in English
        rows += parse_rules(_ENGLISH.read_text("utf-8"), lexicon, _ENGLISH.name)[1]
    return found, rows


def parse_rules(
    text: str, lexicon: Lexicon, file: str
) -> tuple[tuple[Rule, ...], tuple[Cueing, ...]]:
    """Read the text of a table. Raises LexiconError, which names the line."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        at = int(line[1]) if line else text.count("\n") + 1
        raise LexiconError(file, at, f"it is not TOML: {error}.") from error
    lines = {
        kind: [
            n for n, line in enumerate(text.splitlines(), 1) if line == f"[[{kind}]]"
        ]
        for kind in ("rule", "cueing")
    }
    names: set[str] = set()
    found: dict[str, list[Any]] = {"rule": [], "cueing": []}
    for kind, rows in found.items():
        for number, row in zip(lines[kind], table.get(kind, []), strict=True):
            name = row.get("name", "?")
            try:
                if name in names:
                    problem = "is the name of two rules; rename one."
                    raise ValueError(problem)  # noqa: TRY301 - as the others
                one = _rule(row, lexicon) if kind == "rule" else None
                rows.append(one or _cueing(row, lexicon))
            except ValueError as error:
                raise LexiconError(file, number, f"{name!r} {error}") from error
            names.add(name)
    return tuple(found["rule"]), tuple(found["cueing"])


def _check(row: dict[str, Any], of: type, needed: str, **known: set[str]) -> None:
    fields = {*of.__annotations__} - {"must", "never", "places"}
    fields |= {*_PLACES} if of is Cueing else set()
    for name in row:
        if name not in fields:
            problem = f"has a field {name!r} that is none; known are {sorted(fields)}."
            raise ValueError(problem)
    for name in ("name", "example", "counterexample", *needed.split()):
        if row.get(name, "") == "":
            problem = f"has no {name}; write one."
            raise ValueError(problem)
    for name, values in known.items():
        if row[name] not in values:
            problem = f"has the {name} {row[name]!r}; known are {sorted(values)}."
            raise ValueError(problem)


def _rule(row: dict[str, Any], lexicon: Lexicon) -> Rule:
    needed = "kind stance" if row.get("kind") == "verb" else "kind stance needs"
    _check(row, Rule, needed, kind=KINDS, stance={*map(str, Stance)})
    given = {"pattern": ""} | row
    given |= {"stance": Stance(row["stance"])}
    for name in {"pattern", "unless", "subject"} & {*given}:
        given[name] = compiled(given[name], lexicon)
    for name in {"verb", "needs"} & {*given}:
        words = given[name].split()
        given[name] = frozenset(word.replace("_", " ") for word in words)
    return Rule(**given)


def _cueing(row: dict[str, Any], lexicon: Lexicon) -> Cueing:
    _check(row, Cueing, "step answer", step={*_STEPS})
    when = row.get("when", "").split()
    places = ((at, row[at]) for at in _PLACES if at in row)
    found = {
        "must": frozenset(one for one in when if one[0] != "-" and "|" not in one),
        "when": tuple(frozenset(one.split("|")) for one in when if "|" in one),
        "never": frozenset(one[1:] for one in when if one[0] == "-"),
        "only": frozenset(row.get("only", "").split()),
        "places": tuple((at, _place(at, one, lexicon)) for at, one in places),
    }
    return Cueing(**{key: row[key] for key in row if key not in _PLACES} | found)


def _place(place: str, pattern: str, lexicon: Lexicon) -> re.Pattern[str]:
    found = compiled(_named(pattern, chunk_patterns()), lexicon)
    return re.compile(rf"(?:{found.pattern})\Z") if place in _ENDING else found
