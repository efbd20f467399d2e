//! How long a failed job waits, and the small hash that makes it differ from job to job.

use kontor_kernel::{Code, Error, Id};

use crate::job::Claimed;

/// How soon it is tried again whether there is room on the disk.
const ROOM_SECONDS: i64 = 3;
const FIRST_SECONDS: i64 = 10;
const LONGEST_SECONDS: i64 = 6 * 3_600;

/// Whether a job waits for the disk: nobody's fault, and over some day, so the attempt does not count.
pub(crate) fn waits_for_room(error: &Error) -> bool {
    error.code == Code::StorageFull
}

/// Microseconds to wait after an attempt that ended so, at least what the error asks for; none after the last one.
pub(crate) fn after(job: &Claimed, error: &Error) -> Option<i64> {
    if waits_for_room(error) {
        return Some(ROOM_SECONDS * 1_000_000);
    }
    let asked = i64::from(error.retry_after.unwrap_or(0)) * 1_000_000;
    let pause = pause_micros(job.id, job.attempt.into()).max(asked);
    (job.attempt < job.max_attempts).then_some(pause)
}

/// Microseconds to wait after the given number of attempts: ten seconds, doubled each time up to six hours, and a
/// quarter more or less, so that jobs that failed together don't come back together. The same job at the same
/// attempt always waits equally long, which keeps tests and stories after the fact simple.
fn pause_micros(id: Id, attempts: i64) -> i64 {
    let doublings = attempts.saturating_sub(1).clamp(0, 16) as u32;
    let seconds = (FIRST_SECONDS << doublings).min(LONGEST_SECONDS);
    let seed = hash(hash(0, id.as_bytes()), &attempts.to_le_bytes());
    let percent = 75 + (seed % 51) as i64;
    seconds * 10_000 * percent
}

/// FNV-1a from a starting point of its own; not for secrets. It must never change: ids are made of it.
pub(crate) fn hash(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325 ^ start, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use kontor_kernel::{Clock, Timestamp};

    use super::*;

    #[test]
    fn pauses_double_within_a_quarter_and_stay_below_their_bound() {
        let clock = Clock::manual(Timestamp::from_micros(1_000_000_000_000_000));
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..50 {
            let id = Id::generate(&clock);
            for attempt in [1, 2, 5, 12, 13, 1_000, i64::MAX] {
                let plain = (10_i64 << (attempt - 1).min(20)).min(21_600) * 1_000_000;
                let pause = pause_micros(id, attempt);
                assert!(
                    (plain * 3 / 4..=plain * 5 / 4).contains(&pause),
                    "{attempt}: {pause}"
                );
                assert_eq!(pause, pause_micros(id, attempt));
            }
            seen.insert(pause_micros(id, 1));
        }
        assert!(seen.len() > 10, "jitter differs from job to job");
    }
}
