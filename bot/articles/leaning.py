"""Tells which sentences are hard to understand without the one before them."""

from __future__ import annotations

import re

__all__ = ["leans"]

# What a sentence may begin with that leans on the one before it: somebody or something
# that was named there, or a turn against what was said there.
_LEANING = {
    "en": "he she it they we i his her its their this that these those such so but and"
    " however instead yet nor then there both neither",
    "de": "er sie es sein seine ihr ihre dies diese dieser dieses das damit dabei"
    " dagegen doch aber und jedoch so dann dort beide",
    "fr": "il elle ils elles ce cela ceci cette ces celui celle son sa ses leur leurs"
    " mais et or donc cependant toutefois puis ainsi",
}
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_SHORT = 40  # characters; so short a sentence seldom stands by itself


def leans(sentence: str, language: str) -> bool:
    """Return whether a sentence leans on the one before it."""
    word = _FIRST_WORD.search(sentence)
    leaning = _LEANING.get(language, "").split()
    return len(sentence) < _SHORT or bool(word and word[0].lower() in leaning)
