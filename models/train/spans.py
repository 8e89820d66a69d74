"""Quotations by alignment: put quotation marks around a span of the source and the span it is linked to.

Newspapers quote fragments; a model that has seen few of them loses the marks. Word links say where the
counterpart of a fragment stands, so any sentence can carry one.
"""

from random import Random

from pieces import WORD

Links = set[tuple[int, int]]
TRIES = 6
LONGEST = 14  # words


def counterpart(first: int, last: int, links: Links) -> tuple[int, int] | None:
    """The target span linked to source words first..=last, if nothing outside is linked into it."""
    inside = [j for i, j in links if first <= i <= last]
    if not inside:
        return None
    low, high = min(inside), max(inside)
    if any(low <= j <= high and not first <= i <= last for i, j in links):
        return None
    return low, high


def stands_free(text: str, start: int, end: int) -> bool:
    """The span begins after a space and ends before a space or punctuation, as a quoted fragment does."""
    return (start == 0 or text[start - 1] == " ") and (end == len(text) or not text[end].isalnum() and text[end] not in "'-%")


def insert(text: str, start: int, end: int) -> str:
    return f'{text[:start]}"{text[start:end]}"{text[end:]}'


def quote_span(src: str, tgt: str, links: Links, rng: Random) -> tuple[str, str, Links]:
    """The pair with one linked span quoted on both sides and its links renumbered; unchanged where none fits."""
    src_words, tgt_words = list(WORD.finditer(src)), list(WORD.finditer(tgt))
    if '"' in src or '"' in tgt or len(src_words) < 5:
        return src, tgt, links
    for _ in range(TRIES):
        first = rng.randrange(len(src_words))
        last = min(first + rng.randrange(1, LONGEST), len(src_words) - 1)
        found = counterpart(first, last, links)
        if found is None:
            continue
        low, high = found
        spans = (src_words[first].start(), src_words[last].end()), (tgt_words[low].start(), tgt_words[high].end())
        content = src[slice(*spans[0])], tgt[slice(*spans[1])]
        if not all(c[0].isalnum() and c[-1].isalnum() for c in content):
            continue
        if not (stands_free(src, *spans[0]) and stands_free(tgt, *spans[1])):
            continue
        moved = {(i + (i >= first) + (i > last), j + (j >= low) + (j > high)) for i, j in links}
        marks = {(first, low), (last + 2, high + 2)}
        return insert(src, *spans[0]), insert(tgt, *spans[1]), moved | marks
    return src, tgt, links
