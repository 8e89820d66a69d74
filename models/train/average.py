"""Stage 5, average: the mean of the last `--last` checkpoints of a run, or of the files and model directories of `--weights`, → `average.pt`.

The mean of two runs that went on from the same weights is better than either (Wortsman et al. 2022, model soups): name their
averages with `--weights`.
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor

import floats


def mean(paths: list[Path]) -> dict[str, Tensor]:
    """The mean of checkpoints and of model directories, over what all of them hold: a directory has the output's bias too."""
    states = [floats.read(p) if p.is_dir() else torch.load(p, map_location="cpu", weights_only=True) for p in paths]
    names = [name for name in states[0] if all(name in state for state in states)]
    return {name: torch.stack([state[name].float() for state in states]).mean(0) for name in names}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--run", default="run")
    parser.add_argument("--last", type=int, default=4)
    parser.add_argument("--weights", type=Path, nargs="+", help="checkpoints, averages or model directories to take the mean of instead")
    args = parser.parse_args()

    paths = args.weights or sorted((args.work / args.run).glob("weights-*.pt"))[-args.last :]
    torch.save(mean(paths), args.work / args.run / "average.pt")
    print("averaged", ", ".join(str(path) for path in paths))


if __name__ == "__main__":
    main()
