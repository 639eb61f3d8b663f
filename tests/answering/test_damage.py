"""What bytes that flip inside a segment's file do to answers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import pytest

from bot.answering import Answer, Answerer
from bot.answering.language_index import LanguageIndex
from bot.articles import Source, make_article
from bot.retrieval import Segments, stored_segment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FERRY = make_article(
    "ferry",
    "The ferry to Lindholm sails twice a day. A ticket costs 40 crowns.\n\n"
    "Captain Olga Lind denied on Monday that its pillars have cracks.\n\n"
    "The Lindholm Ferry Board (LFB) said that divers saw 12 of them.\n",
    Source(title="A ferry"),
)
QUESTIONS = "What did Captain Lind deny?", "How many cracs did the LFB see?"


def opened(folder: Path) -> Answerer:
    return Answerer([FERRY], lambda language: Segments(language, folder))


def told(answer: Answer) -> list[object]:
    shown = (*answer.evidence, *answer.closest)
    return [answer.status, *((e.article.slug, e.start, e.end, e.score) for e in shown)]


def damaged(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of a file with those of one array flipped, for each array."""
    start = int.from_bytes(data[8:12], "little")
    header = json.loads(data[16 : 16 + start])
    first = len(data) - header["size"]
    for name, (dtype, shape, place) in header["arrays"].items():
        size = int(np.dtype(dtype).itemsize * np.prod(shape))
        flipped = bytearray(data)
        for at in range(first + place, first + place + size):
            flipped[at] ^= 0x55
        if size:
            yield name, bytes(flipped)


def test_a_fault_of_the_program_opens_no_index_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answerer = opened(tmp_path)
    asked = []

    def fail(*_: object, **__: object) -> NoReturn:
        asked.append(QUESTIONS)
        raise IndexError

    with monkeypatch.context() as patch:
        patch.setattr(LanguageIndex, "find", fail)
        patch.setattr(Segments, "views", fail)
        with pytest.raises(IndexError):
            answerer.answer(QUESTIONS[0])
    assert len(asked) == 1
    assert answerer.answer(QUESTIONS[0]).evidence


def test_a_segment_that_says_things_of_another_kind_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = told(opened(tmp_path).answer(QUESTIONS[1]))
    monkeypatch.setattr(stored_segment, "_SMALL", 0)
    for other in (b"7", b"[7]", b"[[0, 7, 7, 7]]", b'[[0, ["a"], [7], "a"]]'):
        (file,) = tmp_path.glob("*.segment")
        data = file.read_bytes()
        (learned,) = re.findall(rb"\[\[\d+, \[.*?\]\]", data)
        file.write_bytes(data.replace(learned, other.ljust(len(learned))))
        assert told(opened(tmp_path).answer(QUESTIONS[1])) == right


@pytest.mark.parametrize("lazy", [False, True])
def test_a_segment_that_is_damaged_inside_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, lazy: bool
) -> None:
    right = [told(opened(tmp_path).answer(question)) for question in QUESTIONS]
    (file,) = tmp_path.glob("*.segment")
    whole = file.read_bytes()
    if lazy:
        monkeypatch.setattr(stored_segment, "_SMALL", 0)
    names = []
    for name, data in damaged(whole):
        for path in tmp_path.glob("*.segment"):
            path.unlink()
        file.write_bytes(data)
        names.append(name)
        answers = [opened(tmp_path).answer(question) for question in QUESTIONS]
        for one in (e for answer in answers for e in answer.evidence):
            assert one.text == one.article.body[one.start : one.end], name
        if not lazy:
            assert [*map(told, answers)] == right, name
        segments = Segments("en", tmp_path)
        segments.drop_damaged()
        again = Answerer([FERRY], {"en": segments}.__getitem__)
        assert [told(again.answer(q)) for q in QUESTIONS] == right, name
    assert {"word_ids", "posting_sentences", "things", "gram_words"} <= {*names}
