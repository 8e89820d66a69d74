"""Stage 3e, carry: the mix with its links, news in both languages and the development sets → a folder of at most 60 MB
for a machine with a GPU and no network (`burst.py` reads it).

Lines are sorted before they are packed, so that copies of a pair stand together and cost next to nothing, and packed by
PPMd, a fifth smaller than xz on such text. In: `WORK/mix.tsv`, `WORK/links.tsv`, `DATA/mono`, `EVALS/mt`, a model directory
for its tokenizer. Out: `WORK/carry/`.
"""

import argparse
import shutil
from multiprocessing import Pool
from pathlib import Path
from random import Random

import mono
from pack import quote_some, read_links
from packed import DEV, pack_lines
from pieces import Pieces

PARTS = {"pairs": 10, "en": 8, "fr": 2}  # files of each kind: as many cores unpack at once


def pair_lines(work: Path, pieces: Pieces, rng: Random) -> list[str]:
    """`French<TAB>English<TAB>links` a line; the links of a pair that was not aligned are `-`."""
    known, lines = read_links(work / "links.tsv"), []
    with (work / "mix.tsv").open(encoding="utf-8", newline="\n") as mix:
        for line in mix:
            fields, links = quote_some(line, pieces, known, rng)
            linked = "-" if links is None else " ".join(f"{i}-{j}" for i, j in sorted(links))
            lines.append("\t".join((*fields[2:4], linked)))
    return sorted(lines, key=lambda line: line.split("\t")[1])


def parts(name: str, lines: list[str], out: Path) -> list[tuple[Path, list[str]]]:
    n = PARTS[name]
    size = -(-len(lines) // n)
    return [(out / f"{name}-{i:02}.ppmd", lines[i * size : (i + 1) * size]) for i in range(n)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--evals", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True, help="model directory: config, source.spm, vocab.json")
    parser.add_argument("--english", type=int, default=1_150_000, help="sentences of English news")
    parser.add_argument("--french", type=int, default=250_000, help="sentences of French news")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    out, rng = args.work / "carry", Random(args.seed)
    shutil.rmtree(out, ignore_errors=True)
    (out / "start").mkdir(parents=True)
    for name in ("source.spm", "vocab.json", "config.json"):
        shutil.copyfile(args.tokenizer / name, out / "start" / name)
    for name in DEV:
        for language in ("fr", "en"):
            shutil.copyfile(args.evals / "mt" / f"{name}.{language}", out / f"{name}.{language}")
    jobs = parts("pairs", pair_lines(args.work, Pieces(args.tokenizer), rng), out)
    for language, limit in (("en", args.english), ("fr", args.french)):
        jobs += parts(language, sorted(mono.sentences(args.data, language, limit, rng)), out)
    with Pool(2) as pool:
        for report in pool.imap_unordered(pack_lines, jobs):
            print(report, flush=True)
    print(f"{sum(p.stat().st_size for p in out.rglob('*') if p.is_file()) / 1e6:.1f} MB in all")


if __name__ == "__main__":
    main()
