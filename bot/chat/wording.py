"""The words of the interface, in the language of whoever reads them.

English stands in the code. The catalogues in `locales` are gettext's, as translators
and their tools know them; they are read as they are, so none has to be compiled.
"""

from __future__ import annotations

import contextlib
import gettext
import io
from contextvars import ContextVar
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import polib

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "_",
    "in_every_language",
    "language_for",
    "marked",
    "numbered",
    "speak",
    "speaking",
    "spoken",
]

ENGLISH = "en"
# Each names itself, for those who choose one.
LANGUAGES = {ENGLISH: "English", "de": "Deutsch", "fr": "Français"}

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def spoken() -> str:
    """Return the language that is spoken here."""
    return _spoken.get()


def _(text: str) -> str:
    """Return a text of the interface in the language that is spoken here."""
    return _catalogue(_spoken.get()).gettext(text) if text else text


def marked(text: str) -> str:
    """Return a text as it is, which is to be translated where it is shown."""
    return text


def numbered(one: str, many: str, number: int, **fields: object) -> str:
    """Return the form of a text that goes with a number, filled in."""
    form = _catalogue(_spoken.get()).ngettext(one, many, number)
    return form.format(number=number, **fields)


def in_every_language(text: str) -> tuple[str, ...]:
    """Return a text in each language, for reading what was said in any of them."""
    said = (_catalogue(language).gettext(text) for language in LANGUAGES)
    return tuple(dict.fromkeys(said))


@cache
def language_for(*locales: str | None) -> str:
    """Return the language of the first of Discord's locales that is given.

    English stands in where there are no words for it yet.
    """
    locale = next((locale for locale in locales if locale), ENGLISH)
    language = locale.partition("-")[0].lower()
    return language if language in LANGUAGES else ENGLISH


def speak(language: str) -> None:
    """Speak a language from here on, in this task alone and in what it starts."""
    _spoken.set(language)


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    file = resources.files("bot.chat") / "locales" / f"{language}.po"
    entries = polib.pofile(file.read_text(encoding="utf-8"))
    return gettext.GNUTranslations(io.BytesIO(entries.to_binary()))
