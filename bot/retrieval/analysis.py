"""Turns text into terms: the one analyser for the index and for questions.

Words are taken as Unicode has them, compatibility forms are folded (NFKC), the
possessive goes, stop words go, and Snowball stems the rest. An abbreviation that
reads like a stop word (U.S., WHO, IT) keeps its capitals, so that `U.S.` is not
the pronoun `us`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import Stemmer

from bot.retrieval.word_patterns import TOKEN, WORDS, american
from bot.retrieval.wordlists import irregular_forms, stop_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Analyser", "Reading", "Token", "unaccented"]


class Reading(NamedTuple):
    """What a word says by itself; no term where that depends on what is before it."""

    term: str
    word: str
    start: int  # in the match of TOKEN that the word is part of, as `end` is
    end: int
    capital: bool


class Token(NamedTuple):
    """One word of a text: the term it is indexed by, and its code points.

    `word` is the folded word before stemming.
    """

    term: str
    word: str
    start: int
    end: int


_NEW = tuple.__new__  # half the time of a NamedTuple's own
_KEPT = 16_384  # words that are remembered from one text to the next
_THE = re.compile("the ", re.IGNORECASE)
_TWOFOLD = {"un", "own"}  # that say something or nothing, by what is beside them
_WHOSE = re.compile(r"(?:\b(?:my|your|his|her|its|our|their)|['’]s) $", re.IGNORECASE)
_NAMES = {"us", "who"}  # that are no pronouns behind "the"
_ABBREVIATED = 2  # words in capitals that are abbreviations; more is shouting
_ENDING = re.compile(r"(?:n't|'(?:s|re|ve|ll|d|m))$")
_JOINERS = "\u200c\u200d"
# A comma or an Arabic thousands separator goes, an Arabic decimal one is a point.
_DIVIDERS = str.maketrans({",": None, "\u066c": None, "\u066b": "."})
_PRINT = str.maketrans({"’": "'", "\u02bc": "'", "\u00ad": "", "œ": "oe", "Œ": "Oe"})
# A power or a fraction, which NFKC would run into the digits before it: 10⁶, 1½.
_RAISED = re.compile(
    r"(?<=\d)[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2079\u2150-\u215e]"
)
# What NFKC leaves apart from its letter: stress marks, Hebrew points, the dot of İ.
_POINTS = dict.fromkeys((*range(0x300, 0x370), *range(0x591, 0x5C8)))
_SNOWBALL = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
# An apostrophe divides words there: l'article, and in Turkish Oslo'da (in Oslo).
_ELIDING = {"ca", "fr", "ga", "it", "tr"}
# Print leaves accents off capitals there, and keyboards off the rest; ñ is a letter.
_ACCENTED = {"ca", "es", "fr", "it", "pt"}


class Analyser:
    """Turns text of one language (ISO 639-1) into tokens.

    A language that Snowball has no stemmer for is indexed by its whole words.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language
        name = _SNOWBALL.get(language)
        name = name if name in Stemmer.algorithms() else None
        # What it would remember itself takes it longer to look up than a stem.
        self._stem = Stemmer.Stemmer(name, 0).stemWord if name else str
        self._stop = stop_words(language)
        self._irregular = irregular_forms(language)
        self._elides = language in _ELIDING
        self._unaccents = language in _ACCENTED
        self._folds = language == "en"  # English words keep no accents of their own
        reads = (partial(self._of_match, shouted=loud) for loud in (False, True))
        self._known = tuple(map(_Known, reads))

    def tokens(self, text: str, at: int = 0) -> list[Token]:
        """Return the words of a text that say something, in order.

        Their code points are counted from `at`, where the text begins in another one.
        Numbers lose their thousands separators; a run of a script without spaces
        gives one token for each pair of neighbouring characters.
        """
        self._forget()
        return self._tokens(text, at)

    def readings(self, texts: Sequence[str]) -> list[list[Reading]]:
        """Return the same words of each of some texts, without their places there.

        Without these a word is read once for all texts that have it.
        """
        self._forget()
        return [*map(self._of_text, texts)]

    def _forget(self) -> None:
        for known in self._known:
            if len(known) > _KEPT:
                known.clear()

    def _tokens(self, text: str, at: int = 0) -> list[Token]:
        tokens: list[Token] = []
        known, find, place = self._known_of(text), text.find, 0
        for raw in WORDS.findall(text):
            place = find(raw, place)  # between words no other could begin
            for term, word, first, last, _ in known[raw]:
                start, end = place + first, place + last
                if raw in known.doubtful:
                    if not term and _THE.fullmatch(text, start - 4, start):
                        # "the us" is no pronoun, "the who" asks nothing
                        word = word.upper()  # noqa: PLW2901 - as it is indexed
                        term = self.stem(word)  # noqa: PLW2901 - the same
                    if not term or _says_nothing(word, text, start, end):
                        continue
                tokens.append(_NEW(Token, (term, word, start + at, end + at)))
            place += len(raw)
        return tokens

    def _of_text(self, text: str) -> list[Reading]:
        known, words = self._known_of(text), WORDS.findall(text)
        found = [reading for raw in words for reading in known[raw]]
        if known.doubtful.isdisjoint(words):
            return found
        return [
            Reading(term, word, start, end, text[start].isupper())
            for term, word, start, end in self._tokens(text)
        ]

    def _known_of(self, text: str) -> _Known:
        """Return how the words of a text are read: all capitals as small letters."""
        shouted = text.isupper() and len(text.split()) > _ABBREVIATED
        return self._known[shouted]

    def stem(self, word: str) -> str:
        """Return the term that a folded word is indexed by."""
        if word.isdecimal() and word.isascii():  # no number has a stem
            return word
        term = str(self._stem(word))
        if not self._unaccents or term.isascii():
            return term
        return "ñ".join(map(unaccented, term.split("ñ")))

    def _of_match(self, raw: str, *, shouted: bool = False) -> tuple[Reading, ...]:
        """Return what each word says of which a match of `TOKEN` consists."""
        plain = raw.replace(",", "")
        if raw.isascii() and (raw.isidentifier() or plain.replace(".", "").isdigit()):
            word, term = self._word_and_term(plain.lower() if shouted else plain)
            one = _NEW(Reading, (term, word, 0, len(raw), raw[0].isupper()))
            return (one,) if word else ()
        # None where what follows a word has its say: before a Thai one, "Bo'".
        match = TOKEN.fullmatch(raw)
        if match and match.lastgroup == "spaceless":
            return tuple(_pairs(raw))
        return tuple(
            Reading(term, word, start, end, raw[start].isupper())
            for part, start, end in self._parts(raw, match)
            for word, term in [self._word_and_term(part.lower() if shouted else part)]
            if word
        )

    def _parts(
        self, raw: str, match: re.Match[str] | None
    ) -> Iterator[tuple[str, int, int]]:
        """Yield the words of a match as they are read, with their code points."""
        kind = match and match.lastgroup
        if kind == "dotted":
            yield raw.replace(".", ""), 0, len(raw)
        elif match and kind == "number":
            digits = match["number"]
            if not digits.isascii():
                digits = "".join(str(unicodedata.decimal(c, c)) for c in digits)
            yield digits.translate(_DIVIDERS), 0, match.end("number")
        elif self._elides:
            for part in re.finditer(r"[^'’]+", raw):
                yield part.group(), *part.span()
        else:
            yield raw, 0, len(raw)

    def _word_and_term(self, raw: str) -> tuple[str, str]:
        """Return the folded word and its term, empty where it says nothing by itself.

        Of the pronouns `us` and `who` the word is told, since they may be none.
        """
        if raw.isascii() and "'" not in raw:  # most are; of it nothing is to be folded
            word = raw.lower()
        else:
            raw = _ENDING.sub("", raw.translate(_PRINT))
            apart = _RAISED.sub(r"^\g<0>", raw)
            folded = unicodedata.normalize("NFKC", apart).casefold().translate(_POINTS)
            word = _ENDING.sub("", folded).replace("'", "").strip(_JOINERS)
        if word in self._stop:
            if raw.isupper() and raw.isalnum() and len(raw) > 1:  # US, WHO, IT
                return word.upper(), self.stem(word.upper())
            return word if word in _NAMES else "", ""
        if raw.endswith("s") and len(raw) > len("Xs") and raw[:-1].isupper():
            word = word.removesuffix("s")  # UAVs
        if self._folds and not word.isascii():
            word = unaccented(word)
        word = self._irregular.get(word, word)
        if self._folds:
            word = american(word)
        return word, self.stem(word)


class _Known(dict[str, tuple[Reading, ...]]):
    """What has been read, by match.

    Whether a word of those that are `doubtful` says something depends on what is beside
    it. They are pronouns that may be none, and what is in `_TWOFOLD`.
    """

    def __init__(self, read: Callable[[str], tuple[Reading, ...]]) -> None:
        super().__init__()
        self._read = read
        self.doubtful: set[str] = set()

    def __missing__(self, raw: str) -> tuple[Reading, ...]:
        found = self[raw] = self._read(raw)
        for one in found:
            if not one.term or one.word in _TWOFOLD:
                self.doubtful.add(raw)
        return found


def _says_nothing(word: str, text: str, start: int, end: int) -> bool:
    """Return whether a word of those that may say something doesn't where it stands.

    The prefix of un-American is not the United Nations; "their own" is no verb.
    """
    if word == "un":
        return text.startswith("-", end)
    return (
        word == "own"
        and _WHOSE.search(text, max(0, start - len("their ")), start) is not None
    )


def unaccented(word: str) -> str:
    """Return a word without the accents over and under its letters."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _pairs(raw: str) -> Iterator[Reading]:
    """Yield the character bigrams of a run without spaces."""
    folded = [unicodedata.normalize("NFKC", character) for character in raw]
    if len(raw) == 1:
        yield Reading(folded[0], folded[0], 0, 1, capital=False)
    for i, (one, two) in enumerate(pairwise(folded)):
        yield Reading(one + two, one + two, i, i + 2, capital=False)
