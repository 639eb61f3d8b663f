"""Finds what is wrong with a token as it is written, before Discord is asked."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fault_of"]

_QUOTES = tuple("\"'“”„‘’‚«»`")
_PREFIXED = "begins with “Bot”; take that out, the token alone is meant."
_MORE = "has a blank in it; the token alone is meant, without a word or a comment."
_HALF_QUOTED = "has a quotation mark at one end; take it out."
_FOREIGN = "has {} in it, which is in no token; copy the token from Discord again."
_PLACEHOLDER = (
    "is not filled in yet; copy the bot's token from Discord's Developer Portal."
)
_VISIBLE = re.compile("(?![\"'`])[!-~]")
# What stands in examples where the token is to be written.
_EXAMPLE = re.compile(
    r"a|app|bot|change(?:it|me)?|client|discord|example|fill|here|in|insert|key|me|my"
    r"|none|null|paste|placeholder|put|replace|secret|set|tbd|the|this|to|todo|token"
    r"|value|x+|your(?:token(?:here)?|secret)?|dein|ein|eintragen|hier|ihr|ici|jeton"
    r"|le|ton|votre"
)


def fault_of(token: str) -> str | None:
    """Return what is wrong with a token as it is written; none of it is quoted."""
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", token)
    words = re.findall(r"[^\W_]+", parts.lower())
    if token and all(map(_EXAMPLE.fullmatch, words)):
        return _PLACEHOLDER
    if len(token.split()) > 1:
        return _PREFIXED if words[0] == "bot" else _MORE
    if token.startswith(_QUOTES) or token.endswith(_QUOTES):
        return _HALF_QUOTED
    foreign = next((c for c in token if not _VISIBLE.match(c)), None)
    if foreign is None:
        return None
    return _FOREIGN.format(unicodedata.name(foreign, f"U+{ord(foreign):04X}"))
