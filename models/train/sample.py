"""Translating by sampling, thousands of sentences at a time, and what is kept of it: for back-translation on a GPU.

Sampling at a low temperature stays near the likeliest words and does not always choose the same; what shows that it failed is
dropped, by counts over pieces alone: digits, quotation marks, length, an end, no stutter.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from fast import EMBEDDING, Marian

LOOK_EVERY = 8  # steps between looks at whether all sentences have ended
RATIO = (0.6, 1.8)  # pieces made a piece given
LONGEST_STUTTER = 6  # pieces repeated at once


@dataclass
class Made:
    """Translations of a batch: ids [batch, time], closed by `</s>` and padded, and which are worth keeping."""

    ids: Tensor
    keep: Tensor


def attend_step(model: Marian, x: Tensor, name: str, keys: Tensor, values: Tensor, bias: Tensor) -> Tensor:
    (q,) = model.project(x, name, ("q_proj",))
    return model.leave(F.scaled_dot_product_attention(q, keys, values, attn_mask=bias), x, name)


@torch.no_grad()
def translate(model: Marian, src: Tensor, end: int, temperature: float, longest: int) -> Tensor:
    """Source ids [batch, time], padded → ids [batch, longest], each closed by `</s>` or, where that never came, not.
    Temperature 0 takes the likeliest piece."""
    shape, words = model.shape, model.weights[EMBEDDING][: model.shape.pad]
    bias = model.bias(src)
    states = model.encode(src, bias)
    layers = [f"model.decoder.layers.{n}" for n in range(shape.decoder_layers)]
    across = [model.project(states, f"{at}.encoder_attn", ("k_proj", "v_proj")) for at in layers]
    across = [[part.contiguous() for part in pair] for pair in across]
    size = (len(layers), 2, len(src), shape.heads, longest, shape.width // shape.heads)
    own = torch.empty(size, dtype=states.dtype, device=src.device)  # keys and values of the target so far
    out = torch.full((len(src), longest), shape.pad, dtype=src.dtype, device=src.device)
    last = torch.full((len(src), 1), shape.pad, dtype=src.dtype, device=src.device)
    done = torch.zeros(len(src), dtype=torch.bool, device=src.device)
    for t in range(longest):
        x = model.embed(last, t)
        for n, at in enumerate(layers):
            q, k, v = model.project(x, f"{at}.self_attn", ("q_proj", "k_proj", "v_proj"))
            own[n, 0, :, :, t], own[n, 1, :, :, t] = k[:, :, 0], v[:, :, 0]
            keys, values = own[n, :, :, :, : t + 1]
            x = model.leave(F.scaled_dot_product_attention(q, keys, values), x, f"{at}.self_attn")
            x = attend_step(model, x, f"{at}.encoder_attn", *across[n], bias)
            x = model.feed_forward(x, at)
        logits = (x[:, 0] @ words.T).float()
        if temperature > 0:  # the largest of p / e, e exponential, is a draw from p
            logits = (logits / temperature).softmax(1).div_(torch.empty_like(logits).exponential_().add_(1e-9))
        chosen = logits.argmax(1).masked_fill(done, shape.pad)
        out[:, t] = chosen
        done |= chosen == end
        last = chosen[:, None].to(src.dtype)
        if t % LOOK_EVERY == LOOK_EVERY - 1 and bool(done.all()):
            break
    return out


def stutters(ids: Tensor, pad: int) -> Tensor:
    """Rows where a run of two to `LONGEST_STUTTER` pieces, or of one piece three times, comes twice in a row."""
    found = torch.zeros(len(ids), dtype=torch.bool, device=ids.device)
    for size in range(1, LONGEST_STUTTER + 1):
        same = ((ids[:, size:] == ids[:, :-size]) & (ids[:, size:] != pad)).float()
        run = max(size, 2)
        if same.shape[1] >= run:
            found |= (F.avg_pool1d(same[:, None], run, 1)[:, 0] > 1 - 1e-4).any(1)
    return found


def worth(src: Tensor, made: Tensor, counts: Tensor, end: int, pad: int) -> Tensor:
    """Rows to keep. `counts` [vocabulary, 11] has, for every piece, how many of each digit and of `\"` it holds."""
    n_src, n_made = (src != pad).sum(1), (made != pad).sum(1)
    ratio = n_made / n_src
    ended = (made == end).any(1)
    alike = (counts[src].sum(1) == counts[made].sum(1)).all(1)
    return ended & alike & (ratio > RATIO[0]) & (ratio < RATIO[1]) & ~stutters(made, pad)


def make(model: Marian, src: Tensor, counts: Tensor, end: int, temperature: float) -> Made:
    longest = int(src.shape[1] * 1.5) + 8
    ids = translate(model, src, end, temperature, min(longest, len(model.positions)))
    return Made(ids, worth(src, ids, counts, end, model.shape.pad))
