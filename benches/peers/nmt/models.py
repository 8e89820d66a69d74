"""Models of two published shapes with random weights, and a workload of random words for each.

No weights are downloaded. A word is one piece, so that both engines read the same ids."""

import json
import struct
from pathlib import Path

import numpy as np
import torch
from transformers import MarianConfig, MarianMTModel

SHAPES = {
    "opus": dict(dim=512, encoder=6, decoder=6, heads=8, ffn=2048, vocab=59514),
    "student": dict(dim=256, encoder=6, decoder=2, heads=8, ffn=1536, vocab=16000),
}


def number(n: int) -> bytes:
    """A protocol buffer's variable-length integer."""
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes(out + bytes([n]))


def text(field: int, value: bytes) -> bytes:
    return number(field << 3 | 2) + number(len(value)) + value


def enum(field: int, value: int) -> bytes:
    return number(field << 3) + number(value & (1 << 64) - 1)


def piece(word: str, score: float, kind: int) -> bytes:
    return text(1, text(1, word.encode()) + b"\x15" + struct.pack("<f", score) + enum(3, kind))


def pieces(vocab: int) -> bytes:
    """A unigram model whose pieces are the words t2, t3, ... (`sentencepiece_model.proto`, by hand)."""
    words = b"".join(piece(f"\u2581t{i}", -1.0, 1) for i in range(2, vocab - 1))
    unigram, unk, bos, eos, pad = enum(3, 1), enum(40, 0), enum(41, -1), enum(42, 1), enum(43, -1)
    trainer = text(2, unigram + unk + bos + eos + pad)
    return piece("<unk>", 0, 2) + piece("</s>", 0, 3) + words + trainer + text(3, text(1, b"identity") + enum(3, 1))


def make(name: str, root: Path, sentences: int) -> Path:
    """The model's directory, with `lines.txt` beside the weights."""
    out, shape = root / name, SHAPES[name]
    vocab = shape["vocab"]
    if not (out / "model.safetensors").exists():
        torch.manual_seed(1)
        config = MarianConfig(
            vocab_size=vocab, decoder_vocab_size=vocab, d_model=shape["dim"],
            encoder_layers=shape["encoder"], decoder_layers=shape["decoder"],
            encoder_attention_heads=shape["heads"], decoder_attention_heads=shape["heads"],
            encoder_ffn_dim=shape["ffn"], decoder_ffn_dim=shape["ffn"], activation_function="swish",
            scale_embedding=True, max_position_embeddings=512, pad_token_id=vocab - 1, eos_token_id=0,
            decoder_start_token_id=vocab - 1, forced_eos_token_id=None, bos_token_id=None,
            # So that no second pass reads the attention of an output cut at its forced length.
            tarjuman_alignment={"layer": shape["decoder"] - 1, "heads": [0], "shift": False},
        )
        model = MarianMTModel(config).eval()
        with torch.no_grad():
            for parameter in model.parameters():
                if parameter.dim() == 1 and float(parameter.abs().sum()) == 0:
                    parameter.normal_(0, 0.02)
            model.final_logits_bias.normal_(0, 0.05)
        model.generation_config.forced_eos_token_id = None
        model.save_pretrained(out)
        # The end mark never comes: every output has the length it is told to have.
        settings = dict(eos_token_id=0, pad_token_id=vocab - 1, decoder_start_token_id=vocab - 1,
                        num_beams=1, max_length=512, min_length=512)
        (out / "generation_config.json").write_text(json.dumps(settings))
        words = {"</s>": 0, "<unk>": 1} | {f"\u2581t{i}": i for i in range(2, vocab - 1)} | {"<pad>": vocab - 1}
        (out / "vocab.json").write_text(json.dumps(words))
        for file in ("source.spm", "target.spm"):
            (out / file).write_bytes(pieces(vocab))
        (out / "tokenizer_config.json").write_text(json.dumps(dict(
            source_lang="fr", target_lang="en", eos_token="</s>", unk_token="<unk>", pad_token="<pad>")))
    rng = np.random.default_rng(7)
    lengths = np.clip(np.rint(rng.lognormal(np.log(28) - 0.55**2 / 2, 0.55, sentences)), 5, 90)
    lines = [" ".join(f"t{i}" for i in rng.integers(2, vocab - 1, int(n))) for n in lengths]
    (out / "lines.txt").write_text("\n".join(lines) + "\n")
    return out
