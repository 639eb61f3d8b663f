"""Turns text into terms: the one analyser for the index and for questions.

Words are taken as Unicode has them, compatibility forms are folded (NFKC), the
possessive goes, stop words go, and Snowball stems the rest. An abbreviation that
reads like a stop word (U.S., WHO, IT) keeps its capitals, so that `U.S.` is not
the pronoun `us`.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

import Stemmer

from bot.retrieval.wordlists import irregular_forms, stop_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Analyser", "Reading", "Token", "unaccented", "without_possessive"]


class Reading(NamedTuple):
    """What a word of a text says, by itself; its code points count from its first one.

    The term is empty where that depends on what stands before it. `capital` tells
    whether it begins with one.
    """

    term: str
    word: str
    start: int
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


def _mark_ranges() -> Iterator[str]:
    """Yield the ranges of combining marks, for a class of a regular expression."""
    blocks = range(0x300, 0x1B00), range(0x1DC0, 0x1E00), range(0xA880, 0xAC00)
    for block in blocks:  # each by itself: a range never spans two of them
        kinds = groupby(map(chr, block), lambda c: unicodedata.category(c)[0] == "M")
        for marks, run in kinds:
            if marks:
                first, *others = run
                yield f"{first}-{others[-1] if others else first}"


# Python's \w leaves out combining marks and joiners, which divide no word.
_MARKS = "".join(_mark_ranges())
# Scripts that put no space between words: each pair of neighbours is a term
# (character bigrams), a character by itself only where it stands alone.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_LETTER = r"[^\W\d_]"
# What is often written without a space after its number: 500kg is 500 kg.
_UNIT = r"(?:[kcm]?m|[km]?g|[kMG]W|[kKMGT]B|bn|[ap]m|mph|ft|lb)"
_TOKEN = re.compile(
    rf"""
    (?P<plain>[A-Za-z]++(?![\w.'’\u00ad\u200c\u200d{_MARKS}]))  # as most are
    | (?P<dotted>\b{_LETTER}(?:\.{_LETTER})+\b\.?)
    | (?P<number>\d++(?:[.,\u066b\u066c]\d++)*+)(?:['’]?s\b|(?!{_LETTER})|(?={_UNIT}\b))
    | (?P<spaceless>[{_SPACELESS}]+)
    | (?P<word>[^\W_{_SPACELESS}]+
        (?:(?:[{_MARKS}\u00ad\u200c\u200d]|['’](?=[^\W_]))[^\W_{_SPACELESS}]*)*)
    """,
    re.VERBOSE,
)
# The same without its groups, which is what finds all words of a text soonest.
_WORDS = re.compile(re.sub(r"\?P<\w+>", "?:", _TOKEN.pattern), re.VERBOSE)
_KEPT = 32_768  # words that are remembered as they are read
_THE = re.compile("the ", re.IGNORECASE)
_TWOFOLD = {"un", "own"}  # that say something or nothing, by what is beside them
_OWNING = ("'s", "’s", "'", "’")
_POSSESSIVE = re.compile(r"['’]s?$")
_WHOSE = re.compile(r"(?:\b(?:my|your|his|her|its|our|their)|['’]s) $", re.IGNORECASE)
_NAMES = {"us", "who"}  # that are no pronouns behind "the"
_ABBREVIATED = 2  # words in capitals that are abbreviations; more is shouting
_ENDING = re.compile(r"(?:n't|'(?:s|re|ve|ll|d|m))$")
_JOINERS = "\u200c\u200d"
# A comma or an Arabic thousands separator goes, an Arabic decimal one is a point.
_DIVIDERS = str.maketrans({",": None, "\u066c": None, "\u066b": "."})
_SOFT_HYPHEN = "\u00ad"
_PRINT = str.maketrans(
    {"’": "'", "\u02bc": "'", _SOFT_HYPHEN: None, "œ": "oe", "Œ": "Oe"}
)
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


# Endings that British and American English spell in two ways; before the first, what
# is spelt in one way alone: "promise", "advertise", "precise".
_BRITISH = re.compile(
    r"(?<=\w\w[^\Waceouvw]|\wic)(?<!prom)(?<!prem)(?<!rpr)(?<!mpr)(?<!ert)(?<!anch)(?<!and)"
    r"(?<!arad)(?<!treat)(?<!desp)is(?=(?:e[drs]?|ers|ing|ations?)$)"
    r"|(?<=\w\w)lys(?=(?:e[drs]?|ing)$)"
    r"|(?<=\w\w[^\Waeiou]|\wvi)our(?=(?:s|ed|ing|al|able|ful|hoods?|ites?|less|ly|y|ies)?$)"
)
_SPELT_IN_TWO_WAYS = re.compile("is|lys|our")  # what the above has, found sooner


def _american(ending: re.Match[str]) -> str:
    return {"is": "iz", "lys": "lyz", "our": "or"}[ending[0]]


class Analyser:
    """Turns text of one language (ISO 639-1) into tokens.

    A language that Snowball has no stemmer for is indexed by its whole words.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language
        name = _SNOWBALL.get(language)
        name = name if name in Stemmer.algorithms() else None
        self._stem = Stemmer.Stemmer(name).stemWord if name else str
        self._stop = stop_words(language)
        self._irregular = irregular_forms(language)
        self._elides = language in _ELIDING
        self._unaccents = language in _ACCENTED
        self._folds = language == "en"  # English words keep no accents of their own
        self._known = _Known(self._readings), _Known(self._shouted)

    def tokens(self, text: str, at: int = 0) -> list[Token]:
        """Return the words of a text that say something, in order.

        Their code points are counted from `at`, where the text begins in another one.
        Numbers lose their thousands separators; a run of a script without spaces
        gives one token for each pair of neighbouring characters.
        """
        tokens: list[Token] = []
        known, find = self._known_of(text), text.find
        new, place = tuple.__new__, 0  # half the time of Token(...)
        for raw in _WORDS.findall(text):
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
                tokens.append(new(Token, (term, word, start + at, end + at)))
            place += len(raw)
        return tokens

    def readings(self, text: str) -> list[Reading]:
        """Return the same words, each as it is remembered: their places are unknown."""
        known, words = self._known_of(text), _WORDS.findall(text)
        found = [reading for raw in words for reading in known[raw]]
        if known.doubtful.isdisjoint(words):
            return found
        return [
            Reading(term, word, start, end, text[start].isupper())
            for term, word, start, end in self.tokens(text)
        ]

    def _known_of(self, text: str) -> _Known:
        """Return how the words of a text are read; where all are capitals, as small."""
        shouted = text.isupper() and len(text.split()) > _ABBREVIATED
        known = self._known[shouted]
        if len(known) > _KEPT:
            known.clear()
        return known

    def stem(self, word: str) -> str:
        """Return the term that a folded word is indexed by."""
        if word.isdecimal() and word.isascii():  # no number has a stem
            return word
        term = str(self._stem(word))
        if not self._unaccents or term.isascii():
            return term
        return "ñ".join(map(unaccented, term.split("ñ")))

    def _shouted(self, raw: str) -> tuple[Reading, ...]:
        return self._readings(raw, shouted=True)

    def _readings(self, raw: str, *, shouted: bool = False) -> tuple[Reading, ...]:
        """Return what each word says of which a match of `_TOKEN` consists."""
        parts: Iterable[tuple[str, int, int]] = ((raw, 0, len(raw)),)
        plain = raw.isascii() and raw.isalnum()
        if not plain or (raw[0].isdigit() and not raw.isdigit()):
            # None where what follows a word has its say: before a Thai one, "Bo'".
            match = _TOKEN.fullmatch(raw)
            if match and match.lastgroup == "spaceless":
                return tuple(_pairs(raw))
            parts = self._parts(raw, match)
        return tuple(
            Reading(term, word, start, end, raw[start].isupper())
            for part, start, end in parts
            for word, term in [self._reading(part.lower() if shouted else part)]
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
            digits = (str(unicodedata.decimal(c, c)) for c in match["number"])
            yield "".join(digits).translate(_DIVIDERS), 0, match.end("number")
        elif self._elides:
            for part in re.finditer(r"[^'’]+", raw):
                yield part.group(), *part.span()
        else:
            yield raw, 0, len(raw)

    def _reading(self, raw: str) -> tuple[str, str]:
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
        if len(raw) > len("Xs") and raw.endswith("s") and raw[:-1].isupper():
            word = word.removesuffix("s")  # UAVs
        if self._folds and not word.isascii():
            word = unaccented(word)
        word = self._irregular.get(word, word)
        if self._folds and _SPELT_IN_TWO_WAYS.search(word):
            word = _BRITISH.sub(_american, word)
        return word, self.stem(word)


class _Known(dict[str, tuple[Reading, ...]]):
    """What has been read; `doubtful` words say something or nothing by what is beside.

    These are pronouns that may be none, and what is in `_TWOFOLD`.
    """

    def __init__(self, read: Callable[[str], tuple[Reading, ...]]) -> None:
        super().__init__()
        self._read = read
        self.doubtful: set[str] = set()

    def __missing__(self, raw: str) -> tuple[Reading, ...]:
        found = self[raw] = self._read(raw)
        if any(not one.term or one.word in _TWOFOLD for one in found):
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


def without_possessive(word: str) -> str:
    """Return a word without the 's or the apostrophe of its possessive."""
    return _POSSESSIVE.sub("", word) if word.endswith(_OWNING) else word


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
