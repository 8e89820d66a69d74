"""Stage 3f, forward: French news with the English that the engine gives it, glossary and all, for a model to go on from.

The engine puts right what the model does not know (decisions 0077 and 0080), so the model learns words from its own output
(Zhang and Zong 2016, "Exploiting source-side monolingual data", with what a glossary knows added). What shows that it failed is
dropped: marks, numbers, length, a word that is neither English nor a name of the source's.
In: `DATA/mono/fr`, the program. Out: `WORK/forward.tsv`, lines like the mix's, grown part by part: a run that was cut short
goes on where it stopped. `pack.py` takes them in.
"""

import argparse
import re
import subprocess
from pathlib import Path
from random import Random

import mono
from fidelity import nothing_lost
from parts import grow

RATIO = (0.55, 1.5)  # English words a French word
WORD = re.compile(r"[^\W\d_]+")
ENGLISH = Path(__file__).parent.parent / "fr-en-lexicon/english.txt"


def keep(french: str, english: str, known: set[str]) -> bool:
    """Nothing went missing that can be counted, and nothing was made up that can be seen."""
    names = {w for w in WORD.findall(french) if w[0].isupper()}
    made_up = (w for w in WORD.findall(english) if len(w) > 1 and not (w in known or w.lower() in known or w in names))
    return nothing_lost(french, english, RATIO) and not any(made_up)


def translated(program: Path, french: list[str], threads: int) -> list[str]:
    command = [program, "translate", "--lines", "--quiet", "--threads", str(threads)]
    done = subprocess.run(command, input="\n".join(french) + "\n", capture_output=True, encoding="utf-8", check=True)
    return done.stdout.rstrip("\n").split("\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--program", type=Path, default=Path(__file__).parents[2] / "target/release/tarjuman")
    parser.add_argument("--sentences", type=int, default=40_000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    known = set(ENGLISH.read_text(encoding="utf-8").split())

    def lines(part: list[str]) -> list[str]:
        pairs = zip(part, translated(args.program, part, args.threads), strict=True)
        return [f"forward\t0\t{src}\t{tgt}\n" for src, tgt in pairs if keep(src, tgt, known)]

    sentences = mono.sentences(args.data, "fr", 600_000, Random(args.seed))[: args.sentences]
    grow(args.work / "forward.tsv", sentences, lines)


if __name__ == "__main__":
    main()
