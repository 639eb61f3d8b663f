"""Makes any text show in Discord as it stands: nothing formats, links or pings.

Why backslashes: Discord drops a backslash before any sign that is neither a letter,
a digit nor white space, and shows that sign as plain text, so that what a reader
sees, and copies, is the source. A zero-width character would break the markdown as
well, but would stay in what is copied. Backslashes fail in two places: in code, and
in links, where Discord shows them. Neither can begin here, since back quotes, angle
and square brackets and the colon and slashes of an address are escaped themselves.

Escaped are signs that mean something anywhere in a line, and the few that mean
something at its start only; commas, full stops and hyphens inside a sentence stay
bare, for a phone's "copy text" gives the backslashes too.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from bot.articles import seen

__all__ = [
    "BEYOND_LATIN",
    "BOLD",
    "clipped",
    "escapable",
    "escaped",
    "inline",
    "isolated",
    "link",
    "unescaped",
]

BOLD = "**"
# No sign before these is a mark, or belongs to a script that runs from right to left.
BEYOND_LATIN = re.compile("[\u0300-\U0010ffff]")
# Signs of emphasis, code, spoilers, quotes, mentions, headings, links and addresses
# without a scheme (discord.gg/...); a colon begins :emoji: and ends https:.
_ACTIVE = re.compile(r"[\\`*_~|<>#@\[\]/]|:(?!\s)|^[-+]")
_MAYBE_ACTIVE = re.compile(r"[\\`*_~|<>#@\[\]/:+.)-]")
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_NUMBERED = re.compile(r"^(\d+)([.)])")
_SURROGATE = re.compile("[\ud800-\udfff]")  # Discord's JSON can hold half a character
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_IN_ADDRESS = ":/?#[]@!$&'()*+,;=%-._~"  # RFC 3986: reserved, unreserved, per cent


def escaped(text: str) -> str:
    """Return text of one line with a backslash before each sign that would act."""
    whole = text if text.isascii() else _SURROGATE.sub("\ufffd", text)
    return _NUMBERED.sub(r"\1\\\2", _ACTIVE.sub(r"\\\g<0>", whole))


def escapable(text: str) -> list[str]:
    """Return the signs of a text that `escaped` may set a backslash before."""
    return _MAYBE_ACTIVE.findall(text)


def isolated(line: str) -> str:
    """Keep the right-to-left script of a line from reordering what is around it."""
    if line.isascii():
        return line
    signs = BEYOND_LATIN.findall(line)
    if any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in signs):
        return f"{_ISOLATE}{line}{_POP_ISOLATE}"
    return line


def clipped(text: str, limit: int) -> str:
    """Return what is seen of a name or a word, cut after `limit` characters.

    For names and echoes of a question only: a quotation is never cut.
    """
    text = seen(text)
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def inline(text: str, limit: int = 100) -> str:
    """Return a name or a word, ready to stand inside a line."""
    return isolated(escaped(clipped(text, limit)))


def link(address: str) -> str:
    """Return an address in angle brackets, which keep Discord from previewing it."""
    return f"<{quote(address, safe=_IN_ADDRESS)}>"


def unescaped(text: str) -> str:
    """Return what `inline` was given, as it is seen."""
    return _ESCAPE.sub(r"\1", text.strip(_ISOLATE + _POP_ISOLATE))
