"""The peer's side: CTranslate2 over the lines of a file, timed as `ours.rs` times itself."""

import argparse
import json
import os
import time
from pathlib import Path

import ctranslate2
import sentencepiece

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--model", required=True, help="the converted model")
parser.add_argument("--pieces", required=True, help="source.spm")
parser.add_argument("--lines", required=True)
parser.add_argument("--beams", type=int, default=1)
parser.add_argument("--batch", type=int, default=1)
parser.add_argument("--threads", type=int, default=1, help="workers of one thread each, its best setting")
parser.add_argument("--rounds", type=int, default=1)
parser.add_argument("--forced", action="store_true")
parser.add_argument("--vmap", action="store_true", help="use the list of words beside the model")
parser.add_argument("--print", action="store_true")
args = parser.parse_args()

start = time.time()
translator = ctranslate2.Translator(
    args.model, device="cpu", compute_type="int8", inter_threads=args.threads, intra_threads=1)
load = time.time() - start
pieces = sentencepiece.SentencePieceProcessor(model_file=args.pieces)
lines = Path(args.lines).read_text().splitlines()
if not args.print:
    lines.sort(key=len)


def translate(lines: list[str]) -> list:
    """Tokenisation is part of the work on both sides."""
    sources = pieces.encode(lines, out_type=str)
    longest = max(len(s) for s in sources)
    forced = dict(max_decoding_length=longest, min_decoding_length=longest) if args.forced else {}
    return translator.translate_batch(
        [s + ["</s>"] for s in sources], beam_size=args.beams, max_batch_size=0,
        asynchronous=args.threads > 1,
        use_vmap=args.vmap, **forced)


def run() -> int:
    batches = [lines[i:i + args.batch] for i in range(0, len(lines), args.batch)]
    results = [r for batch in batches for r in translate(batch)]
    tokens = 0
    for result in results:
        best = (result.result() if args.threads > 1 else result).hypotheses[0]
        text = pieces.decode(best)
        tokens += len(best) + (not args.forced)  # the end mark is a step as well
        if args.print:
            print(text)
    return tokens


translate(lines[len(lines) // 2:][:1])[0]
for _ in range(args.rounds):
    wall, cpu = time.time(), sum(os.times()[:2])
    tokens = run()
    report = dict(tokens=tokens, cpu=sum(os.times()[:2]) - cpu, wall=time.time() - wall, load=load)
    print(json.dumps(report), file=__import__("sys").stderr)
