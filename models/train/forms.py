"""Stage 3h, forms: what the written bitext has for each French form, most often → `forms.tsv` of the lexicon folder.

A word that the model leaves in French or makes up says nothing; what its source most often is says something, even where it means
two things. So this list is asked for such words alone, and after the glossary, whose forms it leaves out.
A form that is hardly ever anything else is marked `sure`: it also takes the place of a word of quite another meaning.
In: `WORK/links.tsv` of the written pairs (`align.py`). Out: lines `French<TAB>English`, with `<TAB>sure` or without, in the order of
their bytes.
"""

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from pieces import Pieces, words

LEXICON = Path(__file__).parent.parent / "fr-en-lexicon"
LETTERS = 3  # of a form
COMMON = 4e-4  # a greater share of all English words says too little to stand for anything
SHARE = 0.35  # of a form's links that the English must have
KNOWN = 60  # a form that stands oftener is one the model knows: what it made of it is seldom quite wrong
SURE_LETTERS, SURE_OFTEN, SURE_SHARE, SURE_LINKED = 4, 4, 0.75, 0.6  # what makes a form sure; the last of all places where it stands
OWN = 0.1  # from this share on a form is a word of English with the same meaning


def one_to_one(links: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Links whose two words have no other."""
    src, tgt = Counter(i for i, _ in links), Counter(j for _, j in links)
    return [(i, j) for i, j in links if src[i] == 1 and tgt[j] == 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--seen", type=int, default=1, help="how often a form and its English must be linked")
    args = parser.parse_args()

    pieces = Pieces(args.tokenizer)
    english = set((LEXICON / "english.txt").read_text(encoding="utf-8").split())
    glossary = {line.split("\t")[0].lower() for line in (LEXICON / "glossary.tsv").read_text(encoding="utf-8").splitlines()}
    counts: dict[str, Counter] = defaultdict(Counter)
    shares, stands, n_words = Counter(), Counter(), 0
    with (args.work / "links.tsv").open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            src, tgt, pharaoh = line.rstrip("\n").split("\t")
            french, target = (words(pieces.split(text))[0] for text in (src, tgt))
            links = [(int(i), int(j)) for i, _, j in (link.partition("-") for link in pharaoh.split())]
            shares.update(word.lower() for word in target)
            stands.update(french)
            n_words += len(target)
            for i, j in one_to_one(links):
                if i < len(french) and j < len(target) and french[i].isalpha() and target[j].isalpha():
                    # A name is none of a noun's translations; the first word of a sentence may be one.
                    if french[i].islower() and (target[j].islower() or target[j] in english):
                        counts[french[i]][target[j] if target[j] in english else target[j].lower()] += 1
    out = []
    for form, found in counts.items():
        word, often = max(found.items(), key=lambda item: (item[1], item[0]))
        sure = often >= args.seen and often >= SHARE * found.total()
        # « nomination » may stay what it is, and « antimafia » is no “mafia”.
        sure = sure and found[form] < OWN * found.total() and not (form.endswith(word) and len(form) > len(word) + 2)
        rare = shares[word.lower()] <= COMMON * n_words
        if sure and rare and len(form) >= LETTERS and form not in glossary and form != word and word in english:
            linked = found.total() >= SURE_LINKED * stands[form]
            known = often >= max(SURE_OFTEN, SURE_SHARE * found.total()) and linked
            known = known and stands[form] <= KNOWN and not found[form] and len(form) >= SURE_LETTERS
            out.append(f"{form}\t{word}\tsure\n" if known else f"{form}\t{word}\n")
    (LEXICON / "forms.tsv").write_bytes(b"".join(sorted(line.encode() for line in out)))
    print(f"{len(out):,} forms")


if __name__ == "__main__":
    main()
