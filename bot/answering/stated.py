"""What a sentence that alleges or denies something says, of what, and of whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from bot.articles import Span, Stance, speaks_of_allegation, words_of_saying

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.articles import Article, Sentence
    from bot.retrieval import Index, Token

__all__ = ["DENYING", "NEAR", "NEGATED", "Side", "side_of"]

_NEXT, NEAR = 1, 2  # paragraphs from an allegation on
_SHARED = 2  # words
_FEW = 3  # words: "dismissed these baseless accusations outright"
_NO_MATTER = 1  # words: "That is a lie"
NEGATED = re.compile(
    r"(?:\b(?:not|never|neither|nor)|n['’]t)\b(?! (?:only|just|merely)\b)"
    r"(?=([^,;:.!?]{0,80}))",
    re.IGNORECASE,
)
DENYING = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject|refut|dismiss|repudiat|disput|false|untrue|lies?\b)",
    re.IGNORECASE,
)
# Behind a word of denying, what is denied: "rejected any claim that it had paid".
_DENIED = re.compile(rf"{DENYING.pattern}\w*\b[^.;:!?]{{0,60}}?\bthat\b", re.IGNORECASE)
# Where it ends what a word of denying or negating is about.
_CLAUSE_ENDS = re.compile(
    r"[,.;:!?]|\b(?:but|however|though|although|because|since|if|when|while|unless|after"
    r"|before|as|according|saying|claiming|insisting|arguing|adding|and says?|and said)"
    r"\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?:and|but)(?: \w+)? \Z", re.IGNORECASE)
_SUPPOSED = re.compile(r"\b(?:if|unless)\b[^,.;:!?]{0,160}", re.IGNORECASE)
_IS = re.compile(  # before what is said of what stands before: "was denied"
    r"(?:\b(?:is|are|was|were|been|be|being)|['’](?:s|re))\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
_LONG, _SHORT = 160, 24  # code points: of a clause, of "is obviously"
_BY_THE_WAY = re.compile(r"\w+ly\b|(?:very|so|too|all|really)\b", re.IGNORECASE)
_VERB = 25  # code points from a speaker to the verb: "the owner, who was there, denied"


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence, mostly one that takes a side.

    `matter` are its terms but those of saying, alleging and denying, `names` those of
    its terms with a capital, `speaker` those of the name of who says it. `said` are the
    terms of what it says, without who says it, another clause and what it supposes.
    `reach` is how many paragraphs before it an allegation may stand that it answers,
    `general` says that it answers whatever is alleged. `negates` are the terms that it
    says are not so, None where it says that of nothing, `denied` those of what it
    denies, where it says what; `denies` says whether one of its words denies, `spoken`
    whether it has a speaker. `refused` are the terms of whatever its words of denying
    or negating are about.
    """

    number: int
    stance: Stance
    paragraph: int
    matter: frozenset[str]
    names: frozenset[str]
    speaker: frozenset[str]
    said: frozenset[str]
    reach: int
    general: bool
    negates: frozenset[str] | None
    denied: frozenset[str]
    denies: bool
    spoken: bool
    refused: frozenset[str]

    @property
    def denies_all(self) -> bool:
        """Whether it denies what is alleged, and does not say more of what that is."""
        said = [term for term in self.refused - self.names if term[0].isalnum()]
        return self.general and len(said) <= _FEW

    @property
    def reached(self) -> range:
        """The paragraphs in which an allegation may stand that it answers."""
        return range(self.paragraph - self.reach, self.paragraph + 1)

    def shares(self, other: Side, asked: frozenset[str]) -> bool:
        """Return whether it is about what another one, or a question, is about."""
        shared = self.matter & (other.matter | asked)
        return len(shared) >= _SHARED and not shared <= self.names

    def is_by_speaker_of(self, other: Side) -> bool:
        """Return whether the name of who says one sentence is in the other's."""
        return self.is_by(other.speaker)

    def is_by(self, speaker: frozenset[str]) -> bool:
        """Return whether who says it may be called so: one name is in the other."""
        names = sorted((self.speaker, speaker), key=len)
        return bool(names[0]) and names[0] <= names[1]

    def contradicts(self, other: Side, asked: frozenset[str]) -> bool:
        """Return whether it says that what is asked is not so, and another one it is.

        Whoever "did not give the vaccine" says nothing of whether it is safe.
        """
        return (
            self.negates is not None
            and other.negates is None
            and not self.negates.isdisjoint(asked)
            and other.stance is not Stance.DENIAL
            and not self.negates.isdisjoint(other.matter - other.names)
        )

    def is_of_another_matter(self, claim: Side) -> bool:
        """Return whether it only denies something else than an allegation says.

        "She did not cross the bridge" denies nothing of whether it is safe; who denies
        that a crew was drunk, and is not named in the allegation, does not answer that
        warnings were not heard.
        """
        if self.denied:
            unnamed = self.speaker.isdisjoint(claim.matter)
            return unnamed and self.denied.isdisjoint(claim.said)
        return (
            not (self.general or self.denies)
            and self.negates is not None
            and self.negates.isdisjoint(claim.matter)
        )


def side_of(index: Index, article: Article, number: int, sentence: Sentence) -> Side:
    """Return what a sentence says, by its number in an index of its article."""
    text = article.text(sentence.start, sentence.end)
    saying = {sentence.start + at for at in words_of_saying(text, article.language)}
    tokens = [*index.tokens(number, number)]
    matter = frozenset(token.term for token in tokens if token.start not in saying)
    name = article.text(*(sentence.speaker or Span(0, 0)))
    named = [t.term for t in index.analyser.tokens(name) if name[t.start].isupper()]
    who = sentence.introduced or Span(0, 0)
    speaker = {t.term for t in index.analyser.tokens(article.text(*who))}
    needs = speaks_of_allegation(text, article.language)
    needs = needs or len(matter - speaker) <= _NO_MATTER
    negated = (match.span(1) for match in NEGATED.finditer(text))
    scopes = [(sentence.start + a, sentence.start + b) for a, b in negated]
    supposed = _marked(text, (match.span() for match in _SUPPOSED.finditer(text)))
    stated = [token for token in tokens if not supposed[token.start - sentence.start]]
    said = frozenset(_said(stated, sentence, who, saying))
    return Side(
        number=number,
        stance=sentence.stance,
        paragraph=sentence.paragraph,
        matter=matter,
        names=index.names(number),
        speaker=frozenset(named),
        said=said,
        reach=NEAR if needs else _NEXT,
        general=needs and sentence.stance is Stance.DENIAL,
        negates=frozenset(_negated(tokens, scopes)) if scopes else None,
        denied=said & {*_denied(tokens, sentence.start, text, saying, needs=needs)},
        denies=bool(DENYING.search(text)),
        spoken=sentence.speaker is not None,
        refused=frozenset(_refused(tokens, sentence.start, text)),
    )


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> bytearray:
    """Return 1 for each code point of a text in one of some spans, 0 for others."""
    marked = bytearray(len(text))
    for start, end in spans:
        marked[start:end] = b"\1" * (end - start)
    return marked


def _refused(tokens: Sequence[Token], start: int, text: str) -> Iterator[str]:
    """Yield the terms of what a sentence says in some words that it is not so."""
    refused = _marked(text, _refusing(text))
    yield from (token.term for token in tokens if refused[token.start - start])


def _refusing(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a text of which it says that they are not so."""
    for match in chain(NEGATED.finditer(text), DENYING.finditer(text)):
        first, last = match.span()
        if match.re is DENYING and _IS.search(text, max(0, first - _SHORT), first):
            yield max(0, first - _LONG), first
        else:
            yield last, _clause(text, last)


def _clause(text: str, start: int) -> int:
    """Return where the clause ends that goes on at some place of a text."""
    end = min(len(text), start + _LONG)
    found = _CLAUSE_ENDS.search(text, start, end)
    return found.start() if found else end


def _denied(
    tokens: Sequence[Token], start: int, text: str, saying: set[int], *, needs: bool
) -> Iterator[str]:
    """Yield the terms of what a sentence says in so many words that it denies.

    "Denied a raid and insisted that …" denies a raid, unless it `needs` an allegation,
    and nothing of what is insisted on.
    """
    if not (found := _DENIED.search(text)):
        return
    first, last = start + found.end(), start + len(text)
    between = (at - start for at in saying if start + found.start() < at < first)
    if own := [at for at in between if _AND.search(text, max(0, at - _SHORT), at)]:
        first, last = start + found.start(), start + min(own)
    if not (own and needs):
        yield from (t.term for t in tokens if first <= t.start < last)


def _negated(
    tokens: Sequence[Token], scopes: Sequence[tuple[int, int]]
) -> Iterator[str]:
    """Yield the terms of the first word in each of some spans: what is not so."""
    for start, end in scopes:
        inside = (token for token in tokens if start <= token.start < end)
        telling = [t for t in inside if not _BY_THE_WAY.fullmatch(t.word)]
        first = min((token.start for token in telling), default=end)
        yield from (token.term for token in telling if token.start == first)


def _said(
    tokens: Sequence[Token], sentence: Sentence, who: Span, saying: set[int]
) -> Iterator[str]:
    """Yield the terms of what a sentence says, without those of another clause.

    "Six were hurt, and the owner denied having known of the fire" says of the fire
    that it is denied, but not of the six. Who denies something is mostly who is to have
    done it, so that these words count there.
    """
    after = [token for token in tokens if token.start >= who.end]
    told = [token for token in after if token.start not in saying]
    verb = any(who.end <= at < who.end + _VERB for at in saying)
    clause = verb and who.start >= sentence.start and len(told) > _NO_MATTER
    for token in after if clause else tokens:
        if not who.start <= token.start < who.end:
            yield token.term
    if clause and sentence.stance is Stance.DENIAL:
        yield from (t.term for t in tokens if who.start <= t.start < who.end)
