"""Tests of the recipe on made-up text; the last one takes a step with the full-size model on the CPU."""

import tempfile
import unittest
from pathlib import Path
from random import Random

import numpy as np
import torch
from safetensors.torch import save_file

import forward
from augment import swap_numbers
from average import mean
from backtranslate import keep
from batches import Place, Shards, stream
from fast import EMBEDDING, Kept, Shape, fresh
from fidelity import fidelity
from loss import TiedCrossEntropy
from pack import NOT_ALIGNED, swap
from parts import PART, grow
from pieces import words
from prepare import keep as usable
from prepare import read_source
from sources import WRITTEN
from spans import quote_span
from tokenizer import SIZES
from step import Flat, gradients, update
from typography import normalise


def write_shards(folder: Path, n_pairs: int, n_words: int) -> None:
    """Random pairs; in every other pair target piece t is linked to source piece t."""
    rng = np.random.default_rng(0)
    lengths = rng.integers(3, 9, n_pairs)
    ids = [np.append(rng.integers(3, n_words, n - 1), 0) for n in lengths]
    links = [[(i, i) for i in range(n - 1)] if row % 2 else [] for row, n in enumerate(lengths)]
    np.savez(
        folder / "000.npz", src=np.concatenate(ids).astype(np.uint16), tgt=np.concatenate(ids).astype(np.uint16),
        src_len=lengths.astype(np.uint16), tgt_len=lengths.astype(np.uint16), news=np.zeros(n_pairs, bool),
        links=np.array([link for pair in links for link in pair], np.uint8),
        n_links=np.array([len(p) if row % 2 else NOT_ALIGNED for row, p in enumerate(links)], np.uint16),
    )


class Text(unittest.TestCase):
    def test_back_translations_that_failed_are_dropped(self) -> None:
        english = 'He said "no" to all 12 of them on Monday.'
        self.assertTrue(keep('Il a dit "non" aux 12, tous, lundi.', english))
        for failed in (
            "Il a dit non aux 12, tous, lundi.",  # marks
            'Il a dit "non" à tous lundi dernier.',  # a number
            'Il a "dit" 12',  # length
            'Il a dit "non" aux 12 de la ville de la ville lundi.',  # in circles
        ):
            self.assertFalse(keep(failed, english), failed)

    def test_what_was_written_can_be_read_and_kept(self) -> None:
        pairs = read_source(WRITTEN, Path(), Path())
        kept = [pair for pair in pairs if usable((normalise(pair[0]), normalise(pair[1])))]
        self.assertGreater(len(pairs), 23_000)
        self.assertGreater(len(kept) / len(pairs), 0.99)
        self.assertEqual(len(set(pairs)), len(pairs))

    def test_the_engine_s_english_is_kept_where_nothing_shows_that_it_failed(self) -> None:
        known = {"he", "said", "no", "to", "all", "on", "monday"}
        french = 'Marielle a dit "non" à tous les 12 lundi.'
        self.assertTrue(forward.keep(french, 'Marielle said "no" to all 12 on Monday.', known))
        for failed in (
            "Marielle said no to all 12 on Monday.",  # marks
            'Marielle said "no" to all on Monday.',  # a number
            'Marielle said "no" to tous 12 on Monday.',  # a word that is not English
            'Marielle "said" 12.',  # length
        ):
            self.assertFalse(forward.keep(french, failed, known), failed)

    def test_a_run_cut_short_goes_on_where_it_stopped(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            out, seen = Path(folder) / "some.tsv", []
            sentences = [str(n) for n in range(2 * PART + 5)]

            def lines(part: list[str]) -> list[str]:
                if len(seen) == 1:
                    seen.append(0)
                    raise KeyboardInterrupt
                seen.append(len(part))
                return [f"{n}\n" for n in part]

            with self.assertRaises(KeyboardInterrupt):
                grow(out, sentences, lines)
            grow(out, sentences, lines)
            self.assertEqual(out.read_text().split(), sentences)

    def test_a_mean_takes_checkpoints_and_model_directories(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            a, b = Path(folder) / "a.pt", Path(folder) / "b"
            b.mkdir()
            torch.save({"w": torch.tensor([[1.0, 2.0]])}, a)
            save_file({"w": torch.tensor([[3.0, 6.0]]), "only here": torch.zeros(1)}, b / "model.safetensors")
            self.assertEqual({n: w.tolist() for n, w in mean([b, a]).items()}, {"w": [[2.0, 4.0]]})

    def test_a_pair_is_turned_round(self) -> None:
        self.assertEqual(swap("wmt08\t1\tle chat\tthe cat\n"), "wmt08\t1\tthe cat\tle chat\n")

    def test_typography(self) -> None:
        for given, wanted in (
            ("« L’État », dit-il", '"L\'État", dit-il'),
            ("Izzy : ``Oui''", 'Izzy : "Oui"'),
            ("dit : “ 20\u202f% ”\u200b…", 'dit : "20 %"...'),
            ("e\u0301te\u0301", "été"),
        ):
            self.assertEqual(normalise(given), wanted)
            self.assertEqual(normalise(wanted), wanted)

    def test_words_know_their_pieces(self) -> None:
        self.assertEqual(words(["▁l", "'", "OT", "AN", "▁dit"])[1], [(0, 1), (1, 2), (2, 4), (4, 5)])

    def test_quoted_span_is_quoted_on_both_sides(self) -> None:
        pair = ("Le chat noir dort sur le lit", "The black cat sleeps on the bed")
        links = {(0, 0), (1, 2), (2, 1), (3, 3), (4, 4), (5, 5), (6, 6)}
        for seed in range(20):
            src, tgt, moved = quote_span(*pair, links, Random(seed))
            self.assertEqual(src.count('"'), tgt.count('"'))
            self.assertEqual(len(moved), len(links) + src.count('"'))

    def test_numbers_change_together(self) -> None:
        src, tgt = swap_numbers(("En 2004, 12 morts", "In 2004, 12 dead"), Random(1))
        self.assertEqual(src.split()[1], tgt.split()[1])
        self.assertEqual(fidelity([src], [tgt])["numbers_carried"], 1.0)

    def test_inner_quotations_may_stand_in_single_marks(self) -> None:
        src = ['Elle dit: "Il a crié "non"."'] * 3
        out = ['She says: "He cried \'no\'."', 'She says: "He didn\'t cry."', 'She says: "He cried "no"."']
        found = fidelity(src, out)
        self.assertEqual((found["quotes_equal"], found["quotes_equal_with_inner"]), (0.3333, 0.6667))


class Training(unittest.TestCase):
    def test_loss_is_label_smoothed_cross_entropy(self) -> None:
        hidden, weight = torch.randn(300, 16, requires_grad=True), torch.randn(50, 16, requires_grad=True)
        target = torch.randint(0, 50, (300,))
        gradients = []
        for total in (
            TiedCrossEntropy.apply(hidden, weight, target, 0.1, torch.float32),
            torch.nn.functional.cross_entropy(hidden @ weight.T, target, label_smoothing=0.1, reduction="sum"),
        ):
            gradients.append((total.detach(), *torch.autograd.grad(total, (hidden, weight))))
        for ours, theirs in zip(*gradients, strict=True):
            torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)

    def test_stream_resumes_where_it_stood(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_shards(Path(folder), 200, 90)
            shards = Shards(Path(folder), news_only=False)
            place = Place()
            first = stream(shards, place, 1, 64, 2)
            for _ in range(5):
                next(first)
            again = stream(shards, Place(place.epoch, place.position), 1, 64, 2)
            for ours, theirs in zip(next(first), next(again), strict=True):
                np.testing.assert_array_equal(ours, theirs)

    def test_guide_row_is_the_step_that_reads_the_piece(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_shards(Path(folder), 8, 90)
            shards = Shards(Path(folder), news_only=False)
            guide = shards.batch(np.array([1]), pad=99, start=99).guide[0]
            n = int(shards.tgt_len[1])
            self.assertEqual(guide[0].sum(), 0)
            self.assertEqual(guide[1 : n].argmax(1).tolist(), list(range(n - 1)))

    def test_a_step_of_the_base_size(self) -> None:
        size = SIZES["base"]
        pad = size.vocabulary
        shape = Shape(pad + 1, size.d_model, size.encoder_ffn_dim, size.encoder_layers, size.decoder_layers,
                      size.encoder_attention_heads, pad)
        flat = Flat(fresh(shape, 1), "cpu")
        with tempfile.TemporaryDirectory() as folder:
            write_shards(Path(folder), 8, 90)
            batch = Shards(Path(folder), news_only=False).batch(np.arange(8), pad, pad)
        sums = gradients(shape, flat, batch, Kept(0.1, torch.bfloat16), torch.bfloat16, 0.3)
        self.assertGreater(sums.n_guided, 0)
        self.assertTrue(torch.isfinite(flat.data.grad).all())
        self.assertTrue(all(float(w.grad.abs().sum()) > 0 for w in flat.weights.values()), "every weight has a share in the loss")
        before = flat.weights[EMBEDDING].detach().clone()
        update(shape, flat, torch.optim.AdamW([flat.data], lr=1e-3))
        self.assertFalse(torch.equal(before, flat.weights[EMBEDDING]), "one buffer, seen by its names")


if __name__ == "__main__":
    unittest.main()
