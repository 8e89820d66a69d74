"""News in one language: read, normalised and filtered, in a seeded order."""

import io
import re
from pathlib import Path
from random import Random

import zstandard

from typography import normalise

SOURCES = {
    "en": ("allsides_reporting", "masakhanews_eng", "onestopenglish_guardian", "allsides_opinion"),
    "fr": ("orangesum_actu", "masakhanews_fra", "gilets_jaunes_press"),
}
WORDS = (4, 60)  # of a sentence that is kept
LETTER = re.compile(r"[^\W\d_]")


def read(data: Path, language: str, name: str) -> list[str]:
    """The sentences of one file, as they stand on disk."""
    with (data / "mono" / language / f"{name}.txt.zst").open("rb") as packed:
        stream = zstandard.ZstdDecompressor().stream_reader(packed)
        return io.TextIOWrapper(stream, encoding="utf-8", newline="\n").read().split("\n")


def keep(text: str) -> bool:
    """A sentence of a sane length that begins as one, in letters more than in anything else."""
    n_letters = sum(map(str.isalpha, text))
    return (
        WORDS[0] <= len(text.split()) <= WORDS[1]
        and (text[0].isalnum() or text[0] in '"(')
        and n_letters > 0.6 * len(text)
        and "http" not in text
    )


def sentences(data: Path, language: str, limit: int, rng: Random) -> list[str]:
    """At most `limit` distinct sentences: whole files in the order of `SOURCES`, the last one sampled."""
    chosen: dict[str, None] = {}
    for name in SOURCES[language]:
        found = list(dict.fromkeys(filter(keep, map(normalise, filter(None, read(data, language, name))))))
        room = limit - len(chosen)
        if len(found) > room:
            found = rng.sample(found, room)
        chosen.update(dict.fromkeys(found))
    out = list(chosen)
    rng.shuffle(out)
    return out
