"""Tells of a question about words who is to have said them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.articles.article import Span, Stance
from bot.articles.attribution.lexicon import EMPTY
from bot.articles.attribution.lexicon import lexicon as lexicon_of
from bot.articles.attribution.words import BEING, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.words import Word

__all__ = ["Voice", "voice_asked"]

_NEAR = 4  # words within which "who" or "what" has its verb: "who has ever said"
_WHICH = 2  # words to the noun of "which other allegations"
_LONGEST = 6  # words that name a speaker
_HELPING = frozenset({"did", "does", "do", "has", "have", "had"})
_OTHERWISE = frozenset({"charge", "fend", "protest"})  # they mostly say nothing
_SIDES = {
    "accuse": Stance.CLAIM,
    "claim": Stance.CLAIM,
    "deny": Stance.DENIAL,
    "dispute": Stance.DENIAL,
    "reject": Stance.DENIAL,
}


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words a question asks about; its spans are code points of the question.

    `who`: it asks who said something. `named` is the speaker that it names, or with
    `on_behalf` the one that somebody else spoke for. `stance` is that of what was said,
    where its verb or a word like "allegations" tells. `saying` are its words of saying,
    which tell less about what was said than its others do.
    """

    who: bool
    named: Span | None
    on_behalf: bool
    stance: Stance | None
    saying: tuple[Span, ...]


def voice_asked(question: str, language: str) -> Voice | None:
    """Return whose words a question asks about, None where it doesn't ask about any.

    `language` is an ISO 639-1 code; nothing is known of one without a lexicon.
    """
    lexicon = lexicon_of(language)
    found = words(question, 0, len(question)) if lexicon else []
    if lexicon is None or not found:
        return None
    verb = _verb_of_who(found, lexicon)
    by, behalf = (_where(found, lexicon.phrases[n]) for n in ("voiced by", "on behalf"))
    who = verb is not None or (found[0].lower == "who" and behalf.start < len(found))
    named = _name(found[by.stop :], lexicon) or _name(found[behalf.stop :], lexicon)
    stance = _stance(verb, lexicon)
    if verb and "make" in _kinds(verb, lexicon):
        stance = Stance.CLAIM  # who makes an accusation, alleges
    if not who:
        subject, told = _subject(found, lexicon)
        named = subject or named or _owner(found, lexicon)
        stance = _stance(told, lexicon) if told else _stance_asked(found, lexicon)
        if "reject" in _kinds(told, lexicon) and not _accuses(found, lexicon):
            stance = None  # that may be an offer
    if not (who or named or stance):
        return None
    saying = [
        word
        for word in found
        if _kinds(word, lexicon) - _OTHERWISE or word.lower in lexicon["allegations"]
    ]
    saying += found[by] + found[behalf]
    return Voice(
        who,
        named,
        on_behalf=who and behalf.start < len(found),
        stance=stance,
        saying=tuple(sorted({Span(word.start, word.end) for word in saying})),
    )


def _stance(verb: Word | None, lexicon: Lexicon) -> Stance | None:
    """Return the stance of what is said by a verb."""
    kinds = _kinds(verb, lexicon)
    sides = [_SIDES[kind] for kind in sorted(kinds) if kind in _SIDES]
    return sides[0] if sides else None


def _stance_asked(found: Sequence[Word], lexicon: Lexicon) -> Stance | None:
    """Return the stance that "what are the allegations", "what is denied" ask for."""
    lowers = [word.lower for word in found]
    if lowers[0] not in {"what", "which"}:
        return None
    being = not BEING.isdisjoint(lowers[:_NEAR])
    for at, lower in enumerate(lowers):
        if at <= _NEAR and lower in lexicon["charges"]:
            right = "to" in lowers[at + 1 : at + 2]  # "the claim to the throne"
            asked = lowers[1] in BEING or at <= _WHICH
            return Stance.CLAIM if asked and not right else None
        if being and _kinds(found[at], lexicon) & {"accuse", "claim", "deny"}:
            cause = "on" in lowers[at + 1 : at + 2]  # "blamed on rats"
            return None if cause else _stance(found[at], lexicon)
    return None


def _kinds(word: Word | None, lexicon: Lexicon) -> frozenset[str]:
    if word is None or word.lower in lexicon["doing"]:
        return frozenset()
    return lexicon.verbs.get(word.lower, frozenset())


def _accuses(found: Sequence[Word], lexicon: Lexicon) -> bool:
    """Tell whether a question speaks of an accusation."""
    return any(word.lower in lexicon["charges"] for word in found)


def _verb_of_who(found: Sequence[Word], lexicon: Lexicon) -> Word | None:
    """Return the verb of "who denied", but not "is accused", nor "made" a thing."""
    if found[0].lower != "who":
        return None
    accusing = _accuses(found, lexicon)
    for before, word in pairwise(found[:_NEAR]):
        if word.lower in {"did", "does", "do"}:
            return None  # "who did the mayor accuse" names who speaks
        kinds = _kinds(word, lexicon)
        if kinds - EMPTY or ("make" in kinds and accusing):
            return None if before.lower in BEING else word
    return None


def _subject(
    found: Sequence[Word], lexicon: Lexicon
) -> tuple[Span | None, Word | None]:
    """Return X of "did X say", and its verb."""
    start = next((n for n, w in enumerate(found, 1) if w.lower in _HELPING), None)
    if start is None:
        return None, None
    for at, word in enumerate(found[start : start + _LONGEST + 1], start):
        if _ends_a_name(word, lexicon):
            break
        before = found[at - 1]
        if at > start and _begins_a_name(before, word, lexicon):
            break  # did the mayor hide the report
        noun = before.lower in lexicon["prepositions"]  # video on demand
        if at > start and not noun and _kinds(word, lexicon) - {"make"} - _OTHERWISE:
            return Span(found[start].start, before.end), word
    return None, None


def _ends_a_name(word: Word, lexicon: Lexicon) -> bool:
    """Tell whether a word stands in no name: "do they not want to", "did X who"."""
    others = BEING | {"not", "to"}
    return word.lower in others or word.lower in lexicon["subordinators"]


def _begins_a_name(before: Word, word: Word, lexicon: Lexicon) -> bool:
    """Tell whether a word begins another name, and not one after "of" or "and"."""
    joining = lexicon["prepositions"] | {"and", "or"}
    return word.lower in lexicon["determiners"] and before.lower not in joining


def _where(
    found: Sequence[Word], phrases: Mapping[str, Sequence[tuple[str, ...]]]
) -> slice:
    """Return where one of some phrases stands, the empty end where none does."""
    lowers = [word.lower for word in found]
    for at, word in enumerate(lowers):
        for phrase in phrases.get(word, ()):
            if tuple(lowers[at : at + len(phrase)]) == phrase:
                return slice(at, at + len(phrase))
    return slice(len(found), len(found))


def _name(following: Sequence[Word], lexicon: Lexicon) -> Span | None:
    """Return the name that words begin with: it ends at a mark or a preposition."""
    ending = lexicon["prepositions"] - {"of"}  # the mayor of Ekby
    ends = (
        at
        for at, word in enumerate(following)
        if not word.text[0].isalnum() or word.lower in ending
    )
    name = following[: min(next(ends, _LONGEST), _LONGEST)]
    return Span(name[0].start, name[-1].end) if name else None


def _owner(found: Sequence[Word], lexicon: Lexicon) -> Span | None:
    """Return X of "X's response"."""
    for owner, owned in pairwise(found):
        if owner.possessive and owned.lower in lexicon["voiced"]:
            return Span(owner.start, owner.start + len(owner.lower))
    return None
