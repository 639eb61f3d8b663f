"""Finds the forms in which the texts have the words of a question.

No text is said to lack a word that it writes in another way: joined, divided, with a
hyphen, as initials.
"""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, Protocol

from bot.retrieval.forms import (
    grouped_by_blanks,
    initials_of,
    is_initials,
    joined_pairs,
    other_forms,
)
from bot.retrieval.query import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.retrieval.analysis import Analyser, Token
    from bot.retrieval.vocabulary import Vocabulary

__all__ = ["forms_asked"]

_PART = 3  # letters of a part of a word that a text divides
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


def forms_asked(question: str, texts: Texts) -> list[Token]:
    """Return the forms of a question's words that texts have."""
    analyser = texts.analyser
    words = analyser.tokens(question)
    forms = [*other_forms(question, words, analyser)]
    for name in [form for form in forms if is_initials(form.term)]:
        short = name.term[1:]
        forms.append(name._replace(term=analyser.stem(short), word=short))
    lacking = [word for word in words if not texts.vocabulary.idf(word.term)]
    starts = {word.start for word in lacking}
    forms += [
        form
        for form in joined_pairs(words, analyser)
        if any(form.start <= start < form.end for start in starts)
    ]
    forms += grouped_by_blanks(question, analyser)
    forms += filter(None, map(initials_of, lacking))
    found = [form for form in forms if texts.vocabulary.idf(form.term)]
    covered = {form.start for form in found}
    rest = dict.fromkeys(word for word in lacking if word.start not in covered)
    parts = (_divided(word, texts) for word in [*rest][:_DIVIDED])
    return [*found, *chain.from_iterable(parts)]


def _divided(token: Token, texts: Texts) -> tuple[Token, ...]:
    """Return the two words that a text has in a row for one: "fund raiser"."""
    word = token.word
    for at in range(_PART, len(word) - _PART + 1):
        one, two = (
            token._replace(term=texts.analyser.stem(part), word=part)
            for part in (word[:at], word[at:])
        )
        if (
            texts.vocabulary.idf(one.term)
            and texts.vocabulary.idf(two.term)
            and _in_a_row(one, two, texts)
        ):
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
