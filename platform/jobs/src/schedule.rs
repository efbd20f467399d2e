//! Schedules: jobs that are enqueued again and again, once per slot.
//!
//! A slot is an instant the schedule names: a multiple of its seconds, or a time of day in a zone. The id of a slot's
//! job is computed from the schedule's name and the slot, so that two servers, or a clock that is set back and passes
//! the slot again, can't enqueue it twice as long as the first one is remembered (hours at least, see
//! [`crate::prune`]). Slots that passed
//! while nobody looked are made up for by one job, for the last of them.

use jiff::civil::{self, Time};
use jiff::tz::TimeZone;
use kontor_database::{Row, Tx};
use kontor_kernel::{Actor, Code, Error, Id, Json, Result, Timestamp};

use crate::backoff::hash;
use crate::job::{NewJob, Priority};
use crate::queue;

/// When a schedule is due.
#[derive(Clone, PartialEq, Debug)]
pub enum When {
    /// Every so many seconds, counted from 1970; at least one.
    Every(u32),
    /// Every day at a local time. In spring a time that the clock skips is the same time after the gap (02:30 is
    /// 03:30); in autumn a time that comes twice is the first one.
    Daily {
        /// The time of day; fractions of a second are dropped.
        at: Time,
        /// Name of the zone, `Europe/Berlin`.
        zone: String,
    },
}

/// A job that is enqueued once per slot. Its payload is the schedule's own; the slot is its `run_at`.
#[derive(Clone, PartialEq, Debug)]
pub struct Schedule {
    /// Name of the schedule, unique in the workspace.
    pub name: String,
    /// Name of the job's handler.
    pub job: String,
    /// Its queue.
    pub queue: String,
    /// What the handler gets.
    pub payload: Json,
    /// When it is due.
    pub when: When,
}

impl Schedule {
    /// A schedule whose job has the same name, no payload and the usual queue.
    pub fn new(name: impl Into<String>, when: When) -> Schedule {
        let name = name.into();
        Schedule {
            job: name.clone(),
            name,
            queue: NewJob::DEFAULT_QUEUE.to_owned(),
            payload: Json::Null,
            when,
        }
    }
}

/// When a schedule is due, ready to calculate with.
enum Clockwork {
    Every(i64),
    Daily(Time, TimeZone),
}

impl Clockwork {
    fn new(when: &When) -> Result<Clockwork> {
        match when {
            When::Every(0) => Err(Error::new(
                Code::Validation,
                "A schedule needs at least one second between slots.",
            )),
            When::Every(seconds) => Ok(Clockwork::Every(i64::from(*seconds) * 1_000_000)),
            When::Daily { at, zone } => {
                let zone = TimeZone::get(zone)
                    .map_err(|cause| Error::new(Code::Validation, "No such time zone.").because(cause))?;
                Ok(Clockwork::Daily(
                    civil::time(at.hour(), at.minute(), at.second(), 0),
                    zone,
                ))
            }
        }
    }

    /// The last slot that has come, this very instant included, and the first one to come.
    fn around(&self, now: Timestamp) -> (Timestamp, Timestamp) {
        match self {
            Clockwork::Every(micros) => {
                let last = now.micros().div_euclid(*micros).saturating_mul(*micros);
                (
                    Timestamp::from_micros(last),
                    Timestamp::from_micros(last.saturating_add(*micros)),
                )
            }
            Clockwork::Daily(at, zone) => {
                let today = now.in_zone(zone).date();
                let slot = |day: civil::Date| instant(day, *at, zone);
                if slot(today) <= now {
                    (slot(today), slot(today.tomorrow().unwrap_or(civil::Date::MAX)))
                } else {
                    (slot(today.yesterday().unwrap_or(civil::Date::MIN)), slot(today))
                }
            }
        }
    }
}

fn instant(day: civil::Date, at: Time, zone: &TimeZone) -> Timestamp {
    // Only days at the very ends of the calendar have no instant; the end of time never comes.
    let zoned = zone.to_ambiguous_zoned(day.to_datetime(at)).compatible();
    zoned.map_or(Timestamp::from_micros(i64::MAX), |at| {
        Timestamp::from_micros(at.timestamp().as_microsecond())
    })
}

/// Makes sure that a schedule exists as described; its first slot is the next one to come. An unchanged schedule
/// stays as it is, so this may run at every start.
pub fn ensure_schedule(tx: &mut Tx, schedule: &Schedule, now: Timestamp) -> Result<()> {
    let (_, next) = Clockwork::new(&schedule.when)?.around(now);
    let known = tx.row(
        &format!("{ALL} WHERE name = $1"),
        &[(&schedule.name).into()],
        stored,
    )?;
    if known.is_some_and(|(known, _)| known == *schedule) {
        return Ok(());
    }
    let (every, daily, zone) = match &schedule.when {
        When::Every(seconds) => (Some(*seconds), None, None),
        When::Daily { at, zone } => (None, Some(second_of_day(*at)), Some(zone)),
    };
    tx.execute(
        "INSERT INTO @k_schedule (name, job, queue, payload, every_seconds, daily_second, zone, next_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (name) DO UPDATE SET job = excluded.job, queue = excluded.queue, payload = excluded.payload,
             every_seconds = excluded.every_seconds, daily_second = excluded.daily_second, zone = excluded.zone,
             next_at = excluded.next_at",
        &[
            (&schedule.name).into(),
            (&schedule.job).into(),
            (&schedule.queue).into(),
            schedule.payload.to_string().into(),
            every.into(),
            daily.into(),
            zone.into(),
            next.into(),
        ],
    )?;
    Ok(())
}

/// Removes a schedule; what it has enqueued stays.
pub fn remove_schedule(tx: &mut Tx, name: &str) -> Result<()> {
    tx.execute("DELETE FROM @k_schedule WHERE name = $1", &[name.into()])
        .map(|_| ())
}

/// Enqueues the jobs of all slots that have come; answers how many.
pub(crate) fn tick(tx: &mut Tx, now: Timestamp) -> Result<usize> {
    let (mut enqueued, mut set_back) = (0, false);
    for (schedule, next_at) in tx.rows(ALL, &[], stored)? {
        let (slot, next) = Clockwork::new(&schedule.when)?.around(now);
        if !due(next_at, next, now) {
            continue;
        }
        set_back |= next_at > next;
        // Where the clock was set back, the schedule only falls into step again: slots that it had not reached
        // before are still to come, and those it had are known by their id.
        if next_at <= now && enqueue_slot(tx, &schedule, slot, now)? {
            enqueued += 1;
        }
        tx.execute(
            "UPDATE @k_schedule SET next_at = $2 WHERE name = $1",
            &[schedule.name.into(), next.into()],
        )?;
    }
    if set_back {
        due_since_set_back(tx, now)?;
    }
    Ok(enqueued)
}

/// When [`tick`] next has something to do; the present when it is a schedule that a clock ran away from.
pub(crate) fn next_due(tx: &mut Tx, now: Timestamp) -> Result<Option<Timestamp>> {
    let mut first = None;
    for (schedule, next_at) in tx.rows(ALL, &[], stored)? {
        let (_, next) = Clockwork::new(&schedule.when)?.around(now);
        let at = if due(next_at, next, now) {
            next_at.min(now)
        } else {
            next_at
        };
        first = Some(first.map_or(at, |first: Timestamp| first.min(at)));
    }
    Ok(first)
}

/// Whether a slot has come, or the clock was set back, so that the noted one lies beyond the next.
fn due(next_at: Timestamp, next: Timestamp, now: Timestamp) -> bool {
    next_at <= now || next_at > next
}

/// What the unique keys of slots begin with.
const OF_SLOT: &str = "schedule ";

/// Makes due what a clock that was ahead, and has been set back since, wanted done at once or had tried: else it would
/// wait until the clock is there again. What was meant for a later time keeps it, and so does a slot: its job is that of
/// this very moment.
fn due_since_set_back(tx: &mut Tx, now: Timestamp) -> Result<()> {
    let sql = "UPDATE @k_job SET run_at = $1 WHERE state = 'ready' AND run_at > $1
         AND (started_at > $1 OR (created_at > $1 AND run_at <= created_at))
         AND (unique_key IS NULL OR unique_key NOT LIKE $2)";
    let slots = format!("{OF_SLOT}%");
    tx.execute(sql, &[now.into(), slots.into()]).map(drop)
}

fn enqueue_slot(tx: &mut Tx, schedule: &Schedule, slot: Timestamp, now: Timestamp) -> Result<bool> {
    let job = NewJob {
        id: slot_id(&schedule.name, slot),
        name: schedule.job.clone(),
        queue: schedule.queue.clone(),
        payload: schedule.payload.clone(),
        unique_key: Some(format!("{OF_SLOT}{} {slot}", schedule.name)),
        priority: Priority::Normal,
        run_at: slot,
        max_attempts: 10,
        created_by: Actor::System,
        created_at: now,
    };
    let payload = job.checked()?;
    queue::insert(tx, job, payload)
}

/// The same slot always has the same id: it is a version 7 id whose random part is a hash.
fn slot_id(name: &str, slot: Timestamp) -> Id {
    let micros = slot.micros().to_le_bytes();
    let halves = [1, 2].map(|start| hash(hash(start, name.as_bytes()), &micros).to_be_bytes());
    let mut random = [0; 10];
    random[..8].copy_from_slice(&halves[0]);
    random[8..].copy_from_slice(&halves[1][..2]);
    let millis = slot.micros().max(0) as u64 / 1_000;
    Id(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

const ALL: &str =
    "SELECT name, job, queue, payload, every_seconds, daily_second, zone, next_at FROM @k_schedule";

fn stored(row: &Row) -> Result<(Schedule, Timestamp)> {
    let when = match (
        row.get::<Option<u32>>(4)?,
        row.get::<Option<i64>>(5)?,
        row.get(6)?,
    ) {
        (Some(seconds), _, _) => When::Every(seconds),
        (None, Some(second), Some(zone)) => When::Daily {
            at: time_of_day(second),
            zone,
        },
        _ => return Err(Error::internal("a schedule without a time")),
    };
    let schedule = Schedule {
        name: row.get(0)?,
        job: row.get(1)?,
        queue: row.get(2)?,
        payload: serde_json::from_str(row.text(3)?.unwrap_or("null")).map_err(Error::internal)?,
        when,
    };
    Ok((schedule, row.get(7)?))
}

fn second_of_day(at: Time) -> i64 {
    i64::from(at.hour()) * 3_600 + i64::from(at.minute()) * 60 + i64::from(at.second())
}

fn time_of_day(second: i64) -> Time {
    let second = second.clamp(0, 86_399);
    civil::time(
        (second / 3_600) as i8,
        (second / 60 % 60) as i8,
        (second % 60) as i8,
        0,
    )
}
