"""Which short texts only say who speaks, what is explained, or when it happened."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["is_label", "is_speaker", "is_time"]

_LONGEST = 60  # characters
_LONGEST_TIME = 25
_NEAR = 8  # elements
_SENTENCE = re.compile(r"[.!?…。！？]\Z")  # noqa: RUF001 - Chinese marks
_ASKED = re.compile(r"(?:Q|A|F|R|P|Frage|Antwort|Question|Réponse)[.:]?")
_SPEAKER = re.compile(r"(?:[\w-]*[-_])?(?:speaker|interviewer|interviewee)(?:-?name)?")
_CLOCK = re.compile(r"\d{1,2}(?:[.:hH]\d{2}| ?[ap]\.?m\b)")
_TIMED = re.compile(r"(?:[\w-]*[-_])?(?:time|timestamp|clock|uhrzeit|heure)")


def is_label(element: HtmlElement, text: str) -> bool:
    """Return whether a text is a term, or a name that is set before what is said."""
    if len(text) > _LONGEST or "\n" in text:
        return False
    if element.tag == "dt" or is_speaker(element):
        return not _SENTENCE.search(text)
    if element.tag != "p" or not (text.endswith(":") or _ASKED.fullmatch(text)):
        return False
    following = element.getnext()
    return _is_bold(element) and following is not None and following.tag == "p"


def is_speaker(element: HtmlElement) -> bool:
    """Return whether an element's name says that it names who speaks."""
    names = (element.get("class") or "").lower().split()
    return any(map(_SPEAKER.fullmatch, names))


def is_time(element: HtmlElement, text: str) -> bool:
    """Return whether a block is the time of day of an entry, as live blogs have it."""
    if len(text) > _LONGEST_TIME or not _CLOCK.search(text):
        return False
    return any(map(_is_timed, islice(element.iter(), _NEAR)))


def _is_timed(element: HtmlElement) -> bool:
    names = (element.get("class") or "").lower().split()
    return element.tag == "time" or any(map(_TIMED.fullmatch, names))


def _is_bold(element: HtmlElement) -> bool:
    whole = "".join(element.itertext()).strip()
    first = next(element.iterchildren("b", "strong"), None)
    return first is not None and "".join(first.itertext()).strip() == whole
