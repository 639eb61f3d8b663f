"""Cuts a text into the pieces of words that an encoder of BERT's kind was trained on.

Devlin et al., BERT (NAACL 2019); the pieces are those of Wu et al., Google's Neural
Machine Translation System (2016). The library `tokenizers` does it as well, and brings
a downloader along.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["WordPieces"]

_LONGEST_WORD = 100  # characters; a longer one is unknown
_NO_TEXT = {"Cc", "Cf", "Co"}
_IDEOGRAPH = re.compile(
    "([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002a6df"
    "\U0002a700-\U0002b73f\U0002b740-\U0002b81f\U0002b920-\U0002ceaf"
    "\U0002f800-\U0002fa1f])"
)
_AFTER = "##"  # what a piece begins with that begins no word


class WordPieces:
    """A vocabulary of pieces with their numbers, for texts in lower case."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._numbers = vocabulary
        self._unknown = vocabulary["[UNK]"]
        self._begin = vocabulary["[CLS]"]
        self._end = vocabulary["[SEP]"]

    @classmethod
    def of(cls, description: Mapping[str, Any]) -> Self | None:
        """Return what a tokenizer.json describes, None for one of another kind."""
        normalizer = description.get("normalizer") or {}
        cutter = description.get("pre_tokenizer") or {}
        is_ours = (
            description["model"].get("type") == "WordPiece"
            and description["model"]["continuing_subword_prefix"] == _AFTER
            and cutter.get("type") == "BertPreTokenizer"
            and normalizer.get("type") == "BertNormalizer"
            and normalizer["lowercase"]
            and normalizer["strip_accents"] in {None, True}
        )
        return cls(description["model"]["vocab"]) if is_ours else None

    def encode(self, text: str, longest: int) -> list[int]:
        """Return the numbers of a text's pieces, at most `longest` with both ends."""
        numbers = [self._begin]
        for word in _words(text):
            numbers += self._pieces(word)
            if len(numbers) >= longest:
                break
        return [*numbers[: longest - 1], self._end]

    def _pieces(self, word: str) -> list[int]:
        """Return the longest pieces that the vocabulary has, from left to right."""
        if len(word) > _LONGEST_WORD:
            return [self._unknown]
        found: list[int] = []
        start = 0
        while start < len(word):
            prefix = _AFTER if start else ""
            ends = range(len(word), start, -1)
            fits = (end for end in ends if prefix + word[start:end] in self._numbers)
            end = next(fits, None)
            if end is None:
                return [self._unknown]
            found.append(self._numbers[prefix + word[start:end]])
            start = end
        return found


def _words(text: str) -> Iterator[str]:
    """Yield words and signs without accents, in lower case."""
    if not text.isascii() or not text.isprintable():
        text = "".join(map(_cleaned, text))
        text = unicodedata.normalize("NFD", _IDEOGRAPH.sub(r" \1 ", text))
        text = "".join(c for c in text if unicodedata.category(c) != "Mn")
    # A sigma at a word's end is not told from another.
    lower = "".join(map(str.lower, text)) if "Σ" in text else text.lower()
    for word in lower.split():
        yield from _divided(word)


def _cleaned(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign in "\t\n\r" or kind.startswith("Z"):
        return " "
    return "" if sign == "\ufffd" or kind in _NO_TEXT else sign


def _divided(word: str) -> Iterator[str]:
    """Yield a word's parts between signs of punctuation, and these one by one."""
    start = 0
    for place, sign in enumerate(word):
        if _is_punctuation(sign):
            if start < place:
                yield word[start:place]
            yield sign
            start = place + 1
    if start < len(word):
        yield word[start:]


def _is_punctuation(sign: str) -> bool:
    if sign.isascii():
        return not sign.isalnum()
    return unicodedata.category(sign).startswith("P")
