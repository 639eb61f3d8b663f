"""Cuts a sentence into words, marks and quotations, keeping every offset."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.articles.article import Span

__all__ = ["BEING", "MARKS", "QUOTE", "Word", "cut", "lowers_of", "unquoted", "words"]

QUOTE = "“”"  # stands for a quotation, whatever it holds

BEING = frozenset({"am", "are", "be", "been", "being", "is", "was", "were"})
MARKS = frozenset("\"“”„‟«»‹›「」『』‘’‚'")

# U.S., an abbreviated title, an initial; else letters with what joins them.
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"
    r"|(?:Mrs?|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Maj|Brig|Adm|Lt|Col|Sgt|Capt|Rev|Hon|St|Jr)\."
    r"|(?:Inc|Co|Corp|Ltd|Bros)\.(?=,?\s+[a-z])"  # where it ends no sentence
    r"|\b[^\W\d_]\.(?=\s+[^\W\d_])|\d+(?:,\d{3})+(?!\w)"  # 9,000
    r"|\w+(?:[.'’-]\w+)*(?:['’](?!\w))?|[^\w\s]"
)
_JOINED = re.compile("(?:a[dlnrstz]|ash|el)-(.)")  # an article, as in al-Bab


class Word(NamedTuple):
    """A word, a punctuation mark or a whole quotation, and its place in the body.

    `lower` is the word as the lexicon has it: lower case, without the possessive s.
    """

    text: str
    start: int
    end: int
    lower: str

    @property
    def capital(self) -> bool:
        """Tell whether it begins with a capital letter, or "al-" and one."""
        first = self.text[0]
        joined = _JOINED.match(self.text) if first in "ae" else None
        return joined[1].isupper() if joined else first.isupper()

    @property
    def possessive(self) -> bool:
        """Tell whether it has the possessive's apostrophe."""
        return self.text.endswith(("'s", "’s", "'", "’")) and len(self.text) > 1


def words(body: str, start: int, end: int) -> list[Word]:
    """Return the words and marks between two offsets."""
    return [
        Word(match.group(), match.start(), match.end(), _lower(match.group()))
        for match in _WORD.finditer(body, start, end)
    ]


def cut(body: str, start: int, end: int, quoted: Iterable[Span]) -> list[Word]:
    """Return the words between two offsets, each quotation as one QUOTE.

    The text of one that ends with a comma, so that a clause goes on, has a comma too.
    """
    found: list[Word] = []
    for span in quoted:
        left, right = max(span.start, start), min(span.end, end)
        found += words(body, start, left)
        comma = "," if body[right - 2 : right - 1] == "," else ""
        found.append(Word(QUOTE + comma, left, right, QUOTE))
        start = right
    return found + words(body, start, end)


def unquoted(words: Sequence[Word]) -> list[str]:
    """Return the words in lower case without the marks of quotations.

    What stands in such marks goes on with what stands around them: the firm "did
    nothing" wrong. "isn't" counts as "is not".
    """
    return [lower for lower in _lowers(words) if lower not in MARKS]


def lowers_of(words: Sequence[Word]) -> list[str]:
    """Return the words in lower case without any mark; "isn't" is "is not"."""
    return [lower for lower in _lowers(words) if lower[0].isalnum()]


def _lowers(words: Sequence[Word]) -> Iterator[str]:
    for word in words:
        if word.lower.endswith(("n't", "n’t")):
            yield from filter(None, (word.lower[:-3], "not"))
        else:
            yield word.lower


def _lower(text: str) -> str:
    if text == "WHO":
        return "w.h.o."  # the World Health Organization, not "who"
    lower = text.lower()
    if lower.isalpha() or not lower[0].isalnum():
        return lower
    if lower.endswith(("'s", "’s")):
        return lower[:-2]
    return lower if "." in lower[:-1] else lower.rstrip("'’.")
