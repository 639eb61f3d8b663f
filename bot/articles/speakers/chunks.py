"""Cuts a sentence into noun phrases, times, verbs and the small words between them.

A cascade of finite-state patterns over one letter for each word and then over one for
each chunk, after Abney 1996, "Partial Parsing via Finite-State Cascades". There is no
parser and no tagger: the lexicon's sections, the endings of words and the word before
have to do.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.articles.speakers.tokens import NOT, QUOTE, laid_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.tokens import Token

__all__ = ["Chunks"]

_MARKS = dict.fromkeys("-\N{EN DASH}—―", "-") | dict(
    zip("([)],;:.?!", "(()),;:...", strict=True)
)
_MARKS |= {QUOTE: "Q", "…": "-", "$": "#", "£": "#", "€": "#", "%": "N", "&": "J"}
# In this order, for a word is mostly in several sections.
_SECTIONS = (
    ("pronouns", "P"),
    ("relatives", "R"),
    ("conjunctions", "J"),
    ("modals", "X"),
    ("being", "X"),
    ("helping", "X"),
    ("auxiliaries", "X"),
    ("numbers", "#"),
    ("determiners", "D"),
    ("indefinite", "P"),
    ("negations", "Z"),
    ("prepositions", "I"),
    ("subordinators", "S"),
    ("openers", "A"),
    ("adverbs", "A"),
    ("times", "y"),
)
_PEOPLE = {"speakers", "roles", "people", "organisations", "titles", "offices"}
_NONE: frozenset[str] = frozenset()
_YEAR = re.compile("(?:1[89]|20)[0-9]{2}")
_NEAR = 6  # words before a noun among which a verb and its article stand
_OBJECT = re.compile("[VGE]D[NC#EA]{0,4}$")  # "made the first claims,"
_DATELINE = 14  # words and marks before its dash
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[.:hH][0-5]\d(?:[ap]m)?|1?\d[ap]m")
_DASHES = {"-", "\N{EN DASH}", "—", "―", ":"}
_CHUNK = re.compile(
    r"(?P<t>Iy(?![NCA])|I?l[yY]A?|I?[D#]{1,2}y(?![NC])A?|I?l?Y+(?:[,.]?#|,?Y)*y?)"
    r"|(?P<n>(?:D{1,3}A?[EG#Y]*|#*)(?:[NC#]G(?=[NC])|[NC#]|y(?=[NC]))*[NC#]|D{1,3}|#+)"
    r"|(?P<p>P)"
    r"|(?P<other>.)"
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
        self.begins = _after_dateline(tokens)
        self.classes = self._classes()
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
        """Return the tags of the last word of a chunk; none outside of the sentence."""
        inside = 0 <= at < len(self.lasts)
        return self.tokens[self.lasts[at]].tags if inside else _NONE

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
        tokens, ends = self.tokens, zip(self.firsts, self.lasts, strict=True)
        parts = [
            _chunk(tokens[first].lower, code, tokens[first].tags, tokens[last].tags)
            for code, (first, last) in zip(self.codes, ends, strict=True)
        ]
        return "".join(parts), list(accumulate(map(len, parts), initial=0))

    def _classes(self) -> str:
        found: list[str] = []
        tokens = self.tokens
        for at, token in enumerate(tokens):
            before = found[-1] if found else "."
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            found.append(self._class(at, token, before, following))
        # A verb before another is a noun: "the police report said".
        for at in range(len(found) - 1):
            if found[at] != "V" or "nominal" not in tokens[at].tags:
                continue
            before, behind = "".join(found[max(0, at - _NEAR) : at]), found[at + 1]
            led = before[-1:] in {*"NCD#J"} and behind in "VXE"
            if led or (behind in ",.IGET" and _OBJECT.search(before)):
                found[at] = "N"
                if behind == "E" and tokens[at + 1].lower in self.lexicon.verbs:
                    found[at + 1] = "V"
        return "".join(found)

    def _class(
        self, at: int, token: Token, before: str, following: Token | None
    ) -> str:
        lower, tags = token.lower, token.tags
        if not lower[0].isalpha():
            return _mark(lower, before)
        if "pronouns" in tags or ("objects" in tags and token.text != "US"):
            return "P"
        label = before in ":x" and bool(_small(tags))  # "**Lund Courier:** But"
        opens = at <= self.begins or label
        if token.capital and (not opens or lower in self.names):
            stop, day, *_ = [*(w.text for w in self.tokens[at + 1 : at + 3]), "", ""]
            dated = lower == "jan" and stop == "." and day.isdigit()  # not "Jan Moll"
            if "days" in tags or dated:
                return "N" if before in "CN" and self._owner(at) else "Y"
            if "which" in tags or not opens or not _small(tags):
                return "C" if "determiners" not in tags else "D"
        if "which" in tags and following and following.tags & {"times", "days"}:
            return "l"
        if "days" in tags:
            return "Y" if lower != "may" else "X"
        return self._small(token, before, following) or self._open(at, token, before)

    def _small(self, token: Token, before: str, following: Token | None) -> str:
        """Return the class of a small word, nothing for a noun or a verb."""
        lower, tags = token.lower, token.tags
        if lower == "to" or lower.endswith(NOT):
            return "T" if lower == "to" else "X"
        behind = following.tags if following else frozenset()
        counts = "before a number" in tags and behind & {"determiners", "numbers"}
        sooner = "sooner" in tags and "several" in behind
        share = lower == "all" and before == "I"
        if counts or sooner or share or lower in {"her", "no"}:
            return "D"  # "all the men", "later reports", "18% of all sailors"
        if lower in {"both", "all", "each"} and before == "X":
            return "A"
        if "postnominal" in tags and before in "NC":
            return "N"
        return _small(tags)

    def _open(self, at: int, token: Token, before: str) -> str:
        """Return the class of a verb, a noun or an adjective."""
        lower, tags = token.lower, token.tags
        owned = (before in "D#" and not self._alone(at)) or (
            before in "CN" and self._owner(at)
        )
        if lower in self.lexicon.verbs:
            return self._verb(at, token, before, owned=owned)
        if tags & {"finite", "verbal"}:
            return "N" if owned or before == "I" else "V"
        if tags & _PEOPLE:
            return "N"
        if "nouns-in-capitals" in self.lexicon["order"]:
            return "N" if any(t.capital for t in self.tokens[at + 1 : at + 2]) else "A"
        if "nouns" in tags:
            return "N"
        if lower.endswith("ly"):
            return "A"
        if lower.endswith("ing") and before != "D":
            return "G"
        return "E" if lower.endswith("ed") or "participles" in tags else "N"

    def _verb(self, at: int, token: Token, before: str, *, owned: bool) -> str:
        """Return the class of a form of a verb of saying, which may be a noun."""
        lower, tags = token.lower, token.tags
        if lower.endswith("ing"):
            return "N" if owned else "G"
        noun = "past" not in tags
        if before == "#" and not noun:
            return "V"
        being = "being" in self.tokens[at - 1].tags
        if owned or ((before in "IVGE" or being) and noun and "nominal" in tags):
            return "N" if noun else "E"
        return "E" if before in "VI" and not noun else "V"

    def _alone(self, at: int) -> bool:
        """Whether the word before needs no noun: "another denied", "many say"."""
        tags, lower = self.tokens[at - 1].tags, self.tokens[at].lower
        plain = "several subjects" in tags and not lower.endswith("s")
        return "standing alone" in tags and (plain or "past" in self.tokens[at].tags)

    def _owner(self, at: int) -> bool:
        """Whether the word before has a possessive s."""
        return at > 0 and self.tokens[at - 1].possessive


@lru_cache(10_000)
def _chunk(lower: str, code: str, first: frozenset[str], last: frozenset[str]) -> str:
    """Return what a pattern sees of a chunk."""
    return laid_out(lower, first | last, code)


def _mark(lower: str, before: str) -> str:
    """Return the class of a mark, a quotation or a number."""
    if not lower[0].isdigit():
        return _MARKS.get(lower, "x")
    if not lower[-1].isdigit() and not lower.endswith(("%", "m", "bn", "k")):
        return "N"
    return "Y" if _YEAR.fullmatch(lower) and before in "IY,.-(" else "#"


@lru_cache(1_000)
def _small(tags: frozenset[str]) -> str:
    """Return the class that the first section of small words gives, if any."""
    return next((code for name, code in _SECTIONS if name in tags), "")


def _after_dateline(tokens: Sequence[Token]) -> int:
    """Return where a sentence begins, after a dateline: "OSLO, May 3 (NTB) —"."""
    first = tokens[0].text if tokens else ""
    if _CLOCK.fullmatch(first):  # the entry of a live blog
        return next((at for at, one in enumerate(tokens[:4]) if one.capital), 0)
    if not first.isupper():
        return 0
    for at, token in enumerate(tokens[1:_DATELINE], 1):
        if token.lower in _DASHES:
            return at + 1 if any(t.capital for t in tokens[at + 1 : at + 2]) else 0
        if not (token.capital or token.lower[0] in "0123456789,.()/"):
            return 0
    return 0
