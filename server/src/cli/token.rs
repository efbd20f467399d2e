//! `kontor token`: API keys.

use std::collections::HashMap;

use axum::http::Method;
use clap::Subcommand;
use kontor_kernel::{Clock, Id, Json, Timestamp};
use serde_json::json;

use super::client::Client;
use super::user::{all, find, records};
use super::{Common, output};
use crate::failure::Failure;

/// API keys
#[derive(Subcommand, Debug)]
#[command(after_help = "\
Examples:
  kontor token create --user ann@example.org --name website
  kontor token list")]
pub enum Token {
    /// Make a key that acts for a user, and print it; it is shown this once
    #[command(after_help = "\
Examples:
  kontor token create --user ann@example.org --name website
  KEY=$(kontor token create --user ann@example.org --name report --read-only --object person)
  kontor token create --user ann@example.org --name fair --expires 2027-03-01")]
    Create {
        /// The e-mail address of the user it acts for
        #[arg(long, value_name = "EMAIL")]
        user: String,
        /// What it is for
        #[arg(long)]
        name: String,
        /// Only for reading
        #[arg(long)]
        read_only: bool,
        /// Only for this object; may be repeated
        #[arg(long, value_name = "KEY")]
        object: Vec<String>,
        /// Until the beginning of this day (UTC), or until this point in time; without it, until it is revoked
        #[arg(long, value_name = "DATE", value_parser = moment)]
        expires: Option<Timestamp>,
    },
    /// List the keys, without their secrets
    #[command(after_help = "\
Examples:
  kontor token list")]
    List,
    /// Revoke a key, at once
    #[command(after_help = "\
Examples:
  kontor token revoke 0195512c-8a10-7000-8000-000000000000")]
    Revoke {
        /// Its id, as the list shows it
        id: Id,
    },
}

impl Token {
    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
        match self {
            Token::Create {
                user,
                name,
                read_only,
                object,
                expires,
            } => {
                let user = find(client, &user).await?;
                let objects = (!object.is_empty()).then_some(object);
                let wish = json!({"user": user, "name": name, "expires_at": expires,
                    "scope": {"read_only": read_only, "objects": objects}});
                let key = client.post("/tokens", wish).await?;
                match common.json {
                    true => output::json(&key),
                    false => output::line(key["key"].as_str().unwrap_or_default()),
                }
            }
            Token::List => list(client, common).await,
            Token::Revoke { id } => {
                client
                    .call(Method::DELETE, &format!("/tokens/{id}"), None)
                    .await?;
                output::done(common.json, "Revoked.")
            }
        }
    }
}

/// A day's beginning, or a point in time with its zone.
fn moment(text: &str) -> Result<Timestamp, &'static str> {
    let day = Timestamp::parse(&format!("{text}T00:00:00Z"));
    day.or_else(|| Timestamp::parse(text))
        .ok_or("a day like 2027-03-01, or a point in time like 2027-03-01T12:00:00Z")
}

async fn list(client: &Client, common: &Common) -> Result<(), Failure> {
    let keys = client.get("/tokens").await?;
    if common.json {
        return output::json(&keys);
    }
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let users = all(client).await?;
    let emails: HashMap<String, String> = records(&users)
        .map(|user| (text(&user["id"]), text(&user["email"])))
        .collect();
    let now = Clock::System.now();
    let rows: Vec<[String; 7]> = records(&keys)
        .map(|key| {
            let user = emails.get(&text(&key["user"])).cloned().unwrap_or_default();
            let used = key["last_used_at"].as_str().unwrap_or("never").to_owned();
            let expires = text(&key["expires_at"]);
            let is_over = Timestamp::parse(&expires).is_some_and(|at| at <= now);
            let state = match key["revoked_at"].is_null() {
                false => "revoked",
                true if is_over => "expired",
                true => "valid",
            };
            [
                text(&key["id"]),
                text(&key["name"]),
                user,
                text(&key["prefix"]),
                used,
                expires,
                state.to_owned(),
            ]
        })
        .collect();
    output::table(
        [
            "ID",
            "NAME",
            "USER",
            "BEGINS WITH",
            "LAST USED",
            "EXPIRES",
            "STATE",
        ],
        &rows,
    )
}
