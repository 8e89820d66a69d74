"""Stage 3b, pack: the mix and its links → tokenised shards of at most 60 MB, ready to carry to another machine.

In: `WORK/mix.tsv`, `WORK/links.tsv` where it exists, a model directory for its tokenizer. Out: `WORK/shards/*.npz`.
A shard holds flat arrays: `src`, `tgt` (ids, each sentence closed by `</s>`), `src_len`, `tgt_len`, `news`, and
`links` (source piece, target piece) with `n_links` a pair; `NOT_ALIGNED` marks pairs without links.
"""

import argparse
from pathlib import Path

import numpy as np

from pieces import Pieces, words
from sources import NEWS

NOT_ALIGNED = 65_535
MAX_PIECES = 200
PAIRS_PER_SHARD = 250_000


def read_links(path: Path) -> dict[tuple[str, str], str]:
    """(French, English) → Pharaoh word links, for the pairs the align stage covered."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="\n") as lines:
        return {(src, tgt): links for src, tgt, links in (line.rstrip("\n").split("\t") for line in lines)}


def piece_links(pieces: Pieces, src: str, tgt: str, pharaoh: str) -> list[tuple[int, int]]:
    """Word links → links between every piece of one word and every piece of the other."""
    _, src_spans = words(pieces.split(src))
    _, tgt_spans = words(pieces.split(tgt))
    links = set()
    for link in pharaoh.split():
        i, j = map(int, link.split("-"))
        links.update((s, t) for s in range(*src_spans[i]) for t in range(*tgt_spans[j]))
    return sorted(links)


def pack(lines: list[str], pieces: Pieces, links: dict[tuple[str, str], str]) -> dict[str, np.ndarray]:
    """One shard's arrays; pairs longer than `MAX_PIECES` on either side are left out."""
    fields = [line.rstrip("\n").split("\t") for line in lines]
    sources = pieces.encode([f[2] for f in fields])
    targets = pieces.encode([f[3] for f in fields])
    out: dict[str, list] = {k: [] for k in ("src", "tgt", "src_len", "tgt_len", "news", "links", "n_links")}
    for (name, _, src, tgt), src_ids, tgt_ids in zip(fields, sources, targets, strict=True):
        if max(len(src_ids), len(tgt_ids)) > MAX_PIECES:
            continue
        pharaoh = links.get((src, tgt))
        linked = piece_links(pieces, src, tgt, pharaoh) if pharaoh is not None else []
        out["src"] += src_ids
        out["tgt"] += tgt_ids
        out["src_len"].append(len(src_ids))
        out["tgt_len"].append(len(tgt_ids))
        out["news"].append(name in NEWS)
        out["links"] += linked
        out["n_links"].append(len(linked) if pharaoh is not None else NOT_ALIGNED)
    kinds = {"news": bool, "links": np.uint8}
    arrays = {k: np.array(v, dtype=kinds.get(k, np.uint16)) for k, v in out.items()}
    arrays["links"] = arrays["links"].reshape(-1, 2)
    return arrays


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True, help="model directory with source.spm and vocab.json")
    args = parser.parse_args()

    pieces = Pieces(args.tokenizer)
    links = read_links(args.work / "links.tsv")
    with (args.work / "mix.tsv").open(encoding="utf-8", newline="\n") as mix:
        lines = mix.readlines()
    shards = args.work / "shards"
    shards.mkdir(exist_ok=True)
    written = set()
    for n, start in enumerate(range(0, len(lines), PAIRS_PER_SHARD)):
        arrays = pack(lines[start : start + PAIRS_PER_SHARD], pieces, links)
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
