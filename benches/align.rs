//! Alignment: sentences of made-up news at two sizes, and word links of single pairs.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tarjuman::align::link::{PairOptions, link, shipped};
use tarjuman::align::sentences::{SentenceOptions, align};
use tarjuman::corpus::lang::Lang;

/// `n` sentence pairs put together from the words of [`PHRASES`], none like its neighbours; every ninth
/// target sentence is cut in two.
fn texts(n: usize) -> (Vec<String>, Vec<String>) {
    let (mut src, mut tgt) = (Vec::new(), Vec::new());
    let mut seed = 1_usize;
    for k in 0..n {
        let (mut s, mut t) = (format!("En {}", 1000 + k % 900), format!("In {}", 1000 + k % 900));
        for part in 0..4 + k % 5 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let (fr, en) = PHRASES[(seed >> 33) % PHRASES.len()];
            s = format!("{s}, {fr}");
            if k % 9 == 0 && part == 2 {
                tgt.push(format!("{t}."));
                en.clone_into(&mut t);
            } else {
                t = format!("{t}, {en}");
            }
        }
        src.push(format!("{s}."));
        tgt.push(format!("{t}."));
    }
    (src, tgt)
}

const PHRASES: [(&str, &str); 12] = [
    ("le président a rejeté l'accord", "the president rejected the agreement"),
    ("selon un communiqué du ministère", "according to a statement from the ministry"),
    ("des milliers de civils ont fui la région", "thousands of civilians have fled the region"),
    ("les négociations doivent reprendre à Genève", "talks are due to resume in Geneva"),
    ("la situation humanitaire s'aggrave", "the humanitarian situation is getting worse"),
    ("a déclaré le porte-parole", "the spokesman said"),
    ("les prix du pétrole ont baissé", "oil prices fell"),
    ("malgré l'opposition du parlement", "despite the opposition of parliament"),
    ("l'armée a repris la ville", "the army retook the city"),
    ("les hôpitaux manquent de médicaments", "hospitals lack medicine"),
    ("une enquête a été ouverte", "an investigation has been opened"),
    ("les élections auront lieu en mai", "elections will be held in May"),
];

fn sentences(c: &mut Criterion) {
    let mut group = c.benchmark_group("align");
    group.sample_size(10);
    let lexicon = shipped(Lang::FR, Lang::EN);
    for n in [500, 2000] {
        let (src, tgt) = texts(n);
        let (s, t): (Vec<&str>, Vec<&str>) =
            (src.iter().map(String::as_str).collect(), tgt.iter().map(String::as_str).collect());
        group.throughput(Throughput::Elements(n as u64));
        for (name, lexicon) in [("lexicon", lexicon), ("texts-alone", None)] {
            let options = SentenceOptions { lexicon, ..Default::default() };
            group.bench_function(format!("{name}/{n}"), |b| {
                b.iter(|| align(black_box(&s), black_box(&t), &options));
            });
        }
    }
}

fn words(c: &mut Criterion) {
    let options = PairOptions { lexicon: shipped(Lang::FR, Lang::EN), ..Default::default() };
    let pair = [(
        "Selon un communiqué du ministère, des milliers de civils ont fui la région.",
        "According to a statement from the ministry, thousands of civilians have fled the region.",
    )];
    c.bench_function("link/pair", |b| b.iter(|| link(black_box(&pair), &options)));
}

criterion_group!(benches, sentences, words);
criterion_main!(benches);
