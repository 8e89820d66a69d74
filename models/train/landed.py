"""Stage 5 after a GPU, landed: what `burst.py` wrote → a model directory in float16, as `export.py` lays it out.

In: `--out-of-burst DIR` with `weights.json`, `weights.high.xz` and `weights.low.*`, the start directory. Out: `--out`.
"""

import argparse
import json
import lzma
import math
from pathlib import Path

import numpy as np
import torch

from export import export


def read_weights(folder: Path) -> dict[str, torch.Tensor]:
    """The weights as float32: `burst.write_weights` the other way round."""
    shapes = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
    high = lzma.decompress((folder / "weights.high.xz").read_bytes())
    low = b"".join(p.read_bytes() for p in sorted(folder.glob("weights.low.*")))
    pair = np.stack([np.frombuffer(low, np.uint8), np.frombuffer(high, np.uint8)], axis=1)
    flat = torch.from_numpy(pair).contiguous().view(torch.bfloat16).flatten().float()
    weights, at = {}, 0
    for name in sorted(shapes):
        n = math.prod(shapes[name])
        weights[name] = flat[at : at + n].reshape(shapes[name])
        at += n
    if at != len(flat):
        raise ValueError(f"{folder}: {len(flat):,} numbers for {at:,} places")
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out-of-burst", type=Path, required=True, help="the folder that burst.py filled")
    parser.add_argument("--start", type=Path, required=True, help="model directory with config and tokenizer")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()

    weights = read_weights(args.out_of_burst)
    export(weights, args.start, args.out)
    print(f"{args.out}: {sum(w.numel() for w in weights.values()):,} weights")


if __name__ == "__main__":
    main()
