"""One optimizer step for everything: Muon for the matrices of the layers, AdamW for embedding, norms and biases.

Muon (Jordan et al. 2024) moves a matrix along the nearest orthogonal matrix to its momentum, found by five Newton–Schulz
steps; the factor 0.2 √(longer side) gives its update the size of an AdamW step (Liu et al. 2025), so that one rate serves both.
Matrices of one shape are kept, and moved, as one stack.
"""

from collections import defaultdict

import torch
from torch import Tensor

from fast import Weights

COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # of the Newton–Schulz polynomial, as published
STEPS = 5
MOMENTUM = 0.95


def orthogonal(matrices: Tensor) -> Tensor:
    """The nearest orthogonal matrices, roughly (singular values within about .7 to 1.2), in bfloat16."""
    a, b, c = COEFFICIENTS
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.bfloat16()
    x = x.transpose(1, 2) if tall else x
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(STEPS):
        square = x @ x.transpose(1, 2)
        x = a * x + (b * square + c * square @ square) @ x
    return x.transpose(1, 2) if tall else x


class Optimizer:
    """Float32 masters of the weights, and `live`: the bfloat16 (or float32) leaves that the forward pass reads."""

    def __init__(self, weights: Weights, device: str, dtype: torch.dtype, decay: float) -> None:
        self.decay = decay
        shapes = defaultdict(list)
        for name, weight in weights.items():
            if weight.dim() == 2 and ".layers." in name:
                shapes[tuple(weight.shape)].append(name)
        self.stacks = {tuple(names): torch.stack([weights[n] for n in names]).to(device) for names in shapes.values()}
        self.momenta = {names: torch.zeros_like(stack) for names, stack in self.stacks.items()}
        self.masters: Weights = {n: m for names, stack in self.stacks.items() for n, m in zip(names, stack, strict=True)}
        self.rest = [name for name in weights if name not in self.masters]
        for name in self.rest:
            self.masters[name] = weights[name].to(device, torch.float32, copy=True)
        self.adam = torch.optim.AdamW(
            [self.masters[n] for n in self.rest], lr=1.0, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0, fused=True
        )
        self.names = list(self.masters)
        self.live = {name: self.masters[name].to(dtype, copy=True).requires_grad_() for name in self.names}
        self.average = {name: master.clone() for name, master in self.masters.items()}

    @torch.no_grad()
    def step(self, rate: float, pad_row: tuple[str, int], memory: float) -> None:
        """Move everything by its gradient; `memory` is the share of the running average that stays."""
        for names, stack in self.stacks.items():
            gradient = torch.stack([self.live[n].grad for n in names]).float()
            momentum = self.momenta[names]
            momentum.lerp_(gradient, 1.0 - MOMENTUM)
            move = orthogonal(gradient.lerp_(momentum, MOMENTUM)).float()
            stack.mul_(1.0 - rate * self.decay).add_(move, alpha=-rate * 0.2 * max(stack.shape[1:]) ** 0.5)
        for name in self.rest:
            self.masters[name].grad = self.live[name].grad.float()
        norm = torch.stack(torch._foreach_norm([self.masters[n].grad for n in self.rest])).norm()
        torch._foreach_mul_([self.masters[n].grad for n in self.rest], (1.0 / (norm + 1e-6)).clamp(max=1.0))
        self.adam.param_groups[0]["lr"] = rate * 0.5
        self.adam.step()
        self.masters[pad_row[0]][pad_row[1]] = 0.0  # Marian starts from a zero embedding
        masters = [self.masters[n] for n in self.names]
        torch._foreach_copy_([self.live[n] for n in self.names], masters)
        torch._foreach_lerp_([self.average[n] for n in self.names], masters, 1.0 - memory)
        for leaf in self.live.values():
            leaf.grad = None
