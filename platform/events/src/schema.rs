//! The tables of the outbox.

use kontor_database::Migration;

/// The steps that make the tables; run them with [`kontor_database::Database::migrate`].
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "events/0001",
    // `k_outbox_pruned` has at most one row: the last event that was removed.
    sql: "
CREATE TABLE @k_outbox (
    seq {serial},
    tx {int} NOT NULL,
    object {text} NOT NULL,
    record {id} NOT NULL,
    kind {text} NOT NULL,
    version {int} NOT NULL,
    change_set {id} NOT NULL,
    at {int} NOT NULL
){strict};
CREATE INDEX k_outbox_order ON @k_outbox (tx, seq);
CREATE TABLE @k_outbox_pruned (
    one {int} PRIMARY KEY,
    tx {int} NOT NULL,
    seq {int} NOT NULL
){strict};
CREATE TABLE @k_consumer (
    name {text} PRIMARY KEY,
    tx {int} NOT NULL,
    seq {int} NOT NULL
){strict};
",
}];
