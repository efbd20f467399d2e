//! The tables of imports and exports in a workspace. Frozen: a change is a new migration.

use kontor_database::Migration;

/// The steps that make the tables.
pub const MIGRATIONS: &[Migration] = &[FIRST, STAGED, WAITING, PLANNED, WORDED, VERSIONED, TWICE, ASKED];

/// Only of imports it is asked what belongs to a request; whatever else is written need not keep that in order.
const ASKED: Migration = Migration {
    name: "transfer/0008",
    sql: "
DROP INDEX IF EXISTS @k_change_set_request;
CREATE INDEX k_change_set_request ON @k_change_set (request) WHERE via = 'import';
",
};

/// Words that say more than their code are kept in both languages.
const TWICE: Migration = Migration {
    name: "transfer/0007",
    sql: "
ALTER TABLE @k_import_problem ADD COLUMN words {text};
",
};

/// Two people may change the map of an import.
const VERSIONED: Migration = Migration {
    name: "transfer/0006",
    sql: "
ALTER TABLE @k_import ADD COLUMN version {int} NOT NULL DEFAULT 1;
",
};

/// What was wrong with rows is told in the language of who reads it.
const WORDED: Migration = Migration {
    name: "transfer/0005",
    sql: "
ALTER TABLE @k_import_problem ADD COLUMN params {text};
ALTER TABLE @k_import_problem ADD COLUMN worded {bool} NOT NULL DEFAULT FALSE;
",
};

/// Several imports that come in together, as a plan says.
const PLANNED: Migration = Migration {
    name: "transfer/0004",
    sql: "
ALTER TABLE @k_import ADD COLUMN migration {id};
CREATE TABLE @k_import_plan (
    id {id} NOT NULL PRIMARY KEY,
    asker {text} NOT NULL,
    content {text} NOT NULL,
    created_at {int} NOT NULL
){strict};
",
};

/// Rows that wait for a decision about a duplicate.
const WAITING: Migration = Migration {
    name: "transfer/0003",
    sql: "
CREATE TABLE @k_import_waiting (
    import {id} NOT NULL,
    line {int} NOT NULL,
    content {text} NOT NULL,
    decision {text},
    record {id},
    PRIMARY KEY (import, line)
){strict};
",
};

/// Imports are staged: rows are known by their numbers, and files by their content.
const STAGED: Migration = Migration {
    name: "transfer/0002",
    sql: "
DROP TABLE @k_import;
DROP TABLE @k_import_problem;
CREATE TABLE @k_import (
    id {id} NOT NULL PRIMARY KEY,
    object {text} NOT NULL,
    asker {text} NOT NULL,
    name {text},
    sha256 {text} NOT NULL,
    file {text} NOT NULL,
    map {text} NOT NULL,
    state {text} NOT NULL,
    dry_run {bool} NOT NULL,
    position {int} NOT NULL,
    rows {int},
    counts {text} NOT NULL,
    job {id},
    error {text},
    undo {text} NOT NULL,
    created_at {int} NOT NULL,
    started_at {int},
    finished_at {int}
){strict};
CREATE INDEX k_import_sha256 ON @k_import (sha256);
CREATE TABLE @k_import_problem (
    seq {serial},
    import {id} NOT NULL,
    line {int} NOT NULL,
    column_name {text},
    field {text},
    code {text} NOT NULL,
    detail {text} NOT NULL,
    warning {bool} NOT NULL
){strict};
CREATE INDEX k_import_problem_line ON @k_import_problem (import, line, seq);
CREATE INDEX k_change_set_request ON @k_change_set (request);
",
};

const FIRST: Migration = Migration {
    name: "transfer/0001",
    sql: "
CREATE TABLE @k_import (
    id {id} NOT NULL PRIMARY KEY,
    object {text} NOT NULL,
    asker {text} NOT NULL,
    file {text} NOT NULL,
    map {text} NOT NULL,
    state {text} NOT NULL,
    dry_run {bool} NOT NULL,
    position {int} NOT NULL,
    line {int} NOT NULL,
    counts {text} NOT NULL,
    job {id},
    error {text},
    created_at {int} NOT NULL,
    started_at {int},
    finished_at {int}
){strict};
CREATE TABLE @k_import_problem (
    seq {serial},
    import {id} NOT NULL,
    line {int} NOT NULL,
    position {int} NOT NULL,
    column_name {text},
    field {text},
    code {text} NOT NULL,
    detail {text} NOT NULL,
    warning {bool} NOT NULL
){strict};
CREATE INDEX k_import_problem_line ON @k_import_problem (import, line, seq);
CREATE TABLE @k_export (
    id {id} NOT NULL PRIMARY KEY,
    object {text} NOT NULL,
    asker {text} NOT NULL,
    query {text} NOT NULL,
    state {text} NOT NULL,
    rows {int} NOT NULL,
    size {int} NOT NULL,
    job {id},
    error {text},
    created_at {int} NOT NULL,
    finished_at {int}
){strict};
",
};
