"""Reads the table of rules by which a sentence alleges, denies or just reports.

A rule's pattern goes over the words of a sentence and what the lexicon says of each:

    word       that word (in lower case; "isn't" is two words, "is not")
    @tag       a word of that section of the lexicon, or a form of that kind of verb
    *ing       a word with that ending, `*` any word
    %name      one of the phrases of that section
    ,          a comma; `stop` is any mark that ends a clause
    ~n ~~n     at most n words, as few as can be; ~~ goes over commas too
    (a | b c)  either; `x?` perhaps; `!x` not there (it takes no word)
    ^ $        the first and the last word
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
    from bot.articles.speakers.lexicon import Lexicon

__all__ = ["Finding", "Rule", "parse_rules", "rules"]

_FIELDS = {"name", "kind", "verb", "voice", "subject", "pattern", "unless", "stance"}
_FIELDS |= {"speaker", "example", "counterexample"}
_KINDS = {"verb", "said", "own", "unsaid"}


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
    marks), in one that is `unsaid`. `speaker` is what its speaker must be.
    """

    name: str
    kind: str
    stance: Stance
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    subject: re.Pattern[str] | None
    verb: frozenset[str]
    voice: str
    speaker: str
    needs: tuple[frozenset[str], ...]
    example: str
    counterexample: str


@cache
def rules(lexicon: Lexicon, without: str = "") -> tuple[Rule, ...]:
    """Return the rules of a lexicon's language; those of one name may be left out.

    Raises LexiconError where the table is wrong.
    """
    file = Path(__file__).with_name(f"rules_{lexicon.language}.toml")
    if not file.is_file():
        return ()
    found = parse_rules(file.read_text("utf-8"), lexicon, file.name)
    return tuple(rule for rule in found if rule.name != without)


def parse_rules(text: str, lexicon: Lexicon, file: str) -> tuple[Rule, ...]:
    """Read the text of a table. Raises LexiconError, which names the line."""
    try:
        rows = tomllib.loads(text).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        problem = f"it is not TOML: {error}."
        raise LexiconError(
            file, int(line[1]) if line else text.count("\n") + 1, problem
        ) from error
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line == "[[rule]]"]
    found: list[Rule] = []
    names: set[str] = set()
    for number, row in zip(lines, rows, strict=True):
        name = row.get("name", "?")
        try:
            if name in names:
                problem = "is the name of two rules; rename one."
                raise ValueError(problem)  # noqa: TRY301 - as the others
            found.append(_rule(row, lexicon))
        except ValueError as error:
            raise LexiconError(file, number, f"{name!r} {error}") from error
        names.add(name)
    return tuple(found)


def _rule(row: dict[str, Any], lexicon: Lexicon) -> Rule:
    for name in row:
        if name not in _FIELDS:
            problem = f"has a field {name!r} that is none; known are {sorted(_FIELDS)}."
            raise ValueError(problem)
    for name in ("name", "kind", "stance", "example", "counterexample"):
        if not row.get(name):
            problem = f"has no {name}; write one."
            raise ValueError(problem)
    if row["kind"] not in _KINDS:
        problem = f"is of the kind {row['kind']!r}; known are {sorted(_KINDS)}."
        raise ValueError(problem)
    if row["stance"] not in {*Stance}:
        problem = f"has the stance {row['stance']!r}; known are {[*map(str, Stance)]}."
        raise ValueError(problem)
    pattern, needs = _compiled(row.get("pattern", ""), lexicon)
    unless = row.get("unless")
    subject = row.get("subject")
    return Rule(
        row["name"],
        row["kind"],
        Stance(row["stance"]),
        pattern,
        _compiled(unless, lexicon)[0] if unless else None,
        _compiled(subject, lexicon)[0] if subject else None,
        frozenset(row.get("verb", "").split()),
        row.get("voice", "active"),
        row.get("speaker", ""),
        needs,
        row["example"],
        row["counterexample"],
    )


_ATOM = re.compile(r"\s*(~~?\d+|[@%][\w-]+|\*\w*|!|\(|\)|\||\?|\^|\$|,|[\w’'-]+)")


# Each word is gone over once: no class takes the marks between words, and what has
# been taken to a word's end is not given back.
_REST = rf"[^{START}{END}]*+{END}"
_WORD = rf"{START}[^\W_]{_REST}"
_FIXED = {
    "^": r"\A",
    "$": rf"(?={START}[^\w]|\Z)",
    "*": _WORD,
    "stop": rf"{START}[.;:?!]{_REST}",
}
_TAGGED = {"capital", "speakers", "several"}  # tags that are no sections


class _Parser:
    """Turns a pattern into a regular expression over the stream."""

    def __init__(self, pattern: str, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._atoms: list[str] = []
        at = 0
        while at < len(pattern.rstrip()):
            match = _ATOM.match(pattern, at)
            if match is None:
                problem = f"has a pattern that breaks off at {pattern[at:]!r}."
                raise ValueError(problem)
            self._atoms.append(match[1])
            at = match.end()
        self._at = 0

    def parsed(self) -> tuple[str, tuple[frozenset[str], ...]]:
        text, needs = self._choices()
        if self._at < len(self._atoms):
            problem = "has a bracket in its pattern that nobody opened."
            raise ValueError(problem)
        return text, needs[0] if len(needs) == 1 else ()

    def _choices(self) -> tuple[str, list[tuple[frozenset[str], ...]]]:
        texts, needs = [], []
        while True:
            text, need = self._sequence()
            texts.append(text)
            needs.append(need)
            if self._peek() != "|":
                return "|".join(texts), needs
            self._at += 1

    def _peek(self) -> str:
        return self._atoms[self._at] if self._at < len(self._atoms) else ""

    def _sequence(self) -> tuple[str, tuple[frozenset[str], ...]]:
        parts: list[str] = []
        needs: list[frozenset[str]] = []
        while (atom := self._peek()) and atom not in {"|", ")"}:
            text, need = self._item()
            if self._peek() == "?":
                self._at += 1
                text, need = f"(?:{text})?", frozenset()
            parts.append(text)
            if need:
                needs.append(need)
        return "".join(parts), tuple(needs)

    def _item(self) -> tuple[str, frozenset[str]]:
        atom = self._peek()
        self._at += 1
        if atom == "!":
            text, _ = self._item()
            return f"(?!{text})", frozenset()
        if atom == "(":
            text, needs = self._choices()
            if self._peek() != ")":
                problem = "has a bracket in its pattern that nobody closes."
                raise ValueError(problem)
            self._at += 1
            firsts = [need[0] for need in needs if need]
            whole = len(firsts) == len(needs)
            return f"(?:{text})", frozenset().union(*firsts) if whole else frozenset()
        return self._single(atom)

    def _single(self, atom: str) -> tuple[str, frozenset[str]]:
        if atom in _FIXED:
            return _FIXED[atom], frozenset()
        if atom.startswith("~~"):
            word = rf"{START}[^.;:?!{START}{TAGS}{END}]{_REST}"
            return rf"(?:{word}){{0,{atom[2:]}}}?", frozenset()
        if atom.startswith("~"):
            return rf"(?:{_WORD}){{0,{atom[1:]}}}?", frozenset()
        if atom.startswith("*"):
            lower = rf"[^{START}{TAGS}{END}]*?{atom[1:]}{TAGS}"
            return rf"{START}(?>{lower}){_REST}", frozenset()
        if atom.startswith("@"):
            return self._tag(atom)
        if atom.startswith("%"):
            return self._phrase(atom)
        return _literal(atom), frozenset({atom})

    def _tag(self, atom: str) -> tuple[str, frozenset[str]]:
        tag = atom[1:].replace("_", " ")
        if not {tag, f"verbs: {tag}"} & (sections() | _TAGGED):
            problem = f"speaks of {atom}, which is no section of the lexicon."
            raise ValueError(problem)
        return rf"{START}(?>[^{START}{END}]*?,{tag},){_REST}", frozenset({tag})

    def _phrase(self, atom: str) -> tuple[str, frozenset[str]]:
        name = atom[1:].replace("_", " ")
        if f"phrases: {name}" not in sections():
            problem = f"speaks of {atom}, which is no section of phrases."
            raise ValueError(problem)
        phrases = self._lexicon.phrases.get(name, ())
        texts = ["".join(map(_literal, phrase)) for phrase in phrases]
        text = f"(?:{'|'.join(texts)})" if texts else "(?!)"
        return text, frozenset(phrase[0] for phrase in phrases)


def _literal(word: str) -> str:
    return rf"{START}{re.escape(word)}{TAGS}{_REST}"


def _compiled(
    pattern: str, lexicon: Lexicon
) -> tuple[re.Pattern[str], tuple[frozenset[str], ...]]:
    """Return a pattern for a stream, and what it needs: of each set one word or tag.

    Raises ValueError, which says what is wrong with it.
    """
    text, needs = _Parser(pattern, lexicon).parsed()
    return re.compile(text), needs
