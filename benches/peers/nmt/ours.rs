//! How fast the engine translates the lines of a file: the side of `compare.py` that is ours.
//!
//! `--model DIR --lines FILE --beams N --batch N --threads N [--rounds N] [--precision f32|int8]
//! [--shortlist FILE] [--forced] [--print]`. Loads, warms up, then times each round; prints a JSON object a round. With
//! `--forced` every output is as long as its source.
#![expect(
    clippy::print_stdout,
    reason = "translations go to standard output, figures to the other"
)]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use tarjuman::nmt::{
    Batching, DecodeOptions, Engine, EngineOptions, LengthLimit, ModelFiles, Precision, Translate,
    Words,
};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let flag = |name: &str| args.iter().any(|arg| arg == name);
    let value = |name: &str| {
        args.iter().position(|arg| arg == name).and_then(|i| args.get(i + 1)).map(String::as_str)
    };
    // `cargo bench` runs every bench once, with arguments of its own.
    let (Some(model), Some(lines)) = (value("--model"), value("--lines")) else {
        println!("skipped: this is the half of benches/peers/nmt/compare.py that is ours");
        return Ok(());
    };
    let number = |name: &str, default: usize| value(name).map_or(Ok(default), str::parse);
    let (batch, threads) = (number("--batch", 1)?, number("--threads", 1)?);
    let precision = match value("--precision") {
        Some("f32") => Precision::F32,
        _ => Precision::Int8,
    };
    let start = Instant::now();
    let engine = Engine::load(
        &ModelFiles::from(Path::new(model)),
        &EngineOptions {
            threads,
            precision: Some(precision),
            words: value("--shortlist").map_or(Words::All, |list| Words::By(list.into())),
            batching: (batch == 1).then_some(Batching::Alone),
            ..EngineOptions::default()
        },
    )?;
    let load = start.elapsed().as_secs_f64();
    let mut options =
        DecodeOptions { beams: Some(number("--beams", 1)?), ..DecodeOptions::guarded() };
    if flag("--forced") {
        options = DecodeOptions {
            limit: LengthLimit::Proportional { per_source_piece: 1, extra: 0 },
            ..DecodeOptions { beams: options.beams, ..DecodeOptions::default() }
        };
    }
    let text = std::fs::read_to_string(lines)?;
    let mut lines: Vec<&str> = text.lines().collect();
    if !flag("--print") {
        lines.sort_by_key(|line| line.len());
    }
    engine.translate(&lines[lines.len() / 2..][..1], &options)?;
    for _ in 0..number("--rounds", 1)? {
        let (clock, cpu) = (Instant::now(), cpu_seconds()?);
        let mut tokens = 0;
        // Each thread takes one at a time where they go alone, as the peer's workers do.
        let together = if batch == 1 { lines.len() } else { batch * threads };
        for batch in lines.chunks(together) {
            for made in engine.translate(batch, &options)? {
                tokens += made.log_probs.len();
                if flag("--print") {
                    println!("{}", made.text);
                }
            }
        }
        let (wall, cpu) = (clock.elapsed().as_secs_f64(), cpu_seconds()? - cpu);
        let report = serde_json::json!({ "tokens": tokens, "cpu": cpu, "wall": wall, "load": load,
            "rss_mib": peak_mib()? });
        eprintln!("{report}");
    }
    Ok(())
}

/// Processor time of all threads, as Linux counts it, to the hundredth of a second.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

/// The most memory the process has held.
fn peak_mib() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? / 1024)
}
