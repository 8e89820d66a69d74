"""Fits the weights of `src/trace/spoken.rs`: conditional logistic regression over the languages that might be meant.

TARJUMAN_EVIDENCE=/tmp/evidence.tsv cargo test --release --test quotes evidence
python3 tests/quotes/fit.py /tmp/evidence.tsv [other.tsv ...]

Prints the weights, the share of quotations whose language comes out right with the text left out (eight folds of whole
texts), and that of further tables, which nothing is fitted on. A text counts with the square root of its quotations,
since those are not independent. Needs numpy.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np

FOLDS = 8
RIDGE = 0.1
STEPS = 30  # of Newton's method


def read(path: str) -> tuple[list[str], list[np.ndarray], np.ndarray]:
    """The text of each quotation, the signs of its candidates, and which of them the gold has (-1: none)."""
    items: dict[tuple[str, str], tuple[str, list[str], list[list[float]]]] = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        text, at, gold, lang, *signs = line.split("\t")
        item = items.setdefault((text, at), (gold, [], []))
        item[1].append(lang)
        item[2].append([float(sign) for sign in signs])
    right = [langs.index(gold) if gold in langs else -1 for gold, langs, _ in items.values()]
    return [text for text, _ in items], [np.array(signs) for *_, signs in items.values()], np.array(right)


def fit(signs: list[np.ndarray], right: np.ndarray, shares: np.ndarray) -> np.ndarray:
    weights = np.zeros(signs[0].shape[1])
    for _ in range(STEPS):
        slope = -2 * RIDGE * weights
        bend = 2 * RIDGE * np.eye(len(weights))
        for x, gold, share in zip(signs, right, shares):
            if gold < 0:
                continue
            score = x @ weights
            chance = np.exp(score - score.max())
            chance /= chance.sum()
            mean = chance @ x
            slope += share * (x[gold] - mean)
            bend += share * ((x.T * chance) @ x - np.outer(mean, mean))
        weights += np.linalg.solve(bend, slope)
    return weights


def hits(signs: list[np.ndarray], right: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.array([int((x @ weights).argmax()) == gold for x, gold in zip(signs, right)])


def main() -> None:
    texts, signs, right = read(sys.argv[1])
    size = Counter(texts)
    shares = np.array([size[text] ** -0.5 for text in texts])
    order = np.random.RandomState(1).permutation(sorted(size))
    fold = {text: n % FOLDS for n, text in enumerate(order)}
    folds = np.array([fold[text] for text in texts])
    left_out = np.zeros(len(texts), bool)
    for n in range(FOLDS):
        kept, out = np.flatnonzero(folds != n), np.flatnonzero(folds == n)
        weights = fit([signs[i] for i in kept], right[kept], shares[kept])
        left_out[out] = hits([signs[i] for i in out], right[out], weights)
    weights = fit(signs, right, shares)
    print(f"{len(texts)} quotations of {len(size)} texts, right with the text left out: {left_out.mean():.4f}")
    print("seen:", f"{hits(signs, right, weights).mean():.4f}")
    for path in sys.argv[2:]:
        texts, signs, right = read(path)
        print(f"{path}: {hits(signs, right, weights).mean():.4f} of {len(texts)}")
    print("[" + ", ".join(f"{w:.2f}" for w in weights) + "]")


if __name__ == "__main__":
    main()
