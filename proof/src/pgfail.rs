//! Pgfail: PostgreSQL is stopped in the midst of all kinds of work, without a goodbye, and comes back after a while.
//! Meanwhile whoever asks is told when to ask again; then everything goes on by itself, and nothing acknowledged is
//! missing.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use hyper::Method;
use kontor_proof::{Answer, Client, Dice, House, Result};
use serde_json::json;

use crate::ledger::{Ledger, State};
use crate::verdict::Verdict;
use crate::{check, writer};

/// Those who write at the same time.
const WRITERS: u64 = 6;
/// So soon after the database everything is there again.
const BACK: Duration = Duration::from_secs(5);
/// Who asks meanwhile does not wait longer for the answer.
const ANSWER: Duration = Duration::from_secs(5);

/// Stops and starts the database.
pub struct Control(String);

impl Control {
    /// By a command line that `stop` or `start` is added to.
    pub fn new(line: &str) -> Control {
        Control(line.to_owned())
    }

    async fn tell(&self, what: &str) -> Result<()> {
        let line = format!("{} {what}", self.0);
        let mut command = Command::new("sh");
        command.args(["-c", &line]);
        let status = tokio::task::spawn_blocking(move || command.status()).await??;
        match status.success() {
            true => Ok(()),
            false => Err(format!("`{line}`: {status}").into()),
        }
    }
}

/// So many failures of the database.
pub async fn run(
    house: &House,
    database: &Control,
    scratch: &Path,
    restarts: u64,
    seed: u64,
) -> Result<Verdict> {
    let (mut slowest, mut verdict, mut dice) = (Duration::ZERO, Verdict::default(), Dice::new(seed, 0));
    let mut past: Vec<State> = Vec::new();
    house.add_administrator()?;
    let server = house.start().await?;
    let mut client = house.sign_in(&server).await?;
    for round in 0..restarts {
        let ledger = Arc::new(Ledger::begin(&scratch.join("ledger"))?);
        let mut tasks = writer::start(WRITERS, (seed, round), &client, &ledger, &mark(round));
        if round % 3 == 0 {
            let own = format!("{}i", mark(round));
            tasks.push(tokio::spawn(writer::import(
                client.again_here(),
                ledger.clone(),
                own,
            )));
        }
        tokio::time::sleep(Duration::from_millis(20 + dice.below(800))).await;
        database.tell("stop -m immediate").await?;
        let gone = Arc::new(AtomicBool::new(true));
        let asking = tokio::spawn(ask(client.again_here(), gone.clone()));
        tokio::time::sleep(Duration::from_millis(dice.below(3_000))).await;
        gone.store(false, Relaxed);
        verdict.add(asking.await??);
        database.tell("start").await?;
        let back = back(&mut client, round).await?;
        slowest = slowest.max(back);
        verdict.expect(back <= BACK, || {
            format!("failure {round}: back {} ms after the database", back.as_millis())
        });
        ledger.close();
        for task in tasks {
            task.await?;
        }
        let mut state = ledger.state();
        check::check(&mut client, &mark(round), &mut state, &mut verdict).await?;
        past.push(state);
    }
    println!("back at most {} ms after the database", slowest.as_millis());
    for (round, state) in (0..).zip(&mut past) {
        check::check(&mut client, &mark(round), state, &mut verdict).await?;
    }
    server.stop()?;
    house.run(&["doctor"])?;
    Ok(verdict)
}

/// What the names of a round begin with.
fn mark(round: u64) -> String {
    format!("p{round:04}")
}

/// One who reads, one who writes and one who watches, while there is no database.
async fn ask(mut client: Client, gone: Arc<AtomicBool>) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    while gone.load(Relaxed) {
        for (what, path) in [("reader", "/api/v1/records/organization"), ("watcher", "/readyz")] {
            let began = Instant::now();
            let answer = client.once(Method::GET, path, &[], Default::default()).await?;
            told_to_wait(what, &answer, began, &mut verdict);
        }
        let began = Instant::now();
        let answer = write(&mut client, "nobody").await?;
        told_to_wait("writer", &answer, began, &mut verdict);
        let alive = client
            .once(Method::GET, "/healthz", &[], Default::default())
            .await?;
        verdict.expect(alive.status == 200, || {
            format!("no sign of life: {}", alive.status)
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(verdict)
}

fn told_to_wait(who: &str, answer: &Answer, began: Instant, verdict: &mut Verdict) {
    let (waited, again) = (began.elapsed(), answer.headers.contains_key("retry-after"));
    verdict.expect(answer.status == 503 && again && waited <= ANSWER, || {
        format!(
            "a {who} without a database was answered {} after {} ms (Retry-After: {again}): {:?}",
            answer.status,
            waited.as_millis(),
            answer.body
        )
    });
}

/// How long it takes until one can read and write again.
async fn back(client: &mut Client, round: u64) -> Result<Duration> {
    let began = Instant::now();
    loop {
        let read = client
            .once(
                Method::GET,
                "/api/v1/records/organization",
                &[],
                Default::default(),
            )
            .await?;
        if read.status.is_success() && write(client, &format!("back {round}")).await?.status == 201 {
            return Ok(began.elapsed());
        }
        if began.elapsed() > BACK * 12 {
            return Err(format!("failure {round}: it does not come back").into());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn write(client: &mut Client, name: &str) -> Result<Answer> {
    let body = json!({"name": name}).to_string().into();
    client
        .once(Method::POST, "/api/v1/records/organization", &[], body)
        .await
}
