//! Every statement of the queue. Each function works in the caller's transaction.

use kontor_database::{Row, Tx, Value};
use kontor_kernel::{Actor, Code, Error, Id, Json, Result, Timestamp};

use crate::backoff;
use crate::job::{Claimed, Filter, Job, NewJob, Progress, Queues, State, actor, priority, words};

/// A lease that ends later than this from now was given by a clock that has been set back since.
const LONGEST_LEASE_SECONDS: i64 = 3_600;
const KEPT_SECONDS: i64 = 30 * 86_400;
/// What comes round several times an hour and went well tells nothing after a while, and there is a lot of it.
const ROUTINE_KEPT_SECONDS: i64 = 6 * 3_600;
const ROUTINE_SECONDS: i64 = 3_600;
const PRUNED_AT_ONCE: i64 = 1_000;

/// Enqueues a job with the change that asks for it. While a job with the same unique key waits or runs, nothing is
/// enqueued and that one's id is answered. A worker sees it at its next sweep; see [`crate::Waker::wake_after`].
pub fn enqueue(tx: &mut Tx, job: NewJob) -> Result<Id> {
    let payload = job.checked()?;
    let id = job.id;
    let key = job.unique_key.clone();
    if insert(tx, job, payload)? {
        return Ok(id);
    }
    let twin = tx.row(
        "SELECT id FROM @k_job WHERE unique_key = $1 AND state IN ('ready', 'running')",
        &[key.into()],
        |row| row.get::<Id>(0),
    )?;
    twin.ok_or_else(|| Error::new(Code::IdTaken, "a job has this id already"))
}

/// Enqueues a job unless its id or its key is taken; answers whether it did.
pub(crate) fn insert(tx: &mut Tx, job: NewJob, payload: String) -> Result<bool> {
    let inserted = tx.execute(
        "INSERT INTO @k_job (id, name, queue, payload, unique_key, priority, run_at, attempts, max_attempts, state,
             fence, progress_done, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, 'ready', 0, 0, $9, $10) ON CONFLICT DO NOTHING",
        &[
            job.id.into(),
            job.name.into(),
            job.queue.into(),
            payload.into(),
            job.unique_key.into(),
            job.priority.number().into(),
            job.run_at.into(),
            job.max_attempts.into(),
            job.created_by.as_text().into(),
            job.created_at.into(),
        ],
    )?;
    Ok(inserted > 0)
}

/// Calls a job off. One that runs can no longer finish: its effect rolls back, and its handler is told to stop.
pub fn cancel(tx: &mut Tx, id: Id, now: Timestamp) -> Result<()> {
    let cancelled = tx.execute(
        "UPDATE @k_job SET state = 'cancelled', lease_until = NULL, finished_at = $2
         WHERE id = $1 AND state IN ('ready', 'running')",
        &[id.into(), now.into()],
    )?;
    if cancelled > 0 {
        return Ok(());
    }
    match get(tx, id)?.ok_or_else(Error::not_found)?.state {
        State::Cancelled => Ok(()),
        _ => Err(Error::new(Code::Conflict, "The job has already ended.")),
    }
}

/// Gives a dead letter, or a job that was called off, all its attempts again.
pub fn retry(tx: &mut Tx, id: Id, now: Timestamp) -> Result<()> {
    let job = get(tx, id)?.ok_or_else(Error::not_found)?;
    if !matches!(job.state, State::Failed | State::Cancelled) {
        return Err(Error::new(
            Code::Conflict,
            "Only a job that failed or was cancelled can be run again.",
        ));
    }
    // The key may have gone to a living twin meanwhile; the statement then changes nothing.
    let revived = tx.execute(
        "UPDATE @k_job SET state = 'ready', run_at = $2, attempts = 0, finished_at = NULL
         WHERE id = $1 AND NOT EXISTS (
             SELECT 1 FROM @k_job AS twin WHERE twin.unique_key = $3 AND twin.state IN ('ready', 'running'))",
        &[id.into(), now.into(), job.unique_key.into()],
    )?;
    if revived == 0 {
        return Err(Error::new(
            Code::Conflict,
            "The same job is waiting or running already.",
        ));
    }
    Ok(())
}

const COLUMNS: &str = "id, name, queue, payload, unique_key, priority, run_at, attempts, max_attempts, state,
    progress_done, progress_total, message, result, error, created_by, created_at, started_at, finished_at";

/// One job.
pub fn get(tx: &mut Tx, id: Id) -> Result<Option<Job>> {
    tx.row(
        &format!("SELECT {COLUMNS} FROM @k_job WHERE id = $1"),
        &[id.into()],
        job,
    )
}

/// A page of jobs, the newest first.
pub fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<Job>> {
    let mut conditions = String::new();
    let mut params: Vec<Value> = Vec::new();
    let wanted: [(&str, Option<Value>); 5] = [
        ("state =", filter.state.map(|state| state.as_str().into())),
        ("name =", filter.name.as_ref().map(Into::into)),
        ("queue =", filter.queue.as_ref().map(Into::into)),
        (
            "created_by =",
            filter.created_by.map(|actor| actor.as_text().into()),
        ),
        ("id <", filter.before.map(Into::into)),
    ];
    for (condition, value) in wanted {
        if let Some(value) = value {
            params.push(value);
            let word = if params.len() == 1 { "WHERE" } else { "AND" };
            conditions.push_str(&format!(" {word} {condition} ${}", params.len()));
        }
    }
    let limit = if filter.limit == 0 {
        50
    } else {
        filter.limit.min(200)
    };
    params.push(limit.into());
    let at = params.len();
    tx.rows(
        &format!("SELECT {COLUMNS} FROM @k_job{conditions} ORDER BY id DESC LIMIT ${at}"),
        &params,
        job,
    )
}

fn job(row: &Row) -> Result<Job> {
    let state: String = row.get(9)?;
    Ok(Job {
        id: row.get(0)?,
        name: row.get(1)?,
        queue: row.get(2)?,
        payload: json(row.text(3)?.unwrap_or("null"))?,
        unique_key: row.get(4)?,
        priority: priority(row.get(5)?),
        run_at: row.get(6)?,
        attempts: row.get(7)?,
        max_attempts: row.get(8)?,
        state: State::parse(&state).ok_or_else(|| Error::internal(format!("no state of a job: {state}")))?,
        progress: Progress {
            done: row.get(10)?,
            total: row.get(11)?,
            message: row.get(12)?,
        },
        result: row.text(13)?.map(json).transpose()?,
        error: row.get(14)?,
        created_by: actor(row.text(15)?.unwrap_or_default()),
        created_at: row.get(16)?,
        started_at: row.get(17)?,
        finished_at: row.get(18)?,
    })
}

fn json(text: &str) -> Result<Json> {
    serde_json::from_str(text).map_err(Error::internal)
}

/// What a worker asks for.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The present.
    pub now: Timestamp,
    /// Until when the jobs are leased; at most an hour ahead.
    pub lease_until: Timestamp,
    /// From these queues.
    pub queues: Queues,
    /// At most this many.
    pub limit: usize,
}

/// Leases jobs that are due, the most urgent first, and takes back what others let expire: that is due again at
/// once, or a dead letter when it was the last attempt.
pub fn claim(tx: &mut Tx, wanted: &Claim) -> Result<Vec<Claimed>> {
    take_back_expired(tx, wanted.now)?;
    let (queues, listed) = match &wanted.queues {
        Queues::All => (String::new(), None),
        Queues::Only(queues) => (
            format!(" AND {}", tx.dialect().in_list("queue", "$4")),
            Some(queues),
        ),
        Queues::Except(queues) => (
            format!(" AND NOT ({})", tx.dialect().in_list("queue", "$4")),
            Some(queues),
        ),
    };
    let skip_locked = tx.dialect().skip_locked();
    // Materialised, because PostgreSQL might otherwise run the inner query again for every row and take too many.
    let sql = format!(
        "WITH due AS MATERIALIZED (
             SELECT id FROM @k_job WHERE state = 'ready' AND run_at <= $1{queues}
             ORDER BY priority, run_at, id LIMIT $3{skip_locked})
         UPDATE @k_job SET state = 'running', attempts = attempts + 1, fence = fence + 1, lease_until = $2,
             started_at = $1, progress_done = 0, progress_total = NULL, message = NULL
         WHERE id IN (SELECT id FROM due)
         RETURNING id, name, payload, attempts, max_attempts, fence, created_by, priority, run_at"
    );
    let mut params: Vec<Value> = vec![wanted.now.into(), wanted.lease_until.into(), wanted.limit.into()];
    params.extend(listed.map(|queues| queues.clone().into()));
    let mut claimed = tx.rows(&sql, &params, |row| {
        let place: (i64, i64, Id) = (row.get(7)?, row.get(8)?, row.get(0)?);
        let claimed = Claimed {
            id: row.get(0)?,
            name: row.get(1)?,
            payload: json(row.text(2)?.unwrap_or("null"))?,
            attempt: row.get(3)?,
            max_attempts: row.get(4)?,
            fence: row.get(5)?,
            created_by: actor(row.text(6)?.unwrap_or_default()),
        };
        Ok((place, claimed))
    })?;
    // RETURNING promises no order.
    claimed.sort_unstable_by_key(|(place, _)| *place);
    Ok(claimed.into_iter().map(|(_, claimed)| claimed).collect())
}

/// Takes back every job that runs: their workers are gone.
pub(crate) fn take_back_all(tx: &mut Tx, now: Timestamp) -> Result<()> {
    take_back(tx, now, "TRUE", &[])
}

/// Takes back the jobs whose lease has run out, or was given by a clock that has been set back since.
fn take_back_expired(tx: &mut Tx, now: Timestamp) -> Result<()> {
    let longest = now.plus_seconds(LONGEST_LEASE_SECONDS);
    take_back(
        tx,
        now,
        "(lease_until <= $1 OR lease_until > $2)",
        &[longest.into()],
    )
}

fn take_back(tx: &mut Tx, now: Timestamp, which: &str, params: &[Value]) -> Result<()> {
    let sql = format!(
        "UPDATE @k_job SET lease_until = NULL, error = 'the worker vanished',
             run_at = CASE WHEN run_at > $1 THEN $1 ELSE run_at END,
             state = CASE WHEN attempts >= max_attempts THEN 'failed' ELSE 'ready' END,
             finished_at = CASE WHEN attempts >= max_attempts THEN CAST($1 AS bigint) END
         WHERE state = 'running' AND {which}"
    );
    let params: Vec<Value> = std::iter::once(now.into())
        .chain(params.iter().cloned())
        .collect();
    tx.execute(&sql, &params)?;
    Ok(())
}

/// Prolongs the lease and notes the progress; `conflict` when the job is no longer ours.
pub fn heartbeat(tx: &mut Tx, job: &Claimed, lease_until: Timestamp, progress: &Progress) -> Result<()> {
    let beaten = tx.execute(
        "UPDATE @k_job SET lease_until = $3, progress_done = $4, progress_total = $5, message = $6
         WHERE id = $1 AND fence = $2 AND state = 'running'",
        &[
            job.id.into(),
            job.fence.into(),
            lease_until.into(),
            progress.done.into(),
            progress.total.into(),
            progress.message.as_deref().map(words).into(),
        ],
    )?;
    ours(beaten)
}

/// The running jobs among these, with the fence they run under.
pub(crate) fn running(tx: &mut Tx, ids: Vec<Id>) -> Result<Vec<(Id, i64)>> {
    let among = tx.dialect().in_list("id", "$1");
    let sql = format!("SELECT id, fence FROM @k_job WHERE {among} AND state = 'running'");
    tx.rows(&sql, &[ids.into()], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Completes a job in the transaction of its effect; `conflict`, which rolls the effect back, when it is no longer
/// ours: cancelled, or taken by another after the lease ran out.
pub fn finish(tx: &mut Tx, job: &Claimed, now: Timestamp, result: &Json) -> Result<()> {
    let finished = tx.execute(
        "UPDATE @k_job SET state = 'done', lease_until = NULL, error = NULL, result = $3, finished_at = $4,
             progress_done = COALESCE(progress_total, progress_done)
         WHERE id = $1 AND fence = $2 AND state = 'running'",
        &[
            job.id.into(),
            job.fence.into(),
            result.to_string().into(),
            now.into(),
        ],
    )?;
    ours(finished)
}

/// Notes a failed attempt: the job is due again after a pause (at least what the error asks for), or a dead letter
/// after the last one. Answers which. One that found the disk full waits for room, as often as it takes.
pub fn fail(tx: &mut Tx, job: &Claimed, now: Timestamp, error: &Error) -> Result<State> {
    let pause = backoff::after(job, error);
    let state = pause.map_or(State::Failed, |_| State::Ready);
    let failed = tx.execute(
        "UPDATE @k_job SET state = $3, lease_until = NULL, run_at = $4, error = $5, finished_at = $6,
             attempts = attempts - $7 WHERE id = $1 AND fence = $2 AND state = 'running'",
        &[
            job.id.into(),
            job.fence.into(),
            state.as_str().into(),
            now.plus_micros(pause.unwrap_or(0)).into(),
            words(&error.to_string()).into(),
            pause.is_none().then_some(now).into(),
            i64::from(backoff::waits_for_room(error)).into(),
        ],
    )?;
    ours(failed)?;
    Ok(state)
}

/// Hands a job back at once; the attempt does not count.
pub fn release(tx: &mut Tx, job: &Claimed) -> Result<()> {
    let released = tx.execute(
        "UPDATE @k_job SET state = 'ready', lease_until = NULL, attempts = attempts - 1
         WHERE id = $1 AND fence = $2 AND state = 'running'",
        &[job.id.into(), job.fence.into()],
    )?;
    ours(released)
}

fn ours(rows: u64) -> Result<()> {
    match rows {
        0 => Err(Error::new(
            Code::Conflict,
            "The job was cancelled, or another worker has it.",
        )),
        _ => Ok(()),
    }
}

/// When a worker next has something to do: a job or schedule that is due, or a lease that runs out. What is due
/// already lies in the past.
pub fn next_due(tx: &mut Tx, now: Timestamp) -> Result<Option<Timestamp>> {
    // One seek per priority, because the index of the ready begins with it.
    let job = tx.row(
        "SELECT MIN(due) FROM (
             SELECT MIN(run_at) AS due FROM @k_job WHERE state = 'ready' AND priority = 0
             UNION ALL SELECT MIN(run_at) FROM @k_job WHERE state = 'ready' AND priority = 1
             UNION ALL SELECT MIN(run_at) FROM @k_job WHERE state = 'ready' AND priority = 2
             UNION ALL SELECT MIN(CASE WHEN lease_until > $2 THEN CAST($1 AS bigint) ELSE lease_until END)
                 FROM @k_job WHERE state = 'running') AS each_due",
        &[now.into(), now.plus_seconds(LONGEST_LEASE_SECONDS).into()],
        |row| row.get::<Option<Timestamp>>(0),
    )?;
    let schedule = crate::schedule::next_due(tx, now)?;
    Ok([job.flatten(), schedule].into_iter().flatten().min())
}

/// How many jobs run or are due.
pub fn pending_count(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    let count = tx.row(
        "SELECT COUNT(*) FROM @k_job WHERE state = 'running' OR (state = 'ready' AND run_at <= $1)",
        &[now.into()],
        |row| row.get(0),
    )?;
    Ok(count.unwrap_or(0))
}

/// Removes up to a thousand jobs that ended more than thirty days ago, and as many that a schedule of an hour or less
/// enqueued and that were done more than six hours ago; answers how many. What failed is kept for the thirty days.
pub fn prune(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    let old = tx.execute(
        "DELETE FROM @k_job WHERE id IN (
             SELECT id FROM @k_job WHERE finished_at < $1 ORDER BY finished_at LIMIT $2)",
        &[now.plus_seconds(-KEPT_SECONDS).into(), PRUNED_AT_ONCE.into()],
    )?;
    let routine = tx.execute(
        "DELETE FROM @k_job WHERE id IN (
             SELECT id FROM @k_job WHERE finished_at < $1 AND state = 'done' AND created_by = $2
                 AND name IN (SELECT job FROM @k_schedule WHERE every_seconds <= $3)
             ORDER BY finished_at LIMIT $4)",
        &[
            now.plus_seconds(-ROUTINE_KEPT_SECONDS).into(),
            Actor::System.as_text().into(),
            ROUTINE_SECONDS.into(),
            PRUNED_AT_ONCE.into(),
        ],
    )?;
    Ok(old + routine)
}
