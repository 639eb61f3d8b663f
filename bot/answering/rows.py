"""Compares the rows of a table: who has the most of what one of its columns counts."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from bot.articles.tables import APART, cells, columns_of
from bot.retrieval import Hit, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.retrieval import Index, Query, Scores, Token, Word

__all__ = ["foremost_first", "headers", "tells_all"]

_EXTREME = re.compile(
    r"\b(?:most|highest|biggest|largest|greatest|best"
    r"|(?P<least>fewest|least|lowest|smallest|poorest|worst))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\d.,])[-\u2212\u2013]?\d[\d,]*(?:\.\d+)?(?![\d.])")
_SUMMED = re.compile(r"\W*(?:all|average|mean|others?|sum|totals?)\b", re.IGNORECASE)
_PLAIN = str.maketrans({",": None, "\u2212": "-", "\u2013": "-"})
_FEWEST = 2  # rows that can be compared


def foremost_first(
    index: Index, scores: Scores, hits: Sequence[Hit], limit: int
) -> Sequence[Hit]:
    """Return passages, first the row with the most, or the least, of what is asked for.

    It is looked for in tables of the articles of some hits, which have a column that is
    headed by a word of the question and has numbers. The hits themselves are returned
    where the question wants no such thing or no table tells.
    """
    extreme = _EXTREME.search(scores.query.text)
    if extreme is None:
        return hits
    documents = sorted({index.unit(hit.best).document for hit in hits})
    for column, rows in _columns(index, _counted(scores.query), documents):
        told = {number: _value(row, column) for number, row in rows.items()}
        values = {number: value for number, value in told.items() if value is not None}
        if len(values) >= _FEWEST:
            foremost = min if extreme["least"] else max
            best = foremost(values, key=values.__getitem__)
            score = max(hits[0].score, scores.total(best))
            others = (hit for hit in hits if not hit.first <= best <= hit.last)
            return [Hit(best, best, best, score), *others][:limit]
    return hits


def tells_all(index: Index, query: Query, row: int) -> bool:
    """Return whether a row or what heads it has all that is compared."""
    held = {token.term for token in (*headers(index, row), *index.tokens(row, row))}
    return all(not held.isdisjoint(word.terms) for word in _counted(query))


def _counted(query: Query) -> list[Word]:
    """Return the words of a question but that which compares: "most", "fewest"."""
    extreme = _EXTREME.search(query.text)
    start = extreme.start() if extreme else -1
    return [w for w in query.words if not (w.light or w.token.start == start)]


def headers(index: Index, sentence: int) -> list[Token]:
    """Return the words that head a row of a table, none where a sentence is no row."""
    if "|" not in index.text(sentence, sentence):
        return []
    unit = index.unit(sentence)
    body = index.documents[unit.document].text
    columns = columns_of(body, unit.start)
    found = index.analyser.tokens(body[slice(*columns)]) if columns else []
    return [*found, *index.vocabulary.concepts.tokens(found)]


def _columns(
    index: Index, words: Sequence[Word], documents: Sequence[int]
) -> Iterator[tuple[int, dict[int, list[str]]]]:
    """Yield the columns that a word heads, with the rows of their tables.

    The rows have their sentences' numbers, and are divided into cells.
    """
    tables: defaultdict[tuple[int, str], dict[int, list[str]]] = defaultdict(dict)
    for word in words:
        for document in documents:
            holding = index.held_within(word, index.of_document(document))
            for number, heads in _rows(index, document, sorted(holding)):
                row = cells(index.text(number, number))
                tables[document, heads][number] = row
    for (_, heads), rows in tables.items():
        for column, header in enumerate(cells(heads)):
            held = terms_of(index.query(header).words)
            if any(not held.isdisjoint(word.terms) for word in words):
                yield column, rows


def _rows(
    index: Index, document: int, sentences: Sequence[int]
) -> Iterator[tuple[int, str]]:
    """Yield those of some sentences, in order, that are rows, with what heads them.

    That is looked up once for each table.
    """
    body = index.documents[document].text
    before, heads = -1, ""
    for number in sentences:
        unit = index.unit(number)
        if "|" in body[unit.start : unit.end]:
            if before < 0 or APART.search(body, before, unit.start):
                columns = columns_of(body, unit.start)
                heads = body[slice(*columns)] if columns else ""
            before = unit.end
            if heads:
                yield number, heads


def _value(row: Sequence[str], column: int) -> float | None:
    """Return the number in a column of a row, None where it has none or adds up."""
    if column >= len(row) or _SUMMED.match(row[0]):
        return None
    found = _NUMBER.search(row[column])
    return float(found[0].translate(_PLAIN)) if found else None
