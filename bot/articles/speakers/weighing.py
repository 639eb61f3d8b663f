"""Weighs what people say against what was said before: who was accused answers."""

from __future__ import annotations

from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from bot.articles.sentence import Stance
from bot.articles.speakers.contradictions import contradict
from bot.articles.speakers.rules import Stream
from bot.articles.speakers.stances import is_court

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.articles.speakers.entities import Entities
    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.line import Line
    from bot.articles.speakers.stances import Judge
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Accused", "weigh"]

_OWNERS = {"its", "their", "his", "her"}
_LONGEST = 8  # words of whom somebody accuses
_CLAIMED = 15  # words of a claim in which somebody is named
_NATION = 4  # letters that a country and its people have in common
_OF = {"for", "of", "with"}
_BEHIND = {"about", "against", "by", "in", "last", "on", "over", *_OF}
_ACCUSING = frozenset({"arraigned", "accuse", "claim", "allege"})
_LAWYERS = {"lawyer", "spokesperson"}


class Accused:
    """The words of the names of whoever was accused so far, or has denied it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._words: set[str] = set()
        self._arraigned = False

    def __bool__(self) -> bool:
        """Whether anybody was accused."""
        return bool(self._words)

    def read(self, tokens: Sequence[Token]) -> None:
        """Take note of whom a sentence says to be accused."""
        for at, token in enumerate(tokens):
            if token.tags.isdisjoint(_ACCUSING):
                continue
            if not token.tags.isdisjoint({"arraigned", "accuse"}):
                self._words.update(self._charged(tokens, at))
                self._arraigned = self._arraigned or "arraigned" in token.tags
            elif "claim" in token.tags or token.lower in {"alleging", "alleged"}:
                self._words.update(_first(tokens[at + 1 : at + 1 + _CLAIMED]))

    def denied(self, speaker: Sequence[Token]) -> None:
        """Take note of who denied something."""
        self._words.update(word.lower for word in speaker if _named(word))

    def speaks(self, introduced: Sequence[Token]) -> bool:
        """Whether the words by which a speaker is introduced tell of one accused."""
        if any(_akin(word.lower, one) for word in introduced for one in self._words):
            return True
        roles = self._lexicon.roles
        lawyer = any(roles.get(word.lower) in _LAWYERS for word in introduced)
        return lawyer and self._arraigned

    def _charged(self, tokens: Sequence[Token], at: int) -> Iterator[str]:
        """Yield the name in "accused Jane Doe of" and "Jane Doe was charged with"."""
        following = tokens[at + 1 : at + 1 + _LONGEST]
        first = following[0].lower if following else "."
        if first[0].isalnum() and first not in _BEHIND:
            if "prepositions" not in following[0].tags:  # "charged into"
                yield from _first(
                    takewhile(lambda one: one.lower not in _OF, following)
                )
            return
        yield from _first(reversed(tokens[max(0, at - _LONGEST) : at]))
        yield from (w.lower for w in takewhile(_named, tokens[:_LONGEST]))


def _first(words: Iterable[Token]) -> Iterator[str]:
    """Yield the words of the first name among some words."""
    name = takewhile(_named, dropwhile(lambda word: not _named(word), words))
    return (word.lower for word in name)


def _named(word: Token) -> bool:
    return word.capital and not word.possessive and "determiners" not in word.tags


def _akin(word: str, other: str) -> bool:
    """Whether two words are one, or a people and its country."""
    near = min(len(word), len(other)) >= _NATION and word[:_NATION] == other[:_NATION]
    return word == other or near


def weigh(
    lines: Sequence[Line],
    tokeniser: Tokeniser,
    entities: Entities,
    judge: Judge,
    accused: Accused,
) -> None:
    """Judge what stands between quotation marks, and who was accused of it."""
    before: Line | None = None
    for line in lines:
        if line.speaker and line.stance is not Stance.DENIAL:
            whole = entities.introduction(line.speaker)
            words = tokeniser.tokens(*whole)
            judged = line.judged or is_court(words, len(words) - 1)
            charged = bool(accused) and accused.speaks(words)
            answers = before is not None and before.stance is Stance.DENIAL
            charged = charged or (answers and words[0].lower in _OWNERS)
            _weigh_line(judge, line, judged=judged, accused=charged)
        if not line.mute:
            accused.read(line.plain)
        if line.stance is Stance.DENIAL and line.speaker and line.by_verb:
            accused.denied(tokeniser.tokens(*line.speaker))
        before = line
    contradict(lines)
    _go_on(lines)


def _go_on(lines: Sequence[Line]) -> None:
    """Let a denial stand for the whole of a speech that is quoted in one go."""
    run: list[Line] = []
    for line in [*lines, None]:
        if line and run and _continues(run[-1], line):
            run.append(line)
            continue
        denials = [one for one in run if one.stance is Stance.DENIAL]
        for one in run if denials else ():
            one.finding = denials[0].finding
        run = [line] if line and line.speaker and line.quoted else []


def _continues(before: Line, line: Line) -> bool:
    """Whether a sentence goes on with the speech of the one before."""
    same = line.speaker == before.speaker
    near = line.sentence.paragraph == before.sentence.paragraph
    within = bool({*line.quoted} & {*before.quoted})
    return same and near and (within or line.wholly_quoted)


def _weigh_line(judge: Judge, line: Line, *, judged: bool, accused: bool) -> None:
    quoted = line.quoted_words()
    found = None
    if quoted:
        stream = Stream(quoted)
        found = judge.text("own", stream, judged=judged, accused=accused)
    if found is None or found.stance is not Stance.DENIAL:
        said = judge.text("said", line.stream, judged=judged, accused=accused)
        found = said or found
    if found and found.words and found.words[0].start > line.limit:
        return
    if found and (found.stance is Stance.DENIAL or line.finding is None):
        line.finding = found
