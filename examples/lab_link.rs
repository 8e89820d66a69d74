use std::{fs, time::Instant};
use tarjuman::align::{train::*, words::normal};
fn toks(l: &str) -> Vec<String> {
    l.split_whitespace().map(normal).collect()
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let n_extra: usize = a[1].parse().unwrap();
    let w = "../shared/evals/wordalign/";
    let mut pairs = Pairs::default();
    let rd = |p: &str| fs::read_to_string(format!("{w}{p}")).unwrap();
    let mut sets = vec![];
    for (f, e, g) in [
        (
            "alibi/ChatBotte_MasterCat/ChatBotte_sents.txt",
            "alibi/ChatBotte_MasterCat/MasterCat_sents.txt",
            "alibi/ChatBotte_MasterCat/ali_w2w_ChatBotte_MasterCat.txt",
        ),
        (
            "alibi/LaBarbeBleue_BlueBeard/LaBarbeBleue_sents.txt",
            "alibi/LaBarbeBleue_BlueBeard/BlueBeard_sents.txt",
            "alibi/LaBarbeBleue_BlueBeard/ali_w2w_LaBarbeBleue_BlueBeard.txt",
        ),
        (
            "alibi/LaDerniereClasse_TheLastLesson/LaDerniereClasse_sents.txt",
            "alibi/LaDerniereClasse_TheLastLesson/TheLastLesson_sents.txt",
            "alibi/LaDerniereClasse_TheLastLesson/ali_w2w_LaDerniereClasse_TheLastLesson.txt",
        ),
    ] {
        let (f, e) = (rd(f), rd(e));
        let start = pairs.len();
        for (x, y) in f.lines().zip(e.lines()) {
            pairs.push(&toks(x.split_once('\t').unwrap().1), &toks(y.split_once('\t').unwrap().1));
        }
        sets.push((start, pairs.len(), rd(g), 0));
    }
    let start = pairs.len();
    for (x, y) in rd("wpt-trial37/dev.f").lines().zip(rd("wpt-trial37/dev.e").lines()) {
        pairs.push(&toks(x), &toks(y));
    }
    sets.push((start, pairs.len(), rd("wpt-trial37/dev.wa.nonullalign"), 1));
    for (x, y) in rd("hansards-train_notest.f")
        .lines()
        .zip(rd("hansards-train_notest.e").lines())
        .take(n_extra)
    {
        let (x, y) = (toks(x), toks(y));
        if x.len() <= 100 && y.len() <= 100 {
            pairs.push(&x, &y);
        }
    }
    if a.get(5).is_some_and(|x| x == "news") {
        for y in ["08", "09", "10", "11"] {
            let m = "../shared/evals/mt/wmt";
            let f = fs::read_to_string(format!("{m}{y}.fr")).unwrap();
            let e = fs::read_to_string(format!("{m}{y}.en")).unwrap();
            for (x, y) in f.lines().zip(e.lines()) {
                let f = |t: &str| -> Vec<String> {
                    tarjuman::align::words::words(t).into_iter().map(|s| normal(s.of(t))).collect()
                };
                let (x, y) = (f(x), f(y));
                if x.len() <= 100 && y.len() <= 100 {
                    pairs.push(&x, &y);
                }
            }
        }
    }
    let o = TrainOptions {
        ibm1_rounds: a[2].parse().unwrap(),
        hmm_rounds: a[3].parse().unwrap(),
        prior_weight: a[4].parse().unwrap(),
        ..Default::default()
    };
    let t0 = Instant::now();
    let given =
        a.get(6).map(|p| tarjuman::align::lexicon::Lexicon::read(&fs::read(p).unwrap()).unwrap());
    let model = Model::train(pairs, given.as_ref(), &o);
    println!("trained in {:?}", t0.elapsed());
    for kind in ["geo", "inter"] {
        for thr in [0.2, 0.3, 0.4, 0.5, 0.6] {
            let mut line = format!("{kind} {thr:.2}");
            let mut tot = [0usize; 4];
            for (k, (from, to, gold, wpt)) in sets.iter().enumerate() {
                let mut c = [0usize; 4]; // A, S, AS, AP
                let gold = parse(gold, *wpt, to - from);
                for i in *from..*to {
                    let (f, b) = model.both(i);
                    let (su, po) = &gold[i - from];
                    c[1] += su.len();
                    for t in 0..f.n_tgt() {
                        for s in 0..f.n_src() {
                            let p = (f.cell(t, s) * b.cell(s, t)).sqrt();
                            let yes = if kind == "geo" {
                                p >= thr
                            } else {
                                f.cell(t, s) >= thr && b.cell(s, t) >= thr
                            };
                            if yes {
                                c[0] += 1;
                                if su.contains(&(s, t)) {
                                    c[2] += 1;
                                    c[3] += 1
                                } else if po.contains(&(s, t)) {
                                    c[3] += 1
                                }
                            }
                        }
                    }
                }
                if k < 3 {
                    for q in 0..4 {
                        tot[q] += c[q];
                    }
                }
                line += &format!(" {:.4}", 1.0 - (c[2] + c[3]) as f64 / (c[0] + c[1]) as f64);
            }
            println!(
                "{line}  alibi {:.4} P {:.3} R {:.3}",
                1.0 - (tot[2] + tot[3]) as f64 / (tot[0] + tot[1]) as f64,
                tot[3] as f64 / tot[0] as f64,
                tot[2] as f64 / tot[1] as f64
            );
        }
    }
    if let Some(p) = a.get(7) {
        fs::write(p, model.lexicon().write()).unwrap();
    }
}
type G = Vec<(Vec<(usize, usize)>, Vec<(usize, usize)>)>;
fn parse(g: &str, wpt: usize, n: usize) -> G {
    let mut out: G = vec![(vec![], vec![]); n];
    for (row, l) in g.lines().enumerate() {
        if wpt == 1 {
            let v: Vec<&str> = l.split_whitespace().collect();
            let (n, e, f): (usize, usize, usize) =
                (v[0].parse().unwrap(), v[1].parse().unwrap(), v[2].parse().unwrap());
            let o = &mut out[n - 1];
            if v.get(3).is_none_or(|x| *x == "S") { &mut o.0 } else { &mut o.1 }
                .push((f - 1, e - 1));
        } else if row < n {
            for x in l.split_once('\t').map_or("", |x| x.1).split_whitespace() {
                if let Some((a, b)) = x.split_once('-') {
                    out[row].0.push((a.parse().unwrap(), b.parse().unwrap()));
                } else if let Some((a, b)) = x.split_once('p') {
                    out[row].1.push((a.parse().unwrap(), b.parse().unwrap()));
                }
            }
        }
    }
    for o in &mut out {
        o.0.sort();
        o.0.dedup();
        o.1.sort();
        o.1.dedup();
    }
    out
}
