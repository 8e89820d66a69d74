"""Fidelity: what must survive translation whatever the wording – quotation marks, numbers, names – and collapse."""

import re

NUMBER = re.compile(r"\d+(?:[.,\s]\d{3})*(?:[.,]\d+)?")
NAME = re.compile(r"(?<=[a-zà-ÿ,] )(?!D'|L')[A-Z][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)*\b")
# A single mark that is no apostrophe: before a word, or after one.
INNER = re.compile(r"""(?:(?<=[\s"(])|^)'(?=\S)|(?<=\S)'(?=[\s"),.;:!?]|$)""")
WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
TENS = {"20": "twent", "30": "thirt", "40": "fort", "50": "fift", "60": "sixt", "70": "sevent", "80": "eight", "90": "ninet"}
LOOP = re.compile(r"(\S+(?: \S+){0,5})(?: \1){3,}")
STUTTER = re.compile(r"\b(\w+(?: \w+){1,3}) \1\b")  # two to four words, twice in a row


def digits(text: str) -> list[str]:
    """Numbers as bare digits, so that `1 500,5`, `1,500.5` and `1500.5` are the same number."""
    return [re.sub(r"\D", "", n) for n in NUMBER.findall(text)]


def said(number: str, before: str, after: str, found: list[str], out: str) -> bool:
    """Whether a number stands in the output in another form than its own digits.

    In words (« 7 ans », "seven years"); as a decade (« années 60 », "1960s", "sixties"); or joined with the number before
    or after it (« 5 mille 352 », "5,352").
    """
    low = out.lower()
    small = number.isdigit() and int(number) < len(WORDS) and re.search(rf"\b{WORDS[int(number)]}\b", low)
    decade = number in TENS and (re.search(rf"\b(?:19|20){number}('?s)?\b", low) or TENS[number] in low)
    joined = (before and before + number in found) or (after and number + after in found)
    return bool(small or decade or joined)


def nothing_lost(given: str, made: str, ratio: tuple[float, float]) -> bool:
    """Whether all that can be counted is there: words made a word given, quotation marks, numbers; and nothing turns in circles."""
    return (
        ratio[0] < len(made.split()) / len(given.split()) < ratio[1]
        and given.count('"') == made.count('"')
        and sorted(digits(given)) == sorted(digits(made))
        and not LOOP.search(made)
        and not STUTTER.search(made)
    )


def fidelity(sources: list[str], outputs: list[str]) -> dict[str, float | int]:
    """Shares over the segments (quotes), numbers and names of the sources; counts of loops and empty outputs.

    A name is a capitalised word inside a French sentence; it counts as carried when it stands in the output letter
    for letter, so names that English spells otherwise (Londres) bound the share from above.
    """
    quoted = balanced = inner = numbers = carried = otherwise = names = kept = 0
    for src, out in zip(sources, outputs, strict=True):
        if '"' in src:
            quoted += 1
            equal = out.count('"') == src.count('"')
            balanced += equal
            # English sets a quotation within another in single marks.
            inner += equal or out.count('"') + len(INNER.findall(out)) == src.count('"')
        found, wanted = digits(out), digits(src)
        every = list(found)
        for before, number, after in zip(["", *wanted], wanted, [*wanted[1:], ""]):
            numbers += 1
            if number in found:
                carried += 1
                found.remove(number)
            elif said(number, before, after, every, out):
                otherwise += 1
        for name in NAME.findall(src):
            names += 1
            kept += name in out
    return {
        "quotes_equal": round(balanced / max(quoted, 1), 4),
        "quotes_equal_with_inner": round(inner / max(quoted, 1), 4),
        "quoted_segments": quoted,
        "numbers_carried": round(carried / max(numbers, 1), 4),
        "numbers_in_any_form": round((carried + otherwise) / max(numbers, 1), 4),
        "numbers": numbers,
        "names_carried": round(kept / max(names, 1), 4),
        "names": names,
        "loops": sum(bool(LOOP.search(out)) and not LOOP.search(src) for src, out in zip(sources, outputs, strict=True)),
        "empty": sum(not out.strip() for out in outputs),
    }
