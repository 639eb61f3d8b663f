"""How well each sentence's speaker fits a question for somebody's words."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bot.answering.antecedents import Spoken, begins, following
from bot.answering.sources import ACTS, ALLEGES, DENIES, NAMES_SPEAKER, introduction
from bot.answering.stated import DENYING
from bot.articles import Span, Stance
from bot.retrieval import Boost, terms_of
from bot.retrieval.arrays import distinct, is_among, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.articles import Voice
    from bot.retrieval import Hit, Index, Query, Scores, Word

    Array = NDArray[Any]
    Floats = NDArray[np.float64]

__all__ = ["fits", "introducing", "is_said", "with_speakers"]

_NAME = "who says it"
# What a sentence gains whose speaker is the one asked for; chosen by an evaluation on
# the development sets.
_WEIGHT = 14.0
# What a sentence of the named speaker counts for that takes another side: our reading
# of a side errs more often than that of a name. Less than who acts, so that a claim is
# not said to be what somebody denied.
_OTHER_STANCE = 0.45
_OTHER_SPEAKER = 0.4  # who takes the side asked for: "the firm" may have a name
_ACTING = 0.5
_OTHERWISE = 0.9  # who has just been named, and is called "the firm" here
_PERHAPS = 0.3  # whoever else is called so, or "they", right after the one asked for
# What a sentence gains besides whose speaker is the one that a question names, as a
# share of the attainable score: as much as what is near in meaning does.
_SHARE = 0.3
# Cosine from which on a sentence is about what is asked; more where texts have words
# for it and the sentence none of them: the name alone makes the two half alike.
_SAME, _SAME_OTHERWISE = 0.5, 0.66
# What refers to something named before: "Reed said it would be rebuilt".
_REFERS = re.compile(
    r"\b(?:its?|this|these|those|the(?:y|m|irs?)|es|ihn|ihm|ils?|elles?|cela)\b",
    re.IGNORECASE,
)
_WHO_IS = re.compile(
    r"\s*(?:who(?:['’]?s| (?:is|are|was|were))|name of)\b", re.IGNORECASE
)
_VERB = 25  # code points from a name to what its bearer is told to do
_BREAK = re.compile(r"[,;:.!?\"“”]")
_DIVIDER = re.compile(r"[,;]|\band\b")  # stands between several who say one thing
_SIDES = {Stance.CLAIM: ALLEGES, Stance.DENIAL: DENIES}


class SpokenIndex(Spoken, Protocol):
    """An index whose sentences have speakers and stances."""

    def cosine_of(self, scores: Scores) -> Callable[[int], float] | None:
        """Return what gives a sentence's cosine to a question, None where unknown."""


def fits(
    index: SpokenIndex, query: Query, voice: Voice, go_on: Callable[[], None]
) -> Iterator[Boost]:
    """Yield how well, 0 to 1, each sentence's speaker is the one asked for.

    Who is asked for by name fits by the share of that name that the article has for
    the speaker. Where the question asks for one side, a sentence of another does not
    fit, or half where the question names the speaker; and the side fits a little
    whoever takes it. Where it asks who said something, a sentence fits only if it names
    its speaker. `go_on` is called for each sentence that is looked at.
    """
    found = index.index
    taken = found.tagged(_SIDES[voice.stance]) if voice.stance else None
    naming = found.tagged(NAMES_SPEAKER) if voice.who else None
    start, end = voice.named or (0, 0)
    named = any(start <= word.token.start < end for word in query.words)
    # "what do they accuse X of" names nobody who does
    if not named and (taken is not None or not voice.named):
        sets = [array for array in (taken, naming) if array is not None]
        fitting = (
            sets[0][is_among(sets[0], sets[-1])] if sets else np.zeros(0, np.int64)
        )
        rest = 0.0 if sets else 1.0
        yield Boost(_NAME, np.ones(len(fitting)), fitting, rest, _WEIGHT)
        return
    sentences, values = _named(index, query, voice, go_on)
    if taken is not None:
        other = 0.0 if voice.who else _OTHER_STANCE
        values = values * np.maximum(is_among(sentences, taken), other)
    if naming is not None:
        values = values * is_among(sentences, naming)
    elif taken is not None:
        sentences, values = _larger(sentences, values, taken, _OTHER_SPEAKER)
    yield Boost(_NAME, values, sentences, weight=_WEIGHT)
    if not voice.who and _named_words(query, voice):
        yield Boost(_NAME, _SHARE * values, sentences)


def _named_words(query: Query, voice: Voice) -> list[Word]:
    """Return the words of weight by which a question names who speaks."""
    start, end = voice.named or (0, 0)
    return [word for word in query.strong if start <= word.token.start < end]


def _named(
    index: SpokenIndex, query: Query, voice: Voice, go_on: Callable[[], None]
) -> tuple[Array, Floats]:
    """Return the sentences whose speaker a question names, and how well each fits."""
    strong = _named_words(query, voice)
    sentences, values = index.index.labelled(strong)
    told = sentences[values == 1]
    held = np.array(index.index.holding(strong), dtype=np.int64)
    after, meant = following(index, strong, told, held, go_on)
    sentences, values = _larger(sentences, values, after, _PERHAPS)
    sentences, values = _larger(sentences, values, meant, _OTHERWISE)
    acting = _acting(index, strong, held, go_on)
    sentences, values = _larger(sentences, values, acting, _ACTING)
    if voice.on_behalf:
        terms = terms_of(strong)
        speaking = [_speaks_for(index, number, terms) for number in sentences.tolist()]
        values = values * np.array(speaking, dtype=float)
    return sentences, values


def _larger(
    sentences: Array, values: Floats, others: Array, least: float
) -> tuple[Array, Floats]:
    """Return values that are at least this for some other sentences."""
    both = distinct(joined([sentences, others]))
    larger = np.zeros(len(both))
    larger[both.searchsorted(sentences)] = values
    at = both.searchsorted(others)
    larger[at] = np.maximum(larger[at], least)
    return both, larger


def introducing(index: SpokenIndex, query: Query) -> Iterator[Boost]:
    """Yield which sentences say who somebody is, nothing unless asked and told.

    They say more of who that is than the question does itself.
    """
    if not _WHO_IS.match(query.text):
        return
    asked = [{*word.terms} for word in query.strong]
    sentences, shares = index.index.labelled(query.strong)
    said = [_introduction(index, n) for n in sentences[shares == 1].tolist()]
    found = {
        number
        for number, words in said
        if len(words) > len(asked) and all({*chain(*words)} & one for one in asked)
    }
    if found and asked:
        told = np.array(sorted(found))
        yield Boost(_NAME, np.ones(len(found)), told, weight=_WEIGHT)


def _introduction(index: SpokenIndex, number: int) -> tuple[int, list[list[str]]]:
    """Return where the article says who it is that says a sentence.

    That is the number of a sentence, and the terms of each word in it that says so.
    """
    _, sentence = index.sentence(number)
    start, end = sentence.introduced or Span(0, 0)
    holds = index.index.at(number, start)
    words: dict[int, list[str]] = {}
    for token in index.index.tokens(holds, holds):
        if start <= token.start < end:
            words.setdefault(token.start, []).append(token.term)
    return holds, [*words.values()]


def _acting(
    index: SpokenIndex, name: Sequence[Word], held: Array, go_on: Callable[[], None]
) -> Array:
    """Return the sentences that tell what somebody does: "X declined to comment".

    They begin with the one who is asked for, tell of speech, and nobody is to say them;
    `held` are the sentences that hold the name.
    """
    acting = []
    for number in held[is_among(held, index.index.tagged(ACTS))].tolist():
        go_on()
        if begins(index, number, name):
            acting.append(number)
    return np.array(acting, dtype=np.int64)


def is_said(index: SpokenIndex, scores: Scores, voice: Voice | None, hit: Hit) -> bool:
    """Return whether the one whose words a question asks for says them in a passage.

    They do in a sentence of theirs that has a word of what they are asked about, or
    comes near to it in meaning. Whoever is asked whether they deny something may also
    be told by somebody else to deny it. `voice` is the one that the scores were made
    for.
    """
    query = scores.query
    if voice is None or not voice.words:
        return True
    name = _named_words(query, voice)
    if not name:
        return True
    spoken = scores.boost(_NAME)
    fitting = spoken.of(np.array(hit.sentences))
    denied = voice.stance is Stance.DENIAL
    theirs = [
        number
        for number, fit in zip(hit.sentences, fitting, strict=True)
        if fit >= _ACTING or (denied and _denies(index, number, name))
    ]
    about = terms_of(word for word in query.telling if word not in name)
    near = index.cosine_of(scores)
    told = any(map(index.index.vocabulary.idf, about))
    least = _SAME_OTHERWISE if told else _SAME
    return any(
        not about
        or (near is not None and near(number) >= least)
        or _has_said(index, number, hit, about)
        for number in theirs
    )


def _has_said(
    index: SpokenIndex, number: int, hit: Hit, about: Collection[str]
) -> bool:
    """Return whether a sentence, or the one it refers to before it, has some terms."""
    refers = _REFERS.search(index.index.text(number, number))
    first = number - 1 if refers and number - 1 in hit.sentences else number
    return not index.index.held(first, number).isdisjoint(about)


def with_speakers(index: SpokenIndex, hit: Hit) -> str:
    """Return a passage's text, and behind it what its article says of who says it."""
    speakers = (introduction(*index.sentence(number)) for number in hit.sentences)
    return " ".join([index.index.text(hit.first, hit.last), *filter(None, speakers)])


def _denies(index: SpokenIndex, number: int, name: Sequence[Word]) -> bool:
    """Return whether a sentence tells that somebody denies, whoever says it."""
    article, sentence = index.sentence(number)
    text = article.text(sentence.start, sentence.end)
    terms = terms_of(name)
    tokens = (t for t in index.index.tokens(number, number) if t.term in terms)
    ends = {token.end - sentence.start for token in tokens}
    denied = [match.start() for match in DENYING.finditer(text)]
    return any(
        at in ends and not _BREAK.search(text, at, verb)
        for verb in denied
        for at in range(max(0, verb - _VERB), verb)
    )


def _speaks_for(index: SpokenIndex, number: int, terms: Collection[str]) -> bool:
    """Return whether the speaker belongs to the one who has some terms, and is another.

    Norway's envoy speaks for Norway; Norway itself does not, nor do Norway and Peru.
    """
    for one in _DIVIDER.split(introduction(*index.sentence(number))):
        held = [not word_of.isdisjoint(terms) for word_of in _words(index.index, one)]
        if any(held) and not all(held):
            return True
    return False


def _words(index: Index, text: str) -> list[set[str]]:
    return [{*word.terms} for word in index.query(text).words]
