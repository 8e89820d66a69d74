use tarjuman::align::{
    train::*,
    words::{normal, words},
};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let mut pairs = Pairs::default();
    let f = |t: &str| -> Vec<String> { words(t).into_iter().map(|s| normal(s.of(t))).collect() };
    for l in std::fs::read_to_string(&a[1]).unwrap().lines() {
        let Some((x, y)) = l.split_once('\t') else { continue };
        let (x, y) = (f(x), f(y));
        if x.len() <= 60 && y.len() <= 60 && !x.is_empty() && !y.is_empty() {
            pairs.push(&x, &y);
        }
    }
    eprintln!("{} pairs", pairs.len());
    let o = TrainOptions { ibm1_rounds: 1, hmm_rounds: 4, ..Default::default() };
    let m = Model::train(pairs, None, &o);
    let l = m.lexicon();
    std::fs::write(&a[2], l.write()).unwrap();
    for (c, p) in [(0.5, 0.005), (0.7, 0.01), (1.0, 0.02)] {
        let q = l.pruned(c, p);
        let b = q.write();
        eprintln!("{c} {p}: {} entries {} bytes", q.len(), b.len());
        std::fs::write(format!("{}.{c}", a[2]), b).unwrap();
    }
}
