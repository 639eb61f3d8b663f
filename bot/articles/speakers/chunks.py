"""Cuts a sentence into noun phrases, times, verbs and the small words between them.

A cascade of finite-state patterns over one letter for each word and then over one for
each chunk, after Abney 1996, "Partial Parsing via Finite-State Cascades". There is no
parser and no tagger: the lexicon's classes and the endings of words have to do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.articles.speakers.tokens import QUOTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.tokens import Token

__all__ = ["Chunks"]

_MARKS = {"-": "-", "–": "-", "—": "-", "―": "-", "(": "(", "[": "(", ")": ")"}
_MARKS |= {"]": ")", ",": ",", ";": ";", ":": ":", ".": ".", "?": ".", "!": "."}
_MARKS |= {"…": "-", "$": "#", "£": "#", "€": "#", "%": "N", "&": "J"}
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
_SEVERAL = {"many", "some", "others", "both", "few", "several", "most"}
_ALONE = {"another", "both", "all", "many", "some", "few", "several", "most", "this"}
_ALONE |= {"that", "these", "those", "others"}
_OBJECTS = {"him", "them", "me", "us"}
_YEAR = re.compile("(?:1[89]|20)[0-9]{2}")
_OBJECT = 4  # words between an article and its noun
_DATELINE = 14  # words and marks before its dash
_DASHES = {"-", "–", "—", "―", ":"}
_CHUNK = re.compile(
    r"(?P<t>Iy(?![NCA])|I?l[yY]A?|I?[D#]{1,2}y(?![NC])A?|I?l?Y+(?:,?#|,?Y)*y?)"
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

    def verbs(self) -> frozenset[int]:
        """Return where the verbs of saying begin: "claims" is none in "the claims"."""
        return frozenset(
            token.start
            for token, code in zip(self.tokens, self.classes, strict=True)
            if code == "V"
        )

    def lower(self, at: int) -> str:
        """Return the first word of a chunk; a full stop outside of the sentence."""
        inside = 0 <= at < len(self.firsts)
        return self.tokens[self.firsts[at]].lower if inside else "."

    def tags(self, at: int) -> frozenset[str]:
        """Return the tags of the last word of a chunk."""
        return self.tokens[self.lasts[at]].tags

    def _classes(self) -> str:
        found: list[str] = []
        tokens = self.tokens
        for at, token in enumerate(tokens):
            before = found[-1] if found else "."
            if before == "Q" and found[-2:-1] in (["D"], ["I"]):
                before = "D"
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            found.append(self._class(at, token, before, following))
        # A verb before another is a noun: "the police report said".
        for at in range(len(found) - 1):
            if found[at] == "V" and found[at + 1] in "VXE" and self._noun(tokens[at]):
                found[at] = "N" if at and found[at - 1] in "NCD#J" else "V"
            elif found[at] == "V" and self._noun(tokens[at]) and self._object(found, at):
                found[at] = "N"
        return "".join(found)

    def _object(self, found: list[str], at: int) -> bool:
        """Whether a noun ends the object of a verb: "made the first claims,"."""
        start = at
        while start and found[start - 1] in "NC#EA" and at - start < _OBJECT:
            start -= 1
        led = start > 1 and found[start - 1] == "D" and found[start - 2] in "VGE"
        return led and found[at + 1] in ",.IGET"

    def _class(
        self, at: int, token: Token, before: str, following: Token | None
    ) -> str:
        lower, tags = token.lower, token.tags
        if lower == QUOTE:
            return "Q"
        if lower == "." and following and following.text == ",":
            return "x"  # "I-Vt.,"
        if not lower[0].isalnum():
            return _MARKS.get(lower, "x") if lower != "'" else "x"
        if lower[0].isdigit():
            if not lower[-1].isdigit() and not lower.endswith(("%", "m", "bn", "k")):
                return "N"
            return "Y" if _YEAR.fullmatch(lower) and before in "IY,.-(" else "#"
        if "pronouns" in tags or lower in _OBJECTS:
            return "P"
        if lower == "least" and before == "I":
            return "A"
        if token.capital and (at > self.begins or lower in self.names):
            if "days" in tags:
                return "N" if before in "CN" and self._owner(token) else "Y"
            if "which" in tags or not (
                at <= self.begins and self._function(tags, lower)
            ):
                return "C" if "determiners" not in tags else "D"
        if "which" in tags and following and following.tags & {"times", "days"}:
            return "l"
        if "days" in tags:
            return "Y" if lower != "may" else "X"
        if "particles" in tags and following and following.capital:
            return "C"
        return self._common(token, before, following)

    def _function(self, tags: frozenset[str], lower: str) -> bool:
        """Whether a word that begins a sentence is a small word for sure."""
        return any(section in tags for section, _ in _SECTIONS) or lower == "to"

    def _common(self, token: Token, before: str, following: Token | None) -> str:
        """Return the class of a word in lower case, or that begins the sentence."""
        lower, tags = token.lower, token.tags
        if lower == "to":
            return "T"
        if lower.endswith(("n't", "n’t")):
            return "X"
        if lower == "that" and before in ".,JIA" and following is not None:
            return "D" if following.tags & _PEOPLE else "R"
        if lower in {"her", "no"}:
            return "D"
        if lower in {"all", "both"} and following and (
            following.tags & {"determiners", "numbers"} or following.text.isdigit()
        ):
            return "D"
        if lower in {"both", "all", "each"} and before == "X":
            return "A"
        if "postnominal" in tags and before in "NC":
            return "N"
        if lower in {"later", "earlier"} and following and "several" in following.tags:
            return "D"
        if lower == "so" and before == "A":
            return "A"
        for section, code in _SECTIONS:
            if section in tags:
                return code
        return self._open(token, before)

    def _open(self, token: Token, before: str) -> str:
        """Return the class of a verb, a noun or an adjective."""
        lower, tags = token.lower, token.tags
        lexicon = self.lexicon
        owned = (before in "D#" and not self._alone(token)) or (
            before in "CN" and self._owner(token)
        )
        if lower in lexicon.verbs:
            if lower.endswith("ing") and lower not in {"bring"}:
                return "N" if owned else "G"
            noun = lower not in lexicon.pasts or lower in lexicon.bases
            led = before in "IVGE" or (before == "X" and self._being(token))
            if before == "#" and not noun:
                return "V"
            if owned or (led and noun and "nominal" in tags):
                return "N" if noun else "E"
            if before in "VI" and not noun and not tags & {"say", "tell"}:
                return "E"
            return "V"
        if tags & {"finite", "verbal"}:
            return "N" if owned or before == "I" else "V"
        if tags & _PEOPLE:
            return "N"
        if lower.endswith("ly") and "nouns" not in tags:
            return "A"
        if lower.endswith("ing") and before == "D":
            return "N"
        if "participles" in tags:
            return "E"
        if lower.endswith("ing") and lower not in {"thing", "king", "morning", "evening"}:
            return "G"
        if lower.endswith("ed") and lower not in {"hundred", "need", "speed", "indeed"}:
            return "E"
        return "N"

    def _being(self, token: Token) -> bool:
        """Whether a form of "be" stands before a word."""
        return "being" in self.tokens[self._at(token) - 1].tags

    def _alone(self, token: Token) -> bool:
        """Whether the word before needs no noun: "another denied", "many say"."""
        before = self.tokens[self._at(token) - 1].lower
        past = token.lower in self.lexicon.pasts
        plain = before in _SEVERAL and not token.lower.endswith("s")
        return before in _ALONE and (past or plain)

    def _owner(self, token: Token) -> bool:
        """Whether the word before has a possessive s."""
        at = self._at(token)
        return at > 0 and self.tokens[at - 1].possessive

    def _at(self, token: Token) -> int:
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].start < token.start:
                low = middle + 1
            else:
                high = middle
        return low

    def _noun(self, token: Token) -> bool:
        return "nominal" in token.tags


def _after_dateline(tokens: Sequence[Token]) -> int:
    """Return where a sentence begins, after a dateline: "OSLO, May 3 (NTB) —"."""
    if not tokens or not tokens[0].text.isupper():
        return 0
    for at, token in enumerate(tokens[1:_DATELINE], 1):
        if token.lower in _DASHES:
            more = at + 1 < len(tokens) and tokens[at + 1].capital
            return at + 1 if more else 0
        if not (token.capital or token.lower[0] in "0123456789,.()/"):
            return 0
    return 0
