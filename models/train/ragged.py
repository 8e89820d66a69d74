"""Sentence pairs on a device as flat arrays: batches are gathered there, without a loader."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

ROUND_TO = 8  # widths are multiples, as fast attention wants them


@dataclass
class Ragged:
    """Sequences of any length, one after the other."""

    flat: Tensor
    length: Tensor  # int64

    def __post_init__(self) -> None:
        self.at = self.length.cumsum(0) - self.length

    @staticmethod
    def of(flat: np.ndarray, length: np.ndarray, device: str) -> "Ragged":
        return Ragged(torch.from_numpy(flat.astype(np.int32)).to(device), torch.from_numpy(length.astype(np.int64)).to(device))

    @staticmethod
    def of_padded(ids: Tensor, pad: int) -> "Ragged":
        inside = ids != pad
        return Ragged(ids[inside].int(), inside.sum(1))

    @staticmethod
    def joined(parts: list["Ragged"]) -> "Ragged":
        return Ragged(torch.cat([p.flat for p in parts]), torch.cat([p.length for p in parts]))

    def rows(self, rows: Tensor, width: int, pad: int) -> Tensor:
        """[rows, width] of the sequences named, padded."""
        column = torch.arange(width, device=rows.device)
        at = (self.at[rows, None] + column).clamp(max=len(self.flat) - 1)
        return torch.where(column < self.length[rows, None], self.flat[at], pad).long()

    def prefixed(self, ids: list[int]) -> "Ragged":
        """Every sequence with the same pieces put before it."""
        n = len(ids)
        size, device = len(self.flat) + n * len(self.length), self.flat.device
        out = Ragged(torch.empty(size, dtype=self.flat.dtype, device=device), self.length + n)
        owner = torch.repeat_interleave(torch.arange(len(self.length), device=device), self.length)
        out.flat[torch.arange(len(self.flat), device=device) + (owner + 1) * n] = self.flat
        for i, piece in enumerate(ids):
            out.flat[out.at + i] = piece
        return out


@dataclass
class Pairs:
    """A corpus; `links` holds `source piece × 256 + target piece` a link, and `linked` says which pairs have any known."""

    src: Ragged
    tgt: Ragged
    links: Ragged
    linked: Tensor  # bool

    def __len__(self) -> int:
        return len(self.linked)

    @staticmethod
    def without_links(src: Ragged, tgt: Ragged) -> "Pairs":
        none = torch.zeros_like(src.length)
        return Pairs(src, tgt, Ragged(none[:0].int(), none), none.bool())

    @staticmethod
    def joined(parts: list["Pairs"]) -> "Pairs":
        src, tgt, links = (Ragged.joined([getattr(p, k) for p in parts]) for k in ("src", "tgt", "links"))
        return Pairs(src, tgt, links, torch.cat([p.linked for p in parts]))

    def reversed(self) -> "Pairs":
        """The other direction, without links."""
        return Pairs.without_links(self.tgt, self.src)


@dataclass(frozen=True)
class Place:
    """One batch of a plan. Its sizes are known beforehand, so that gathering never waits for the device."""

    rows: Tensor
    n_src: int  # width, as is n_tgt
    n_tgt: int
    n_pieces: int  # of the targets
    n_links: int
    linked: bool


@dataclass
class Batch:
    src: Tensor  # [batch, src_time]
    tgt_in: Tensor  # [batch, tgt_time]: the start token, then the target shifted by one
    at: Tensor  # where the target's pieces stand in the flattened [batch × tgt_time]
    gold: Tensor  # those pieces
    guide: Tensor | None  # [batch, tgt_time, src_time]; rows sum to 1 or, where nothing is known, 0


def rounded(n: int) -> int:
    return -(-int(n) // ROUND_TO) * ROUND_TO


def plan(pairs: Pairs, tokens: int, rng: np.random.Generator) -> list[Place]:
    """One pass over a corpus: batches of pairs of like lengths, each of at most `tokens` padded pieces a side, shuffled."""
    n_src, n_tgt, n_links = (k.length.cpu().numpy() for k in (pairs.src, pairs.tgt, pairs.links))
    order = np.lexsort((rng.random(len(n_src)), n_src // 4, -(-n_tgt // ROUND_TO)))
    n_src, n_tgt, n_links = n_src[order], n_tgt[order], n_links[order]
    linked, rows = pairs.linked.cpu().numpy()[order], torch.from_numpy(order).to(pairs.linked.device)
    widest, places, start = np.maximum(n_src, n_tgt), [], 0
    while start < len(order):
        stop = min(len(order), start + max(1, tokens // rounded(widest[start])))
        stop = min(stop, start + max(1, tokens // rounded(widest[start:stop].max())))
        part = slice(start, stop)
        places.append(Place(rows[part], rounded(n_src[part].max()), rounded(n_tgt[part].max()), int(n_tgt[part].sum()),
                            int(n_links[part].sum()), bool(linked[part].any())))
        start = stop
    return [places[i] for i in rng.permutation(len(places))]


def spread(length: Tensor, total: int) -> tuple[Tensor, Tensor]:
    """For sequences of these lengths, laid end to end: the sequence of every place, and the place within it."""
    owner = torch.repeat_interleave(torch.arange(len(length), device=length.device), length, output_size=total)
    return owner, torch.arange(total, device=length.device) - (length.cumsum(0) - length)[owner]


def guide(pairs: Pairs, place: Place) -> Tensor:
    """Row t+1 spreads evenly over the links of target piece t, which is that row's input; a piece without links looks at
    the source's `</s>`. Row 0 reads the start token and stays unsupervised."""
    rows = place.rows
    out = torch.zeros(len(rows), place.n_tgt, place.n_src, device=rows.device)
    owner, within = spread(pairs.links.length[rows], place.n_links)
    link = pairs.links.flat[pairs.links.at[rows][owner] + within].long()
    out[owner, link % 256 + 1, link // 256] = 1.0
    time = torch.arange(place.n_tgt, device=rows.device)
    supervised = pairs.linked[rows, None] & (time >= 1) & (time < pairs.tgt.length[rows, None])
    empty = (supervised & (out.sum(2) == 0)).float()
    last = (pairs.src.length[rows] - 1)[:, None, None].expand(-1, place.n_tgt, 1)
    out.scatter_add_(2, last, empty[:, :, None])
    return out / out.sum(2, keepdim=True).clamp(min=1.0)


def gather(pairs: Pairs, place: Place, pad: int) -> Batch:
    src = pairs.src.rows(place.rows, place.n_src, pad)
    tgt = pairs.tgt.rows(place.rows, place.n_tgt, pad)
    owner, within = spread(pairs.tgt.length[place.rows], place.n_pieces)
    at = owner * place.n_tgt + within
    tgt_in = torch.cat([torch.full_like(tgt[:, :1], pad), tgt[:, :-1]], 1)
    return Batch(src, tgt_in, at, tgt.flatten()[at], guide(pairs, place) if place.linked else None)
