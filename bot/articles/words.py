"""Counts the words of a text; the process that parses files loads no more for that."""

from __future__ import annotations

import re

__all__ = ["words_of"]

# Scripts without blanks between words count by the character.
_SPACELESS = r"\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff"
_WORD = re.compile(rf"[{_SPACELESS}]|[^\W_{_SPACELESS}]+")


def words_of(text: str) -> list[str]:
    """Return the words in one case; of scripts without blanks, the characters."""
    return _WORD.findall(text.casefold())
