"""Augmentation: small changes made to both sides of a pair in step, so that the pair stays true.

Each function takes a pair and a seeded generator and returns a pair, unchanged where it does not apply.
"""

import re
import unicodedata
from random import Random

Pair = tuple[str, str]

NAME = re.compile(r"(?<=[^\W\d] )[A-Z][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)*\b")  # capitalised, not sentence-initial
NUMBER = re.compile(r"(?<![\w.,])\d{1,4}(?![\w]|[.,]\d)")
MAX_WINDOW_WORDS = 60


def quote_whole(pair: Pair, rng: Random) -> Pair:
    """Put a sentence without quotation marks in quotes; sometimes only its opening or closing mark."""
    src, tgt = pair
    if '"' in src or '"' in tgt:
        return pair
    left, right = rng.choice((('"', '"'), ('"', '"'), ('"', ""), ("", '"')))
    return left + src + right, left + tgt + right


def half_quote(pair: Pair, _rng: Random) -> Pair:
    """A quotation that runs on: drop the closing mark where both sides are one whole quotation."""
    if all(s.count('"') == 2 and s.startswith('"') and s.endswith('"') for s in pair):
        return pair[0][:-1], pair[1][:-1]
    return pair


def headline(pair: Pair, _rng: Random) -> Pair:
    """Drop the final stop from both sides."""
    if all(s.endswith(".") and not s.endswith("..") for s in pair):
        return pair[0][:-1].rstrip(), pair[1][:-1].rstrip()
    return pair


def capitals(pair: Pair, _rng: Random) -> Pair:
    """Set both sides in capitals."""
    return pair[0].upper(), pair[1].upper()


def strip_accents(pair: Pair, _rng: Random) -> Pair:
    """Take the accents off the French side."""
    decomposed = unicodedata.normalize("NFD", pair[0])
    return "".join(c for c in decomposed if not unicodedata.combining(c)), pair[1]


def typo(pair: Pair, rng: Random) -> Pair:
    """Swap two neighbouring letters of one French word."""
    src = pair[0]
    spots = [i for i in range(1, len(src) - 1) if src[i].islower() and src[i + 1].islower()]
    if not spots:
        return pair
    i = rng.choice(spots)
    return src[:i] + src[i + 1] + src[i] + src[i + 2:], pair[1]


def swap_numbers(pair: Pair, rng: Random) -> Pair:
    """Replace every short number that stands once on each side by another of the same length."""
    src, tgt = pair
    for number in set(NUMBER.findall(src)) & set(NUMBER.findall(tgt)):
        if len(NUMBER.findall(src)) == len(NUMBER.findall(tgt)) and src.count(number) == tgt.count(number) == 1:
            low = 10 ** (len(number) - 1)
            fresh = str(rng.randrange(max(2, low), low * 10))
            src, tgt = src.replace(number, fresh), tgt.replace(number, fresh)
    return src, tgt


class Names:
    """A pool of (French, English) names; swaps them for names that read the same on both sides of a pair."""

    def __init__(self, pool: list[Pair]) -> None:
        self.pool = pool

    def swap(self, pair: Pair, rng: Random) -> Pair:
        src, tgt = pair
        for name in sorted(set(NAME.findall(src)) & set(NAME.findall(tgt))):
            if src.count(name) == tgt.count(name) == 1 and self.pool:
                fresh_src, fresh_tgt = rng.choice(self.pool)
                src, tgt = src.replace(name, fresh_src), tgt.replace(name, fresh_tgt)
        return src, tgt


def join(first: Pair, second: Pair) -> Pair | None:
    """A window of two sentences, or None where it would be too long or the first does not end as one."""
    if not all(s[-1:] in '.!?"' for s in first):
        return None
    window = (f"{first[0]} {second[0]}", f"{first[1]} {second[1]}")
    return window if all(len(s.split()) <= MAX_WINDOW_WORDS for s in window) else None


def augment(pair: Pair, names: Names, rng: Random, rate: float) -> Pair:
    """Apply each change with its own probability times `rate` (1 for repeats, lower for a first copy)."""
    for change, probability in (
        (names.swap, 0.25),
        (swap_numbers, 0.15),
        (half_quote, 0.2),
        (quote_whole, 0.06),
        (headline, 0.08),
        (strip_accents, 0.02),
        (typo, 0.04),
        (capitals, 0.015),
    ):
        if rng.random() < probability * rate:
            pair = change(pair, rng)
    return pair
