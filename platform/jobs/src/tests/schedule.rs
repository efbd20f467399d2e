//! Schedules, under clocks that behave and clocks that don't.

use std::collections::BTreeMap;

use jiff::civil;
use kontor_kernel::{Code, Date};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::{Schedule, When, ensure_schedule, remove_schedule, schedule};

fn daily(hour: i8, minute: i8) -> When {
    When::Daily {
        at: civil::time(hour, minute, 0, 0),
        zone: "Europe/Berlin".into(),
    }
}

fn berlin() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get("Europe/Berlin").unwrap()
}

fn set(clock: &Clock, text: &str) {
    clock.advance_micros(Timestamp::parse(text).unwrap().micros() - clock.now().micros());
}

async fn ensure(database: &Database, clock: &Clock, when: &When) {
    let (schedule, now) = (Schedule::new("nightly", when.clone()), clock.now());
    write(database, move |tx| ensure_schedule(tx, &schedule, now))
        .await
        .unwrap();
}

async fn tick(database: &Database, clock: &Clock) -> usize {
    let now = clock.now();
    write(database, move |tx| schedule::tick(tx, now)).await.unwrap()
}

async fn next_due(database: &Database, clock: &Clock) -> Option<Timestamp> {
    let now = clock.now();
    database
        .read(move |tx| schedule::next_due(tx, now))
        .await
        .unwrap()
}

/// The slots that have a job, in their order.
async fn slots(database: &Database) -> Vec<Timestamp> {
    let slots = ints(database, "SELECT run_at FROM @k_job ORDER BY run_at", Vec::new()).await;
    slots.into_iter().map(Timestamp::from_micros).collect()
}

#[test]
fn what_comes_round_every_minute_and_went_well_is_forgotten_after_some_hours() {
    on_each_queue(async |database, clock| {
        ensure(database, clock, &When::Every(60)).await;
        let daily = Schedule::new("daily", daily(3, 15));
        let now = clock.now();
        write(database, move |tx| ensure_schedule(tx, &daily, now))
            .await
            .unwrap();
        seconds(clock, 2 * 86_400);
        // A slot of each schedule; one more of the first, which fails for good; and one that somebody asked for.
        tick(database, clock).await;
        for job in claim(database, clock, 2).await {
            finish(database, &job, clock).await.unwrap();
        }
        seconds(clock, 60);
        tick(database, clock).await;
        let dead = claim(database, clock, 1).await.remove(0);
        let dead = crate::Claimed {
            attempt: dead.max_attempts,
            ..dead
        };
        let now = clock.now();
        let id = dead.id;
        write(database, move |tx| {
            crate::queue::fail(tx, &dead, now, &Error::not_found()).map(drop)
        })
        .await
        .unwrap();
        let asked = NewJob::new(clock, "nightly", Json::Null).by(kontor_kernel::Actor::Cli);
        let asked = enqueue(database, asked).await;
        let mine = claim(database, clock, 1).await.remove(0);
        finish(database, &mine, clock).await.unwrap();

        let prune = async || {
            let now = clock.now();
            write(database, move |tx| crate::prune(tx, now)).await.unwrap()
        };
        seconds(clock, 6 * 3_600 - 60);
        assert_eq!(prune().await, 0);
        seconds(clock, 1);
        assert_eq!(prune().await, 1);
        seconds(clock, 60);
        assert_eq!(prune().await, 0);
        let kept = database
            .read(|tx| crate::list(tx, &crate::Filter::default()))
            .await
            .unwrap();
        let mut kept: Vec<_> = kept
            .into_iter()
            .map(|job| (job.id == id, job.id == asked, job.name))
            .collect();
        kept.sort();
        assert_eq!(
            kept,
            [
                (false, false, "daily".to_owned()),
                (false, true, "nightly".to_owned()),
                (true, false, "nightly".to_owned()),
            ]
        );
    });
}

async fn clear(database: &Database) {
    write(database, |tx| {
        tx.execute("DELETE FROM @k_job", &[])
            .and(tx.execute("DELETE FROM @k_schedule", &[]))
    })
    .await
    .unwrap();
}

#[test]
fn a_slot_is_enqueued_once_when_it_comes() {
    on_each_queue(async |database, clock| {
        ensure(database, clock, &When::Every(60)).await;
        assert_eq!(
            tick(database, clock).await,
            0,
            "the first slot is the next one to come"
        );
        assert_eq!(
            next_due(database, clock).await,
            Some(clock.now().plus_seconds(60))
        );
        seconds(clock, 59);
        assert_eq!(tick(database, clock).await, 0);
        seconds(clock, 1);
        assert_eq!((tick(database, clock).await, tick(database, clock).await), (1, 0));
        assert_eq!(slots(database).await, [clock.now()]);
        assert_eq!(claim(database, clock, 9).await[0].name, "nightly");
    });
}

#[test]
fn slots_that_passed_unseen_are_made_up_for_by_one_job() {
    on_each_queue(async |database, clock| {
        ensure(database, clock, &When::Every(60)).await;
        seconds(clock, 400 * 86_400 + 70);
        assert_eq!((tick(database, clock).await, tick(database, clock).await), (1, 0));
        assert_eq!(slots(database).await, [clock.now().plus_seconds(-10)]);
        assert_eq!(
            next_due(database, clock).await,
            Some(clock.now().plus_seconds(50))
        );
    });
}

#[test]
fn a_clock_that_ran_ahead_and_came_back_does_not_stop_a_schedule() {
    on_each_queue(async |database, clock| {
        ensure(database, clock, &daily(2, 0)).await;
        seconds(clock, 400 * 86_400);
        assert_eq!(tick(database, clock).await, 1);
        seconds(clock, -400 * 86_400);
        assert_eq!(
            next_due(database, clock).await,
            Some(clock.now()),
            "it has to fall into step again"
        );
        assert_eq!(tick(database, clock).await, 0);
        seconds(clock, 86_400);
        assert_eq!((tick(database, clock).await, slots(database).await.len()), (1, 2));
    });
}

#[test]
fn slots_that_a_clock_passes_again_are_not_repeated() {
    on_each_queue(async |database, clock| {
        ensure(database, clock, &When::Every(60)).await;
        for _ in 0..5 {
            seconds(clock, 60);
            assert_eq!(tick(database, clock).await, 1);
        }
        seconds(clock, -150);
        for enqueued in [0, 0, 0, 0, 1] {
            assert_eq!(tick(database, clock).await, enqueued);
            seconds(clock, 60);
        }
        assert_eq!(slots(database).await.len(), 6);
    });
}

#[test]
fn servers_that_look_at_the_same_moment_enqueue_a_slot_once() {
    on_each_queue(async |database, clock| {
        ensure(database, clock, &When::Every(60)).await;
        seconds(clock, 60);
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (database, clock) = (database.clone(), clock.clone());
                tokio::spawn(async move { tick(&database, &clock).await })
            })
            .collect();
        let mut enqueued = 0;
        for task in tasks {
            enqueued += task.await.unwrap();
        }
        assert_eq!((enqueued, slots(database).await.len()), (1, 1));
    });
}

#[test]
fn a_schedule_keeps_its_time_unless_it_is_changed() {
    on_each_queue(async |database, clock| {
        ensure(database, clock, &When::Every(3_600)).await;
        let due = next_due(database, clock).await;
        seconds(clock, 7_200);
        ensure(database, clock, &When::Every(3_600)).await;
        assert_eq!(
            next_due(database, clock).await,
            due,
            "a restart does not swallow a slot"
        );
        ensure(database, clock, &daily(2, 0)).await;
        let two = Timestamp::parse("2026-03-02T02:00:00+01:00");
        assert_eq!(
            (tick(database, clock).await, next_due(database, clock).await),
            (0, two)
        );
        write(database, |tx| remove_schedule(tx, "nightly"))
            .await
            .unwrap();
        assert_eq!(next_due(database, clock).await, None);
    });
}

#[test]
fn a_schedule_that_makes_no_sense_is_refused() {
    on_each_queue(async |database, clock| {
        let nowhere = When::Daily {
            at: civil::time(1, 0, 0, 0),
            zone: "Europe/Nowhere".into(),
        };
        for when in [When::Every(0), nowhere] {
            let (schedule, now) = (Schedule::new("odd", when), clock.now());
            let refused = write(database, move |tx| ensure_schedule(tx, &schedule, now)).await;
            assert_eq!(refused.unwrap_err().code, Code::Validation);
        }
    });
}

#[test]
fn a_daily_schedule_runs_once_a_day_over_both_changes_of_the_clock() {
    on_each_queue(async |database, clock| {
        for (from, days) in [("2026-03-27T12:00:00Z", 4), ("2026-10-23T12:00:00Z", 4)] {
            for when in [
                daily(0, 0),
                daily(1, 59),
                daily(2, 0),
                daily(2, 30),
                daily(3, 0),
                daily(23, 59),
            ] {
                clear(database).await;
                set(clock, from);
                ensure(database, clock, &when).await;
                for _ in 0..days * 48 {
                    seconds(clock, 1_800);
                    tick(database, clock).await;
                }
                let mut per_day = BTreeMap::<Date, usize>::new();
                for slot in slots(database).await {
                    *per_day.entry(slot.date_in(&berlin())).or_default() += 1;
                }
                assert_eq!(per_day.len(), days, "{from} {when:?}");
                assert!(
                    per_day.values().all(|count| *count == 1),
                    "{from} {when:?} {per_day:?}"
                );
            }
        }
    });
}

#[test]
fn a_time_that_is_skipped_comes_after_the_gap_and_one_that_comes_twice_is_the_first() {
    on_each_queue(async |database, clock| {
        for (from, expected) in [
            ("2026-03-28T12:00:00Z", "2026-03-29T03:30:00+02:00"),
            ("2026-10-24T12:00:00Z", "2026-10-25T02:30:00+02:00"),
        ] {
            clear(database).await;
            set(clock, from);
            ensure(database, clock, &daily(2, 30)).await;
            assert_eq!(next_due(database, clock).await, Timestamp::parse(expected));
        }
    });
}

/// Whatever the clock does: no slot has two jobs, and once the clock behaves, the next slot comes in time.
#[test]
fn no_clock_makes_a_slot_come_twice_or_a_schedule_stand_still() {
    on_each_queue(async |database, clock| {
        let jump = prop_oneof![
            4 => 1..120_i64,
            2 => -120..0_i64,
            1 => 3_000..90_000_i64,
            1 => -90_000..-3_000_i64,
            1 => Just(400 * 86_400_i64),
            1 => Just(-400 * 86_400_i64),
        ];
        let when = prop_oneof![
            Just(When::Every(60)),
            Just(When::Every(7)),
            Just(daily(2, 30)),
            Just(daily(12, 1))
        ];
        let strategy = (when, proptest::collection::vec(jump, 1..25));
        let mut runner = TestRunner::new(Config {
            cases: 24,
            failure_persistence: None,
            ..Config::default()
        });
        let handle = tokio::runtime::Handle::current();
        let walk = async |when: When, jumps: Vec<i64>| {
            clear(database).await;
            set(clock, "2026-03-28T12:00:00Z");
            ensure(database, clock, &when).await;
            for jump in jumps {
                seconds(clock, jump);
                tick(database, clock).await;
                let next = next_due(database, clock).await.unwrap();
                assert!(next > clock.now(), "after a look nothing is due any more");
                let longest = if matches!(when, When::Every(_)) {
                    60
                } else {
                    25 * 3_600
                };
                assert!(
                    next <= clock.now().plus_seconds(longest),
                    "{next} is too far from {}",
                    clock.now()
                );
            }
            let slots = slots(database).await;
            assert!(slots.windows(2).all(|pair| pair[0] < pair[1]), "{slots:?}");
        };
        tokio::task::block_in_place(|| {
            let outcome = runner.run(&strategy, |(when, jumps)| {
                handle.block_on(walk(when, jumps));
                Ok(())
            });
            outcome.unwrap();
        });
    });
}

#[test]
fn what_was_to_be_done_at_once_does_not_wait_for_a_clock_that_was_set_back() {
    on_each_queue(async |database, clock| {
        ensure(database, clock, &When::Every(60)).await;
        seconds(clock, 400 * 86_400);
        tick(database, clock).await;
        let at_once = NewJob::new(clock, "at once", Json::Null);
        let tried = NewJob::new(clock, "tried", Json::Null);
        let later = NewJob::new(clock, "later", Json::Null).at(clock.now().plus_seconds(60));
        enqueue(database, tried.clone().priority(crate::Priority::High)).await;
        let claimed = claim(database, clock, 1).await;
        assert_eq!(claimed[0].name, "tried");
        fail(database, &claimed[0], clock, "no luck").await.unwrap();
        enqueue(database, at_once).await;
        enqueue(database, later).await;

        seconds(clock, -399 * 86_400);
        tick(database, clock).await;
        let claimed = claim(database, clock, 10).await;
        let names: Vec<&str> = claimed.iter().map(|job| job.name.as_str()).collect();
        let mut wanted: Vec<&str> = names.into_iter().filter(|name| *name != "nightly").collect();
        wanted.sort_unstable();
        assert_eq!(
            wanted,
            ["at once", "tried"],
            "what was meant for later keeps its time"
        );
    });
}
