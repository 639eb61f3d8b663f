"""Tells from what is said whether it denies or alleges, whatever verb reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.article import Stance
from bot.articles.attribution.contradictions import contradicts
from bot.articles.attribution.courts import court_speaks
from bot.articles.attribution.disclaimers import clears
from bot.articles.attribution.moods import supposed
from bot.articles.attribution.nevers import innocence, insists
from bot.articles.attribution.objects import Objects
from bot.articles.attribution.phrases import Phrases
from bot.articles.attribution.refutations import refutes
from bot.articles.attribution.words import MARKS, lowers_of, unquoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.words import Word

__all__ = ["said_stance", "spoken_stance", "unsaid_stance"]

_ADVERBS = 4  # words to "denies" in "categorically and flatly denies"


def said_stance(words: Sequence[Word], lexicon: Lexicon, *, judged: bool) -> Stance:
    """Return the stance of a sentence that somebody is said to say.

    `judged` tells that the speaker is a court, which denies nothing.
    """
    refuted = refutes(words, lexicon, attributive=True, said=True)
    insisted = any(word.lower in lexicon["insisting"] for word in words)
    if not judged and (refuted or clears(words, lexicon, accused=insisted)):
        return Stance.DENIAL
    if _denies(words, lexicon):
        return Stance.DENIAL
    if insists(lowers_of(words), lexicon):
        return Stance.DENIAL
    hedged = any(word.lower in lexicon["hedges"] for word in words)
    return Stance.CLAIM if hedged else Stance.REPORT


def spoken_stance(
    words: Sequence[Word], lexicon: Lexicon, *, disputed: bool, judged: bool
) -> Stance:
    """Return the stance of a speaker's own words, in which "I" and "we" speak.

    `judged` tells that the speaker is a court, which denies nothing.
    """
    if not judged and contradicts(words, lexicon):
        return Stance.DENIAL
    objects = Objects(Phrases(words, lexicon, frozenset()), disputed=disputed)
    own = {objects.stance(verb) for verb in _own_verbs(objects, lexicon)}
    for stance in (Stance.DENIAL, Stance.CLAIM):
        if stance in own:
            return stance
    return said_stance(words, lexicon, judged=judged)


def unsaid_stance(words: Sequence[Word], lexicon: Lexicon) -> Stance:
    """Return the stance of a sentence of which no speaker is known."""
    lowers = unquoted(words)
    judged = court_speaks(lowers, lexicon)
    if not judged and refutes(words, lexicon, attributive=False, said=False):
        return Stance.DENIAL
    if _denies(words, lexicon):
        return Stance.DENIAL
    if not lexicon["hedges"].isdisjoint(lowers):
        return Stance.CLAIM
    plain = [word for word in words if word.text not in MARKS]
    for at, word in enumerate(plain[:-1]):
        if word.lower in lexicon["charges"] and _complement(plain, at + 1, lexicon):
            negated = not lexicon["negations"].isdisjoint(unquoted(plain[:at]))
            return Stance.REPORT if negated or judged else Stance.CLAIM
    return Stance.REPORT


def _complement(words: Sequence[Word], at: int, lexicon: Lexicon) -> bool:
    """Tell whether "that" opens what is claimed, and is not the clause's subject."""
    if at + 1 >= len(words) or words[at].lower != "that":
        return False
    following = words[at + 1]
    opens = lexicon["determiners"] | lexicon["pronouns"]
    return following.capital or following.lower in opens


def _denies(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Tell whether words deny something whatever they are said of."""
    lowers = unquoted(words)
    phrase = any(lexicon.phrase_at("denial", lowers, at) for at in range(len(lowers)))
    return phrase or innocence(lowers, lexicon) or _denies_in_part(words, lexicon)


def _denies_in_part(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Tell whether quotation marks part a denial from its subject.

    That is: the firm "strongly denies" the claims.
    """
    opened = {
        after.start
        for before, mark, after in zip(words, words[1:], words[2:], strict=False)
        if mark.text in MARKS and before.lower[0].isalnum()
    }
    if not opened:
        return False
    plain = [word for word in words if word.text not in MARKS]
    objects = Objects(Phrases(plain, lexicon, frozenset()), disputed=False)
    return any(
        _denies_after(objects, at)
        for at, word in enumerate(plain)
        if word.start in opened
    )


def _denies_after(objects: Objects, start: int) -> bool:
    """Tell whether "strongly denies" begins at a place, with its subject before it."""
    phrases, words = objects.phrases, objects.words
    near = range(start, min(len(words), start + _ADVERBS))
    at = next((place for place in near if not phrases.adverb(place)), start)
    kinds = phrases.lexicon.verbs.get(phrases.lower(at), frozenset())
    return (
        bool(kinds & {"deny", "dispute", "reject"})
        and not phrases.negated(at)
        and not supposed(phrases, at)
        and phrases.before(at) is not None
        and objects.stance(at) is Stance.DENIAL
    )


def _own_verbs(objects: Objects, lexicon: Lexicon) -> Iterator[int]:
    """Yield the verbs of which "I" or "we" is the subject."""
    words = objects.words
    for at, word in enumerate(words):
        if word.lower in lexicon.verbs and not objects.phrases.negated(at):
            subject = objects.phrases.before(at)
            own = subject and words[subject.last].lower in {"i", "we"}
            if own and not supposed(objects.phrases, at):
                yield at
