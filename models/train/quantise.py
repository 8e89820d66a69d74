"""Stage 6b, quantise: a model directory in floats → the same with its tables in signed bytes, in shards of at most 15 MiB.

Every table of two dimensions (but positions and the output's bias) becomes `name` as int8 [rows, width] and
`name.scale` as float32 [rows], so that `name[r] * scale[r]` is near the weight: the largest number of a row,
whatever its sign, is 127 steps. That is what the engine does when it loads floats, so both files give the same
translations. Everything else is stored as float32. `transformers` does not read the result; `floats.py` gives it back in
floats. Shards are named, and listed in an index, as `transformers` does it; a table and its scales stay together.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

FORMAT = {"format": "pt", "tarjuman": "int8-rows/1"}
SCALES = ".scale"
LARGEST = 15 << 20  # bytes of a shard
INDEX = "model.safetensors.index.json"
Tensors = dict[str, torch.Tensor]


def rows(weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Bytes and scales of a table, in float32 as the engine computes them."""
    w = weight.float().numpy()
    largest = np.abs(w).max(axis=1)
    with np.errstate(divide="ignore"):
        steps = np.where(largest > 0, np.float32(127) / largest, np.float32(0)).astype(np.float32)
    return torch.from_numpy(np.rint(w * steps[:, None]).astype(np.int8)), torch.from_numpy(largest / np.float32(127))


def quantised(floats: Tensors) -> list[Tensors]:
    """Every tensor as it is stored, a table with its scales."""
    found = []
    for name, tensor in sorted(floats.items()):
        if tensor.dim() == 2 and name.endswith(".weight") and "embed_positions" not in name:
            table, scales = rows(tensor)
            found.append({name: table, f"{name}{SCALES}": scales})
        else:
            found.append({name: tensor.float()})
    return found


def shards(groups: list[Tensors]) -> list[Tensors]:
    """Groups in their order, a new shard where the next would make one too large."""
    out, size = [{}], 0
    for group in groups:
        more = sum(t.numel() * t.element_size() for t in group.values())
        if size + more > LARGEST:
            out.append({})
            size = 0
        out[-1] |= {name: t.contiguous() for name, t in group.items()}
        size += more
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, required=True, help="the directory in floats")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()

    args.out.mkdir(parents=True, exist_ok=True)
    for old in args.out.glob("model*.safetensors*"):
        old.unlink()
    parts, places = shards(quantised(load_file(args.model / "model.safetensors"))), {}
    for n, part in enumerate(parts, 1):
        name = f"model-{n:05}-of-{len(parts):05}.safetensors"
        save_file(part, args.out / name, metadata=FORMAT)
        (args.out / name).chmod(0o644)
        places |= dict.fromkeys(part, name)
    size = sum(t.numel() * t.element_size() for part in parts for t in part.values())
    index = {"metadata": FORMAT | {"total_size": size}, "weight_map": places}
    (args.out / INDEX).write_text(json.dumps(index, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for file in args.model.iterdir():
        if not file.name.startswith("model") and file.is_file():
            shutil.copy(file, args.out / file.name)


if __name__ == "__main__":
    main()
