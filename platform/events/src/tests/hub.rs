//! Live updates. Time stands still where it matters; nobody sleeps.

use std::sync::Arc;
use std::time::Duration;

use kontor_database::testing::TestDatabase;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::*;
use crate::{Hub, HubOptions, Live, Subscription};

/// A hub that gathers hardly at all, and looks by itself as other servers' hubs do.
fn quick() -> HubOptions {
    HubOptions {
        gather: Duration::from_millis(1),
        poll: Some(Duration::from_millis(1)),
    }
}

struct Started {
    hub: Hub,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Started {
    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

fn start(database: &Database, options: HubOptions) -> Started {
    let hub = Hub::new(database.clone(), options);
    let (stop, stopped) = oneshot::channel::<()>();
    let running = hub.clone();
    let task = tokio::spawn(async move { running.run_until(async { stopped.await.unwrap() }).await });
    Started { hub, stop, task }
}

async fn publish_and_wake(database: &Database, clock: &Clock, hub: &Hub, count: i64) -> Vec<Change> {
    let changes: Vec<Change> = (1..=count).map(|version| change(clock, version)).collect();
    let (published, hub) = (changes.clone(), hub.clone());
    let work = move |tx: &mut Tx| {
        hub.wake_after(tx);
        crate::publish(tx, &published)
    };
    write(database, work).await.unwrap();
    changes
}

async fn events(subscription: &mut Subscription) -> Arc<[Event]> {
    match subscription.next().await {
        Some(Live::Events(events)) => events,
        other => panic!("{other:?} instead of events"),
    }
}

/// The next so many changes, in however many batches.
async fn next(subscription: &mut Subscription, count: usize) -> Vec<Change> {
    let mut seen = Vec::new();
    while seen.len() < count {
        seen.extend(changes(&events(subscription).await));
    }
    seen
}

#[test]
fn everybody_hears_what_happens_from_now_on() {
    on_each_outbox(async |database, clock| {
        publish(database, clock, 3).await;
        read(database, Cursor::START, 3).await;
        let started = start(database, quick());
        let mut ann = started.hub.subscribe(None).await.unwrap();
        let mut bob = started.hub.subscribe(None).await.unwrap();
        for count in [1, 5] {
            let published = publish_and_wake(database, clock, &started.hub, count).await;
            assert_eq!(next(&mut ann, published.len()).await, published);
            assert_eq!(next(&mut bob, published.len()).await, published);
        }
        drop((ann, bob));
        // Nobody listens to these; who comes later does not hear them.
        let unheard = publish_and_wake(database, clock, &started.hub, 2).await;
        let end = read(database, Cursor::START, 11).await[10].cursor;
        let mut later = started.hub.subscribe(None).await.unwrap();
        assert_eq!((unheard.len(), later.start()), (2, end));
        let published = publish_and_wake(database, clock, &started.hub, 1).await;
        assert_eq!(next(&mut later, 1).await, published);
        started.stop().await;
    });
}

#[test]
fn the_events_of_other_servers_are_found_without_a_call() {
    on_each_outbox(async |database, clock| {
        let started = start(database, quick());
        let mut subscription = started.hub.subscribe(None).await.unwrap();
        for _ in 0..3 {
            let published = publish(database, clock, 2).await;
            assert_eq!(next(&mut subscription, 2).await, published);
        }
        started.stop().await;
    });
}

#[test]
fn who_comes_back_hears_first_what_it_missed() {
    on_each_outbox(async |database, clock| {
        let started = start(database, quick());
        let missed = publish(database, clock, 1_500).await;
        let all = read(database, Cursor::START, 1_500).await;
        let mut subscription = started.hub.subscribe(Some(all[9].cursor)).await.unwrap();
        let live = publish_and_wake(database, clock, &started.hub, 1).await;
        let heard = next(&mut subscription, 1_491).await;
        assert_eq!(heard[..1_490], missed[10..]);
        assert_eq!(heard[1_490..], live);
        started.stop().await;
    });
}

#[test]
fn who_was_away_too_long_begins_anew() {
    on_each_outbox(async |database, clock| {
        let started = start(database, quick());
        publish(database, clock, 5_100).await;
        let all = read(database, Cursor::START, 5_100).await;
        let far_behind = all[50].cursor;

        let mut subscription = started.hub.subscribe(Some(far_behind)).await.unwrap();
        assert_eq!(subscription.next().await, Some(Live::Reset));
        let live = publish_and_wake(database, clock, &started.hub, 1).await;
        assert_eq!(next(&mut subscription, 1).await, live);

        days(clock, 31);
        while prune(database, clock).await > 0 {}
        let mut subscription = started.hub.subscribe(Some(all[5_000].cursor)).await.unwrap();
        assert_eq!(subscription.next().await, Some(Live::Reset));
        started.stop().await;
    });
}

#[test]
fn who_can_not_keep_up_begins_anew() {
    on_each_outbox(async |database, clock| {
        let started = start(database, quick());
        let mut quick = started.hub.subscribe(None).await.unwrap();
        let mut slow = started.hub.subscribe(None).await.unwrap();
        for _ in 0..70 {
            let published = publish_and_wake(database, clock, &started.hub, 1).await;
            assert_eq!(next(&mut quick, 1).await, published);
        }
        assert_eq!(slow.next().await, Some(Live::Reset));
        let published = publish_and_wake(database, clock, &started.hub, 1).await;
        assert_eq!(next(&mut slow, 1).await, published, "then it goes on from here");
        started.stop().await;
    });
}

/// On a runtime whose time only moves when everybody waits.
#[test]
fn events_are_gathered_for_a_quarter_of_a_second() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build();
    runtime.unwrap().block_on(async {
        let test = TestDatabase::sqlite().unwrap();
        let (database, clock) = (&test.database, &clock());
        database.migrate(MIGRATIONS).await.unwrap();
        let hub = Hub::new(database.clone(), HubOptions::default());
        let mut subscription = hub.subscribe(None).await.unwrap();
        let mut expected = Vec::new();
        for _ in 0..3 {
            expected.extend(publish_and_wake(database, clock, &hub, 2).await);
        }
        let began = Instant::now();
        tokio::select! {
            () = hub.run_until(std::future::pending()) => {}
            heard = events(&mut subscription) => assert_eq!(changes(&heard), expected, "in one batch"),
        }
        assert!(
            began.elapsed() >= Duration::from_millis(250),
            "{:?}",
            began.elapsed()
        );
        database.close().await;
    });
}
