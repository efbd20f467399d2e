//! Sessions and keys while there is no room. They are in a database of their own, which finds none either.

use hyper::{Method, StatusCode};
use kontor_proof::{Answer, Client, House, Result};
use serde_json::{Value, json};

use crate::verdict::Verdict;

const SESSION: &str = "/api/v1/session";
const TOKENS: &str = "/api/v1/tokens";

/// What was asked of the door, over all cycles.
#[derive(Default)]
pub struct Door {
    /// The names of keys that were made, and of those that were not.
    made: Vec<String>,
    refused: Vec<String>,
    /// Some sign-in found no room, and some key.
    starved: (bool, bool),
}

impl Door {
    /// Who comes is let in or told why not; who is in reads on; whoever guesses a password is not let in.
    pub async fn without_room(
        &mut self,
        client: &mut Client,
        cycle: u64,
        verdict: &mut Verdict,
    ) -> Result<()> {
        let right = sign_in(client, House::administrator()).await?;
        let full = right.status == StatusCode::INSUFFICIENT_STORAGE;
        self.starved.0 |= full;
        verdict.expect(full || right.status == 200, || told("a sign-in", &right));
        let mut guess = House::administrator();
        guess["password"] = json!("guessed");
        let guessed = sign_in(client, guess).await?;
        let refused = [401, 429, 507].contains(&guessed.status.as_u16());
        verdict.expect(refused, || told("a guess", &guessed));
        let name = format!("key {cycle}");
        let body = json!({"name": name}).to_string().into();
        let key = client.once(Method::POST, TOKENS, &[], body).await?;
        match key.status {
            StatusCode::CREATED => self.made.push(name),
            _ => self.refused.push(name),
        }
        let full = key.status == StatusCode::INSUFFICIENT_STORAGE;
        self.starved.1 |= full;
        verdict.expect(full || key.status == 201, || told("a wish for a key", &key));
        for path in [
            "/api/v1/me",
            "/api/v1/sessions",
            TOKENS,
            "/api/v1/settings",
            "/readyz",
        ] {
            let read = client.once(Method::GET, path, &[], Default::default()).await?;
            verdict.expect(read.status == 200, || told(path, &read));
        }
        Ok(())
    }

    /// With room everybody comes in again; keys that were made are there, and no others.
    pub async fn with_room(&self, client: &mut Client, verdict: &mut Verdict) -> Result<()> {
        let right = sign_in(client, House::administrator()).await?;
        verdict.expect(right.status == 200, || told("with room a sign-in", &right));
        let keys = client.get(TOKENS).await?.ok()?;
        let there = |name: &String| {
            let all = keys["data"].as_array().into_iter().flatten();
            all.filter(|key| key["name"] == name.as_str()).count()
        };
        for (names, times) in [(&self.made, 1), (&self.refused, 0)] {
            for name in names {
                verdict.expect(there(name) == times, || {
                    format!(
                        "{name} has to be there {times} times, and is there {} times",
                        there(name)
                    )
                });
            }
        }
        Ok(())
    }

    /// Where the door always found room, nothing was seen.
    pub fn has_starved(&self, verdict: &mut Verdict) {
        verdict.expect(self.starved == (true, true), || {
            format!("sign-ins and keys always found room: {:?}", self.starved)
        });
    }
}

async fn sign_in(client: &Client, who: Value) -> Result<Answer> {
    let mut nobody = client.nobody_here();
    nobody
        .once(Method::POST, SESSION, &[], who.to_string().into())
        .await
}

fn told(what: &str, answer: &Answer) -> String {
    format!("{what} was answered {}: {:?}", answer.status, answer.body)
}
