"""One training step: losses of a batch, gradients averaged over processes, one update of one flat buffer."""

import dataclasses
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn
from transformers import MarianMTModel

from batches import Batch
from loss import TiedCrossEntropy

LABEL_SMOOTHING = 0.1
CLIP = 1.0
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


def gradients(model: MarianMTModel, flat: Flat, batch: Batch, head: dict, dtype: torch.dtype, weight: float) -> Sums:
    """Fill `flat`'s gradient from one batch: mean loss a token plus `weight` times mean guide loss a row."""
    flat.data.grad.zero_()
    translation, guided, n_guided = losses(model, batch, head, dtype)
    n_tokens = (batch.tgt_out != -100).sum()
    loss = translation / n_tokens
    if batch.guide is not None:
        loss = loss + weight * guided / n_guided
    loss.backward()
    return Sums(*(float(t.detach()) for t in (translation, n_tokens, guided, n_guided)), seconds=0.0)


def update(model: MarianMTModel, flat: Flat, optimizer: torch.optim.Optimizer) -> float:
    """Average the gradient over processes, clip it, take the step; returns the gradient's norm before clipping."""
    if dist.is_initialized():
        dist.all_reduce(flat.data.grad)
        flat.data.grad /= dist.get_world_size()
    norm = flat.data.grad.norm()
    flat.data.grad *= (CLIP / (norm + 1e-6)).clamp(max=1.0)
    optimizer.step()
    with torch.no_grad():  # Marian starts from a zero embedding; CTranslate2 relies on it
        model.model.shared.weight[model.config.pad_token_id] = 0.0
    return float(norm)
