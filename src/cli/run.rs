//! `tarjuman translate PATH... --out DIR`: the main job.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use serde_json::json;

use super::Outcome;
use super::args::TranslateArgs;
use super::inputs::{self, Opened};
use super::machine::{self, Loaded, TOOL};
use super::output::{self, Measured, write_atomically};
use super::report::{Level, Reporter};
use super::summary;
use crate::corpus::article::Article;
use crate::corpus::lang::Lang;
use crate::corpus::segment::Segmented;
use crate::pipeline::{self, Go};
use crate::record::run::{InputEntry, ModelStamp, RunFile};
use crate::render::{self, Format, Options, Summary};
use crate::trace::locate::Original;
use crate::translate::cache::Store;

/// Finished sentences are kept here, inside the output folder.
const STORE: &str = ".tarjuman.sqlite";

/// One document on its way through the run.
struct Job {
    opened: Opened,
    /// What was read off it; taken while it is translated, gone once it is written.
    article: Option<Article>,
}

/// What every document is worked on with.
struct Tools<'a> {
    loaded: &'a Loaded,
    originals: &'a [Segmented],
    stop: &'a AtomicBool,
}

/// What a run has made so far.
struct Run<'a> {
    args: &'a TranslateArgs,
    formats: Vec<Format>,
    out: &'a Path,
    reporter: &'a Reporter,
    record: RunFile,
    summaries: Vec<Summary>,
    flagged: bool,
}

pub(crate) fn run(args: &TranslateArgs, reporter: &Reporter) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let out = args.out.as_deref().expect("the parser requires --out without --lines");
    let formats: BTreeSet<Format> =
        args.formats.iter().map(|name| name.parse()).collect::<Result<_, _>>()?;
    output::prepare(out)?;
    let originals = inputs::originals(&args.original, reporter)?;
    let mut jobs = read(args, reporter)?;
    let mut articles: Vec<&mut Article> =
        jobs.iter_mut().filter_map(|job| job.article.as_mut()).collect();
    pipeline::group(&mut articles);
    let loaded = machine::load(&args.engine, (args.from.unwrap_or(Lang::FR), args.to), reporter)?;
    let mut store = Store::open(&out.join(STORE))?;
    let mut run = Run {
        args,
        formats: formats.into_iter().collect(),
        out,
        reporter,
        record: record(args, &loaded),
        summaries: Vec::new(),
        flagged: false,
    };
    let stop = stop_on_interrupt();
    let tools = Tools { loaded: &loaded, originals: &originals, stop: &stop };
    let segments = jobs.iter().filter_map(|job| job.article.as_ref());
    let segments = segments.map(|article| article.source.segments().len()).sum();
    reporter.begin(jobs.len(), segments);
    for job in &mut jobs {
        let result = run.document(job, &tools, &mut store);
        if let Err(error) = result {
            reporter.end();
            if matches!(error.downcast_ref(), Some(pipeline::Error::Stopped { .. })) {
                reporter.say(Level::Error, None, &error.to_string());
                return Ok(Outcome::Stopped);
            }
            return Err(error);
        }
    }
    reporter.end();
    run.finish(begun)
}

/// Reads all inputs and finds their quotations.
fn read(args: &TranslateArgs, reporter: &Reporter) -> anyhow::Result<Vec<Job>> {
    let opened = inputs::open(&args.paths, args.from, reporter)?;
    Ok(opened
        .into_iter()
        .map(|opened| {
            let article = opened.document.as_ref().ok().map(|document| {
                let read = pipeline::read(Arc::clone(document));
                let name = opened.path.display().to_string();
                for warning in &read.warnings {
                    reporter.warn(&name, document.text(), warning);
                }
                read.value
            });
            Job { opened, article }
        })
        .collect())
}

impl Run<'_> {
    /// Translates and writes one document.
    fn document(
        &mut self,
        job: &mut Job,
        tools: &Tools<'_>,
        store: &mut Store,
    ) -> anyhow::Result<()> {
        let path = job.opened.path.display().to_string();
        let Some(mut article) = job.article.take() else {
            let error = job.opened.document.as_ref().err().cloned();
            self.flagged = true;
            self.record.inputs.push(InputEntry {
                path,
                sha256: None,
                document: None,
                state: "failed".to_owned(),
                error,
            });
            return Ok(());
        };
        let (mut reused, mut made) = (0, 0);
        let begun = Instant::now();
        let mut tokens = 0;
        pipeline::translate(&mut article, tools.loaded.machine(), store, &mut |step| {
            reused += step.reused;
            made += step.made;
            tokens += step.tokens;
            #[expect(clippy::cast_precision_loss, reason = "a speed to read, not to count with")]
            let speed = tokens as f64 / begun.elapsed().as_secs_f64().max(1e-3);
            self.reporter.advance(step.reused + step.made, &path, speed);
            if tools.stop.load(Ordering::Relaxed) { Go::Stop } else { Go::On }
        })?;
        let texts: Vec<Original<'_>> = tools.originals.iter().map(original).collect();
        for warning in pipeline::trace(&mut article, &texts, self.args.to) {
            self.reporter.warn(&path, article.source.document().text(), &warning);
        }
        self.write(&article, tools.originals)?;
        self.count(&article, reused, made);
        let document = article.source.document();
        self.record.inputs.push(InputEntry {
            path,
            sha256: Some(document.origin().sha256.clone()),
            document: Some(document.id().to_owned()),
            state: if made == 0 { "reused" } else { "done" }.to_owned(),
            error: None,
        });
        self.summaries.push(Summary::of(&article));
        Ok(())
    }

    /// Writes the document in every format asked for.
    fn write(&mut self, article: &Article, originals: &[Segmented]) -> anyhow::Result<()> {
        let texts: Vec<_> = originals.iter().map(|o| o.document().as_ref()).collect();
        let options = Options { originals: &texts, ..Options::default() };
        for format in self.formats.clone() {
            self.put(&format.file_name(article.source.document().id()), |out| {
                render::render(article, format, &options, out).map_err(std::io::Error::other)
            })?;
        }
        Ok(())
    }

    /// Writes one file as it is made, so that a large document is never held a second time.
    fn put(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> anyhow::Result<()> {
        let mut entry = None;
        write_atomically(&self.out.join(name), |file| {
            let mut measured = Measured::new(file);
            fill(&mut measured)?;
            entry = Some(measured.entry(name));
            Ok(())
        })?;
        self.record.outputs.extend(entry);
        Ok(())
    }

    fn count(&mut self, article: &Article, reused: usize, made: usize) {
        let flagged = article.target.iter().filter(|t| t.flags.iter().any(|f| f.wants_a_look()));
        let flagged = flagged.count();
        self.flagged |= flagged > 0;
        for (name, n) in [
            ("documents", 1),
            ("segments", article.target.len()),
            ("flagged", flagged),
            ("quotes", article.quotes.len()),
            ("reused", reused),
            ("translated", made),
        ] {
            *self.record.counts.entry(name.to_owned()).or_default() += n as u64;
        }
        for flag in article.target.iter().flat_map(|t| &t.flags) {
            *self.record.counts.entry(format!("flag_{}", flag.name())).or_default() += 1;
        }
    }

    /// Writes what speaks of all documents, and says how it went.
    fn finish(mut self, begun: Instant) -> anyhow::Result<Outcome> {
        let summaries = std::mem::take(&mut self.summaries);
        self.put("index.html", |mut out| {
            render::index(&summaries, &Options::default(), &mut out).map_err(std::io::Error::other)
        })?;
        self.record.seconds = (begun.elapsed().as_secs_f64() * 10.0).round() / 10.0;
        let record = &self.record;
        write_atomically(&self.out.join("run.json"), |mut file| {
            record.write(&mut file).map_err(std::io::Error::other)
        })?;
        let failed = record.inputs.iter().filter(|input| input.state == "failed").count();
        self.reporter.say(Level::Note, None, &summary::table(record, self.out, self.args));
        Ok(if self.flagged || failed > 0 { Outcome::Flagged } else { Outcome::Done })
    }
}

/// A text of the user's as the tracer takes it.
fn original(text: &Segmented) -> Original<'_> {
    Original { id: text.document().id(), text, translated: None }
}

/// The record of this run before anything is done.
fn record(args: &TranslateArgs, loaded: &Loaded) -> RunFile {
    let stamp = loaded.stamp();
    let mut record = RunFile::new(TOOL);
    record.model = Some(ModelStamp {
        id: stamp.model.clone(),
        revision: stamp.revision.clone(),
        weights_sha256: stamp.weights_sha256.clone(),
    });
    record.settings = BTreeMap::from([
        ("from".to_owned(), json!(args.from.map(|lang| lang.code().to_owned()))),
        ("to".to_owned(), json!(args.to.code())),
        ("beam".to_owned(), json!(stamp.beam)),
        ("precision".to_owned(), json!(loaded.machine().model.precision().to_string())),
        ("formats".to_owned(), json!(args.formats)),
        ("original".to_owned(), json!(args.original)),
    ]);
    record
}

/// Raised by the first Ctrl-C; the second one ends the program at once.
fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    // Without a handler Ctrl-C still ends the program, only less politely.
    drop(ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            #[expect(clippy::exit, reason = "the person insists; finished work is kept already")]
            std::process::exit(130);
        }
    }));
    stop
}
