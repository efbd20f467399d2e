//! The engine and its API over HTTP, on the objects every workspace has. One file a subject.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod access;
mod accounts;
mod any_json;
mod any_role;
mod apart;
mod bad_input;
mod batch;
mod canary;
mod concurrent;
mod conditions;
mod conflicts;
mod contract;
mod definitions_meanwhile;
mod engine;
mod events;
mod expand;
mod expressions;
mod extremes;
mod files;
mod filters;
mod fixture;
mod fixture_filters;
mod full_disk;
mod group_rows;
mod groups;
mod history;
mod idempotency;
mod interactions;
mod jobs;
mod links;
mod lists;
mod made_at_run_time;
mod masks;
mod money;
mod notifications;
mod objects;
mod objects_changed;
mod objects_large;
mod overview;
mod parties;
mod permissions;
mod plans;
mod presence;
mod readable;
mod records;
mod retyped;
mod search;
mod searching;
mod sessions;
mod sorts;
mod tasks;
mod timeline;
mod timeline_circle;
mod timeline_pages;
mod trash;
mod two_servers;
mod undo;
mod undo_definitions;
mod undo_settings;
mod unique;
mod unseen;
mod versions;
mod workspace;
mod world;
mod writes;
mod wrong_values;

use kontor_kernel::{Caller, Result};
use kontor_records::Work;
use kontor_testing::{Client, TestApp};

/// Kontor with these objects, and who administrates it.
async fn open() -> (TestApp, Client) {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    (app, admin)
}

/// Runs what the server runs by a schedule, in the workspace `main`.
async fn run(app: &TestApp, job: fn(&mut Work<'_>) -> Result<usize>) -> usize {
    let workspace = app.app.workspace("main").await.expect("every Kontor has it");
    let ctx = workspace.system(Caller::system(&app.clock));
    workspace.write(&ctx, job).await.expect("the job succeeds")
}
