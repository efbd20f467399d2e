//! The tables of the control database. A migration is frozen once it is released.

use kontor_database::Migration;

/// All steps, in their order.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "auth/0001",
    sql: "
CREATE TABLE @workspace (
    name {text} NOT NULL PRIMARY KEY,
    host {text} UNIQUE,
    state {text} NOT NULL,
    set_up_at {int},
    created_at {int} NOT NULL
){strict};

CREATE TABLE @account (
    id {id} NOT NULL PRIMARY KEY,
    email {text} NOT NULL,
    email_key {text} NOT NULL UNIQUE,
    password_hash {text},
    password_changed_at {int},
    created_at {int} NOT NULL,
    disabled_at {int}
){strict};

CREATE TABLE @account_user (
    workspace {text} NOT NULL,
    user_id {id} NOT NULL,
    account {id} NOT NULL,
    created_at {int} NOT NULL,
    confirmed_at {int},
    disabled_at {int},
    PRIMARY KEY (workspace, user_id),
    UNIQUE (account, workspace)
){strict};

CREATE TABLE @account_address (
    account {id} NOT NULL,
    network {text} NOT NULL,
    last_at {int} NOT NULL,
    PRIMARY KEY (account, network)
){strict};

CREATE TABLE @session (
    id {id} NOT NULL PRIMARY KEY,
    token_hash {bytes} NOT NULL UNIQUE,
    account {id} NOT NULL,
    workspace {text} NOT NULL,
    user_id {id} NOT NULL,
    created_at {int} NOT NULL,
    last_seen_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    ip {text},
    agent {text} NOT NULL
){strict};
CREATE INDEX session_by_user ON @session (workspace, user_id);
CREATE INDEX session_by_account ON @session (account);
CREATE INDEX session_by_last_seen ON @session (last_seen_at);

CREATE TABLE @api_key (
    id {id} NOT NULL PRIMARY KEY,
    key_hash {bytes} NOT NULL UNIQUE,
    workspace {text} NOT NULL,
    user_id {id} NOT NULL,
    name {text} NOT NULL,
    prefix {text} NOT NULL,
    scope {text} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int},
    last_used_at {int},
    revoked_at {int}
){strict};
CREATE INDEX api_key_by_user ON @api_key (workspace, user_id);

CREATE TABLE @one_time_code (
    hash {bytes} NOT NULL PRIMARY KEY,
    purpose {text} NOT NULL,
    workspace {text} NOT NULL,
    user_id {id} NOT NULL,
    account {id},
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    used_at {int}
){strict};
CREATE INDEX one_time_code_by_user ON @one_time_code (workspace, user_id);
CREATE INDEX one_time_code_by_account ON @one_time_code (account);

CREATE TABLE @attempt (
    key {text} NOT NULL PRIMARY KEY,
    window_start {int} NOT NULL,
    count {int} NOT NULL
){strict};

CREATE TABLE @audit (
    seq {serial},
    workspace {text},
    at {int} NOT NULL,
    actor {text},
    act {text} NOT NULL,
    detail {text} NOT NULL
){strict};
CREATE INDEX audit_by_workspace ON @audit (workspace, seq);
",
}];
