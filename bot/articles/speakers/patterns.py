"""Turns the patterns of a table of rules into regular expressions.

A pattern goes over the words of a sentence, or over its chunks (see `Chunks`), and
what the lexicon says of each:

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
    ^ $        the first and the last word
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.articles.speakers.lexicon import sections
from bot.articles.speakers.tokens import END, START, TAGS

if TYPE_CHECKING:
    from bot.articles.speakers.lexicon import Lexicon

__all__ = ["compiled"]

_ATOM = re.compile(
    r"\s*(~~?\d+|[@%][\w-]+|\*[\w’']*|\[\^?[^\]\s]+\]|\{\d,\d*\}|[!&()|?^$,]|[\w’'-]+)"
)


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
            if (many := self._peek()) and many[0] in "?{":
                self._at += 1
                text, need = f"(?:{text}){many}", frozenset()
            parts.append(text)
            if need:
                needs.append(need)
        return "".join(parts), tuple(needs)

    def _item(self) -> tuple[str, frozenset[str]]:
        atom = self._peek()
        if not atom:
            problem = "has a pattern that breaks off at its end."
            raise ValueError(problem)
        self._at += 1
        if atom in "!&":
            text, _ = self._item()
            return f"(?{'!' if atom == '!' else '='}{text})", frozenset()
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
        if atom.startswith("["):
            return rf"{START}[^{START}{TAGS}{END}]*+{TAGS}{atom}{_REST}", frozenset()
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


def compiled(
    pattern: str, lexicon: Lexicon
) -> tuple[re.Pattern[str], tuple[frozenset[str], ...]]:
    """Return a pattern for a stream, and what it needs: of each set one word or tag.

    Raises ValueError, which says what is wrong with it.
    """
    text, needs = _Parser(pattern, lexicon).parsed()
    return re.compile(text), needs
