//! `kontor workspace`: the workspaces of this server, each with a database of its own.

use std::io::{IsTerminal, Write, stderr, stdin};

use axum::http::Method;
use clap::Subcommand;
use kontor_kernel::Json;
use serde_json::json;

use super::client::Client;
use super::user::records;
use super::{Common, output};
use crate::failure::Failure;

/// The workspaces of this server
#[derive(Subcommand, Debug)]
#[command(after_help = "\
Examples:
  kontor workspace list
  kontor workspace create acme --host acme.example")]
pub enum Workspace {
    /// Make a workspace, empty and apart from all others, and print the link that sets it up
    #[command(after_help = "\
Examples:
  kontor workspace create acme
  kontor workspace create acme --host acme.example

Without a host it is NAME.localhost, or NAME below the public address. `main` answers every host that no other
workspace claims, until `kontor workspace host` gives it one of its own.")]
    Create {
        /// Lower-case letters, digits and _
        name: String,
        /// The host name it answers to
        #[arg(long)]
        host: Option<String>,
    },
    /// List the workspaces
    #[command(after_help = "\
Examples:
  kontor workspace list")]
    List,
    /// Give a workspace another host name
    #[command(after_help = "\
Examples:
  kontor workspace host main crm.example")]
    Host {
        /// The workspace
        name: String,
        /// The host name it answers to
        host: String,
    },
    /// Delete a workspace with everything in it, for good
    #[command(after_help = "\
Examples:
  kontor workspace delete acme --yes")]
    Delete {
        /// The workspace
        name: String,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}

impl Workspace {
    /// Does it.
    pub async fn run(self, client: &mut Client, common: &Common) -> Result<(), Failure> {
        match self {
            Workspace::Create { name, host } => {
                let mut made = client
                    .post("/workspaces", json!({"name": name, "host": host}))
                    .await?;
                client.enter(&name);
                let code = made["setup_code"].as_str().unwrap_or_default();
                let link = output::link(&client.link_address().await?, "setup", code);
                if common.json {
                    made["link"] = json!(link);
                    return output::json(&made);
                }
                let host = made["host"].as_str().unwrap_or_default();
                output::line(&format!(
                    "The workspace {name} answers to {host}. Set it up within 24 hours, once:"
                ))?;
                output::line(&link)
            }
            Workspace::List => {
                let all = client.get("/workspaces").await?;
                if common.json {
                    output::json(&all)
                } else {
                    print(&all)
                }
            }
            Workspace::Host { name, host } => {
                let path = format!("/machine/workspaces/{}", segment(&name)?);
                client
                    .call(Method::PATCH, &path, Some(json!({"host": host})))
                    .await?;
                output::done(common.json, "Changed.")
            }
            Workspace::Delete { name, yes } => {
                if !yes {
                    if !stdin().is_terminal() {
                        let words = format!("Say --yes to delete {name} with everything in it.");
                        return Err(Failure::usage(words));
                    }
                    confirm(&name)?;
                }
                client
                    .call(
                        Method::DELETE,
                        &format!("/machine/workspaces/{}", segment(&name)?),
                        None,
                    )
                    .await?;
                output::done(common.json, "Deleted.")
            }
        }
    }
}

/// A name as part of a path; what could mean anything else there is none.
fn segment(name: &str) -> Result<&str, Failure> {
    let plain = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    plain
        .then_some(name)
        .ok_or_else(|| Failure::usage(format!("{name:?} can't be a workspace's name.")))
}

fn print(all: &Json) -> Result<(), Failure> {
    let rows: Vec<[String; 4]> = records(all)
        .map(|workspace| {
            let text = |value: &Json| value.as_str().unwrap_or("-").to_owned();
            let set_up = if workspace["set_up"] == json!(true) {
                "yes"
            } else {
                "no"
            };
            [
                text(&workspace["name"]),
                text(&workspace["host"]),
                text(&workspace["state"]),
                set_up.to_owned(),
            ]
        })
        .collect();
    output::table(["NAME", "HOST", "STATE", "SET UP"], &rows)
}

/// On a terminal the name is typed once more.
fn confirm(name: &str) -> Result<(), Failure> {
    let mut err = stderr();
    // Whoever closed standard error sees no question.
    let _ =
        write!(err, "Everything in {name} will be gone. Type its name to go on: ").and_then(|()| err.flush());
    let mut typed = String::new();
    stdin()
        .read_line(&mut typed)
        .map_err(|cause| Failure::because("The answer can't be read", cause))?;
    match typed.trim() == name {
        true => Ok(()),
        false => Err(Failure::new("Nothing was deleted.")),
    }
}
