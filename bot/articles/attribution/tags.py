"""Reads the sentence that only says who spoke: “Why not?” Ann Lee asked on Friday."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.article import Stance
from bot.articles.attribution.cue import Cue

if TYPE_CHECKING:
    from bot.articles.attribution.phrases import Phrases

__all__ = ["nothing_more", "tag"]

_LONGEST = 14  # words; a tag has the speaker, the verb, and to whom, where and when
_ASKING = {"ask", "asked", "asks"}  # these too may have somebody for an object
_SPEAKING = {"say", "state", "tell", "claim"}


def tag(phrases: Phrases) -> Cue | None:
    """Return the cue of a sentence that has nothing but a speaker who speaks.

    It needs no word of what is said: that is the quotation before.
    """
    if not 1 < len(phrases.words) <= _LONGEST:
        return None
    for at in range(1, len(phrases.words)):
        kinds = phrases.lexicon.verbs.get(phrases.lower(at), frozenset())
        if kinds & _SPEAKING and not phrases.capital(at):
            speaker = phrases.before(at)
            alone = speaker is not None and speaker.opens == 0 and speaker.known
            tells = alone and nothing_more(phrases, at)
            return Cue(at, speaker, Stance.REPORT) if tells else None
    return None


def nothing_more(phrases: Phrases, verb: int) -> bool:
    """Tell whether only a hearer, a place and a time follow a verb, and no clause."""
    last, lexicon = len(phrases.words) - 1, phrases.lexicon
    lower, following = phrases.lower(verb), phrases.lower(verb + 1)
    hears = lower in _ASKING or "tell" in lexicon.verbs[lower]
    free = following in lexicon["prepositions"] | lexicon["days"]
    more = range(verb + 1, last)
    if not more or len(more) > _LONGEST:
        return not more
    return (hears or free) and all(map(phrases.within, more))
