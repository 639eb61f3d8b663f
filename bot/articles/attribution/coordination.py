"""Finds the subject that a verb shares with the one before: "X left and said"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.modifiers import RELATIVE

if TYPE_CHECKING:
    from bot.articles.attribution.phrases import Phrase, Phrases

__all__ = ["shared_subject"]

_FARTHEST = 25  # words from the one verb to the other
_JOINING = {"and", "but"}
_MARKS = {".", ":", ";", "?", "!", "(", ")"}
_SUBJECTS = {"he", "i", "she", "they", "we"}  # "it" and "you" may be objects


def shared_subject(phrases: Phrases, verb: int) -> Phrase | None:
    """Return the subject of the verb before "and" or "but" and the verb at a place.

    None where a subordinate clause, another clause or a mark lies between the two, so
    that it might be another's; and where the second may be a noun: "lies and claims".
    """
    joint = verb - 1
    while joint > 0 and phrases.adverb(joint):
        joint -= 1
    if phrases.lower(joint) not in _JOINING or _noun(phrases, verb):
        return None
    phrase = _subject(phrases, joint)
    return phrase if phrase and _leads(phrases, phrase) else None


def _subject(phrases: Phrases, joint: int) -> Phrase | None:
    """Return the subject of the nearest verb before "and" that has one.

    After a comma it is none of "which": "has closed a mill which leaked, but denied".
    """
    goes_on = phrases.lower(joint - 1) == ","
    for at in range(joint - 1, max(0, joint - _FARTHEST), -1):
        if goes_on and RELATIVE & {phrases.lower(at), phrases.lower(at - 1)}:
            continue
        if _finite(phrases, at):
            phrase = phrases.before(at)
            if phrase or phrases.lower(at - 1) != ",":
                return phrase
        elif _divides(phrases, at, joint):
            return None
    return None


def _noun(phrases: Phrases, verb: int) -> bool:
    """Tell whether the form of a verb may be a noun as well."""
    lower, lexicon = phrases.lower(verb), phrases.lexicon
    nouns = lexicon["allegations"] | lexicon["reports"] | lexicon["voiced"]
    return lower in lexicon.bases or lower in nouns or lower in {"disputes", "notes"}


def _finite(phrases: Phrases, at: int) -> bool:
    """Tell whether a word has the form of a verb whose subject is before it."""
    lower, lexicon = phrases.lower(at), phrases.lexicon
    if phrases.words[at].capital or phrases.determiner(at - 1):
        return False
    if lower in lexicon.participles:
        return False
    helping = lower in lexicon["auxiliaries"]
    past = helping or lower.endswith("ed") or lower in lexicon["verbal"]
    return past or (lower in lexicon.verbs and not _noun(phrases, at))


def _leads(phrases: Phrases, phrase: Phrase) -> bool:
    """Tell whether a phrase is known and begins a clause that is nobody's words."""
    before, lexicon = phrases.lower(phrase.opens - 1), phrases.lexicon
    begins = not before[0].isalnum() or before in lexicon["openers"] | _JOINING
    alone = phrase.last == 0  # "Kay paid a fine but denied": no list has the name
    return begins and (phrase.known or alone)


def _divides(phrases: Phrases, at: int, joint: int) -> bool:
    """Tell whether another clause may begin at a word."""
    lower, lexicon = phrases.lower(at), phrases.lexicon
    if lower == ",":
        return at + 1 < joint and not _finite(phrases, at + 1)
    mark = lower[0] in _MARKS
    return mark or lower in _SUBJECTS or lower in lexicon["subordinators"]
