"""Cuts a sentence into noun phrases, times, verbs and the small words between them.

A cascade of finite-state patterns over one letter for each word and then over one for
each chunk, after Abney 1996, "Partial Parsing via Finite-State Cascades". There is no
parser and no tagger: the lexicon's classes and the endings of words have to do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.articles.speakers.classes import WordClasses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.tokens import Token

__all__ = ["Chunks"]

_CHUNK = re.compile(
    r"(?P<t>Iy(?![NCA])|I?l[yY]A?|I?[D#]{1,2}y(?![NC])A?|I?l?Y+(?:,?#|,?Y)*y?)"
    r"|(?P<n>(?:D{1,3}A?[EG#Y]*|#*)(?:[NC#]G(?=[NC])|[NC#]|y(?=[NC]))*[NC#]|D{1,3}|#+)"
    r"|(?P<p>P)"
    r"|(?P<other>.)"
)


class Chunks(WordClasses):
    """The chunks of one sentence.

    `codes` has one letter for each: n a noun phrase, p a pronoun, t a time, V a verb of
    saying or a finite one, E and G a word in -ed and -ing, X an auxiliary, A an adverb,
    Z a negation, I a preposition, T "to", R a relative, S a subordinator, J "and", Q a
    quotation; marks are themselves. `firsts` and `lasts` are the tokens they hold.
    """

    def __init__(
        self, tokens: Sequence[Token], lexicon: Lexicon, names: frozenset[str]
    ) -> None:
        super().__init__(tokens, lexicon, names)
        codes: list[str] = []
        self.firsts: list[int] = []
        self.lasts: list[int] = []
        for match in _CHUNK.finditer(self.classes, self.begins):
            kind = match.lastgroup or ""
            codes.append(kind if kind != "other" else match.group())
            self.firsts.append(match.start())
            self.lasts.append(match.end() - 1)
        self.codes = "".join(codes)

    def lower(self, at: int) -> str:
        """Return the first word of a chunk; a full stop outside of the sentence."""
        inside = 0 <= at < len(self.firsts)
        return self.tokens[self.firsts[at]].lower if inside else "."

    def tags(self, at: int) -> frozenset[str]:
        """Return the tags of the last word of a chunk."""
        return self.tokens[self.lasts[at]].tags

    def verbs(self) -> frozenset[int]:
        """Return where the verbs of saying begin: "claims" is none in "the claims"."""
        return frozenset(
            token.start
            for token, code in zip(self.tokens, self.classes, strict=True)
            if code == "V"
        )
