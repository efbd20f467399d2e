//! `cargo xtask storm` and its siblings: the finished server is killed, starved and fought over, and what it holds
//! afterwards is compared with what it had acknowledged. Each prints `N passed, N failed`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool speaks through its standard streams"
)]

mod backupdrill;
mod check;
mod clock;
mod concurrency;
mod diskfull;
mod files;
mod ledger;
mod pgfail;
mod powercut;
mod storm;
mod twonode;
mod upgrade;
mod verdict;
mod writer;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use kontor_proof::{House, Result};

use verdict::Verdict;

/// Proves that nothing is lost.
#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    what: What,
    /// The binary `kontor`.
    #[arg(long, global = true, default_value = "target/debug/kontor")]
    server: PathBuf,
    /// An empty PostgreSQL database; SQLite without.
    #[arg(long, global = true)]
    postgres: Option<String>,
    /// Another seed, other accidents.
    #[arg(long, global = true, default_value_t = 1)]
    seed: u64,
}

#[derive(Subcommand)]
enum What {
    /// The server is killed in the midst of work.
    Storm {
        /// How often.
        #[arg(long, default_value_t = 150)]
        cycles: u64,
        /// How soon it has to be ready again, in milliseconds; for a machine that has nothing else to do.
        #[arg(long)]
        ready_within: Option<u64>,
    },
    /// Eight clients fight over the same records.
    Concurrency {
        /// Requests.
        #[arg(long, default_value_t = 100_000)]
        operations: u64,
    },
    /// Backups are made under load, restored elsewhere, compared, and spoiled by one byte.
    Backupdrill {
        /// How many.
        #[arg(long, default_value_t = 20)]
        backups: u64,
    },
    /// The disk runs full and is freed again.
    Diskfull {
        /// How often.
        #[arg(long, default_value_t = 100)]
        cycles: u64,
    },
    /// The power is cut, as far as the disk can tell.
    Powercut {
        /// Disks that are looked at.
        #[arg(long, default_value_t = 1_000)]
        states: u64,
        /// How much each client does while it is recorded.
        #[arg(long, default_value_t = 120)]
        rounds: u64,
    },
    /// The clock is turned forwards and backwards.
    Clock {
        /// Turns by chance, besides those that are made every time.
        #[arg(long, default_value_t = 100)]
        turns: u64,
    },
    /// What earlier versions left behind is opened.
    Upgrade {
        /// Keep what this version leaves behind, for later ones.
        #[arg(long)]
        record: bool,
    },
    /// PostgreSQL is stopped without a goodbye in the midst of work, and comes back.
    Pgfail {
        /// How often.
        #[arg(long, default_value_t = 30)]
        restarts: u64,
        /// The command line that stops and starts the database with `stop -m immediate` and `start` behind it.
        #[arg(long)]
        control: String,
    },
    /// Two servers on one PostgreSQL, of which one at a time stands still or dies.
    Twonode {
        /// Jobs they do.
        #[arg(long, default_value_t = 20_000)]
        jobs: u64,
    },
}

fn main() -> ExitCode {
    let options = Options::parse();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(run(&options)));
    match outcome {
        Ok(verdict) if verdict.conclude() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("proof: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<Verdict> {
    let scratch = tempfile::tempdir()?;
    let house = House {
        binary: std::path::absolute(&options.server)?,
        data: scratch.path().join("data"),
        postgres: options.postgres.clone(),
    };
    match &options.what {
        What::Storm { cycles, ready_within } => {
            let within = ready_within.map(std::time::Duration::from_millis);
            storm::run(&house, scratch.path(), *cycles, within, options.seed).await
        }
        What::Backupdrill { backups } => {
            backupdrill::run(&house, scratch.path(), *backups, options.seed).await
        }
        What::Concurrency { operations } => concurrency::run(&house, *operations, options.seed).await,
        What::Diskfull { cycles } => diskfull::run(&house, scratch.path(), *cycles, options.seed).await,
        What::Powercut { states, rounds } => {
            powercut::run(&house, scratch.path(), *rounds, *states, options.seed).await
        }
        What::Clock { turns } => clock::run(&house, scratch.path(), *turns, options.seed).await,
        What::Upgrade { record: false } => upgrade::run(&house, scratch.path()).await,
        What::Upgrade { record: true } => upgrade::record(&house, scratch.path()).await,
        What::Twonode { jobs } => twonode::run(&house, scratch.path(), *jobs, options.seed).await,
        What::Pgfail { restarts, control } => {
            let database = pgfail::Control::new(control);
            pgfail::run(&house, &database, scratch.path(), *restarts, options.seed).await
        }
    }
}
