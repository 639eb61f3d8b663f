"""Reads questions about words: who is to have said what, and on which side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.lexicon import lexicon as lexicon_of
from bot.articles.telling import listed, tokens_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.tokens import Token

__all__ = [
    "Voice",
    "asks_about_words",
    "voice_asked",
]

_NEAR = 4  # words within which "who" or "what" has its verb: "who has ever said"
_FIRST = 2  # words to the noun of "which other claims", the verb of "was sagt"
_LONGEST = 6  # words that name a speaker
_HELPING = frozenset({"did", "does", "do", "has", "have", "had"})
# They say nothing but with an allegation, or with "that".
_EMPTY = frozenset({"call", "charge", "fend", "make", "answer", "plead", "protest"})
_OTHERWISE = frozenset({"charge", "fend", "protest"})  # they mostly say nothing
_SAYING = frozenset({"say", "tell", "claim", "accuse", "deny", "dispute"})
_WORDS = frozenset({"say", "tell", "answer", "deny"})
_AFTER = {"adverbs", "negations", "pronouns", "subordinators", "after names"}
_NONE: frozenset[str] = frozenset()
_BESIDE = frozenset({"talk", "urge"})  # a question mostly asks for something else
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
    which tell less about what was said than its others do. `words`: it wants what the
    one it names said, or whether they denied it, and nothing else that they tell.
    """

    who: bool
    named: Span | None
    on_behalf: bool
    stance: Stance | None
    saying: tuple[Span, ...]
    words: bool = False


def voice_asked(question: str, language: str) -> Voice | None:
    """Return whose words a question asks about, None where it doesn't ask about any.

    `language` is an ISO 639-1 code; nothing is known of one without a lexicon.
    """
    lexicon = lexicon_of(language)
    found = tokens_of(question, lexicon) if lexicon else []
    if lexicon is None or not found:
        return None
    verb, told = _verb_of_who(found, lexicon), None
    by = _where(found, lexicon.phrases.get("voiced by", ()))
    behalf = _where(found, lexicon.phrases.get("on behalf", ()))
    who = verb is not None or (found[0].lower == "who" and behalf.start < len(found))
    named = _name(found[by.stop :], lexicon) or _name(found[behalf.stop :], lexicon)
    stance = _stance(verb, lexicon)
    if verb and "make" in _kinds(verb, lexicon):
        stance = Stance.CLAIM  # who makes an accusation, alleges
    if not who:
        behind = "verb-second" in lexicon["order"]
        subject, told = (_subject_behind if behind else _subject)(found, lexicon)
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
        words=found[0].lower in _HELPING | {"what"}
        and not _WORDS.isdisjoint(_kinds(told, lexicon)),
    )


def _stance(verb: Token | None, lexicon: Lexicon) -> Stance | None:
    """Return the stance of what is said by a verb."""
    kinds = _kinds(verb, lexicon)
    sides = [_SIDES[kind] for kind in sorted(kinds) if kind in _SIDES]
    return sides[0] if sides else None


def _stance_asked(found: Sequence[Token], lexicon: Lexicon) -> Stance | None:
    """Return the stance that "what are the allegations", "what is denied" ask for."""
    lowers = [word.lower for word in found]
    if lowers[0] not in {"what", "which"}:
        return None
    being = not lexicon["being"].isdisjoint(lowers[:_NEAR])
    for at, lower in enumerate(lowers):
        if at <= _NEAR and lower in lexicon["charges"]:
            right = "to" in lowers[at + 1 : at + 2]  # "the claim to the throne"
            asked = lowers[1] in lexicon["being"] or at <= _FIRST
            return Stance.CLAIM if asked and not right else None
        if being and _kinds(found[at], lexicon) & {"accuse", "claim", "deny"}:
            cause = "on" in lowers[at + 1 : at + 2]  # "blamed on rats"
            return None if cause else _stance(found[at], lexicon)
    return None


def _kinds(word: Token | None, lexicon: Lexicon) -> frozenset[str]:
    if word is None or word.lower in lexicon["doing"]:
        return frozenset()
    return lexicon.verbs.get(word.lower, _NONE) - _BESIDE


def _accuses(found: Sequence[Token], lexicon: Lexicon) -> bool:
    """Return whether a question speaks of an accusation."""
    return any(word.lower in lexicon["charges"] for word in found)


def _verb_of_who(found: Sequence[Token], lexicon: Lexicon) -> Token | None:
    """Return the verb of "who denied", but not "is accused", nor "made" a thing."""
    if found[0].lower != "who":
        return None
    for before, word in pairwise(found[:_NEAR]):
        if word.lower in {"did", "does", "do"}:
            return None  # "who did the mayor accuse" names who speaks
        kinds = _kinds(word, lexicon)
        if kinds - _EMPTY or ("make" in kinds and _accuses(found, lexicon)):
            return None if "being" in before.tags else word
    return None


def _subject(
    found: Sequence[Token], lexicon: Lexicon
) -> tuple[Span | None, Token | None]:
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


def _subject_behind(
    found: Sequence[Token], lexicon: Lexicon
) -> tuple[Span | None, Token | None]:
    """Return X of "was hat X gesagt" or "was sagt X", and its verb."""
    for at, word in enumerate(found[:_FIRST]):
        if word.lower == "wer":
            break
        if word.lower in lexicon["helping"]:
            rest = found[at + 1 :]
            end = next((n for n, w in enumerate(rest) if _kinds(w, lexicon)), None)
            told = None if end is None else rest[end]
        elif _kinds(word, lexicon):
            rest, end, told = found[at + 1 :], len(found), word
        else:
            continue
        name = _name_behind(rest[:end], lexicon) if told else None
        return (name, told) if name else (None, None)
    return None, None


def _name_behind(following: Sequence[Token], lexicon: Lexicon) -> Span | None:
    """Return X of "hat X die Vorwürfe bestritten"; no text is one, nor is "man"."""
    end = next((n for n, w in enumerate(following) if n and w.tags & _AFTER), None)
    if any(w.tags & {"documents", "no speakers"} for w in following[:end][:_FIRST]):
        return None
    return _name(following[:end], lexicon)


def _ends_a_name(word: Token, lexicon: Lexicon) -> bool:
    """Return whether a word stands in no name: "do they not want to", "did X who"."""
    others = lexicon["being"] | {"not", "to"}
    return word.lower in others or word.lower in lexicon["subordinators"]


def _begins_a_name(before: Token, word: Token, lexicon: Lexicon) -> bool:
    """Return whether a word begins another name, and not one after "of" or "and"."""
    joining = lexicon["prepositions"] | {"and", "or"}
    return word.lower in lexicon["determiners"] and before.lower not in joining


def _where(found: Sequence[Token], phrases: Sequence[tuple[str, ...]]) -> slice:
    """Return where one of some phrases stands, the empty end where none does."""
    lowers = [word.lower for word in found]
    begins = {phrase[0] for phrase in phrases}
    for at, lower in enumerate(lowers):
        for phrase in phrases if lower in begins else ():
            end = at + len(phrase)
            if phrase[0] == lower and tuple(lowers[at:end]) == phrase:
                return slice(at, end)
    return slice(len(found), len(found))


def _name(following: Sequence[Token], lexicon: Lexicon) -> Span | None:
    """Return the name that words begin with: it ends at a mark or a preposition."""
    ending = lexicon["prepositions"]
    ends = (
        at
        for at, word in enumerate(following)
        if not word.text[0].isalnum()
        or (word.lower in ending and word.lower != "of")  # the mayor of Ekby
    )
    name = following[: min(next(ends, _LONGEST), _LONGEST)]
    return Span(name[0].start, name[-1].end) if name else None


def _owner(found: Sequence[Token], lexicon: Lexicon) -> Span | None:
    """Return X of "X's response"."""
    for owner, owned in pairwise(found):
        if owner.possessive and owned.lower in lexicon["voiced"]:
            return Span(owner.start, owner.start + len(owner.lower))
    return None


def asks_about_words(question: str, language: str) -> bool:
    """Return whether a question is about somebody saying, alleging or denying it.

    One that speaks of admitting it does not: it takes for granted what was admitted. A
    language without a lexicon is taken to ask about words: nothing is known of it.
    """
    lexicon = lexicon_of(language)
    if lexicon is None or not lexicon["voiced"]:
        return True
    asked = [word.lower for word in tokens_of(question, lexicon)]
    if not lexicon["factive"].isdisjoint(asked):
        return False
    if voice_asked(question, language) is not None:
        return True
    kinds = [lexicon.verbs.get(word, _NONE) for word in asked]
    called = asked[:1] == ["who"] and any("call" in kind for kind in kinds)
    told = listed(lexicon, "allegations", "unfounded", "hedges", "voiced")
    saying = any(kind & _SAYING for kind in kinds) or not told.isdisjoint(asked)
    return called or saying
