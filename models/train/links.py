"""Stage 7, links: word links read from the alignment head by teacher forcing, as Pharaoh lines for a scorer.

In: two files of tokenised sentences, one a line, and a model directory. Out: `i-j …` lines, source-target, from 0.
The engine reads its links the same way (README, "The alignment head").
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor
from transformers import MarianMTModel

from floats import as_floats
from pieces import BYTE, Pieces
from typography import normalise

SECOND = 0.25  # a further source word is linked when it holds at least this share of the target word's attention


def token_of_piece(pieces: list[str]) -> list[int]:
    """For each piece, the number of the space-separated token it belongs to."""
    owner, n_seen = [], -1
    for piece in pieces:
        n_seen += piece.startswith("\u2581") and not BYTE.fullmatch(piece)
        owner.append(max(n_seen, 0))
    return owner


@torch.inference_mode()
def attention(model: MarianMTModel, pieces: Pieces, pair: list[list[str]], head: dict) -> Tensor:
    """Rows: target pieces; columns: source pieces and `</s>`. Mean over the named heads (all when none are named)."""
    src, tgt = ([pieces.vocab.get(p, pieces.vocab["<unk>"]) for p in side] for side in pair)
    out = model(
        input_ids=torch.tensor([[*src, pieces.eos]]),
        decoder_input_ids=torch.tensor([[model.config.decoder_start_token_id, *tgt]]),
        output_attentions=True, use_cache=False,
    )
    layer = out.cross_attentions[head["layer"]][0]
    weights = layer[head["heads"]].mean(0) if head["heads"] else layer.mean(0)
    return weights[1:] if head["shift"] else weights[:-1]


def read_links(weights: Tensor, src_owner: list[int], tgt_owner: list[int]) -> list[tuple[int, int]]:
    """Each target word links to the source word with most of its attention, and to close seconds; `</s>` is null."""
    n_src, n_tgt = max(src_owner) + 1, max(tgt_owner) + 1
    columns = torch.zeros(weights.shape[1], n_src + 1)
    columns[torch.arange(weights.shape[1]), torch.tensor([*src_owner, n_src])] = 1.0
    rows = torch.zeros(n_tgt, weights.shape[0])
    rows[torch.tensor(tgt_owner), torch.arange(weights.shape[0])] = 1.0
    table = rows @ weights @ columns / rows.sum(1, keepdim=True)
    links = []
    for j, row in enumerate(table):
        best = int(row.argmax())
        if best != n_src:
            links += [(i, j) for i in range(n_src) if i == best or row[i] >= SECOND]
    return links


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--src", type=Path, required=True)
    parser.add_argument("--tgt", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--head", type=int, nargs="*", help="read these heads of the last layer instead (none: all)")
    parser.add_argument("--no-shift", action="store_true", help="read a word's row at the step that predicts it")
    args = parser.parse_args()

    torch.set_num_threads(1)
    pieces = Pieces(args.model)
    with as_floats(args.model) as floats:
        model = MarianMTModel.from_pretrained(floats, attn_implementation="eager").eval()
    head = getattr(model.config, "tarjuman_alignment", None) or {"layer": model.config.decoder_layers - 1, "heads": []}
    head = {"shift": True} | head
    if args.head is not None:
        head["heads"] = args.head
    if args.no_shift:
        head["shift"] = False
    lines = []
    for texts in zip(*(p.read_text(encoding="utf-8").splitlines() for p in (args.src, args.tgt)), strict=True):
        pair = [pieces.split(" ".join(normalise(token) for token in text.split())) for text in texts]
        weights = attention(model, pieces, pair, head)
        links = read_links(weights, *map(token_of_piece, pair))
        lines.append(" ".join(f"{i}-{j}" for i, j in links))
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
