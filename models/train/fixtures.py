"""Makes the reference fixtures of tests/parity.rs with the `transformers` library.

    python models/train/fixtures.py            # the tiny models
    python models/train/fixtures.py models/fr-en   # the same, and the shipped model

Everything is written under tests/fixtures/nmt. The tiny models are random but seeded, one for each
variant of the configuration that the engine supports; the sentences are our own.
Needs: torch, transformers, sentencepiece, safetensors (versions in the fixtures' "made_with").
"""

import hashlib
import io
import json
import random
import shutil
import sys
import unicodedata
import warnings
from pathlib import Path

import sentencepiece
import torch
import transformers
from safetensors.torch import save_file
from transformers import GenerationConfig, MarianConfig, MarianMTModel, MarianTokenizer

from floats import as_floats

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "tests" / "fixtures" / "nmt"
SENTENCES = (OUT / "sentences.fr").read_text(encoding="utf-8").splitlines()
MADE_WITH = {
    "torch": torch.__version__.split("+")[0],
    "transformers": transformers.__version__,
    "sentencepiece": sentencepiece.__version__,
}


def odd_strings(rng):
    """Strings a tokenizer may trip over: spaces, controls, scripts, repeats, broken typography."""
    strings = [
        "", " ", "   ", "\t", "\n", " \u00a0 ", "a", "é", "e\u0301", "  deux   espaces  ",
        "tab\tici", "ligne\nsuivante", "fin \n", "nul\x00au milieu", "\x00", "\x01\x02",
        "cloche\x07", "\u200b", "zéro\u200blargeur", "mot\u00adcoupé", "\ufeffmarque", "l\u2019été",
        "«\u00a0Oui\u00a0»", "''Non''", "“Peut-être”", "‹ bien ›", "…", "......", "--------",
        "aaaaaaaaaaaaaaaa", "ababababababab", "!?!?!?!?", "12345678901234567890", "1 234 567,89",
        "½ ¼ ² ³ №", "ﬁn ﬂot œuvre Œuvre æ", "ＦＵＬＬ　ＷＩＤＴＨ", "㎏ ℃ ™ ® ©", "straße ẞ",
        "İstanbul ıI", "Ελληνικά", "Русский язык", "العربية لغة جميلة", "עברית", "हिन्दी", "ไทย",
        "日本語のテキスト", "한국어", "中文字符", "😀😃", "👩‍👩‍👧‍👦", "🇫🇷", "👍🏽", "a\u0300\u0316\u0301",
        "a@@b", "@@ @@@", "n\u0303", "Å Å Å", "\u1e9b\u0323", "▁", "▁▁", "a▁b", " ▁ ", "▁mot", "<", "<0x41>",
        ">>en<<", "texte >>en<< texte", "<b>gras</b>", "&amp;", "C:\\chemin\\", "https://exemple.fr/a?b=c&d=é",
        "nom@exemple.org", "#motdièse", "\u2028\u2029", "\x85", "\u3000", "\u2003a\u2003", "a\u202fb",
        "\ud7ff\ue000", "\U0010fffd", "\ufffd", "\u0378", "x" * 300, "é" * 120, ". " * 60, "«" * 20,
        "ﷺ", "\u0644\u0627", "Ⅷ", "①②③", "㍿", "ｶﾞ", "\u0bcd", "a\u0bcd", "\u1100\u1161\u11a8",
    ]  # fmt: skip
    words = sorted({w for s in SENTENCES for w in s.split()})
    glue = [" ", "  ", "\u00a0", "\u202f", "-", "'", "’", "/", "\t", "", "…", " — ", "\u00ad"]
    for _ in range(120):
        picked = [rng.choice(words) for _ in range(rng.randint(1, 8))]
        strings.append("".join(w + rng.choice(glue) for w in picked))
    for form in ["NFD", "NFKC", "NFKD"]:
        strings += [unicodedata.normalize(form, s) for s in rng.sample(SENTENCES, 8)]
    strings += [s.upper() for s in rng.sample(SENTENCES, 6)]
    blocks = [(0x20, 0x7F), (0xA0, 0x180), (0x300, 0x370), (0x600, 0x700), (0x2000, 0x2070),
              (0x2100, 0x2190), (0x3000, 0x3100), (0xFB00, 0xFB50), (0xFF00, 0xFFF0), (0x1F300, 0x1F650)]  # fmt: skip
    for _ in range(100):
        low, high = rng.choice(blocks)
        run = [chr(rng.randrange(low, high)) for _ in range(rng.randint(1, 12))]
        strings.append("".join(run))
    return strings


def marked(tokenizer, text):
    """The reference treats marks written in a text as marks; the engine never does."""
    return any(mark in text for mark in tokenizer.all_special_tokens) or text.startswith(">>")


def tokenizer_cases(tokenizer, strings):
    cases = []
    for text in strings:
        if not marked(tokenizer, text):
            cases.append({"text": text, "ids": tokenizer(text).input_ids})
    return cases


def rounded(values, digits=7):
    return [float(f"{v:.{digits}g}") for v in values]


@torch.no_grad()
def translations(model, tokenizer, sources, prefix, n_logits, limit):
    """Greedy and beam outputs, and what the model thinks of the greedy one."""
    cases = []
    config = model.config
    beams = model.generation_config.num_beams or 1
    beams = beams if beams > 1 else 4
    for number, source in enumerate(sources):
        ids = tokenizer([prefix + source], return_tensors="pt").input_ids
        greedy = model.generate(ids, num_beams=1, max_length=limit)[0].tolist()
        found = model.generate(
            ids, num_beams=beams, num_return_sequences=beams, max_length=limit,
            return_dict_in_generate=True, output_scores=True,
        )  # fmt: skip
        start, words = greedy[0], [i for i in greedy[1:] if i != config.pad_token_id]
        out = model(input_ids=ids, decoder_input_ids=torch.tensor([[start, *words]]),
                    output_attentions=True)  # fmt: skip
        log_probs = out.logits[0].log_softmax(-1)
        case = {
            "source": source,
            "ids": ids[0].tolist(),
            "greedy": {
                "ids": words,
                "text": tokenizer.decode(words, skip_special_tokens=True),
                "log_probs": rounded([log_probs[t, i].item() for t, i in enumerate(words)]),
            },
            "beam": [
                {
                    "ids": [i for i in sequence[1:].tolist() if i != config.pad_token_id],
                    "score": rounded([score.item()])[0],
                }
                for sequence, score in zip(found.sequences, found.sequences_scores)
            ],
        }
        case["beam"] = [b for b in case["beam"] if b["score"] > -1e8]
        case["text"] = tokenizer.decode(case["beam"][0]["ids"], skip_special_tokens=True)
        if number < n_logits:
            step = max(1, out.logits.shape[-1] // 400)
            case["logits"] = {
                "step": step,
                "rows": [rounded(row[::step].tolist()) for row in out.logits[0, :6]],
            }
            # [layer][head][target row][source column]
            case["attention"] = [
                [[rounded(row.tolist(), 5) for row in head[:5]] for head in layer[0]]
                for layer in out.cross_attentions
            ]
        cases.append(case)
    return cases


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


def train_spm(path, texts, size, **extra):
    # Through memory: a file would leave its name in the model, and every run other bytes.
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts), model_writer=model, vocab_size=size,
        model_type="unigram", bos_id=-1, eos_id=0, unk_id=1, pad_id=-1, num_threads=1,
        hard_vocab_limit=False, minloglevel=2, **extra,
    )  # fmt: skip
    path.write_bytes(model.getvalue())


def vocabulary(spm_paths, extra=()):
    ids = {"</s>": 0, "<unk>": 1}
    for path in spm_paths:
        spm = sentencepiece.SentencePieceProcessor(model_file=str(path))
        for i in range(spm.get_piece_size()):
            ids.setdefault(spm.id_to_piece(i), len(ids))
    for token in [*extra, "<pad>"]:
        ids.setdefault(token, len(ids))
    return ids


SHAPE = {
    "d_model": 16, "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4,
    "decoder_attention_heads": 4, "encoder_ffn_dim": 24, "decoder_ffn_dim": 24,
    "max_position_embeddings": 96, "activation_function": "relu", "scale_embedding": True,
}  # fmt: skip

# name: changes to the shape, generation settings, how it is stored
VARIANTS = {
    "base": ({}, {"num_beams": 4}, "f32"),
    "hub": (
        {"activation_function": "swish"},
        {"num_beams": 4, "renormalize_logits": True, "bad_words_ids": "pad", "forced_eos_token_id": 0},
        "bin",
    ),
    "untied": ({"activation_function": "gelu", "tie_word_embeddings": False}, {"num_beams": 3}, "f16"),
    "separate": (
        {"activation_function": "gelu_new", "share_encoder_decoder_embeddings": False},
        {"num_beams": 4, "early_stopping": True},
        "f16",
    ),
    "separate-untied": (
        {"share_encoder_decoder_embeddings": False, "tie_word_embeddings": False,
         "scale_embedding": False, "activation_function": "silu"},
        {"num_beams": 2, "length_penalty": 0.6},
        "f16",
    ),
    "uneven": (
        {"encoder_layers": 1, "decoder_layers": 3, "decoder_attention_heads": 2, "decoder_ffn_dim": 40},
        {"num_beams": 5, "early_stopping": "never", "length_penalty": 2.0},
        "bf16",
    ),
    "rules": (
        {},
        {"num_beams": 4, "no_repeat_ngram_size": 2, "min_length": 6, "forced_bos_token_id": 9,
         "suppress_tokens": [12, 13], "begin_suppress_tokens": [14], "bad_words_ids": [[15, 16], [17]],
         "forced_eos_token_id": 0},
        "f16",
    ),
    "languages": ({}, {"num_beams": 4}, "f16"),
}  # fmt: skip


def tiny(name, number):
    shape, generation, stored = VARIANTS[name]
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shape = {**SHAPE, **shape}
    separate = not shape.get("share_encoder_decoder_embeddings", True)
    bytes_too = name in ("base", "uneven")
    size = 340 if bytes_too else 110
    train_spm(folder / "source.spm", SENTENCES, size, byte_fallback=bytes_too, character_coverage=0.98,
              # The rules of NFKC take 240 kB, so one model has them.
              normalization_rule_name="nmt_nfkc" if name == "base" else "identity",
              user_defined_symbols=["@@"] if name == "rules" else [],
              remove_extra_whitespaces=name != "untied", add_dummy_prefix=name != "rules")  # fmt: skip
    if separate or name == "base":
        train_spm(folder / "target.spm", [s.replace("e", "u") for s in SENTENCES], 90,
                  normalization_rule_name="identity")  # fmt: skip
    else:
        shutil.copy(folder / "source.spm", folder / "target.spm")
    languages = [">>deu<<", ">>fra<<"] if name == "languages" else []
    spms = [folder / "source.spm"] if separate else [folder / "source.spm", folder / "target.spm"]
    ids = vocabulary(spms, languages)
    write(folder / "vocab.json", ids)
    tokenizer_config = {"tokenizer_class": "MarianTokenizer", "separate_vocabs": separate}
    target_ids = ids
    if separate:
        # The decoder's marks keep the encoder's ids, as the configuration has one of each.
        target_ids = vocabulary([folder / "target.spm"])
        del target_ids["<pad>"]
        target_ids["<pad>"] = ids["<pad>"]
        write(folder / "target_vocab.json", target_ids)
    write(folder / "tokenizer_config.json", tokenizer_config)
    pad = ids["<pad>"]
    config = MarianConfig(
        vocab_size=len(ids), decoder_vocab_size=max(target_ids.values()) + 1, pad_token_id=pad,
        decoder_start_token_id=pad, eos_token_id=0, forced_eos_token_id=None, **shape,
    )  # fmt: skip
    torch.manual_seed(number)
    model = MarianMTModel._from_config(config, attn_implementation="eager").eval()
    spread(model, stored)
    if generation.get("bad_words_ids") == "pad":
        generation = {**generation, "bad_words_ids": [[pad]]}
    settings = {"eos_token_id": 0, "pad_token_id": pad, "decoder_start_token_id": pad, **generation}
    model.generation_config = GenerationConfig(**settings)
    save(model, folder, stored, settings)
    # Read back: what is compared is what is stored.
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    tokenizer = MarianTokenizer.from_pretrained(folder)
    prefix = ">>fra<<" if languages else ""
    cases = translations(model, tokenizer, SENTENCES[number::7][:6], prefix, 1, 20)
    odd = odd_strings(random.Random(number))
    strings = {"base": odd, "untied": odd, "uneven": odd[:90], "rules": odd[:90]}.get(name, SENTENCES[:5])
    write(folder / "expected.json", {
        "made_with": MADE_WITH, "limit": 20, "cases": cases,
        "tokenizer": tokenizer_cases(tokenizer, strings),
    })  # fmt: skip


@torch.no_grad()
def spread(model, stored):
    """Weights large enough that outputs differ from each other, in numbers the file can hold."""
    dtype = {"f16": torch.float16, "bf16": torch.bfloat16}.get(stored, torch.float32)
    for name, p in model.named_parameters():
        if "embed_positions" in name:
            continue
        if "layer_norm" in name:
            p.add_(torch.randn_like(p) * 0.1)
        elif name.endswith("bias"):
            p.copy_(torch.randn_like(p) * 0.1)
        else:
            p.copy_(torch.randn_like(p) * (0.25 if "embed" in name or "shared" in name else 0.35))
        p.copy_(p.to(dtype).float())
    model.final_logits_bias.copy_((torch.randn_like(model.final_logits_bias) * 0.5).to(dtype).float())
    # The end has to come now and then.
    model.final_logits_bias[0, 0] += 1.0
    model.tie_weights()


def save(model, folder, stored, settings):
    config = model.config.to_dict()
    keep = ["architectures", "model_type", "vocab_size", "decoder_vocab_size", "pad_token_id",
            "decoder_start_token_id", "eos_token_id", "share_encoder_decoder_embeddings",
            "tie_word_embeddings", "is_encoder_decoder", "forced_eos_token_id", *SHAPE]  # fmt: skip
    config = {key: config.get(key) for key in keep}
    config["architectures"] = ["MarianMTModel"]
    if stored == "bin":
        # As published: dozens of keys that mean nothing to the computation.
        config.update(add_bias_logits=False, add_final_layer_norm=False, classif_dropout=0.0,
                      classifier_dropout=0.0, extra_pos_embeddings=config["vocab_size"],
                      id2label={"0": "LABEL_0"}, normalize_before=False, normalize_embedding=False,
                      num_hidden_layers=2, static_position_embeddings=True, use_cache=True,
                      activation_dropout=0.0, init_std=0.02, dropout=0.1)  # fmt: skip
    write(folder / "config.json", config)
    write(folder / "generation_config.json", settings)
    state = model.state_dict()
    if stored == "bin":
        torch.save(state, folder / "pytorch_model.bin")
        return
    dtype = {"f16": torch.float16, "bf16": torch.bfloat16}.get(stored, torch.float32)
    seen, kept = set(), {}
    for name, tensor in state.items():
        # One copy of what is shared, no computed tables: the smallest file that is complete.
        if "embed_positions" in name or tensor.data_ptr() in seen:
            continue
        seen.add(tensor.data_ptr())
        kept[name] = tensor.to(dtype).contiguous().clone()
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})


def weights_sha256(folder):
    """Of one file, or of what `sha256sum` prints of the shards: as the program records it."""
    if (folder / "model.safetensors").exists():
        return hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    shards = sorted(folder.glob("model-*-of-*.safetensors"))
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in shards]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def shipped(folder):
    folder = Path(folder)
    with as_floats(folder) as floats:
        model = MarianMTModel.from_pretrained(floats, dtype=torch.float32, attn_implementation="eager").eval()
        tokenizer = MarianTokenizer.from_pretrained(floats)
    limit = min(128, model.config.max_position_embeddings)
    cases = translations(model, tokenizer, SENTENCES, "", 2, limit)
    for case in cases:
        case.pop("attention", None)
        case["beam"] = case["beam"][:1]
    write(OUT / "fr-en.json", {
        "made_with": MADE_WITH, "limit": limit, "weights_sha256": weights_sha256(folder),
        "cases": cases, "tokenizer": tokenizer_cases(tokenizer, SENTENCES + odd_strings(random.Random(1))),
    })  # fmt: skip


def main():
    torch.set_num_threads(1)
    for number, name in enumerate(VARIANTS):
        tiny(name, number)
    if len(sys.argv) > 1:
        shipped(sys.argv[1])
    size = sum(p.stat().st_size for p in OUT.rglob("*") if p.is_file())
    print(f"{size / 1e6:.2f} MB in {OUT.relative_to(ROOT)}")
    assert size < 1.5e6, "fixtures are kept small"


if __name__ == "__main__":
    main()
