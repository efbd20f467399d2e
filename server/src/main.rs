//! The binary: reads the command line, runs it, and says how it went by its exit code.

use std::process::ExitCode;

use clap::Parser;
use kontor_server::cli::{self, Cli};

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Some(ended) = cli.extract() {
        return ended;
    }
    let as_json = cli.is_json_wanted();
    match cli::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(as_json),
    }
}
