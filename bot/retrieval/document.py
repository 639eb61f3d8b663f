"""What the index is told of a text, and how it is analysed, once, into arrays."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bot.retrieval.analysis import Analyser, Token
from bot.retrieval.arrays import hash_of
from bot.retrieval.concepts import Concepts, abbreviations
from bot.retrieval.forms import other_forms
from bot.retrieval.interviews import asks
from bot.retrieval.things import thing_arrays

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

__all__ = [
    "KEY",
    "SMALL",
    "Analysis",
    "Document",
    "SentenceEncoder",
    "Source",
    "tokens_at",
]

KEY = 16  # bytes of what tells documents apart
SMALL = 4  # capitals that a word needs for each time that it is written without


class SentenceEncoder(Protocol):
    """What gives sentences vectors."""

    @property
    def version(self) -> str:
        """What tells its vectors from others."""

    def vectors(self, texts: Sequence[str]) -> NDArray[np.int8]:
        """Return the vectors of some texts: (texts, dimensions)."""


class Source(Protocol):
    """A text that can be indexed, and what is known of it already."""

    @property
    def text(self) -> str:
        """The text that the index returns spans of."""

    @property
    def key(self) -> bytes:
        """What tells it from other texts, and from itself annotated in another way."""

    @property
    def group(self) -> str:
        """Whose it is; texts of several groups never share a segment."""

    def analysed(self, analysis: Analysis) -> Mapping[str, NDArray[Any]]:
        """Return its arrays, kept or made by `analysis`."""


@dataclass(frozen=True)
class Document:
    """A text and its sentences, each (start, end, paragraph, whether a heading).

    `also` has by a sentence's start further words that it is found by; `labels` those
    of a second field, which is searched apart; `tags` bits to choose sentences by.
    """

    text: str
    sentences: Sequence[tuple[int, int, int, bool]]
    also: Mapping[int, str] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    tags: Mapping[int, int] = field(default_factory=dict)
    group: str = ""

    @cached_property
    def key(self) -> bytes:
        """What tells it from other documents."""
        told = (self.text, [*self.sentences], self.also, self.labels, self.tags)
        return blake2b(
            repr(told).encode("utf-8", "surrogatepass"), digest_size=KEY
        ).digest()

    def analysed(self, analysis: Analysis) -> Arrays:
        """Return its arrays."""
        return analysis.arrays(self)


class Analysis:
    """Turns documents of one language (ISO 639-1) into arrays.

    Rows are a document's sentences without headings. `terms` and `words` hold sorted
    hashes, other arrays their places in these. Ragged rows have an array `*_rows` of
    their bounds: `word_ids` are the words of a sentence in order, `concept_ids` what
    these stand for, `also_ids` the further terms that it is found by, `label_ids`
    those of its second field, `things` what it holds that a question may ask for.
    `capitals` counts the sentences in which a word begins with a capital, less
    `SMALL` for each in which it doesn't.
    `vectors` are those of `encoder`, if one is given.
    """

    def __init__(
        self, language: str = "en", encoder: SentenceEncoder | None = None
    ) -> None:
        self._encoder = encoder
        self.analyser = Analyser(language)
        self.concepts = Concepts.of(language)

    def arrays(self, document: Document) -> Arrays:
        """Analyse a document."""
        rows = [row for row in document.sentences if not row[3]]
        text = document.text
        words = [self.analyser.tokens(text[start:end]) for start, end, _, _ in rows]
        concepts = [
            [
                *self.concepts.tokens(tokens),
                *other_forms(text[start:end], tokens, self.analyser),
            ]
            for tokens, (start, end, *_) in zip(words, rows, strict=True)
        ]
        fields = [
            [said.get(start, "") for start, *_ in rows]
            for said in (document.also, document.labels)
        ]
        terms_of = {said: self._terms(said) for said in {*chain(*fields)}}
        also, labels = ([terms_of[said] for said in field] for field in fields)
        held = [
            {t.term for t in (*of, *meant)}
            for of, meant in zip(words, concepts, strict=True)
        ]
        more = [
            [term for term in terms if term not in own]
            for terms, own in zip(also, held, strict=True)
        ]
        terms = _Numbers()
        vocabulary = {t.word: t.term for tokens in words for t in tokens}
        spelt = _Numbers()
        ragged = {
            "word": [[spelt[t.word] for t in tokens] for tokens in words],
            "concept": [[terms[t.term] for t in tokens] for tokens in concepts],
            "also": [[terms[term] for term in row] for row in more],
            "label": [[terms[term] for term in row] for row in labels],
        }
        word_terms = [terms[vocabulary[word]] for word in spelt]
        order, hashes = spelt.sorted()
        capitals: Counter[str] = Counter()
        for (start, *_), tokens in zip(rows, words, strict=True):
            large = {t.word for t in tokens if text[start + t.start].isupper()}
            for word in {token.word for token in tokens}:
                capitals[word] += 1 if word in large else -SMALL
        term_order, term_hashes = terms.sorted()
        names = [word.encode("utf-8", "surrogatepass") for word in spelt]
        names = [names[place] for place in order.tolist()]
        return {
            "keys": np.frombuffer(document.key, dtype=np.uint8).reshape(1, KEY),
            "doc_rows": np.array([0, len(rows)], dtype=np.int64),
            "paragraph_rows": _bounds(row[2] for row in rows),
            "starts": np.array([row[0] for row in rows], dtype=np.int32),
            "ends": np.array([row[1] for row in rows], dtype=np.int32),
            "tags": np.array(
                [document.tags.get(row[0], 0) for row in rows], dtype=np.uint8
            ),
            "asks": np.array([asks(text[start:end]) for start, end, *_ in rows], bool),
            "vectors": self._vectors(
                [
                    _meant(text[start:end], said)
                    for (start, end, *_), said in zip(rows, fields[0], strict=True)
                ]
            ),
            "terms": term_hashes,
            "words": hashes,
            "word_terms": _places(term_order)[
                np.array(word_terms, dtype=np.int64)[order]
            ].astype(np.int32),
            "capitals": np.array([capitals[w] for w in spelt], np.int32)[order],
            "names": np.frombuffer(b"".join(names), dtype=np.uint8),
            "name_rows": np.cumsum([0, *map(len, names)]),
            **_ragged("word", ragged["word"], _places(order)),
            **{
                name: array
                for field in ("concept", "also", "label")
                for name, array in _ragged(
                    field, ragged[field], _places(term_order)
                ).items()
            },
            **thing_arrays([text[start:end] for start, end, _, _ in rows]),
            "learned": self._learned(text),
        }

    def _terms(self, text: str) -> list[str]:
        """Return the terms of a field and the concepts of its words, each once."""
        tokens = self.analyser.tokens(text)
        found = (token.term for token in (*tokens, *self.concepts.tokens(tokens)))
        return [*dict.fromkeys(found)]

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.int8]:
        if self._encoder is None or not texts:
            return np.zeros((len(texts), 0), dtype=np.int8)
        return self._encoder.vectors(texts)

    def _learned(self, text: str) -> NDArray[np.uint8]:
        """Return the abbreviations that a text explains, as JSON."""
        pairs = dict.fromkeys(abbreviations(text))
        forms = [
            [
                0,
                *([t.term for t in self.analyser.tokens(form)] for form in pair),
                pair[0],
            ]
            for pair in pairs
        ]
        return np.frombuffer(json.dumps(forms).encode(), dtype=np.uint8)


class _Numbers(dict[str, int]):
    """Gives each new text the next number."""

    def __missing__(self, text: str) -> int:
        return self.setdefault(text, len(self))

    def sorted(self) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """Return the numbers in the order of the texts' hashes, and these."""
        hashes = np.array([hash_of(text) for text in self], dtype=np.uint64)
        order = np.argsort(hashes)
        return order, hashes[order]


def _places(order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each number its place in an order."""
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places


def _meant(sentence: str, above: str) -> str:
    """Return what a sentence means: a row of a table, what its columns say it does."""
    return f"{above} {sentence}" if "|" in sentence else sentence


def _ragged(
    name: str, rows: Sequence[Sequence[int]], places: NDArray[np.int64]
) -> Arrays:
    entries = np.array([entry for row in rows for entry in row], dtype=np.int64)
    return {
        f"{name}_rows": np.cumsum([0, *map(len, rows)]),
        f"{name}_ids": places[entries].astype(np.int32),
    }


def _bounds(paragraphs: Iterable[int]) -> NDArray[np.int64]:
    """Return where runs of equal numbers begin, and where the last one ends."""
    numbers = np.fromiter(paragraphs, dtype=np.int64)
    inner = np.flatnonzero(np.diff(numbers)) + 1
    ends = [len(numbers)] if len(numbers) else []
    return np.array([0, *inner.tolist(), *ends], dtype=np.int64)


def tokens_at(tokens: Iterable[Token], start: int) -> tuple[Token, ...]:
    """Return tokens of a piece of a text with their places in the text."""
    new = tuple.__new__  # half the time of Token(...)
    return tuple(
        [
            new(Token, (t, w, start + first, start + last))
            for t, w, first, last in tokens
        ]
    )
