"""How well each sentence's speaker fits a question for somebody's words."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from bot.articles import tells_of_speech

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.articles import Article, Sentence, Voice
    from bot.retrieval import Index, Query, Word

    Floats = NDArray[np.float64]
    Said = tuple[Article, Sentence]
    # A sentence's number, and the terms of each word in it that says who somebody is.
    Introduction = tuple[int, list[list[str]]]

__all__ = ["fits", "introducing", "introductions"]

# What a sentence of the named speaker counts for that takes another side: our reading
# of a side errs more often than that of a name.
_OTHER_STANCE = 0.5
_OTHER_SPEAKER = 0.4  # who takes the side asked for: "the firm" may have a name
_ACTING = 0.5
_BEGINNING = 30  # code points: "The foreign ministry of Norway"
_WHO_IS = re.compile(
    r"\s*(?:who(?:['’]?s| (?:is|are|was|were))|name of)\b", re.IGNORECASE
)
_DIVIDER = re.compile(r"[,;]|\band\b")  # stands between several who say one thing


def fits(index: Index, sentences: Sequence[Said], query: Query, voice: Voice) -> Floats:
    """Return how well, 0 to 1, each sentence's speaker is the one asked for.

    Who is asked for by name fits by the share of that name that the article has for
    the speaker. Where the question asks for one side, a sentence of another does not
    fit, or half where the question names the speaker; and the side fits a little
    whoever takes it. Where it asks who said something, a sentence fits only if it names
    its speaker.
    """
    fitting = np.ones(len(sentences))
    taken = np.array([said.stance is voice.stance for _, said in sentences], float)
    if voice.stance:
        other = 0.0 if voice.who or not voice.named else _OTHER_STANCE
        fitting *= np.maximum(taken, other)
    if voice.who:
        named = (_names_speaker(article, said) for article, said in sentences)
        fitting *= np.fromiter(named, np.float64, len(sentences))
    if voice.named:
        fitting *= _named(index, sentences, query, voice)
        if voice.stance and not voice.who:
            fitting = np.maximum(fitting, _OTHER_SPEAKER * taken)
    return fitting


def _named(
    index: Index, sentences: Sequence[Said], query: Query, voice: Voice
) -> Floats:
    """Return how well each sentence's speaker is the one whom a question names."""
    start, end = voice.named or (0, 0)
    asked = [word for word in query.words if start <= word.token.start < end]
    strong = [word for word in asked if not word.weak]
    fitting = np.maximum(index.said_by(strong), _acts(index, sentences, strong))
    if voice.on_behalf:
        terms = {term for word in strong for term in word.terms}
        for number in np.flatnonzero(fitting).tolist():
            fitting[number] *= _speaks_for(index, sentences[number], terms)
    return fitting


def introductions(
    index: Index, sentences: Sequence[tuple[int, Sentence]]
) -> Iterator[Introduction]:
    """Yield where an article, by its numbered sentences, says who it is that speaks."""
    starts = [sentence.start for _, sentence in sentences]
    spans = {sentence.introduced for _, sentence in sentences if sentence.introduced}
    for span in sorted(spans):
        number, _ = sentences[max(bisect_right(starts, span.start) - 1, 0)]
        words: dict[int, list[str]] = {}
        for token in index.tokens(number, number):
            if span.start <= token.start < span.end:
                words.setdefault(token.start, []).append(token.term)
        yield number, [*words.values()]


def introducing(
    query: Query, known: Sequence[Introduction], sentences: int
) -> Floats | None:
    """Return which sentences say who somebody is, None unless asked and told.

    They say more of who that is than the question does itself.
    """
    if not _WHO_IS.match(query.text):
        return None
    asked = [{*word.terms} for word in query.words if not word.weak]
    fitting = np.zeros(sentences)
    for number, words in known:
        terms = {*chain(*words)}
        if len(words) > len(asked) and all(terms & one for one in asked):
            fitting[number] = 1.0
    return fitting if asked and fitting.any() else None


def _acts(index: Index, sentences: Sequence[Said], name: Sequence[Word]) -> Floats:
    """Return how well each sentence tells what somebody does: "X declined to comment".

    It begins with the one who is asked for, tells of speech, and nobody is to say it.
    """
    acting = np.zeros(len(sentences))
    for number in index.holding(name):
        article, said = sentences[number]
        end = said.start + _BEGINNING
        begins = {t.term for t in index.tokens(number, number) if t.start < end}
        if said.speaker is None and all(begins & {*word.terms} for word in name):
            text = article.text(said.start, said.end)
            acting[number] = _ACTING * tells_of_speech(text, article.language)
    return acting


def _names_speaker(article: Article, sentence: Sentence) -> bool:
    """Tell whether a sentence has its speaker's phrase, or the last word of a name."""
    if sentence.speaker is None:
        return False
    if sentence.start <= sentence.speaker.start < sentence.end:
        return True
    name = article.text(*sentence.speaker).split()
    text = article.text(sentence.start, sentence.end)
    return all(word[0].isupper() for word in name) and name[-1] in text


def _speaks_for(index: Index, said: Said, terms: Collection[str]) -> bool:
    """Tell whether the speaker belongs to the one who has some terms, and is another.

    Norway's envoy speaks for Norway; Norway itself does not, nor do Norway and Peru.
    """
    article, sentence = said
    speaker = article.text(*sentence.introduced) if sentence.introduced else ""
    for one in _DIVIDER.split(speaker):
        held = [not word_of.isdisjoint(terms) for word_of in _words(index, one)]
        if any(held) and not all(held):
            return True
    return False


def _words(index: Index, text: str) -> list[set[str]]:
    return [{*word.terms} for word in index.query(text).words]
