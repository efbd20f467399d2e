//! What somebody should hear of: that he was mentioned, that something became his, that somebody merged or took back
//! what is his. It is noted in the transaction of what caused it, once for each person, change set, kind and object
//! with a count, so that a change of a thousand records is one notice. Notices hold no values, only where to look:
//! who may not see the record is told nothing.

use std::collections::{BTreeMap, HashMap};

use kontor_database::{Statement, Tx};
use kontor_definitions::FieldType;
use kontor_kernel::{Id, Json, Result, Timestamp};

use crate::behavior::{Change, ChangeKind};
use crate::command::Work;
use crate::ctx::Ctx;
use crate::fields::html;
use crate::query::labels::{Labels, Target};
use crate::record::{Record, link_id};

/// Notices are kept for thirty days.
const KEPT_SECONDS: i64 = 30 * 24 * 3600;
/// Removed at once.
const PRUNED_AT_ONCE: usize = 1_000;

/// Why somebody is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reason {
    /// A text mentions him.
    Mentioned,
    /// He was entered where users are chosen: as the owner, or whom a task is assigned to.
    Assigned,
    /// What he had put aside came back.
    Resurfaced,
    /// Somebody made his record part of another.
    Merged,
    /// Somebody took back a change of his record.
    Undone,
}

impl Reason {
    /// The word in the table and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Mentioned => "mentioned",
            Reason::Assigned => "assigned",
            Reason::Resurfaced => "resurfaced",
            Reason::Merged => "merged",
            Reason::Undone => "undone",
        }
    }
}

/// A notice as its reader sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// Why: the word of a [`Reason`].
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Who caused it: the id of a user, `cli` or `system`.
    pub actor: String,
    /// The present key of the record's object.
    pub object: String,
    /// The record; the first where there are several.
    pub record: Id,
    /// What it is called.
    pub label: String,
    /// How many records it concerns.
    pub count: i64,
}

/// The statements that note who should hear of these changes of one object. Nobody is told what he did himself, and only
/// people cause notices: what Kontor does by itself is told by [`tell`].
pub(crate) fn of_changes(ctx: &Ctx, changes: &[Change], merged: Option<Id>, undoing: bool) -> Vec<Statement> {
    let Some(actor) = ctx.caller.actor.user() else {
        return Vec::new();
    };
    let mut told: BTreeMap<(Id, Reason), (Id, i64)> = BTreeMap::new();
    for change in changes {
        let record = &change.after;
        for (user, reason) in reasons(change, merged == Some(record.id), undoing) {
            if user != actor {
                told.entry((user, reason)).or_insert((record.id, 0)).1 += 1;
            }
        }
    }
    let object = changes.first().map_or("", |change| change.after.object.table());
    let note = |((user, reason), (record, count))| insert(ctx, user, reason, object, record, count);
    told.into_iter().map(note).collect()
}

/// Who is told of a change, and why; each user once for a reason.
fn reasons(change: &Change, merged: bool, undoing: bool) -> Vec<(Id, Reason)> {
    let owner = change.after.link("owner");
    if merged || undoing {
        let reason = if merged { Reason::Merged } else { Reason::Undone };
        return owner.into_iter().map(|user| (user, reason)).collect();
    }
    if !matches!(change.kind, ChangeKind::Create | ChangeKind::Update) {
        return Vec::new();
    }
    let mut told = Vec::new();
    for (at, field) in change.after.object.fields.iter().enumerate() {
        let (before, after) = (
            change.before.as_ref().map(|record| &record.values[at]),
            &change.after.values[at],
        );
        if before == Some(after) || after.is_null() || field.read_only {
            continue;
        }
        let users = match &field.kind {
            FieldType::RichText => {
                let known = before.map(mentioned).unwrap_or_default();
                let new = mentioned(after).into_iter().filter(|user| !known.contains(user));
                new.map(|user| (user, Reason::Mentioned)).collect()
            }
            FieldType::Owner => assigned(after),
            FieldType::Link { targets, many: false } if targets.iter().all(|key| key == "user") => {
                assigned(after)
            }
            _ => Vec::new(),
        };
        for one in users {
            if !told.contains(&one) {
                told.push(one);
            }
        }
    }
    told
}

fn mentioned(text: &Json) -> Vec<Id> {
    text.as_str().map(html::mentions).unwrap_or_default()
}

fn assigned(value: &Json) -> Vec<(Id, Reason)> {
    link_id(value)
        .map(|user| (user, Reason::Assigned))
        .into_iter()
        .collect()
}

/// Tells somebody of a record, for what Kontor does by itself.
pub fn tell(work: &mut Work<'_>, user: Id, reason: Reason, record: &Record) -> Result<()> {
    let statement = insert(work.ctx, user, reason, record.object.table(), record.id, 1);
    work.tx.run(&statement).map(|_| ())
}

fn insert(ctx: &Ctx, user: Id, reason: Reason, object: &str, record: Id, count: i64) -> Statement {
    Statement::new(
        "INSERT INTO @k_notice (recipient, change_set, reason, object, record, actor, at, count) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (recipient, change_set, reason, object) DO UPDATE SET count = k_notice.count + excluded.count",
        vec![
            user.into(),
            ctx.change_set.into(),
            reason.as_str().into(),
            object.into(),
            record.into(),
            ctx.caller.actor.as_text().into(),
            ctx.caller.now.into(),
            count.into(),
        ],
    )
}

/// Forgets what a change set had to tell: it was taken back.
pub(crate) fn take_back(tx: &mut Tx, change_set: Id) -> Result<()> {
    tx.execute(
        "DELETE FROM @k_notice WHERE change_set = $1",
        &[change_set.into()],
    )
    .map(|_| ())
}

/// The newest notices of somebody whose records he may see.
pub fn list(ctx: &Ctx, tx: &mut Tx, user: Id, limit: usize) -> Result<Vec<Notice>> {
    let mut notices = tx.rows(
        "SELECT reason, at, actor, object, record, count FROM @k_notice WHERE recipient = $1 \
         ORDER BY at DESC, change_set DESC, reason, object LIMIT $2",
        &[user.into(), limit.into()],
        |row| {
            Ok(Notice {
                reason: row.get(0)?,
                at: Timestamp::from_micros(row.get(1)?),
                actor: row.get(2)?,
                object: row.get(3)?,
                record: row.get(4)?,
                label: String::new(),
                count: row.get(5)?,
            })
        },
    )?;
    let mut labels = Labels::default();
    let target = |notice: &Notice| Target {
        object: notice.object.as_str().into(),
        id: notice.record,
    };
    notices.iter().for_each(|notice| labels.want(&target(notice)));
    labels.resolve(ctx, tx)?;
    notices.retain_mut(|notice| match labels.get(&target(notice)) {
        Some(label) => {
            notice.label = label.to_owned();
            notice.object = labels.key(&notice.object).to_owned();
            true
        }
        None => false,
    });
    Ok(notices)
}

/// Until when somebody has read what there was.
pub fn seen(tx: &mut Tx, user: Id) -> Result<Option<Timestamp>> {
    let sql = "SELECT at FROM @k_notice_seen WHERE recipient = $1";
    tx.row(sql, &[user.into()], |row| Ok(Timestamp::from_micros(row.get(0)?)))
}

/// Notes that somebody has read what there was until an instant; it never goes back.
pub fn see(tx: &mut Tx, user: Id, until: Timestamp) -> Result<()> {
    let sql = "INSERT INTO @k_notice_seen (recipient, at) VALUES ($1, $2) ON CONFLICT (recipient) DO UPDATE \
               SET at = CASE WHEN excluded.at > k_notice_seen.at THEN excluded.at ELSE k_notice_seen.at END";
    tx.execute(sql, &[user.into(), until.into()]).map(|_| ())
}

/// Removes up to a thousand notices that are too old; answers how many.
pub fn prune(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM @k_notice WHERE (recipient, change_set, reason, object) IN \
         (SELECT recipient, change_set, reason, object FROM @k_notice WHERE at < $1 ORDER BY at LIMIT $2)",
        &[now.plus_seconds(-KEPT_SECONDS).into(), PRUNED_AT_ONCE.into()],
    )
}

/// The names of those who caused notices, by their ids, as the reader may see them.
pub fn actors(ctx: &Ctx, tx: &mut Tx, notices: &[Notice]) -> Result<HashMap<String, String>> {
    let mut labels = Labels::default();
    let target = |notice: &Notice| {
        let id = notice.actor.parse().ok()?;
        Some(Target {
            object: "user".into(),
            id,
        })
    };
    notices
        .iter()
        .filter_map(target)
        .for_each(|one| labels.want(&one));
    labels.resolve(ctx, tx)?;
    let name = |notice: &Notice| Some((notice.actor.clone(), labels.get(&target(notice)?)?.to_owned()));
    Ok(notices.iter().filter_map(name).collect())
}
