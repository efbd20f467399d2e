//! Answers to writes: rendered inside the transaction, stored with it under the client's idempotency key, and given
//! again word by word when the same request comes again.

use std::collections::HashMap;

use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use kontor_database::Tx;
use kontor_jobs::NewJob;
use kontor_kernel::{Actor, Code, Error, Id, Json, Result, Timestamp};
use kontor_records::accounts::USER;
use kontor_records::query::finish::finish_all;
use kontor_records::query::render::{self, Expand, Page, Shape};
use kontor_records::workspace::How;
use kontor_records::{Ctx, Record, Work};
use serde::Serialize;
use serde_json::json;

use crate::api::PREFIX;
use crate::app::{Visitor, accounts};
use crate::headers::CHANGE_SET;
use crate::idempotency::{IDEMPOTENCY_KEY, IdempotencyKey, StoredAnswer, fingerprint};
use crate::problem::Problem;

/// Seconds an answer is kept under its idempotency key.
pub const KEPT_SECONDS: i64 = 24 * 3600;

/// The answer to a write.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// JSON, or nothing.
    pub body: Vec<u8>,
    /// The version of the one record it is about.
    pub version: Option<i64>,
    /// Where what was made can be found.
    pub location: Option<String>,
}

impl Reply {
    /// JSON text with a status.
    pub fn json(status: StatusCode, body: Vec<u8>) -> Reply {
        Reply {
            status,
            body,
            version: None,
            location: None,
        }
    }

    /// JSON with a status.
    pub fn value(status: StatusCode, body: &Json) -> Reply {
        Reply::json(status, body.to_string().into_bytes())
    }

    /// A job does it.
    pub fn job(id: Id) -> Reply {
        Reply {
            location: Some(format!("{PREFIX}/jobs/{id}")),
            ..Reply::value(StatusCode::ACCEPTED, &json!({"job": id.to_string()}))
        }
    }

    /// Done, nothing to say.
    pub fn empty() -> Reply {
        Reply::json(StatusCode::NO_CONTENT, Vec::new())
    }

    fn headers(&self, change_set: Id) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut set = |name, text: String| {
            if let Ok(value) = HeaderValue::try_from(text) {
                headers.insert(name, value);
            }
        };
        set(CHANGE_SET, change_set.to_string());
        if !self.body.is_empty() {
            set(CONTENT_TYPE, "application/json".to_owned());
        }
        if let Some(version) = self.version {
            set(ETAG, format!("\"{version}\""));
        }
        if let Some(location) = &self.location {
            set(LOCATION, location.clone());
        }
        headers
    }
}

/// Records from memory as JSON, in their order; the number of statements does not depend on how many they are.
pub fn shown(ctx: &Ctx, tx: &mut Tx, records: &[&Record]) -> Result<Vec<Json>> {
    let mut pages: Vec<Page> = Vec::new();
    let mut of_object: HashMap<&str, usize> = HashMap::new();
    let mut places = Vec::with_capacity(records.len());
    for record in records {
        let object = &record.object;
        let page = match of_object.get(object.key()) {
            Some(page) => *page,
            None => {
                pages.push(Page::new(Shape::new(
                    ctx,
                    object,
                    None,
                    &Expand::default(),
                    true,
                )?));
                of_object.insert(object.key(), pages.len() - 1);
                pages.len() - 1
            }
        };
        places.push((page, pages[page].len()));
        pages[page].record(record);
    }
    let texts = finish_all(ctx, tx, pages)?;
    Ok(places
        .into_iter()
        .map(|(page, at)| render::as_json(&texts[page][at].1))
        .collect())
}

/// What makes a request the same as another: where it goes, and its body as it was understood.
#[derive(Clone)]
pub struct Sent {
    key: Option<IdempotencyKey>,
    method: Method,
    uri: Uri,
    body: String,
}

impl Sent {
    /// With what came in its body.
    pub fn of(mut self, body: &impl Serialize) -> Result<Sent> {
        if self.key.is_some() {
            self.body = serde_json::to_string(body).map_err(Error::internal)?;
        }
        Ok(self)
    }

    fn fingerprint(&self, actor: Actor) -> String {
        let (path, query) = (self.uri.path(), self.uri.query().unwrap_or_default());
        let hash = fingerprint(&self.method, path, query, self.body.as_bytes(), actor);
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Sent {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Sent, Problem> {
        Ok(Sent {
            key: IdempotencyKey::read(&parts.headers)?,
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            body: String::new(),
        })
    }
}

/// The answer to a request that changed something besides records: it names its change set, too.
pub struct Written<T>(pub Id, pub T);

impl<T: IntoResponse> IntoResponse for Written<T> {
    fn into_response(self) -> Response {
        let Written(change_set, answer) = self;
        let mut response = answer.into_response();
        if let Ok(value) = HeaderValue::try_from(change_set.to_string()) {
            response.headers_mut().insert(CHANGE_SET, value);
        }
        response
    }
}

impl Visitor {
    /// Answers a request that changed something besides records.
    pub fn written<T: IntoResponse>(&self, answer: T) -> Written<T> {
        Written(self.ctx.change_set, answer)
    }

    /// Performs a write and answers it; once only, however often a client sends it under the same key.
    pub async fn change(
        &self,
        sent: Sent,
        act: impl FnMut(&mut Work<'_>) -> Result<Reply> + Send + 'static,
    ) -> Result<Response, Problem> {
        self.change_in(sent, How::Grouped, act).await
    }

    /// Has a job do something.
    pub async fn change_later(&self, sent: Sent, job: NewJob) -> Result<Response, Problem> {
        let (job, waker) = (job.by(self.ctx.caller.actor), self.workspace.waker.clone());
        self.change(sent, move |work| {
            waker.wake_after(work.tx);
            Ok(Reply::job(kontor_jobs::enqueue(work.tx, job.clone())?))
        })
        .await
    }

    /// The same for long work.
    pub async fn change_alone(
        &self,
        sent: Sent,
        act: impl FnMut(&mut Work<'_>) -> Result<Reply> + Send + 'static,
    ) -> Result<Response, Problem> {
        self.change_in(sent, How::Alone, act).await
    }

    /// The same, as it stands to other writes.
    pub async fn change_in(
        &self,
        sent: Sent,
        how: How,
        mut act: impl FnMut(&mut Work<'_>) -> Result<Reply> + Send + 'static,
    ) -> Result<Response, Problem> {
        let act = move |work: &mut Work<'_>| Ok((act(work)?, ()));
        Ok(self.change_telling(sent, how, act).await?.0)
    }

    /// The same, and what the write tells besides its answer: nothing when it was done before.
    pub async fn change_telling<T: Send + 'static>(
        &self,
        sent: Sent,
        how: How,
        mut act: impl FnMut(&mut Work<'_>) -> Result<(Reply, T)> + Send + 'static,
    ) -> Result<(Response, Option<T>), Problem> {
        let fingerprint = sent.fingerprint(self.ctx.caller.actor);
        let work = move |work: &mut Work<'_>| {
            let actor = work.ctx.caller.actor;
            if let Some(key) = &sent.key
                && let Some(answer) = stored(work.tx, actor, key, &fingerprint)?
            {
                return Ok((answer, None, Vec::new()));
            }
            let (reply, told) = act(work)?;
            let headers = reply.headers(work.ctx.change_set);
            let answer = StoredAnswer::new(reply.status, &headers, Bytes::from(reply.body));
            if let Some(key) = &sent.key {
                store(work.tx, actor, key, &fingerprint, work.ctx.caller.now, &answer)?;
            }
            Ok((answer, Some(told), work.changed(USER)))
        };
        let (answer, told, users) = self.workspace.write_in(&self.ctx, how, work).await?;
        if !users.is_empty() {
            let by = self.ctx.caller.actor;
            if let Err(error) = accounts::follow(&self.app, &self.workspace, by, users).await {
                // It is written already, and a job sees to the accounts.
                tracing::warn!(%error, "accounts follow their users later");
            }
        }
        let mut response = answer.into_response();
        if told.is_some() {
            response.headers_mut().remove(&crate::idempotency::REPLAYED);
        }
        Ok((response, told))
    }
}

fn stored(
    tx: &mut Tx,
    actor: Actor,
    key: &IdempotencyKey,
    fingerprint: &str,
) -> Result<Option<StoredAnswer>> {
    let found = tx.row(
        "SELECT fingerprint, answer FROM @k_idempotency WHERE actor = $1 AND key = $2",
        &[actor.as_text().into(), key.0.as_str().into()],
        |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)),
    )?;
    let Some((known, answer)) = found else {
        return Ok(None);
    };
    if known != fingerprint {
        return Err(Error::new(
            Code::KeyReused,
            "This idempotency key was used for another request.",
        )
        .with("header", IDEMPOTENCY_KEY.as_str()));
    }
    let answer: Json = serde_json::from_str(&answer).map_err(Error::internal)?;
    let headers = answer["headers"].as_object().into_iter().flatten();
    Ok(Some(StoredAnswer {
        status: answer["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok())
            .unwrap_or(200),
        headers: headers
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect(),
        body: Bytes::from(answer["body"].as_str().unwrap_or_default().to_owned()),
    }))
}

fn store(
    tx: &mut Tx,
    actor: Actor,
    key: &IdempotencyKey,
    fingerprint: &str,
    now: Timestamp,
    answer: &StoredAnswer,
) -> Result<()> {
    let headers: serde_json::Map<String, Json> = answer
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    let text = json!({
        "status": answer.status,
        "headers": headers,
        "body": String::from_utf8_lossy(&answer.body),
    });
    let written = tx.execute(
        "INSERT INTO @k_idempotency (actor, key, fingerprint, at, answer) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (actor, key) DO NOTHING",
        &[
            actor.as_text().into(),
            key.0.as_str().into(),
            fingerprint.into(),
            now.into(),
            text.to_string().into(),
        ],
    )?;
    if written == 1 {
        return Ok(());
    }
    let mut error = Error::new(Code::RunningTwin, "The same request is running at this moment.");
    error.retry_after = Some(1);
    Err(error)
}

/// Forgets up to five thousand answers that were kept long enough; answers how many. To be called now and then, again
/// at once when it answers many.
pub fn prune(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM @k_idempotency WHERE (actor, key) IN \
         (SELECT actor, key FROM @k_idempotency WHERE at < $1 LIMIT 5000)",
        &[now.plus_seconds(-KEPT_SECONDS).into()],
    )
}
