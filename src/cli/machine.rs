//! From `--model` to a model in memory, ready to work.

use std::path::PathBuf;

use anyhow::Context;

use super::args::EngineArgs;
use super::report::{Level, Reporter};
use crate::corpus::article::Engine;
use crate::corpus::lang::Lang;
use crate::models::{Model, StoreOptions};
use crate::nmt::{DecodeOptions, Translate};

/// A loaded model with its settings.
pub(crate) struct Loaded {
    pub(crate) model: Box<dyn Translate>,
    pub(crate) options: DecodeOptions,
    pub(crate) stamp: Engine,
}

/// What this program calls itself on its outputs.
pub(crate) const TOOL: &str = concat!("tarjuman ", env!("CARGO_PKG_VERSION"));
