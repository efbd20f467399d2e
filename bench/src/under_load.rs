//! More requests than the server can carry: it has to refuse what is too much, in words, and to be itself again at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use hyper::Method;
use kontor_kernel::Result;
use kontor_proof::Client;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::{Instant, sleep, sleep_until};

use crate::dataset::chance;
use crate::measure::{percentile, wall};
use crate::stage::wrong;

/// How long it is asked too much.
const LASTS: Duration = Duration::from_secs(5);
/// Connections among which the requests are shared.
const CONNECTIONS: usize = 1_000;
/// An answer as quick as this, so many times in a row, is one of a server that has caught up.
const QUICK: f64 = 60.0;
const IN_A_ROW: usize = 5;
/// How long is waited for that.
const PATIENCE: Duration = Duration::from_secs(60);

/// What became of the requests.
#[derive(Default)]
struct Answers {
    answered: AtomicU64,
    /// 429 or 503, and when to come again.
    refused: AtomicU64,
    /// Anything else.
    wrong: AtomicU64,
}

/// Asks for list pages at twice the pace that was carried; says in one line what came of it.
pub async fn measure(someone: &Client, carried: f64) -> Result<String> {
    let (answers, idle) = (
        Arc::new(Answers::default()),
        Arc::new(Mutex::new(Vec::<Client>::new())),
    );
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let pace = carried * 2.0;
    let (begin, all) = (Instant::now(), (pace * LASTS.as_secs_f64()) as u64);
    let mut tasks = Vec::new();
    for n in 0..all {
        sleep_until(begin + Duration::from_secs_f64(n as f64 / pace)).await;
        let place = places.clone().acquire_owned().await.map_err(wrong)?;
        let (answers, idle, fresh) = (answers.clone(), idle.clone(), someone.again_here());
        let path = page(n);
        tasks.push(tokio::spawn(async move {
            let mut client = idle.lock().await.pop().unwrap_or(fresh);
            let counted = match client.send(Method::GET, &path, &[], Vec::new().into()).await {
                Ok(answer) if answer.status == 200 => &answers.answered,
                Ok(answer)
                    if [429, 503].contains(&answer.status.as_u16())
                        && answer.headers.contains_key("retry-after") =>
                {
                    &answers.refused
                }
                _ => &answers.wrong,
            };
            counted.fetch_add(1, Relaxed);
            idle.lock().await.push(client);
            drop(place);
        }));
    }
    let asked_for = begin.elapsed();
    for task in tasks {
        task.await.map_err(wrong)?;
    }
    let back = back_after(&mut someone.again_here()).await?;
    let of = |count: &AtomicU64| count.load(Relaxed);
    Ok(format!(
        "Twice as many requests as that, all for list pages, {:.0} a second for {:.1} s over {CONNECTIONS} connections: {} answered, {} refused with \
         `Retry-After`, {} answered otherwise; quick again {}.\n",
        all as f64 / asked_for.as_secs_f64(),
        asked_for.as_secs_f64(),
        of(&answers.answered),
        of(&answers.refused),
        of(&answers.wrong),
        match back {
            Some(seconds) => format!("after {seconds:.1} s"),
            None => "never".to_owned(),
        }
    ))
}

/// A page of a list as an interface asks for it, filtered and sorted.
pub fn page(n: u64) -> String {
    format!(
        "/api/v1/records/person?limit=50&sort=family_name&filter=birth_date%20%3E%3D%20date(%22{}-01-01%22)",
        1960 + chance(n) % 26
    )
}

/// Seconds until answers are quick again.
async fn back_after(client: &mut Client) -> Result<Option<f64>> {
    let began = wall();
    let mut times = Vec::new();
    for n in 0.. {
        if wall() - began > PATIENCE {
            return Ok(None);
        }
        let before = wall();
        let answer = client.send(Method::GET, &page(n), &[], Vec::new().into()).await;
        let answered = answer.is_ok_and(|answer| answer.status == 200);
        let took = (wall() - before).as_secs_f64() * 1e3;
        times.push(if answered { took } else { f64::INFINITY });
        let mut last: Vec<f64> = times.iter().rev().take(IN_A_ROW).copied().collect();
        last.sort_by(f64::total_cmp);
        if last.len() == IN_A_ROW && percentile(&last, 1.0) <= QUICK {
            return Ok(Some((before - began).as_secs_f64()));
        }
        sleep(Duration::from_millis(20)).await;
    }
    Ok(None)
}
