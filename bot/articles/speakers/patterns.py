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
_TAGGED = {"capital", "speakers", "several", "ended"}  # tags that are no sections


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
        self._atoms.reverse()  # the next one is the last

    def parsed(self) -> str:
        text = self._choices()
        if self._atoms:
            problem = "has a bracket in its pattern that nobody opened."
            raise ValueError(problem)
        return text

    def _peek(self) -> str:
        return self._atoms[-1] if self._atoms else ""

    def _choices(self) -> str:
        texts = [self._sequence()]
        while self._peek() == "|":
            self._atoms.pop()
            texts.append(self._sequence())
        return "|".join(texts)

    def _sequence(self) -> str:
        text = ""
        while self._peek() not in {"", "|", ")"}:
            item = self._item()
            many = self._atoms.pop() if self._peek()[:1] in {"?", "{"} else ""
            text += f"(?:{item}){many}" if many else item
        return text

    def _item(self) -> str:
        if not self._atoms:
            problem = "has a pattern that breaks off at its end."
            raise ValueError(problem)
        atom = self._atoms.pop()
        if atom in "!&":
            return f"(?{'!' if atom == '!' else '='}{self._item()})"
        if atom == "(":
            text = self._choices()
            if self._peek() != ")":
                problem = "has a bracket in its pattern that nobody closes."
                raise ValueError(problem)
            self._atoms.pop()
            return f"(?:{text})"
        return _FIXED.get(atom) or self._single(atom)

    def _single(self, atom: str) -> str:
        kind, name = atom[0], atom[1:].replace("_", " ")
        if atom.startswith("~~"):
            word = rf"{START}[^.;:?!{START}{TAGS}{END}]{_REST}"
            return rf"(?:{word}){{0,{atom[2:]}}}?"
        if kind == "~":
            return rf"(?:{_WORD}){{0,{atom[1:]}}}?"
        if kind == "*":
            lower = rf"[^{START}{TAGS}{END}]*?{atom[1:]}{TAGS}"
            return rf"{START}(?>{lower}){_REST}"
        if kind == "[":
            return rf"{START}[^{START}{TAGS}{END}]*+{TAGS}{atom}{_REST}"
        if kind == "@":
            if not {name, f"verbs: {name}"} & (sections() | _TAGGED):
                problem = f"speaks of {atom}, which is no section of the lexicon."
                raise ValueError(problem)
            return rf"{START}(?>[^{START}{END}]*?,{name},){_REST}"
        if kind == "%":
            if f"phrases: {name}" not in sections():
                problem = f"speaks of {atom}, which is no section of phrases."
                raise ValueError(problem)
            phrases = self._lexicon.phrases.get(name, ())
            texts = ["".join(map(_literal, phrase)) for phrase in phrases]
            return f"(?:{'|'.join(texts)})" if texts else "(?!)"
        return _literal(atom)


def _literal(word: str) -> str:
    return rf"{START}{re.escape(word)}{TAGS}{_REST}"


def compiled(pattern: str, lexicon: Lexicon) -> re.Pattern[str]:
    """Return a pattern for a stream. Raises ValueError, which says what is wrong."""
    return re.compile(_Parser(pattern, lexicon).parsed())
