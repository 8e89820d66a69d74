//! Layer 5 · the command line: arguments as typed, resolved, run, and an exit status.
//!
//! Results go to standard output, everything else to standard error. The environment and the clock
//! are read here and nowhere below.

mod align;
mod args;
mod clock;
mod evaluate;
mod inputs;
mod lines;
mod link;
mod machine;
mod models;
mod output;
mod quotes;
mod report;
mod review;
mod run;
mod segment;
mod shortlist;
mod summary;
mod vectors;
mod verify;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::cli::args::{Cli, Command};
use crate::cli::report::{Level, Reporter};

/// How a command ended, short of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done, nothing to look at.
    Done,
    /// Done, but something was flagged, or one of several files failed.
    Flagged,
    /// The person asked to stop; what was finished is kept.
    Stopped,
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; the rest is usage.
            let status = if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
            drop(error.print());
            return status;
        }
    };
    let reporter = Reporter::new(&cli.global);
    match dispatch(cli.command, &reporter) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Flagged) => ExitCode::from(1),
        Ok(Outcome::Stopped) => ExitCode::from(130),
        // A reader that has seen enough (`| head`) is no error.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            reporter.say(Level::Error, None, &chain(&error));
            ExitCode::from(2)
        }
    }
}

fn dispatch(command: Command, reporter: &Reporter) -> anyhow::Result<Outcome> {
    match command {
        Command::Translate(args) if args.lines => lines::run(&args, reporter),
        Command::Translate(args) => run::run(&args, reporter),
        Command::Segment(args) => segment::run(&args, reporter),
        Command::Align(args) => align::run(&args, reporter),
        Command::Link(args) => link::run(&args, reporter),
        Command::Eval(args) => evaluate::run(&args),
        Command::Quotes(args) => quotes::run(&args, reporter),
        Command::Verify(args) => verify::run(&args, reporter),
        Command::Review(args) => review::run(&args, reporter),
        Command::Models(args) => models::run(&args, reporter),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "tarjuman", &mut script);
            io::stdout().write_all(&script)?;
            Ok(Outcome::Done)
        }
    }
}

/// The error and its causes in one line, outermost first, each said once.
fn chain(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain() {
        let text = cause.to_string();
        if !said.contains(&text) {
            if !said.is_empty() {
                said.push_str(": ");
            }
            said.push_str(&text);
        }
    }
    said
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}
