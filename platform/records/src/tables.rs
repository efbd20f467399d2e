//! The engine's own tables in a workspace, beside the tables of the objects. Frozen: a change is a new migration.

use kontor_database::Migration;

/// The migrations of the engine, in order.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "records/0001",
        sql: "
CREATE TABLE @k_catalog (version {int} NOT NULL PRIMARY KEY, at {int} NOT NULL, data {text} NOT NULL);
CREATE TABLE @k_setting (name {text} NOT NULL PRIMARY KEY, value {text} NOT NULL);
CREATE TABLE @k_change_set (
  id {id} NOT NULL PRIMARY KEY, at {int} NOT NULL, actor {text} NOT NULL, via {text} NOT NULL,
  request {id} NOT NULL, undoes {id}, undone_by {id});
CREATE TABLE @k_history (
  seq {serial}, change_set {id} NOT NULL, object {text} NOT NULL, record {id} NOT NULL, version {int} NOT NULL,
  kind {text} NOT NULL, at {int} NOT NULL, actor {text} NOT NULL, via {text} NOT NULL, changes {text} NOT NULL);
CREATE INDEX k_history_record ON @k_history (record, version);
CREATE INDEX k_history_change_set ON @k_history (change_set, seq);
CREATE TABLE @k_value (
  record {id} NOT NULL, field {text} NOT NULL, pos {int} NOT NULL, value {text} NOT NULL, norm {text} NOT NULL,
  label {text}, is_primary {bool} NOT NULL, verified_at {int});
CREATE INDEX k_value_record ON @k_value (record, field);
CREATE INDEX k_value_norm ON @k_value (norm, field, record);
CREATE TABLE @k_address (
  record {id} NOT NULL, field {text} NOT NULL, pos {int} NOT NULL, kind {text}, street {text}, postcode {text},
  city {text}, city_fold {text}, region {text}, country {text}, from_date {int}, to_date {int}, lat {int}, lon {int});
CREATE INDEX k_address_record ON @k_address (record, field);
CREATE INDEX k_address_postcode ON @k_address (postcode, field, record);
CREATE INDEX k_address_city ON @k_address (city_fold, field, record);
CREATE TABLE @k_link (
  source {id} NOT NULL, field {text} NOT NULL, pos {int} NOT NULL, target {id} NOT NULL, target_object {text} NOT NULL);
CREATE UNIQUE INDEX k_link_source ON @k_link (source, field, target);
CREATE INDEX k_link_target ON @k_link (target, field, source);
CREATE TABLE @k_external (object {text} NOT NULL, system {text} NOT NULL, key {text} NOT NULL, record {id} NOT NULL);
CREATE UNIQUE INDEX k_external_key ON @k_external (object, system, key);
CREATE INDEX k_external_record ON @k_external (record);
CREATE TABLE @k_counter (name {text} NOT NULL PRIMARY KEY, value {int} NOT NULL);
CREATE TABLE @k_timeline (
  party {id} NOT NULL, at {int} NOT NULL, record {id} NOT NULL, object {text} NOT NULL, kind {text} NOT NULL,
  channel {text});
CREATE INDEX k_timeline_party ON @k_timeline (party, at, record);
CREATE INDEX k_timeline_record ON @k_timeline (record);
CREATE TABLE @k_idempotency (
  actor {text} NOT NULL, key {text} NOT NULL, fingerprint {text} NOT NULL, at {int} NOT NULL, answer {text} NOT NULL,
  PRIMARY KEY (actor, key))
",
    },
    Migration {
        name: "records/0002",
        // A change of definitions that runs as a job: where it is from one transaction to the next. And what rollups
        // can't find out by themselves: whom a record pointed to that is gone for good.
        sql: "
CREATE TABLE @k_definition_change (
  id {id} NOT NULL PRIMARY KEY, at {int} NOT NULL, state {text} NOT NULL, route {text} NOT NULL,
  task {int} NOT NULL, position {id} NOT NULL, refusal {text});
CREATE TABLE @k_rollup_gone (object {text} NOT NULL, field {text} NOT NULL, target {id} NOT NULL)
",
    },
    Migration {
        name: "records/0003",
        // Which records became part of which: old ids lead on, and undo knows what to split.
        sql: "
CREATE TABLE @k_merge (
  old {id} NOT NULL PRIMARY KEY, object {text} NOT NULL, survivor {id} NOT NULL, change_set {id} NOT NULL){strict};
CREATE INDEX k_merge_survivor ON @k_merge (survivor);
CREATE INDEX k_merge_change_set ON @k_merge (change_set)
",
    },
    Migration {
        name: "records/0004",
        // Keys of other systems of trashed records too, so that they are found in the trash; unique among live ones.
        sql: "
DROP INDEX @k_external_key;
ALTER TABLE @k_external ADD COLUMN trashed {bool} NOT NULL DEFAULT FALSE;
CREATE UNIQUE INDEX k_external_live ON @k_external (object, system, key) WHERE NOT trashed;
CREATE INDEX k_external_key ON @k_external (object, system, key, record)
",
    },
    Migration {
        name: "records/0005",
        // What people are told of, and until when they have read it.
        sql: "
CREATE TABLE @k_notice (
  recipient {id} NOT NULL, change_set {id} NOT NULL, reason {text} NOT NULL, object {text} NOT NULL,
  record {id} NOT NULL, actor {text} NOT NULL, at {int} NOT NULL, count {int} NOT NULL,
  PRIMARY KEY (recipient, change_set, reason, object)){strict};
CREATE INDEX k_notice_recipient ON @k_notice (recipient, at);
CREATE INDEX k_notice_change_set ON @k_notice (change_set);
CREATE INDEX k_notice_at ON @k_notice (at);
CREATE TABLE @k_notice_seen (recipient {id} NOT NULL PRIMARY KEY, at {int} NOT NULL){strict}
",
    },
    Migration {
        name: "records/0006",
        // Organisations by the domain of their e-mail and web addresses. What stands behind the last at sign, else before
        // the first stroke.
        sql: "
ALTER TABLE @k_value ADD COLUMN domain {text};
UPDATE @k_value SET domain = substr(norm, length(rtrim(norm, replace(norm, '@', ''))) + 1)
  WHERE field = 'organization.emails';
UPDATE @k_value SET domain = substr(norm, 1, length(norm) - length(ltrim(norm, replace(norm, '/', ''))))
  WHERE field = 'organization.websites';
CREATE INDEX k_value_domain ON @k_value (domain, field, record) WHERE domain IS NOT NULL
",
    },
    Migration {
        name: "records/0007",
        // Who has which record open.
        sql: "
CREATE TABLE @k_presence (
  record {id} NOT NULL, person {id} NOT NULL, since {int} NOT NULL, at {int} NOT NULL,
  PRIMARY KEY (record, person)){strict};
CREATE INDEX k_presence_at ON @k_presence (at)
",
    },
    Migration {
        name: "records/0008",
        // Rows that are looked for by one key stand in its order and nowhere else, so that a write touches fewer pages; and
        // only of imports it is asked what belongs to a request.
        sql: "
ALTER TABLE @k_value RENAME TO k_value_before;
CREATE TABLE @k_value (
  record {id} NOT NULL, field {text} NOT NULL, pos {int} NOT NULL, value {text} NOT NULL, norm {text} NOT NULL,
  label {text}, is_primary {bool} NOT NULL, verified_at {int}, domain {text}, PRIMARY KEY (record, field, pos)){clustered};
INSERT INTO @k_value (record, field, pos, value, norm, label, is_primary, verified_at, domain)
  SELECT record, field, pos, value, norm, label, is_primary, verified_at, domain FROM @k_value_before
  ORDER BY record, field, pos;
DROP TABLE @k_value_before;
CREATE INDEX k_value_norm ON @k_value (norm, field, record);
CREATE INDEX k_value_domain ON @k_value (domain, field, record) WHERE domain IS NOT NULL;
ALTER TABLE @k_address RENAME TO k_address_before;
CREATE TABLE @k_address (
  record {id} NOT NULL, field {text} NOT NULL, pos {int} NOT NULL, kind {text}, street {text}, postcode {text},
  city {text}, city_fold {text}, region {text}, country {text}, from_date {int}, to_date {int}, lat {int}, lon {int},
  PRIMARY KEY (record, field, pos)){clustered};
INSERT INTO @k_address (record, field, pos, kind, street, postcode, city, city_fold, region, country, from_date, to_date,
  lat, lon)
  SELECT record, field, pos, kind, street, postcode, city, city_fold, region, country, from_date, to_date, lat, lon
  FROM @k_address_before ORDER BY record, field, pos;
DROP TABLE @k_address_before;
CREATE INDEX k_address_postcode ON @k_address (postcode, field, record) WHERE postcode IS NOT NULL;
CREATE INDEX k_address_city ON @k_address (city_fold, field, record) WHERE city_fold IS NOT NULL;
ALTER TABLE @k_timeline RENAME TO k_timeline_before;
CREATE TABLE @k_timeline (
  party {id} NOT NULL, at {int} NOT NULL, record {id} NOT NULL, object {text} NOT NULL, kind {text} NOT NULL,
  channel {text}, PRIMARY KEY (party, at, record)){clustered};
INSERT INTO @k_timeline (party, at, record, object, kind, channel)
  SELECT party, at, record, object, kind, channel FROM @k_timeline_before ORDER BY party, at, record;
DROP TABLE @k_timeline_before;
CREATE INDEX k_timeline_record ON @k_timeline (record);
ALTER TABLE @k_change_set RENAME TO k_change_set_before;
CREATE TABLE @k_change_set (
  id {id} NOT NULL PRIMARY KEY, at {int} NOT NULL, actor {text} NOT NULL, via {text} NOT NULL,
  request {id} NOT NULL, undoes {id}, undone_by {id}){clustered};
INSERT INTO @k_change_set (id, at, actor, via, request, undoes, undone_by)
  SELECT id, at, actor, via, request, undoes, undone_by FROM @k_change_set_before ORDER BY id;
DROP TABLE @k_change_set_before
",
    },
];
