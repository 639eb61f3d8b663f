"""What a reader sees of a text, where the text itself stays as it is."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["JOINERS", "drops", "is_mark", "is_seen", "seen"]

JOINERS = "\u200c\u200d"
# Invisible and bidirectional control characters. A reader does not see them, and the
# latter would show the source's words in another order than they stand in. The
# joiners U+200C and U+200D stay: Persian, Sinhala and emoji look different without.
_INVISIBLE = (
    "\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b"
    "\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0001"
)
_TAGS = "\U000e0020-\U000e007f"  # they spell the region of a flag, else nothing
_DROPPED = re.compile(
    f"[{_INVISIBLE}]|(?<![\U0001f3f4{_TAGS}])[{_TAGS}]+",
)
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character


def seen(text: str) -> str:
    """Return what a reader sees of a text: each run of white space is one space.

    Invisible characters and bidirectional controls are dropped; half a surrogate
    pair becomes the replacement character.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(_DROPPED.sub("", _SURROGATE.sub("\ufffd", text)).split())


def drops(text: str) -> frozenset[int]:
    """Return the places in a text whose characters a reader does not see."""
    return frozenset(
        place
        for match in _DROPPED.finditer(text)
        for place in range(match.start(), match.end())
    )


def is_seen(text: str) -> bool:
    """Return whether a reader sees any character of a text."""
    if text[:1].isascii() and text[:1].isalnum():  # as most begin
        return True
    return bool(seen(text).strip(JOINERS + " "))


def is_mark(sign: str) -> bool:
    """Return whether a sign belongs to the letter or the picture before it."""
    return sign in JOINERS or unicodedata.category(sign).startswith("M")
