"""Finds out which language a text is in, where nobody says."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.errors import LanguageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from py3langid.langid import LanguageIdentifier

__all__ = ["detect_each", "detect_language", "sample"]

_ENOUGH = 1_000  # characters; more make it no surer
_SURE = 0.5
_UNFOUND = (
    "The language of a text that does not name it can't be found out, for the folder "
    "for temporary files can't be written ({}); make room there, or name another one "
    "with TMPDIR."
)


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of a text's language; English where it is unsure.

    Naive Bayes over n-grams of bytes (Lui and Baldwin, langid.py: An Off-the-shelf
    Language Identification Tool, ACL 2012). Its model is unpacked into the folder for
    temporary files; raises LanguageError where that can't be written.
    """
    try:
        language, probability = _identifier().classify(sample(text))
    except OSError as error:
        raise LanguageError(_UNFOUND.format(error.strerror or error)) from error
    return str(language) if probability >= _SURE else "en"


def detect_each(texts: Iterable[str]) -> list[str]:
    """Return the language of each text, as `detect_language` does."""
    return [*map(detect_language, texts)]


def sample(text: str) -> str:
    """Return as much of a text as its language is found out by."""
    return " ".join(text.split())[:_ENOUGH]


@cache
def _identifier() -> LanguageIdentifier:
    # 77 MB and 0.6 s that articles which name their language do not cost.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # The others are dialects that we know no words of, and "no language".
    made.set_languages([name for name in made.labels if len(name) == 2])  # noqa: PLR2004
    return made
