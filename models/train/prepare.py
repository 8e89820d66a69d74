"""Stage 1, prepare: read the sources, normalise, filter, mix by weight, augment.

In: `--data` and `--evals` as their READMEs describe them. Out: `WORK/mix.tsv`, shuffled, one
`source-name<TAB>0|1<TAB>French<TAB>English` a line, where 1 marks a pair that was left as it stood.
"""

import argparse
import io
import re
from pathlib import Path
from random import Random

import zstandard

from augment import Names, Pair, augment, join
from packed import unpack_lines
from sources import MIXES, WMT_YEARS, WRITTEN
from typography import normalise

MAX_WORDS = 110
WINDOW_RATE = 0.06
FIRST_COPY_RATE = 0.3
LETTER = re.compile(r"[^\W\d_]")
EXONYMS = Path(__file__).with_name("exonyms.tsv")
OURS = Path(__file__).with_name("written.tsv.ppmd")


def read_source(name: str, data: Path, evals: Path) -> list[Pair]:
    """The pairs of one source, as they stand on disk."""
    if name in WMT_YEARS:
        sides = [(evals / "mt" / f"{name}.{lang}").read_text(encoding="utf-8").split("\n") for lang in ("fr", "en")]
        return [(src, tgt) for src, tgt in zip(*sides, strict=True) if src and tgt]
    if name == WRITTEN:
        return [(src, tgt) for src, tgt in (line.split("\t") for line in unpack_lines(OURS))]
    path = data / "fr-en" / f"{name}.tsv.zst"
    with path.open("rb") as packed:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed), encoding="utf-8", newline="\n")
        return [(src, tgt) for src, tgt in (line.rstrip("\n").split("\t") for line in lines)]


def keep(pair: Pair) -> bool:
    """Both sides have letters, a sane length and as many quotation marks as each other."""
    src, tgt = pair
    if not (LETTER.search(src) and LETTER.search(tgt)):
        return False
    n_src, n_tgt = len(src.split()), len(tgt.split())
    if max(n_src, n_tgt) > MAX_WORDS or (n_src > 5 and not 0.45 < n_src / n_tgt < 2.4):
        return False
    return src.count('"') == tgt.count('"')


def load_names(pairs: list[Pair], rng: Random) -> Names:
    """Exonyms from our own list, and capitalised words that stand alike on both sides of the pairs."""
    exonyms = [tuple(line.split("\t")) for line in EXONYMS.read_text(encoding="utf-8").splitlines() if line]
    word = re.compile(r"(?<=[a-zà-ÿ,] )[A-Z][a-zà-ÿ]{2,}(?:-[A-Z][a-zà-ÿ]+)?\b")
    seen = sorted({w for src, tgt in pairs for w in word.findall(src) if w in tgt})
    alike = [(w, w) for w in rng.sample(seen, min(len(seen), 20_000))]
    repeats = max(1, len(alike) // (2 * len(exonyms)))  # about a third of the swaps bring in an exonym
    return Names(alike + exonyms * repeats)


def mix(corpora: dict[str, list[Pair]], weights: dict[str, float], names: Names, rng: Random) -> list[str]:
    """Every source repeated or sampled by its weight, copies augmented, neighbours sometimes joined."""
    lines = []
    for source, pairs in corpora.items():
        weight = weights[source]
        for copy in range(int(weight) + 1):
            share = min(1.0, weight - copy)
            for i, pair in enumerate(pairs):
                if rng.random() >= share:
                    continue
                changed = augment(pair, names, rng, FIRST_COPY_RATE if copy == 0 else 1.0)
                if i + 1 < len(pairs) and rng.random() < WINDOW_RATE:
                    changed = join(changed, pairs[i + 1]) or changed
                lines.append("\t".join((source, "1" if changed == pair else "0", *changed)))
    rng.shuffle(lines)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--evals", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--mix", choices=MIXES, default="plain", help="weights of the sources: large for a GPU, tune to go on from a model")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    corpora, weights = {}, MIXES[args.mix]
    for source in weights:
        raw = ((normalise(src), normalise(tgt)) for src, tgt in read_source(source, args.data, args.evals))
        corpora[source] = list(dict.fromkeys(filter(keep, raw)))
        print(f"{source}: {len(corpora[source]):,} pairs kept, weight {weights[source]}", flush=True)
    rng = Random(args.seed)
    names = load_names([pair for pairs in corpora.values() for pair in pairs], rng)
    lines = mix(corpora, weights, names, rng)
    args.work.mkdir(parents=True, exist_ok=True)
    partial = args.work / "mix.tsv.partial"
    partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
    partial.rename(args.work / "mix.tsv")
    n_words = sum(len(line.rsplit("\t", 1)[1].split()) for line in lines)
    print(f"mix: {len(lines):,} pairs, {n_words:,} English words, {len(names.pool):,} names in the pool")


if __name__ == "__main__":
    main()
