//! `kontor user`: who works with a workspace, and how they come in.

use axum::http::Method;
use clap::Subcommand;
use kontor_kernel::Json;
use serde_json::json;

use super::client::Client;
use super::{Common, output, secret};
use crate::failure::Failure;

/// Users and their passwords
#[derive(Subcommand, Debug)]
#[command(after_help = "\
Examples:
  kontor user add ann@example.org --name 'Ann Meier' --role administrator
  kontor user list")]
pub enum User {
    /// Add a user; without a password, print a link by which they set it
    #[command(after_help = "\
Examples:
  kontor user add ann@example.org --name 'Ann Meier' --role administrator
  kontor user add ben@example.org --name Ben --role member --password-stdin < password.txt")]
    Add {
        /// The e-mail address to sign in with
        email: String,
        /// What the user is called
        #[arg(long)]
        name: String,
        /// The key of the role: administrator, manager, member, read_only, or one of your own
        #[arg(long)]
        role: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the users
    #[command(after_help = "\
Examples:
  kontor user list
  kontor user list --workspace acme --json")]
    List,
    /// Set a user's password; all their sessions end
    #[command(after_help = "\
Examples:
  kontor user passwd ann@example.org
  kontor user passwd ann@example.org --password-stdin < password.txt")]
    Passwd {
        /// The e-mail address
        email: String,
        /// Read the password from standard input instead of asking for it
        #[arg(long)]
        password_stdin: bool,
    },
    /// Print a link by which a user sets their password; it works once, for 24 hours
    #[command(after_help = "\
Examples:
  kontor user link ann@example.org")]
    Link {
        /// The e-mail address
        email: String,
    },
}

impl User {
    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
        match self {
            User::Add {
                email,
                name,
                role,
                password_stdin,
            } => {
                let password = password_stdin.then(secret::from_stdin).transpose()?;
                let new = json!({"email": email, "name": name, "role": role, "password": password});
                let added = client.post("/machine/users", new).await?;
                match added["code"].is_string() {
                    true => print_link(client, common, added).await,
                    false if common.json => output::json(&added),
                    false => output::line("Added."),
                }
            }
            User::List => list(client, common).await,
            User::Passwd {
                email,
                password_stdin,
            } => {
                let user = find(client, &email).await?;
                let password = if password_stdin {
                    secret::from_stdin()?
                } else {
                    secret::ask()?
                };
                client
                    .post(
                        &format!("/machine/users/{user}/password"),
                        json!({"password": password}),
                    )
                    .await?;
                output::done(common.json, "Changed.")
            }
            User::Link { email } => {
                let user = find(client, &email).await?;
                let path = format!("/users/{user}/password-link");
                let made = client.call(Method::POST, &path, None).await?;
                print_link(client, common, made).await
            }
        }
    }
}

/// Prints the link with the code in an answer, or the answer with the link.
async fn print_link(client: &Client, common: &Common, mut answer: Json) -> Result<(), Failure> {
    let code = answer["code"].as_str().unwrap_or_default();
    let link = output::link(&client.link_address().await?, "password", code);
    if !common.json {
        return output::line(&link);
    }
    answer["link"] = json!(link);
    output::json(&answer)
}

async fn list(client: &Client, common: &Common) -> Result<(), Failure> {
    let users = all(client).await?;
    if common.json {
        return output::json(&users);
    }
    let rows: Vec<[String; 4]> = records(&users)
        .map(|user| {
            let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
            let active = if user["active"] == json!(false) {
                "no"
            } else {
                "yes"
            };
            [
                text(&user["email"]),
                text(&user["name"]),
                text(&user["role"]["label"]),
                active.to_owned(),
            ]
        })
        .collect();
    output::table(["E-MAIL", "NAME", "ROLE", "ACTIVE"], &rows)
}

/// All users, by name.
pub async fn all(client: &Client) -> Result<Json, Failure> {
    client
        .list(
            "user",
            json!({"fields": "name,email,role,active", "sort": "name"}),
        )
        .await
}

/// The records of a list.
pub fn records(list: &Json) -> impl Iterator<Item = &Json> {
    list["data"].as_array().into_iter().flatten()
}

/// The id of the user with this address, in capitals or not.
pub async fn find(client: &Client, email: &str) -> Result<String, Failure> {
    let users = all(client).await?;
    let wanted = email.trim().to_lowercase();
    let same = |user: &&Json| {
        user["email"]
            .as_str()
            .is_some_and(|known| known.to_lowercase() == wanted)
    };
    let found = records(&users).find(same).and_then(|user| user["id"].as_str());
    found
        .map(str::to_owned)
        .ok_or_else(|| Failure::new(format!("There is no user {email} in this workspace.")))
}
