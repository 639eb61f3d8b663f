"""Joins the arrays of documents, and takes some of them out again."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import bounds_of, distinct, joined, ragged
from bot.retrieval.document import KEY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Arrays = Mapping[str, Array]

__all__ = ["chosen", "join", "learned_of", "vectors_of"]

_BY_SENTENCE = ("starts", "ends", "tags", "asks", "vectors")


def join(parts: Sequence[Arrays]) -> dict[str, Array]:
    """Return the arrays of all documents, the vocabularies as one."""
    terms, term_at = _united([part["terms"] for part in parts])
    words, word_at = _united([part["words"] for part in parts])
    sizes = bounds_of([len(part["starts"]) for part in parts])
    joined: dict[str, Array] = {
        "terms": terms,
        "words": words,
        **_names(parts, words, word_at),
        "keys": np.concatenate(
            [np.zeros((0, KEY), np.uint8), *(p["keys"] for p in parts)]
        ),
        "doc_rows": _stacked(
            [p["doc_rows"] + n for p, n in zip(parts, sizes, strict=False)]
        ),
        "paragraph_rows": _stacked(
            [p["paragraph_rows"] + n for p, n in zip(parts, sizes, strict=False)]
        ),
        "learned": learned_of(parts),
        "vectors": vectors_of(parts),
    }
    for name in ("starts", "ends", "tags", "asks", "things"):
        joined[name] = _together([p[name] for p in parts])
    word_terms = np.zeros(len(words), dtype=np.int32)
    capitals = np.zeros(len(words), dtype=np.int32)
    for part, at, of in zip(parts, word_at, term_at, strict=True):
        word_terms[at] = of[part["word_terms"]]
        capitals[at] += part["capitals"]
    joined["word_terms"], joined["capitals"] = word_terms, capitals
    for name, places in (
        ("word", word_at),
        ("concept", term_at),
        ("also", term_at),
        ("label", term_at),
    ):
        ids = [of[p[f"{name}_ids"]] for p, of in zip(parts, places, strict=True)]
        joined[f"{name}_ids"] = _together(ids).astype(np.int32)
    for name in ("word", "concept", "also", "label", "thing"):
        lengths = _together([np.diff(p[f"{name}_rows"]) for p in parts])
        joined[f"{name}_rows"] = bounds_of(lengths)
    return joined


def chosen(part: Arrays, kept: Array) -> Arrays:
    """Return the arrays of some documents only; the vocabulary stays as it is."""
    documents = np.flatnonzero(kept)
    if len(documents) == len(part["keys"]):
        return part
    counts = np.diff(part["doc_rows"])
    held = ragged(part["doc_rows"][documents], counts[documents])
    paragraphs = np.diff(part["paragraph_rows"])
    of_document = (
        np.searchsorted(part["doc_rows"], part["paragraph_rows"][:-1], "right") - 1
    )
    left: dict[str, Array] = {
        "keys": part["keys"][documents],
        "doc_rows": bounds_of(counts[documents]),
        "paragraph_rows": bounds_of(paragraphs[kept[of_document]]),
        **{name: part[name][held] for name in _BY_SENTENCE},
    }
    for name, entries in (
        ("word", "word_ids"),
        ("concept", "concept_ids"),
        ("also", "also_ids"),
        ("label", "label_ids"),
        ("thing", "things"),
    ):
        rows = part[f"{name}_rows"]
        lengths = np.diff(rows)[held]
        left[f"{name}_rows"] = bounds_of(lengths)
        left[entries] = part[entries][ragged(rows[held], lengths)]
    new = {old: number for number, old in enumerate(documents.tolist())}
    told = json.loads(part["learned"].tobytes())
    learned = [[new[of], *pair] for of, *pair in told if of in new]
    left["learned"] = np.frombuffer(json.dumps(learned).encode(), dtype=np.uint8)
    return {**_without_unused(part, left), **left}


def _without_unused(part: Arrays, left: dict[str, Array]) -> dict[str, Array]:
    """Return the vocabulary that is left, and set the numbers in it."""
    words = np.zeros(len(part["words"]), dtype=bool)
    words[left["word_ids"]] = True
    terms = np.zeros(len(part["terms"]), dtype=bool)
    terms[part["word_terms"][words]] = True
    for name in ("concept_ids", "also_ids", "label_ids"):
        terms[left[name]] = True
    new_word, new_term = np.cumsum(words) - 1, np.cumsum(terms) - 1
    left["word_ids"] = new_word[left["word_ids"]]
    for name in ("concept_ids", "also_ids", "label_ids"):
        left[name] = new_term[left[name]]
    lengths = np.diff(part["name_rows"])[words]
    return {
        "terms": part["terms"][terms],
        "words": part["words"][words],
        "word_terms": new_term[part["word_terms"][words]],
        "capitals": part["capitals"][words],
        "names": part["names"][ragged(part["name_rows"][:-1][words], lengths)],
        "name_rows": bounds_of(lengths),
    }


def _united(hashes: Sequence[Array]) -> tuple[Array, list[Array]]:
    """Return sorted hashes as one, and for each part where its own stand there."""
    united = distinct(joined(hashes, np.uint64))
    return united, [np.searchsorted(united, part) for part in hashes]


def _names(
    parts: Sequence[Arrays], words: Array, word_at: Sequence[Array]
) -> dict[str, Array]:
    """Return the letters of the words, in the order of their hashes."""
    starts, lengths = np.zeros(len(words), np.int64), np.zeros(len(words), np.int64)
    place = 0
    for part, at in zip(parts, word_at, strict=True):
        starts[at] = part["name_rows"][:-1] + place
        lengths[at] = np.diff(part["name_rows"])
        place += len(part["names"])
    letters = _together([part["names"] for part in parts])
    return {"names": letters[ragged(starts, lengths)], "name_rows": bounds_of(lengths)}


def vectors_of(parts: Sequence[Arrays]) -> Array:
    """Return the vectors of all documents' sentences."""
    # A text without a sentence has vectors of no dimension.
    vectors = [part["vectors"] for part in parts if len(part["vectors"])]
    return np.concatenate(vectors or [np.zeros((0, 0), np.int8)])


def learned_of(parts: Sequence[Arrays]) -> Array:
    """Return the abbreviations that all documents explain, as JSON."""
    firsts = accumulate((len(part["keys"]) for part in parts), initial=0)
    learned = [
        [first + of, *pair]
        for part, first in zip(parts, firsts, strict=False)
        if len(part["learned"]) > len("[]")
        for of, *pair in json.loads(part["learned"].tobytes())
    ]
    return np.frombuffer(json.dumps(learned).encode(), dtype=np.uint8)


def _together(arrays: Sequence[Array]) -> Array:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.int64)


def _stacked(bounds: Sequence[Array]) -> Array:
    """Return the bounds of all rows, of parts that are one behind the other."""
    inner = [rows[1:] for rows in bounds]
    return np.concatenate([np.zeros(1, dtype=np.int64), *inner])
