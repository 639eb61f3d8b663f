"""Tells the first word of a sentence from the first word of a name.

In "Has Delmar lied?" and "Eventually Brandt agreed" the capital of the first word says
only where it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

    from bot.articles.attribution.lexicon import Lexicon

__all__ = ["only_begins"]

_SECTIONS = ("auxiliaries", "beginnings", "conditions")
_ADVERB = 5  # letters of the shortest "-ly" that is no name: "Sadly", not "Daly"


def only_begins(
    first: str, second: str, lexicon: Lexicon, inside: Container[str]
) -> bool:
    """Return whether a sentence's first word is no part of the name that follows it.

    `first` and `second` are its first two words in lower case; `inside` has the words
    that the text writes with a capital inside a sentence. A participle ("Embattled
    Brandt") counts only where the text has the name without it.
    """
    if first in lexicon["female"] or first in lexicon["male"]:
        return False
    if any(first in lexicon[name] for name in _SECTIONS):
        return True
    if first in inside:
        return False
    if first.endswith("ly"):
        return len(first) >= _ADVERB and first not in lexicon["nouns"]
    body = second in lexicon["organisations"] or second in lexicon["unpersonal"]
    return first.endswith(("ed", "ing")) and second in inside and not body
