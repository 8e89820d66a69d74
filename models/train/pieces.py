"""Pieces: text → SentencePiece ids as the model directory numbers them, and words → the pieces that spell them."""

import json
import re
from pathlib import Path

import sentencepiece

WORD = re.compile(r"\w+|[^\w\s]")
BYTE = re.compile(r"<0x[0-9A-F]{2}>")
Span = tuple[int, int]


class Pieces:
    """The joint tokenizer of a model directory (`source.spm`, `vocab.json`)."""

    def __init__(self, model_dir: Path) -> None:
        self.spm = sentencepiece.SentencePieceProcessor(model_file=str(model_dir / "source.spm"))
        self.vocab: dict[str, int] = json.loads((model_dir / "vocab.json").read_text(encoding="utf-8"))
        self.ids = [self.vocab.get(self.spm.id_to_piece(i), self.vocab["<unk>"]) for i in range(len(self.spm))]
        self.eos = self.vocab["</s>"]
        self.pad = self.vocab["<pad>"]
        self.tag = self.vocab[">>en<<"]  # opens made-up sources in training, and nothing else

    def encode(self, texts: list[str]) -> list[list[int]]:
        """Ids of each text, closed by `</s>`."""
        return [[self.ids[i] for i in spm_ids] + [self.eos] for spm_ids in self.spm.encode(texts)]

    def split(self, text: str) -> list[str]:
        return self.spm.encode(text, out_type=str)


def words(pieces: list[str]) -> tuple[list[str], list[Span]]:
    """Words (runs of letters and digits, single marks) spelled by pieces, each with its half-open piece span.

    `["▁l", "'", "OTAN", "▁dit"]` → `["l", "'", "OTAN", "dit"]`, `[(0, 1), (1, 2), (2, 3), (3, 4)]`.
    """
    surface = ""
    owner: list[int] = []  # owner[c] is the piece that character c belongs to
    for i, piece in enumerate(pieces):
        text = "\u00bf" if BYTE.fullmatch(piece) else piece.replace("\u2581", " ")
        surface += text
        owner += [i] * len(text)
    found = list(WORD.finditer(surface))
    return [m.group() for m in found], [(owner[m.start()], owner[m.end() - 1] + 1) for m in found]
