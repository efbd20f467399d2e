//! What lives for a time: sessions, API keys, links to set a password, the memory of requests, and the trash.

use hyper::{Method, StatusCode};
use kontor_proof::{Client, Result};
use serde_json::{Value, json};

use super::dial::written;
use super::{BEGIN, DAY, HOUR, Stage};

/// A session ends when it was idle so long, and at this age at the latest.
const IDLE: i64 = 14 * DAY;
const LIFE: i64 = 90 * DAY;
/// How long links and the memory of requests last.
const A_DAY: i64 = 24 * HOUR;
/// How long the trash keeps, and until when it has been emptied (at night).
const TRASH: i64 = 30 * DAY;
/// Nothing is asked this close to an end: time passes while one asks.
const CLOSE: i64 = 5 * 60;

/// All that lives for a time.
pub struct Lives {
    /// Used at every stop, and when it was seen last.
    session: Client,
    seen: i64,
    /// Never used.
    idle: Client,
    /// Keys and when they end.
    keys: Vec<(Client, i64)>,
    /// The codes of two links: the first is used in time, the second too late.
    codes: Vec<String>,
    /// The record that a request with a key of its own has made.
    kept: String,
    trashed: String,
}

/// Makes an API key.
pub async fn make_key(session: &mut Client, name: &str, until: Option<i64>) -> Result<String> {
    let wish = json!({"name": name, "expires_at": until.map(written)});
    let key = session.post("/api/v1/tokens", &wish).await?.ok()?;
    Ok(key["key"].as_str().unwrap_or_default().to_owned())
}

async fn make_once(client: &mut Client) -> Result<(String, bool)> {
    let body = json!({"name": "Made once"}).to_string().into();
    let headers = [("Idempotency-Key", "made-once")];
    let path = "/api/v1/records/organization";
    let answer = client.send(Method::POST, path, &headers, body).await?;
    let again = answer.headers.contains_key("idempotent-replayed");
    let made = answer.ok()?;
    Ok((made["id"].as_str().unwrap_or_default().to_owned(), again))
}

impl Lives {
    /// Makes all of it, at the beginning.
    pub async fn make(stage: &mut Stage<'_>, mut session: Client) -> Result<Lives> {
        let mut keys = Vec::new();
        for end in [BEGIN + 3 * DAY, BEGIN + 100 * DAY, BEGIN + 400 * DAY] {
            let key = make_key(&mut session, &written(end), Some(end)).await?;
            let server = stage.server.as_ref().ok_or("no server")?;
            keys.push((Client::with_key(server.address, &key), end));
        }
        let mut codes = Vec::new();
        for name in ["early", "late"] {
            let roles = stage.list("role", "", 10).await?;
            let role = roles.first().map(|role| role["id"].clone());
            let user = json!({"name": name, "email": format!("{name}@example.org"), "role": role});
            let user = stage.make("user", &user).await?;
            let path = format!(
                "/api/v1/users/{}/password-link",
                user["id"].as_str().unwrap_or_default()
            );
            let link = session.post(&path, &Value::Null).await?.ok()?;
            codes.push(link["code"].as_str().unwrap_or_default().to_owned());
        }
        let idle = stage
            .house
            .sign_in(stage.server.as_ref().ok_or("no server")?)
            .await?;
        let (kept, _) = make_once(&mut stage.client).await?;
        let trashed = stage.make("organization", &json!({"name": "Trashed"})).await?;
        let trashed = trashed["id"].as_str().unwrap_or_default().to_owned();
        let path = format!("/api/v1/records/organization/{trashed}");
        stage
            .client
            .send(Method::DELETE, &path, &[], Default::default())
            .await?
            .ok()?;
        Ok(Lives {
            session,
            seen: BEGIN,
            idle,
            keys,
            codes,
            kept,
            trashed,
        })
    }

    /// Each lives as long as it should, and no longer. Where the clock was beyond the end once and has been set back
    /// before it, either is right.
    pub async fn check(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let address = stage.server.as_ref().ok_or("no server")?.address;
        let (now, furthest) = (stage.dial.now(), stage.furthest);
        for (key, end) in &self.keys {
            let status = key.again(address).get("/api/v1/me").await?.status;
            judge(
                stage,
                (now, furthest),
                *end,
                status,
                &format!("the key until {}", written(*end)),
            );
        }
        let end = (self.seen + IDLE).min(BEGIN + LIFE);
        let status = self.session.again(address).get("/api/v1/me").await?.status;
        judge(stage, (now, furthest), end, status, "the session that is used");
        if status.is_success() {
            self.seen = self.seen.max(now);
        }
        if now > BEGIN + IDLE {
            let status = self.idle.again(address).get("/api/v1/me").await?.status;
            judge(stage, (now, furthest), BEGIN + IDLE, status, "the idle session");
        }
        self.links(stage).await?;
        if furthest < BEGIN + A_DAY - CLOSE {
            let (id, again) = make_once(&mut stage.client).await?;
            stage.verdict.expect(id == self.kept && again, || {
                format!("the same request again was done again: {id} and {}", self.kept)
            });
        }
        self.trash(stage).await
    }

    async fn links(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let now = stage.dial.now();
        let in_time = self.codes.len() == 2 && now > BEGIN + A_DAY - 2 * HOUR;
        let too_late = self.codes.len() == 1 && now > BEGIN + A_DAY + CLOSE;
        if !in_time && !too_late {
            return Ok(());
        }
        let wish = json!({"code": self.codes.remove(0), "password": "battery horse correct"});
        let status = stage
            .client
            .nobody_here()
            .post("/api/v1/password", &wish)
            .await?
            .status;
        stage.verdict.expect(status.is_success() == in_time, || {
            format!("a link was answered {status} at {}", written(now))
        });
        Ok(())
    }

    async fn trash(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let filter = format!("id == \"{}\"", self.trashed);
        let path = "/api/v1/records/organization/list";
        let wish = json!({"filter": filter, "trash": "only"});
        let begun = std::time::Instant::now();
        loop {
            let found = stage.client.post(path, &wish).await?.ok()?;
            let there = found["data"].as_array().is_some_and(|data| !data.is_empty());
            let (kept, emptied) = (
                stage.furthest < BEGIN + TRASH - CLOSE,
                stage.furthest > BEGIN + TRASH + DAY,
            );
            if emptied && there && begun.elapsed() < super::PATIENCE {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                continue;
            }
            if kept || emptied {
                let furthest = written(stage.furthest);
                stage.verdict.expect(there == kept, || {
                    format!("what was thrown away at the beginning is there at {furthest}: {there}")
                });
            }
            return Ok(());
        }
    }
}

fn judge(stage: &mut Stage<'_>, (now, furthest): (i64, i64), end: i64, status: StatusCode, what: &str) {
    let lives = status.is_success();
    if (now - end).abs() < CLOSE || (now < end && furthest >= end) {
        return;
    }
    stage.verdict.expect(lives == (now < end), || {
        format!("{what} is answered {status} at {}", written(now))
    });
}
