//! x
#[path = "../http/events.rs"]
mod events;
#[path = "../http/files.rs"]
mod files;
#[path = "../http/jobs.rs"]
mod jobs;
