"""The other forms in which a text's words may be asked for, as further tokens.

"Wi-fi" is found by "wifi", "June 12th" by "12 June", "1.000" by "1000", and "Bharatiya
Janata Party" by "BJP", which no text need explain. They stand beside the words, as
concepts do, and change neither these nor how long a sentence is. No text is said to
lack a word that it writes in another way.
"""

from __future__ import annotations

import re
from itertools import chain, combinations, pairwise
from typing import TYPE_CHECKING, Protocol

from bot.retrieval.analysis import Token
from bot.retrieval.figures import figures, grouped_by_blanks
from bot.retrieval.query import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.retrieval.analysis import Analyser
    from bot.retrieval.vocabulary import Vocabulary

__all__ = ["forms_asked", "other_forms"]

_LETTER = r"[^\W\d_]"
_HYPHEN = "[-\u2010\u2011]"
_HAS_HYPHEN = re.compile(_HYPHEN)
_PART = r"[^\W_]+"
# Up to three parts that a hyphen joins: F-16, wi-fi, fund-raiser.
_HYPHENATED = re.compile(
    rf"(?<![^\W_])(?<!{_HYPHEN}){_PART}(?:{_HYPHEN}{_PART}){{1,2}}(?!{_HYPHEN}?[^\W_])"
)
_SHORT = 2  # letters that a number may stand before, as in 3-D
_SMALL = "and|de|del|der|des|du|et|for|für|la|le|of|the|und|y"
_UPPER = "".join(filter(str.isupper, map(chr, range(0x530))))
_CAPITALS = re.compile(
    rf"[{_UPPER}](?<!\w.)[\w’'.-]*(?: (?:(?:{_SMALL}) ){{0,2}}[{_UPPER}][\w’'.-]*)*"
)
_FEWEST, _MOST = 3, 6  # letters of initials
_RUN = 8  # words with capitals that are looked at together
_INITIALS = "&"  # before the term of initials that a text does not write


def other_forms(
    text: str, words: Sequence[Token], analyser: Analyser
) -> Iterator[Token]:
    """Yield the other forms of a text's words; offsets are code points into it.

    `words` may be left out where none of them `may_date`.
    """
    if _HAS_HYPHEN.search(text):
        yield from _joined(text, analyser)
    yield from figures(text, words, analyser)
    yield from _initials(text)


def joined_pairs(tokens: Sequence[Token], analyser: Analyser) -> Iterator[Token]:
    """Yield the one word that two words in a row may be meant for: "team work"."""
    for one, two in pairwise(tokens):
        if two.start - one.end == 1:
            word = one.word + two.word
            yield Token(analyser.stem(word), word, one.start, two.end)


def is_initials(term: str) -> bool:
    """Return whether a term stands for initials that a text does not write."""
    return term[:1] == _INITIALS


def initials_of(token: Token) -> Token | None:
    """Return the form by which a name is found whose initials a word may be."""
    if not token.word.isalpha() or not _FEWEST <= len(token.word) <= _MOST:
        return None
    term = f"{_INITIALS}{token.word.lower()}"
    return token._replace(term=term, word=term)


def _joined(text: str, analyser: Analyser) -> Iterator[Token]:
    """Yield "wifi" for "wi-fi"."""
    for match in _hyphenated(text):
        first, *others = _HAS_HYPHEN.split(match.group())
        rest = "".join(others)
        if rest.isdecimal() and first.isdecimal():
            continue  # a range
        if first.isdecimal() and len(rest) > _SHORT:
            continue  # 5-year
        for token in analyser.tokens(first + rest)[:1]:
            yield token._replace(start=match.start(), end=match.end())


def _hyphenated(text: str) -> Iterator[re.Match[str]]:
    """Yield what is hyphenated; it is looked for where there is a hyphen."""
    end = 0
    while hyphen := _HAS_HYPHEN.search(text, end):
        start = max(text.rfind(" ", end, hyphen.start()) + 1, end)
        end = text.find(" ", hyphen.end())
        end = len(text) if end < 0 else end
        yield from _HYPHENATED.finditer(text, start, end)


def _initials(text: str) -> Iterator[Token]:
    """Yield the initials of each three to six words with capitals in a row.

    A word with a hyphen has one or two: Alexandria Ocasio-Cortez is AOC.
    """
    for match in _CAPITALS.finditer(text):
        if match[0].count(" ") + match[0].count("-") < _FEWEST - 1:
            continue
        for divided in (r"\S+", r"[^\s-]+") if "-" in match[0] else (r"\S+",):
            words = [
                word
                for word in re.finditer(divided, match.group())
                if word.group()[0].isupper()
            ][:_RUN]
            yield from _initials_in(words, match.start())


def _initials_in(words: Sequence[re.Match[str]], offset: int) -> Iterator[Token]:
    for first, last in combinations(range(len(words) + 1), 2):
        if _FEWEST <= last - first <= _MOST:
            letters = "".join(word.group()[0] for word in words[first:last])
            term = f"{_INITIALS}{letters.lower()}"
            begin, end = words[first].start(), words[last - 1].end()
            yield Token(term, term, offset + begin, offset + end)


_SHORTEST = 3  # letters of a part of a word that a text divides
_LONGEST = 60  # letters of a word that is divided; one sign may stand for 18
_DIVIDED = 20  # words of a question that are divided
_LOOKED_AT = 50  # sentences that have both parts


class Texts(Protocol):
    """What is asked of an index."""

    @property
    def analyser(self) -> Analyser:
        """What the texts are analysed with."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the texts."""

    def holding(self, words: Sequence[Word]) -> list[int]:
        """Return the sentences that hold all of some words."""

    def tokens(self, first: int, last: int) -> Iterator[Token]:
        """Yield the words of some sentences."""


def forms_tried(
    question: str, words: Sequence[Token], analyser: Analyser, lacking: Sequence[Token]
) -> list[Token]:
    """Return the forms of a question's words that texts may have.

    `lacking` are those that texts do not have as they are.
    """
    forms = [*other_forms(question, words, analyser)]
    for name in [form for form in forms if is_initials(form.term)]:
        short = name.term[1:]
        forms.append(name._replace(term=analyser.stem(short), word=short))
    starts = {word.start for word in lacking}
    forms += [
        form
        for form in joined_pairs(words, analyser)
        if any(form.start <= start < form.end for start in starts)
    ]
    forms += grouped_by_blanks(question, analyser)
    forms += filter(None, map(initials_of, lacking))
    return forms


def forms_asked(question: str, words: Sequence[Token], texts: Texts) -> list[Token]:
    """Return the forms of a question's words that texts have."""
    lacking = [word for word in words if not texts.vocabulary.idf(word.term)]
    forms = forms_tried(question, words, texts.analyser, lacking)
    found = [form for form in forms if texts.vocabulary.idf(form.term)]
    covered = {form.start for form in found}
    rest = dict.fromkeys(word for word in lacking if word.start not in covered)
    parts = (_divided(word, texts) for word in [*rest][:_DIVIDED])
    return [*found, *chain.from_iterable(parts)]


def _divided(token: Token, texts: Texts) -> tuple[Token, ...]:
    """Return the two words that a text has in a row for one: "fund raiser"."""
    word = token.word
    if len(word) > _LONGEST:
        return ()
    stem, idf = texts.analyser.stem, texts.vocabulary.idf
    for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
        parts = word[:at], word[at:]
        if all(idf(stem(part)) for part in parts):
            one, two = (token._replace(term=stem(p), word=p) for p in parts)
            if _in_a_row(one, two, texts):
                return one, two
    return ()


def _in_a_row(one: Token, two: Token, texts: Texts) -> bool:
    """Return whether a text has two words with a blank between."""
    both = [Word(token, (token.term,), weak=False, light=False) for token in (one, two)]
    return any(
        (first.word, second.term) == (one.word, two.term)
        and second.start - first.end == 1
        for sentence in texts.holding(both)[:_LOOKED_AT]
        for first, second in pairwise(texts.tokens(sentence, sentence))
    )
