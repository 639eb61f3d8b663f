from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval import Analysis, Document
from bot.retrieval.query import grams_of
from bot.retrieval.segment import build
from bot.retrieval.texts import Texts
from bot.retrieval.view import View

ANALYSIS = Analysis("xx")  # whole words, and none of them says nothing
WORDS = ["banana", "bandana", "anna", "aaaaaa", "sol"]
GRAMS = ["_ban", "anan", "aaaa", "none", "sol_"]
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=5)
SHORT = st.lists(SENTENCES, min_size=1, max_size=5)
LONG = st.tuples(SHORT, st.integers(2, 40)).map(lambda both: both[0] * both[1])
PARAGRAPHS = st.lists(SHORT, min_size=1) | st.lists(SHORT | LONG, min_size=1)


def view_of(paragraphs: list[list[list[str]]]) -> View:
    text, spans = "", []
    for number, sentence in ((n, s) for n, some in enumerate(paragraphs) for s in some):
        start = len(text)
        text += f"{' '.join(sentence)}.\n"
        spans.append((start, len(text), number, False))
    return View(build([ANALYSIS.arrays(Document(text, spans))]), np.arange(1))


def counts_in(sentences: list[list[str]]) -> list[int]:
    found = Counter(word for words in sentences for word in words)
    grams = Counter(gram for word in found.elements() for gram in grams_of(word))
    return [*(found[word] for word in WORDS), *(grams[gram] for gram in GRAMS)]


def counted_of(texts: Texts, view: View) -> np.ndarray:
    """Return the counts with a column for each sentence."""
    counts = texts.counted(WORDS, view.places("grams", GRAMS))
    words, grams = [1] * len(WORDS), [1] * len(GRAMS)
    each = words, words, grams, words, grams, words
    levels = np.array([0, 1, 4, 2, 5, 3]).repeat([*map(len, each)]).tolist()
    rows, start = [], 0
    for level in levels:
        values = np.zeros(texts.widths.sum())
        first, width = int(texts.widths[:level].sum()), int(texts.widths[level])
        values[first : first + width] = counts[start : start + width]
        rows.append(texts.by_sentence(values)[level])
        start += width
    return np.array(rows)


@given(PARAGRAPHS, st.data())
def test_what_stands_around_sentences_is_counted_as_if_it_were_read(
    paragraphs: list[list[list[str]]], data: st.DataObject
) -> None:
    places = [(p, s) for p, some in enumerate(paragraphs) for s in range(len(some))]
    numbers = sorted(
        data.draw(st.sets(st.sampled_from(range(len(places))), min_size=1))
    )
    view = view_of(paragraphs)
    counts = counted_of(Texts(view, np.array(numbers)), view)
    whole = counts_in([sentence for some in paragraphs for sentence in some])
    for column, number in enumerate(numbers):
        paragraph, at = paragraphs[places[number][0]], places[number][1]
        assert counts[:, column].tolist() == [
            *counts_in([paragraph[at]])[: len(WORDS)],
            *counts_in(paragraph[max(at - 1, 0) : at + 2]),
            *counts_in(paragraph),
            *whole[: len(WORDS)],
        ]
