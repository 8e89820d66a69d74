"""Stage 7, evaluate: a model directory on the development sets, through CTranslate2, beam 4.

Prints one JSON line a set: BLEU and chrF2 with sacreBLEU's signatures, then the fidelity shares of `fidelity.py`.
"""

import argparse
import json
import tempfile
from pathlib import Path

import ctranslate2
from ctranslate2.converters import TransformersConverter
from sacrebleu.metrics import BLEU, CHRF

from fidelity import fidelity
from floats import as_floats
from pieces import Pieces
from typography import normalise

SETS = ("wmt12", "flores-dev")


def read_set(evals: Path, name: str, every: int) -> list[list[str]]:
    """Source and reference lines of a development set, every n-th of them."""
    return [
        (evals / "mt" / f"{name}.{lang}").read_text(encoding="utf-8").split("\n")[: -1 : every] for lang in ("fr", "en")
    ]


def translate(model_dir: Path, texts: list[str], beam: int, compute_type: str) -> list[tuple[str, float]]:
    """Normalised sources → translations and their mean log-probability a piece, by the CTranslate2 conversion."""
    pieces = Pieces(model_dir)
    with tempfile.TemporaryDirectory() as folder, as_floats(model_dir) as floats:
        TransformersConverter(str(floats)).convert(folder, force=True)
        engine = ctranslate2.Translator(folder, compute_type=compute_type, intra_threads=1)
        sources = [[*pieces.split(text), "</s>"] for text in texts]
        results = engine.translate_batch(sources, beam_size=beam, max_batch_size=32, max_decoding_length=256, return_scores=True)
    return [(pieces.spm.decode_pieces(result.hypotheses[0]), result.scores[0]) for result in results]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--evals", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="only every n-th line, for a quick look")
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--compute-type", choices=("float32", "int8"), default="float32")
    parser.add_argument("--out", type=Path, help="folder for the translations")
    args = parser.parse_args()

    for name in args.sets:
        src, ref = read_set(args.evals, name, args.every)
        src = [normalise(line) for line in src]
        out = [text for text, _ in translate(args.model, src, args.beam, args.compute_type)]
        row: dict = {"set": name, "lines": len(src), "compute_type": args.compute_type}
        for metric in (BLEU(), CHRF()):
            score = metric.corpus_score(out, [ref])
            row[score.name] = f"{score.score:.2f} {metric.get_signature()}"
        print(json.dumps(row | fidelity(src, out)), flush=True)
        if args.out:
            args.out.mkdir(parents=True, exist_ok=True)
            (args.out / f"{name}.en").write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
