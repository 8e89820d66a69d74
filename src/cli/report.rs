//! What is said to the person: messages and progress on standard error, never on standard output.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::args::Global;
use crate::corpus::warning::{Severity, Warning};

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Note,
    Warning,
    Error,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Speaks to the person, in the way they asked for.
#[derive(Debug)]
pub(crate) struct Reporter {
    quiet: bool,
    json: bool,
    bar: ProgressBar,
}

impl Reporter {
    pub(crate) fn new(global: &Global) -> Self {
        let shown = !global.quiet && !global.json_log && std::io::stderr().is_terminal();
        let target =
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        Self { quiet: global.quiet, json: global.json_log, bar }
    }

    /// Says one thing about `subject` (a file, most often). Errors are said even when quiet.
    pub(crate) fn say(&self, level: Level, subject: Option<&str>, message: &str) {
        if self.quiet && level != Level::Error {
            return;
        }
        let line = if self.json {
            json!({"level": level.name(), "file": subject, "message": message}).to_string()
        } else {
            let place = subject.map_or_else(String::new, |s| format!("{s}: "));
            match level {
                Level::Note => format!("{place}{message}"),
                _ => format!("{}: {place}{message}", level.name()),
            }
        };
        // A closed standard error is no reason to stop working.
        self.bar.suspend(|| drop(writeln!(std::io::stderr(), "{line}")));
    }

    /// Passes on what a stage noticed about `subject`, with the line it was seen on.
    pub(crate) fn warn(&self, subject: &str, text: &str, warning: &Warning) {
        let level = match warning.severity {
            Severity::Note => Level::Note,
            Severity::Warning => Level::Warning,
        };
        let before = warning.span.and_then(|span| text.get(..span.start()));
        let line = before.map(|b| b.matches('\n').count() + 1);
        let place = line.map_or_else(|| subject.to_owned(), |line| format!("{subject}:{line}"));
        let hint = warning.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
        self.say(level, Some(&place), &format!("{}{hint}", warning.message));
    }

    /// Shows a bar over `segments` segments of `files` files.
    pub(crate) fn begin(&self, files: usize, segments: usize) {
        let style = ProgressStyle::with_template(
            "{bar:24} {pos}/{len} sentences  {msg}  {elapsed} gone, {eta} to go",
        )
        .expect("the template is well formed");
        self.bar.set_style(style.progress_chars("█▌ "));
        self.bar.set_length(segments as u64);
        self.bar.set_message(format!("{files} files"));
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    /// Moves the bar on.
    pub(crate) fn advance(&self, segments: usize, file: &str, tokens_per_second: f64) {
        self.bar.inc(segments as u64);
        self.bar.set_message(format!("{file}  {tokens_per_second:.0} tokens/s"));
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
