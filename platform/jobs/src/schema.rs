//! The tables of the queue.

use kontor_database::Migration;

/// The steps that make the tables; run them with [`kontor_database::Database::migrate`].
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "jobs/0001",
    // The indexes are partial: what is finished, nearly all of the table, costs the claims nothing.
    sql: "
CREATE TABLE @k_job (
    id {id} PRIMARY KEY,
    name {text} NOT NULL,
    queue {text} NOT NULL,
    payload {text} NOT NULL,
    unique_key {text},
    priority {int} NOT NULL,
    run_at {int} NOT NULL,
    attempts {int} NOT NULL,
    max_attempts {int} NOT NULL,
    state {text} NOT NULL,
    lease_until {int},
    fence {int} NOT NULL,
    progress_done {int} NOT NULL,
    progress_total {int},
    message {text},
    result {text},
    error {text},
    created_by {text} NOT NULL,
    created_at {int} NOT NULL,
    started_at {int},
    finished_at {int}
){strict};
CREATE UNIQUE INDEX k_job_unique ON @k_job (unique_key)
    WHERE unique_key IS NOT NULL AND state IN ('ready', 'running');
CREATE INDEX k_job_ready ON @k_job (priority, run_at, id) WHERE state = 'ready';
CREATE INDEX k_job_lease ON @k_job (lease_until) WHERE state = 'running';
CREATE INDEX k_job_finished ON @k_job (finished_at) WHERE finished_at IS NOT NULL;
CREATE TABLE @k_schedule (
    name {text} PRIMARY KEY,
    job {text} NOT NULL,
    queue {text} NOT NULL,
    payload {text} NOT NULL,
    every_seconds {int},
    daily_second {int},
    zone {text},
    next_at {int} NOT NULL
){strict};
",
}];
