"""Stage 4, train: shards + a model directory to start from → checkpoints in `WORK/RUN/`.

Runs as `--processes N` synchronous copies on a CPU (one thread each) or one process on a GPU. The learning
rate warms up over `--warmup` steps and falls along a cosine that reaches zero after `--minutes` of training
time, pauses not counted. Every `--save-every` minutes the state is replaced atomically; starting the same
command again resumes from it. Shards that changed since, or another `--news-only`, begin a fresh epoch.
"""

import argparse
import dataclasses
import json
import math
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

import floats
from batches import Batch, Place, Shards, stream
from fast import Kept, Shape, Weights, fresh
from step import Flat, Sums, gradients, update

LOG_EVERY = 50  # steps
KEPT = 12  # checkpoints kept for averaging
LONGEST_STEP = 60.0  # seconds; what takes longer was a pause and does not count as training


@dataclass
class Progress:
    """How far a run has come."""

    place: Place
    step: int = 0
    trained: float = 0.0  # seconds


def initial_weights(args: argparse.Namespace, shape: Shape) -> Weights:
    """The start directory's weights, or fresh ones of its shape with `--fresh`."""
    weights = fresh(shape, args.seed)  # alike in every process
    return weights if args.fresh else {n: w for n, w in floats.read(args.start).items() if n in weights}


def learning_rate(args: argparse.Namespace, progress: Progress) -> float:
    warm = min(1.0, (progress.step + 1) / args.warmup)
    share = min(1.0, progress.trained / (60.0 * args.minutes))
    return args.rate * warm * 0.5 * (1.0 + math.cos(math.pi * share))


def save(run: Path, flat: Flat, optimizer: torch.optim.Optimizer, progress: Progress, fingerprint: list) -> None:
    """Resumable state, replaced atomically, and the weights alone, kept for averaging."""
    weights = {k: v.detach().cpu().clone() for k, v in flat.weights.items()}
    state = {"weights": weights, "optimizer": optimizer.state_dict(), "shards": fingerprint}
    torch.save(state | dataclasses.asdict(progress), run / "state.partial")
    (run / "state.partial").rename(run / "state.pt")
    torch.save(weights, run / "weights.partial")
    (run / "weights.partial").rename(run / f"weights-{progress.step:06}.pt")
    for old in sorted(run.glob("weights-*.pt"))[:-KEPT]:
        old.unlink()


def resume(run: Path, flat: Flat, optimizer: torch.optim.Optimizer, fingerprint: list) -> Progress:
    """Where the saved state left off, with weights and optimizer restored; the beginning where there is none."""
    if not (run / "state.pt").exists():
        return Progress(Place())
    saved = torch.load(run / "state.pt", map_location="cpu", weights_only=False)
    for name, weight in saved["weights"].items():
        flat.weights[name].data.copy_(weight)
    optimizer.load_state_dict(saved["optimizer"])
    place = Place(**saved["place"])
    if saved["shards"] != fingerprint:
        place = Place(place.epoch + 1, 0)
    return Progress(place, saved["step"], saved["trained"])


class Log:
    """`WORK/RUN/log`: one JSON line every `LOG_EVERY` steps, losses as means over all processes."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("a", buffering=1, encoding="utf-8")
        self.steps: list[Sums] = []
        self.since = time.monotonic()

    def add(self, sums: Sums, progress: Progress, rate: float, norm: float) -> None:
        self.steps.append(sums)
        if progress.step % LOG_EVERY:
            return
        total = Sums(*map(sum, zip(*map(dataclasses.astuple, self.steps), strict=True)))
        now = time.monotonic()
        line = {
            "step": progress.step, **dataclasses.asdict(progress.place), "minutes": round(progress.trained / 60, 1),
            "rate": round(rate, 7), "loss": round(total.translation / total.n_tokens, 4),
            "guide": round(total.guide / max(total.n_guided, 1.0), 4), "norm": round(norm, 2),
            "tokens_per_s": round(total.n_tokens / (now - self.since)), "at": time.strftime("%H:%M:%S"),
        }
        print(json.dumps(line), file=self.file)
        self.steps, self.since = [], now


def to_device(batch: Batch, device: str) -> Batch:
    return Batch(*(None if t is None else t.to(device) for t in vars(batch).values()))


def work(rank: int, args: argparse.Namespace) -> None:
    """One process of the run."""
    if args.device == "cpu":
        torch.set_num_threads(args.threads)
        os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(args.port)}
        dist.init_process_group("gloo", rank=rank, world_size=args.processes)
    run = args.work / args.run
    run.mkdir(parents=True, exist_ok=True)
    config = json.loads((args.start / "config.json").read_text(encoding="utf-8"))
    shape, start = Shape.of(config), config["decoder_start_token_id"]
    flat = Flat(initial_weights(args, shape), args.device)
    optimizer = torch.optim.AdamW([flat.data], lr=args.rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0, fused=True)
    shards = Shards(args.work / "shards", args.news_only)
    progress = resume(run, flat, optimizer, shards.fingerprint)
    torch.manual_seed(args.seed * 1_000_003 + progress.step * args.processes + rank)  # dropout differs
    dtype = getattr(torch, args.precision)
    dropout = Kept(args.dropout, dtype) if args.dropout and args.device == "cpu" else args.dropout
    log = Log(run / "log") if rank == 0 else None
    last_save, mark = progress.trained, time.monotonic()

    for group in stream(shards, progress.place, args.seed, args.tokens, args.processes):
        batch = to_device(shards.batch(group[rank], shape.pad, start), args.device)
        sums = gradients(shape, flat, batch, dropout, dtype, args.guide_weight)
        rate = optimizer.param_groups[0]["lr"] = learning_rate(args, progress)
        norm = update(shape, flat, optimizer)
        sums.seconds, mark = min(time.monotonic() - mark, LONGEST_STEP), time.monotonic()
        sums = sums.over_processes()
        progress.trained += sums.seconds
        progress.step += 1
        if log:
            log.add(sums, progress, rate, norm)
        done = progress.trained >= 60.0 * args.minutes or progress.step >= args.steps
        if rank == 0 and (done or progress.trained - last_save > 60.0 * args.save_every):
            last_save = progress.trained
            save(run, flat, optimizer, progress, shards.fingerprint)
        if done:
            break


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--start", type=Path, required=True, help="model directory: config, tokenizer, weights")
    parser.add_argument("--run", default="run", help="name of the run, a folder in WORK")
    parser.add_argument("--fresh", action="store_true", help="start from random weights")
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--steps", type=int, default=sys.maxsize, help="stop early (smoke tests)")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--warmup", type=int, default=200)
    parser.add_argument("--tokens", type=int, default=2000, help="padded target tokens a batch and process")
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--guide-weight", type=float, default=0.3)
    parser.add_argument("--news-only", action="store_true", help="train on the sources named NEWS alone")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--processes", type=int, default=2, help="copies of the model on a CPU")
    parser.add_argument("--threads", type=int, default=1, help="threads a process")
    parser.add_argument("--precision", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--save-every", type=float, default=5.0, help="minutes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=29517)
    args = parser.parse_args()
    args.processes = 1 if args.device == "cuda" else args.processes
    return args


def main() -> None:
    args = parse()
    if args.device == "cuda":
        work(0, args)
        return
    # Freed activations stay with the process: asking the kernel for zeroed pages again costs a tenth of a step.
    os.environ |= {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 32)}
    mp.spawn(work, args=(args,), nprocs=args.processes)


if __name__ == "__main__":
    main()
