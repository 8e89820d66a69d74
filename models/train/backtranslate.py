"""Stage 3d, backtranslate: English news with a French source made by a model of the other direction.

Sennrich et al. 2016, "Improving neural machine translation models with monolingual data". The reverse model is one of
this recipe (`pack.py --reverse`, `train.py`, `export.py`), read through CTranslate2. It is weak, so it searches
greedily (sampling adds noise that only a strong one can spare), and what shows that it failed is dropped.
In: `DATA/mono/en`, the reverse model. Out: `WORK/back.tsv`, lines like the mix's, grown part by part: a run that was
cut short goes on where it stopped. `pack.py` tags these sources with `>>en<<`.
"""

import argparse
import tempfile
from pathlib import Path
from random import Random

import ctranslate2
from ctranslate2.converters import TransformersConverter

from fidelity import nothing_lost
from parts import grow
from pieces import Pieces
from pseudo import read_sentences

RATIO = (0.6, 2.0)  # French words an English word


def keep(french: str, english: str) -> bool:
    """Nothing went missing that can be counted, and no word turned in circles."""
    return nothing_lost(english, french, RATIO)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="English to French, exported by this recipe")
    parser.add_argument("--sentences", type=int, default=120_000, help="English sentences to translate")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    pieces = Pieces(args.model)
    sentences = read_sentences(args.data, Random(args.seed))[: args.sentences]
    with tempfile.TemporaryDirectory() as folder:
        TransformersConverter(str(args.model)).convert(folder, force=True)
        engine = ctranslate2.Translator(folder, compute_type="int8", intra_threads=args.threads)

        def lines(part: list[str]) -> list[str]:
            results = engine.translate_batch(
                [[*pieces.split(text), "</s>"] for text in part],
                beam_size=1, max_batch_size=64, max_decoding_length=120, no_repeat_ngram_size=4,
            )
            french = [pieces.spm.decode_pieces(result.hypotheses[0]) for result in results]
            return [f"back\t0\t{src}\t{tgt}\n" for src, tgt in zip(french, part, strict=True) if keep(src, tgt)]

        grow(args.work / "back.tsv", sentences, lines)


if __name__ == "__main__":
    main()
