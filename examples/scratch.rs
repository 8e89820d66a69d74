use std::io::BufRead;
use std::path::Path;
use tarjuman::nmt::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let threads: usize = a[2].parse().unwrap();
    let beams: usize = a[3].parse().unwrap();
    let batching = a.get(4).map(|n| match n.as_str() {
        "0" => Batching::Alone,
        n => Batching::Padded { max_pieces: n.parse().unwrap() },
    });
    let t = std::time::Instant::now();
    let e = Engine::load(
        &ModelFiles::from(Path::new(&a[1])),
        &EngineOptions { threads, batching, ..Default::default() },
    )
    .unwrap();
    eprintln!("load {:?}", t.elapsed());
    let lines: Vec<String> = std::io::stdin().lock().lines().map(|l| l.unwrap()).collect();
    let lines: Vec<&str> = lines.iter().map(|s| s.as_str()).collect();
    let o = DecodeOptions { beams: Some(beams), ..Default::default() };
    let t = std::time::Instant::now();
    let out = e.translate(&lines, &o).unwrap();
    let dt = t.elapsed().as_secs_f64();
    let n: usize = out.iter().map(|o| o.log_probs.len()).sum();
    eprintln!("{n} tokens {dt:.2}s {:.0} tok/s", n as f64 / dt);
    for t in out {
        println!("{}\t{:.6}", t.text, t.score().get());
    }
    let s = std::fs::read_to_string("/proc/self/status").unwrap();
    eprintln!("{}", s.lines().find(|l| l.starts_with("VmHWM")).unwrap());
}
