"""Batches: shards → an endless, seeded stream of padded batches; one position number names where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from pack import NOT_ALIGNED

ROUND_TO = 4  # pad widths up to a multiple, so that few different shapes occur


@dataclass(frozen=True)
class Batch:
    src: torch.Tensor  # [batch, src_time]
    src_mask: torch.Tensor  # [batch, src_time], 1 where a token stands
    tgt_in: torch.Tensor  # [batch, tgt_time], the start token, then tgt_out shifted by one
    tgt_out: torch.Tensor  # [batch, tgt_time], padded with -100
    guide: torch.Tensor | None  # [batch, tgt_time, src_time], rows sum to 1 or, where nothing is known, 0


class Shards:
    """All pairs of a shard folder in memory, as flat arrays with offsets."""

    def __init__(self, folder: Path, news_only: bool) -> None:
        paths = sorted(folder.glob("*.npz"))
        if not paths:
            raise FileNotFoundError(f"no shards in {folder}: run pack.py first")
        self.fingerprint = [news_only, *((p.name, p.stat().st_size) for p in paths)]
        loaded = [dict(np.load(p)) for p in paths]
        joined = {k: np.concatenate([s[k] for s in loaded]) for k in loaded[0]}
        self.src, self.tgt, self.links = joined["src"], joined["tgt"], joined["links"]
        self.src_len, self.tgt_len = joined["src_len"].astype(np.int64), joined["tgt_len"].astype(np.int64)
        self.aligned = joined["n_links"] != NOT_ALIGNED
        self.n_links = np.where(self.aligned, joined["n_links"], 0).astype(np.int64)
        self.src_at, self.tgt_at, self.links_at = (
            np.concatenate([[0], np.cumsum(n)[:-1]]) for n in (self.src_len, self.tgt_len, self.n_links)
        )
        self.chosen = np.flatnonzero(joined["news"]) if news_only else np.arange(len(self.src_len))

    def epoch(self, seed: int, tokens: int, world: int) -> list[list[np.ndarray]]:
        """One pass, shuffled: groups of `world` batches of like size, each at most `tokens` padded target tokens."""
        rng = np.random.default_rng(seed)
        order = rng.permutation(self.chosen)
        jitter = rng.random(len(order))
        order = order[np.lexsort((jitter, self.src_len[order] // 3, self.tgt_len[order]))]
        batches, start = [], 0
        while start < len(order):
            stop = start + 1
            width = self.tgt_len[order[start]]
            while stop < len(order):
                width = max(width, self.tgt_len[order[stop]])
                if width * (stop + 1 - start) > tokens:
                    break
                stop += 1
            batches.append(order[start:stop])
            start = stop
        groups = [batches[i : i + world] for i in range(0, len(batches) - world + 1, world)]
        return [groups[i] for i in rng.permutation(len(groups))]

    def batch(self, rows: np.ndarray, pad: int, start: int) -> Batch:
        n_src, n_tgt = (-(-int(n[rows].max()) // ROUND_TO) * ROUND_TO for n in (self.src_len, self.tgt_len))
        src = np.full((len(rows), n_src), pad, dtype=np.int64)
        tgt_in = np.full((len(rows), n_tgt), pad, dtype=np.int64)
        tgt_out = np.full((len(rows), n_tgt), -100, dtype=np.int64)
        guide = np.zeros((len(rows), n_tgt, n_src), dtype=np.float32) if self.aligned[rows].any() else None
        for b, row in enumerate(rows):
            s, t = self.src_len[row], self.tgt_len[row]
            src[b, :s] = self.src[self.src_at[row] : self.src_at[row] + s]
            target = self.tgt[self.tgt_at[row] : self.tgt_at[row] + t]
            tgt_out[b, :t] = target
            tgt_in[b, 0] = start
            tgt_in[b, 1:t] = target[:-1]
            if guide is not None and self.aligned[row]:
                self.fill_guide(guide[b], row)
        tensors = (torch.from_numpy(a) for a in (src, (src != pad).astype(np.int64), tgt_in, tgt_out))
        return Batch(*tensors, None if guide is None else torch.from_numpy(guide))

    def fill_guide(self, guide: np.ndarray, row: int) -> None:
        """Row t+1 spreads evenly over the links of target piece t, which is that row's input; a piece without
        links looks at the source's `</s>`. Row 0 reads the start token and stays unsupervised."""
        links = self.links[self.links_at[row] : self.links_at[row] + self.n_links[row]]
        n_tgt = self.tgt_len[row] - 1  # without </s>
        guide[links[:, 1].astype(np.int64) + 1, links[:, 0]] = 1.0
        supervised = guide[1 : n_tgt + 1]
        supervised[supervised.sum(1) == 0, self.src_len[row] - 1] = 1.0
        supervised /= supervised.sum(1, keepdims=True)


@dataclass
class Place:
    """Where a run stands in its data."""

    epoch: int = 0
    position: int = 0


def stream(shards: Shards, place: Place, seed: int, tokens: int, world: int) -> Iterator[list[np.ndarray]]:
    """Groups of `world` batches without end; `place` always names the next one."""
    while True:
        groups = shards.epoch(seed * 1_000 + place.epoch, tokens, world)
        while place.position < len(groups):
            place.position += 1
            yield groups[place.position - 1]
        place.epoch, place.position = place.epoch + 1, 0
