"""Floats: a model directory as `transformers` and CTranslate2 read it, whatever the weights are stored as.

`quantise.py` stores bytes with a scale a row, in shards; the float32 numbers given here are exactly those the engine computes with
in its own float path.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from quantise import INDEX, SCALES


def read(model: Path) -> dict[str, torch.Tensor]:
    """The weights of a directory as float32."""
    index = model / INDEX
    names = sorted(set(json.loads(index.read_text())["weight_map"].values())) if index.exists() else ["model.safetensors"]
    stored = {name: tensor for file in names for name, tensor in load_file(model / file).items()}
    return {
        name: tensor.float() * stored[f"{name}{SCALES}"][:, None] if tensor.dtype == torch.int8 else tensor.float()
        for name, tensor in stored.items() if not name.endswith(SCALES)
    }


@contextmanager
def as_floats(model: Path) -> Iterator[Path]:
    """The directory itself where its weights are floats in one file; else a copy for a while that has them so."""
    if (model / "model.safetensors").exists():
        yield model
        return
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for file in model.iterdir():
            if file.suffix in (".json", ".spm") and file.name != INDEX:
                shutil.copy(file, out / file.name)
        save_file(read(model), out / "model.safetensors", metadata={"format": "pt"})
        yield out
