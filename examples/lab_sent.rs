use std::{fs, time::Instant};
use tarjuman::align::{format::*, lexicon::Lexicon, sentences::*};
use tarjuman::eval::Prf;
use tarjuman::eval::beads::score;
fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    let get = |k: &str| a.iter().find_map(|x| x.strip_prefix(&format!("{k}=")).map(str::to_owned));
    let b = "../shared/evals/sentalign/";
    let rd = |p: &str| fs::read_to_string(format!("{b}{p}")).unwrap();
    let lx = get("lexicon").map(|p| Lexicon::read(&fs::read(p).unwrap()).unwrap());
    let mut jobs: Vec<(String, String, String, String, Option<String>)> = vec![];
    let tb = |mt: Option<&str>| {
        (
            "textberg".to_owned(),
            rd("textberg-dev.de"),
            rd("textberg-dev.fr"),
            rd("textberg-dev.defr"),
            mt.map(|m| rd(m)),
        )
    };
    jobs.push(tb(None));
    jobs.push(tb(Some("textberg-dev.de.google-to.fr")));
    jobs.push(tb(Some("textberg-dev.de.europarl-to.fr")));
    for n in [
        "Candide",
        "Emma",
        "LaFauteDeLAbbeMouret",
        "TheLastOfTheMohicans",
        "VingtMilleLieuesSousLesMers",
    ] {
        jobs.push((
            n.into(),
            rd(&format!("novels/{n}.fr")),
            rd(&format!("novels/{n}.en")),
            rd(&format!("novels/{n}.fren")),
            None,
        ));
    }
    let mut rel: Vec<(f32, bool)> = vec![];
    let mut mean = (0.0, 0.0);
    for (k, (name, s, t, g, mt)) in jobs.iter().enumerate() {
        let s: Vec<&str> = s.lines().collect();
        let t: Vec<&str> = t.lines().collect();
        let m: Option<Vec<&str>> = mt.as_ref().map(|m| m.lines().collect());
        let t0 = Instant::now();
        let o = SentenceOptions {
            lexicon: if k >= 3 { lx.as_ref() } else { None },
            src_translation: m.as_deref(),
            ..Default::default()
        };
        let r = align(&s, &t, &o);
        let el = t0.elapsed();
        {
            let gold = read_beads(g).unwrap();
            for b in r.beads() {
                let q = RawBead::from(b);
                rel.push((
                    b.confidence.unwrap().get(),
                    gold.iter().any(|x| x.src == q.src && x.tgt == q.tgt),
                ));
            }
        }
        let p: Vec<RawBead> = r.beads().iter().map(RawBead::from).collect();
        let gold = read_beads(g).unwrap();
        let sc = score(&gold, &p);
        let f = |p: Prf| format!("{:.4} {:.4} {:.4}", p.precision, p.recall, p.f1);
        println!("{:8.8} strict {} lax {} {:?}", name, f(sc.strict), f(sc.lax), el);
        if k >= 3 {
            mean.0 += sc.strict.f1 / 5.0;
            mean.1 += sc.lax.f1 / 5.0;
        }
        if get("show").is_some_and(|n| n.parse() == Ok(k)) {
            for q in &p {
                if !gold.iter().any(|x| x.src == q.src && x.tgt == q.tgt) {
                    println!(
                        "---- ours {:?}:{:?}  gold {:?}",
                        q.src,
                        q.tgt,
                        gold.iter()
                            .filter(|x| x.src.iter().any(|i| q.src.contains(i))
                                || x.tgt.iter().any(|i| q.tgt.contains(i)))
                            .map(|x| format!("{:?}:{:?}", x.src, x.tgt))
                            .collect::<Vec<_>>()
                    );
                    for i in &q.src {
                        println!("  S{i} {}", s[*i]);
                    }
                    for i in &q.tgt {
                        println!("  T{i} {}", t[*i]);
                    }
                }
            }
        }
        if let Some(o) = get("out") {
            fs::write(format!("{o}.{k}"), write_beads(&r)).unwrap();
        }
    }
    for b in [
        (0.0, 0.3),
        (0.3, 0.5),
        (0.5, 0.7),
        (0.7, 0.8),
        (0.8, 0.9),
        (0.9, 0.95),
        (0.95, 0.98),
        (0.98, 0.99),
        (0.99, 0.999),
        (0.999, 1.01),
    ] {
        let v: Vec<_> = rel.iter().filter(|x| x.0 >= b.0 && x.0 < b.1).collect();
        let n = v.len().max(1);
        println!(
            "conf {:?} n {} mean {:.3} right {:.3}",
            b,
            v.len(),
            v.iter().map(|x| x.0).sum::<f32>() / n as f32,
            v.iter().filter(|x| x.1).count() as f32 / n as f32
        );
    }
    println!("novels mean strict {:.4} lax {:.4}", mean.0, mean.1);
}
