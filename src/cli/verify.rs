//! `tarjuman verify OUT`: every span, hash and link of an output folder, checked again.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;

use super::Outcome;
use super::args::VerifyArgs;
use super::report::{Level, Reporter};
use crate::record::run::{self, RunFile};
use crate::record::verify::{self, Failure};

pub(crate) fn run(args: &VerifyArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let record = args.out.join("run.json");
    let json = fs::read(&record).with_context(|| {
        format!(
            "{}: cannot be read; name a folder that `tarjuman translate` wrote",
            record.display()
        )
    })?;
    let mut failures: Vec<Failure> = run::seal("run.json", &json).into_iter().collect();
    let (mut files, mut documents, mut absent) = (0, 0, 0);
    match RunFile::read(&json) {
        Err(error) => failures.push(Failure {
            file: "run.json".to_owned(),
            place: String::new(),
            expected: "the record of a run".to_owned(),
            found: error.to_string(),
        }),
        Ok(record) => {
            for entry in &record.outputs {
                files += 1;
                let bytes = fs::read(args.out.join(&entry.path)).ok();
                failures.extend(run::output(entry, bytes.as_deref()));
                let is_document = Path::new(&entry.path).extension().is_some_and(|e| e == "json");
                if let (true, Some(bytes)) = (is_document, bytes) {
                    documents += 1;
                    let source = source_of(&record, &entry.path);
                    absent += usize::from(source.is_none());
                    failures.extend(verify::document(&entry.path, &bytes, source.as_deref()));
                }
            }
        }
    }
    let mut out = io::stdout().lock();
    for failure in &failures {
        writeln!(out, "{failure}")?;
    }
    if absent > 0 {
        reporter.say(
            Level::Warning,
            None,
            &format!("{absent} sources are no longer where they were; their documents were checked against themselves"),
        );
    }
    if failures.is_empty() {
        writeln!(out, "{files} files hold, {documents} documents among them")?;
        Ok(Outcome::Done)
    } else {
        writeln!(out, "{} claims do not hold", failures.len())?;
        Ok(Outcome::Flagged)
    }
}

/// The bytes a document was read from, where they are still to be had.
fn source_of(record: &RunFile, output: &str) -> Option<Vec<u8>> {
    let stem = Path::new(output).file_stem()?.to_str()?;
    let input = record.inputs.iter().find(|input| input.document.as_deref() == Some(stem))?;
    fs::read(&input.path).ok()
}
