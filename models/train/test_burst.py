"""`python -m unittest`: the fast model against `transformers`, the loss, batches on a device, the optimizer, what comes back."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from transformers import MarianConfig, MarianMTModel

import crossentropy
import floats
import landed
import quantise
from burst import write_weights
from fast import EMBEDDING, Marian, Shape, fresh
from muon import Optimizer, orthogonal
from packed import pack_lines, unpack_lines
from ragged import Pairs, Ragged, gather, plan
from sample import make, stutters, translate, worth

SHAPE = Shape(vocabulary=61, width=32, ffn=64, encoder_layers=2, decoder_layers=2, heads=4, pad=60)


def pairs() -> Pairs:
    src = Ragged.of(np.array([5, 6, 7, 0, 8, 9, 0]), np.array([4, 3]), "cpu")
    tgt = Ragged.of(np.array([15, 16, 0, 17, 18, 19, 0]), np.array([3, 4]), "cpu")
    links = Ragged.of(np.array([0 * 256 + 1, 1 * 256 + 1]), np.array([2, 0]), "cpu")
    return Pairs(src, tgt, links, torch.tensor([True, False]))


def peer(weights: dict) -> MarianMTModel:
    config = MarianConfig(
        vocab_size=SHAPE.vocabulary, decoder_vocab_size=SHAPE.vocabulary, d_model=SHAPE.width, encoder_ffn_dim=SHAPE.ffn,
        decoder_ffn_dim=SHAPE.ffn, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4,
        pad_token_id=SHAPE.pad, decoder_start_token_id=SHAPE.pad, eos_token_id=0, forced_eos_token_id=None,
        activation_function="relu", scale_embedding=True, share_encoder_decoder_embeddings=True, dropout=0.0,
    )
    model = MarianMTModel(config).eval()
    found = model.load_state_dict(weights, strict=False)
    assert not found.unexpected_keys, found
    model.tie_weights()
    return model


class Fast(unittest.TestCase):
    def setUp(self) -> None:
        self.weights = fresh(SHAPE, 1)
        for weight in self.weights.values():  # norms and biases that do something
            weight.add_(torch.randn(weight.shape, generator=torch.Generator().manual_seed(2)) * 0.1)
        self.weights[EMBEDDING][SHAPE.pad] = 0.0
        self.batch = gather(pairs(), plan(pairs(), 100, np.random.default_rng(1))[0], SHAPE.pad)

    def test_logits_are_those_of_transformers(self) -> None:
        model = Marian(SHAPE, self.weights, 0.0)
        bias = model.bias(self.batch.src)
        states, _ = model.decode(self.batch.tgt_in, model.encode(self.batch.src, bias), bias)
        ours = (states @ self.weights[EMBEDDING].T).flatten(0, 1)[self.batch.at]
        theirs = peer(self.weights)(
            input_ids=self.batch.src, attention_mask=(self.batch.src != SHAPE.pad).long(), decoder_input_ids=self.batch.tgt_in
        ).logits.flatten(0, 1)[self.batch.at]
        torch.testing.assert_close(ours, theirs, atol=2e-5, rtol=1e-4)

    def test_greedy_search_is_that_of_transformers(self) -> None:
        ours = translate(Marian(SHAPE, self.weights, 0.0), self.batch.src, 0, 0.0, 12)
        mask = (self.batch.src != SHAPE.pad).long()
        theirs = peer(self.weights).generate(
            input_ids=self.batch.src, attention_mask=mask, max_length=13, num_beams=1, do_sample=False,
            suppress_tokens=[SHAPE.pad],
        )[:, 1:]
        width = theirs.shape[1]
        self.assertEqual(ours[:, :width].tolist(), theirs.tolist())

    def test_batch_holds_the_pairs_and_their_links(self) -> None:
        whole = pairs()
        place = plan(whole, 100, np.random.default_rng(1))[0]
        batch = gather(whole, place, SHAPE.pad)
        first = place.rows.tolist().index(0)
        self.assertEqual(batch.src[first].tolist(), [5, 6, 7, 0] + [60] * 4)
        self.assertEqual(batch.tgt_in[first, :3].tolist(), [60, 15, 16])
        self.assertEqual(sorted(batch.gold.tolist()), sorted(whole.tgt.flat.tolist()))
        self.assertEqual(batch.guide[first, 2, :4].tolist(), [0.5, 0.5, 0.0, 0.0])
        self.assertEqual(batch.guide[first, 1, :4].tolist(), [0.0, 0.0, 0.0, 1.0])
        self.assertEqual(float(batch.guide[1 - first].sum()), 0.0)

    def test_prefix_goes_before_every_sequence(self) -> None:
        found = pairs().src.prefixed([1, 2])
        self.assertEqual(found.flat.tolist(), [1, 2, 5, 6, 7, 0, 1, 2, 8, 9, 0])
        self.assertEqual(found.rows(torch.tensor([1]), 8, 60).tolist(), [[1, 2, 8, 9, 0, 60, 60, 60]])


class Loss(unittest.TestCase):
    def test_gradients_are_those_of_torch(self) -> None:
        rng = torch.Generator().manual_seed(1)
        hidden = torch.randn(7, 8, generator=rng, requires_grad=True)
        weight = torch.randn(11, 8, generator=rng, requires_grad=True)
        target = torch.randint(0, 11, (7,), generator=rng)
        ours = crossentropy.TiedCrossEntropy.apply(hidden, weight, target, 0.1)
        grads = torch.autograd.grad(ours, (hidden, weight))
        theirs = torch.nn.functional.cross_entropy(hidden @ weight.T, target, label_smoothing=0.1)
        torch.testing.assert_close(ours, theirs)
        for a, b in zip(grads, torch.autograd.grad(theirs, (hidden, weight)), strict=True):
            torch.testing.assert_close(a, b)


class Muon(unittest.TestCase):
    def test_singular_values_come_near_one(self) -> None:
        rng = torch.Generator().manual_seed(3)
        for shape in ((1, 32, 16), (2, 16, 48)):  # a square one may be all but singular, which five steps do not mend
            found = torch.linalg.svdvals(orthogonal(torch.randn(shape, generator=rng)).float())
            self.assertGreater(float(found.min()), 0.5)
            self.assertLess(float(found.max()), 1.4)

    def test_a_step_moves_everything_and_keeps_the_pad_row_at_zero(self) -> None:
        weights = fresh(SHAPE, 1)
        optimizer, rng = Optimizer(weights, "cpu", torch.float32, 0.0), torch.Generator().manual_seed(4)
        for leaf in optimizer.live.values():
            leaf.grad = torch.ones_like(leaf) + torch.randn(leaf.shape, generator=rng)
        optimizer.step(1e-2, (EMBEDDING, SHAPE.pad), 0.0)
        self.assertEqual(float(optimizer.live[EMBEDDING][SHAPE.pad].detach().abs().sum()), 0.0)
        for name, before in weights.items():
            self.assertGreater(float((optimizer.live[name].detach() - before).abs().mean()), 1e-4, name)
            torch.testing.assert_close(optimizer.average[name], optimizer.live[name].detach())


class Sample(unittest.TestCase):
    def test_what_shows_that_it_failed_is_dropped(self) -> None:
        counts = torch.zeros(61, 11, dtype=torch.int16)
        counts[30, 3] = 1  # piece 30 holds a 3
        src = torch.tensor([[30, 5, 6, 7, 0, 60], [5, 6, 7, 8, 0, 60], [5, 6, 7, 8, 9, 0], [5, 6, 7, 8, 0, 60]])
        made = torch.tensor([[30, 9, 8, 7, 0, 60], [30, 9, 8, 7, 0, 60], [9, 8, 9, 8, 0, 60], [4, 3, 2, 1, 9, 8]])
        self.assertEqual(worth(src, made, counts, 0, 60).tolist(), [True, False, False, False])

    def test_stutter(self) -> None:
        rows = torch.tensor([[1, 2, 3, 4, 5, 6], [1, 1, 1, 2, 3, 4], [1, 2, 3, 1, 2, 3], [1, 1, 2, 3, 60, 60]])
        self.assertEqual(stutters(rows, 60).tolist(), [False, True, True, False])

    def test_samples_end(self) -> None:
        made = make(Marian(SHAPE, fresh(SHAPE, 1), 0.0), torch.tensor([[5, 6, 0]]), torch.zeros(61, 11), 0, 0.5)
        self.assertEqual(made.ids.shape[0], 1)


class Travel(unittest.TestCase):
    def test_weights_come_back_as_bfloat16(self) -> None:
        weights = fresh(SHAPE, 1)
        with tempfile.TemporaryDirectory() as folder:
            write_weights(weights, Path(folder))
            found = landed.read_weights(Path(folder))
        self.assertEqual(sorted(found), sorted(weights))
        for name, weight in weights.items():
            torch.testing.assert_close(found[name], weight.bfloat16().float(), atol=0.0, rtol=0.0)

    def test_bytes_in_shards_are_floats_again(self) -> None:
        weights = fresh(SHAPE, 1)
        with tempfile.TemporaryDirectory() as folder:
            model, out = Path(folder) / "model", Path(folder) / "out"
            model.mkdir()
            save_file(weights, model / "model.safetensors")
            with mock.patch("quantise.LARGEST", 5_000), mock.patch("sys.argv", ["", "--model", str(model), "--out", str(out)]):
                quantise.main()
            self.assertGreater(len(list(out.glob("model-*.safetensors"))), 2)
            found = floats.read(out)
            with floats.as_floats(out) as again:
                self.assertEqual(sorted(load_file(again / "model.safetensors")), sorted(weights))
        for name, weight in weights.items():
            step = weight.abs().amax(-1, keepdim=True) / 127 if weight.dim() == 2 else torch.zeros(1)
            self.assertLessEqual(float(((found[name] - weight).abs() - step * 0.501).max()), 1e-7, name)

    def test_lines_come_back(self) -> None:
        lines = [f"ligne {i % 7} « é »\tline {i}" for i in range(500)]
        with tempfile.TemporaryDirectory() as folder:
            pack_lines((Path(folder) / "a.ppmd", lines))
            self.assertEqual(unpack_lines(Path(folder) / "a.ppmd"), lines)


if __name__ == "__main__":
    unittest.main()
