"""Stage 4 on a GPU, all of it in one command of ten minutes: what `carry.py` packed → trained weights.

1. French ↔ English together on the human pairs (the other direction is told by a leading `<unk>`).
2. A first back-translation of part of the news in both languages; then both directions on pairs and news.
3. Back-translation of all English news by the better model; then French → English alone, the rate falling to zero.

Made-up sources are tagged `>>en<<`. All of it follows the clock (`--seconds`): shares of the time, not steps. Weights in the
making are averaged over the last few hundred steps before they translate. Out: `OUT/weights.*` (see `landed.py`),
`OUT/log.jsonl`, and greedy translations of the development sets.
"""

import argparse
import json
import lzma
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

import floats
from crossentropy import TiedCrossEntropy
from fast import EMBEDDING, LEAST, Marian, Shape, Weights, fresh
from muon import Optimizer
from pack import MAX_PIECES, piece_links
from packed import DEV, unpack_lines
from pieces import Pieces
from ragged import Batch, Pairs, Place, Ragged, gather, plan, rounded
from sample import make
from typography import normalise

SMOOTHING, GUIDE_WEIGHT = 0.1, 0.3
REVERSE = "<unk>"  # opens every source of the other direction; byte fallback leaves it no other use
ENDS = (0.20, 0.40, 0.965)  # shares of the time by which the three trainings end
FIRST_PART = {"en": 0.45, "fr": 1.0}  # of the news that the first back-translation takes
COPIES = 2  # of the human pairs beside the back-translated news in the last training
TEMPERATURE = 0.5
AVERAGED = 300  # steps the running average looks back
LOG_EVERY = 50  # steps


class Log:
    """`OUT/log.jsonl` and the screen, with seconds since the start."""

    def __init__(self, out: Path, seconds: float) -> None:
        self.file, self.start, self.seconds = (out / "log.jsonl").open("a", buffering=1), time.monotonic(), seconds

    def now(self) -> float:
        """Share of the time that is gone."""
        return (time.monotonic() - self.start) / self.seconds

    def say(self, **what: object) -> None:
        line = json.dumps({"at": round(time.monotonic() - self.start, 1)} | what)
        print(line, file=self.file)
        print(line, flush=True)


def encode_pairs(path: Path, start: Path) -> tuple[np.ndarray, ...]:
    """One packed file of pairs → flat arrays of sources, targets, links, with their lengths."""
    pieces = Pieces(start)
    fields = [line.split("\t") for line in unpack_lines(path)]
    flat, length, linked = ([], [], []), ([], [], []), []
    sides = (pieces.encode([f[i] for f in fields]) for i in (0, 1))
    for (src, tgt, pharaoh), src_ids, tgt_ids in zip(fields, *sides, strict=True):
        if max(len(src_ids), len(tgt_ids)) > MAX_PIECES:
            continue
        links = []
        if pharaoh != "-":
            words = {tuple(map(int, link.split("-"))) for link in pharaoh.split()}
            links = [i * 256 + j for i, j in piece_links(pieces, src, tgt, words)]
        for at, ids in enumerate((src_ids, tgt_ids, links)):
            flat[at].extend(ids)
            length[at].append(len(ids))
        linked.append(pharaoh != "-")
    return *(np.array(f, np.uint16) for f in flat), *(np.array(n, np.uint16) for n in length), np.array(linked)


def encode_news(path: Path, start: Path) -> tuple[np.ndarray, np.ndarray]:
    ids = [line for line in Pieces(start).encode(unpack_lines(path)) if len(line) <= 100]
    return np.array([piece for line in ids for piece in line], np.uint16), np.array(list(map(len, ids)), np.uint16)


def joined(results: list[tuple[np.ndarray, ...]]) -> list[np.ndarray]:
    return [np.concatenate(column) for column in zip(*results, strict=True)]


class Run:
    """A model in training, with everything that stays the same over its phases."""

    def __init__(self, args: argparse.Namespace, log: Log) -> None:
        self.args, self.log, self.device = args, log, args.device
        self.start = args.carry / "start"
        config = json.loads((self.start / "config.json").read_text())
        self.shape = Shape.of(config)
        pieces = Pieces(self.start)
        self.end, self.tag, self.reverse = pieces.eos, pieces.tag, pieces.vocab[REVERSE]
        self.names = {i: piece for piece, i in pieces.vocab.items()}
        self.counts = torch.tensor([[self.names[i].count(c) for c in '0123456789"'] for i in range(len(self.names))],
                                   dtype=torch.int16, device=self.device)
        self.dtype = torch.bfloat16 if self.device == "cuda" else torch.float32
        weights = fresh(self.shape, args.seed)
        if args.weights:
            weights = {name: tensor for name, tensor in floats.read(args.weights).items() if name in weights}
        self.optimizer = Optimizer(weights, self.device, self.dtype, decay=0.05)
        self.steps = 0
        self.rng = np.random.default_rng(args.seed)
        self.planner = ThreadPoolExecutor(1)

    def model(self, weights: Weights, dropout: float = 0.0) -> Marian:
        return Marian(self.shape, weights, dropout)

    def averaged(self) -> Marian:
        return self.model({name: w.to(self.dtype) for name, w in self.optimizer.average.items()})

    def rate(self, falls_from: float | None) -> float:
        """Warms up over steps; where it falls, from a share of the time linearly to zero at the last training's end."""
        warm = min(1.0, (self.steps + 1) / self.args.warmup)
        left = self.args.ends[2] - self.log.now()
        fall = 1.0 if falls_from is None else min(1.0, max(0.0, left / (self.args.ends[2] - falls_from)))
        return self.args.rate * warm * fall

    def losses(self, batch: Batch, weights: Weights, dropout: float) -> tuple[Tensor, Tensor | None]:
        """Mean smoothed cross-entropy a piece, and the guided head's a row."""
        model = self.model(weights, dropout)
        bias = model.bias(batch.src)
        states, attention = model.decode(batch.tgt_in, model.encode(batch.src, bias), bias)
        hidden = states.flatten(0, 1)[batch.at]
        loss = TiedCrossEntropy.apply(hidden, weights[EMBEDDING][: self.shape.pad], batch.gold, SMOOTHING)
        if batch.guide is None:
            return loss, None
        rows = (batch.guide.sum(2) > 0).sum()
        return loss, -(batch.guide * attention.clamp(min=LEAST)).sum() / rows

    def step(self, pairs: Pairs, place: Place, falls_from: float | None) -> tuple[Tensor, Tensor | None]:
        loss, guided = self.losses(gather(pairs, place, self.shape.pad), self.optimizer.live, self.args.dropout)
        (loss if guided is None else loss + GUIDE_WEIGHT * guided).backward()
        memory = 1.0 - 1.0 / min(AVERAGED, self.steps + 1)
        self.optimizer.step(self.rate(falls_from), (EMBEDDING, self.shape.pad), memory)
        self.steps += 1
        return loss.detach(), None if guided is None else guided.detach()

    def train(self, name: str, pairs: Pairs, until: float, falls: bool = False) -> None:
        """Pass after pass until a share of the time is gone."""
        falls_from = self.log.now() if falls else None
        next_plan = self.planner.submit(plan, pairs, self.args.tokens, self.rng)
        shown, n_pieces, mark, epoch = [], 0, time.monotonic(), 0
        self.log.say(phase=name, pairs=len(pairs), pieces=int(pairs.tgt.length.sum()))
        while True:
            places = next_plan.result()
            next_plan = self.planner.submit(plan, pairs, self.args.tokens, self.rng)
            for place in places:
                loss, guided = self.step(pairs, place, falls_from)
                n_pieces += place.n_pieces
                shown.append((loss, guided))
                if self.steps % LOG_EVERY == 0:
                    loss = float(torch.stack([loss for loss, _ in shown]).mean())
                    heads = [g for _, g in shown if g is not None]
                    now = time.monotonic()
                    self.log.say(
                        step=self.steps, epoch=epoch, loss=round(loss, 4), rate=round(self.rate(falls_from), 6),
                        guide=round(float(torch.stack(heads).mean()), 3) if heads else None,
                        pieces_per_s=round(n_pieces / (now - mark)),
                    )
                    shown, n_pieces, mark = [], 0, now
                if self.log.now() >= until or self.steps >= self.args.steps:
                    return
            epoch += 1

    @torch.no_grad()
    def dev(self, sets: dict[str, Pairs], weights: Weights) -> None:
        """Says the cross-entropy a piece, without smoothing, on the development sets."""
        found = {}
        for name, pairs in sets.items():
            total, n = 0.0, 0
            for place in plan(pairs, self.args.tokens // 2, np.random.default_rng(1)):
                batch = gather(pairs, place, self.shape.pad)
                model = self.model(weights)
                bias = model.bias(batch.src)
                states, _ = model.decode(batch.tgt_in, model.encode(batch.src, bias), bias)
                logits = states.flatten(0, 1)[batch.at] @ weights[EMBEDDING][: self.shape.pad].T
                total += float(torch.nn.functional.cross_entropy(logits.float(), batch.gold, reduction="sum"))
                n += place.n_pieces
            found[name] = round(total / n, 4)
        self.log.say(dev=found)

    @torch.no_grad()
    def translated(self, news: Ragged, prefix: list[int], until: float) -> tuple[Ragged, Ragged]:
        """(given, made): sentences and those of their translations that are worth keeping. What time leaves over stays
        untranslated."""
        model = self.averaged()
        none = Ragged(news.flat[:0], news.length[:0])
        given, made, n_seen = [none], [none], 0
        source = news.prefixed(prefix) if prefix else news
        order = torch.argsort(news.length + torch.rand(len(news.length), device=self.device))
        chunks = order.split(self.args.batch)
        for i in self.rng.permutation(len(chunks)):
            rows = chunks[i]
            if n_seen and self.log.now() > until:
                break
            src = source.rows(rows, rounded(source.length[rows].max()), self.shape.pad)
            result = make(model, src, self.counts, self.end, TEMPERATURE)
            kept = rows[result.keep]
            n_seen += len(rows)
            if not len(kept):
                continue
            given.append(Ragged.of_padded(news.rows(kept, rounded(news.length[rows].max()), self.shape.pad), self.shape.pad))
            made.append(Ragged.of_padded(result.ids[result.keep], self.shape.pad))
        given, made = Ragged.joined(given), Ragged.joined(made)
        self.log.say(translated=n_seen, kept=len(made.length))
        for i in range(min(5, len(made.length))):
            self.log.say(given=self.text(given, i), made=self.text(made, i))
        return given, made

    @torch.no_grad()
    def read_aloud(self, sets: dict[str, Pairs]) -> None:
        """Greedy translations of the development sets, in pieces' spelling, for a first look at BLEU."""
        model = self.averaged()
        for name, pairs in sets.items():
            lines: list[str] = [""] * len(pairs)
            for rows in torch.argsort(pairs.src.length).split(1_000):
                src = pairs.src.rows(rows, rounded(pairs.src.length[rows].max()), self.shape.pad)
                made = Ragged.of_padded(make(model, src, self.counts, self.end, 0.0).ids, self.shape.pad)
                for i, row in enumerate(rows.tolist()):
                    lines[row] = self.text(made, i)
            (self.args.out / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def text(self, ragged: Ragged, i: int) -> str:
        ids = ragged.flat[ragged.at[i] : ragged.at[i] + ragged.length[i]].tolist()
        return "".join(self.names[p] for p in ids).replace("\u2581", " ").replace("</s>", "").strip()


def first(news: Ragged, share: float) -> Ragged:
    n = int(len(news.length) * share)
    return Ragged(news.flat[: int(news.length[:n].sum())], news.length[:n])


def write_weights(weights: Weights, out: Path) -> None:
    """bfloat16, the two bytes of each number apart: the upper ones (sign, exponent) pack to a third."""
    names = sorted(weights)
    flat = torch.cat([weights[n].detach().to("cpu", torch.bfloat16).flatten() for n in names])
    pair = flat.view(torch.uint8).view(-1, 2).numpy()
    (out / "weights.json").write_text(json.dumps({n: list(weights[n].shape) for n in names}))
    (out / "weights.high.xz").write_bytes(lzma.compress(pair[:, 1].tobytes(), preset=0))
    low = pair[:, 0].tobytes()
    size = -(-len(low) // 3)
    for i in range(3):
        (out / f"weights.low.{i}").write_bytes(low[i * size : (i + 1) * size])


class Unpacking:
    """The carried folder, unpacked and tokenised by processes of their own, which start before the GPU is touched."""

    def __init__(self, carry: Path, workers: int) -> None:
        self.carry, self.start = carry, carry / "start"
        self.pool = get_context("fork").Pool(workers)
        self.jobs = {kind: [self.pool.apply_async(encode_pairs if kind == "pairs" else encode_news, (path, self.start))
                            for path in sorted(carry.glob(f"{kind}-*.ppmd"))] for kind in ("pairs", "en", "fr")}

    def pairs(self, device: str) -> Pairs:
        src, tgt, links, n_src, n_tgt, n_links, linked = joined([job.get() for job in self.jobs["pairs"]])
        sides = (Ragged.of(flat, length, device) for flat, length in ((src, n_src), (tgt, n_tgt), (links, n_links)))
        return Pairs(*sides, torch.from_numpy(linked).to(device))

    def news(self, language: str, device: str, pad: int) -> Ragged:
        """Shuffled, since it was sorted for the way: a share of it is to be a fair one."""
        found = Ragged.of(*joined([job.get() for job in self.jobs[language]]), device)
        order = torch.randperm(len(found.length), device=device)
        return Ragged.joined([Ragged.of_padded(found.rows(part, rounded(found.length[part].max()), pad), pad)
                              for part in order.split(20_000)])

    def dev(self, device: str) -> dict[str, Pairs]:
        pieces, out = Pieces(self.start), {}
        for name in DEV:
            sides = []
            for language in ("fr", "en"):
                lines = (self.carry / f"{name}.{language}").read_text(encoding="utf-8").rstrip("\n").split("\n")
                ids = pieces.encode(list(map(normalise, lines)))
                sides.append(Ragged.of(np.array([p for line in ids for p in line]), np.array(list(map(len, ids))), device))
            out[name] = Pairs.without_links(*sides)
        return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--carry", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--weights", type=Path, help="model directory of the same tokenizer to go on from; else random weights")
    parser.add_argument("--seconds", type=float, default=570.0, help="for everything, from the start of the program")
    parser.add_argument("--ends", type=float, nargs=3, default=ENDS, help="shares of the time by which the three trainings end")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--warmup", type=int, default=300)
    parser.add_argument("--tokens", type=int, default=40_000, help="padded pieces a side and batch")
    parser.add_argument("--batch", type=int, default=6_144, help="sentences translated at a time")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cuda")
    parser.add_argument("--workers", type=int, default=16)
    parser.add_argument("--steps", type=int, default=1 << 40, help="of all trainings together (smoke tests)")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    args.out.mkdir(parents=True, exist_ok=True)
    log = Log(args.out, args.seconds)
    torch.manual_seed(args.seed)
    carried = Unpacking(args.carry, args.workers)
    run = Run(args, log)
    pairs, dev = carried.pairs(args.device), carried.dev(args.device)
    log.say(pairs=len(pairs), linked=int(pairs.linked.sum()), pieces=int(pairs.tgt.length.sum()))

    back = pairs.reversed()
    back.src = back.src.prefixed([run.reverse])
    run.train("both ways, pairs", Pairs.joined([pairs, back]), args.ends[0])
    run.dev(dev, run.averaged().weights)

    news = {language: carried.news(language, args.device, run.shape.pad) for language in ("en", "fr")}
    log.say(english=len(news["en"].length), french=len(news["fr"].length))
    english, french = run.translated(first(news["en"], FIRST_PART["en"]), [run.reverse], args.ends[0] + 0.06)
    to_english = Pairs.without_links(french.prefixed([run.tag]), english)
    french, english = run.translated(first(news["fr"], FIRST_PART["fr"]), [], args.ends[0] + 0.1)
    to_french = Pairs.without_links(english.prefixed([run.reverse, run.tag]), french)
    run.train("both ways, pairs and news", Pairs.joined([pairs, back, to_english, to_french]), args.ends[1])
    run.dev(dev, run.averaged().weights)

    english, french = run.translated(news["en"], [run.reverse], args.ends[1] + 0.12)
    to_english = Pairs.without_links(french.prefixed([run.tag]), english)
    run.train("French to English", Pairs.joined([pairs] * COPIES + [to_english]), args.ends[2], falls=True)
    write_weights(run.optimizer.average, args.out)
    log.say(written=True)
    run.dev(dev, run.averaged().weights)
    run.read_aloud(dev)
    if args.device == "cuda":
        log.say(memory=torch.cuda.max_memory_allocated() / 2**30)


if __name__ == "__main__":
    main()
