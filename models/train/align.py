"""Stage 3a, align: word links for pairs of the mix, by eflomal in both directions, grown from their intersection.

In: `WORK/mix.tsv`, a model directory for its tokenizer. Out: `WORK/links.tsv`, `French<TAB>English<TAB>i-j …`
a line, over the words of `pieces.words`. News-like pairs come first; `--limit` bounds the rest.
"""

import argparse
from pathlib import Path

import eflomal

from pieces import Pieces, words
from sources import NEWS

Link = tuple[int, int]
STEM = 5  # letters kept of each word: French inflects, and a rare form should still meet its translation
NEIGHBOURS = [(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)]


def grow_diagonal(forward: set[Link], backward: set[Link]) -> list[Link]:
    """The intersection, grown by neighbouring links of the union that reach a word not yet linked (Koehn 2003)."""
    links, union = forward & backward, forward | backward
    src, tgt = {i for i, _ in links}, {j for _, j in links}
    queue = sorted(links)
    while queue:
        i, j = queue.pop(0)
        for di, dj in NEIGHBOURS:
            link = (i + di, j + dj)
            if link in union and link not in links and (link[0] not in src or link[1] not in tgt):
                links.add(link)
                src.add(link[0])
                tgt.add(link[1])
                queue.append(link)
    return sorted(links)


def choose(mix: Path, limit: int) -> list[tuple[str, str]]:
    """Distinct pairs, those left unaugmented, news-like sources first."""
    with mix.open(encoding="utf-8", newline="\n") as lines:
        fields = [line.rstrip("\n").split("\t") for line in lines]
    plain = [f for f in fields if f[1] == "1"]
    plain.sort(key=lambda f: f[0] not in NEWS)  # stable: the mix's own shuffle is kept within each part
    return list(dict.fromkeys((f[2], f[3]) for f in plain))[:limit]


def parse_links(path: Path) -> list[set[Link]]:
    with path.open(encoding="ascii") as lines:
        return [{tuple(map(int, link.split("-"))) for link in line.split()} for line in lines]


def align(sides: list[list[str]], folder: Path) -> list[list[Link]]:
    """Symmetrised links of each sentence pair; `sides` are lines of words joined by spaces."""
    paths = [folder / name for name in ("align.fr", "align.en", "align.fwd", "align.rev")]
    for path, lines in zip(paths, sides, strict=False):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with paths[0].open(encoding="utf-8") as src, paths[1].open(encoding="utf-8") as tgt:
        eflomal.Aligner(source_prefix_len=STEM, target_prefix_len=STEM).align(
            src, tgt, links_filename_fwd=str(paths[2]), links_filename_rev=str(paths[3]), quiet=True
        )
    links = [grow_diagonal(*pair) for pair in zip(parse_links(paths[2]), parse_links(paths[3]), strict=True)]
    for path in paths:
        path.unlink()
    return links


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True, help="model directory with source.spm and vocab.json")
    parser.add_argument("--limit", type=int, default=120_000, help="pairs to align")
    args = parser.parse_args()

    pieces = Pieces(args.tokenizer)
    pairs = choose(args.work / "mix.tsv", args.limit)
    sides = [[" ".join(words(pieces.split(pair[side]))[0]).lower() for pair in pairs] for side in (0, 1)]
    links = align(sides, args.work)
    partial = args.work / "links.tsv.partial"
    with partial.open("w", encoding="utf-8", newline="\n") as out:
        for (src, tgt), pair_links in zip(pairs, links, strict=True):
            out.write(f"{src}\t{tgt}\t{' '.join(f'{i}-{j}' for i, j in pair_links)}\n")
    partial.rename(args.work / "links.tsv")
    n_links = sum(map(len, links))
    print(f"{len(pairs):,} pairs aligned, {n_links / len(pairs):.1f} links a pair")


if __name__ == "__main__":
    main()
