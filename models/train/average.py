"""Stage 5, average: the mean of the last `--last` checkpoints of a run, or of the files of `--weights`, → `average.pt`.

The mean of two runs that went on from the same weights is better than either (Wortsman et al. 2022, model soups): name their
averages with `--weights`.
"""

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--run", default="run")
    parser.add_argument("--last", type=int, default=4)
    parser.add_argument("--weights", type=Path, nargs="+", help="checkpoints or averages to take the mean of instead")
    args = parser.parse_args()

    paths = args.weights or sorted((args.work / args.run).glob("weights-*.pt"))[-args.last :]
    states = [torch.load(path, map_location="cpu", weights_only=True) for path in paths]
    mean = {name: torch.stack([s[name].float() for s in states]).mean(0) for name in states[0]}
    torch.save(mean, args.work / args.run / "average.pt")
    print("averaged", ", ".join(str(path) for path in paths))


if __name__ == "__main__":
    main()
