"""Stage 8, calibrate: below which score is about every second translation badly wrong?

The engine flags a sentence `unsure` when its mean log-probability a piece is below `tarjuman_unsure_below` of
`config.json`. That number is found here, on the development sets: the highest score such that, of the sentences
scored below it, at least half get a sentence chrF2 under `--bad` against a human translation. The table it prints
shows whether low scores mean errors at all: a score with no meaning must not be shown.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from sacrebleu.metrics import CHRF

from evaluate import SETS, read_set, translate
from typography import normalise

BANDS = 10
FEWEST = 30  # sentences that a threshold must rest on


def threshold(scores: np.ndarray, bad: np.ndarray) -> float | None:
    """The highest score below which at least half are bad; None where no such score has enough below it."""
    order = np.argsort(scores, kind="stable")
    shares = np.cumsum(bad[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero((shares >= 0.5) & (np.arange(1, len(order) + 1) >= FEWEST))
    return None if len(enough) == 0 else float(scores[order][enough[-1]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--evals", type=Path, required=True)
    parser.add_argument("--bad", type=float, default=40.0, help="sentence chrF2 under which a translation is badly wrong")
    parser.add_argument("--every", type=int, default=1, help="only every n-th line")
    parser.add_argument("--write", action="store_true", help="put the threshold into the model's config.json")
    args = parser.parse_args()

    chrf, scores, quality = CHRF(), [], []
    for name in SETS:
        src, ref = read_set(args.evals, name, args.every)
        made = translate(args.model, [normalise(line) for line in src], 4, "int8")
        scores += [score for _, score in made]
        quality += [chrf.sentence_score(text, [line]).score for (text, _), line in zip(made, ref, strict=True)]
    scores, quality = np.array(scores), np.array(quality)
    for low in range(0, 100, 100 // BANDS):
        lowest, highest = np.percentile(scores, [low, low + 100 // BANDS])
        band = quality[(scores >= lowest) & (scores <= highest)]
        print(f"score {lowest:6.2f} to {highest:6.2f}: chrF2 {band.mean():5.1f}, bad {(band < args.bad).mean():.2f}")
    found = threshold(scores, quality < args.bad)
    below = 0.0 if found is None else float((scores <= found).mean())
    print(f"unsure below {found}: {below:.3f} of {len(scores)} sentences; correlation {np.corrcoef(scores, quality)[0, 1]:.2f}")
    if args.write and found is not None:
        path = args.model / "config.json"
        config = json.loads(path.read_text(encoding="utf-8")) | {"tarjuman_unsure_below": round(found, 3)}
        path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
