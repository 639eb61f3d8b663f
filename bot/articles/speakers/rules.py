"""Reads the table of rules: who says something, and where that stands.

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
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.lexicon import Lexicon, LexiconError, sections
from bot.articles.speakers.tokens import END, START, TAGS

__all__ = ["STEPS", "Finding", "Rule", "compiled", "parse_rules", "rules"]

T = TypeVar("T")
_ENGLISH = Path(__file__).with_name("rules_en.toml")
_KINDS = {"verb", "passive", "said", "own", "unsaid"}
STEPS = {"happens", "real", "speaks", "closes", "says", "only", "quotes", "names"}
_ENDING = {"before", "lead", "words", "clause"}  # places whose patterns end there
_PLACES = {"pattern", "unless", "subject", "form", "after", *_ENDING}
_MADE = {"never", "patterns"}
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

    Of one that gives a `stance`, `kind` is where it looks: after a `verb` (or a
    `passive` one), in a sentence that somebody has `said`, in somebody's `own` words
    (between quotation marks), in one that is `unsaid`. `speaker` is what its speaker
    must be. A row `needs` some kinds of verbs, words or tags, of which a sentence
    must have one: most need not be looked at.

    The others tell whether a verb of saying says something: `answer`, where they fit.
    `kind` is what that answers: whether it `happens`, or that nobody does so; whether
    it is `real`, or supposed; whether its subject `speaks`; whether ", X said" `closes`
    what X says; whether the verb `says` something; whether the sentence `only` says
    so; whether any verb `quotes` its subject, or a noun or a preposition `names` who
    speaks. Of each in `when` one holds of the frame, of `never` none.

    `patterns` are the `pattern` of a stance, `unless` another fits, for what ends
    before the verb in the `subject`; else for the chunks that end `before` the subject,
    in the `lead` of the verb's words, or, from one before these on, with its `words`;
    that begin with the `subject`, the verb's `form`, or `after` it; and for the words
    before it in its `clause`.
    """

    name: str
    kind: str
    example: str
    counterexample: str
    stance: Stance = Stance.REPORT
    needs: frozenset[str] = frozenset()
    speaker: str = ""
    answer: bool = True
    when: tuple[frozenset[str], ...] = ()
    never: frozenset[str] = frozenset()
    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)


@cache
def rules(lexicon: Lexicon, without: str = "") -> tuple[Rule, ...]:
    """Return the rules of a lexicon's language; those of one name may be left out.

    Raises LexiconError where the table is wrong.
    """
    file = _ENGLISH.with_name(f"rules_{lexicon.language}.toml")
    text = file.read_text("utf-8") if file.is_file() else ""
    found = parse_rules(text, lexicon, file.name)
    if file != _ENGLISH:  # what it does not say about verbs is as in English
        english = parse_rules(_ENGLISH.read_text("utf-8"), lexicon, _ENGLISH.name)
        found += [rule for rule in english if rule.kind in STEPS]
    return tuple(rule for rule in found if rule.name != without)


def parse_rules(text: str, lexicon: Lexicon, file: str) -> list[Rule]:
    """Read the text of a table. Raises LexiconError, which names the line."""
    try:
        rows = iter(tomllib.loads(text).get("rule", ()))
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"line (\d+)", str(error))
        at = int(told[1]) if told else text.count("\n") + 1
        raise LexiconError(file, at, f"it is not TOML: {error}.") from error
    found: dict[str, Rule] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line == "[[rule]]":
            row: dict[str, Any] = next(rows, {})
            name = row.get("name", "?")
            try:
                _require(name not in found, "is the name of two rules; rename one.")
                found[name] = _rule(row, lexicon)
            except ValueError as error:
                raise LexiconError(file, number, f"{name!r} {error}") from error
    return [*found.values()]


def _rule(row: dict[str, Any], lexicon: Lexicon) -> Rule:
    kind, allowed = row.get("kind"), {*Rule.__annotations__, *_PLACES} - _MADE
    other = ", ".join(map(repr, row.keys() - allowed))
    known = f"known are {sorted(allowed)}."
    _require(not other, f"has a field {other} that is none; {known}")
    for name, some in (("kind", _KINDS | STEPS), ("stance", {*map(str, Stance)})):
        value = row.get(name, Stance.REPORT)
        _require(value in some, f"has the {name} {value!r}; known are {sorted(some)}.")
    needed = {"answer"} if kind in STEPS else {"stance", "needs"}
    for name in needed | {"name", "example", "counterexample"}:
        _require(row.get(name, "") != "", f"has no {name}; write one.")
    when = row.get("when", "").split()
    ending = {at: f"({row[at]}) end" for at in row.keys() & _ENDING}
    given = ({} if kind in STEPS else {"pattern": ""}) | row | ending
    needs = row.get("needs", "").split()
    found = {
        "stance": Stance(row.get("stance", Stance.REPORT)),
        "needs": frozenset(word.replace("_", " ") for word in needs),
        "when": tuple(frozenset(one.split("|")) for one in when if one[0] != "-"),
        "never": frozenset(one[1:] for one in when if one[0] == "-"),
        "patterns": {at: compiled(given[at], lexicon) for at in given if at in _PLACES},
    }
    return Rule(**{name: row[name] for name in row.keys() - _PLACES} | found)


def _require(value: T | None, problem: str) -> T:
    if not value:
        raise ValueError(problem)
    return value


@cache
def _chunk_patterns() -> dict[str, str]:
    """Return the patterns over chunks that have names, which all languages share."""
    chunks: dict[str, str] = tomllib.loads(_ENGLISH.read_text("utf-8"))["chunks"]
    return {f"<{name}>": f"({pattern})" for name, pattern in chunks.items()}


def _named(pattern: str) -> str:
    """Return a pattern with what each <name> in it stands for."""
    known = _chunk_patterns()
    return re.sub("<[^<>]+>", lambda name: _named(known.get(name[0], "&")), pattern)


@cache
def compiled(pattern: str, lexicon: Lexicon) -> re.Pattern[str]:
    """Return a pattern for a stream. Raises ValueError, which says what is wrong."""
    text, at, pattern = "", 0, _named(pattern)
    looking = [0]  # in each open bracket, how many of ! and & wait for what follows
    while at < len(pattern.rstrip()):
        ends = f"has a pattern that breaks off at {pattern[at:]!r}."
        match = _require(_ATOM.match(pattern, at), ends)
        atom, at = match[1], match.end()
        opened = atom != ")" or len(looking) > 1
        _require(opened, "has a bracket in its pattern that nobody opened.")
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
    _require(not looking[0], "has a pattern that breaks off at its end.")
    _require(len(looking) == 1, "has a bracket in its pattern that nobody closes.")
    return re.compile(text)


def _item(atom: str, lexicon: Lexicon) -> str:
    kind, name = atom[0], atom[1:].replace("_", " ")
    known = sections()
    if kind == "@":
        tag = {name, f"verbs: {name}"} & (known | _TAGGED)
        _require(tag, f"speaks of {atom}, which is no section of the lexicon.")
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
            section = f"phrases: {name}" in known
            _require(section, f"speaks of {atom}, which is no section of phrases.")
            phrases = lexicon.phrases.get(name, ())
            texts = ["".join(map(_literal, phrase)) for phrase in phrases]
            return f"(?:{'|'.join(texts)})" if texts else "(?!)"
        case _:
            return f"(?:{_literal(atom)})"


def _literal(word: str) -> str:
    return rf"{START}{re.escape(word)}{TAGS}{_REST}"
