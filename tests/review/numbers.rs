//! Sampler and estimator against populations whose error rate is known.

use std::collections::BTreeMap;

use tarjuman::review::estimate::{Cell, Rate, Scored, reliability, stratified};
use tarjuman::review::report::{Standing, report};
use tarjuman::review::sample::{Choice, Frame, Plan, draw};
use tarjuman::review::unit::{Kind, Unit, units};
use tarjuman::review::verdict::{Correction, Judgement, Marks, Verdict};

use super::{NOW, fixture, plan};

/// Numbers without a pattern that matters here (splitmix64).
fn scramble(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn uniform(n: u64) -> f64 {
    (scramble(n) >> 11) as f64 / (1_u64 << 53) as f64
}

/// `n` sentences with every mixture of traits.
fn population(n: usize) -> Vec<Unit> {
    let one = units(&fixture::dispatch()).into_iter().find(|u| u.kind == Kind::Segment).unwrap();
    (0..n)
        .map(|i| {
            let mut unit = one.clone();
            unit.index = i;
            unit.key = format!("{:032x}", u128::from(scramble(i as u64)));
            unit.document = format!("doc{}", i % 5);
            unit.traits.score = Some(uniform(i as u64 + 1_000_000));
            unit.traits.flagged = uniform(i as u64 + 2_000_000) < 0.12;
            unit.traits.quoted = i % 3 == 0;
            unit.traits.hops = i % 6;
            unit
        })
        .collect()
}

fn verdict(unit: &Unit, reviewer: &str, judgement: Judgement) -> ((String, String), Verdict) {
    let verdict = Verdict {
        unit: unit.key.clone(),
        content: unit.content.clone(),
        kind: unit.kind,
        document: unit.document.clone(),
        place: unit.place(),
        reviewer: reviewer.to_owned(),
        judgement,
        faults: Vec::new(),
        marks: Marks::default(),
        note: String::new(),
        correction: Correction::default(),
        millis: 1000,
        at: NOW.to_owned(),
    };
    ((unit.key.clone(), reviewer.to_owned()), verdict)
}

#[test]
fn the_sampler_is_unbiased() {
    const DRAWS: u64 = 2000;
    let all = population(240);
    let mut taken = vec![0_u32; all.len()];
    let mut chance = vec![0.0; all.len()];
    for seed in 0..DRAWS {
        let plan = Plan { seed, size: 60, ..plan(&[Kind::Segment]) };
        let drawn = draw(&all, &plan);
        assert_eq!(drawn.len(), 60);
        for d in drawn {
            taken[d.unit] += 1;
        }
        if seed == 0 {
            let frame = Frame::new(&all, &plan);
            assert!(frame.strata.len() > 4, "{:?}", frame.strata);
            for (stratum, order) in frame.strata.iter().zip(&frame.order) {
                for &unit in order {
                    chance[unit] = stratum.n_drawn as f64 / stratum.n_units as f64;
                }
            }
        }
    }
    // Each unit is drawn as often as its stratum promises: a normal deviate a unit, their squares
    // summed a chi-square with about as many degrees of freedom.
    let draws = DRAWS as f64;
    let deviates: Vec<f64> = taken
        .iter()
        .zip(&chance)
        .filter(|(_, p)| **p < 1.0)
        .map(|(n, p)| (f64::from(*n) - draws * p) / (draws * p * (1.0 - p)).sqrt())
        .collect();
    let n = deviates.len() as f64;
    let square: f64 = deviates.iter().map(|z| z * z).sum();
    let worst = deviates.iter().fold(0.0_f64, |worst, z| worst.max(z.abs()));
    println!(
        "inclusion over {DRAWS} draws: chi-square {square:.1} on {n} units, worst {worst:.2} sd"
    );
    assert!((square - n).abs() < 4.5 * (2.0 * n).sqrt(), "chi-square {square} on {n}");
    assert!(worst < 4.5, "{worst}");
}

/// How likely a sentence is wrong, by what the sample is stratified by and by what it is not.
type Truth = fn(&Unit) -> f64;

const TRUTHS: [(&str, Truth); 4] = [
    ("errors where flagged and low", |u| {
        let low: f64 = if u.traits.score.is_some_and(|s| s < 0.33) { 0.15 } else { 0.02 };
        low + if u.traits.flagged { 0.3 } else { 0.0 }
    }),
    ("errors anywhere", |_| 0.05),
    ("rare errors", |u| if u.traits.flagged { 0.06 } else { 0.008 }),
    ("every other one, by document", |u| if u.document == "doc1" { 0.9 } else { 0.4 }),
];

/// The estimates from `runs` samples of `size`.
///
/// The strata, and how much is drawn of each, are the sampler's; who is drawn is shuffled here,
/// many times faster than by hashing. The sampler's own lot is tested above.
fn simulate(all: &[Unit], wrong: &[bool], size: usize, runs: u64) -> Vec<Rate> {
    let plan = Plan { size, ..plan(&[Kind::Segment]) };
    let mut frame = Frame::new(all, &plan);
    let mut rates = Vec::new();
    for run in 0..runs {
        let mut cells = Vec::new();
        for (stratum, order) in frame.strata.iter().zip(&mut frame.order) {
            for i in 0..stratum.n_drawn {
                let dice = scramble(scramble(run) ^ scramble((order.len() * 1000 + i) as u64));
                let j = i + (dice % (order.len() - i) as u64) as usize;
                order.swap(i, j);
            }
            cells.push(Cell {
                n_units: stratum.n_units,
                n_judged: stratum.n_drawn,
                n_wrong: order[..stratum.n_drawn].iter().filter(|&&i| wrong[i]).count(),
            });
        }
        rates.push(stratified(&cells));
    }
    rates
}

#[test]
fn the_interval_covers_in_at_least_94_of_100_simulations() {
    const RUNS: u64 = 2000;
    let all = population(900);
    for (size, (name, truth)) in [60, 150].into_iter().flat_map(|n| TRUTHS.map(|t| (n, t))) {
        let wrong: Vec<bool> =
            all.iter().map(|u| uniform(u.index as u64 + 77) < truth(u)).collect();
        let real = wrong.iter().filter(|w| **w).count() as f64 / all.len() as f64;
        let rates = simulate(&all, &wrong, size, RUNS);
        let share = |keep: &dyn Fn(&Rate) -> bool| {
            rates.iter().filter(|r| keep(r)).count() as f64 / RUNS as f64
        };
        let mean = |of: &dyn Fn(&Rate) -> f64| rates.iter().map(of).sum::<f64>() / RUNS as f64;
        let covers = share(&|r| r.low <= real && real <= r.high);
        let estimate = mean(&|r| r.share.unwrap());
        println!(
            "{name}, {size} judged: true {:.2} %, mean estimate {:.2} %, 95 % interval covers in {:.1} % of {RUNS} runs \
             (true rate above it in {:.1} %), mean width {:.1} points",
            real * 100.0,
            estimate * 100.0,
            covers * 100.0,
            share(&|r| real > r.high) * 100.0,
            mean(&|r| r.high - r.low) * 100.0
        );
        assert!(covers >= 0.94, "{name}, {size}: {covers}");
        assert!((estimate - real).abs() < 0.01, "{name}: the estimate is biased: {estimate}");
    }
}

#[test]
fn the_report_weighs_back_and_counts_in_the_order_of_drawing() {
    let all = population(300);
    let plan = Plan { size: 60, ..plan(&[Kind::Segment]) };
    let drawn = draw(&all, &plan);
    let wrong = |unit: &Unit| unit.traits.flagged;
    let judged = |n: usize| -> Standing {
        let said = |unit: &Unit| if wrong(unit) { Judgement::Wrong } else { Judgement::Right };
        drawn[..n].iter().map(|d| verdict(&all[d.unit], "ada", said(&all[d.unit]))).collect()
    };
    let whole = report(&all, &judged(60), &plan);
    let real = all.iter().filter(|u| wrong(u)).count() as f64 / 300.0;
    // “Flagged” is a stratum of its own, so the estimate is the truth, not near it.
    assert!((whole.kinds[0].wrong.share.unwrap() - real).abs() < 1e-9);
    assert_eq!((whole.kinds[0].n_judged, whole.kinds[0].n_beside), (60, 0));
    assert!(whole.over(1.0).is_empty() && whole.over(real / 2.0).len() == 1);

    // Half of it judged, in order, is a sample too; the first unit passed over ends a stratum.
    let half = report(&all, &judged(40), &plan);
    assert_eq!((half.kinds[0].n_judged, half.kinds[0].n_beside), (40, 0));
    let mut gap = judged(60);
    gap.remove(&(all[drawn[0].unit].key.clone(), "ada".to_owned()));
    let gap = report(&all, &gap, &plan);
    assert!(gap.kinds[0].n_judged < 60 && gap.kinds[0].n_judged + gap.kinds[0].n_beside == 59);
    assert_eq!(gap.kinds[0].wrong.share, None, "a stratum without a verdict gives no estimate");

    let nothing = report(&all, &Standing::new(), &plan);
    assert_eq!(nothing.over(0.99).len(), 1, "what nobody judged may be all wrong");
    for report in [&whole, &half, &nothing] {
        let (mut page, mut json) = (Vec::new(), Vec::new());
        report.html(&mut page).unwrap();
        report.json(&mut json).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["schema"], "tarjuman-review/1");
        assert!(String::from_utf8(page).unwrap().contains("95 %"));
    }
}

#[test]
fn a_tie_between_reviewers_goes_against_the_text_and_unsure_is_no_verdict() {
    let all = population(40);
    let plan = Plan { size: 40, ..plan(&[Kind::Segment]) };
    let mut standing = Standing::new();
    for (i, unit) in all.iter().enumerate() {
        let (ada, ben) = match i {
            0..10 => (Judgement::Wrong, Judgement::Right),
            10..20 => (Judgement::Unsure, Judgement::Right),
            20..30 => (Judgement::Minor, Judgement::Minor),
            _ => (Judgement::Unsure, Judgement::Unsure),
        };
        standing.extend([verdict(unit, "ada", ada), verdict(unit, "ben", ben)]);
    }
    let report = report(&all, &standing, &plan);
    let sum = |of: fn(&tarjuman::review::report::StratumReport) -> usize| -> usize {
        report.kinds[0].strata.iter().map(of).sum()
    };
    assert_eq!([sum(|s| s.n_wrong), sum(|s| s.n_minor), sum(|s| s.n_unsure)], [10, 10, 10]);
    let agreement = report.agreement.as_ref().unwrap();
    assert_eq!((agreement.n_units, agreement.reviewers.len()), (20, 2));
    assert!(agreement.kappa.is_some() && agreement.alpha.is_some());
}

#[test]
fn low_scores_are_said_to_warn_only_where_they_do() {
    let scored = |separates: bool| -> Vec<Scored> {
        (0..200)
            .map(|i| {
                let score = uniform(i);
                let wrong = if separates { score < 0.2 } else { uniform(i + 900) < 0.2 };
                Scored { score, wrong, weight: 1.0 }
            })
            .collect()
    };
    let sharp = reliability(&scored(true)).unwrap();
    assert!(sharp.auc > 0.99 && sharp.low > 0.9, "{sharp:?}");
    let threshold = sharp.threshold.unwrap();
    assert!(threshold.caught > 0.99 && threshold.score < 0.2, "{threshold:?}");
    let blunt = reliability(&scored(false)).unwrap();
    assert!(blunt.low < 0.5 && blunt.high > 0.5 && blunt.threshold.is_none(), "{blunt:?}");
    assert_eq!(reliability(&scored(true)[..3]), None, "too few to say");
}

#[test]
fn strata_follow_the_traits_and_say_why() {
    let all = population(900);
    let plan = Plan { size: 400, ..plan(&[Kind::Segment]) };
    let frame = Frame::new(&all, &plan);
    assert_eq!(
        frame.by[&Kind::Segment],
        ["whether it is flagged", "score", "whether it holds a quotation", "hops"]
    );
    let reasons: BTreeMap<String, usize> =
        draw(&all, &plan).into_iter().fold(BTreeMap::new(), |mut n, d| {
            *n.entry(d.why).or_default() += 1;
            n
        });
    let low = reasons.keys().find(|why| why.starts_with("flagged, low score, with a quotation"));
    let low = low.expect("there is such a stratum");
    assert!(low.contains("drawn by lot from") || low.contains("all"), "{low}");
    // The same plan draws the same; another kind of choice draws all.
    assert_eq!(draw(&all, &plan), draw(&all, &plan));
    let everything = Plan { choice: Choice::Document("doc1".to_owned()), ..plan };
    assert_eq!(draw(&all, &everything).len(), 180);
}
