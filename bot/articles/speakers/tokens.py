"""Cuts a text into words and marks, each with what the lexicon says of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from bot.articles.sentence import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.articles.speakers.lexicon import Lexicon

__all__ = [
    "END",
    "MARKS",
    "QUOTE",
    "START",
    "TAGS",
    "Stream",
    "Token",
    "Tokeniser",
    "laid_out",
    "starts",
]

QUOTE = "“”"  # stands for a quotation, whatever it holds
START, TAGS, END = "\x01", "\x02", "\x03"  # around a word, and before its tags
MARKS = frozenset("\"“”„‟«»‹›「」『』‘’‚'")

# "cannot" and "can't" are two words; a plain word, as most are; "was" and "n't"; U.S.,
# an abbreviated title or an initial, a time, a number with commas; else letters with
# what joins them.
_TOKEN = re.compile(
    r"\b[Cc]an(?=(?:not|['’]t)\b)|[A-Za-z]{2,}+(?![\w.'’-])"
    r"|[A-Za-z]+?(?=n['’]t\b)|(?<=[a-z])n?['’]t\b"
    r"|(?:[^\W\d_]\.){2,}"
    r"|[A-ZÄÖÜ][a-zäöü]{0,5}\.(?=,?\s+[a-z]|\s+(?:[^\W\d_]|\Z))"  # Mrs. Lee
    r"|\b\d{1,2}:\d{2}(?:[ap]m)?\b|\b\d{1,3}(?:,\d{3})+\b"
    r"|\w+(?:[.'’-]\w+)*(?:['’](?!\w))?|[^\w\s\x01-\x03]"
)
_JOINED = re.compile("(?:a[dlnrstz]|ash|el)-(.)")  # an article, as in al-Bab
_REMEMBERED = 32_768  # words of which a lexicon remembers what it says
_CONTRACTED = dict.fromkeys(["n't", "n’t", "'t", "’t"], "not")
_BOUND = re.compile(rf"{START}|\Z")


class Token(NamedTuple):
    """A word, a punctuation mark or a whole quotation, and its place in the text.

    `lower` is the word as the lexicon has it: lower case, without the possessive s.
    `tags` are the lexicon's for it. Of a quotation, `text` tells how it ends.
    """

    text: str
    start: int
    end: int
    lower: str
    tags: frozenset[str]
    capital: bool

    @property
    def possessive(self) -> bool:
        """Whether it has the possessive's apostrophe."""
        return self.text.endswith(("'s", "’s", "'", "’")) and len(self.text) > 1


class Tokeniser:
    """Cuts one text by one lexicon, which remembers what it says of a word."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self._known = lexicon.known
        if len(self._known) > _REMEMBERED:
            self._known.clear()

    def tokens(self, start: int, end: int) -> list[Token]:
        """Return the words and marks between two offsets."""
        found: list[Token] = []
        known, find = self._known, self.text.find
        new = tuple.__new__  # it takes a third of the time of the constructor
        # Only blanks stand between them: where one begins is found sooner than a match
        # object is made.
        for text in _TOKEN.findall(self.text, start, end):
            about = known.get(text)
            if about is None:
                about = known[text] = self._about(text)
            at = find(text, start)
            start = at + len(text)
            found.append(new(Token, (text, at, start, *about)))
        return found

    def outside(self, within: Span, quoted: Iterable[Span]) -> list[Token]:
        """Return the words of a span, each quotation as one QUOTE."""
        found: list[Token] = []
        start, end = within
        for span in quoted:
            left, right = max(span.start, start), min(span.end, end)
            found += self.tokens(start, left)
            closing = self.text[left:right].rstrip("\"“”»›«'’ ")[-1:]
            tags = frozenset({"ended"} if closing in {*",.!?…"} else ())  # “Yes,”
            found.append(Token(QUOTE + closing, left, right, QUOTE, tags, False))  # noqa: FBT003 - a field
            start = right
        return found + self.tokens(start, end)

    def _about(self, text: str) -> tuple[str, frozenset[str], bool]:
        lower = _lower(text)
        joined = _JOINED.match(text)
        capital = joined[1].isupper() if joined else text[0].isupper()
        return lower, self.lexicon.tags(lower), capital


def _lower(text: str) -> str:
    lower = text.lower()
    lower = _CONTRACTED.get(lower, lower)
    if "." in lower[:-1] or not lower[0].isalnum():
        return lower
    return lower.removesuffix("'s").removesuffix("’s").rstrip("'’.")


class Stream:
    """The words of one sentence as patterns see them."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._words = [token for token in tokens if token.text not in MARKS]

    @cached_property
    def known(self) -> set[str]:
        """The words, and what the lexicon says of any."""
        words = {word.lower for word in self._words}
        return words.union({"capital"}, *{word.tags for word in self._words})

    @cached_property
    def text(self) -> str:
        """The words laid out, with what the lexicon says of each."""
        plain, capital = frozenset[str](), frozenset({"capital"})
        return "".join(
            laid_out(word.lower, word.tags, capital if word.capital else plain)
            for word in self._words
        )

    @cached_property
    def _starts(self) -> list[int]:
        return starts(self.text)

    def place(self, token: Token) -> tuple[int, int]:
        """Return where in the stream a word begins and ends."""
        at = bisect_left(self._words, token.start, key=attrgetter("start"))
        return self._starts[at], self._starts[at + 1]

    def spans(self, match: re.Match[str]) -> tuple[Span, ...]:
        """Return the words of the text that a match took."""
        first = bisect_right(self._starts, match.start()) - 1
        last = bisect_left(self._starts, match.end())
        return tuple(Span(word.start, word.end) for word in self._words[first:last])


def starts(text: str) -> list[int]:
    """Return where each word that is laid out begins, and where the last one ends."""
    return [bound.start() for bound in _BOUND.finditer(text)]


@lru_cache(20_000)
def laid_out(
    word: str, tags: frozenset[str], more: frozenset[str], letter: str = ""
) -> str:
    """Return what patterns see of a word; before its tags a chunk has its letter."""
    return f"{START}{word}{TAGS}{letter},{','.join(sorted(tags | more))},{END}"
