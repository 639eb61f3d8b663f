"""Finds out which language a text is in, where nobody says."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["detect_language"]

_ENOUGH = 1_000  # characters; more make it no surer
_SURE = 0.5


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of a text's language; English where it is unsure.

    Naive Bayes over n-grams of bytes (Lui and Baldwin, langid.py: An Off-the-shelf
    Language Identification Tool, ACL 2012).
    """
    sample = " ".join(text.split())[:_ENOUGH]
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE else "en"


@cache
def _identifier() -> LanguageIdentifier:
    # 77 MB and 0.6 s that articles which name their language do not cost.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # The others are dialects that we know no words of, and "no language".
    made.set_languages([name for name in made.labels if len(name) == 2])  # noqa: PLR2004
    return made
