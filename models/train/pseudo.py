"""Stage 3b, pseudo: English news with a rough French source made phrase by phrase from the aligned pairs.

The pairs hold little news; English news in one language is plentiful. A phrase table read off `WORK/links.tsv`
turns each English sentence into something like French, order unchanged, unknown names copied, so that the decoder
learns to write news and to carry names. (Hu et al. 2019, "Domain adaptation by lexicon induction", with phrases.)
In: `DATA/mono/en`. Out: `WORK/pseudo.tsv`, lines like the mix's. `pack.py` tags these sources with `>>en<<`.
"""

import argparse
import re
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import mono
from pieces import WORD, Pieces, words
from spans import Links, counterpart
from typography import normalise

SOURCES = ("allsides_reporting", "onestopenglish_guardian")
LONGEST = 3  # words of an English phrase
LONGEST_FRENCH = 5
CHOICES = 3  # best translations kept of a phrase
MIN_COUNT = 2  # of a phrase of several words
UNKNOWN_SHARE = 0.1  # a sentence with more lowercase unknown words is dropped
CONTRACTIONS = (
    (r"\bde le ", "du "), (r"\bde les ", "des "), (r"\bà le ", "au "), (r"\bà les ", "aux "),
    (r"\b(l|d|n|s|j|c|qu)[ea] (?=[aeiouéèêâh])", r"\1'"), (r"' ", "'"),
)
Table = dict[str, tuple[list[str], list[float]]]


def read_sentences(data: Path, rng: Random) -> list[str]:
    """English news sentences of a sane length, normalised, in a seeded order."""
    found = []
    for name in SOURCES:
        found += mono.read(data, "en", name)
    rng.shuffle(found)
    lines = map(normalise, found)
    return [line for line in lines if 8 <= len(line.split()) <= 45 and (line[0].isalnum() or line[0] == '"')]


def phrases(src: str, tgt: str, links: Links) -> list[tuple[str, str]]:
    """(English, French) phrases consistent with the links of one pair; English in lower case."""
    src_words, tgt_words = list(WORD.finditer(src)), list(WORD.finditer(tgt))
    flipped = {(j, i) for i, j in links}
    found = []
    for first in range(len(tgt_words)):
        for last in range(first, min(first + LONGEST, len(tgt_words))):
            span = counterpart(first, last, flipped)
            if span is None or span[1] - span[0] >= LONGEST_FRENCH:
                continue
            low, high = span
            if low > 0 and src[src_words[low].start() - 1] == "'":
                low -= 1  # an article or pronoun stays with its word: `l'État`
                low -= low > 0
            french = src[src_words[low].start() : src_words[high].end()]
            if low == 0 and not tgt_words[first].group()[0].isupper():
                french = french[:1].lower() + french[1:]
            found.append((" ".join(w.group() for w in tgt_words[first : last + 1]).lower(), french))
    return found


def phrase_table(path: Path, pieces: Pieces) -> Table:
    """English phrase → its best French phrases with weights p(French|English) · √p(English|French)."""
    pairs: Counter[tuple[str, str]] = Counter()
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            src, tgt, pharaoh = line.rstrip("\n").split("\t")
            if all(words(pieces.split(text))[0] == WORD.findall(text) for text in (src, tgt)):
                links = {(int(i), int(j)) for i, _, j in (link.partition("-") for link in pharaoh.split())}
                pairs.update(phrases(src, tgt, links))
    n_english: Counter[str] = Counter()
    n_french: Counter[str] = Counter()
    for (english, french), count in pairs.items():
        n_english[english] += count
        n_french[french] += count
    scored = defaultdict(list)
    for (english, french), count in pairs.items():
        if count >= MIN_COUNT or " " not in english:
            weight = count / n_english[english] * (count / n_french[french]) ** 0.5
            scored[english].append((weight, french))
    table = {}
    for english, options in scored.items():
        best = sorted(options, reverse=True)[:CHOICES]
        if best[0][0] > 0.05:
            table[english] = ([french for _, french in best], [weight**2 for weight, _ in best])
    return table


def pseudo_source(text: str, table: Table, rng: Random) -> str | None:
    """The sentence phrase by phrase, longest first; None where too many of its words are unknown."""
    found = list(WORD.finditer(text))
    out, at, n_unknown = "", 0, 0
    while at < len(found):
        gap = text[found[at - 1].end() : found[at].start()] if at else ""
        for size in range(min(LONGEST, len(found) - at), 0, -1):
            english = " ".join(w.group() for w in found[at : at + size]).lower()
            if english in table:
                french = rng.choices(*table[english])[0]
                break
        else:
            size, french = 1, found[at].group()
            n_unknown += french[0].islower()
        if at == 0:
            french = french[:1].upper() + french[1:]
        out += gap + french
        at += size
    for pattern, replacement in CONTRACTIONS:
        out = re.sub(pattern, replacement, out)
    return out if n_unknown <= UNKNOWN_SHARE * len(found) else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True, help="model directory with source.spm and vocab.json")
    parser.add_argument("--sentences", type=int, default=70_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    rng = Random(args.seed)
    sentences = read_sentences(args.data, rng)
    table = phrase_table(args.work / "links.tsv", Pieces(args.tokenizer))
    print(f"{len(table):,} English phrases", flush=True)
    lines: list[str] = []
    for tgt in sentences:
        src = pseudo_source(tgt, table, rng)
        if src is not None:
            lines.append(f"pseudo\t0\t{src}\t{tgt}")
        if len(lines) == args.sentences:
            break
    (args.work / "pseudo.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines):,} pseudo pairs")


if __name__ == "__main__":
    main()
