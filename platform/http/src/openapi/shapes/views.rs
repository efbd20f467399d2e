//! Views of one record.

use std::collections::BTreeMap;

use kontor_kernel::Json;
use utoipa::ToSchema;

use super::records::{RecordSchema, Ref};
use crate::openapi::{Id, Time};

/// The 360° view of a record.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Overview {
    /// The record.
    record: RecordSchema,
    /// Keys of the fields whose absence keeps it from being complete.
    missing: Vec<String>,
    /// Lists of what points to it.
    sections: Vec<Section>,
    /// Figures by their keys: `last_contact`, `interactions`, `open_tasks`, `overdue_tasks`, `open_follow_ups`,
    /// `open_opportunities`, `won_this_year`, `lost_this_year`; those only that the caller may know.
    totals: BTreeMap<String, Total>,
    /// The newest of its timeline.
    timeline: Timeline,
}

/// A list in an overview.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Section {
    /// Its name.
    key: String,
    /// What it is called, in the reader's language.
    label: String,
    /// Key of the object it lists.
    object: String,
    /// The filter that lists all of it.
    filter: String,
    /// The first records.
    data: Vec<RecordSchema>,
    /// There are more.
    more: bool,
}

/// A figure of an overview. Which members it has is told by what it means.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Total {
    /// What it is called, in the reader's language.
    label: String,
    /// Key of the object it is about.
    object: String,
    /// How many there are.
    count: Option<i64>,
    /// There are more than were counted, which is 10,000.
    more: Option<bool>,
    /// What they sum up to, where the caller may see the amounts.
    sum: Option<Sum>,
    /// The filter that lists what was counted.
    filter: Option<String>,
    /// Of `last_contact`: when it was.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Time>,
    /// Of `last_contact`: which it was.
    record: Option<Ref>,
}

/// A sum in the workspace's currency.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Sum {
    /// The sum; null when no amount has a rate.
    amount: Option<String>,
    /// The workspace's currency.
    currency: String,
    /// How many amounts are not in it, because their currency had no rate.
    without_rate: i64,
}

/// A page of a timeline, the newest first.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Timeline {
    /// The entries.
    data: Vec<TimelineEntry>,
    /// The link of the next page, if there is one.
    next: Option<String>,
    /// Whether more parties belong to the record than the hundred whose entries are merged.
    truncated: bool,
}

/// An entry of a timeline: a record, with its kind and its time whatever its object is.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct TimelineEntry {
    /// Its id.
    id: Id,
    /// Key of its object.
    object: String,
    /// Rises with every change.
    version: i64,
    /// What it is called.
    label: Option<String>,
    /// The kind of an interaction, the key of the object of anything else; what `kind` of the request asks for.
    kind: String,
    /// When it happened; the order of the timeline.
    at: Time,
    /// All else that the record has.
    #[serde(flatten)]
    fields: BTreeMap<String, Json>,
}

/// Every change of a record; or with `at` the record as it was.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
#[allow(clippy::large_enum_variant, reason = "it is never made, only described")]
pub enum History {
    /// The changes.
    Entries(HistoryList),
    /// The record as it was.
    Record(RecordSchema),
}

/// A page of a history, the newest first.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct HistoryList {
    /// The changes.
    data: Vec<HistoryEntry>,
    /// The link of the next page, if there is one.
    next: Option<String>,
}

/// A change of a record.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct HistoryEntry {
    /// Its place in the history of the workspace.
    seq: i64,
    /// The change set it belongs to, for an undo.
    change_set: Id,
    /// The record's version since.
    version: i64,
    /// `create`, `update`, `delete`, `restore`, `merge`.
    kind: String,
    /// When.
    at: Time,
    /// Who: the id of a user, `cli` or `system`.
    actor: String,
    /// By what way: `session`, `key`, `cli`, `job`, `import`, `undo`.
    via: String,
    /// What the fields were before and after, by their keys.
    changes: BTreeMap<String, FieldChanged>,
    /// Of what was merged into this record: which record it was about.
    #[schema(value_type = Option<String>, format = "uuid")]
    record: Option<Id>,
}

/// A field before and after.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct FieldChanged {
    /// The value before; null for none.
    before: Json,
    /// The value after; null for none.
    after: Json,
}

/// Who may see a record.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Access {
    /// The users who may.
    data: Vec<UserAccess>,
    /// There are more users than were looked at.
    truncated: bool,
}

/// What a user may do with a record, and why.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct UserAccess {
    /// The user.
    user: Ref,
    /// The key of his role; for administrators and about oneself.
    role: Option<String>,
    /// `read`, `update`, `delete`, `export`.
    may: Vec<String>,
    /// Why he may read it; for administrators and about oneself.
    because: Option<Because>,
}

/// The rule by which a user may read a record.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Because {
    /// `administrator`, `role`, or `condition`.
    rule: String,
    /// Key of the object that the rule is about.
    object: Option<String>,
    /// The condition of his role that the record meets.
    condition: Option<String>,
}

/// Who else has a record open.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct PresentUsers {
    /// They, in the order they came; at most twenty.
    data: Vec<PresentUser>,
    /// After so many seconds this is to be said again; whoever falls silent has left.
    again: i64,
}

/// Somebody who has a record open.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct PresentUser {
    /// Who.
    user: Ref,
    /// Since when.
    since: Time,
}
