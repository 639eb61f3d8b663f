"""Tells prose, in which people may speak, from what goes on and on without an end.

Logs, tables and lists whose lines have no full stop are one such text. It is divided
somewhere, so nobody could tell of what part of it somebody is the speaker.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.sentence import Sentence

__all__ = ["are_prose"]

_LONGEST = 10_000  # characters of a sentence, however many clauses it has
_TAIL = 40  # characters in which it ends
_ENDED = re.compile(r"[.!?…](?:[^\w\s]|\s?\[\w{1,4}\])*\Z")  # "good.[12]" too


def are_prose(body: str, sentences: Sequence[Sentence]) -> list[bool]:
    """Return which sentences are no parts of one that is too long to be one."""
    found = [True] * len(sentences)
    first = 0
    following = [*sentences[1:], None]
    for number, (one, other) in enumerate(zip(sentences, following, strict=False)):
        together = other is not None and other.paragraph == one.paragraph
        end = one.end
        if together and not _ENDED.search(body, max(one.start, end - _TAIL), end):
            continue
        if end - sentences[first].start > _LONGEST:
            found[first : number + 1] = [False] * (number + 1 - first)
        first = number + 1
    return found
