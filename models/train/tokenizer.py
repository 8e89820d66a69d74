"""Stage 2, tokenizer: a joint SentencePiece model of the mix and an untrained model directory of a given size.

In: `WORK/mix.tsv`, and with `--data` news in either language beside it. Out: `WORK/start-SIZE/` with `source.spm` = `target.spm`, `vocab.json`, `config.json`.
A run that continues from an existing model directory skips this stage and passes that directory as `--start`.
"""

import argparse
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import sentencepiece
from transformers import MarianConfig

import mono

SPECIAL = ("</s>", "<unk>", ">>en<<")  # the first ids; `<pad>` takes the last
SENTENCES = 1_500_000  # at most, both languages together
NEWS = {"en": 250_000, "fr": 200_000}  # sentences of news in one language, so that its names have pieces


@dataclass(frozen=True)
class Size:
    vocabulary: int  # pieces, without <pad>
    d_model: int
    encoder_ffn_dim: int
    decoder_ffn_dim: int
    encoder_layers: int
    decoder_layers: int
    encoder_attention_heads: int
    decoder_attention_heads: int


SIZES = {
    "pilot": Size(8_000, 256, 1024, 1024, 4, 2, 4, 4),  # 7.4 M parameters, for two CPU cores
    "base": Size(16_000, 512, 2048, 2048, 6, 2, 8, 8),  # 35.5 M parameters, for a GPU
}


def texts(mix: Path, data: Path | None, rng: Random) -> list[str]:
    """Both sides of the mix and, where there is more, news, shuffled."""
    with mix.open(encoding="utf-8", newline="\n") as lines:
        found = [side for line in lines for side in line.rstrip("\n").split("\t")[2:]]
    if data is not None:
        found += [text for language, limit in NEWS.items() for text in mono.sentences(data, language, limit, rng)]
    rng.shuffle(found)
    return found[:SENTENCES]


def train_pieces(sentences: list[str], out: Path, vocabulary: int) -> None:
    """Unigram pieces over both languages, digits apart; bytes as a fallback, so that nothing is ever `<unk>`."""
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences), model_prefix=str(out / "source"), vocab_size=vocabulary,
        model_type="unigram", byte_fallback=True, character_coverage=0.9998, unk_id=1, eos_id=0, bos_id=-1,
        pad_id=-1, user_defined_symbols=[">>en<<"], split_digits=True, num_threads=2, minloglevel=2,
    )
    (out / "source.model").rename(out / "source.spm")
    (out / "source.vocab").unlink()
    shutil.copyfile(out / "source.spm", out / "target.spm")


def write_directory(out: Path, size: Size) -> None:
    """`vocab.json` and `config.json` beside the trained pieces."""
    spm = sentencepiece.SentencePieceProcessor(model_file=str(out / "source.spm"))
    pieces = [spm.id_to_piece(i) for i in range(len(spm))]
    order = [*SPECIAL, *(p for p in pieces if p not in SPECIAL), "<pad>"]
    (out / "vocab.json").write_text(json.dumps({p: i for i, p in enumerate(order)}, ensure_ascii=False), encoding="utf-8")
    pad = len(order) - 1
    shape = {k: v for k, v in asdict(size).items() if k != "vocabulary"}
    config = MarianConfig(
        **shape, vocab_size=len(order), decoder_vocab_size=len(order), pad_token_id=pad, decoder_start_token_id=pad,
        eos_token_id=0, forced_eos_token_id=0, bos_token_id=None, activation_function="relu", scale_embedding=True,
        share_encoder_decoder_embeddings=True, tie_word_embeddings=True, max_position_embeddings=256,
        dropout=0.0, attention_dropout=0.0, activation_dropout=0.0, init_std=0.02, architectures=["MarianMTModel"],
    )
    config.save_pretrained(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--size", choices=SIZES, default="pilot")
    parser.add_argument("--data", type=Path, help="training data: its news in one language is read too")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    out = args.work / f"start-{args.size}"
    out.mkdir(exist_ok=True)
    sentences = texts(args.work / "mix.tsv", args.data, Random(args.seed))
    train_pieces(sentences, out, SIZES[args.size].vocabulary)
    write_directory(out, SIZES[args.size])
    print(f"{out}: {SIZES[args.size]}")


if __name__ == "__main__":
    main()
