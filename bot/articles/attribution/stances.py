"""Tells from what is said whether it denies or alleges, whatever verb reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.article import Stance
from bot.articles.attribution.nevers import insists
from bot.articles.attribution.objects import Objects
from bot.articles.attribution.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.words import Word

__all__ = ["lowers_of", "said_stance", "spoken_stance", "unsaid_stance"]

_NEAR = 14  # words between an accusation and what it is called
_ATTRIBUTIVE = 6  # words and marks from "baseless" to "allegations"
_CALLED = 3  # words from "called" to "the allegations"
_COPULAS = {"is", "are", "was", "were", "be", "been", "as", "being"}
_POINTING = {"it", "this", "that", "these", "those", "they", "everything", "all"}


def said_stance(words: Sequence[Word], lexicon: Lexicon) -> Stance:
    """Return the stance of a sentence that somebody is said to say."""
    lowers = _lowers(words)
    denied = any(lexicon.phrase_at("denial", lowers, at) for at in range(len(lowers)))
    if denied or _refutes(words, lexicon, attributive=True) or _clears(words, lexicon):
        return Stance.DENIAL
    if insists(lowers_of(words), lexicon):
        return Stance.DENIAL
    hedged = any(word.lower in lexicon["hedges"] for word in words)
    return Stance.CLAIM if hedged else Stance.REPORT


def spoken_stance(words: Sequence[Word], lexicon: Lexicon, *, disputed: bool) -> Stance:
    """Return the stance of a speaker's own words, in which "I" and "we" speak."""
    if _contradicts(words, lexicon):
        return Stance.DENIAL
    objects = Objects(Phrases(words, lexicon, frozenset()), disputed=disputed)
    own = {objects.stance(verb) for verb in _own_verbs(objects, lexicon)}
    for stance in (Stance.DENIAL, Stance.CLAIM):
        if stance in own:
            return stance
    return said_stance(words, lexicon)


def unsaid_stance(words: Sequence[Word], lexicon: Lexicon) -> Stance:
    """Return the stance of a sentence of which no speaker is known."""
    if _refutes(words, lexicon, attributive=False):
        return Stance.DENIAL
    lowers = [word.lower for word in words]
    if not lexicon["hedges"].isdisjoint(lowers):
        return Stance.CLAIM
    for at, lower in enumerate(lowers[:-1]):
        if lower in lexicon["charges"] and _complement(words, at + 1, lexicon):
            negated = not lexicon["negations"].isdisjoint(lowers[:at])
            return Stance.REPORT if negated else Stance.CLAIM
    return Stance.REPORT


def _complement(words: Sequence[Word], at: int, lexicon: Lexicon) -> bool:
    """Tell whether "that" opens what is claimed, and is not the clause's subject."""
    if words[at].lower != "that" or at + 1 >= len(words):
        return False
    following = words[at + 1]
    opens = lexicon["determiners"] | lexicon["pronouns"]
    return following.capital or following.lower in opens


def _refutes(words: Sequence[Word], lexicon: Lexicon, *, attributive: bool) -> bool:
    """Tell whether an accusation is called baseless, false or the like."""
    lowers = _lowers(words)
    alleged = [at for at, lower in enumerate(lowers) if lower in lexicon["allegations"]]
    if not alleged:
        return False
    plain = [*_places(lowers, lexicon, "unfounded")]
    wrong = [*plain, *_places(lowers, lexicon, "untrue")]
    slurs = [*wrong, *_places(lowers, lexicon, "slur")]
    predicate = any(
        0 < at - noun <= _NEAR and not _COPULAS.isdisjoint(lowers[noun:at])
        for noun in alleged
        for at in wrong
    ) or any(
        0 < at - noun <= _NEAR and _called(lowers, noun, lexicon)
        for noun in alleged
        for at in slurs
    )
    made = any("make" in lexicon.verbs.get(lower, ()) for lower in lowers)
    attribute = (
        attributive
        and not made
        and any(0 < noun - at <= _ATTRIBUTIVE for noun in alleged for at in plain)
    )
    return predicate or attribute


def _called(lowers: list[str], noun: int, lexicon: Lexicon) -> bool:
    """Tell whether "called the" or "described these" stands before a noun."""
    before = lowers[max(0, noun - _CALLED) : noun]
    return any("call" in lexicon.verbs.get(lower, ()) for lower in before)


def _places(lowers: list[str], lexicon: Lexicon, section: str) -> Iterator[int]:
    """Yield where a section's words and phrases begin, unless negated."""
    for at, lower in enumerate(lowers):
        word = lower in lexicon.words.get(section, ())
        found = word or lexicon.phrase_at(section, lowers, at)
        if found and lexicon["negations"].isdisjoint(lowers[max(0, at - 2) : at]):
            yield at


def _clears(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Tell whether somebody is said to have had no part in something."""
    lowers = _lowers(words)
    return any(
        lexicon.phrase_at("exculpation", lowers, at)
        and _self(words, lowers, at, lexicon)
        for at in range(len(lowers))
    )


def _self(words: Sequence[Word], lowers: list[str], at: int, lexicon: Lexicon) -> bool:
    """Tell whether the subject before a place may be the speaker's own side."""
    at -= 1
    while at > 0 and (
        lowers[at] in lexicon["auxiliaries"] or lowers[at] in lexicon["adverbs"]
    ):
        at -= 1
    if at < 0:
        return False
    capitals = {word.lower for word in words[1:] if word.capital}
    return (
        lowers[at] in lexicon["pronouns"]
        or lowers[at] in lexicon["organisations"]
        or lowers[at] in capitals
    )


def _contradicts(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Tell whether the words say "that's a lie" or "it is not true"."""
    lowers = _lowers(words)
    filler = (
        lexicon["auxiliaries"] | lexicon["determiners"] | lexicon["adverbs"] | _POINTING
    )
    for at in _places(lowers, lexicon, "untrue"):
        before = lowers[max(0, at - 4) : at]
        plain = all(lower in filler or lower.endswith("ly") for lower in before[1:])
        if plain and not _POINTING.isdisjoint(before):
            return True
    return False


def _own_verbs(objects: Objects, lexicon: Lexicon) -> Iterator[int]:
    """Yield the verbs of which "I" or "we" is the subject."""
    words = objects.words
    for at, word in enumerate(words):
        if word.lower in lexicon.verbs and not objects.phrases.negated(at):
            subject = objects.phrases.before(at)
            if subject and words[subject.last].lower in {"i", "we"}:
                yield at


def lowers_of(words: Sequence[Word]) -> list[str]:
    """Return the words in lower case without marks; "isn't" counts as "is not"."""
    return [lower for lower in _lowers(words) if lower[0].isalnum()]


def _lowers(words: Sequence[Word]) -> list[str]:
    """Return the words in lower case; "isn't" counts as "is not"."""
    lowers: list[str] = []
    for word in words:
        if word.lower.endswith(("n't", "n’t")):
            lowers += [word.lower[:-3], "not"]
        else:
            lowers.append(word.lower)
    return lowers
