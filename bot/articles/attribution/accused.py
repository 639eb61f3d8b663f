"""Finds whom a sentence accuses: by name, for somebody named may answer."""

from __future__ import annotations

from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.articles.attribution.cue import Cue
    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.line import Line
    from bot.articles.attribution.words import Word

__all__ = ["accused", "suspected"]

_LONGEST = 8  # words of whom somebody accuses
_CLAIMED = 15  # words of a claim in which somebody is named
_OF = {"for", "of", "with"}
_BEHIND = {"about", "against", "by", "in", "last", "on", "over", *_OF}


def accused(line: Line, lexicon: Lexicon) -> Iterator[str]:
    """Yield the words of names in "accused Jane Doe of", in lower case."""
    for at, word in enumerate(line.plain):
        if "accuse" in lexicon.verbs.get(word.lower, ()):
            yield from _charged(line, at, lexicon)


def suspected(line: Line, lexicon: Lexicon) -> Iterator[str]:
    """Yield the words of the names of who is charged, or whom a claim tells of."""
    for at, word in enumerate(line.plain):
        if word.lower in lexicon["arraigned"]:
            yield from _charged(line, at, lexicon)
    for cue in line.cues:
        kinds = lexicon.verbs.get(line.words[cue.at].lower, ())
        if "claim" in kinds or _prosecutes(line, cue, lexicon):
            yield from _first(line.words[cue.at + 1 : cue.at + 1 + _CLAIMED])


def _charged(line: Line, at: int, lexicon: Lexicon) -> Iterator[str]:
    """Yield the name in "accused Jane Doe of" and "Jane Doe was charged with"."""
    following = line.plain[at + 1 : at + 1 + _LONGEST]
    first = following[0].lower if following else "."
    if first[0].isalnum() and first not in _BEHIND:
        if first not in lexicon["prepositions"]:  # "charged into"
            yield from _first(takewhile(lambda one: one.lower not in _OF, following))
        return
    yield from _first(reversed(line.plain[max(0, at - _LONGEST) : at]))
    if not line.cues or line.words[line.cues[0].at].start > line.plain[at].start:
        leading = takewhile(_named, line.plain[:_LONGEST])
        yield from (word.lower for word in leading)


def _first(words: Iterable[Word]) -> Iterator[str]:
    """Yield the words of the first name among some words."""
    name = takewhile(_named, dropwhile(lambda word: not _named(word), words))
    return (word.lower for word in name)


def _named(word: Word) -> bool:
    return word.capital and not word.possessive


def _prosecutes(line: Line, cue: Cue, lexicon: Lexicon) -> bool:
    """Tell whether it is a prosecutor who says something."""
    if cue.speaker is None:
        return False
    speaker = line.words[cue.speaker.opens : cue.speaker.last + 1]
    return any(word.lower in lexicon["prosecuting"] for word in speaker)
