"""Label-smoothed cross-entropy over tied embeddings, without ever holding the float32 logits of a whole batch.

On a CPU the plain way spends half of a step moving `[tokens, vocabulary]` matrices through memory. Here the
forward pass works in blocks that stay in cache and keeps only the gradient of the logits, in bfloat16 or float32.
"""

import torch
from torch import Tensor

BLOCK = 128  # rows of logits at a time


class TiedCrossEntropy(torch.autograd.Function):
    """`sum over rows of CE(softmax(hidden @ weight.T), smoothed target)`; gradients for hidden and weight."""

    @staticmethod
    def forward(ctx, hidden: Tensor, weight: Tensor, target: Tensor, smoothing: float, dtype: torch.dtype) -> Tensor:
        n_rows, n_words = hidden.shape[0], weight.shape[0]
        hidden, small = hidden.to(dtype), weight.to(dtype)
        gradient = torch.empty(n_rows, n_words, dtype=dtype, device=hidden.device)
        total = torch.zeros((), device=hidden.device)
        for at in range(0, n_rows, BLOCK):
            rows = slice(at, at + BLOCK)
            logits = (hidden[rows] @ small.T).float()
            gold = target[rows, None]
            likelihood = (1.0 - smoothing) * logits.gather(1, gold) + smoothing * logits.mean(1, keepdim=True)
            top = logits.amax(1, keepdim=True)
            slope = logits.sub_(top).exp_()
            mass = slope.sum(1, keepdim=True)
            total += (mass.log() + top - likelihood).sum()
            slope.div_(mass).sub_(smoothing / n_words)
            slope.scatter_add_(1, gold, torch.full_like(gold, smoothing - 1.0, dtype=slope.dtype))
            gradient[rows] = slope
        ctx.save_for_backward(hidden, small, gradient)
        return total

    @staticmethod
    def backward(ctx, scale: Tensor) -> tuple[Tensor, Tensor, None, None, None]:
        hidden, small, gradient = ctx.saved_tensors
        to_hidden = (gradient @ small).float() * scale
        to_weight = (gradient.T @ hidden).float() * scale
        return to_hidden, to_weight, None, None, None
