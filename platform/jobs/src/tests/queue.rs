//! Enqueueing, claiming and the ends of a job.

use std::collections::BTreeSet;

use kontor_kernel::{Actor, Code};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use super::*;
use crate::{Filter, Priority, Progress};

fn plain(clock: &Clock) -> NewJob {
    NewJob::new(clock, "test", Json::Null)
}

#[test]
fn a_job_shares_the_fate_of_the_change_that_asked_for_it() {
    on_each_queue(async |database, clock| {
        let job = plain(clock);
        let refused: Result<()> = write(database, move |tx| {
            crate::enqueue(tx, job.clone())?;
            Err(Error::forbidden("no"))
        })
        .await;
        assert_eq!(refused.unwrap_err().code, Code::Forbidden);
        assert!(claim(database, clock, 10).await.is_empty());
    });
}

#[test]
fn a_job_is_shown_as_it_was_asked_for() {
    on_each_queue(async |database, clock| {
        let ann = Actor::User(Id::generate(clock));
        let at = clock.now().plus_seconds(5);
        let new = NewJob::new(clock, "mail.send", json!({"to": "ä\u{0}😀"}))
            .queue("mail")
            .unique("mail 1")
            .priority(Priority::High)
            .at(at)
            .attempts(3)
            .by(ann);
        let id = enqueue(database, new).await;
        let job = job(database, id).await;
        assert_eq!((job.name.as_str(), job.queue.as_str()), ("mail.send", "mail"));
        assert_eq!(job.payload, json!({"to": "ä\u{0}😀"}));
        assert_eq!(job.unique_key.as_deref(), Some("mail 1"));
        assert_eq!(
            (job.priority, job.run_at, job.max_attempts),
            (Priority::High, at, 3)
        );
        assert_eq!((job.state, job.attempts, job.created_by), (State::Ready, 0, ann));
        assert_eq!(
            (job.created_at, job.started_at, job.finished_at),
            (clock.now(), None, None)
        );
    });
}

#[test]
fn a_living_twin_stands_for_both() {
    on_each_queue(async |database, clock| {
        let first = enqueue(database, plain(clock).unique("k")).await;
        assert_eq!(enqueue(database, plain(clock).unique("k")).await, first);
        assert_ne!(
            enqueue(
                database,
                plain(clock).unique("other").at(clock.now().plus_seconds(1))
            )
            .await,
            first
        );

        let claimed = claim(database, clock, 10).await;
        assert_eq!(claimed.iter().map(|job| job.id).collect::<Vec<_>>(), [first]);
        assert_eq!(
            enqueue(database, plain(clock).unique("k")).await,
            first,
            "it runs, so it lives"
        );

        finish(database, &claimed[0], clock).await.unwrap();
        assert_ne!(enqueue(database, plain(clock).unique("k")).await, first);
    });
}

#[test]
fn of_many_twins_at_the_same_moment_one_is_kept() {
    on_each_queue(async |database, clock| {
        let tasks: Vec<_> = (0..16)
            .map(|_| {
                let (database, job) = (database.clone(), plain(clock).unique("k"));
                tokio::spawn(async move { enqueue(&database, job).await })
            })
            .collect();
        let mut ids = BTreeSet::new();
        for task in tasks {
            ids.insert(task.await.unwrap());
        }
        assert_eq!(ids.len(), 1);
        assert_eq!(claim(database, clock, 100).await.len(), 1);
    });
}

#[test]
fn what_is_too_large_to_be_a_job_is_refused() {
    on_each_queue(async |database, clock| {
        let large = "x".repeat(2 << 20);
        for job in [
            NewJob::new(clock, "test", json!(large)),
            NewJob::new(clock, large.as_str(), Json::Null),
            plain(clock).queue(large.as_str()),
            plain(clock).unique(large.as_str()),
        ] {
            let error = write(database, move |tx| crate::enqueue(tx, job.clone()))
                .await
                .unwrap_err();
            assert_eq!(error.code, Code::TooLarge);
        }
    });
}

#[test]
fn the_most_urgent_of_the_due_jobs_are_claimed_first() {
    on_each_queue(async |database, clock| {
        let now = clock.now();
        let mut expected = Vec::new();
        for (priority, late) in [
            (Priority::Low, 0),
            (Priority::Normal, -1),
            (Priority::High, 0),
            (Priority::Normal, -9),
            (Priority::High, 1),
            (Priority::High, -3),
        ] {
            let id = enqueue(
                database,
                plain(clock).priority(priority).at(now.plus_seconds(late)),
            )
            .await;
            if late <= 0 {
                expected.push((priority, late, id));
            }
        }
        expected.sort();
        let mut claimed = claim(database, clock, 2).await;
        claimed.extend(claim(database, clock, 10).await);
        let ids = |jobs: &[Claimed]| jobs.iter().map(|job| job.id).collect::<Vec<_>>();
        assert_eq!(
            ids(&claimed),
            expected.iter().map(|(_, _, id)| *id).collect::<Vec<_>>()
        );
    });
}

#[test]
fn a_worker_takes_only_from_its_queues() {
    on_each_queue(async |database, clock| {
        let bulk = enqueue(database, plain(clock).queue("bulk")).await;
        let mail = enqueue(database, plain(clock).queue("mail")).await;
        let usual = enqueue(database, plain(clock)).await;
        let only = claim_from(
            database,
            clock,
            9,
            Queues::Only(vec!["mail".into(), "none".into()]),
        )
        .await;
        assert_eq!(only.iter().map(|job| job.id).collect::<Vec<_>>(), [mail]);
        let rest = claim_from(database, clock, 9, Queues::Except(vec!["bulk".into()])).await;
        assert_eq!(rest.iter().map(|job| job.id).collect::<Vec<_>>(), [usual]);
        assert!(
            claim_from(database, clock, 9, Queues::Only(Vec::new()))
                .await
                .is_empty()
        );
        assert_eq!(
            claim_from(database, clock, 9, Queues::Except(Vec::new())).await[0].id,
            bulk
        );
    });
}

#[test]
fn workers_that_claim_at_the_same_moment_never_get_the_same_job() {
    on_each_queue(async |database, clock| {
        for _ in 0..60 {
            enqueue(database, plain(clock)).await;
        }
        let tasks: Vec<_> = (0..6)
            .map(|_| {
                let (database, clock) = (database.clone(), clock.clone());
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    loop {
                        let some = claim(&database, &clock, 3).await;
                        if some.is_empty() {
                            return mine;
                        }
                        assert!(some.len() <= 3);
                        mine.extend(some.into_iter().map(|job| job.id));
                    }
                })
            })
            .collect();
        let mut all = Vec::new();
        for task in tasks {
            all.extend(task.await.unwrap());
        }
        assert_eq!(all.len(), 60);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 60);
    });
}

#[test]
fn who_has_lost_the_lease_can_neither_finish_nor_keep_its_effect() {
    on_each_queue(async |database, clock| {
        let id = enqueue(database, plain(clock)).await;
        let slow = claim(database, clock, 1).await.remove(0);
        seconds(clock, 61);
        let quick = claim(database, clock, 1).await.remove(0);
        assert_eq!((quick.id, quick.attempt, quick.fence), (id, 2, slow.fence + 1));

        let (stale, later) = (slow.clone(), clock.now().plus_seconds(60));
        let beat = write(database, move |tx| {
            crate::heartbeat(tx, &stale, later, &Progress::default())
        })
        .await;
        assert_eq!(beat.unwrap_err().code, Code::Conflict);
        assert_eq!(
            finish(database, &slow, clock).await.unwrap_err().code,
            Code::Conflict
        );
        assert_eq!(
            fail(database, &slow, clock, "late").await.unwrap_err().code,
            Code::Conflict
        );
        assert_eq!(effects(database, id).await, 0);

        finish(database, &quick, clock).await.unwrap();
        assert_eq!(
            finish(database, &quick, clock).await.unwrap_err().code,
            Code::Conflict
        );
        let done = job(database, id).await;
        assert_eq!(
            (done.state, done.result, done.finished_at),
            (State::Done, Some(json!(true)), Some(clock.now()))
        );
        assert_eq!((effects(database, id).await, done.error), (1, None));
    });
}

#[test]
fn a_heartbeat_keeps_the_lease_and_shows_the_progress() {
    on_each_queue(async |database, clock| {
        let id = enqueue(database, plain(clock)).await;
        let mine = claim(database, clock, 1).await.remove(0);
        seconds(clock, 50);
        let until = clock.now().plus_seconds(60);
        let progress = Progress {
            done: 3,
            total: Some(9),
            message: Some("block\u{0} 3".into()),
        };
        write(database, move |tx| crate::heartbeat(tx, &mine, until, &progress))
            .await
            .unwrap();
        seconds(clock, 50);
        assert!(claim(database, clock, 1).await.is_empty());
        let shown = job(database, id).await.progress;
        assert_eq!(
            shown,
            Progress {
                done: 3,
                total: Some(9),
                message: Some("block 3".into())
            }
        );
    });
}

#[test]
fn a_job_whose_workers_vanish_is_a_dead_letter_in_the_end() {
    on_each_queue(async |database, clock| {
        let id = enqueue(database, plain(clock).attempts(2)).await;
        for attempt in 1..=2 {
            assert_eq!(claim(database, clock, 1).await[0].attempt, attempt);
            seconds(clock, 60);
        }
        assert!(claim(database, clock, 1).await.is_empty());
        let dead = job(database, id).await;
        assert_eq!((dead.state, dead.finished_at), (State::Failed, Some(clock.now())));
        assert_eq!(dead.error.as_deref(), Some("the worker vanished"));
    });
}

#[test]
fn a_lease_given_by_a_clock_that_was_set_back_since_does_not_last() {
    on_each_queue(async |database, clock| {
        let id = enqueue(database, plain(clock)).await;
        seconds(clock, 400 * 86_400);
        claim(database, clock, 1).await;
        seconds(clock, -400 * 86_400);
        let due = database
            .read({
                let now = clock.now();
                move |tx| crate::next_due(tx, now)
            })
            .await
            .unwrap();
        assert_eq!(due, Some(clock.now()));
        assert_eq!(claim(database, clock, 1).await[0].id, id);
    });
}

#[test]
fn failures_wait_longer_each_time_and_end_as_dead_letters_with_their_reason() {
    on_each_queue(async |database, clock| {
        let id = enqueue(database, plain(clock).attempts(3)).await;
        let mut pauses = Vec::new();
        for _ in 0..2 {
            let mine = claim(database, clock, 1).await.remove(0);
            assert_eq!(
                fail(database, &mine, clock, "no luck").await.unwrap(),
                State::Ready
            );
            let pause = job(database, id).await.run_at.micros() - clock.now().micros();
            assert!(claim(database, clock, 1).await.is_empty());
            pauses.push(pause);
            clock.advance_micros(pause);
        }
        assert!(pauses[0] >= 7_500_000 && pauses[1] > pauses[0], "{pauses:?}");
        let mine = claim(database, clock, 1).await.remove(0);
        assert_eq!(
            fail(database, &mine, clock, "no luck").await.unwrap(),
            State::Failed
        );
        let dead = job(database, id).await;
        assert!(dead.error.unwrap().contains("no luck"));
        assert_eq!(
            (dead.state, dead.attempts, dead.finished_at),
            (State::Failed, 3, Some(clock.now()))
        );

        let now = clock.now();
        write(database, move |tx| crate::retry(tx, id, now))
            .await
            .unwrap();
        assert_eq!(claim(database, clock, 1).await[0].attempt, 1);
        let again = write(database, move |tx| crate::retry(tx, id, now)).await;
        assert_eq!(again.unwrap_err().code, Code::Conflict);
    });
}

#[test]
fn a_dead_letter_does_not_come_back_beside_a_living_twin() {
    on_each_queue(async |database, clock| {
        let dead = enqueue(database, plain(clock).unique("k").attempts(1)).await;
        let mine = claim(database, clock, 1).await.remove(0);
        fail(database, &mine, clock, "no luck").await.unwrap();
        enqueue(database, plain(clock).unique("k")).await;
        let now = clock.now();
        let back = write(database, move |tx| crate::retry(tx, dead, now)).await;
        assert_eq!(back.unwrap_err().code, Code::Conflict);
    });
}

#[test]
fn an_error_that_names_its_time_is_waited_for() {
    on_each_queue(async |database, clock| {
        let id = enqueue(database, plain(clock)).await;
        let (mine, now) = (claim(database, clock, 1).await.remove(0), clock.now());
        let busy = move |tx: &mut Tx| {
            let error = Error {
                retry_after: Some(3_600),
                ..Error::new(Code::RateLimited, "busy")
            };
            crate::fail(tx, &mine, now, &error)
        };
        write(database, busy).await.unwrap();
        assert_eq!(job(database, id).await.run_at, now.plus_seconds(3_600));
    });
}

#[test]
fn a_full_disk_is_waited_out_and_costs_no_attempt() {
    on_each_queue(async |database, clock| {
        let id = enqueue(database, plain(clock).attempts(2)).await;
        for _ in 0..5 {
            let mine = claim(database, clock, 1).await.remove(0);
            assert_eq!(mine.attempt, 1);
            let now = clock.now();
            let full = move |tx: &mut Tx| {
                let full = Error::new(kontor_kernel::Code::StorageFull, "no room");
                crate::fail(tx, &mine, now, &full)
            };
            assert_eq!(write(database, full).await.unwrap(), State::Ready);
            let waits = job(database, id).await;
            assert_eq!(
                (waits.attempts, waits.error.as_deref()),
                (0, Some("storage_full: no room"))
            );
            assert!(claim(database, clock, 1).await.is_empty());
            seconds(clock, 5);
        }
        let mine = claim(database, clock, 1).await.remove(0);
        finish(database, &mine, clock).await.unwrap();
        let done = job(database, id).await;
        assert_eq!((done.state, done.error, done.attempts), (State::Done, None, 1));
    });
}

#[test]
fn what_is_handed_back_is_due_at_once_and_has_all_its_attempts() {
    on_each_queue(async |database, clock| {
        enqueue(database, plain(clock)).await;
        let first = claim(database, clock, 1).await.remove(0);
        let back = first.clone();
        write(database, move |tx| crate::release(tx, &back))
            .await
            .unwrap();
        let second = claim(database, clock, 1).await.remove(0);
        assert_eq!(
            (second.id, second.attempt, second.fence),
            (first.id, 1, first.fence + 1)
        );
    });
}

#[test]
fn a_cancelled_job_has_no_effect() {
    on_each_queue(async |database, clock| {
        let now = clock.now();
        let cancel = async |id| {
            write(database, move |tx| crate::cancel(tx, id, now))
                .await
                .map_err(|e| e.code)
        };

        let waiting = enqueue(database, plain(clock)).await;
        cancel(waiting).await.unwrap();
        assert!(claim(database, clock, 1).await.is_empty());
        cancel(waiting).await.unwrap();

        let running = enqueue(database, plain(clock)).await;
        let mine = claim(database, clock, 1).await.remove(0);
        cancel(running).await.unwrap();
        assert_eq!(
            finish(database, &mine, clock).await.unwrap_err().code,
            Code::Conflict
        );
        assert_eq!(
            (
                job(database, running).await.state,
                effects(database, running).await
            ),
            (State::Cancelled, 0)
        );

        let done = enqueue(database, plain(clock)).await;
        let mine = claim(database, clock, 1).await.remove(0);
        finish(database, &mine, clock).await.unwrap();
        assert_eq!(cancel(done).await, Err(Code::Conflict));
        assert_eq!(cancel(Id::generate(clock)).await, Err(Code::NotFound));
    });
}

#[test]
fn jobs_are_listed_by_what_is_asked_for_the_newest_first() {
    on_each_queue(async |database, clock| {
        let ann = Actor::User(Id::generate(clock));
        let mut ids = Vec::new();
        for n in 0..5 {
            seconds(clock, 1);
            let job = plain(clock).queue(if n < 2 { "mail" } else { "bulk" });
            ids.push(enqueue(database, if n % 2 == 0 { job.by(ann) } else { job }).await);
        }
        let claimed = claim(database, clock, 1).await.remove(0).id;
        let list = async |filter: Filter| -> Vec<Id> {
            let jobs = database.read(move |tx| crate::list(tx, &filter)).await.unwrap();
            jobs.into_iter().map(|job| job.id).collect()
        };
        let newest: Vec<Id> = ids.iter().rev().copied().collect();
        assert_eq!(list(Filter::default()).await, newest);
        assert_eq!(
            list(Filter {
                limit: 2,
                ..Filter::default()
            })
            .await,
            newest[..2]
        );
        assert_eq!(
            list(Filter {
                before: Some(newest[1]),
                ..Filter::default()
            })
            .await,
            newest[2..]
        );
        assert_eq!(
            list(Filter {
                state: Some(State::Running),
                ..Filter::default()
            })
            .await,
            [claimed]
        );
        let anns = Filter {
            created_by: Some(ann),
            queue: Some("bulk".into()),
            ..Filter::default()
        };
        assert_eq!(list(anns).await, [ids[4], ids[2]]);
        assert!(
            list(Filter {
                name: Some("none".into()),
                ..Filter::default()
            })
            .await
            .is_empty()
        );
    });
}

#[test]
fn the_next_thing_to_do_is_known() {
    on_each_queue(async |database, clock| {
        let now = clock.now();
        let next = async || database.read(move |tx| crate::next_due(tx, now)).await.unwrap();
        let pending = async || {
            database
                .read(move |tx| crate::pending_count(tx, now))
                .await
                .unwrap()
        };
        assert_eq!((next().await, pending().await), (None, 0));
        enqueue(
            database,
            plain(clock).priority(Priority::High).at(now.plus_seconds(90)),
        )
        .await;
        assert_eq!((next().await, pending().await), (Some(now.plus_seconds(90)), 0));
        enqueue(
            database,
            plain(clock).priority(Priority::Low).at(now.plus_seconds(-2)),
        )
        .await;
        assert_eq!((next().await, pending().await), (Some(now.plus_seconds(-2)), 1));
        let mine = claim(database, clock, 9).await.remove(0);
        assert_eq!((next().await, pending().await), (Some(now.plus_seconds(60)), 1));
        finish(database, &mine, clock).await.unwrap();
        assert_eq!((next().await, pending().await), (Some(now.plus_seconds(90)), 0));
    });
}

#[test]
fn what_ended_is_forgotten_after_thirty_days() {
    on_each_queue(async |database, clock| {
        let waiting = enqueue(database, plain(clock).at(clock.now().plus_seconds(100 * 86_400))).await;
        let ended = enqueue(database, plain(clock)).await;
        let mine = claim(database, clock, 1).await.remove(0);
        finish(database, &mine, clock).await.unwrap();
        let prune = async || {
            let now = clock.now();
            write(database, move |tx| crate::prune(tx, now)).await.unwrap()
        };
        seconds(clock, 30 * 86_400);
        assert_eq!(prune().await, 0);
        seconds(clock, 1);
        assert_eq!(prune().await, 1);
        assert_eq!(
            database.read(move |tx| crate::get(tx, ended)).await.unwrap(),
            None
        );
        assert_eq!(job(database, waiting).await.state, State::Ready);
    });
}

#[test]
fn claims_and_sweeps_use_their_indexes() {
    on_each_queue(async |database, clock| {
        let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let trace = seen.clone();
        database.set_trace(Some(std::sync::Arc::new(move |sql: &str, _: &[_]| {
            trace.lock().unwrap().push(sql.to_owned())
        })));
        claim(database, clock, 1).await;
        let now = clock.now();
        database.read(move |tx| crate::next_due(tx, now)).await.unwrap();
        database.set_trace(None);
        if database.dialect() != kontor_database::Dialect::Sqlite {
            // The plans of PostgreSQL hang on statistics that an empty table does not have.
            return;
        }
        let statements: Vec<String> = seen
            .lock()
            .unwrap()
            .iter()
            .filter(|sql| sql.contains("k_job"))
            .cloned()
            .collect();
        assert_eq!(statements.len(), 3, "{statements:?}");
        for sql in statements {
            let parameters = vec![Value::Int(0); 4];
            let count = (1..=4).filter(|n| sql.contains(&format!("?{n}"))).count();
            let explained = kontor_database::Statement::finished(sql.clone(), parameters[..count].to_vec());
            let plan = database
                .read(move |tx| kontor_database::testing::plan(tx, &explained))
                .await
                .unwrap();
            assert!(
                !plan
                    .lines()
                    .any(|line| line.starts_with("SCAN k_job") && !line.contains("INDEX")),
                "{sql}\n{plan}"
            );
            assert!(!plan.contains("TEMP B-TREE FOR ORDER BY"), "{sql}\n{plan}");
        }
    });
}

#[derive(Clone, Debug)]
enum Step {
    Enqueue(Option<u8>),
    Claim(usize),
    Finish(usize),
    Fail(usize),
    Release(usize),
    Cancel(usize),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        proptest::option::of(0..3_u8).prop_map(Step::Enqueue),
        (1..4_usize).prop_map(Step::Claim),
        (0..8_usize).prop_map(Step::Finish),
        (0..8_usize).prop_map(Step::Fail),
        (0..8_usize).prop_map(Step::Release),
        (0..8_usize).prop_map(Step::Cancel),
        prop_oneof![Just(1_i64), Just(61), Just(40_000), Just(-30)].prop_map(Step::Wait),
    ]
}

/// Whatever workers do in whatever order, also with leases they have long lost: a job has its effect once if it is
/// done, and not at all otherwise; and of the living no two have the same key.
#[test]
fn an_effect_happens_exactly_once() {
    on_each_queue(async |database, _| {
        let mut runner = TestRunner::new(Config {
            cases: 24,
            failure_persistence: None,
            ..Config::default()
        });
        let handle = tokio::runtime::Handle::current();
        let run = |steps: Vec<Step>| handle.block_on(walk(database, steps));
        tokio::task::block_in_place(|| {
            let outcome = runner.run(&proptest::collection::vec(step(), 1..40), |steps| {
                run(steps);
                Ok(())
            });
            outcome.unwrap();
        });
    });
}

async fn walk(database: &Database, steps: Vec<Step>) {
    write(database, |tx| {
        tx.execute("DELETE FROM @k_job", &[])
            .and(tx.execute("DELETE FROM @effect", &[]))
    })
    .await
    .unwrap();
    let clock = clock();
    // Claims are never forgotten: every lease that ever was is tried again.
    let (mut ids, mut claims) = (Vec::new(), Vec::new());
    for step in steps {
        match step {
            Step::Enqueue(key) => {
                let job = plain(&clock).attempts(3);
                let job = match key {
                    Some(key) => job.unique(format!("key {key}")),
                    None => job,
                };
                ids.push(enqueue(database, job).await);
            }
            Step::Claim(limit) => claims.extend(claim(database, &clock, limit).await),
            Step::Finish(n) => {
                if let Some(mine) = claims.get(n) {
                    let _ = finish(database, mine, &clock).await;
                }
            }
            Step::Fail(n) => {
                if let Some(mine) = claims.get(n) {
                    let _ = fail(database, mine, &clock, "no luck").await;
                }
            }
            Step::Release(n) => {
                if let Some(mine) = claims.get(n).cloned() {
                    let _ = write(database, move |tx| crate::release(tx, &mine)).await;
                }
            }
            Step::Cancel(n) => {
                if let Some(id) = ids.get(n).copied() {
                    let now = clock.now();
                    let _ = write(database, move |tx| crate::cancel(tx, id, now)).await;
                }
            }
            Step::Wait(wait) => seconds(&clock, wait),
        }
    }
    let wrong = "SELECT COUNT(*) FROM @k_job AS job WHERE
        (SELECT COUNT(*) FROM @effect WHERE @effect.job = job.id) <> CASE WHEN job.state = 'done' THEN 1 ELSE 0 END
        OR attempts > max_attempts OR attempts < 0
        OR (state IN ('ready', 'running')) <> (finished_at IS NULL)
        OR (state = 'running') <> (lease_until IS NOT NULL)";
    assert_eq!(ints(database, wrong, Vec::new()).await, [0]);
    let twins = "SELECT COUNT(*) FROM @k_job WHERE state IN ('ready', 'running') AND unique_key IS NOT NULL
        GROUP BY unique_key HAVING COUNT(*) > 1";
    assert!(ints(database, twins, Vec::new()).await.is_empty());
}
