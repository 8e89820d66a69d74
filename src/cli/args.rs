//! The arguments as typed. `resolve` turns them into what a command runs on.

mod models;
mod review;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::corpus::lang::Lang;
pub(crate) use models::{ModelsAction, ModelsArgs, ShortlistArgs};
pub(crate) use review::{ReviewAction, ReviewApplyArgs, ReviewArgs, ReviewKind, ReviewReportArgs};

/// Translate foreign-language news on this machine, align it word by word, and trace every
/// quotation to its original wording.
///
/// Everything runs locally. The source text is never altered: every span in every output cuts the
/// words it names from the file you gave.
#[derive(Debug, Parser)]
#[command(name = "tarjuman", version, max_term_width = 100, after_help = EXIT_HELP)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Args, Clone, Debug)]
pub(crate) struct Global {
    /// Say nothing but errors.
    #[arg(long, global = true)]
    pub(crate) quiet: bool,
    /// Write messages as one JSON object a line on standard error.
    #[arg(long, global = true)]
    pub(crate) json_log: bool,
}

const EXIT_HELP: &str = "\
Exit status: 0 done; 1 done, but something was flagged or one of several files failed; 2 could not run.

Examples:
  tarjuman translate articles/ --out out        English, side-by-side pages and data for a folder
  tarjuman quotes article.txt                   who is quoted, saying what, in which words
  echo 'Bonjour.' | tarjuman translate --lines  one line in, one line out
  tarjuman review out --serve                   judge a sample in the browser; then `tarjuman review report out`
  tarjuman verify out                           check every span, hash and link again";

const FLAG_HELP: &str = "\
Flags on a segment, in the files and on the page:
  no_eos            the model reached its length limit before ending the sentence
  length_ratio      far longer or shorter than such a sentence usually becomes
  uncovered_source  source words with no counterpart in the translation
  loop              the translation repeats itself; read the source instead
  copy_through      carried over as it stands, not translated (names, numbers, English)
  resplit           too long, or lost its numbers: cut at clauses, translated in parts, rejoined
  duplicate         the block repeats an earlier one
  marks_restored    quotation marks lost in translation were put back
  number_changed    a number of the source does not stand in the translation
  unsure            the model was unsure of its words: about every second such translation is badly wrong
  name_changed      a name of the source does not stand in the translation: read the source
  name_restored     a name that came out misspelt, or as another, was put right
  number_restored   a number that lost digits was put right
  word_restored     a word or phrase the model did not know or got wrong was put in from the glossary
  unknown_word      a word of the translation is in no English word list: left in French, or made up

Output files, in the folder named by --out:
  NAME.json, NAME.html, NAME.en.txt (and others with --formats), index.html, run.json
Finished sentences are kept in DIR/.tarjuman.sqlite: a second run, or one after Ctrl-C, goes on from there.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Translate files or folders into English pages and data.
    Translate(TranslateArgs),
    /// Cut a text into sentences, one a line.
    Segment(SegmentArgs),
    /// Pair the sentences of a text with those of its translation.
    Align(AlignArgs),
    /// Link the words of `source ||| target` lines (standard input to standard output).
    Link(LinkArgs),
    /// Find who is quoted, and in which words. Needs no model.
    Quotes(QuotesArgs),
    /// Check every span, hash and link of an output folder again.
    Verify(VerifyArgs),
    /// Judge a sample of what the machine did, and learn how often it is wrong.
    Review(ReviewArgs),
    /// List, show, fetch or check translation models.
    Models(ModelsArgs),
    /// Score a system's output against a reference.
    Eval(EvalArgs),
    /// Print a completion script for your shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
}

/// Which model, and how hard it searches.
#[derive(Args, Clone, Debug)]
pub(crate) struct EngineArgs {
    /// `default` (ships with the program), a folder, or a hub id such as
    /// Helsinki-NLP/opus-mt-fr-en@REVISION.
    #[arg(long, default_value = "default", value_name = "MODEL")]
    pub(crate) model: String,
    /// Hypotheses kept at each step; 1 is greedy, the model's own setting when not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) beam: Option<u16>,
    /// Processor threads; all cores when not given. Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) threads: Option<u16>,
    /// Segments given to the model at a time. Results do not depend on it.
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(crate) batch: u16,
    /// What the model computes in; int8 when not given, which is several times as fast as the
    /// reference, f32.
    #[arg(long, value_enum)]
    pub(crate) precision: Option<Precision>,
    /// Look only at the words that a sentence's own words are known to become, by the model's shortlist
    /// (see `models shortlist`): faster with 8-bit integers, at a small loss. Without FILE the model's own.
    #[arg(
        long, value_name = "FILE", num_args = 0..=1, require_equals = true,
        default_missing_value = "", value_parser = List::of
    )]
    pub(crate) shortlist: Option<List>,
    /// Allow look-ups on the model hub (off: nothing leaves this machine).
    #[arg(long)]
    pub(crate) online: bool,
}

/// Which list of words a model looks at.
#[derive(Clone, Debug)]
pub(crate) enum List {
    /// The one that comes with it.
    Own,
    /// One in a file.
    File(PathBuf),
}

impl List {
    #[expect(clippy::unnecessary_wraps, reason = "what a parser of values gives")]
    fn of(name: &str) -> Result<Self, std::convert::Infallible> {
        Ok(if name.is_empty() { Self::Own } else { Self::File(name.into()) })
    }
}

/// What a model computes in.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Precision {
    /// Products of 8-bit integers.
    Int8,
    /// 32-bit floats.
    F32,
}

#[derive(Args, Debug)]
#[command(after_long_help = FLAG_HELP)]
pub(crate) struct TranslateArgs {
    /// Files or folders (.txt .md .html .htm, searched in depth), or - for standard input.
    #[arg(required_unless_present = "lines")]
    pub(crate) paths: Vec<PathBuf>,
    /// The folder to write into; made if it is not there.
    #[arg(long, value_name = "DIR", required_unless_present = "lines")]
    pub(crate) out: Option<PathBuf>,
    /// The language of the source; recognised from the words, else French, when not given.
    #[arg(long, value_name = "LANG")]
    pub(crate) from: Option<Lang>,
    /// The language to translate into.
    #[arg(long, default_value = "en", value_name = "LANG")]
    pub(crate) to: Lang,
    /// What to write, separated by commas: json html txt tmx xliff tsv tei jsonld.
    #[arg(long, value_delimiter = ',', default_value = "json,html,txt", value_name = "LIST")]
    pub(crate) formats: Vec<String>,
    /// A text in which a quotation's original wording may stand, such as en:speech.txt (repeatable).
    #[arg(long, value_name = "LANG:PATH")]
    pub(crate) original: Vec<String>,
    /// Standard input to standard output, one segment a line, in the same order; quotation marks straight.
    #[arg(long, conflicts_with_all = ["paths", "out", "formats", "original"])]
    pub(crate) lines: bool,
    /// With --lines: add a tab and word links in Pharaoh format.
    #[arg(long, requires = "lines")]
    pub(crate) links: bool,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

/// How `segment` prints.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SegmentFormat {
    /// One sentence a line, line breaks inside as spaces.
    Lines,
    /// Spans in code points.
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct SegmentArgs {
    /// The file, or - for standard input.
    pub(crate) path: PathBuf,
    /// The language of the text.
    #[arg(long, default_value = "fr")]
    pub(crate) lang: Lang,
    /// How to print.
    #[arg(long, value_enum, default_value = "lines")]
    pub(crate) format: SegmentFormat,
}

/// How `align` prints.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum AlignFormat {
    /// `[0, 1]:[2]:0.1234` a line.
    Beads,
    /// Beads with their sentences.
    Json,
    /// Source, target, cost, confidence.
    Tsv,
    /// Translation memory, TMX 1.4b.
    Tmx,
    /// Localisation exchange, XLIFF 2.1.
    Xliff,
    /// The bilingual page, with word links.
    Html,
}

/// A model that helps with texts somebody else translated.
#[derive(Args, Clone, Debug)]
#[command(group(clap::ArgGroup::new("network").multiple(true)))]
pub(crate) struct GivenArgs {
    /// Ask a translation model too: `default`, a folder, or a hub id. Slower. Links get better; sentences do
    /// where no lexicon knows the two languages, or the model is good at the kind of text.
    #[arg(long, value_name = "MODEL", group = "network")]
    pub(crate) model: Option<String>,
    /// Processor threads for the model; all cores when not given. Results do not depend on it.
    #[arg(long, value_name = "N", requires = "model", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) threads: Option<u16>,
    /// Allow look-ups on the model hub (off: nothing leaves this machine).
    #[arg(long, requires = "network")]
    pub(crate) online: bool,
}

const CHECK_HELP: &str = "\
With --check, SRC is a bitext: TMX, XLIFF 1.2 or 2, `source ||| target` or tab-separated lines; or
SRC and TGT are two files of lines. Units that need a look are printed with their reasons:
  words             the words of the two sides do not explain each other
  neighbour:+1      the translation of the next unit fits this source much better
  length            one side is far too long for the other
  number            a number of one side does not stand on the other
  untranslated      both sides are the same words
  source_language:en, target_language:fr   a side is in that language instead
  empty             one side holds no words
Exit status 1: something was flagged.";

#[derive(Args, Debug)]
#[command(after_long_help = CHECK_HELP)]
pub(crate) struct AlignArgs {
    /// The source text.
    pub(crate) src: PathBuf,
    /// Its translation.
    #[arg(required_unless_present = "check")]
    pub(crate) tgt: Option<PathBuf>,
    /// The language of the source; French, or with --check what the bitext says.
    #[arg(long, value_name = "LANG")]
    pub(crate) from: Option<Lang>,
    /// The language of the translation; English, or with --check what the bitext says.
    #[arg(long, value_name = "LANG")]
    pub(crate) to: Option<Lang>,
    /// Judge an existing bitext instead (TMX, XLIFF, lines): which units are misaligned, and why.
    #[arg(long, conflicts_with_all = ["one_per_line", "src_translation", "tgt_translation", "model", "embeddings", "vectors"])]
    pub(crate) check: bool,
    /// The files hold one sentence a line; do not segment. An empty line ends a paragraph.
    #[arg(long)]
    pub(crate) one_per_line: bool,
    /// A machine translation of the source into the target language, one line a source sentence.
    #[arg(long, value_name = "FILE")]
    pub(crate) src_translation: Option<PathBuf>,
    /// A machine translation of the target into the source language, one line a target sentence.
    #[arg(long, value_name = "FILE")]
    pub(crate) tgt_translation: Option<PathBuf>,
    /// Ask a sentence encoder that knows both languages too: a folder or a hub id of the BERT or XLM-RoBERTa
    /// family, such as sentence-transformers/LaBSE. Slower. Helps most where no lexicon knows the two languages.
    #[arg(long, value_name = "MODEL", group = "network", conflicts_with = "vectors")]
    pub(crate) embeddings: Option<String>,
    /// Sentence vectors made elsewhere: a safetensors file with the tensors `source` and `target`, a row a sentence.
    #[arg(long, value_name = "FILE")]
    pub(crate) vectors: Option<PathBuf>,
    /// Word translations to go by: a file made by `link --train`, or `none`; what ships when not given.
    #[arg(long, value_name = "FILE")]
    pub(crate) lexicon: Option<String>,
    /// How to print; beads, or with --check tsv (json for every unit).
    #[arg(long, value_enum)]
    pub(crate) format: Option<AlignFormat>,
    #[command(flatten)]
    pub(crate) engine: GivenArgs,
}

/// How `link` prints.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LinkFormat {
    /// `0-0 1-2` a line: numbers of words from 0, source first.
    Pharaoh,
    /// One object a line, with the probability of each link.
    Json,
    /// For reading: each link with its words and its probability.
    Text,
}

/// How the two directions of linking become one.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LinkSymmetry {
    /// What both directions find likely; best by alignment error rate.
    Agreed,
    /// The first choice of both.
    Intersection,
    /// The first choice of either.
    Union,
    /// From the intersection towards the union.
    GrowDiagFinalAnd,
}

#[derive(Args, Debug)]
pub(crate) struct LinkArgs {
    /// The lines are tokenised: words are what white space separates.
    #[arg(long)]
    pub(crate) tokenized: bool,
    /// The language of the source; French when not given.
    #[arg(long, value_name = "LANG")]
    pub(crate) from: Option<Lang>,
    /// The language of the target; English when not given.
    #[arg(long, value_name = "LANG")]
    pub(crate) to: Option<Lang>,
    /// Learn from this bitext (TMX, XLIFF, lines, or two files of lines), and print its links;
    /// standard input is not read.
    #[arg(long, value_name = "FILE", num_args = 1..=2, conflicts_with = "model")]
    pub(crate) train: Vec<PathBuf>,
    /// Keep what was learnt, for --lexicon of `link` and `align`.
    #[arg(long, value_name = "FILE", requires = "train")]
    pub(crate) save: Option<PathBuf>,
    /// Word translations to go by: a file made with --train and --save, `default` (what ships), or
    /// `none` (learn from the pairs given). What ships when not given; with --train, none.
    #[arg(long, value_name = "FILE")]
    pub(crate) lexicon: Option<String>,
    /// How the two directions become one.
    #[arg(long, value_enum, default_value = "agreed")]
    pub(crate) symmetry: LinkSymmetry,
    /// How to print.
    #[arg(long, value_enum, default_value = "pharaoh")]
    pub(crate) format: LinkFormat,
    #[command(flatten)]
    pub(crate) engine: GivenArgs,
}

/// How `quotes` prints.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum QuotesFormat {
    /// For reading.
    Table,
    /// Document files without targets.
    Json,
    /// For a spreadsheet.
    Csv,
}

#[derive(Args, Debug)]
pub(crate) struct QuotesArgs {
    /// Files or folders, or - for standard input.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The language of the texts; recognised from the words, else French, when not given.
    #[arg(long, value_name = "LANG")]
    pub(crate) from: Option<Lang>,
    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: QuotesFormat,
}

#[derive(Args, Debug)]
pub(crate) struct VerifyArgs {
    /// The output folder of an earlier `translate`.
    pub(crate) out: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct EvalArgs {
    #[command(subcommand)]
    pub(crate) what: EvalWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EvalWhat {
    /// BLEU and chrF of a translation, as sacreBLEU prints them.
    Mt {
        /// The reference, one segment a line.
        reference: PathBuf,
        /// The system's output, one segment a line.
        hypothesis: PathBuf,
    },
    /// Strict and lax precision, recall and F1 of beads.
    Align {
        /// Gold beads.
        gold: PathBuf,
        /// The system's beads, or what `align --format json` writes: then the reliability of its
        /// confidence is shown too.
        predicted: PathBuf,
    },
    /// Precision, recall and AER of word links.
    Link {
        /// Gold links (Pharaoh with `p` for possible, or the WPT format).
        gold: PathBuf,
        /// The system's links in Pharaoh format.
        predicted: PathBuf,
    },
    /// Precision, recall and F1 of sentence boundaries.
    Segment {
        /// Gold sentences, one a line, a blank line between blocks.
        gold: PathBuf,
        /// The system's sentences, one a line.
        predicted: PathBuf,
    },
}
