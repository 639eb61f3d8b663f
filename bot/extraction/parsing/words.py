"""Brings what files say of themselves into the form of an article's fields."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import urlsplit

__all__ = ["address", "as_date", "language_code", "license_name", "person", "plain"]

_TAG = re.compile(r"<[^<>]*>")
_MOST = 500  # characters of a field; longer ones are no titles or names
_NOBODY = {
    *(
        "admin",
        "administrator",
        "anonymous",
        "author",
        "microsoft office user",
        "owner",
    ),
    *("python-docx", "unknown", "unspecified", "user"),
}
_CONTROLS = {"Cc", "Cs", "Cn"}
_ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.DOTALL)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?", re.DOTALL)
_UNDETERMINED = {"und", "mul", "zxx", "mis", "x", "root"}
_CREATIVE_COMMONS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses/([a-z-]+)/([\d.]+)"
    r"|publicdomain/(zero|mark)/([\d.]+))"
)
_PUBLIC_DOMAIN = {"zero": "CC0", "mark": "Public Domain Mark"}


def plain(value: object) -> str | None:
    """Return a field's text on one line, without markup; None where there is none."""
    if not isinstance(value, str):
        return None
    text = unescape(_TAG.sub(" ", value) if "</" in value else value)
    shown = "".join(
        " " if unicodedata.category(c) in _CONTROLS else c for c in text[: 4 * _MOST]
    )
    words = " ".join(shown.split())
    return words if 0 < len(words) <= _MOST else None


def person(value: object) -> str | None:
    """Return a name as `plain` does, None for one that a program fills in."""
    name = plain(value)
    return None if name is None or name.strip("()").lower() in _NOBODY else name


def as_date(value: object) -> str | None:
    """Return the day as YYYY-MM-DD where that stands in a date, else as it is given.

    The day is that of the source's own clock; no time zone is reckoned with.
    """
    text = plain(value)
    match = _ISO_DATE.fullmatch(text or "")
    try:
        if match:
            return str(date.fromisoformat(match[1]))
        return str(parsedate_to_datetime(text or "").date())
    except ValueError:
        return text


def language_code(value: object) -> str | None:
    """Return the language of a tag such as `en-GB` (BCP 47), without its regions."""
    match = _LANGUAGE.fullmatch(value.strip()) if isinstance(value, str) else None
    code = match[1].lower() if match else None
    return None if code in _UNDETERMINED else code


def address(value: object) -> str | None:
    """Return a web address, None where it is none."""
    if not isinstance(value, str) or len(value.split()) != 1:
        return None
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return None
    return value.strip() if parts.scheme in {"http", "https"} and parts.netloc else None


def license_name(url: str | None) -> str | None:
    """Return the name that Creative Commons gives the licence at its address."""
    match = _CREATIVE_COMMONS.match(url or "")
    if match is None:
        return None
    if match[3]:
        return f"{_PUBLIC_DOMAIN[match[3]]} {match[4]}"
    return f"CC {match[1].upper()} {match[2]}"
