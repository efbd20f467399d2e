//! Records, and what is asked of many of them.

use std::collections::BTreeMap;

use kontor_kernel::Json;
use utoipa::ToSchema;

use crate::openapi::{Id, Time};

/// A link to a record.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Ref {
    /// The record.
    id: Id,
    /// Key of its object.
    object: String,
    /// What it is called; null where the caller may not see it.
    label: Option<String>,
    /// The record itself, where the request said `expand` and the caller may see it.
    #[schema(no_recursion)]
    record: Option<Box<RecordSchema>>,
}

/// A key of the same record in another system.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ExternalId {
    /// The other system.
    system: String,
    /// The key there.
    key: String,
}

/// A record: the envelope, then the values of its object's fields by their keys. `fields` of a request narrows it.
#[derive(ToSchema)]
#[schema(as = Record)]
#[allow(dead_code)]
pub struct RecordSchema {
    /// Its id; a client may choose it when it creates the record.
    id: Id,
    /// Key of its object.
    object: String,
    /// Rises with every change.
    version: i64,
    /// What it is called.
    label: Option<String>,
    /// When it was made.
    #[schema(value_type = Option<String>, format = DateTime)]
    created_at: Option<Time>,
    /// Who made it; null for the command line and Kontor itself.
    created_by: Option<Ref>,
    /// When it was changed last.
    #[schema(value_type = Option<String>, format = DateTime)]
    updated_at: Option<Time>,
    /// Who changed it last.
    updated_by: Option<Ref>,
    /// When it went to the trash; in lists of the trash.
    #[schema(value_type = Option<String>, format = DateTime)]
    deleted_at: Option<Time>,
    /// Whose it is.
    owner: Option<Ref>,
    /// Which team's it is.
    team: Option<Ref>,
    /// Its tags, by name.
    tags: Option<Vec<String>>,
    /// How much of what should be known is known, 0 to 100.
    completeness: Option<i64>,
    /// Its keys in other systems.
    external_ids: Option<Vec<ExternalId>>,
    /// The values of the object's own fields; `GET /objects/{object}` tells which there are.
    #[serde(flatten)]
    fields: BTreeMap<String, Json>,
}

/// A page of records.
#[derive(ToSchema)]
#[schema(as = RecordList)]
#[allow(dead_code)]
pub struct ListSchema {
    /// The records.
    data: Vec<RecordSchema>,
    /// The link of the next page, if there is one.
    next: Option<String>,
    /// How many there are in all, when asked for.
    count: Option<i64>,
}

/// Values by the keys of fields, in their wire form. `GET /objects/{object}` tells which fields there are.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Values {
    #[serde(flatten)]
    fields: BTreeMap<String, Json>,
}

/// What became of each command, in their order.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct BatchResults {
    /// One for each command.
    results: Vec<BatchResult>,
}

/// What became of a command.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct BatchResult {
    /// 201 created, 200 changed, 204 gone.
    status: u16,
    /// The record, unless it is gone.
    record: Option<RecordSchema>,
}

/// A page of the feed.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Changes {
    /// The changes, in order.
    data: Vec<Change>,
    /// Where to go on: the `after` of the next call.
    next: String,
}

/// One of the events of `GET /events`, by the lines it is sent as.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct LiveEvent {
    /// What it tells; without it, it only moves the place to come back to.
    event: Option<LiveEventKind>,
    /// The place to come back to.
    id: String,
    /// JSON: the change as `GET /changes` shows it, which record is gone, or nothing.
    data: Option<String>,
}

/// What an event tells.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(dead_code)]
pub enum LiveEventKind {
    /// A record was created, changed, deleted or restored.
    Change,
    /// A record that was told can no longer be seen.
    Gone,
    /// Everything shown is to be read again.
    Reset,
}

/// That a record changed.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Change {
    /// Its place in the feed.
    seq: String,
    /// Key of the record's object.
    object: String,
    /// The record.
    id: Id,
    /// What happened.
    kind: ChangeKind,
    /// The record's version since.
    version: i64,
    /// When.
    at: Time,
}

/// What happened to a record.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(dead_code)]
pub enum ChangeKind {
    /// It was made.
    Create,
    /// It was changed.
    Update,
    /// It went to the trash, or is gone for good.
    Delete,
    /// It came back from the trash.
    Restore,
    /// It became part of another.
    Merge,
}

/// An expression in both forms, and what is wrong with it.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Checked {
    /// Key of the object it is about.
    object: String,
    /// As text, in the usual spelling; where it can be read.
    text: Option<String>,
    /// As a tree: `{"op", "args"}`, `{"field"}` and `{"value"}` within each other; where it can be read.
    #[schema(value_type = Option<BTreeMap<String, Json>>)]
    tree: Option<Json>,
    /// Empty for a good one.
    errors: Vec<ExpressionError>,
}

/// What is wrong with an expression.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ExpressionError {
    /// A stable code.
    code: String,
    /// For people.
    detail: String,
    /// The character of the text where it is.
    position: Option<u32>,
    /// The place in the tree.
    pointer: Option<String>,
}

/// What to count and sum.
#[derive(ToSchema)]
#[schema(as = GroupQuery)]
#[allow(dead_code)]
pub struct Wanted {
    /// Key of the object.
    object: String,
    /// Which records: an expression as text, or its tree.
    filter: Option<TextOrTree>,
    /// By what to group, eight at most; nothing makes one group of all.
    group: Option<Vec<GroupKey>>,
    /// What to compute, eight at most; nothing counts.
    measures: Option<Vec<Measure>>,
    /// Which groups: a condition over the names of columns, `sum_amount > 1000`, or its tree.
    having: Option<TextOrTree>,
    /// Names of columns, `-sum_amount`; by the group keys unless told.
    #[schema(value_type = Option<crate::openapi::Words>)]
    sort: Option<String>,
    /// Most rows.
    #[schema(minimum = 1, maximum = 10000, default = 1000)]
    limit: Option<u32>,
}

/// An expression as text, or its tree.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
pub enum TextOrTree {
    /// `stage == "won"`.
    Text(String),
    /// `{"op": "==", "args": [{"field": "stage"}, {"value": "won"}]}`.
    Tree(BTreeMap<String, Json>),
}

/// A group key.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct GroupKey {
    /// A field, through links too.
    field: String,
    /// The bucket of a day or an instant.
    by: Option<Bucket>,
}

/// A length of time whose start names a group.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(dead_code)]
pub enum Bucket {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}

/// A measure.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Measure {
    /// What to compute.
    r#fn: MeasureFn,
    /// Of which field; not needed to count.
    field: Option<String>,
}

/// What is computed over a group.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(dead_code)]
pub enum MeasureFn {
    /// How many.
    Count,
    /// Their sum.
    Sum,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// The average.
    Average,
}

/// The groups.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Groups {
    /// Names of columns: the paths of the group keys, then `count`, `sum_amount` and the like.
    columns: Vec<String>,
    /// A value for each column.
    rows: Vec<Vec<Json>>,
    /// There were more groups than fit.
    truncated: bool,
}

/// What a search found.
#[derive(ToSchema)]
#[schema(as = SearchResults)]
#[allow(dead_code)]
pub struct Search {
    /// Hits, best first.
    data: Vec<Hit>,
    /// How many match, by object: a number up to 100, or a text like `100+`.
    counts: BTreeMap<String, Count>,
    /// There may be more hits than were looked for.
    incomplete: bool,
}

/// A number, or a text that says it may be more.
#[derive(ToSchema)]
#[schema(as = SearchCount)]
#[serde(untagged)]
#[allow(dead_code)]
pub enum Count {
    /// Exactly so many.
    Exact(u32),
    /// At least so many.
    AtLeast(String),
}

/// A record that was found.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Hit {
    /// Key of its object.
    object: String,
    /// The record.
    id: Id,
    /// What it is called.
    label: String,
    /// How exactly it matches: 1, 0.8, 0.6, 0.4 or 0.2.
    score: f64,
    /// The texts in which the words stand.
    matches: Vec<Match>,
}

/// A text in which words stand.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Match {
    /// `label`, or the key of a field.
    field: String,
    /// The text, or a piece of it.
    text: String,
    /// What to mark: `[from, to)` in characters.
    ranges: Vec<Vec<u32>>,
}

/// What an undo did.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Undone {
    /// How many records, settings or definitions went back.
    undone: u64,
    /// They, 200 at most.
    records: Vec<RecordSchema>,
    /// Fields that were changed since and stayed.
    kept: Vec<Kept>,
}

/// A field that was changed since.
#[derive(ToSchema)]
#[schema(as = KeptField)]
#[allow(dead_code)]
pub struct Kept {
    /// Key of the record's object, or of the one that is defined; `settings` where it is a setting.
    object: String,
    /// The record; null for settings and definitions, and where it may not be seen.
    id: Option<Id>,
    /// The field; of settings the JSON pointer.
    field: Option<String>,
    /// The value it was changed to by what is undone.
    changed_to: Option<Json>,
    /// The value it has now.
    present: Option<Json>,
    /// Of definitions: what stands in the way, in words.
    detail: Option<String>,
}
