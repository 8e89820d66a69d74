"""Stage 6, export: weights of a run → a model directory as the hub lays it out.

Weights are stored as float16 and every tied tensor once; `config.json` still says float32, so that transformers
and our engine compute in float32. The config also names the guided attention head (see README, "The alignment head").
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import MarianConfig

COPIED = ("source.spm", "target.spm", "vocab.json")
COMPUTED = ("lm_head.weight", "embed_positions", "encoder.embed_tokens", "decoder.embed_tokens")  # tied, or sinusoids


def export(weights: dict[str, torch.Tensor], start: Path, out: Path) -> None:
    """Write the whole directory."""
    out.mkdir(parents=True, exist_ok=True)
    config = MarianConfig.from_pretrained(start).to_dict()
    config |= {
        "dtype": "float32",
        "dropout": 0.0,
        "max_position_embeddings": 512,  # sinusoids, computed: longer sources than training saw still run
        "tarjuman_alignment": {"layer": config["decoder_layers"] - 1, "heads": [0], "shift": True},
    }
    generation = {
        "_from_model_config": False,
        "bad_words_ids": [[config["pad_token_id"]]],
        "decoder_start_token_id": config["decoder_start_token_id"],
        "eos_token_id": config["eos_token_id"],
        "forced_eos_token_id": config["eos_token_id"],
        "pad_token_id": config["pad_token_id"],
        "max_length": 256,
        "num_beams": 4,
    }
    tokenizer = {
        "tokenizer_class": "MarianTokenizer", "source_lang": "fr", "target_lang": "en", "model_max_length": 256,
        "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>",
    }
    for name, content in (
        ("config.json", config), ("generation_config.json", generation), ("tokenizer_config.json", tokenizer)
    ):
        (out / name).write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    for name in COPIED:
        shutil.copyfile(start / name, out / name)
    weights = {"final_logits_bias": torch.zeros(1, config["vocab_size"])} | weights
    stored = {k: v.to(torch.float16).contiguous() for k, v in weights.items() if not any(c in k for c in COMPUTED)}
    save_file(stored, out / "model.safetensors", metadata={"format": "pt"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--weights", type=Path, required=True, help="average.pt or weights-*.pt of a run")
    parser.add_argument("--start", type=Path, required=True, help="model directory the run started from")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    export(torch.load(args.weights, weights_only=True), args.start, args.out)
    for path in sorted(args.out.iterdir()):
        print(f"{path.stat().st_size:>12,} {path.name}")


if __name__ == "__main__":
    main()
