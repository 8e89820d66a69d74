"""A model's weights in signed bytes, for a smaller file: `python quantise.py DIR OUT`.

Every table of two dimensions (but positions and the output's bias) becomes `name` as int8 [rows, width] and
`name.scale` as float32 [rows], so that `name[r] * scale[r]` is near the weight: the largest number of a row,
whatever its sign, is 127 steps. That is what the engine does when it loads floats, so both files give the same
translations. Everything else is stored as float32. `transformers` does not read the result; keep the floats.
"""

import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

FORMAT = {"format": "pt", "tarjuman": "int8-rows/1"}


def rows(weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Bytes and scales of a table, in float32 as the engine computes them."""
    w = weight.float().numpy()
    largest = np.abs(w).max(axis=1)
    with np.errstate(divide="ignore"):
        steps = np.where(largest > 0, np.float32(127) / largest, np.float32(0)).astype(np.float32)
    return torch.from_numpy(np.rint(w * steps[:, None]).astype(np.int8)), torch.from_numpy(largest / np.float32(127))


def main() -> None:
    source, out = (Path(arg) for arg in sys.argv[1:3])
    out.mkdir(parents=True, exist_ok=True)
    tensors = {}
    for name, tensor in load_file(source / "model.safetensors").items():
        if tensor.dim() == 2 and name.endswith(".weight") and "embed_positions" not in name:
            tensors[name], tensors[f"{name}.scale"] = rows(tensor)
        else:
            tensors[name] = tensor.float()
    save_file({name: t.contiguous() for name, t in tensors.items()}, out / "model.safetensors", metadata=FORMAT)
    for file in source.iterdir():
        if file.name != "model.safetensors" and file.is_file():
            shutil.copy(file, out / file.name)


if __name__ == "__main__":
    main()
