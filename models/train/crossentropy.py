"""Label-smoothed cross-entropy over tied embeddings on a GPU: logits live for one block of rows and become their own
gradient in place (one read, one write), so that a vocabulary of 16,000 costs little more than its matrix products."""

import torch
from torch import Tensor

try:
    import triton
    import triton.language as tl
except ImportError:  # a CPU: the plain way below
    triton = None

BLOCK_ROWS = 16_384

if triton is not None:

    @triton.jit
    def smoothed_rows(logits, target, loss, n_words, smoothing, BLOCK: tl.constexpr):
        """One row a program: its loss, and its gradient in place of its logits."""
        row = tl.program_id(0).to(tl.int64)
        columns = tl.arange(0, BLOCK)
        inside = columns < n_words
        at = logits + row * n_words + columns
        x = tl.load(at, mask=inside, other=float("-inf")).to(tl.float32)
        top = tl.max(x, 0)
        e = tl.exp(x - top)
        mass = tl.sum(e, 0)
        gold = tl.load(target + row)
        known = tl.where(inside, x, 0.0)
        likelihood = (1.0 - smoothing) * tl.sum(tl.where(columns == gold, known, 0.0), 0)
        likelihood += smoothing * tl.sum(known, 0) / n_words
        tl.store(loss + row, tl.log(mass) + top - likelihood)
        slope = e / mass - smoothing / n_words - tl.where(columns == gold, 1.0 - smoothing, 0.0)
        tl.store(at, slope.to(logits.dtype.element_ty), mask=inside)


def rows_by_triton(logits: Tensor, target: Tensor, smoothing: float) -> Tensor:
    loss = torch.empty(len(logits), dtype=torch.float32, device=logits.device)
    n_words = logits.shape[1]
    block = triton.next_power_of_2(n_words)
    smoothed_rows[(len(logits),)](logits, target, loss, n_words, smoothing, BLOCK=block, num_warps=16)
    return loss


def rows_plainly(logits: Tensor, target: Tensor, smoothing: float) -> Tensor:
    """The same by tensor operations: the reference, and the way without Triton."""
    x, gold = logits.float(), target[:, None].long()
    mass = x.logsumexp(1, keepdim=True)
    loss = mass.squeeze(1) - (1.0 - smoothing) * x.gather(1, gold).squeeze(1) - smoothing * x.mean(1)
    slope = (x - mass).exp_().sub_(smoothing / x.shape[1])
    slope.scatter_add_(1, gold, torch.full_like(gold, smoothing - 1.0, dtype=slope.dtype))
    logits.copy_(slope)
    return loss


class TiedCrossEntropy(torch.autograd.Function):
    """The mean over rows of CE(softmax(hidden @ weight.T), smoothed target); gradients for hidden and weight."""

    @staticmethod
    def forward(ctx, hidden: Tensor, weight: Tensor, target: Tensor, smoothing: float) -> Tensor:
        n_rows = len(hidden)
        rows = rows_by_triton if hidden.is_cuda and triton is not None else rows_plainly
        to_hidden = torch.empty_like(hidden)
        to_weight = torch.zeros(weight.shape, dtype=torch.float32, device=weight.device)
        total = torch.zeros((), device=hidden.device)
        for at in range(0, n_rows, BLOCK_ROWS):
            part = slice(at, at + BLOCK_ROWS)
            logits = hidden[part] @ weight.T
            total += rows(logits, target[part], smoothing).sum()
            to_hidden[part] = logits @ weight
            to_weight += (logits.T @ hidden[part]).float()
        ctx.save_for_backward(to_hidden.div_(n_rows), to_weight.div_(n_rows).to(weight.dtype))
        return total / n_rows

    @staticmethod
    def backward(ctx, scale: Tensor) -> tuple[Tensor, Tensor, None, None]:
        to_hidden, to_weight = ctx.saved_tensors
        return to_hidden * scale.to(to_hidden.dtype), to_weight * scale.to(to_weight.dtype), None, None
