//! Who has a record open at this moment, so that two people do not work on the same thing unawares. A page says so again
//! and again while it is open; when it falls silent it is forgotten. Nothing is left of who looked at what when.

use kontor_database::Tx;
use kontor_kernel::{Id, Result, Timestamp};

use crate::ctx::Ctx;
use crate::query::labels::{Labels, Target};

/// How often a page says that it is open.
pub const AGAIN_SECONDS: i64 = 20;
/// Whoever was silent for so long has left: a page that was loaded, or slept for a moment, may miss one time.
const GONE_SECONDS: i64 = 50;
/// Most that are told of; more would be a crowd.
const TOLD: usize = 20;

/// Somebody who has a record open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Present {
    /// The user.
    pub user: Id,
    /// What he is called.
    pub label: String,
    /// Since when.
    pub since: Timestamp,
}

/// Notes that somebody has a record open, and forgets who has left any.
pub fn enter(tx: &mut Tx, record: Id, user: Id, now: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM @k_presence WHERE at < $1", &[gone(now).into()])?;
    tx.execute(
        "INSERT INTO @k_presence (record, person, since, at) VALUES ($1, $2, $3, $3) \
         ON CONFLICT (record, person) DO UPDATE SET at = excluded.at",
        &[record.into(), user.into(), now.into()],
    )
    .map(drop)
}

/// Forgets that somebody had a record open.
pub fn leave(tx: &mut Tx, record: Id, user: Id) -> Result<()> {
    tx.execute(
        "DELETE FROM @k_presence WHERE record = $1 AND person = $2",
        &[record.into(), user.into()],
    )
    .map(drop)
}

/// Who else has a record open, of those whom the caller may see, in the order they came.
pub fn others(ctx: &Ctx, tx: &mut Tx, record: Id, user: Option<Id>) -> Result<Vec<Present>> {
    let mut present = tx.rows(
        "SELECT person, since FROM @k_presence WHERE record = $1 AND at >= $2 ORDER BY since, person LIMIT $3",
        &[record.into(), gone(ctx.caller.now).into(), (TOLD + 1).into()],
        |row| {
            Ok(Present {
                user: row.get(0)?,
                label: String::new(),
                since: Timestamp::from_micros(row.get(1)?),
            })
        },
    )?;
    present.retain(|one| Some(one.user) != user);
    present.truncate(TOLD);
    let mut labels = Labels::default();
    let target = |one: &Present| Target {
        object: "user".into(),
        id: one.user,
    };
    present.iter().for_each(|one| labels.want(&target(one)));
    labels.resolve(ctx, tx)?;
    present.retain_mut(|one| match labels.get(&target(one)) {
        Some(label) => {
            one.label = label.to_owned();
            true
        }
        None => false,
    });
    Ok(present)
}

fn gone(now: Timestamp) -> Timestamp {
    now.plus_seconds(-GONE_SECONDS)
}
