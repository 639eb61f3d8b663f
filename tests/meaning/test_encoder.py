from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper, save

from bot.errors import SettingsError
from bot.meaning import SCALE, Encoder, open_encoder
from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.usefixtures("unmeasured")
SHIPPED = REPOSITORY / "bot" / "meaning" / "model"
PRISON, RAIN = (
    "The judge sent him to prison for five years.",
    "Rain fell on the harbour.",
)
# What tools/make_model.py made, in 254ths.
FIRST = {
    PRISON: (-1, 25, -2, 10, -1, 10, 5, -2, -4, 11, 17, 12),
    RAIN: (6, 12, 30, 21, 23, 4, 5, -1, -16, 1, -9, -18),
}
MOST = 2  # 254ths by which another processor may compute otherwise


def test_the_shipped_encoder_gives_the_vectors_that_it_was_made_with() -> None:
    vectors = open_encoder().vectors([*FIRST])
    assert vectors.shape == (2, 384)
    assert vectors.dtype == np.int8
    for row, wanted in zip(vectors.astype(int), FIRST.values(), strict=True):
        assert np.abs(row[: len(wanted)] - wanted).max() <= MOST
    assert np.linalg.norm(vectors * SCALE, axis=1) == pytest.approx(1, abs=0.01)


def test_like_meaning_lies_nearer_than_like_words() -> None:
    encoder = open_encoder()
    asked = encoder.query("who went to jail")
    cosines = (
        encoder.vectors([PRISON, "Who went to the harbour?", RAIN]) @ asked * SCALE
    )
    assert cosines.argmax() == 0
    assert cosines[0] > cosines[2] + 0.2


def test_a_text_has_one_vector_whatever_stands_beside_it() -> None:
    one = Encoder(SHIPPED).vectors([PRISON])
    beside = Encoder(SHIPPED).vectors([RAIN * 50, PRISON])
    assert (one[0] == beside[1]).all()
    assert open_encoder().vectors([]).shape[0] == 0


def test_it_knows_english_alone() -> None:
    assert open_encoder().knows("en")
    assert not open_encoder().knows("de")


def test_a_text_without_end_is_cut() -> None:
    assert open_encoder().query("rain " * 5_000).shape == (384,)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an encoder whose tokens are its dimensions."""
    for name in ("tokenizer.json", "encoder.json"):
        text = (SHIPPED / name).read_text("utf-8")
        (tmp_path / name).write_text(text, "utf-8")
    words = json.loads((tmp_path / "tokenizer.json").read_text("utf-8"))
    words = words["model"]["vocab"]
    states = np.zeros((len(words), 2), np.float32)
    states[words["rain"]], states[words["fire"]] = (3, 0), (0, 4)
    ids, out = (
        helper.make_tensor_value_info(name, kind, shape)
        for name, kind, shape in (
            ("input_ids", TensorProto.INT64, (1, None)),
            ("states", TensorProto.FLOAT, (1, None, 2)),
        )
    )
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["states"])],
        "words",
        [ids],
        [out],
        [numpy_helper.from_array(states, "table")],
    )
    opset = helper.make_opsetid("", 17)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=10)
    save(model, tmp_path / "model.onnx")
    return tmp_path


def describe(folder: Path, **fields: object) -> Encoder:
    (folder / "encoder.json").write_text(json.dumps({"name": "words"} | fields))
    return Encoder(folder)


def test_another_encoder_has_its_own_prefixes_pooling_weight_and_languages(
    folder: Path,
) -> None:
    encoder = describe(folder, pooling="mean", query="fire ", weight=4)
    assert encoder.query("rain") == pytest.approx([0.6, 0.8])
    assert (encoder.vectors(["rain"]) * SCALE)[0] == pytest.approx([0.5, 0], abs=0.01)
    assert encoder.weight == 4
    assert encoder.knows("th")
    first = describe(folder, pooling="first", passage="rain ")
    assert not first.query("fire").any()  # the mark before every text says nothing
    assert first.version != encoder.version


def test_what_is_wrong_with_a_folder_is_said_in_one_sentence(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"VERBATIM_MODEL: .*pooling: Input should"):
        describe(folder, pooling="most")
    broken = describe(folder)
    (folder / "model.onnx").write_bytes(b"no model")
    with pytest.raises(
        SettingsError, match=r"VERBATIM_MODEL: .*model.onnx can't be run"
    ):
        broken.query("rain")
    (folder / "model.onnx").unlink()
    with pytest.raises(SettingsError, match=r"has no model.onnx; name a folder with"):
        open_encoder(folder)


@pytest.mark.parametrize("is_there", [True, False])
def test_tokens_of_another_kind_need_another_library(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, is_there: bool
) -> None:
    file = folder / "tokenizer.json"
    tokens = json.loads(file.read_text("utf-8"))
    tokens["pre_tokenizer"] = {"type": "Whitespace"}
    file.write_text(json.dumps(tokens), "utf-8")
    encoder = describe(folder, pooling="mean")
    if is_there:
        assert encoder.query("rain") == pytest.approx([1, 0])
        return
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(SettingsError, match=r"VERBATIM_MODEL: .*pip install .*token"):
        encoder.query("rain")


ASK = """
import sys
from bot.__main__ import main
sys.argv = ["verbatim", "ask", "Who was locked up?", "--json"]
main()
print("onnxruntime" in sys.modules, "tokenizers" in sys.modules)
"""


@pytest.mark.parametrize("meaning", ["on", "off"])
def test_without_it_nothing_of_it_is_imported(
    meaning: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "court.txt").write_text(f"{PRISON} {RAIN}")
    monkeypatch.setenv("VERBATIM_MEANING", meaning)
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", ASK], cwd=tmp_path, capture_output=True, check=True
    )
    answer, imported = done.stdout.decode().splitlines()
    assert imported == ("True False" if meaning == "on" else "False False")
    found = json.loads(answer)["evidence"] or json.loads(answer)["closest"]
    assert bool(found) is (meaning == "on")
