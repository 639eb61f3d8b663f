from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

import bot.meaning
from bot.meaning.word_pieces import WordPieces
from tests.steps import growth

FILE = Path(bot.meaning.__file__).with_name("model") / "tokenizer.json"
DESCRIPTION: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
OURS = WordPieces.of(DESCRIPTION)
THEIRS = Tokenizer.from_file(str(FILE))
THEIRS.no_padding()
THEIRS.enable_truncation(32)
TEXTS = st.text() | st.lists(
    st.sampled_from(
        [
            *"  \t\n\u2028\xa0\u200b\xad\x00\x7f\ufffd.,'’“-_$+~|¡、",
            *["Boats", "boats", "harbour-master’s", "1,000", "U.S.", "ÉTÉ", "İzmir"],
            *[
                "ΟΔΟΣ",
                "straße",
                "ﬁn",
                "e\u0301",
                "港口",
                "북한",
                "नमस्ते",
                "👩\u200d👧",
                "\ue000",
            ],
            *["x" * 101, "unbelievably", "zzqx"],
        ]
    )
).map("".join)


@given(TEXTS)
def test_a_text_is_cut_as_the_library_cuts_it(text: str) -> None:
    assert OURS is not None
    assert OURS.encode(text, 32) == THEIRS.encode(text).ids


@pytest.mark.parametrize(
    "change",
    [
        {"model": {"type": "Unigram"}},
        {"pre_tokenizer": {"type": "Metaspace"}},
        {"normalizer": None},
        {"normalizer": DESCRIPTION["normalizer"] | {"lowercase": False}},
    ],
)
def test_another_kind_of_pieces_is_left_to_the_library(change: dict[str, Any]) -> None:
    assert WordPieces.of(DESCRIPTION | change) is None


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("piece", ["boats ", "a", "zzqx", "港", "e\u0301", ".-"])
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    assert OURS is not None
    pieces = OURS
    assert growth(lambda size: lambda: pieces.encode(piece * size, 99_999), 500) < 12
