//! The scorers against figures of the programs they must agree with.

mod shared;

use tarjuman::align::format::read_beads;
use tarjuman::eval::{beads, mt};

const HYPOTHESES: [&str; 5] = [
    "The minister said on Tuesday that 3.5% of the budget would go to hospitals.",
    "\"We will not negotiate\", he told reporters - again.",
    "It rained.",
    "The U.S. delegation (twelve people) left at 10:30, &amp; returned.",
    "",
];
const REFERENCES: [&str; 5] = [
    "On Tuesday the minister said that 3.5 percent of the budget would go to hospitals.",
    "\"We shall not negotiate,\" he told reporters, again.",
    "It was raining hard.",
    "The U.S. delegation (12 people) left at 10:30 & came back.",
    "An empty line.",
];

/// Figures printed by sacreBLEU 2.6.0 for the lines above.
#[test]
fn bleu_and_chrf_are_those_of_sacrebleu() {
    let bleu = mt::bleu(&HYPOTHESES, &REFERENCES).unwrap();
    let chrf = mt::chrf(&HYPOTHESES, &REFERENCES).unwrap();
    assert!((bleu.score - 44.005_806_563_156_98).abs() < 1e-9, "{}", bleu.score);
    assert!((chrf.score - 65.336_342_689_491_29).abs() < 1e-9, "{}", chrf.score);
    // A line too short for four words, and one where the longest n-grams all miss.
    let pairs = [
        ("It rained.", "It was raining hard.", (0.0, 18.283_777_674_569_137)),
        (
            "The cat sat down here.",
            "A cat was sat over there by him.",
            (6.479_066_746_903_603, 19.651_537_302_322_293),
        ),
    ];
    for (hypothesis, reference, (bleu, chrf)) in pairs {
        let found = mt::bleu(&[hypothesis], &[reference]).unwrap().score;
        assert!((found - bleu).abs() < 1e-9, "{hypothesis}: {found}");
        let found = mt::chrf(&[hypothesis], &[reference]).unwrap().score;
        assert!((found - chrf).abs() < 1e-9, "{hypothesis}: {found}");
    }
}

/// sacreBLEU 2.6.0 with the French side taken as a translation: every kind of sign and number.
#[test]
fn bleu_and_chrf_agree_on_whole_test_sets() {
    let sets = [
        ("evals/mt/wmt12.fr", "evals/mt/wmt12.en", 2.820_623_203_204_144_5, 28.325_415_990_156_53),
        (
            "evals/mt/flores-dev.ar",
            "evals/mt/flores-dev.fr",
            0.299_797_078_705_732_6,
            0.596_717_715_050_906_2,
        ),
    ];
    for (hypotheses, references, bleu, chrf) in sets {
        let (Some(h), Some(r)) = (shared::read(hypotheses), shared::read(references)) else {
            return;
        };
        let (h, r): (Vec<&str>, Vec<&str>) = (h.lines().collect(), r.lines().collect());
        let found = (mt::bleu(&h, &r).unwrap().score, mt::chrf(&h, &r).unwrap().score);
        assert!((found.0 - bleu).abs() < 1e-6, "{hypotheses} BLEU {}", found.0);
        assert!((found.1 - chrf).abs() < 1e-6, "{hypotheses} chrF {}", found.1);
    }
}

#[test]
fn gold_beads_score_one_against_themselves() {
    let Some(gold) = shared::read("evals/sentalign/textberg-dev.defr") else { return };
    let gold = read_beads(&gold).unwrap();
    let score = beads::score(&gold, &gold);
    assert!((score.strict.f1 - 1.0).abs() < 1e-12 && (score.lax.f1 - 1.0).abs() < 1e-12);
}
