"""What the index is told of a text, and how it is analysed, once, into arrays."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from itertools import chain, filterfalse
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bot.retrieval.analysis import Analyser, Token
from bot.retrieval.arrays import bounds_of, rows_of
from bot.retrieval.concepts import Concepts, abbreviations
from bot.retrieval.figures import may_date
from bot.retrieval.forms import other_forms
from bot.retrieval.hashes import hashes_of
from bot.retrieval.interviews import asks
from bot.retrieval.things import thing_arrays

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.analysis import Reading

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
        texts = [document.text[start:end] for start, end, *_ in rows]
        read = self.analyser.readings(texts)
        own = [[one.term for one in some] for some in read]
        meant = [*map(self._meant, texts, read, own)]
        fields = [
            [said.get(start, "") for start, *_ in rows]
            for said in (document.also, document.labels)
        ]
        terms_of = {said: self._terms(said) for said in {*chain(*fields)}}
        also, labels = ([terms_of[said] for said in field] for field in fields)
        more = [
            [*filterfalse({*held, *stood_for}.__contains__, found)] if found else found
            for found, held, stood_for in zip(also, own, meant, strict=True)
        ]
        every = [*chain.from_iterable(read)]
        ragged = {"concept": meant, "also": more, "label": labels}
        term_of = {one.word: one.term for one in every}
        marks = {*chain(*chain(*ragged.values()), term_of.values())}
        words, terms = _Places(term_of), _Places(marks)
        word_ids = words.of([one.word for one in every])
        word_rows = bounds_of([*map(len, read)])
        large = np.array([one.capital for one in every], dtype=bool)
        names = [word.encode("utf-8", "surrogatepass") for word in words]
        return {
            "keys": np.frombuffer(document.key, dtype=np.uint8).reshape(1, KEY),
            "doc_rows": np.array([0, len(rows)], dtype=np.int64),
            "paragraph_rows": _bounds(row[2] for row in rows),
            "starts": np.array([row[0] for row in rows], dtype=np.int32),
            "ends": np.array([row[1] for row in rows], dtype=np.int32),
            "tags": np.array(
                [document.tags.get(row[0], 0) for row in rows], dtype=np.uint8
            ),
            "asks": np.array([*map(asks, texts)], dtype=bool),
            "vectors": self._vectors([*map(_with_columns, texts, fields[0])]),
            "terms": terms.hashes,
            "words": words.hashes,
            "word_terms": terms.of([term_of[word] for word in words]),
            "capitals": _capitals(rows_of(word_rows), word_ids, large, len(words)),
            "names": np.frombuffer(b"".join(names), dtype=np.uint8),
            "name_rows": bounds_of([*map(len, names)]),
            "word_rows": word_rows,
            "word_ids": word_ids,
            **{
                f"{name}_rows": bounds_of([*map(len, found)])
                for name, found in ragged.items()
            },
            **{
                f"{name}_ids": terms.of([*chain(*found)])
                for name, found in ragged.items()
            },
            **thing_arrays(texts),
            "learned": self._learned(document.text),
        }

    def _meant(
        self, text: str, read: Sequence[Reading], terms: Sequence[str]
    ) -> list[str]:
        """Return the terms of a sentence's concepts and of its other forms."""
        concepts = [concept for *_, concept in self.concepts.among(terms)]
        dated = may_date(read, self.analyser)
        tokens = self.analyser.tokens(text) if dated else ()
        forms = other_forms(text, tokens, self.analyser)
        return [*concepts, *(form.term for form in forms)]

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


class _Places(dict[str, int]):
    """The places of some texts in the order of their hashes."""

    def __init__(self, texts: Iterable[str]) -> None:
        unordered = [*texts]
        hashes = hashes_of(unordered)
        order = np.argsort(hashes)
        self.hashes = hashes[order]
        ordered = map(unordered.__getitem__, order.tolist())
        super().__init__(zip(ordered, range(len(order)), strict=True))

    def of(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return the places of some texts, in their order."""
        return np.fromiter(map(self.__getitem__, texts), np.int32, len(texts))


def _with_columns(sentence: str, above: str) -> str:
    """Return what a sentence means: a row of a table, what its columns say it does."""
    return f"{above} {sentence}" if "|" in sentence else sentence


def _capitals(
    sentences: NDArray[np.int64],
    words: NDArray[np.int32],
    large: NDArray[np.bool_],
    size: int,
) -> NDArray[np.int32]:
    """Return the `capitals` of `size` words, of which some stand in some sentences."""
    pairs = np.sort((sentences * size + words) * 2 + large)
    of = pairs >> 1
    last = of != np.append(of[1:], -1)  # with a capital, where it has one anywhere
    counts = np.where(pairs[last] & 1, 1, -SMALL)
    return np.bincount(of[last] % size, counts, size).astype(np.int32)


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
