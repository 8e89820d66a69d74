"""Tests of minimum-risk training on made-up outputs; `candidates.py` itself wants a model and is tried by hand."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from candidates import Costs
from fast import Shape, fresh
from risk import OUTPUTS, Offers, expected_cost, losses
from step import Flat, update

N_WORDS, END = 40, 1
SHAPE = Shape(N_WORDS + 1, 16, 32, 1, 1, 2, N_WORDS)


def write_offers(folder: Path, n_sources: int) -> None:
    """Random sources, each its own translation; the outputs of a source get longer and cost more, in no order. The last has too few."""
    rng = np.random.default_rng(0)
    sources = [[*rng.integers(2, N_WORDS, 4), END] for _ in range(n_sources)]
    ranks = [rng.permutation(6) if n + 1 < n_sources else np.arange(2) for n in range(n_sources)]
    outputs = [[*rng.integers(2, N_WORDS, 2 + rank), END] for of_one in ranks for rank in of_one]
    arrays = {"src": sources, "ref": sources, "out": outputs}
    flat = {k: np.array([i for ids in v for i in ids], np.uint16) for k, v in arrays.items()}
    lengths = {f"{k}_len": np.array([len(ids) for ids in v], np.uint16) for k, v in arrays.items()}
    cost = np.concatenate(ranks).astype(np.float32) / 10
    np.savez(folder / "000.npz", **flat, **lengths, n_out=np.array([len(r) for r in ranks], np.uint16), cost=cost)


class Risk(unittest.TestCase):
    def offers(self, n_sources: int) -> Offers:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        write_offers(Path(folder.name), n_sources)
        return Offers(Path(folder.name))

    def test_a_lot_has_the_best_the_worst_and_the_translations(self) -> None:
        offers = self.offers(4)
        self.assertEqual(offers.chosen.tolist(), [0, 1, 2], "too few outputs are no choice")
        lot = offers.lot(np.array([2, 0]), N_WORDS, N_WORDS, np.random.default_rng(1))
        for of_one in lot.cost.tolist():
            self.assertAlmostEqual(of_one[0], 0.0)
            self.assertAlmostEqual(of_one[1], 0.5)
            self.assertEqual(len(set(of_one)), OUTPUTS)
        self.assertEqual(lot.owner.tolist(), [0] * OUTPUTS + [1] * OUTPUTS + [0, 1])
        cost = lot.cost.flatten().tolist()
        self.assertEqual([round(c * 10) + 3 for c in cost], lot.length[:-2].tolist(), "each output with its own cost")
        self.assertEqual(lot.gold[lot.row == len(lot.length) - 1].tolist(), offers.ids("ref", 0).tolist())
        row = int(lot.row[7])
        self.assertEqual(lot.tgt_in[row, 1 : lot.length[row]].tolist(), lot.gold[lot.row == row][:-1].tolist())

    def test_every_source_with_a_choice_is_met_once_a_pass(self) -> None:
        offers = self.offers(30)
        self.assertEqual(sorted(np.concatenate(offers.epoch(3, 100)).tolist()), list(range(29)))

    def test_outputs_as_likely_cost_their_mean(self) -> None:
        length = torch.tensor([[3.0, 5.0]])
        self.assertAlmostEqual(float(expected_cost(-2.0 * length, length, torch.tensor([[0.2, 0.6]]))), 0.4, places=6)
        likelier = expected_cost(-length * torch.tensor([[1.0, 3.0]]), length, torch.tensor([[0.2, 0.6]]))
        self.assertLess(float(likelier), 0.21)

    def test_steps_lower_what_is_to_be_expected(self) -> None:
        offers = self.offers(9)
        flat = Flat(fresh(SHAPE, 1), "cpu")
        optimizer = torch.optim.AdamW([flat.data], lr=3e-3)
        costs = []
        for _ in range(60):
            lot = offers.lot(offers.chosen, N_WORDS, N_WORDS, np.random.default_rng(1))
            flat.data.grad.zero_()
            risk, translation = losses(SHAPE, flat.weights, lot, torch.float32)
            (10 * risk + translation).backward()
            update(SHAPE, flat, optimizer)
            costs.append((float(risk.detach()), float(translation.detach())))
        self.assertLess(costs[-1][0], 0.7 * costs[0][0])
        self.assertLess(costs[-1][1], costs[0][1])

    def test_the_translation_itself_costs_nothing(self) -> None:
        costs = Costs()
        text = "The minister said that nothing had been decided."
        self.assertAlmostEqual(costs.of(text, text), 0.0, places=6)
        self.assertGreater(costs.of("The minister had decided nothing.", text), 0.2)
        self.assertGreater(costs.of("", text), 0.99)


if __name__ == "__main__":
    unittest.main()
