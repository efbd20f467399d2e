//! The command line: what can be asked for, and who does it. One file for each command.

pub mod backup;
pub mod client;
pub mod demo;
pub mod doctor;
pub mod duplicates;
pub mod export;
pub mod import;
pub mod job;
pub mod migrate;
pub mod output;
pub mod progress;
pub mod restore;
pub mod secret;
pub mod serve;
pub mod token;
pub mod user;
pub mod waiting;
pub mod workspace;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use kontor_http::app::MAIN;

use crate::config::{Door, Place, Settings};
use crate::failure::Failure;
use client::Client;

/// The CRM in one program: server and command line.
#[derive(Parser, Debug)]
#[command(name = "kontor", version, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  kontor serve
  kontor user add ann@example.org --name 'Ann Meier' --role administrator
  kontor token create --user ann@example.org --name website
  kontor import organization customers.csv
  kontor backup /backups/main.zip

Commands speak to the server of the data folder over its socket; when none runs, they do the work themselves.
They exit with 0 when it is done, 1 when it failed, 2 when it was asked in the wrong way, 3 when a part was refused.";

/// What every command understands.
#[derive(Args, Debug)]
pub struct Common {
    #[command(flatten)]
    place: Place,
    /// The workspace
    #[arg(long, global = true, value_name = "NAME", default_value = MAIN)]
    workspace: String,
    /// Print the answer of the API, and a failure as JSON in one line of standard error
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand, Debug)]
enum Command {
    Serve(serve::Serve),
    #[command(subcommand)]
    User(user::User),
    #[command(subcommand)]
    Token(token::Token),
    #[command(subcommand)]
    Workspace(workspace::Workspace),
    Import(import::Import),
    Waiting(waiting::Waiting),
    Migrate(migrate::Migrate),
    Export(export::Export),
    Duplicates(duplicates::Duplicates),
    Demo(demo::Demo),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Doctor(doctor::Doctor),
    /// Extract the text of a document, from standard input to standard output; the server calls itself so
    #[command(name = kontor_extract::child::COMMAND, hide = true)]
    ExtractText {
        /// Its media type
        #[arg(long = "type", default_value = "")]
        kind: String,
        /// Bytes of memory it may take
        #[arg(long, default_value_t = kontor_extract::child::MEMORY)]
        memory: u64,
    },
}

impl Cli {
    /// Extracts, if that is what was asked for: it needs nothing of what the other commands do, and is to be small.
    pub fn extract(&self) -> Option<ExitCode> {
        match &self.command {
            Command::ExtractText { kind, memory } => Some(kontor_extract::child::run(kind, *memory)),
            _ => None,
        }
    }

    /// Whether a program reads what is answered, failures too.
    pub fn is_json_wanted(&self) -> bool {
        self.common.json
    }
}

impl Command {
    /// Whether it may begin a new data folder. Those that only look would only show how a path was mistyped.
    fn begins(&self) -> bool {
        match self {
            Command::Serve(_)
            | Command::Restore(_)
            | Command::Import(_)
            | Command::Migrate(_)
            | Command::Demo(_) => true,
            Command::User(user) => matches!(user, user::User::Add { .. }),
            Command::Workspace(workspace) => matches!(
                workspace,
                workspace::Workspace::Create { .. } | workspace::Workspace::Host { .. }
            ),
            Command::Export(_) | Command::Token(_) | Command::Duplicates(_) | Command::Waiting(_) => false,
            Command::Backup(_) | Command::Doctor(_) | Command::ExtractText { .. } => false,
        }
    }
}

/// Runs what was asked for.
pub fn run(cli: Cli) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|cause| Failure::because("The program can't be started", cause))?;
    let Cli { common, command } = cli;
    let begins = command.begins();
    runtime.block_on(async {
        match command {
            Command::Serve(serve) => serve.run(&common).await,
            Command::User(user) => {
                common
                    .with_client(begins, async |client| user.run(client, &common).await)
                    .await
            }
            Command::Token(token) => {
                common
                    .with_client(begins, async |client| token.run(client, &common).await)
                    .await
            }
            Command::Workspace(workspace) => {
                common
                    .with_client(begins, async |client| workspace.run(client, &common).await)
                    .await
            }
            Command::Import(import) => {
                common
                    .with_client(begins, async |client| import.run(client, &common).await)
                    .await
            }
            Command::Waiting(waiting) => {
                common
                    .with_client(begins, async |client| waiting.run(client, &common).await)
                    .await
            }
            Command::Migrate(migrate) => {
                common
                    .with_client(begins, async |client| migrate.run(client, &common).await)
                    .await
            }
            Command::Export(export) => {
                common
                    .with_client(begins, async |client| export.run(client, &common).await)
                    .await
            }
            Command::Duplicates(duplicates) => {
                common
                    .with_client(begins, async |client| duplicates.run(client, &common).await)
                    .await
            }
            Command::Demo(demo) => {
                common
                    .with_client(begins, async |client| demo.run(client, &common).await)
                    .await
            }
            Command::Backup(backup) => {
                common
                    .with_client(begins, async |client| backup.run(client, &common).await)
                    .await
            }
            Command::Restore(restore) => {
                restore.look(&common.settings()?.data, &common.workspace)?;
                common
                    .with_client(begins, async |client| restore.run(client, &common).await)
                    .await
            }
            // It was done before anything else.
            Command::ExtractText { .. } => Ok(()),
            Command::Doctor(doctor) => {
                common
                    .with_client(begins, async |client| doctor.run(client, &common).await)
                    .await
            }
        }
    })
}

impl Common {
    fn settings(&self) -> Result<Settings, Failure> {
        Settings::resolve(&self.place, &Door::from_environment()?)
    }

    /// Does something with the API and lets go of it, however that went.
    async fn with_client(
        &self,
        begins: bool,
        act: impl AsyncFnOnce(&mut Client) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let settings = self.settings()?;
        let mut client = Client::open(&settings, &self.workspace, begins).await?;
        let outcome = act(&mut client).await;
        client.close().await;
        outcome
    }
}

/// The key of an object or an id as part of a path; what could mean anything else there is none.
pub(crate) fn segment(text: &str) -> Result<&str, Failure> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let sound = !text.is_empty() && text.bytes().all(plain);
    sound
        .then_some(text)
        .ok_or_else(|| Failure::usage(format!("{text:?} can't be the key of an object.")))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_examples_in_its_help() {
        fn check(command: &clap::Command) {
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(help.contains("Examples:\n  kontor "), "{}", command.get_name());
            let shown = command.get_subcommands().filter(|command| !command.is_hide_set());
            shown.for_each(check);
        }
        check(&Cli::command());
    }
}
