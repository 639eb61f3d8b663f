"""Other search engines, which rank the same sentences for the same questions."""

from __future__ import annotations

import sqlite3
import statistics
import time
import weakref
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["BEST", "PEERS", "milliseconds", "peers"]

_Given = TypeVar("_Given")
BEST = 3  # sentences that are asked for
PEERS = ("rank-bm25", "bm25s", "tantivy", "SQLite FTS5")


def peers(
    sentences: Sequence[str], questions: Sequence[str]
) -> Iterator[tuple[str, float]]:
    """Yield the median of each peer that is installed, in milliseconds."""
    for name, library, make in (
        ("rank-bm25", "rank_bm25", _rank_bm25),
        ("bm25s", "bm25s", _bm25s),
        ("tantivy", "tantivy", _tantivy),
        ("SQLite FTS5", "sqlite3", _fts5),
    ):
        if find_spec(library):
            search = make([_words(sentence) for sentence in sentences])
            search(_words(questions[0]))
            some = questions if name != "rank-bm25" else questions[:20]
            times = [milliseconds(search, _words(question)) for question in some]
            yield name, statistics.median(times)


def milliseconds(work: Callable[[_Given], object], given: _Given) -> float:
    """Return the processor time of some work, as the machine may be busy otherwise."""
    start = time.thread_time()
    work(given)
    return 1000 * (time.thread_time() - start)


def _words(text: str) -> list[str]:
    return ["".join(filter(str.isalnum, word)) for word in text.lower().split()]


def _rank_bm25(texts: Sequence[list[str]]) -> Callable[[list[str]], object]:
    import rank_bm25  # noqa: PLC0415 - one peer at a time

    index = rank_bm25.BM25Plus(texts)
    numbers = range(len(texts))
    return lambda words: index.get_top_n(words, numbers, BEST)


def _bm25s(texts: Sequence[list[str]]) -> Callable[[list[str]], object]:
    import bm25s  # noqa: PLC0415 - one peer at a time

    index = bm25s.BM25(
        method="bm25+", backend="numba" if find_spec("numba") else "numpy"
    )
    index.index(texts, show_progress=False)
    return lambda words: index.retrieve([words], k=BEST, show_progress=False)


def _tantivy(texts: Sequence[list[str]]) -> Callable[[list[str]], object]:
    import tantivy  # noqa: PLC0415 - one peer at a time

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False)
    index = tantivy.Index(builder.build())
    writer = index.writer()
    for words in texts:
        writer.add_document(tantivy.Document(text=" ".join(words)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    return lambda words: (
        searcher.search(
            index.parse_query(" ".join(filter(None, words)), ["text"]), BEST
        ).hits
    )


def _fts5(texts: Sequence[list[str]]) -> Callable[[list[str]], object]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(text)")
    rows = ((" ".join(words),) for words in texts)
    database.executemany("INSERT INTO texts VALUES (?)", rows)
    query = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?"

    def search(words: list[str]) -> object:
        wanted = " OR ".join(f'"{word}"' for word in words if word)
        return database.execute(query, (wanted, BEST)).fetchall()

    weakref.finalize(search, database.close)
    return search
