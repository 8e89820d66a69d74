//! The few lines a person reads when a run is over.

use std::fmt::Write as _;
use std::path::Path;

use super::args::TranslateArgs;
use crate::corpus::article::Flag;
use crate::record::run::RunFile;

/// What was done, what needs a look, and where to look.
pub(crate) fn table(record: &RunFile, out: &Path, args: &TranslateArgs) -> String {
    let count = |name: &str| record.counts.get(name).copied().unwrap_or_default();
    let failed = record.inputs.iter().filter(|input| input.state == "failed").count();
    let mut said = String::new();
    let mut row = |name: &str, value: String| {
        // A String takes every write.
        let _ = writeln!(said, "  {name:<12} {value}");
    };
    row("documents", format!("{} translated, {failed} failed", count("documents")));
    row(
        "sentences",
        format!(
            "{} ({} new, {} kept from before)",
            count("segments"),
            count("translated"),
            count("reused")
        ),
    );
    row("quotations", count("quotes").to_string());
    row("to look at", format!("{} sentences", count("flagged")));
    for flag in Flag::ALL {
        let n = count(&format!("flag_{}", flag.name()));
        if n > 0 {
            row("", format!("{n:>4} {:<17} {}", flag.name(), flag.meaning()));
        }
    }
    row("time", format!("{:.1} s", record.seconds));
    let page = out.join("index.html");
    if args.formats.iter().any(|format| format == "html") {
        row("read", page.display().to_string());
    }
    if args.formats.iter().any(|format| format == "json") {
        row("check", format!("tarjuman review {} --serve", out.display()));
    }
    said.trim_end().to_owned()
}
