"""A sentence encoder: from a text to a vector that lies near those of like meaning.

Reimers and Gurevych, Sentence-BERT (EMNLP 2019). The one that comes with the program
is made by tools/make_model.py; a host may name the folder of another.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import OrderedDict
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.errors import SettingsError
from bot.meaning.word_pieces import WordPieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    Floats = NDArray[np.float32]
    Bytes = NDArray[np.int8]

__all__ = ["SCALE", "Encoder", "open_encoder"]

_SHIPPED = Path(__file__).parent / "model"
_FILES = _MODEL, _TOKENIZER, _DESCRIPTION = (
    "model.onnx",
    "tokenizer.json",
    "encoder.json",
)
# A component of a vector of length 1 is kept as so many 254ths, up to a half; in 3,000
# sentences none was above a third. Cosines come out wrong by .001.
SCALE = 1 / 254
_MOST = 127
_KEPT = 50_000  # texts whose vectors are held in memory, 20 MB


class Encoder:
    """Turns texts into vectors, one at a time and on one thread.

    So a text has the same vector whatever stands beside it. Nothing is loaded before
    the first text. Raises SettingsError where the folder has no encoder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            message = (
                f"VERBATIM_MODEL: {folder} has no {missing[0]}; name a folder with "
                f"{', '.join(_FILES)}, or leave it out."
            )
            raise SettingsError(message)
        # pydantic takes 13 MB, which a process without an encoder need not have.
        from bot.meaning.description import read_description  # noqa: PLC0415

        text = (folder / _DESCRIPTION).read_bytes()
        self._description = read_description(text, folder / _DESCRIPTION)
        size = (folder / _MODEL).stat().st_size
        self.version = hashlib.sha256(text + str(size).encode()).hexdigest()[:16]
        self._vectors: OrderedDict[str, Bytes] = OrderedDict()

    @property
    def weight(self) -> float:
        """What a cosine counts for beside a share of the attainable score."""
        return self._description.weight

    def knows(self, language: str) -> bool:
        """Return whether it was trained on texts of a language (ISO 639-1)."""
        return not self._description.languages or (
            language in self._description.languages
        )

    def query(self, text: str) -> Floats:
        """Return the vector of a question, of length 1: (dimensions,)."""
        return self._vector(self._description.query + text)

    def vectors(self, texts: Sequence[str]) -> Bytes:
        """Return the vectors of sentences in 8 bits: (texts, dimensions).

        Times SCALE they are of length 1.
        """
        rows = [self._row(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, 0), np.int8)

    def _row(self, text: str) -> Bytes:
        row = self._vectors.pop(text, None)
        if row is None:
            exact = self._vector(self._description.passage + text)
            row = np.clip(np.rint(exact / SCALE), -_MOST, _MOST).astype(np.int8)
        self._vectors[text] = row
        if len(self._vectors) > _KEPT:
            self._vectors.popitem(last=False)
        return row

    def _vector(self, text: str) -> Floats:
        tokens = self._tokens(text)
        fed = {
            "input_ids": tokens,
            "attention_mask": [1] * len(tokens),
            "token_type_ids": [0] * len(tokens),
        }
        wanted = [given.name for given in self._session.get_inputs()]
        rows = {name: np.array([fed[name]], np.int64) for name in wanted}
        (found, *_) = self._session.run(None, rows)
        states = np.asarray(found[0], np.float32)
        if self._description.pooling == "mean":
            states = states.mean(axis=0)
        elif self._description.pooling == "first":
            states = states[0]
        length = np.linalg.norm(states)
        return np.asarray(states / length if length else states, np.float32)

    @cached_property
    def _tokens(self) -> Callable[[str], list[int]]:
        """What cuts a text into the numbers of its tokens."""
        file = self.folder / _TOKENIZER
        longest = self._description.longest
        pieces = WordPieces.of(json.loads(file.read_bytes()))
        if pieces is not None:
            return lambda text: pieces.encode(text, longest)
        # It would warn of the threads that it does not start here.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            from tokenizers import Tokenizer  # noqa: PLC0415 - for other kinds alone
        except ModuleNotFoundError:
            message = (
                f"VERBATIM_MODEL: {file} needs another library; install it with "
                "`pip install -c constraints.txt tokenizers` in Verbatim's folder."
            )
            raise SettingsError(message) from None
        tokenizer = Tokenizer.from_file(str(file))
        tokenizer.no_padding()
        tokenizer.enable_truncation(longest)
        return lambda text: list(tokenizer.encode(text).ids)

    @cached_property
    def _session(self) -> InferenceSession:
        from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415

        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # texts differ in length
        try:
            return InferenceSession(
                str(self.folder / _MODEL), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # noqa: BLE001 - it has a class for each failure
            message = f"VERBATIM_MODEL: {self.folder / _MODEL} can't be run: {error}"
            raise SettingsError(message) from None


@cache
def open_encoder(folder: Path | None = None) -> Encoder:
    """Return the encoder of a folder, or the one that comes with the program.

    A process has each once. Raises SettingsError.
    """
    return Encoder(folder or _SHIPPED)
