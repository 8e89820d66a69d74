"""Stage 7, parity: does a model directory give the same greedy output in transformers and in CTranslate2?"""

import argparse
import tempfile
from pathlib import Path

import ctranslate2
import torch
from ctranslate2.converters import TransformersConverter
from transformers import MarianMTModel, MarianTokenizer

from floats import as_floats
from pieces import Pieces
from typography import normalise

BATCH = 20
LONGEST = 256


def by_ctranslate2(model_dir: Path, pieces: Pieces, texts: list[str]) -> list[list[int]]:
    with tempfile.TemporaryDirectory() as folder, as_floats(model_dir) as floats:
        TransformersConverter(str(floats)).convert(folder, force=True)
        engine = ctranslate2.Translator(folder, compute_type="float32", intra_threads=1)
        sources = [[*pieces.split(text), "</s>"] for text in texts]
        results = engine.translate_batch(sources, beam_size=1, max_batch_size=BATCH, max_decoding_length=LONGEST)
    return [[pieces.vocab[piece] for piece in result.hypotheses[0]] for result in results]


def by_transformers(model_dir: Path, texts: list[str]) -> list[list[int]]:
    with as_floats(model_dir) as floats:
        model, tokenizer = MarianMTModel.from_pretrained(floats).eval(), MarianTokenizer.from_pretrained(floats)
    special = {model.config.pad_token_id, model.config.eos_token_id}
    outputs = []
    for at in range(0, len(texts), BATCH):
        batch = tokenizer(texts[at : at + BATCH], return_tensors="pt", padding=True)
        for row in model.generate(**batch, num_beams=1, max_length=LONGEST + 1).tolist():
            outputs.append([i for i in row if i not in special])
    return outputs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--evals", type=Path, required=True)
    parser.add_argument("--lines", type=int, default=200, help="evenly spaced lines of wmt12")
    args = parser.parse_args()

    torch.set_num_threads(1)
    lines = (args.evals / "mt" / "wmt12.fr").read_text(encoding="utf-8").split("\n")[:-1]
    texts = [normalise(line) for line in lines[:: len(lines) // args.lines]][: args.lines]
    pair = by_ctranslate2(args.model, Pieces(args.model), texts), by_transformers(args.model, texts)
    n_same = sum(ours == theirs for ours, theirs in zip(*pair, strict=True))
    print(f"greedy output the same in {n_same} of {len(texts)} lines")


if __name__ == "__main__":
    main()
