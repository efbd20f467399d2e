//! `cargo xtask bench`: how fast Kontor is, as ratios to hand-written SQL on the same database in the same run.
//!
//! A company is made from numbers ([`dataset`]), loaded once and kept ([`stage`]). Every row of the table ([`rows`]) does
//! a piece of work through the engine and the same by hand ([`by_hand`]), in turns, and counts CPU time ([`measure`]);
//! [`over_http`] asks the real server over real connections, more of it than it can carry ([`under_load`]), and what takes
//! long ([`long_work`]). [`report`] draws the table. [`growth`] does the same work in workspaces of three sizes.
//!
//! CPU is this process's; with PostgreSQL that leaves the server out on both sides, so there look at the ratio of time.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool speaks through its standard output"
)]

mod by_hand;
mod dataset;
mod growth;
mod long_work;
mod measure;
mod over_http;
mod report;
mod rows;
mod stage;
mod under_load;
mod writes;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use kontor_kernel::Result;

use dataset::Size;
use stage::Stage;

/// Measures Kontor.
#[derive(Parser)]
struct Options {
    /// People in the workspace; a fifth as many organisations, five times as many interactions.
    #[arg(long, default_value_t = 1_000_000)]
    people: u64,
    /// A tenth of it.
    #[arg(long)]
    quick: bool,
    /// Where workspaces are kept between runs.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// An empty PostgreSQL database, or one from an earlier run; SQLite without.
    #[arg(long)]
    postgres: Option<String>,
    /// The server that is asked over HTTP; left out without.
    #[arg(long)]
    server: Option<PathBuf>,
    /// Only the rows that say this.
    #[arg(long)]
    only: Option<String>,
    /// Write the table to this file.
    #[arg(long)]
    write: Option<PathBuf>,
    /// Measure in workspaces of a hundredth, a tenth and all of the people instead, and draw what grows into this file.
    #[arg(long, conflicts_with = "postgres")]
    growth: Option<PathBuf>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    match runtime.block_on(run(&options)) {
        Ok(table) => {
            println!("{table}");
            match options.write.as_ref().map(|path| std::fs::write(path, &table)) {
                Some(Err(error)) => failed(&error),
                _ => ExitCode::SUCCESS,
            }
        }
        Err(error) => failed(&error),
    }
}

fn failed(error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("bench: {error}");
    ExitCode::FAILURE
}

async fn run(options: &Options) -> Result<String> {
    let people = options.people / if options.quick { 10 } else { 1 };
    if let Some(path) = &options.growth {
        let mut measured = growth::Measured::new();
        for part in [100, 10, 1] {
            let size = Size::of(people / part);
            let (rows, _) = in_engine(options, size).await?;
            measured.push((size, rows));
        }
        std::fs::write(path, growth::picture(&measured)).map_err(stage::wrong)?;
        return Ok(growth::table(&measured));
    }
    let size = Size::of(people);
    let (rows, sessions) = in_engine(options, size).await?;
    let mut table = format!(
        "{} people, {} organisations, {} interactions on {}\n\n{}",
        size.people,
        size.organizations,
        size.interactions,
        options.database(),
        report::table(&rows, options.postgres.is_some())
    );
    if let Some(server) = &options.server {
        table.push('\n');
        let folder = options.folder_of(size);
        table.push_str(&over_http::measure(server, &folder, options, size, &sessions).await?);
    }
    Ok(table)
}

/// The rows that are measured inside the engine, in a workspace of this size; and who can be signed in there.
async fn in_engine(options: &Options, size: Size) -> Result<(Vec<rows::Row>, Vec<String>)> {
    let folder = options.folder_of(size);
    std::fs::create_dir_all(&folder).map_err(stage::wrong)?;
    let stage = Stage::open(&folder, options.postgres.as_deref(), size).await?;
    let rows = rows::all(&stage, options.only.as_deref().unwrap_or_default()).await?;
    let sessions = stage.sessions.clone();
    stage.close().await;
    Ok((rows, sessions))
}

impl Options {
    fn database(&self) -> &'static str {
        match self.postgres {
            Some(_) => "postgres",
            None => "sqlite",
        }
    }

    fn folder_of(&self, size: Size) -> PathBuf {
        self.folder.join(format!("{}-{}", self.database(), size.people))
    }
}
