//! The `tarjuman` command: reads arguments, runs, and turns the outcome into an exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    tarjuman::cli::main()
}
