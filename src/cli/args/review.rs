//! What `review` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

const REVIEW_HELP: &str = "\
Verdicts: right; minor (a slip that misleads nobody); wrong (a reader would believe something the
source does not say, or miss something it does); unsure. They are kept in OUT/verdicts.sqlite, one
transaction each, under the reviewer's name, and survive a new run of `translate`: one on a text that
has changed since is stale and asked again.

Examples:
  tarjuman review out --serve                       in the browser, on this machine only
  tarjuman review out                               in the terminal
  tarjuman review out --sheet check.csv             to fill in elsewhere, then --import check.csv
  tarjuman review out --flagged --kind segment      everything flagged instead of a sample
  tarjuman review report out --max-error 5%         the error rate with its interval; exit 1 when it may be higher
  tarjuman review apply out                         the documents with people's corrections, in out/corrected";

#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, after_help = REVIEW_HELP)]
pub(crate) struct ReviewArgs {
    #[command(subcommand)]
    pub(crate) action: Option<ReviewAction>,
    /// The output folder of an earlier `translate`.
    #[arg(required = true)]
    pub(crate) out: Option<PathBuf>,
    /// Units of each kind to draw; 60, or as many as last time, when not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) sample: Option<u32>,
    /// Another seed draws another sample; 1, or the seed of last time, when not given.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Take everything that is flagged instead of a sample.
    #[arg(long, conflicts_with_all = ["sample", "seed", "document"])]
    pub(crate) flagged: bool,
    /// Take everything of one document instead of a sample.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["sample", "seed"])]
    pub(crate) document: Option<String>,
    /// What to judge, separated by commas: segment quote links bead.
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    pub(crate) kind: Vec<ReviewKind>,
    /// Who judges; your login name when not given.
    #[arg(long, value_name = "NAME")]
    pub(crate) reviewer: Option<String>,
    /// Where verdicts are kept; OUT/verdicts.sqlite when not given.
    #[arg(long, value_name = "FILE")]
    pub(crate) verdicts: Option<PathBuf>,
    /// With --serve: the port to listen on; a free one when not given.
    #[arg(long, value_name = "N", requires = "serve")]
    pub(crate) port: Option<u16>,
    #[command(flatten)]
    pub(crate) face: FaceArgs,
}

/// How the units are shown. On a terminal, the terminal; else they are listed.
#[derive(Args, Clone, Debug)]
#[group(multiple = false)]
pub(crate) struct FaceArgs {
    /// Serve the review to your browser, on 127.0.0.1 only.
    #[arg(long)]
    pub(crate) serve: bool,
    /// Review in this terminal.
    #[arg(long)]
    pub(crate) terminal: bool,
    /// Write a sheet to fill in offline: FILE.csv for a spreadsheet, FILE.html for a browser.
    #[arg(long, value_name = "FILE")]
    pub(crate) sheet: Option<PathBuf>,
    /// Read a filled sheet (CSV), or verdicts saved or exported as JSONL.
    #[arg(long, value_name = "FILE")]
    pub(crate) import: Option<PathBuf>,
    /// Write all verdicts as JSONL, or to standard output with -.
    #[arg(long, value_name = "FILE")]
    pub(crate) export: Option<PathBuf>,
    /// List what was drawn, and why.
    #[arg(long)]
    pub(crate) list: bool,
}

/// What can be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReviewKind {
    /// The translation of a sentence.
    Segment,
    /// A quotation: its words on both sides, its speaker, its way.
    Quote,
    /// The word links of a sentence.
    Links,
    /// Sentences paired by `align --format json`, where such a file stands in the folder.
    Bead,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewAction {
    /// What the verdicts say of the whole: error rates with intervals, the worth of the scores.
    Report(ReviewReportArgs),
    /// Write the documents again with people's corrections in them.
    Apply(ReviewApplyArgs),
}

#[derive(Args, Debug)]
pub(crate) struct ReviewReportArgs {
    /// The output folder of an earlier `translate`.
    pub(crate) out: PathBuf,
    /// Exit 1 when the upper bound of a kind's error rate passes this share (0.05 or 5%).
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) max_error: Option<f64>,
    /// Write the report as a page; put it into OUT for its links to work.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Write the report as JSON, or to standard output with -.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Where verdicts are kept; OUT/verdicts.sqlite when not given.
    #[arg(long, value_name = "FILE")]
    pub(crate) verdicts: Option<PathBuf>,
    /// Report on these kinds only, separated by commas: segment quote links bead.
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    pub(crate) kind: Vec<ReviewKind>,
}

/// `0.05`, `5%` or `5 %`.
fn share(text: &str) -> Result<f64, String> {
    let (number, scale) = match text.trim().strip_suffix('%') {
        Some(number) => (number.trim(), 100.0),
        None => (text.trim(), 1.0),
    };
    let value = number.parse::<f64>().map(|n| n / scale).ok().filter(|n| (0.0..=1.0).contains(n));
    value.ok_or_else(|| "write a share between 0 and 1, or a percentage such as 5%".to_owned())
}

#[derive(Args, Debug)]
pub(crate) struct ReviewApplyArgs {
    /// The output folder of an earlier `translate`; it is left as it is.
    pub(crate) out: PathBuf,
    /// The folder to write into; OUT/corrected when not given.
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
    /// What to write, separated by commas; as the folder was written, and tmx, when not given.
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    pub(crate) formats: Vec<String>,
    /// Where verdicts are kept; OUT/verdicts.sqlite when not given.
    #[arg(long, value_name = "FILE")]
    pub(crate) verdicts: Option<PathBuf>,
}
