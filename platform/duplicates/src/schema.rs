//! The tables of duplicates in a workspace. Frozen: a change is a new migration.

use kontor_database::Migration;

/// The steps that make the tables. A key stands under the slot of its object, which every sweep takes anew: so keys of an
/// older model are never mixed with those of a newer one. While a sweep puts its keys in order, their slot is `building`;
/// nobody looks there yet.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "duplicates/0001",
        sql: "
CREATE TABLE @k_duplicate_key (slot {int} NOT NULL, key {int} NOT NULL, record {id} NOT NULL,
  PRIMARY KEY (slot, key, record)){clustered};
CREATE TABLE @k_duplicate_pair (
  low {id} NOT NULL, high {id} NOT NULL, object {text} NOT NULL, score {int} NOT NULL, verdict {text} NOT NULL,
  reasons {text} NOT NULL, at {int} NOT NULL, dismissed_at {int}, dismissed_by {text}, PRIMARY KEY (low, high)){strict};
CREATE INDEX k_duplicate_pair_high ON @k_duplicate_pair (high);
CREATE INDEX k_duplicate_pair_object ON @k_duplicate_pair (object, score, low, high);
CREATE TABLE @k_duplicate_model (
  object {text} NOT NULL PRIMARY KEY, slot {int} NOT NULL, seen {int} NOT NULL, records {int} NOT NULL,
  swept_to {id}, started_at {int} NOT NULL, data {text} NOT NULL){strict}
",
    },
    Migration {
        name: "duplicates/0002",
        sql: "ALTER TABLE @k_duplicate_model ADD COLUMN building {int} NOT NULL DEFAULT 0",
    },
];
