"""Stage 4b, candidates: what the model's own beam offers for sources whose translation is known, each with what it loses.

In: a model directory and lines `French<TAB>English`. Out: `WORK/candidates/*.npz`, one file a part, so that a run that was cut
short goes on where it stopped. Flat arrays: `src`, `ref` and `out` (ids, each closed by `</s>`) with `src_len`, `ref_len`,
`out_len`; `n_out` outputs a source, and the `cost` of each: 1 − (BLEU + chrF2) / 200 of the one sentence against its
translation, from 0 (the same) to 1.
Sources whose outputs all cost about the same teach nothing and are left out.
"""

import argparse
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import ctranslate2
import numpy as np
from ctranslate2.converters import TransformersConverter
from sacrebleu.metrics import BLEU, CHRF

from floats import as_floats
from pieces import Pieces
from typography import normalise

PART = 1_000  # sources a file
MAX_PIECES = 100  # of a source
SPREAD = 0.03  # least difference between the best and the worst output

Pair = tuple[str, str]


def chosen(path: Path, pieces: Pieces, n_most: int, seed: int) -> list[Pair]:
    """Up to `n_most` pairs of the file, in a seeded order."""
    lines = path.read_text(encoding="utf-8").split("\n")
    pairs = list(dict.fromkeys(tuple(map(normalise, line.split("\t"))) for line in lines if line.count("\t") == 1))
    Random(seed).shuffle(pairs)
    return [(fr, en) for fr, en in pairs if len(pieces.split(fr)) <= MAX_PIECES][:n_most]


class Costs:
    """How far an output is from the translation it should have been."""

    def __init__(self) -> None:
        self.bleu, self.chrf = BLEU(effective_order=True), CHRF()

    def of(self, output: str, reference: str) -> float:
        scores = (metric.sentence_score(output, [reference]).score for metric in (self.bleu, self.chrf))
        return 1.0 - sum(scores) / 200.0


def offered(engine: ctranslate2.Translator, pieces: Pieces, pairs: list[Pair], beam: int) -> dict[str, np.ndarray]:
    """The arrays of one part."""
    sources = [[*pieces.split(fr), "</s>"] for fr, _ in pairs]
    results = engine.translate_batch(sources, beam_size=beam, num_hypotheses=beam, max_batch_size=32)
    costs = Costs()
    arrays: dict[str, list] = {k: [] for k in ("src", "ref", "out", "src_len", "ref_len", "out_len", "n_out", "cost")}
    for (fr, en), result in zip(pairs, results, strict=True):
        outputs = {pieces.spm.decode_pieces(h): h for h in reversed(result.hypotheses)}  # of two spellings the likelier
        cost = [costs.of(text, en) for text in outputs]
        if max(cost) - min(cost) < SPREAD:
            continue
        for name, ids in zip(("src", "ref"), pieces.encode([fr, en]), strict=True):
            arrays[name] += ids
            arrays[f"{name}_len"].append(len(ids))
        for spelled in outputs.values():
            arrays["out"] += [*(pieces.vocab[piece] for piece in spelled), pieces.eos]
            arrays["out_len"].append(len(spelled) + 1)
        arrays["n_out"].append(len(cost))
        arrays["cost"] += cost
    return {k: np.array(v, dtype=np.float32 if k == "cost" else np.uint16) for k, v in arrays.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True, help="lines of French, tab, English")
    parser.add_argument("--sources", type=int, default=20_000, help="how many of them at most")
    parser.add_argument("--beam", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    pieces = Pieces(args.model)
    pairs = chosen(args.pairs, pieces, args.sources, args.seed)
    folder = args.work / "candidates"
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as converted, as_floats(args.model) as floats:
        TransformersConverter(str(floats)).convert(converted, quantization="int8", force=True)
        engine = ctranslate2.Translator(converted, intra_threads=1)
        for n, at in enumerate(range(0, len(pairs), PART)):
            path = folder / f"{n:03}.npz"
            if path.exists():
                continue
            arrays = offered(engine, pieces, pairs[at : at + PART], args.beam)
            np.savez_compressed(folder / ".partial", **arrays)
            (folder / ".partial.npz").rename(path)
            print(f"{path.name}: {len(arrays['n_out']):,} sources, {len(arrays['out']):,} output tokens", flush=True)


if __name__ == "__main__":
    main()
