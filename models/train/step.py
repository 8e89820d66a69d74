"""One training step: losses of a batch, gradients averaged over processes, one update of one flat buffer."""

import dataclasses
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn

from batches import Batch
from fast import EMBEDDING, LEAST, Kept, Marian, Shape, Weights
from loss import TiedCrossEntropy

LABEL_SMOOTHING = 0.1
CLIP = 1.0


class Flat:
    """All weights, and all gradients, as views of one buffer: one all-reduce, one optimizer update."""

    def __init__(self, weights: Weights, device: str) -> None:
        self.data = nn.Parameter(torch.cat([w.flatten().float() for w in weights.values()]).to(device))
        self.data.grad = torch.zeros_like(self.data)
        self.weights: Weights = {}
        at = 0
        for name, weight in weights.items():
            part = slice(at, at + weight.numel())
            view = self.data.data[part].view_as(weight).requires_grad_()
            view.grad = self.data.grad[part].view_as(weight)
            self.weights[name] = view
            at = part.stop


@dataclass
class Sums:
    """What a step adds up over all processes."""

    translation: float
    n_tokens: float
    guide: float
    n_guided: float
    seconds: float

    def over_processes(self) -> "Sums":
        """Totals; the seconds are the processes' mean."""
        if not dist.is_initialized():
            return self
        values = torch.tensor(dataclasses.astuple(self), dtype=torch.float64)
        dist.all_reduce(values)
        values[-1] /= dist.get_world_size()
        return Sums(*values.tolist())


def losses(
    shape: Shape, weights: Weights, batch: Batch, dropout: float | Kept, dtype: torch.dtype
) -> tuple[Tensor, Tensor, Tensor]:
    """Summed cross-entropy with label smoothing, summed guide loss, number of guided rows.

    `<pad>` has the last id and no place in the softmax: it is only ever an input, the decoder's start.
    """
    live = {name: weight.to(dtype) for name, weight in weights.items()}
    model = Marian(shape, live, dropout)
    bias = model.bias(batch.src)
    states, attention = model.decode(batch.tgt_in, model.encode(batch.src, bias), bias)
    gold = batch.tgt_out.flatten()
    rows = (gold != -100).nonzero().squeeze(1)
    words = live[EMBEDDING][: shape.pad]
    translation = TiedCrossEntropy.apply(states.flatten(0, 1)[rows], words, gold[rows], LABEL_SMOOTHING, dtype)
    if batch.guide is None:
        return translation, torch.zeros(()), torch.zeros(())
    guided = -(batch.guide * attention.clamp(min=LEAST)).sum()
    return translation, guided, (batch.guide.sum(-1) > 0).sum()


def gradients(
    shape: Shape, flat: Flat, batch: Batch, dropout: float | Kept, dtype: torch.dtype, weight: float
) -> Sums:
    """Fill `flat`'s gradient from one batch: mean loss a token plus `weight` times mean guide loss a row."""
    flat.data.grad.zero_()
    translation, guided, n_guided = losses(shape, flat.weights, batch, dropout, dtype)
    n_tokens = (batch.tgt_out != -100).sum()
    loss = translation / n_tokens
    if batch.guide is not None:
        loss = loss + weight * guided / n_guided
    loss.backward()
    return Sums(*(float(t.detach()) for t in (translation, n_tokens, guided, n_guided)), seconds=0.0)


def update(shape: Shape, flat: Flat, optimizer: torch.optim.Optimizer) -> float:
    """Average the gradient over processes, clip it, take the step; returns the gradient's norm before clipping."""
    if dist.is_initialized():
        dist.all_reduce(flat.data.grad)
        flat.data.grad /= dist.get_world_size()
    norm = flat.data.grad.norm()
    flat.data.grad *= (CLIP / (norm + 1e-6)).clamp(max=1.0)
    optimizer.step()
    with torch.no_grad():  # Marian starts from a zero embedding; CTranslate2 relies on it
        flat.weights[EMBEDDING][shape.pad] = 0.0
    return float(norm)
