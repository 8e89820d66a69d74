"""Typography: what every text goes through before the tokenizer, in training and at run time alike.

The engine performs the same seven steps in the same order; `README.md` states them in words. Input: any
string. Output: one line whose quotation marks are all `"` and whose apostrophes are all `'`.
"""

import re
import unicodedata

SPACES = dict.fromkeys(map(ord, "\t\n\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
                                "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"), " ")
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), None)
CHARACTERS = {
    **SPACES,
    **INVISIBLE,
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc\u2032\u2039\u203a`\u00b4"), "'"),
    ord("\u2010"): "-",
    ord("\u2011"): "-",
    ord("\u2026"): "...",
}
OPENING = re.compile("[\u00ab\u201c\u201e] *")  # « “ „ and the spaces inside them
CLOSING = re.compile(" *[\u00bb\u201d]")  # » ” and the spaces inside them
RUN_OF_SPACES = re.compile(" +")


def normalise(text: str) -> str:
    """`« L’État », dit-il` → `"L'État", dit-il`."""
    text = unicodedata.normalize("NFC", text).translate(CHARACTERS)
    text = text.replace("''", '"')
    text = OPENING.sub('"', text)
    text = CLOSING.sub('"', text)
    text = text.replace("\u201f", '"').replace("\u2033", '"')
    return RUN_OF_SPACES.sub(" ", text).strip()
