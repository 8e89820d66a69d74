//! Layer 3 · the stages in order. Straight-line code: every decision lies in a stage.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::align::words::{LinkOptions, PieceText, links};
use crate::corpus::alignment::Alignment;
use crate::corpus::article::{Article, Engine, Flag, Rendered};
use crate::corpus::document::{BlockKind, Document};
use crate::corpus::lang::Lang;
use crate::corpus::score::LogProb;
use crate::corpus::segment::Segmented;
use crate::corpus::warning::{Warned, Warning};
use crate::nmt::{DecodeOptions, Translate, Translation};
use crate::translate::Rendition;
use crate::translate::cache::{CacheError, Key, Store};
use crate::translate::check;
use crate::translate::typography::Plain;

/// What can stop a document on its way.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The model failed.
    #[error("the translation model failed")]
    Model(#[from] crate::nmt::Error),
    /// The store of finished work failed.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The caller asked to stop; what was finished is kept.
    #[error("stopped after {done} of {all} sentences; run the same command again to go on from there")]
    Stopped {
        /// Sentences finished.
        done: usize,
        /// Sentences in the document.
        all: usize,
    },
}

/// A model ready to work, and what is stamped on its output.
#[derive(Clone, Copy)]
pub struct Machine<'a> {
    /// The model.
    pub model: &'a dyn Translate,
    /// How it searches.
    pub options: &'a DecodeOptions,
    /// Its name on every output; everything in it and in `options` is part of the cache key.
    pub stamp: &'a Engine,
    /// Sentences given to the model, and kept, at a time.
    pub batch: usize,
}

impl std::fmt::Debug for Machine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Machine").field("stamp", self.stamp).finish_non_exhaustive()
    }
}

/// Told after each batch how many sentences and tokens it held; answers whether to go on.
pub type Progress<'a> = dyn FnMut(usize, usize) -> Go + 'a;

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// With the next batch.
    On,
    /// No further: keep what is finished.
    Stop,
}

/// Cuts a document into sentences and finds its quotations. No model is needed.
#[must_use]
pub fn read(document: Arc<Document>) -> Warned<Article> {
    let source = crate::segment::segment(document);
    let found = crate::trace::find(&source);
    let article = Article {
        source,
        engine: None,
        target: Vec::new(),
        quotes: found.quotes,
        marked: found.marked,
        chains: Vec::new(),
    };
    Warned { value: article, warnings: found.warnings }
}

/// Translates a document that was read: sentences, word links, quotations carried across, chains.
///
/// # Errors
/// When the model or the store fails, or when `progress` says stop.
pub fn translate(
    read: Warned<Article>,
    machine: Machine<'_>,
    store: &mut Store,
    progress: &mut Progress<'_>,
) -> Result<Warned<Article>, Error> {
    let Warned { value: mut article, warnings } = read;
    let source = &article.source;
    let plain: Vec<Plain> = (0..source.segments().len()).map(|i| plain_copy(source, i)).collect();
    let plans: Vec<Plan> = plain.iter().enumerate().map(|(i, p)| plan(source, i, p, machine.stamp.to)).collect();
    let todo: Vec<&str> = plain
        .iter()
        .zip(&plans)
        .filter(|(_, plan)| **plan == Plan::Translate)
        .map(|(p, _)| p.text())
        .collect();
    let renditions = render_all(&todo, machine, store, progress)?;
    article.target = plain
        .iter()
        .zip(&plans)
        .enumerate()
        .map(|(i, (plain, plan))| match plan {
            Plan::Copy => copied(source, i),
            Plan::Translate => dress(source, i, plain, &renditions[plain.text()]),
        })
        .collect();
    article.engine = Some(machine.stamp.clone());
    crate::trace::carry(&mut article.quotes, &article.source, &article.target);
    article.chains = crate::trace::chain::build(
        article.source.document(),
        &mut article.quotes,
        Some(machine.stamp),
    );
    Ok(Warned { value: article, warnings })
}

/// Translates one line as it stands, without segmentation.
///
/// # Errors
/// When the model fails.
pub fn translate_lines(lines: &[&str], machine: Machine<'_>) -> Result<Vec<Rendition>, Error> {
    Ok(crate::translate::render(lines, machine.model, machine.options, &link)?)
}
