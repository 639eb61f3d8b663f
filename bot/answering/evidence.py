"""From a hit of the index to a piece of evidence with its sentence and speaker."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from bot.answering.names import NOUNS_IN_CAPITALS
from bot.answering.values import Evidence, Receipt
from bot.articles import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.articles import Article, Sentence
    from bot.retrieval import Hit, Index, Query, Scores, Token

    Said = tuple[Article, Sentence]

__all__ = ["ALMOST", "evidence", "explained", "merged", "one_voice"]

ALMOST = 0.8  # of the best sentence's score


def evidence(
    index: Index, scores: Scores, hit: Hit, *, best: Said, opposes: bool
) -> Evidence:
    """Return the evidence that a hit is; `best` is its sentence that answers best."""
    article, sentence = best[0].held(), best[1]
    matched = _matched(index, scores.query, hit)
    asked = [(token, *scores.query.asked(token.term)) for token in matched]
    start, end = index.unit(hit.first).start, index.unit(hit.last).end
    terms = [*scores.matches(hit.best)]
    words = {term: scores.query.asked(term)[0] for term, _ in terms}
    capitals = index.analyser.language not in NOUNS_IN_CAPITALS
    is_name = index.vocabulary.is_name
    names = [word for term, word in words.items() if capitals and is_name(term)]
    return Evidence(
        article=article,
        start=start,
        end=end,
        score=scores.total(hit.best),
        sentence=Span(sentence.start, sentence.end),
        highlights=tuple(merged((token.start, token.end) for token in matched)),
        speaker=sentence.speaker and article.text(*sentence.speaker),
        stance=sentence.stance,
        opposes=opposes,
        also=tuple(_also(index, scores, hit, (article, sentence))),
        receipt=Receipt(
            terms=_largest((scores.query.label(term), score) for term, score in terms),
            parts=_largest(scores.parts(hit.best)),
            shared=tuple(Span(t.start, t.end) for t, _, itself in asked if itself),
            words=tuple(dict.fromkeys(words.values())),
            names=tuple(dict.fromkeys(names)),
            meant=tuple(
                (Span(t.start, t.end), named)
                for t, named, itself in asked
                if named and not itself
            ),
        ),
    )


def _also(index: Index, scores: Scores, hit: Hit, best: Said) -> Iterator[Span]:
    """Yield the sentences beside the best one that score nearly as much, best first.

    They are not somebody else's words.
    """
    article, sentence = best
    least = ALMOST * scores.total(hit.best)
    beside = [n for n in (hit.best - 1, hit.best + 1) if n in hit.sentences]
    close = [n for n in beside if scores.total(n) >= least]
    for number in sorted(close, key=scores.total, reverse=True):
        other = article.sentence_at(index.unit(number).start)
        if one_voice(article, sentence, other):
            yield Span(other.start, other.end)


def one_voice(article: Article, *sentences: Sentence) -> bool:
    """Return whether not more than one speaker is named, or called "he"."""
    said_by = (article.text(*s.speaker) for s in sentences if s.speaker)
    return len({name.casefold() for name in said_by}) <= 1


def _matched(index: Index, query: Query, hit: Hit) -> list[Token]:
    """Return the words of a passage that made it match.

    Words that every question is made of are left out where others matched.
    """
    weak = {word.terms[0] for word in query.words if word.weak}
    asked = query.terms
    tokens = chain(
        index.tokens(hit.first, hit.last, asked),
        index.forms(hit.first, hit.last, asked),
    )
    found = [token for token in tokens if token.term in asked]
    return [token for token in found if token.term not in weak] or found


def explained(
    index: Index,
    scores: Scores,
    found: Evidence,
    near: Callable[[str, Sequence[str]], int | None],
) -> Evidence:
    """Return evidence with what its best sentence has for the question's other words.

    These are words of weight that its passage has in no form. `near` returns which of
    some words comes near to one.
    """
    told = found.receipt
    stands_for = {word for _, named in told.meant for word in named.split()}
    known = {*told.shared, *(span for span, _ in told.meant)}
    held = {token.term for token in index.analyser.tokens(found.text)}
    start, end = found.sentence
    places = {
        Span(start + token.start, start + token.end): token.word
        for token in index.analyser.tokens(found.article.text(start, end))
        if token.word.isalpha() and not index.vocabulary.is_name(token.term)
    }
    spans = [span for span in places if span not in known]
    lacking = (
        word.token.word for word in scores.query.telling if word.terms[0] not in held
    )
    pairs = (
        (near(word, [places[span] for span in spans]), word)
        for word in lacking
        if word not in stands_for
    )
    read = tuple((spans[at], word) for at, word in pairs if at is not None)
    return replace(found, receipt=replace(told, near=read))


def merged(spans: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """Yield spans in order, those that overlap as one."""
    start = end = 0
    for first, last in sorted(spans):
        if first >= end:
            if end:
                yield Span(start, end)
            start = first
        end = max(end, last)
    if end:
        yield Span(start, end)


def _largest(figures: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Return the figures that are not zero, largest first."""
    kept = [(name, figure) for name, figure in figures if figure]
    return tuple(sorted(kept, key=lambda named: -named[1]))
