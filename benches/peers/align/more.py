"""Writes the pairs of `run more` into a folder: SHARED WORK → WORK/{f,e,stories.gold}.

First the 37 trial pairs, then the 212 of three stories, so that their links are the first lines of every
output; then 24,924 Hansards and 16,500 lines of news (WMT 2008–2012, News Commentary), lower-cased, cut at
punctuation and, in French, after an elision, as the other texts are.
"""

import io
import re
import sys
from pathlib import Path

try:
    import zstandard
except ImportError:
    sys.exit("  more: the Python package zstandard is not installed, left out")

STORIES = (("ChatBotte", "MasterCat"), ("LaBarbeBleue", "BlueBeard"), ("LaDerniereClasse", "TheLastLesson"))
TOKEN = re.compile(r"\w+'|'\w+|\w+(?:[.,]\d+)*|[^\w\s]")
NEWS, LONGEST = 16_500, 100


def cut(text: str, lang: str) -> str:
    text = text.lower().replace("’", "'")
    if lang == "en":
        text = re.sub(r"(?<=\w)('s|n't|'re|'ll|'ve|'d)\b", r" \1", text)
    return " ".join(TOKEN.findall(text))


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def main() -> None:
    shared, work = map(Path, sys.argv[1:])
    words, mt = shared / "evals" / "wordalign", shared / "evals" / "mt"
    both = [[line.lower() for line in lines(words / "wpt-trial37" / f"dev.{side}")] for side in "fe"]
    gold = []
    for src, tgt in STORIES:
        folder = words / "alibi" / f"{src}_{tgt}"
        sides = [[line.split("\t")[1].lower() for line in lines(folder / f"{name}_sents.txt")] for name in (src, tgt)]
        links = lines(folder / f"ali_w2w_{src}_{tgt}.txt")[: len(sides[0])]
        gold += links + [""] * (len(sides[0]) - len(links))
        for side, more in zip(both, sides, strict=True):
            side += more
    for side, name in zip(both, "fe", strict=True):
        side += [line.lower() for line in lines(words / f"hansards-train_notest.{name}")]
    pairs = [pair for year in range(8, 13) for pair in zip(*(lines(mt / f"wmt{year:02}.{s}") for s in ("fr", "en")), strict=True)]
    with (shared / "data" / "fr-en" / "newscommentary_v8_excerpt.tsv.zst").open("rb") as packed:
        text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed), encoding="utf-8", newline="\n")
        pairs += [line.rstrip("\n").split("\t") for line in text]
    tokens = ((cut(src, "fr"), cut(tgt, "en")) for src, tgt in pairs)
    kept = [(s, t) for s, t in tokens if s and t and max(len(s.split()), len(t.split())) < LONGEST][:NEWS]
    for side, more in zip(both, zip(*kept, strict=True), strict=True):
        side += more
    for side, name in zip(both, "fe", strict=True):
        (work / name).write_text("\n".join(side) + "\n", encoding="utf-8")
    (work / "stories.gold").write_text("\n".join(gold) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
