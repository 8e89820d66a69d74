"""Marian in plain tensor operations: what `transformers` computes, in the few large steps that keep a GPU busy.

Weights are a dictionary under the names of `MarianMTModel`, so that a run's result exports as any other. Post-norm, ReLU,
sinusoid positions, embeddings tied three ways. `test_burst.py` compares the logits with those of `transformers`.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

Weights = dict[str, Tensor]
EMBEDDING = "model.shared.weight"
LEAST = -14.0  # log-weight of the guided head below which nothing more is lost


@dataclass(frozen=True)
class Shape:
    """What `config.json` says of a model's form."""

    vocabulary: int  # rows of the embedding, `<pad>` last
    width: int
    ffn: int
    encoder_layers: int
    decoder_layers: int
    heads: int
    pad: int

    @staticmethod
    def of(config: dict) -> "Shape":
        return Shape(config["vocab_size"], config["d_model"], config["encoder_ffn_dim"], config["encoder_layers"],
                     config["decoder_layers"], config["encoder_attention_heads"], config["pad_token_id"])


def positions(length: int, width: int) -> Tensor:
    """Sinusoids [length, width]: sines in the first half, cosines in the second, as Marian has them."""
    rates = 1.0 / (10000 ** (torch.arange(0, width, 2, dtype=torch.float64) / width))
    angles = torch.arange(length, dtype=torch.float64)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], 1).float()


def fresh(shape: Shape, seed: int) -> Weights:
    """Random weights: Glorot for the matrices, N(0, 1/width) for the embedding, `<pad>` at zero."""
    rng = torch.Generator().manual_seed(seed)
    weights = {EMBEDDING: torch.randn(shape.vocabulary, shape.width, generator=rng) * shape.width**-0.5}
    weights[EMBEDDING][shape.pad] = 0.0

    def linear(name: str, rows: int, columns: int) -> None:
        bound = math.sqrt(6.0 / (rows + columns))
        weights[f"{name}.weight"] = (torch.rand(rows, columns, generator=rng) * 2 - 1) * bound
        weights[f"{name}.bias"] = torch.zeros(rows)

    for side, n_layers, attentions in (
        ("encoder", shape.encoder_layers, ("self_attn",)), ("decoder", shape.decoder_layers, ("self_attn", "encoder_attn"))
    ):
        for n in range(n_layers):
            at = f"model.{side}.layers.{n}"
            for attention in attentions:
                for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    linear(f"{at}.{attention}.{part}", shape.width, shape.width)
            linear(f"{at}.fc1", shape.ffn, shape.width)
            linear(f"{at}.fc2", shape.width, shape.ffn)
            for norm in (*(f"{a}_layer_norm" for a in attentions), "final_layer_norm"):
                weights[f"{at}.{norm}.weight"] = torch.ones(shape.width)
                weights[f"{at}.{norm}.bias"] = torch.zeros(shape.width)
    return weights


class Kept:
    """Dropout from a store of masks: drawing one for every number anew takes a tenth of a step on a CPU."""

    STORE = 1 << 25

    def __init__(self, share: float, dtype: torch.dtype) -> None:
        kept = torch.rand(self.STORE) >= share
        self.masks = kept.to(dtype).div_(1.0 - share)

    def __call__(self, x: Tensor) -> Tensor:
        at = int(torch.randint(self.STORE - x.numel() + 1, ()))
        return x * self.masks[at : at + x.numel()].view_as(x)


def attend(q: Tensor, k: Tensor, v: Tensor, bias: Tensor | None) -> Tensor:
    """Scaled dot-product attention, causal without a bias. On a CPU in two plain products, whose gradients are several
    times as fast for sentences as those of the fused one."""
    if q.is_cuda:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=bias, is_causal=bias is None)
    if bias is None:
        bias = torch.full((q.shape[2], q.shape[2]), float("-inf"), device=q.device).triu(1)
    scores = (q @ k.transpose(2, 3)).float() * q.shape[-1] ** -0.5
    return (scores + bias.float()).softmax(-1).to(v.dtype) @ v


class Marian:
    """The forward pass over a dictionary of weights. `dropout`, a share or masks, acts on embeddings and on what each
    sublayer adds."""

    def __init__(self, shape: Shape, weights: Weights, dropout: float | Kept, longest: int = 512) -> None:
        self.shape, self.weights, self.dropout = shape, weights, dropout
        embedding = weights[EMBEDDING]
        self.positions = positions(longest, shape.width).to(embedding)
        self.scale = math.sqrt(shape.width)

    def project(self, x: Tensor, name: str, parts: tuple[str, ...]) -> list[Tensor]:
        """One matrix product for several projections of the same input; each [batch, heads, time, width of a head]."""
        weight = torch.cat([self.weights[f"{name}.{part}.weight"] for part in parts])
        bias = torch.cat([self.weights[f"{name}.{part}.bias"] for part in parts])
        out = F.linear(x, weight, bias).unflatten(-1, (len(parts), self.shape.heads, -1))
        return list(out.permute(2, 0, 3, 1, 4))

    def drop(self, x: Tensor) -> Tensor:
        if isinstance(self.dropout, Kept):
            return self.dropout(x)
        return F.dropout(x, self.dropout) if self.dropout else x

    def finish(self, residual: Tensor, added: Tensor, name: str) -> Tensor:
        x = residual + self.drop(added)
        return F.layer_norm(x, x.shape[-1:], self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def leave(self, attended: Tensor, residual: Tensor, name: str) -> Tensor:
        """The output projection of an attention, its residual and its norm."""
        out = attended.transpose(1, 2).flatten(2)
        out = F.linear(out, self.weights[f"{name}.out_proj.weight"], self.weights[f"{name}.out_proj.bias"])
        return self.finish(residual, out, f"{name}_layer_norm")

    def feed_forward(self, x: Tensor, at: str) -> Tensor:
        inner = F.relu(F.linear(x, self.weights[f"{at}.fc1.weight"], self.weights[f"{at}.fc1.bias"]))
        out = F.linear(inner, self.weights[f"{at}.fc2.weight"], self.weights[f"{at}.fc2.bias"])
        return self.finish(x, out, f"{at}.final_layer_norm")

    def embed(self, ids: Tensor, first: int = 0) -> Tensor:
        x = F.embedding(ids, self.weights[EMBEDDING]) * self.scale + self.positions[first : first + ids.shape[1]]
        return self.drop(x)

    def bias(self, src: Tensor) -> Tensor:
        """[batch, 1, 1, time] to add to attention scores: nothing where a piece stands, -inf where padding does."""
        zero = torch.zeros((), dtype=self.positions.dtype, device=src.device)
        return torch.where(src != self.shape.pad, zero, float("-inf"))[:, None, None]

    def encode(self, src: Tensor, bias: Tensor) -> Tensor:
        """Source ids [batch, time] → states."""
        x = self.embed(src)
        for n in range(self.shape.encoder_layers):
            at = f"model.encoder.layers.{n}"
            q, k, v = self.project(x, f"{at}.self_attn", ("q_proj", "k_proj", "v_proj"))
            x = self.leave(attend(q, k, v, bias), x, f"{at}.self_attn")
            x = self.feed_forward(x, at)
        return x

    def decode(self, tgt_in: Tensor, states: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Decoder states [batch, time, width], and the log-weights of the guided head [batch, time, source time]:
        head 0 of the last layer's cross-attention."""
        x = self.embed(tgt_in)
        for n in range(self.shape.decoder_layers):
            at = f"model.decoder.layers.{n}"
            q, k, v = self.project(x, f"{at}.self_attn", ("q_proj", "k_proj", "v_proj"))
            x = self.leave(attend(q, k, v, None), x, f"{at}.self_attn")
            (q,) = self.project(x, f"{at}.encoder_attn", ("q_proj",))
            k, v = self.project(states, f"{at}.encoder_attn", ("k_proj", "v_proj"))
            x = self.leave(attend(q, k, v, bias), x, f"{at}.encoder_attn")
            x = self.feed_forward(x, at)
        scores = (q[:, 0] @ k[:, 0].transpose(1, 2)).float() * q.shape[-1] ** -0.5
        return x, (scores + bias[:, 0].float()).log_softmax(-1)
