"""Stage 4c, risk: a few hours of minimum-risk training over the outputs that `candidates.py` kept → checkpoints in `WORK/RUN/`.

Cross-entropy asks for the one translation; a beam is judged by what comes out first. So the model learns to put the outputs
of its own beam in the order of what they lose: the loss is the expected cost under its own distribution over a few of them
(Shen et al. 2016, "Minimum risk training for neural machine translation"), with cross-entropy on the translation beside it
(Edunov et al. 2018, "Classical structured prediction losses for sequence to sequence learning"). Resumable as `train.py` is.
"""

import argparse
import dataclasses
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

import floats
from batches import ROUND_TO, Place
from fast import EMBEDDING, Marian, Shape, Weights
from loss import TiedCrossEntropy
from step import LABEL_SMOOTHING, Flat, update
from train import LONGEST_STEP, learning_rate, resume, save

OUTPUTS = 4  # of a source: the best, the worst and two others
LOG_EVERY = 10  # steps


@dataclass(frozen=True)
class Lot:
    """Sources with `OUTPUTS` outputs each; the rows are all outputs, source by source, then the translations."""

    src: Tensor  # [sources, src_time]
    owner: Tensor  # [rows] the source of each
    tgt_in: Tensor  # [rows, tgt_time]
    at: Tensor  # where the rows' pieces stand in the flattened [rows × tgt_time]
    gold: Tensor  # those pieces
    row: Tensor  # the row of each
    length: Tensor  # [rows]
    cost: Tensor  # [sources, OUTPUTS]


class Offers:
    """All sources of a folder with their outputs in memory."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(folder.glob("*.npz"))
        if not paths:
            raise FileNotFoundError(f"no candidates in {folder}: run candidates.py first")
        self.fingerprint = [(p.name, p.stat().st_size) for p in paths]
        loaded = [dict(np.load(p)) for p in paths]
        joined = {k: np.concatenate([part[k] for part in loaded]) for k in loaded[0]}
        self.cost = joined["cost"]
        n_out = joined["n_out"].astype(np.int64)
        self.first = np.cumsum(n_out) - n_out  # of each source's outputs
        self.n_out = n_out
        self.flat, self.at, self.length = {}, {}, {}
        for name in ("src", "ref", "out"):
            self.flat[name] = joined[name].astype(np.int64)
            self.length[name] = joined[f"{name}_len"].astype(np.int64)
            self.at[name] = np.cumsum(self.length[name]) - self.length[name]
        self.chosen = np.flatnonzero(n_out >= OUTPUTS)

    def ids(self, name: str, n: int) -> np.ndarray:
        return self.flat[name][self.at[name][n] : self.at[name][n] + self.length[name][n]]

    def some(self, source: int, rng: np.random.Generator) -> list[int]:
        """The best output, the worst, and others drawn."""
        outputs = np.arange(self.first[source], self.first[source] + self.n_out[source])
        ranked = outputs[np.argsort(self.cost[outputs], kind="stable")]
        return [ranked[0], ranked[-1], *rng.choice(ranked[1:-1], OUTPUTS - 2, replace=False)]

    def epoch(self, seed: int, tokens: int) -> list[np.ndarray]:
        """One pass, shuffled: sources of like lengths, whose rows together are at most `tokens` padded pieces."""
        rng = np.random.default_rng(seed)
        order = rng.permutation(self.chosen)
        order = order[np.lexsort((rng.random(len(order)), self.length["src"][order] // 3, self.length["ref"][order]))]
        lots, start = [], 0
        while start < len(order):
            stop = start + max(1, tokens // ((OUTPUTS + 1) * int(self.length["ref"][order[start]])))
            lots.append(order[start:stop])
            start = stop
        return [lots[i] for i in rng.permutation(len(lots))]

    def lot(self, sources: np.ndarray, pad: int, start: int, rng: np.random.Generator) -> Lot:
        drawn = [self.some(n, rng) for n in sources]
        rows = [self.ids("out", n) for outputs in drawn for n in outputs] + [self.ids("ref", n) for n in sources]
        src = padded([self.ids("src", n) for n in sources], pad)
        tgt = padded(rows, -100)
        tgt_in = np.full_like(tgt, pad)
        tgt_in[:, 0] = start
        tgt_in[:, 1:] = np.where(tgt[:, :-1] == -100, pad, tgt[:, :-1])
        owner = np.concatenate([np.repeat(np.arange(len(sources)), OUTPUTS), np.arange(len(sources))])
        at = np.flatnonzero(tgt.ravel() != -100)
        cost = self.cost[np.array(drawn)]
        return Lot(*map(torch.from_numpy, (src, owner, tgt_in, at, tgt.ravel()[at], at // tgt.shape[1],
                                           np.array([len(r) for r in rows]), cost)))


def padded(rows: list[np.ndarray], pad: int) -> np.ndarray:
    width = -(-max(map(len, rows)) // ROUND_TO) * ROUND_TO
    out = np.full((len(rows), width), pad, dtype=np.int64)
    for row, ids in zip(out, rows, strict=True):
        row[: len(ids)] = ids
    return out


def expected_cost(log_likelihood: Tensor, length: Tensor, cost: Tensor) -> Tensor:
    """Of each source: its outputs' costs under the model's distribution over them. What a beam compares is the log-likelihood a
    piece, so that is what is made a distribution, times the outputs' mean length to keep its scale. All [sources, OUTPUTS]."""
    scores = log_likelihood / length * length.mean(1, keepdim=True)
    return (scores.softmax(1) * cost).sum(1)


def losses(shape: Shape, weights: Weights, lot: Lot, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Mean expected cost of a source, and mean smoothed cross-entropy a piece of the translations."""
    live = {name: weight.to(dtype) for name, weight in weights.items()}
    model = Marian(shape, live, 0.0)
    bias = model.bias(lot.src)
    states = model.encode(lot.src, bias)[lot.owner]
    decoded, _ = model.decode(lot.tgt_in, states, bias[lot.owner])
    hidden, words = decoded.flatten(0, 1)[lot.at], live[EMBEDDING][: shape.pad]
    n_sources = len(lot.cost)
    n_pieces = int(lot.length[: n_sources * OUTPUTS].sum())  # of the outputs, before those of the translations
    surprise = TiedCrossEntropy.apply(hidden[:n_pieces], words, lot.gold[:n_pieces], 0.0, dtype)
    per_row = torch.zeros(n_sources * OUTPUTS).index_add(0, lot.row[:n_pieces], surprise)
    length = lot.length[: n_sources * OUTPUTS].float()
    risk = expected_cost(*(-per_row.view(n_sources, OUTPUTS), length.view(n_sources, OUTPUTS), lot.cost))
    translation = TiedCrossEntropy.apply(hidden[n_pieces:], words, lot.gold[n_pieces:], LABEL_SMOOTHING, dtype)
    return risk.mean(), translation.mean()


def stream(offers: Offers, place: Place, seed: int, tokens: int) -> Iterator[np.ndarray]:
    """Lots without end; `place` always names the next one."""
    while True:
        lots = offers.epoch(seed * 1_000 + place.epoch, tokens)
        while place.position < len(lots):
            place.position += 1
            yield lots[place.position - 1]
        place.epoch, place.position = place.epoch + 1, 0


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    run = args.work / args.run
    run.mkdir(parents=True, exist_ok=True)
    config = json.loads((args.start / "config.json").read_text(encoding="utf-8"))
    shape, start = Shape.of(config), config["decoder_start_token_id"]
    stored = floats.read(args.start)
    flat = Flat({n: w for n, w in stored.items() if not n.endswith("final_logits_bias")}, "cpu")
    optimizer = torch.optim.AdamW([flat.data], lr=args.rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0, fused=True)
    offers = Offers(args.work / "candidates")
    progress = resume(run, flat, optimizer, offers.fingerprint)
    rng = np.random.default_rng([args.seed, progress.step])
    dtype = getattr(torch, args.precision)
    sums, last_save, mark = [], progress.trained, time.monotonic()
    with (run / "log").open("a", buffering=1, encoding="utf-8") as log:
        for sources in stream(offers, progress.place, args.seed, args.tokens):
            flat.data.grad.zero_()
            risk, translation = losses(shape, flat.weights, offers.lot(sources, shape.pad, start, rng), dtype)
            (args.risk_weight * risk + translation).backward()
            rate = optimizer.param_groups[0]["lr"] = learning_rate(args, progress)
            norm = update(shape, flat, optimizer)
            now = time.monotonic()
            progress.trained += min(now - mark, LONGEST_STEP)
            progress.step += 1
            sums.append((float(risk.detach()), float(translation.detach()), norm, now - mark, len(sources)))
            mark = now
            if progress.step % LOG_EVERY == 0:
                risks, translations, norms, seconds, n_sources = np.array(sums).T
                line = {"step": progress.step, **dataclasses.asdict(progress.place), "minutes": round(progress.trained / 60, 1),
                        "rate": round(rate, 7), "risk": round(risks.mean(), 4), "loss": round(translations.mean(), 4),
                        "norm": round(norms.mean(), 2), "sources_per_s": round(n_sources.sum() / seconds.sum(), 1)}
                print(json.dumps(line), file=log)
                sums = []
            done = progress.trained >= 60.0 * args.minutes or progress.step >= args.steps
            if done or progress.trained - last_save > 60.0 * args.save_every:
                last_save = progress.trained
                save(run, flat, optimizer, progress, offers.fingerprint)
            if done:
                break


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--start", type=Path, required=True, help="the model directory whose outputs the candidates are")
    parser.add_argument("--run", default="risk", help="name of the run, a folder in WORK")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--steps", type=int, default=1 << 40, help="stop early (smoke tests)")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--warmup", type=int, default=50)
    parser.add_argument("--tokens", type=int, default=4000, help="padded target tokens a step, outputs and translations")
    parser.add_argument("--risk-weight", type=float, default=10.0, help="of the expected cost beside cross-entropy a piece")
    parser.add_argument("--precision", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--save-every", type=float, default=5.0, help="minutes")
    parser.add_argument("--seed", type=int, default=1)
    os.environ |= {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 32)}
    train(parser.parse_args())


if __name__ == "__main__":
    main()
