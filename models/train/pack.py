"""Stage 3c, pack: the mix and its links → tokenised shards of at most 60 MB, ready to carry to another machine.

In: `WORK/mix.tsv`; `WORK/pseudo.tsv`, `WORK/back.tsv`, `WORK/forward.tsv` and `WORK/links.tsv` where they exist, a model directory for its tokenizer. Out: `WORK/shards/*.npz`.
A shard holds flat arrays: `src`, `tgt` (ids, each sentence closed by `</s>`), `src_len`, `tgt_len`, `news`, and
`links` (source piece, target piece) with `n_links` a pair; `NOT_ALIGNED` marks pairs without links.
"""

import argparse
from pathlib import Path
from random import Random

import numpy as np

from pieces import WORD, Pieces, words
from sources import NEWS
from spans import Links, quote_span

MADE_UP = ("pseudo.tsv", "back.tsv")  # pairs whose French side is not a person's
NOT_ALIGNED = 65_535
MAX_PIECES = 200
PAIRS_PER_SHARD = 250_000
QUOTED_SHARE = 0.15


def read_links(path: Path) -> dict[tuple[str, str], str]:
    """(French, English) → Pharaoh word links, for the pairs the align stage covered."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="\n") as lines:
        return {(src, tgt): links for src, tgt, links in (line.rstrip("\n").split("\t") for line in lines)}


def swap(line: str) -> str:
    """A line of the mix with its two sides exchanged."""
    name, plain, src, tgt = line.rstrip("\n").split("\t")
    return f"{name}\t{plain}\t{tgt}\t{src}\n"


def quote_some(
    line: str, pieces: Pieces, known: dict[tuple[str, str], str], rng: Random
) -> tuple[list[str], Links | None]:
    """The fields of a line of the mix and its word links; an aligned pair sometimes gains a quoted span."""
    fields = line.rstrip("\n").split("\t")
    pharaoh = known.get((fields[2], fields[3]))
    if pharaoh is None:
        return fields, None
    links = {(int(i), int(j)) for i, _, j in (link.partition("-") for link in pharaoh.split())}
    # Links count the words the pieces spell; the tokenizer's own normalisation changes a few (`½`, rare letters).
    if rng.random() < QUOTED_SHARE and all(words(pieces.split(t))[0] == WORD.findall(t) for t in fields[2:]):
        fields[2], fields[3], links = quote_span(fields[2], fields[3], links, rng)
    return fields, links


def piece_links(pieces: Pieces, src: str, tgt: str, links: Links) -> list[tuple[int, int]]:
    """Word links → links between every piece of one word and every piece of the other."""
    _, src_spans = words(pieces.split(src))
    _, tgt_spans = words(pieces.split(tgt))
    return sorted({(s, t) for i, j in links for s in range(*src_spans[i]) for t in range(*tgt_spans[j])})


def pack(
    lines: list[str], pieces: Pieces, known: dict[tuple[str, str], str], rng: Random
) -> dict[str, np.ndarray]:
    """One shard's arrays; pairs longer than `MAX_PIECES` on either side are left out."""
    pairs = [quote_some(line, pieces, known, rng) for line in lines]
    sources = pieces.encode([fields[2] for fields, _ in pairs])
    made_up = [Path(f).stem for f in MADE_UP]
    sources = [[pieces.tag, *ids] if f[0] in made_up else ids for (f, _), ids in zip(pairs, sources, strict=True)]
    targets = pieces.encode([fields[3] for fields, _ in pairs])
    out: dict[str, list] = {k: [] for k in ("src", "tgt", "src_len", "tgt_len", "news", "links", "n_links")}
    for ((name, _, src, tgt), links), src_ids, tgt_ids in zip(pairs, sources, targets, strict=True):
        if max(len(src_ids), len(tgt_ids)) > MAX_PIECES:
            continue
        linked = [] if links is None else piece_links(pieces, src, tgt, links)
        out["src"] += src_ids
        out["tgt"] += tgt_ids
        out["src_len"].append(len(src_ids))
        out["tgt_len"].append(len(tgt_ids))
        out["news"].append(name in NEWS)
        out["links"] += linked
        out["n_links"].append(NOT_ALIGNED if links is None else len(linked))
    kinds = {"news": bool, "links": np.uint8}
    arrays = {k: np.array(v, dtype=kinds.get(k, np.uint16)) for k, v in out.items()}
    arrays["links"] = arrays["links"].reshape(-1, 2)
    return arrays


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True, help="model directory with source.spm and vocab.json")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reverse", action="store_true", help="English to French, from the mix alone, without links")
    args = parser.parse_args()

    pieces, rng = Pieces(args.tokenizer), Random(args.seed)
    known = {} if args.reverse else read_links(args.work / "links.tsv")
    lines = []
    for name in ("mix.tsv",) if args.reverse else ("mix.tsv", *MADE_UP, "forward.tsv"):
        if (args.work / name).exists():
            with (args.work / name).open(encoding="utf-8", newline="\n") as mix:
                lines += mix.readlines()
    if args.reverse:
        lines = [swap(line) for line in lines]
    rng.shuffle(lines)
    shards = args.work / "shards"
    shards.mkdir(exist_ok=True)
    written = set()
    for n, start in enumerate(range(0, len(lines), PAIRS_PER_SHARD)):
        arrays = pack(lines[start : start + PAIRS_PER_SHARD], pieces, known, rng)
        path = shards / f"{n:03}.npz"
        np.savez_compressed(shards / ".partial", **arrays)
        (shards / ".partial.npz").rename(path)
        written.add(path)
        n_aligned = int((arrays["n_links"] != NOT_ALIGNED).sum())
        print(f"{path.name}: {len(arrays['src_len']):,} pairs, {len(arrays['tgt']):,} target tokens, "
              f"{n_aligned:,} aligned, {path.stat().st_size / 1e6:.1f} MB", flush=True)
    for stale in set(shards.glob("*.npz")) - written:
        stale.unlink()


if __name__ == "__main__":
    main()
