"""Cuts a sentence into noun phrases, times, verbs and the small words between them.

A cascade of finite-state patterns over one letter for each word and then over one for
each chunk, after Abney 1996, "Partial Parsing via Finite-State Cascades". There is no
parser and no tagger: the lexicon's sections, the endings of words and the word before
have to do.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from bot.articles.speakers.tokens import QUOTE, Token, laid_out, starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.speakers.lexicon import Lexicon

__all__ = ["Chunks"]

_MARKS = dict.fromkeys("-\N{EN DASH}—―", "-") | dict(
    zip("([)],;:.?!", "(()),;:...", strict=True)
)
_MARKS |= {QUOTE: "Q", "…": "-", "$": "#", "£": "#", "€": "#", "%": "N", "&": "J"}
# In this order, for a word is mostly in several sections.
_SECTIONS = {
    "pronouns": "P",
    "relatives": "R",
    "conjunctions": "J",
    **dict.fromkeys(["modals", "being", "helping", "auxiliaries"], "X"),
    "numbers": "#",
    "determiners": "D",
    "indefinite": "P",
    "negations": "Z",
    "prepositions": "I",
    "subordinators": "S",
    **dict.fromkeys(["openers", "adverbs"], "A"),
    "days": "Y",
    "times": "y",
}
_NOUNS = {"speakers", "people", "organisations", "titles", "offices", "nouns"}
_VERBAL = {"being", "helping", "modals", "auxiliaries", "say", "finite"}
_BLANK = Token("", 0, 0, "", frozenset(), False)  # noqa: FBT003 - a field
_YEAR = re.compile("(?:1[89]|20)[0-9]{2}")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[.:hH][0-5]\d(?:[ap]m)?|1?\d[ap]m")
_CHUNK = re.compile(
    r"(?P<t>Iy(?![NCA])|I?l[yY]A?|I?[D#]{1,2}y(?!N)A?|I?l?Y+(?:[,.]?#|,?Y)*y?)"
    r"|(?P<n>(?:D{1,3}A?[EG#Y]*|#*)(?:[NC#]G(?=N)|[NC#]|y(?=[NC]))*[NC#]|D{1,3}|#+)"
    r"|(?P<p>P)|."
)


class Chunks:
    """The chunks of one sentence.

    `codes` has one letter for each: n a noun phrase, p a pronoun, t a time, V a verb of
    saying or a finite one, E and G a word in -ed and -ing, X an auxiliary, A an adverb,
    Z a negation, I a preposition, T "to", R a relative, S a subordinator, J "and", Q a
    quotation; marks are themselves. `firsts` and `lasts` are the tokens they hold.
    """

    def __init__(
        self, tokens: Sequence[Token], lexicon: Lexicon, names: frozenset[str]
    ) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.names = names
        timed = tokens and _CLOCK.fullmatch(tokens[0].text)
        self.begins = 1 if timed else 0  # after the time of an entry in a live blog
        self.classes = self._classes()
        found = [*_CHUNK.finditer(self.classes, self.begins)]
        self.codes = "".join(chunk.lastgroup or chunk[0] for chunk in found)
        self.firsts = [chunk.start() for chunk in found]
        self.lasts = [chunk.end() - 1 for chunk in found]

    def lower(self, at: int) -> str:
        """Return the first word of a chunk; nothing outside of the sentence."""
        inside = 0 <= at < len(self.firsts)
        return self.tokens[self.firsts[at]].lower if inside else ""

    def tags(self, at: int) -> frozenset[str]:
        """Return the tags of the last word of a chunk; none outside of the sentence."""
        inside = 0 <= at < len(self.lasts)
        return self.tokens[self.lasts[at]].tags if inside else frozenset()

    def group(self, verb: int) -> int:
        """Return where the words of a verb begin: "has also repeatedly denied"."""
        while verb and self.codes[verb - 1] in "XAZt":
            verb -= 1
        return verb

    @cached_property
    def laid_out(self) -> tuple[str, list[int]]:
        """The chunks as patterns see them, and where in that text each begins.

        Each has its first word, its letter and the tags of its first and last word.
        """
        firsts = [self.tokens[at] for at in self.firsts]
        lasts = [self.tokens[at] for at in self.lasts]
        text = "".join(
            laid_out(first.lower, first.tags, last.tags, code)
            for code, first, last in zip(self.codes, firsts, lasts, strict=True)
        )
        return text, starts(text)

    def _classes(self) -> str:
        found, around = ".", [_BLANK, *self.tokens, _BLANK]
        for at, token in enumerate(self.tokens):
            found += self._class(at, around[at], token, around[at + 2], found[-1])
        return found[1:]

    def _class(
        self, at: int, previous: Token, token: Token, following: Token, before: str
    ) -> str:
        lower, tags = token.lower, token.tags
        if not lower[0].isalpha():
            return _mark(lower, before)
        if "pronouns" in tags or ("objects" in tags and token.text != "US"):
            return "P"
        seen = lower == "her" and "perceiving" in previous.tags
        if seen and following.lower.endswith(("ing", "ly")):
            return "P"  # "saw her weeping", "quietly weeping"
        label = before in ":x" and bool(_small(tags))  # "**Lund Courier:** But"
        opens = at <= self.begins or label
        if token.capital and (not opens or lower in self.names):
            short = lower in {"jan", "sun"} and "." in token.text + following.text
            if short or ("days" in tags and lower != "sun"):  # not "The Sun"
                return "N" if before in "CN" and previous.possessive else "Y"
            if not opens or not _small(tags):
                return "C" if "determiners" not in tags else "D"
        if "which" in tags and following.tags & {"times", "days"}:
            return "l"
        small = _small_word(token, following, before)
        return small or self._open(previous, token, following, before)

    def _open(
        self, previous: Token, token: Token, following: Token, before: str
    ) -> str:
        lower, tags, past = token.lower, token.tags, "past" in token.tags
        plain = "several subjects" in previous.tags and not lower.endswith("s")
        # "another denied", "many say"
        alone = "standing alone" in previous.tags and (plain or past)
        # "Roth's", "a Berlin-based think tank"
        owner = previous.possessive or previous.lower.endswith("-based")
        owned = owner or (before in "D#" and not alone)
        if lower in self.lexicon.verbs:
            if lower.endswith("ing"):
                return "N" if owned else "G"
            # "the abuse claims were", "the police report said"
            verbal = following.lower.endswith("ed") and "nominal" in tags
            verbal = verbal or not _VERBAL.isdisjoint(following.tags)
            led = before in "NCJ" and verbal
            named = led or before in "IVGE" or "being" in previous.tags
            alleged = before in "D#" and "allege" in self.lexicon.verbs[lower]
            if alleged and _is_thing(following):
                return "E"  # "the four alleged thieves"
            if past:
                owned = owned and before != "#"  # "a mother of two said"
                return "E" if owned or before in "VI" else "V"
            return "N" if owned or (named and "nominal" in tags) else "V"
        if tags & {"finite", "verbal"}:
            return "N" if owned or before == "I" else "V"
        if tags & _NOUNS:
            return "N"
        if "nouns-in-capitals" in self.lexicon["order"]:
            return "N" if following.capital else "A"
        if lower.endswith("ly"):
            return "A"
        if lower.endswith("ing") and before != "D":
            ends = following.text == "," or following.tags & {"past", *_VERBAL}
            return "N" if before == "I" and ends else "G"  # "head of planning, X"
        return "E" if lower.endswith("ed") or "participles" in tags else "N"


def _mark(lower: str, before: str) -> str:
    if not lower[0].isdigit():
        return _MARKS.get(lower, "x")
    if not lower[-1].isdigit() and not lower.endswith(("%", "m", "bn", "k")):
        return "N"  # "the 31-year-old"
    return "Y" if _YEAR.fullmatch(lower) and before in "IY,.-(" else "#"


def _small_word(token: Token, following: Token, before: str) -> str:
    """Return the class of a small word, nothing for a noun or a verb."""
    lower = token.lower
    if lower == "to":
        return "T"
    if before == "X" and lower in {"both", "all", "each"}:
        return "A"  # "have both denied it"
    if "before a number" in token.tags and (
        following.tags & {"determiners", "numbers"}
        or (following.lower.endswith("s") and _is_thing(following))
    ):
        return "D"  # "all the men", "all men"
    return _small(token.tags)


def _is_thing(token: Token) -> bool:
    """Whether a word is neither a name nor a small word."""
    return token.text.islower() and not _small(token.tags)


@lru_cache(1_000)
def _small(tags: frozenset[str]) -> str:
    """Return the class that the first section of small words gives, if any."""
    return next((code for name, code in _SECTIONS.items() if name in tags), "")
