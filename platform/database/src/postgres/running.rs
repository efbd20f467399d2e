//! Which transactions of a workspace still run. The server numbers the transactions of all its databases in one
//! row, so every write holds a shared lock that tells whose it is: who waits for the writes of one workspace does not
//! wait for a long one elsewhere.

/// The first of the two numbers of the lock; the second is made of the schema's name. No other lock has it.
const CLASS: i32 = 0x006b_6f6e;

/// The same for a lock that does keep others out: two who create a table that does not exist yet disturb each other, however
/// they ask.
const SETTING_UP: i32 = 0x006b_6f6f;

/// Makes a transaction known as a write to the schema, until it ends. To be run before its first change, which gives
/// it its number. The lock keeps nobody out.
pub(super) fn mark(schema: &str) -> String {
    format!("SELECT pg_advisory_xact_lock_shared({CLASS}, {})", key(schema))
}

/// Keeps everybody else from what is named until the transaction ends, if they ask for it here, too.
pub(crate) fn set_up_alone(name: &str) -> String {
    format!("SELECT pg_advisory_xact_lock({SETTING_UP}, {})", key(name))
}

/// The number below which every write to the schema has ended. The snapshot is older than the look at the locks, so a
/// number without a holder has ended in between and counts as running; two looks at the locks would not do. A holder is
/// told by its process: its virtual number is taken away before its locks, in the midst of a look.
pub(crate) fn settled_below(schema: &str) -> String {
    format!(
        "(WITH held AS MATERIALIZED (
            SELECT pid AS holder, transactionid AS number,
              locktype = 'advisory' AND classid = {CLASS}::oid AND objid = {}::oid AND objsubid = 2 AS ours
            FROM pg_catalog.pg_locks WHERE granted AND locktype IN ('advisory', 'transactionid'))
          SELECT coalesce(min(running::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
          FROM pg_snapshot_xip(pg_current_snapshot()) AS running
          WHERE NOT EXISTS (SELECT 1 FROM held WHERE number = running::xid
            AND NOT EXISTS (SELECT 1 FROM held AS mark WHERE mark.ours AND mark.holder = held.holder)))",
        key(schema)
    )
}

fn key(schema: &str) -> String {
    format!("hashtext('{}')", schema.replace('\'', "''"))
}
