"""Reads the tables of rules: who says something, and where that stands.

A pattern of a row goes over the words of a sentence, or over its chunks (see `Chunks`),
and what the lexicon says of each:

    word       that word (in lower case; "isn't" is two words, "is not")
    @tag       a word of that section of the lexicon, or a form of that kind of verb
    *ing       a word with that ending, `*` any word
    %name      one of the phrases of that section
    ,          a comma; `stop` is any mark that ends a clause
    [np]       a chunk with one of these letters, `[^np]` with none of them
    <name>     one of the patterns that the table gives a name
    ~n ~~n     at most n words, as few as can be; ~~ goes over commas too
    (a | b c)  either; `x?` perhaps; `x{0,3}` so many
    !x &x      not there, or there (they take no word)
    ^ $ end    before the first word, behind the last one, where what is seen ends
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.lexicon import LexiconError, sections
from bot.articles.speakers.tokens import END, START, TAGS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.articles.speakers.lexicon import Lexicon

__all__ = ["Cueing", "Finding", "Rule", "compiled", "cueing", "parse_rules", "rules"]

_ENGLISH = Path(__file__).with_name("rules_en.toml")
_KINDS = {"verb", "said", "own", "unsaid"}
_PLACES = ("before", "subject", "lead", "words", "form", "after", "clause")
_ENDING = {"before", "lead", "clause"}
_STEPS = ("happens", "real", "speaks", "closes", "says", "only", "quotes")
_ATOM = re.compile(
    r"\s*(~~?\d+|[@%][\w-]+|\*[\w’']*|\[\^?[^\]\s]+\]|\{\d,\d*\}|[!&()|?^$,]|[\w’'-]+)"
)
# Each word is gone over once: no class takes the marks between words, and what has
# been taken to a word's end is not given back.
_REST = rf"[^{START}{END}]*+{END}"
_WORD = rf"{START}[^\W_]{_REST}"
_UNSTOPPED = f"{START}[^.;:?!{START}{TAGS}{END}]{_REST}"
_LOWER = f"[^{START}{TAGS}{END}]*"
_FIXED = {"!": "(?!", "&": "(?=", "(": "(?:", ")": ")", "|": "|", "?": "?", "^": r"\A"}
_FIXED |= {"$": rf"(?={START}[^\w]|\Z)", "*": f"(?:{_WORD})"}
_FIXED |= {"stop": f"(?:{START}[.;:?!]{_REST})", "end": r"\Z"}
_TAGGED = {"capital", "speakers", "several", "ended"}  # tags that are no sections


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
    so; whether any verb `quotes` its subject. Of each in `when` one holds of the frame,
    of `never` none; `only` has the kinds that its verb may have. `places` are patterns
    for the chunks that end `before` the subject or in its `lead`, where the verb's
    words begin, stand among the `words` before the verb, or begin with the `subject`,
    the verb's `form`, or `after` it, and for the words before it in its `clause`.
    """

    name: str
    step: str
    answer: bool
    example: str
    counterexample: str
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
        told = re.search(r"line (\d+)", str(error))
        at = int(told[1]) if told else text.count("\n") + 1
        raise LexiconError(file, at, f"it is not TOML: {error}.") from error
    found: dict[str, Rule | Cueing] = {}
    kinds: dict[str, Callable[..., Any]] = {"rule": _rule, "cueing": _cueing}
    rows = {f"[[{kind}]]": (iter(table.get(kind, ())), kinds[kind]) for kind in kinds}
    for number, line in enumerate(text.splitlines(), 1):
        if line in rows:
            left, made = rows[line]
            row: dict[str, Any] = next(left, {})
            name = row.get("name", "?")
            try:
                if name in found:
                    problem = "is the name of two rules; rename one."
                    raise ValueError(problem)  # noqa: TRY301 - as the others
                found[name] = made(row, lexicon)
            except ValueError as error:
                raise LexiconError(file, number, f"{name!r} {error}") from error
    return (
        tuple(row for row in found.values() if isinstance(row, Rule)),
        tuple(row for row in found.values() if isinstance(row, Cueing)),
    )


def _check(
    row: dict[str, Any], allowed: set[str], needed: str, **known: Collection[str]
) -> None:
    for name in row.keys() - allowed:
        problem = f"has a field {name!r} that is none; known are {sorted(allowed)}."
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
    allowed, stances = {*Rule.__annotations__}, [*map(str, Stance)]
    _check(row, allowed, needed, kind=_KINDS, stance=stances)
    given = {"pattern": ""} | row | {"stance": Stance(row["stance"])}
    for name in {"pattern", "unless", "subject"} & {*given}:
        given[name] = compiled(given[name], lexicon)
    for name in {"verb", "needs"} & {*given}:
        words = given[name].split()
        given[name] = frozenset(word.replace("_", " ") for word in words)
    return Rule(**given)


def _cueing(row: dict[str, Any], lexicon: Lexicon) -> Cueing:
    allowed = {*Cueing.__annotations__, *_PLACES} - {"never", "places"}
    _check(row, allowed, "step answer", step=_STEPS)
    when = row.get("when", "").split()
    ending = {at: f"({row[at]}) end" for at in row.keys() & _ENDING}
    places = {at: (row | ending)[at] for at in _PLACES if at in row}
    found = {
        "when": tuple(frozenset(one.split("|")) for one in when if one[0] != "-"),
        "never": frozenset(one[1:] for one in when if one[0] == "-"),
        "only": frozenset(row.get("only", "").split()),
        "places": tuple((at, compiled(p, lexicon)) for at, p in places.items()),
    }
    return Cueing(**{key: row[key] for key in row if key not in _PLACES} | found)


@cache
def _chunk_patterns() -> dict[str, str]:
    """Return the patterns over chunks that have names, which all languages share."""
    chunks: dict[str, str] = tomllib.loads(_ENGLISH.read_text("utf-8"))["chunks"]
    return {f"<{name}>": f"({pattern})" for name, pattern in chunks.items()}


def _named(pattern: str) -> str:
    """Return a pattern with what each <name> in it stands for."""
    for name in re.findall("<[^<>]+>", pattern):
        pattern = pattern.replace(name, _named(_chunk_patterns().get(name, "&")))
    return pattern


@cache
def compiled(pattern: str, lexicon: Lexicon) -> re.Pattern[str]:
    """Return a pattern for a stream. Raises ValueError, which says what is wrong."""
    text, at, pattern = "", 0, _named(pattern)
    looking = [0]  # in each open bracket, how many of ! and & wait for what follows
    while at < len(pattern.rstrip()):
        match = _ATOM.match(pattern, at)
        if match is None or (match[1] == ")" and len(looking) == 1):
            opened = "has a bracket in its pattern that nobody opened."
            rest = f"has a pattern that breaks off at {pattern[at:]!r}."
            raise ValueError(opened if match else rest)
        atom, at = match[1], match.end()
        text += _FIXED.get(atom) or _item(atom, lexicon)
        if atom == ")":
            looking.pop()
        if atom in "!&":
            looking[-1] += 1
        elif atom == "(":
            looking.append(0)
        elif atom[0] not in "|?{":
            text += ")" * looking[-1]
            looking[-1] = 0
    if len(looking) > 1 or looking[0]:
        closed = "has a bracket in its pattern that nobody closes."
        ends = "has a pattern that breaks off at its end."
        raise ValueError(ends if looking[0] else closed)
    return re.compile(text)


def _item(atom: str, lexicon: Lexicon) -> str:
    kind, name = atom[0], atom[1:].replace("_", " ")
    known = sections()
    if kind == "@" and not {name, f"verbs: {name}"} & (known | _TAGGED):
        problem = f"speaks of {atom}, which is no section of the lexicon."
        raise ValueError(problem)
    if kind == "%" and f"phrases: {name}" not in known:
        problem = f"speaks of {atom}, which is no section of phrases."
        raise ValueError(problem)
    match kind:
        case "{":
            return atom
        case "~":
            any_ = _WORD if atom[1] != "~" else _UNSTOPPED
            return rf"(?:(?:{any_}){{0,{atom.strip('~')}}}?)"
        case "*":
            return rf"(?:{START}(?>{_LOWER}?{atom[1:]}{TAGS}){_REST})"
        case "[":
            return rf"(?:{START}{_LOWER}+{TAGS}{atom}{_REST})"
        case "@":
            return rf"(?:{START}(?>[^{START}{END}]*?,{name},){_REST})"
        case "%":
            phrases = lexicon.phrases.get(name, ())
            texts = ["".join(map(_literal, phrase)) for phrase in phrases]
            return f"(?:{'|'.join(texts)})" if texts else "(?!)"
        case _:
            return f"(?:{_literal(atom)})"


def _literal(word: str) -> str:
    return rf"{START}{re.escape(word)}{TAGS}{_REST}"
