"""Stage 5, average: the mean of the last `--last` checkpoints of a run → `WORK/RUN/average.pt`."""

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--run", default="run")
    parser.add_argument("--last", type=int, default=4)
    args = parser.parse_args()

    paths = sorted((args.work / args.run).glob("weights-*.pt"))[-args.last :]
    states = [torch.load(path, weights_only=True) for path in paths]
    mean = {name: torch.stack([s[name].float() for s in states]).mean(0) for name in states[0]}
    torch.save(mean, args.work / args.run / "average.pt")
    print("averaged", ", ".join(path.name for path in paths))


if __name__ == "__main__":
    main()
