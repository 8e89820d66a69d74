"""The list of English words: what the engine takes for a word when it looks for words that a model made up.

    apt-get download wamerican wbritish && for d in *.deb; do dpkg -x $d scowl; done
    python wordlist.py --data ../../../shared/data --scowl scowl/usr/share/dict --names ../../src/trace/data \\
        --glossary ../fr-en-lexicon/glossary.tsv --out ../fr-en-lexicon/english.txt

SCOWL's American and British lists without possessives and given names, the English of the glossary, and words without
capitals that stand five times or more in English news and are no names there. A line that ends or begins with a hyphen is a part that makes words of others.
"""

import argparse
import collections
import re
from pathlib import Path

from mono import SOURCES, read

LISTS = ("american-english", "british-english")
# Where the finder of quotations lists given names.
GIVEN = ("[given_m]", "[given_f]")
WORD = re.compile(r"[^\W\d_]+")
# Seen less often, a word of the news may be a slip of its writer.
OFTEN = 5
# A name is written small now and then: in addresses, or by mistake.
SMALL = 0.2
# What makes a word of any other, with no hyphen between.
PARTS = (
    "anti- auto- bi- bio- co- counter- cyber- de- dis- eco- electro- ex- extra- geo- hydro- hyper- inter- intra- macro- mega- "
    "micro- mid- mini- mis- mono- multi- nano- neo- neuro- non- out- over- photo- poly- post- pre- pro- pseudo- psycho- quasi- "
    "re- self- semi- socio- sub- super- tele- thermo- trans- tri- ultra- un- under- vice- "
    "-like -wise -less -ness -hood -free -style -based -led -related -wide -year-old"
).split()


def scowl(folder: Path) -> set[str]:
    """Every word of the lists but possessives."""
    words = (line.strip() for name in LISTS for line in (folder / name).open(encoding="utf-8"))
    return {word for word in words if word and "'" not in word}


def given(folder: Path) -> set[str]:
    """Given names in small letters: nobody means a word by them."""
    names: set[str] = set()
    for path in folder.glob("*.txt"):
        section = ""
        for line in path.open(encoding="utf-8"):
            section = line.strip() if line.startswith("[") else section
            if section in GIVEN and not line.startswith(("[", "#")):
                names.update(line.split())
    return names


def news(data: Path) -> set[str]:
    """The words of the news that no list has: products, new words, slang."""
    seen = collections.Counter()
    for name in SOURCES["en"]:
        for line in read(data, "en", name):
            seen.update(WORD.findall(line))
    capitals = collections.Counter()
    for word, times in seen.items():
        if not word.islower():
            capitals[word.lower()] += times
    return {w for w, n in seen.items() if w.islower() and n >= OFTEN and n > SMALL * capitals[w]}


def told(glossary: Path) -> set[str]:
    """The English words of the glossary."""
    forms = (line.rstrip("\n").split("\t")[1] for line in glossary.open(encoding="utf-8"))
    return {word for form in forms for word in form.split() if "'" not in word}


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--data", type=Path, required=True)
    args.add_argument("--scowl", type=Path, required=True)
    args.add_argument("--names", type=Path, required=True)
    args.add_argument("--glossary", type=Path, required=True)
    args.add_argument("--out", type=Path, required=True)
    asked = args.parse_args()
    names = given(asked.names)
    listed = {word for word in scowl(asked.scowl) if word.islower() or word.lower() not in names}
    words = listed | told(asked.glossary) | news(asked.data) | set(PARTS)
    # In the order of their bytes, which is what the engine searches by.
    asked.out.write_text("".join(f"{word}\n" for word in sorted(words, key=lambda word: word.encode())), encoding="utf-8")


if __name__ == "__main__":
    main()
