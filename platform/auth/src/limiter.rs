//! How often an API key may call: a bucket of tokens per key, in memory, that refills steadily.
//!
//! It protects the machine from a program that runs wild, not a secret from guessing (that is [`crate::attempt`]), so it
//! may start anew with the process.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kontor_kernel::{Clock, Code, Error, Id};

/// Buckets kept at most.
const MOST: usize = 10_000;
/// One token, in the unit that buckets are counted in; fine enough for the slowest rate.
const TOKEN: i64 = 60_000_000;

/// How often a key may call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LimiterPolicy {
    /// Calls a minute, over time; so many may also come at once.
    pub per_minute: u32,
}

impl Default for LimiterPolicy {
    fn default() -> LimiterPolicy {
        LimiterPolicy { per_minute: 6_000 }
    }
}

/// What one call was granted; the figures for its answer's headers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pass {
    /// Whether it may go on.
    pub allowed: bool,
    /// Calls that may follow at once.
    pub remaining: u32,
    /// Seconds until the next call is granted; 0 when one is now.
    pub retry_after: u32,
    /// Seconds until the bucket is full again.
    pub reset: u32,
    policy: LimiterPolicy,
}

impl Pass {
    /// The value of `RateLimit-Policy`.
    pub fn policy_header(&self) -> String {
        format!("\"key\";q={};w=60", self.policy.per_minute)
    }

    /// The value of `RateLimit`.
    pub fn header(&self) -> String {
        format!("\"key\";r={};t={}", self.remaining, self.reset)
    }

    /// The refusal, when it is one.
    pub fn into_result(self) -> Result<Pass, Error> {
        if self.allowed {
            return Ok(self);
        }
        let mut error = Error::new(Code::RateLimited, "This key calls too often.");
        error.retry_after = Some(self.retry_after);
        Err(error)
    }
}

/// The buckets of all keys.
pub struct Limiter {
    policy: LimiterPolicy,
    clock: Clock,
    buckets: Mutex<HashMap<Id, Bucket>>,
}

/// What is left, as of an instant.
#[derive(Clone, Copy)]
struct Bucket {
    left: i64,
    at: i64,
}

impl Limiter {
    /// One with empty books: every key may begin with a minute's calls at once.
    pub fn new(policy: LimiterPolicy, clock: Clock) -> Limiter {
        let policy = LimiterPolicy {
            per_minute: policy.per_minute.max(1),
        };
        Limiter {
            policy,
            clock,
            buckets: Mutex::default(),
        }
    }

    /// Takes a token from a key's bucket, if there is one.
    pub fn take(&self, key: Id) -> Pass {
        let now = self.clock.now().micros();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST && !buckets.contains_key(&key) {
            self.make_room(&mut buckets, now);
        }
        let bucket = buckets.entry(key).or_insert(Bucket {
            left: self.full(),
            at: now,
        });
        *bucket = Bucket {
            left: self.left(*bucket, now),
            at: now,
        };
        let allowed = bucket.left >= TOKEN;
        if allowed {
            bucket.left -= TOKEN;
        }
        Pass {
            allowed,
            remaining: (bucket.left / TOKEN) as u32,
            retry_after: self.seconds_for(TOKEN - bucket.left),
            reset: self.seconds_for(self.full() - bucket.left),
            policy: self.policy,
        }
    }

    fn full(&self) -> i64 {
        i64::from(self.policy.per_minute) * TOKEN
    }

    /// A microsecond brings `per_minute` units, for a minute has as many microseconds as a token has units.
    fn left(&self, bucket: Bucket, now: i64) -> i64 {
        let gained = (now - bucket.at)
            .max(0)
            .saturating_mul(self.policy.per_minute.into());
        bucket.left.saturating_add(gained).min(self.full())
    }

    fn seconds_for(&self, units: i64) -> u32 {
        let per_second = i64::from(self.policy.per_minute) * 1_000_000;
        u32::try_from((units.max(0) + per_second - 1) / per_second).unwrap_or(u32::MAX)
    }

    /// A full bucket says nothing that a new one would not; if all are in use, the older half starts anew.
    fn make_room(&self, buckets: &mut HashMap<Id, Bucket>, now: i64) {
        buckets.retain(|_, bucket| self.left(*bucket, now) < self.full());
        if buckets.len() >= MOST {
            let mut used: Vec<i64> = buckets.values().map(|bucket| bucket.at).collect();
            let middle = used.len() / 2;
            let (_, median, _) = used.select_nth_unstable(middle);
            let (median, mut room) = (*median, middle);
            buckets.retain(|_, bucket| {
                let goes = room > 0 && bucket.at <= median;
                room -= usize::from(goes);
                !goes
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_kernel::Timestamp;
    use proptest::prelude::*;

    fn limiter(per_minute: u32) -> (Limiter, Clock) {
        let clock = Clock::manual(Timestamp::from_micros(0));
        (Limiter::new(LimiterPolicy { per_minute }, clock.clone()), clock)
    }

    #[test]
    fn what_the_policy_promises_may_come_at_once_and_then_at_its_rate() {
        let (limiter, clock) = limiter(60);
        let key = Id::generate(&clock);
        for left in (0..60).rev() {
            let pass = limiter.take(key);
            assert!(pass.allowed);
            assert_eq!(pass.remaining, left);
            assert_eq!(pass.policy_header(), "\"key\";q=60;w=60");
        }
        let refused = limiter.take(key);
        assert_eq!(
            (refused.allowed, refused.retry_after, refused.reset),
            (false, 1, 60)
        );
        assert_eq!(refused.into_result().unwrap_err().retry_after, Some(1));
        clock.advance_micros(999_999);
        assert!(!limiter.take(key).allowed);
        clock.advance_micros(1);
        let pass = limiter.take(key);
        assert!(pass.allowed);
        assert_eq!(pass.header(), "\"key\";r=0;t=60");
    }

    #[test]
    fn keys_do_not_take_from_each_other_and_an_old_clock_gives_nothing() {
        let (limiter, clock) = limiter(1);
        let (ann, bob) = (Id::generate(&clock), Id::generate(&clock));
        assert!(limiter.take(ann).allowed && limiter.take(bob).allowed);
        clock.advance_micros(-3_600_000_000);
        assert!(!limiter.take(ann).allowed);
    }

    #[test]
    fn memory_is_bounded_even_when_all_keys_are_busy() {
        let (limiter, clock) = limiter(5);
        for _ in 0..MOST * 2 {
            clock.advance_micros(1);
            limiter.take(Id::generate(&clock));
        }
        assert!(limiter.buckets.lock().unwrap().len() <= MOST);
    }

    proptest! {
        #[test]
        fn nobody_gets_more_than_a_minutes_calls_and_the_rate(steps in proptest::collection::vec(0..3_000_000i64, 1..200)) {
            let (limiter, clock) = limiter(30);
            let key = Id::generate(&clock);
            let mut granted = 0;
            for step in &steps {
                clock.advance_micros(*step);
                granted += i64::from(limiter.take(key).allowed);
            }
            let elapsed: i64 = steps.iter().sum();
            prop_assert!(granted <= 30 + elapsed * 30 / 60_000_000);
        }
    }
}
