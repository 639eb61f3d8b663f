"""What the index knows of one document, found once and used in every index over it.

Analysing takes most of the time that an index takes. So an article that is added to
ten thousand passages costs little more than its own analysis, and the indexes of
channels that see different articles share what is known of those they both see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from bot.retrieval.abbreviations import abbreviations
from bot.retrieval.analysis import Analyser
from bot.retrieval.bm25 import count
from bot.retrieval.concepts import Concepts
from bot.retrieval.levels import count_levels
from bot.retrieval.query import grams

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from bot.retrieval.analysis import Token
    from bot.retrieval.bm25 import Counts

    _Pairs = tuple[tuple[str, str], ...]

__all__ = ["Document", "Part", "Parts"]


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its sentences, each (start, end, paragraph, whether a heading).

    `speakers` names who says a sentence, by its start, where the text leaves that to
    a pronoun or to what stands around it; `introduced` says who that is.
    """

    text: str
    sentences: Sequence[tuple[int, int, int, bool]]
    speakers: Mapping[int, str] = field(default_factory=dict)
    introduced: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A document's share of an index; rows are its sentences without headings.

    `tokens` are their words and the concepts that these stand for, `words` the words
    alone. `held` counts the terms in them, `said` those of who says
    them, `levels`
    those of the texts at each level that they are scored in.
    """

    sentences: tuple[tuple[int, int, int], ...]
    tokens: tuple[tuple[Token, ...], ...]
    words: Mapping[str, Token]
    held: Counts
    said: Counts
    levels: tuple[Counts, ...]


class _Analysed:
    """A document's words, and its parts by the abbreviations that matter in it."""

    def __init__(self, document: Document, analyser: Analyser) -> None:
        self.document = document
        self.sentences = tuple(
            (start, end, paragraph)
            for start, end, paragraph, heading in document.sentences
            if not heading
        )
        self.tokens = [
            [
                token._replace(start=start + token.start, end=start + token.end)
                for token in analyser.tokens(document.text[start:end])
            ]
            for start, end, _ in self.sentences
        ]
        self.speakers, self.introduced = (
            [analyser.tokens(said.get(start, "")) for start, _, _ in self.sentences]
            for said in (document.speakers, document.introduced)
        )
        self.words = {token.word: token for token in chain(*self.tokens)}
        self.terms = {token.term for token in chain(*self.tokens, *self.speakers)}
        self.abbreviations = tuple(dict.fromkeys(abbreviations(document.text)))
        self.parts: dict[_Pairs, Part] = {}


class Parts:
    """Makes the parts of documents of one language (ISO 639-1), each once.

    `numbers` gives each term that was ever met its number.
    """

    def __init__(self, language: str = "en") -> None:
        self.analyser = Analyser(language)
        self.numbers: dict[str, int] = {}
        self._concepts = Concepts.of(self.analyser, language)
        self._analysed: dict[str, _Analysed] = {}

    def of(self, documents: Sequence[Document]) -> tuple[list[Part], Concepts]:
        """Return the parts of documents, and the concepts of questions about them.

        An abbreviation that one of the documents explains counts in all of them.
        """
        analysed = [self._analyse(document) for document in documents]
        learned = dict.fromkeys(chain(*(each.abbreviations for each in analysed)))
        forms = {pair: self._forms(pair) for pair in learned}
        parts = [
            self._part(
                each,
                tuple(
                    p
                    for p, both in forms.items()
                    if any(map(each.terms.issuperset, both))
                ),
            )
            for each in analysed
        ]
        return parts, self._concepts.and_learned(learned)

    def keep(self, texts: Container[str]) -> None:
        """Forget the documents whose texts are not among these."""
        for text in [text for text in self._analysed if text not in texts]:
            del self._analysed[text]

    def _analyse(self, document: Document) -> _Analysed:
        known = self._analysed.get(document.text)
        if known is None or known.document != document:
            known = self._analysed[document.text] = _Analysed(document, self.analyser)
        return known

    def _forms(self, pair: tuple[str, str]) -> list[set[str]]:
        """Return the terms of an abbreviation's short form and of its long one."""
        return [{token.term for token in self.analyser.tokens(form)} for form in pair]

    def _part(self, known: _Analysed, learned: _Pairs) -> Part:
        if learned not in known.parts:
            concepts = self._concepts.and_learned(learned)
            known.parts[learned] = _build(known, concepts, self.numbers)
        return known.parts[learned]


def _build(known: _Analysed, concepts: Concepts, numbers: dict[str, int]) -> Part:
    tokens = tuple((*words, *concepts.tokens(words)) for words in known.tokens)
    terms = [[token.term for token in row] for row in tokens]
    spoken, introduced = (
        [[token.term for token in (*name, *concepts.tokens(name))] for name in names]
        for names in (known.speakers, known.introduced)
    )
    stems = [
        [*row, *(term for term in said if term not in {*row})]
        for row, said in zip(terms, spoken, strict=True)
    ]
    pieces = [[*chain(*map(grams, words))] for words in known.tokens]
    paragraphs = [paragraph for _, _, paragraph in known.sentences]
    levels = count_levels(paragraphs, stems, pieces, numbers)
    held, said = count(terms, numbers), count(introduced, numbers)
    return Part(known.sentences, tokens, known.words, held, said, levels)
