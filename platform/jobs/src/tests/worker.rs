//! Workers: several at once, failures, cancellation, shutdown. Nothing here sleeps: whoever waits is woken.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use kontor_database::testing::TestDatabase;
use serde_json::json;
use tokio::sync::{Barrier, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::*;
use crate::{JobContext, Registry, Waker, Worker, WorkerOptions};

/// Options under which only what a test does moves the worker: nobody sweeps, and beats come at once.
fn options() -> WorkerOptions {
    WorkerOptions {
        sweep: Duration::from_secs(3_600),
        beat: Duration::from_millis(2),
        lease: Duration::from_secs(60),
        grace: Duration::from_secs(600),
        ..WorkerOptions::default()
    }
}

struct Started {
    waker: Waker,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Started {
    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

fn start(database: &Database, clock: &Clock, registry: Registry, options: WorkerOptions) -> Started {
    let worker = Worker::new(database.clone(), clock.clone(), registry, options);
    let (stop, stopped) = oneshot::channel::<()>();
    let waker = worker.waker().clone();
    let task = tokio::spawn(async move { worker.run_until(async { stopped.await.unwrap() }).await });
    Started { waker, stop, task }
}

async fn enqueue_and_wake(database: &Database, waker: &Waker, job: NewJob) -> Id {
    let waker = waker.clone();
    let work = move |tx: &mut Tx| {
        waker.wake_after(tx);
        crate::enqueue(tx, job.clone())
    };
    write(database, work).await.unwrap()
}

/// Looks again and again until the job is as expected.
async fn until(database: &Database, id: Id, expected: impl Fn(&Job) -> bool) -> Job {
    loop {
        let job = job(database, id).await;
        if expected(&job) {
            return job;
        }
        tokio::task::yield_now().await;
    }
}

fn registry<W: Future<Output = Result<Json>> + Send + 'static>(
    handler: impl Fn(JobContext) -> W + Send + Sync + 'static,
) -> Registry {
    let mut registry = Registry::new();
    registry.add("test", handler);
    registry
}

fn test_job(clock: &Clock) -> NewJob {
    NewJob::new(clock, "test", Json::Null)
}

#[test]
fn pending_jobs_and_the_jobs_they_enqueue_are_all_run() {
    on_each_queue(async |database, clock| {
        let handler = async |context: JobContext| {
            let left = context.claimed.payload.as_i64().unwrap_or(0);
            let next = NewJob::new(&context.clock, "test", json!(left - 1));
            let own = context.clone();
            let work = move |tx: &mut Tx| {
                if left > 0 {
                    crate::enqueue(tx, next.clone())?;
                }
                effect(tx, own.id())?;
                own.finish(tx, &json!(left))
            };
            context.database.write(work).await.map(|()| Json::Null)
        };
        let worker = Worker::new(database.clone(), clock.clone(), registry(handler), options());
        let first = enqueue(database, NewJob::new(clock, "test", json!(4))).await;
        assert_eq!(worker.pending_count().await.unwrap(), 1);
        assert_eq!(worker.run_pending().await.unwrap(), 5);
        assert_eq!(
            (
                worker.pending_count().await.unwrap(),
                worker.run_pending().await.unwrap()
            ),
            (0, 0)
        );
        let done = job(database, first).await;
        assert_eq!(
            (done.state, done.result),
            (State::Done, Some(json!(4))),
            "what it finished with counts"
        );
        assert_eq!(
            ints(database, "SELECT COUNT(*) FROM @effect", Vec::new()).await,
            [5]
        );
    });
}

#[test]
fn a_scheduled_job_is_run_when_its_time_has_come() {
    on_each_queue(async |database, clock| {
        let worker = Worker::new(
            database.clone(),
            clock.clone(),
            registry(async |_| Ok(Json::Null)),
            options(),
        );
        let (schedule, now) = (crate::Schedule::new("test", crate::When::Every(60)), clock.now());
        write(database, move |tx| crate::ensure_schedule(tx, &schedule, now))
            .await
            .unwrap();
        assert_eq!(worker.run_pending().await.unwrap(), 0);
        seconds(clock, 60);
        assert_eq!(worker.run_pending().await.unwrap(), 1);
    });
}

#[test]
fn an_error_a_panic_and_a_missing_handler_are_failures_of_that_job_only() {
    on_each_queue(async |database, clock| {
        let mut registry = Registry::new();
        registry.add("error", async |_| Err(Error::internal("no luck")));
        registry.add("panic", async |context: JobContext| {
            match context.claimed.attempt {
                1 => panic!("out of {}", "luck"),
                _ => Ok(json!("better")),
            }
        });
        registry.add("well", async |_| Ok(json!("well")));
        let mut ids = Vec::new();
        for name in ["error", "panic", "missing", "well"] {
            ids.push(enqueue(database, NewJob::new(clock, name, Json::Null).attempts(2)).await);
        }
        let worker = Worker::new(database.clone(), clock.clone(), registry, options());
        assert_eq!(worker.run_pending().await.unwrap(), 4);
        for (id, words) in ids
            .iter()
            .zip(["no luck", "out of luck", "no handler for missing"])
        {
            let job = job(database, *id).await;
            assert_eq!(job.state, State::Ready);
            assert!(job.error.as_ref().unwrap().contains(words), "{:?}", job.error);
        }
        assert_eq!(job(database, ids[3]).await.result, Some(json!("well")));

        seconds(clock, 3_600);
        assert_eq!(worker.run_pending().await.unwrap(), 3);
        let mut states = Vec::new();
        for id in &ids {
            states.push(job(database, *id).await.state);
        }
        assert_eq!(states, [State::Failed, State::Done, State::Failed, State::Done]);
    });
}

#[test]
fn a_commit_wakes_the_worker() {
    on_each_queue(async |database, clock| {
        let (seen, mut saw) = mpsc::unbounded_channel();
        let handler = move |context: JobContext| {
            let seen = seen.clone();
            async move {
                seen.send(context.id()).unwrap();
                Ok(Json::Null)
            }
        };
        let worker = start(database, clock, registry(handler), options());
        for _ in 0..3 {
            let id = enqueue_and_wake(database, &worker.waker, test_job(clock)).await;
            assert_eq!(saw.recv().await, Some(id));
            until(database, id, |job| job.state == State::Done).await;
        }
        worker.stop().await;
    });
}

#[test]
fn several_jobs_run_at_a_time_and_never_more_than_allowed() {
    on_each_queue(async |database, clock| {
        let (pair, running, most) = (
            Arc::new(Barrier::new(2)),
            Arc::new(AtomicUsize::new(0)),
            Arc::new(AtomicUsize::new(0)),
        );
        let handler = {
            let most = most.clone();
            move |_| {
                let (pair, running, most) = (pair.clone(), running.clone(), most.clone());
                async move {
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    // Nobody gets past here alone.
                    pair.wait().await;
                    running.fetch_sub(1, Ordering::SeqCst);
                    Ok(Json::Null)
                }
            }
        };
        let mut ids = Vec::new();
        for _ in 0..6 {
            ids.push(enqueue(database, test_job(clock)).await);
        }
        let worker = start(
            database,
            clock,
            registry(handler),
            WorkerOptions {
                limit: 2,
                ..options()
            },
        );
        for id in ids {
            until(database, id, |job| job.state == State::Done).await;
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
        worker.stop().await;
    });
}

#[test]
fn a_running_job_shows_its_progress_and_keeps_its_lease() {
    on_each_queue(async |database, clock| {
        let gone = Arc::new(tokio::sync::Notify::new());
        let handler = {
            let gone = gone.clone();
            move |context: JobContext| {
                let gone = gone.clone();
                async move {
                    context.progress(3, Some(9));
                    context.message("a third");
                    gone.notified().await;
                    Ok(Json::Null)
                }
            }
        };
        // A third of the lease is over at each beat; the leases themselves are counted by the clock of the test.
        let lease = Duration::from_millis(3);
        let worker = start(
            database,
            clock,
            registry(handler),
            WorkerOptions { lease, ..options() },
        );
        let id = enqueue_and_wake(database, &worker.waker, test_job(clock)).await;
        let job = until(database, id, |job| {
            job.progress.total.is_some() && job.progress.message.is_some()
        })
        .await;
        assert_eq!(
            (job.progress.done, job.progress.message.as_deref()),
            (3, Some("a third"))
        );

        seconds(clock, 50);
        let until_later = "SELECT COUNT(*) FROM @k_job WHERE lease_until > $1";
        while ints(database, until_later, vec![clock.now().into()]).await != [1] {
            tokio::task::yield_now().await;
        }
        gone.notify_one();
        let done = until(database, id, |job| job.state == State::Done).await;
        assert_eq!((done.attempts, done.progress.done), (1, 9));
        worker.stop().await;
    });
}

#[test]
fn what_a_server_left_behind_goes_on_at_once_where_no_other_can_have_it() {
    on_each_queue(async |database, clock| {
        for (alone, attempts) in [(true, 2), (false, 1)] {
            let id = enqueue(database, test_job(clock)).await;
            // The server that has claimed it is gone; its lease goes on for a minute.
            claim(database, clock, 1).await;
            let handler = |_: JobContext| async { Ok(Json::Null) };
            let worker = start(
                database,
                clock,
                registry(handler),
                WorkerOptions { alone, ..options() },
            );
            // Whatever the worker does when it begins comes before a job that is enqueued behind it.
            let next = enqueue_and_wake(database, &worker.waker, test_job(clock)).await;
            until(database, next, |job| job.state == State::Done).await;
            let state = if alone { State::Done } else { State::Running };
            let left = until(database, id, |job| job.state == state).await;
            assert_eq!(left.attempts, attempts);
            worker.stop().await;
        }
    });
}

#[test]
fn a_handler_hears_that_its_job_was_cancelled() {
    on_each_queue(async |database, clock| {
        let (said, mut heard) = mpsc::unbounded_channel();
        let handler = move |context: JobContext| {
            let said = said.clone();
            async move {
                assert!(context.check().is_ok());
                said.send(()).unwrap();
                context.cancelled().await;
                assert!(context.is_cancelled());
                said.send(()).unwrap();
                context.check().map(|()| Json::Null)
            }
        };
        let worker = start(database, clock, registry(handler), options());
        let id = enqueue_and_wake(database, &worker.waker, test_job(clock)).await;
        heard.recv().await.unwrap();
        let now = clock.now();
        write(database, move |tx| crate::cancel(tx, id, now))
            .await
            .unwrap();
        heard.recv().await.unwrap();
        worker.stop().await;
        let job = job(database, id).await;
        assert_eq!((job.state, job.error), (State::Cancelled, None));
    });
}

#[test]
fn a_shutdown_waits_for_who_finishes_and_hands_back_what_stops() {
    on_each_queue(async |database, clock| {
        let (said, mut heard) = mpsc::unbounded_channel();
        let started = said.clone();
        let mut registry = Registry::new();
        registry.add("finishes", move |context: JobContext| {
            let said = said.clone();
            async move {
                said.send(()).unwrap();
                context.cancelled().await;
                Ok(json!("finished all the same"))
            }
        });
        registry.add("stops", move |context: JobContext| {
            let said = started.clone();
            async move {
                said.send(()).unwrap();
                context.cancelled().await;
                context.check().map(|()| Json::Null)
            }
        });
        let worker = start(database, clock, registry, options());
        let finishes = enqueue_and_wake(
            database,
            &worker.waker,
            NewJob::new(clock, "finishes", Json::Null),
        )
        .await;
        let stops = enqueue_and_wake(database, &worker.waker, NewJob::new(clock, "stops", Json::Null)).await;
        heard.recv().await.unwrap();
        heard.recv().await.unwrap();
        worker.stop().await;
        assert_eq!(job(database, finishes).await.state, State::Done);
        let back = job(database, stops).await;
        assert_eq!((back.state, back.attempts, back.error), (State::Ready, 0, None));
        assert_eq!(claim(database, clock, 9).await[0].id, stops, "due at once");
    });
}

#[test]
fn who_does_not_stop_in_time_is_dropped_and_handed_back() {
    on_each_queue(async |database, clock| {
        let (said, mut heard) = mpsc::unbounded_channel();
        let handler = move |_| {
            said.send(()).unwrap();
            pending()
        };
        let grace = Duration::from_millis(1);
        let worker = start(
            database,
            clock,
            registry(handler),
            WorkerOptions { grace, ..options() },
        );
        let id = enqueue_and_wake(database, &worker.waker, test_job(clock)).await;
        heard.recv().await.unwrap();
        worker.stop().await;
        let back = job(database, id).await;
        assert_eq!((back.state, back.attempts), (State::Ready, 0));
    });
}

#[tokio::test]
async fn an_end_that_the_full_disk_has_no_room_for_is_written_down_once_there_is() {
    let test = TestDatabase::sqlite().unwrap();
    let (database, clock) = (&test.database, clock());
    prepare(database).await;
    let (said, mut heard) = mpsc::unbounded_channel();
    let handler = move |context: JobContext| {
        let said = said.clone();
        async move {
            limit_pages(&context.database, 1).await;
            said.send(()).unwrap();
            // Longer than the pages that are there have room for.
            Ok(json!("x".repeat(100_000)))
        }
    };
    let retry = Duration::ZERO;
    let worker = start(
        database,
        &clock,
        registry(handler),
        WorkerOptions { retry, ..options() },
    );
    let id = enqueue_and_wake(database, &worker.waker, test_job(&clock)).await;
    heard.recv().await.unwrap();
    // Each of these goes through the one writer, as each refusal does; it is not given up, however many they are.
    for _ in 0..200 {
        limit_pages(database, 1).await;
    }
    assert_eq!(job(database, id).await.state, State::Running);
    limit_pages(database, 1_000_000).await;
    let done = until(database, id, |job| job.state == State::Done).await;
    assert_eq!(done.attempts, 1);
    worker.stop().await;
}

/// SQLite takes the present size when less is asked for.
async fn limit_pages(database: &Database, pages: u32) {
    let limit = database.write_alone(move |tx| tx.ddl(&format!("PRAGMA max_page_count = {pages}")));
    limit.await.unwrap();
}
