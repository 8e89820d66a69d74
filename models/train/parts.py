"""Translating many sentences part by part, so that a run that was cut short goes on where it stopped."""

from collections.abc import Callable
from pathlib import Path

PART = 2_000  # sentences translated, and kept, at a time


def grow(out: Path, sentences: list[str], lines: Callable[[list[str]], list[str]]) -> None:
    """Appends to `out` the `lines` of each part; a file beside it, `.at`, says how many sentences are done."""
    at = out.with_suffix(".at")
    first = int(at.read_text()) if at.exists() and out.exists() else 0
    if first == 0:
        out.write_text("")
    n_kept = 0
    for start in range(first, len(sentences), PART):
        part = sentences[start : start + PART]
        kept = lines(part)
        with out.open("a", encoding="utf-8", newline="\n") as file:
            file.writelines(kept)
        at.write_text(str(start + PART))
        n_kept += len(kept)
        print(f"{start + len(part):,} sentences, {n_kept:,} kept", flush=True)
