"""Finds who acts in a sentence before a quotation that names no speaker.

In an interview "She leans forward." is all that says who speaks next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.phrases import Phrase, Phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.words import Word

__all__ = ["actor"]

_LONGEST = 30  # words; in a longer sentence more happens
_ENDS = {".", ":"}
_OTHERS = {"he": {"she", "her", "hers"}, "she": {"he", "him", "his"}}
_SEVERAL = {"i", "me", "they", "them", "us", "we", "you"}
_STATES = {"are", "be", "became", "been", "can", "could", "had", "has", "have", "is"}
_STATES |= {"born", "died", "may", "might", "should", "was", "were", "will", "would"}


def actor(
    words: Sequence[Word], lexicon: Lexicon, names: frozenset[str]
) -> Phrase | None:
    """Return the subject of a sentence in which nobody else is spoken of.

    `names` are words, in lower case, that have a capital inside some sentence. What
    somebody is or has, was or had, tells nothing of who speaks next.
    """
    phrases = Phrases(words, lexicon, names)
    if not 1 < len(words) <= _LONGEST or words[-1].text not in _ENDS:
        return None
    phrase = _subject(phrases)
    if phrase is None or phrases.lower(phrase.last + 1) in _STATES:
        return None
    others = [*words[: phrase.first], *words[phrase.last + 1 :]]
    alone = not any(_somebody(word, words[0], lexicon) for word in others)
    lowers = {word.lower for word in others}
    pronoun = phrases.lower(phrase.first)
    if pronoun not in _OTHERS:
        both = all(lowers & _OTHERS[other] for other in _OTHERS)
        return phrase if alone and not both and lowers.isdisjoint(_SEVERAL) else None
    return phrase if alone and lowers.isdisjoint(_SEVERAL | _OTHERS[pronoun]) else None


def _subject(phrases: Phrases) -> Phrase | None:
    """Return "She", or "Marlowe", or "she" after an introduction and a comma."""
    start = next((at for at, w in enumerate(phrases.words) if w.text == ","), -1) + 1
    for at in (0, start):
        if phrases.lower(at) in _OTHERS:
            return Phrase(at, at, known=True)
    return phrases.leading()


def _somebody(word: Word, first: Word, lexicon: Lexicon) -> bool:
    """Tell whether a word may be somebody: a name or a noun for a person."""
    if word.capital and word is not first:
        return word.lower not in lexicon["days"]
    role = word.lower in lexicon.roles and word.lower not in lexicon["things"]
    return role or word.lower in lexicon["people"]
