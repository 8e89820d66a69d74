"""Stage 4, train: shards + a model directory to start from → checkpoints in `WORK/RUN/`.

Runs as `--processes N` synchronous copies on a CPU (one thread each) or one process on a GPU. The learning
rate warms up over `--warmup` steps and falls along a cosine that reaches zero after `--minutes` of training
time, pauses not counted. Every `--save-every` minutes the state is replaced atomically; starting the same
command again resumes from it. New shards found on a resume begin a fresh epoch.
"""

import argparse
import dataclasses
import json
import math
import os
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import Tensor, nn
from transformers import MarianConfig, MarianMTModel

from batches import Batch, Place, Shards, stream
from loss import TiedCrossEntropy

LABEL_SMOOTHING = 0.1
CLIP = 1.0
LOG_EVERY = 50
FLOOR = 1e-6  # keeps the logarithm of an attention weight finite


class Flat:
    """All parameters, and all gradients, as views of one buffer: one all-reduce, one optimizer update."""

    def __init__(self, model: nn.Module) -> None:
        parameters = [p for p in model.parameters() if p.requires_grad]
        n = sum(p.numel() for p in parameters)
        device = parameters[0].device
        self.data = nn.Parameter(torch.empty(n, device=device))
        self.data.grad = torch.zeros(n, device=device)
        at = 0
        with torch.no_grad():
            for p in parameters:
                view = self.data[at : at + p.numel()].view_as(p)
                view.copy_(p)
                p.data = view.detach()
                p.grad = self.data.grad[at : at + p.numel()].view_as(p)
                at += p.numel()


def losses(model: MarianMTModel, batch: Batch, head: dict, dtype: torch.dtype) -> tuple[Tensor, Tensor, Tensor]:
    """Summed cross-entropy with label smoothing, summed guide loss, number of guided rows.

    `<pad>` has the last id and no place in the softmax: it is only ever an input, the decoder's start.
    """
    with torch.autocast(batch.src.device.type, dtype=dtype, enabled=dtype != torch.float32):
        out = model.model(
            input_ids=batch.src, attention_mask=batch.src_mask, decoder_input_ids=batch.tgt_in, use_cache=False,
            output_attentions=batch.guide is not None,
        )
    rows = (batch.tgt_out.flatten() != -100).nonzero().squeeze(1)
    hidden, target = out.last_hidden_state.flatten(0, 1)[rows], batch.tgt_out.flatten()[rows]
    words = model.model.shared.weight[: model.config.pad_token_id]
    translation = TiedCrossEntropy.apply(hidden, words, target, LABEL_SMOOTHING, dtype)
    if batch.guide is None:
        return translation, torch.zeros(()), torch.zeros(())
    attention = out.cross_attentions[head["layer"]][:, head["heads"][0]].float()  # [batch, tgt_time, src_time]
    guided = -(batch.guide * (attention + FLOOR).log()).sum()
    return translation, guided, (batch.guide.sum(-1) > 0).sum()


def learning_rate(args: argparse.Namespace, step: int, progress: float) -> float:
    warm = min(1.0, (step + 1) / args.warmup)
    return args.rate * warm * 0.5 * (1.0 + math.cos(math.pi * min(1.0, progress)))


def initial_model(args: argparse.Namespace) -> MarianMTModel:
    """The start directory's weights, or fresh ones from its config with `--fresh`."""
    config = MarianConfig.from_pretrained(args.start)
    config.dropout, config.attn_implementation = args.dropout, "eager"
    if args.fresh:
        return MarianMTModel._from_config(config, attn_implementation="eager")
    return MarianMTModel.from_pretrained(args.start, config=config, attn_implementation="eager", dtype=torch.float32)


def save(run: Path, model: MarianMTModel, optimizer: torch.optim.Optimizer, state: dict) -> None:
    """Resumable state, replaced atomically, and the weights alone, kept for averaging."""
    weights = {k: v.detach().cpu().clone() for k, v in model.state_dict().items()}
    partial = run / "state.partial"
    torch.save({"weights": weights, "optimizer": optimizer.state_dict(), **state}, partial)
    partial.rename(run / "state.pt")
    torch.save(weights, run / "weights.partial")
    (run / "weights.partial").rename(run / f"weights-{state['step']:06}.pt")
    for old in sorted(run.glob("weights-*.pt"))[:-12]:
        old.unlink()


def work(rank: int, args: argparse.Namespace) -> None:
    """One process of the run."""
    if args.device == "cpu":
        torch.set_num_threads(args.threads)
        os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
        os.environ.setdefault("MASTER_PORT", str(args.port))
        dist.init_process_group("gloo", rank=rank, world_size=args.processes)
    random.seed(args.seed), np.random.seed(args.seed), torch.manual_seed(args.seed + rank)
    run = args.work / args.run
    run.mkdir(parents=True, exist_ok=True)
    model = initial_model(args).to(args.device).train()
    head = args.head
    flat = Flat(model)
    optimizer = torch.optim.AdamW([flat.data], lr=args.rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0, fused=True)
    shards = Shards(args.work / "shards", args.news_only)
    place, step, trained = Place(), 0, 0.0
    if (run / "state.pt").exists():
        saved = torch.load(run / "state.pt", map_location="cpu", weights_only=False)
        model.load_state_dict(saved["weights"])
        optimizer.load_state_dict(saved["optimizer"])
        place, step, trained = Place(**saved["place"]), saved["step"], saved["trained"]
        if saved["shards"] != shards.fingerprint:
            place = Place(place.epoch + 1, 0)
    pad = model.config.pad_token_id
    dtype = getattr(torch, args.precision)
    last_save, mark = trained, time.monotonic()
    totals, since = torch.zeros(4, dtype=torch.float64), time.monotonic()
    log = (run / "log").open("a", buffering=1) if rank == 0 else None

    for group in stream(shards, place, args.seed, args.tokens, args.processes):
        host = shards.batch(group[rank], pad, model.config.decoder_start_token_id)
        batch = Batch(*(None if (v := getattr(host, f.name)) is None else v.to(args.device, non_blocking=True)
                        for f in dataclasses.fields(host)))
        flat.data.grad.zero_()
        translation, guided, n_guided = losses(model, batch, head, dtype)
        n_tokens = (batch.tgt_out != -100).sum()
        loss = translation / n_tokens
        if batch.guide is not None:
            loss = loss + args.guide_weight * guided / n_guided
        loss.backward()
        elapsed = min(time.monotonic() - mark, 60.0)  # a longer step is a pause and does not count
        mark = time.monotonic()
        sums = torch.tensor([float(translation.detach()), float(n_tokens), float(guided.detach()), float(n_guided), elapsed])
        if args.processes > 1:
            dist.all_reduce(flat.data.grad)
            flat.data.grad /= args.processes
            dist.all_reduce(sums)
            sums[4] /= args.processes
        trained += float(sums[4])
        totals += sums[:4].double()
        norm = flat.data.grad.norm()
        flat.data.grad *= (CLIP / (norm + 1e-6)).clamp(max=1.0)
        progress = trained / (60.0 * args.minutes)
        optimizer.param_groups[0]["lr"] = learning_rate(args, step, progress)
        optimizer.step()
        with torch.no_grad():  # Marian starts from a zero embedding; CTranslate2 relies on it
            model.model.shared.weight[pad] = 0.0
        step += 1
        if rank == 0 and step % LOG_EVERY == 0:
            now = time.monotonic()
            print(json.dumps({
                "step": step, "epoch": place.epoch, "position": place.position, "minutes": round(trained / 60, 1),
                "rate": round(optimizer.param_groups[0]["lr"], 7), "loss": round(float(totals[0] / totals[1]), 4),
                "guide": round(float(totals[2] / max(totals[3], 1)), 4), "norm": round(float(norm), 2),
                "tokens_per_s": round(float(totals[1]) / (now - since)), "at": time.strftime("%H:%M:%S"),
            }), file=log)
            totals, since = torch.zeros(4, dtype=torch.float64), now
        done = progress >= 1.0 or step >= args.steps
        if rank == 0 and (done or trained - last_save > 60.0 * args.save_every):
            last_save = trained
            save(run, model, optimizer, {"place": dataclasses.asdict(place), "step": step, "trained": trained,
                                         "shards": shards.fingerprint})
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
    parser.add_argument("--news-only", action="store_true", help="fine-tune on the sources named NEWS")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--processes", type=int, default=2, help="copies of the model on a CPU")
    parser.add_argument("--threads", type=int, default=1, help="threads a process")
    parser.add_argument("--precision", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--save-every", type=float, default=5.0, help="minutes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=29517)
    args = parser.parse_args()
    args.processes = 1 if args.device == "cuda" else args.processes
    args.head = {"layer": MarianConfig.from_pretrained(args.start).decoder_layers - 1, "heads": [0]}
    return args


if __name__ == "__main__":
    arguments = parse()
    if arguments.device == "cuda":
        work(0, arguments)
    else:
        # Freed activations stay with the process: asking the kernel for zeroed pages again costs a tenth of a step.
        os.environ |= {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 32)}
        mp.spawn(work, args=(arguments,), nprocs=arguments.processes)
