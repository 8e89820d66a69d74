"""Our engine beside CTranslate2 int8: same weights, same beam, same batch, turn and turn about.

    cargo bench --no-run --bench peers_nmt        # prints where the program is
    python benches/peers/nmt/compare.py --ours target/release/deps/peers_nmt-... --work DIR --lines FRENCH.txt

Needs `ctranslate2`, `transformers`, `torch` and `sentencepiece` from PyPI. Writes the table that
docs/PERFORMANCE.md holds to standard output. One-thread figures are tokens a second of processor time, which a
busy machine disturbs least; two-thread figures are tokens a second of wall clock.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

import models
from safetensors.numpy import load_file

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "models/train"))
from floats import as_floats  # noqa: E402  (the recipe's, which knows how our weights are stored)

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--ours", required=True, help="the program built from ours.rs")
parser.add_argument("--work", type=Path, required=True, help="where models are made and kept")
parser.add_argument("--lines", required=True, help="French sentences for the shipped model, one a line")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--sentences", type=int, default=64)
parser.add_argument("--only", default="shipped,student,opus")
parser.add_argument("--threads", default="1,2")
parser.add_argument("--shortlist", type=Path, help="the shipped model's words alone, on both sides (`tarjuman models shortlist`)")
args = parser.parse_args()
args.work.mkdir(parents=True, exist_ok=True)


def convert(source: Path, out: Path) -> None:
    if not (out / "model.bin").exists():
        converter = Path(sys.executable).with_name("ct2-transformers-converter")
        with as_floats(source) as floats:
            subprocess.run([converter, "--model", floats, "--output_dir", out, "--quantization", "int8"],
                           check=True, capture_output=True)


def as_vmap(shortlist: Path, model: Path, out: Path) -> None:
    """Our list in the peer's format. Ours adds what a source may take over as it stands; so does this."""
    tensors = {name: values.tolist() for name, values in load_file(shortlist).items()}
    pieces = {i: piece for piece, i in json.loads((model / "vocab.json").read_text()).items()}
    common, start, words = (tensors[name] for name in ("common", "start", "words"))
    lines = ["\t" + " ".join(pieces[i] for i in common)]
    for i, (a, b) in enumerate(zip(start, start[1:])):
        lines.append(pieces[i] + "\t" + " ".join(pieces[j] for j in dict.fromkeys([i, *words[a:b]])))
    (out / "vmap.txt").write_text("\n".join(lines) + "\n")


def run(command: list) -> list[dict]:
    done = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]


def main() -> None:
    print("| model | threads | beam | batch | ours | CTranslate2 int8 | ratio |\n|---|---|---|---|---|---|---|")
    for name in args.only.split(","):
        if name == "shipped":
            model, extra = ROOT / "models/fr-en", []
            lines = args.work / "shipped.txt"
            text = Path(args.lines).read_text().splitlines()[: args.sentences]
            lines.write_text("\n".join(text) + "\n")
        else:
            model = models.make(name, args.work, args.sentences)
            lines, extra = model / "lines.txt", ["--forced"]
        peer = args.work / f"{name}-ct2"
        convert(model, peer)
        listed: dict[str, list] = {"ours": [], "peer": []}
        if args.shortlist and name == "shipped":
            as_vmap(args.shortlist, model, peer)
            listed = {"ours": ["--shortlist", args.shortlist], "peer": ["--vmap"]}
        for threads in map(int, args.threads.split(",")):
            for beams, batch in ((1, 1), (4, 1), (1, 32), (4, 32)):
                how = ["--lines", lines, "--beams", beams, "--batch", batch, "--threads", threads, *extra]
                clock = "cpu" if threads == 1 else "wall"
                speeds: dict[str, list[float]] = {"ours": [], "peer": []}
                for _ in range(args.rounds):
                    for side, command in (
                        ("ours", [args.ours, "--model", model, *how, *listed["ours"]]),
                        ("peer", [sys.executable, HERE / "peer.py", "--model", peer,
                                  "--pieces", model / "source.spm", *how, *listed["peer"]]),
                    ):
                        speeds[side] += [r["tokens"] / max(r[clock], 0.01) for r in run(command)]
                ours, theirs = (statistics.median(speeds[side]) for side in ("ours", "peer"))
                print(f"| {name} | {threads} | {beams} | {batch} | {ours:.0f} | {theirs:.0f} | {ours / theirs:.2f} |",
                      flush=True)


if __name__ == "__main__":
    main()
