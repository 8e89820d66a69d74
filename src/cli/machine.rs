//! From `--model` to a model in memory, ready to work.

use std::borrow::Cow;
use std::num::NonZero;

use anyhow::bail;

use super::args::{self, EngineArgs, GivenArgs, List};
use super::models;
use super::report::{Level, Reporter};
use crate::align::link::{shipped, shipped_unread};
use crate::align::wordlist::{forms, glossary, set_phrases};
use crate::corpus::article::Engine as Stamp;
use crate::corpus::lang::Lang;
use crate::corpus::model_files::{self, Place};
use crate::nmt::{DecodeOptions, Engine, EngineOptions, ModelFiles, Precision, Translate, Words};
use crate::pipeline::Machine;

/// A loaded model with its settings.
pub(crate) struct Loaded {
    engine: Engine,
    options: DecodeOptions,
    stamp: Stamp,
    from: Lang,
    batch: usize,
}

/// What this program calls itself on its outputs.
pub(crate) const TOOL: &str = concat!("tarjuman ", env!("CARGO_PKG_VERSION"));

/// Finds, checks and loads the model that `args` name.
pub(crate) fn load(
    args: &EngineArgs,
    (from, to): (Lang, Lang),
    reporter: &Reporter,
) -> anyhow::Result<Loaded> {
    // Linking wants it when the first sentence is translated; until then the weights are read.
    std::thread::spawn(move || shipped(from, to));
    let model = find(&args.model, args.online, reporter)?;
    if model.is_encoder() {
        bail!(
            "{} is a sentence encoder and translates nothing; `align --embeddings` is where it helps",
            args.model
        );
    }
    let cores = || std::thread::available_parallelism().map_or(1, NonZero::get);
    let threads = args.threads.map_or_else(cores, usize::from);
    let precision = args.precision.map(|precision| match precision {
        args::Precision::Int8 => Precision::Int8,
        args::Precision::F32 => Precision::F32,
    });
    let words = match &args.shortlist {
        None => Words::All,
        Some(List::Own) => Words::Likely,
        Some(List::File(path)) => Words::By(path.clone()),
    };
    let with = EngineOptions { precision, threads, words, ..EngineOptions::default() };
    let engine = Engine::load(&files(&model.files), &with)?;
    if args.shortlist.is_some() && engine.shortlist_sha256().is_none() {
        let said = match engine.precision() {
            Precision::F32 => "floats are the reference: every word is looked at, not a shortlist",
            Precision::Int8 => {
                "the model has no shortlist: every word is looked at; make one with `tarjuman models shortlist`"
            }
        };
        reporter.say(Level::Warning, Some(&args.model), said);
    }
    let beam = args.beam.map_or(engine.generation().n_beams, usize::from);
    // All that the search ends with: among them is chosen what kept numbers and marks.
    let options = DecodeOptions { beams: Some(beam), n_best: beam, ..DecodeOptions::guarded() };
    let stamp = Stamp {
        model: model.identity.model,
        revision: model.identity.revision,
        weights_sha256: model.identity.weights_sha256,
        tool: TOOL.to_owned(),
        beam,
        shortlist_sha256: engine.shortlist_sha256().map(str::to_owned),
        to,
    };
    Ok(Loaded { engine, options, stamp, from, batch: usize::from(args.batch) })
}

/// Finds and checks a model, saying what is fetched for it.
pub(crate) fn find(
    name: &str,
    online: bool,
    reporter: &Reporter,
) -> Result<crate::models::Model, crate::models::error::Error> {
    let mut file = String::new();
    crate::models::find(name, &models::store(online), &mut |progress| {
        if file != progress.file {
            progress.file.clone_into(&mut file);
            reporter.say(Level::Note, Some(progress.file), "fetching");
        }
    })
}

/// The model that works between the two languages of a pair, where one is named, and whether it reads
/// the second of them.
pub(crate) fn between(
    args: &GivenArgs,
    (from, to): (Lang, Lang),
    reporter: &Reporter,
) -> anyhow::Result<Option<(Loaded, bool)>> {
    let Some(name) = &args.model else { return Ok(None) };
    let card = crate::models::show(name, &models::store(args.online))?;
    let (reads, writes) = card.languages;
    // A folder may not say its languages: then it is taken at its word that it is the right one.
    let covers = |a: Lang, b: Lang| {
        (reads.is_empty() || reads.contains(&a)) && (writes.is_empty() || writes.contains(&b))
    };
    let turned = match (covers(from, to), covers(to, from)) {
        (true, _) => false,
        (false, true) => true,
        (false, false) => {
            let list =
                |langs: &[Lang]| langs.iter().map(Lang::to_string).collect::<Vec<_>>().join(", ");
            bail!(
                "{name} reads {} and writes {}; it cannot help between {from} and {to}",
                list(&reads),
                list(&writes)
            );
        }
    };
    let engine = EngineArgs {
        model: name.clone(),
        // These translations are compared, not read: one hypothesis is enough.
        beam: Some(1),
        threads: args.threads,
        batch: 32,
        precision: None,
        shortlist: None,
        online: args.online,
    };
    let languages = if turned { (to, from) } else { (from, to) };
    Ok(Some((load(&engine, languages, reporter)?, turned)))
}

impl Loaded {
    /// The model as the pipeline takes it.
    pub(crate) fn machine(&self) -> Machine<'_> {
        Machine {
            model: &self.engine,
            options: &self.options,
            stamp: &self.stamp,
            lexicon: shipped_unread(self.from, self.stamp.to),
            glossary: glossary(self.from, self.stamp.to),
            forms: forms(self.from, self.stamp.to),
            phrases: set_phrases(self.from, self.stamp.to),
            unsure_below: self.engine.config().unsure_below,
            batch: self.batch,
        }
    }

    /// The model itself.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The language it was loaded to read.
    pub(crate) fn from(&self) -> Lang {
        self.from
    }

    /// What is stamped on every output.
    pub(crate) fn stamp(&self) -> &Stamp {
        &self.stamp
    }
}

/// The files as the engine takes them.
fn files(found: &model_files::ModelFiles) -> ModelFiles {
    if let Some(dir) = found.directory() {
        return ModelFiles::from(dir);
    }
    let carried = found.iter().filter_map(|(name, place)| match place {
        Place::Memory(bytes) => Some((name.to_owned(), Cow::Borrowed(*bytes))),
        Place::Disk(_) => None,
    });
    ModelFiles::Memory(carried.collect())
}
