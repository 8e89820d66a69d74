"""Makes the reference fixtures of tests/embed.rs with the `transformers` library.

    python models/train/encoders.py

Tiny random encoders, seeded, laid out as on the hub under tests/fixtures/embed, one for each way of making a
vector that the program reads: BERT with its own pooler, BERT with a mean and with a dense layer as
sentence-transformers writes them, XLM-RoBERTa with a mean. `vectors.json` beside each holds what comes out for our
sentences. Needs: torch, transformers, tokenizers, safetensors.
"""

import json
import shutil
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertModel, XLMRobertaConfig, XLMRobertaModel

OUT = Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "embed"
SENTENCES = [
    "Le ministre a quitté Doha hier soir.", "The minister left Doha last night.", "", "Oui.",
    "« Nous partons », a-t-il dit, « mais nous reviendrons avant la fin de l'année, quoi qu'il arrive. »",
    "غادر الوزير الدوحة مساء أمس.", "L'ÉTÉ à Orléans", "mot inconnu: ʘ",
]  # fmt: skip
VOCABULARY, WIDTH = 120, 16
SIZE = {
    "hidden_size": WIDTH, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32,
    "initializer_range": 0.4,
}  # fmt: skip


def tokenizer(kind: str) -> Tokenizer:
    """WordPiece for BERT, Unigram for RoBERTa, trained on our own few sentences."""
    first, last, pad, unknown = ("[CLS]", "[SEP]", "[PAD]", "[UNK]") if kind == "bert" else ("<s>", "</s>", "<pad>", "<unk>")
    special = [pad, unknown, first, last] if kind == "bert" else [first, pad, last, unknown]
    if kind == "bert":
        made = Tokenizer(models.WordPiece(unk_token=unknown))
        made.normalizer = normalizers.BertNormalizer(lowercase=False)
        made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(vocab_size=VOCABULARY, special_tokens=special)
    else:
        made = Tokenizer(models.Unigram())
        made.normalizer = normalizers.NFKC()
        made.pre_tokenizer = pre_tokenizers.Metaspace()
        trainer = trainers.UnigramTrainer(vocab_size=VOCABULARY, special_tokens=special, unk_token=unknown)
    made.train_from_iterator(SENTENCES, trainer)
    ids = {token: made.token_to_id(token) for token in (first, last)}
    made.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", pair=f"{first} $A {last} $B {last}", special_tokens=list(ids.items())
    )
    return made


def states(network: torch.nn.Module, text: str, made: Tokenizer) -> tuple[torch.Tensor, torch.Tensor]:
    """All states of one text, `[pieces, width]`, and the pooler's output where there is one."""
    ids = torch.tensor([made.encode(text).ids])
    with torch.no_grad():
        out = network(input_ids=ids, attention_mask=torch.ones_like(ids))
    return out.last_hidden_state[0], out.pooler_output


def write(name: str, kind: str, how: str) -> None:
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    torch.manual_seed(len(name))
    made = tokenizer(kind)
    if kind == "bert":
        config = BertConfig(vocab_size=made.get_vocab_size(), max_position_embeddings=128, **SIZE)
        network = BertModel(config, add_pooling_layer=True).eval()
    else:
        config = XLMRobertaConfig(
            vocab_size=made.get_vocab_size(), max_position_embeddings=130, type_vocab_size=1, pad_token_id=1, **SIZE
        )
        network = XLMRobertaModel(config, add_pooling_layer=False).eval()
    for parameter in network.parameters():  # biases and norms too, or a mistake in them would not show
        with torch.no_grad():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    network.save_pretrained(folder)
    made.save(str(folder / "tokenizer.json"))
    dense = torch.nn.Linear(WIDTH, 12)
    if how != "pooler":
        prefix = "sentence_transformers.models"
        steps = ["Transformer", "Pooling"] + (["Dense"] if how == "dense" else []) + ["Normalize"]
        folders = {"Transformer": "", "Pooling": "1_Pooling", "Dense": "2_Dense", "Normalize": "3_Normalize"}
        modules = [
            {"idx": i, "name": str(i), "path": folders[step], "type": f"{prefix}.{step}"} for i, step in enumerate(steps)
        ]
        (folder / "modules.json").write_text(json.dumps(modules))
        (folder / "1_Pooling").mkdir()
        pooling = {"word_embedding_dimension": WIDTH, "pooling_mode_cls_token": how == "dense"}
        pooling["pooling_mode_mean_tokens"] = how == "mean"
        (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    if how == "dense":
        (folder / "2_Dense").mkdir()
        says = {"in_features": WIDTH, "out_features": 12, "bias": True, "activation_function": "torch.nn.modules.activation.Tanh"}
        (folder / "2_Dense" / "config.json").write_text(json.dumps(says))
        save_file({"linear.weight": dense.weight.data, "linear.bias": dense.bias.data}, folder / "2_Dense" / "model.safetensors")
    rows = []
    for text in SENTENCES:
        all_states, pooled = states(network, text, made)
        with torch.no_grad():
            if how == "pooler":
                vector = pooled[0]
            elif how == "mean":
                vector = all_states.mean(0)
            else:
                vector = torch.tanh(dense(all_states[0]))
        rows.append({"text": text, "vector": [round(x, 6) for x in (vector / vector.norm()).tolist()]})
    versions = {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__}
    (folder / "vectors.json").write_text(json.dumps({"made_with": versions, "rows": rows}, ensure_ascii=False, indent=1) + "\n")


def main() -> None:
    write("bert-pooler", "bert", "pooler")
    write("bert-mean", "bert", "mean")
    write("bert-dense", "bert", "dense")
    write("roberta-mean", "xlm-roberta", "mean")


if __name__ == "__main__":
    main()
