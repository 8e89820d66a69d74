//! What `models` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::EngineArgs;
use crate::pipeline::ShortlistOptions;

#[derive(Args, Debug)]
pub(crate) struct ModelsArgs {
    #[command(subcommand)]
    pub(crate) action: ModelsAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelsAction {
    /// The models this program knows and those on this machine.
    List,
    /// What a model is: languages, size, licence, files.
    Show {
        /// `default`, a folder, or a hub id.
        model: String,
    },
    /// Bring a model from the hub into the cache.
    Fetch {
        /// A hub id, with @REVISION to pin one.
        model: String,
        /// Required: this goes to the network.
        #[arg(long)]
        online: bool,
    },
    /// Check every file of a model against its recorded SHA-256.
    Verify {
        /// `default`, a folder, or a hub id.
        model: String,
    },
    /// List the words that a model's sentences may become, from a bitext, to translate faster.
    #[command(after_help = SHORTLIST_HELP)]
    Shortlist(ShortlistArgs),
}

const SHORTLIST_HELP: &str = "\
Put the file into the model's folder as shortlist.safetensors, or name it: --shortlist=FILE.

What it costs in quality, and gains in time, is printed for lines with a reference:
  tarjuman models shortlist news.fr news.en --out shortlist.safetensors --dev dev.fr dev.en";

#[derive(Args, Debug)]
pub(crate) struct ShortlistArgs {
    /// A bitext (TMX, XLIFF, `source ||| target` or tab-separated lines), or its source, one segment a line.
    pub(crate) source: PathBuf,
    /// Its target, one segment a line.
    pub(crate) target: Option<PathBuf>,
    /// The file to write.
    #[arg(long, short)]
    pub(crate) out: PathBuf,
    /// How many of the most frequent words every sentence may become.
    #[arg(long, value_name = "N", default_value_t = ShortlistOptions::default().common)]
    pub(crate) common: usize,
    /// How many words one piece of a sentence may become.
    #[arg(long, value_name = "N", default_value_t = ShortlistOptions::default().per_piece)]
    pub(crate) per_piece: usize,
    /// Lines and their reference, to print what the list costs and gains.
    #[arg(long, num_args = 2, value_names = ["SOURCE", "REFERENCE"])]
    pub(crate) dev: Vec<PathBuf>,
    /// Word translations: `default` (those that ship, where they fit), `none`, or a file of `link --save`.
    #[arg(long, value_name = "FILE")]
    pub(crate) lexicon: Option<String>,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}
