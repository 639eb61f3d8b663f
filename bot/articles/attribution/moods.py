"""Tells what somebody did from what is supposed, asked, or asked of somebody.

"If she denies it", "she may deny it" and "has she denied it?" are no denials; who
"called a press conference to deny it" denies it, who was "urged to deny it" does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.coordination import shared_subject

if TYPE_CHECKING:
    from bot.articles.attribution.phrases import Phrase, Phrases

__all__ = ["purpose_subject", "supposed"]

_MODALS = {"can", "could", "may", "might", "must", "shall", "should", "will", "would"}
# "Roe would later deny it" tells what came to pass.
_CAME_TO_PASS = {"eventually", "later", "once", "repeatedly", "soon", "subsequently"}
_CAME_TO_PASS |= {"always", "often", "then"}
_JOINING = {"and", "but", "or", "so"}
_INVERTING = 4  # words: "at no point in May did Roe deny it"
_OCCASION = 10  # words from "called a press conference" to "to"


def supposed(phrases: Phrases, verb: int) -> bool:
    """Return whether a verb tells of what may be, is asked, or never was."""
    if _modal(phrases, verb):
        return True
    subject = phrases.before(verb) or shared_subject(phrases, verb)
    return subject is not None and _unreal(phrases, subject.opens - 1)


def purpose_subject(phrases: Phrases, to: int) -> Phrase | None:
    """Return who "called a press conference", where "to deny" goes on from there.

    `to` is the place of "to". None where somebody is asked, told or able to do it.
    """
    occasion = False
    for at in range(to - 1, max(0, to - _OCCASION), -1):
        lower = phrases.lower(at)
        if occasion and lower in phrases.lexicon["convening"]:
            return None if phrases.infinitive(at) else _convener(phrases, at)
        if not phrases.wordy(at) or lower in phrases.lexicon["subordinators"]:
            return None
        occasion |= lower in phrases.lexicon["occasions"]
    return None


def _convener(phrases: Phrases, verb: int) -> Phrase | None:
    """Return who really "called a press conference"."""
    subject = phrases.before(verb)
    if subject is None or phrases.negated(verb) or _modal(phrases, verb):
        return None
    return None if _unreal(phrases, subject.opens - 1) else subject


def _unreal(phrases: Phrases, at: int) -> bool:
    """Return whether what stands before a subject makes its clause no fact."""
    return _conditional(phrases, at) or _inverted(phrases, at)


def _modal(phrases: Phrases, verb: int) -> bool:
    at = verb - 1
    since: set[str] = set()
    while at >= 0 and phrases.adverb(at):
        if phrases.lower(at) in _MODALS:
            passed = phrases.lower(at) == "would" and since & _CAME_TO_PASS
            return not passed
        since.add(phrases.lower(at))
        at -= 1
    return False


def _conditional(phrases: Phrases, at: int) -> bool:
    """Return whether "if", "whether or not" or "in case" ends at a place."""
    lexicon = phrases.lexicon
    while phrases.lower(at) in {"not", "or", "that", "when", "and", "as"}:
        at -= 1
    two = (phrases.lower(at - 1), phrases.lower(at))
    return phrases.lower(at) in lexicon["conditions"] or two == ("in", "case")


def _inverted(phrases: Phrases, at: int) -> bool:
    """Return whether an auxiliary at a place begins a question, or "nor did"."""
    if phrases.lower(at) not in phrases.lexicon["auxiliaries"]:
        return False
    if not phrases.wordy(at - 1) or phrases.lower(at - 1) in _JOINING:
        return True
    near = range(at - 1, max(-1, at - 1 - _INVERTING), -1)
    return any(phrases.lower(one) in phrases.lexicon["negations"] for one in near)
