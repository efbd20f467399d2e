//! Where the values of a field live: columns of the object's table, and its indexes.
//!
//! A field's main column is named by the field's id; further ones carry a suffix after two underscores.
//! Multi-valued fields keep their wire form as JSON in the main column, so that a record is read from one
//! row, and are indexed in a side table of the engine for filters and matching.

use serde::{Deserialize, Serialize};

use crate::catalog::envelope;
use crate::field::{FieldDef, FieldType};
use crate::object::ObjectDef;

/// A storage class that both databases have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// A record id.
    Id,
    /// A 64-bit integer: numbers, scaled decimals, days, microseconds.
    Int,
    /// Text, compared bytewise.
    Text,
    /// A truth value.
    Bool,
}

/// A column of an object's table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its storage class.
    pub storage: Storage,
}

/// An index of an object's table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IndexDef {
    /// Its name, unique in the workspace and at most [`NAME_LIMIT`] bytes long.
    pub name: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// Holds unique values among live records.
    pub unique: bool,
}

/// Suffix of the folded text a field sorts and loosely compares by.
pub const FOLD: &str = "__fold";
/// Suffix of an amount's currency.
pub const CURRENCY: &str = "__currency";
/// Suffix of an amount's value in the workspace's currency.
pub const BASE: &str = "__base";
/// Suffix of how many amounts are not in a sum, because their currency has no rate.
pub const UNRATED: &str = "__unrated";
/// Suffix of the object a link with several targets points to.
pub const OBJECT: &str = "__object";
/// Suffix of the instant a rollup was computed.
pub const AS_OF: &str = "__as_of";

/// Envelope columns every table has that are not fields: the label, its folded form, when it was trashed and by
/// which change set (what was trashed together comes back together).
pub const PLAIN_COLUMNS: [(&str, Storage); 4] = [
    ("label", Storage::Text),
    ("label__fold", Storage::Text),
    ("deleted_at", Storage::Int),
    ("deleted_set", Storage::Id),
];

/// Most bytes of a name in a database; PostgreSQL cuts longer ones off without a word.
pub const NAME_LIMIT: usize = 63;
/// Most bytes of the id of an object or field, so that every suffix fits behind it.
pub const ID_LIMIT: usize = 50;

fn column(name: impl Into<String>, storage: Storage) -> Column {
    Column {
        name: name.into(),
        storage,
    }
}

impl IndexDef {
    /// The id of the field it is over, which stands before the suffix of its first column.
    pub fn field(&self) -> &str {
        self.columns
            .first()
            .and_then(|column| column.split("__").next())
            .unwrap_or("")
    }
}

impl FieldDef {
    /// The columns of this field; none for a link to many, which lives in the link table.
    pub fn columns(&self) -> Vec<Column> {
        self.kind.columns(&self.id)
    }

    /// The name of one of its columns, by suffix.
    pub fn column(&self, suffix: &str) -> String {
        format!("{}{suffix}", self.id)
    }

    /// The column a unique value or an index of its own is held on.
    pub fn index_column(&self) -> String {
        match self.kind {
            FieldType::Text { .. } => self.column(FOLD),
            FieldType::Money => self.column(BASE),
            _ => self.id.clone(),
        }
    }
}

impl FieldType {
    /// The columns of a field of this type whose id is `id`.
    pub fn columns(&self, id: &str) -> Vec<Column> {
        match self {
            FieldType::Text { .. } => vec![
                column(id, Storage::Text),
                column(format!("{id}{FOLD}"), Storage::Text),
            ],
            FieldType::LongText
            | FieldType::RichText
            | FieldType::Json
            | FieldType::Select { .. }
            | FieldType::Stage { .. }
            | FieldType::MultiSelect { .. }
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Url
            | FieldType::Social
            | FieldType::Address
            | FieldType::Tags
            | FieldType::ExternalIds
            | FieldType::AutoNumber { .. } => vec![column(id, Storage::Text)],
            FieldType::Integer { .. }
            | FieldType::Decimal { .. }
            | FieldType::Date
            | FieldType::Timestamp
            | FieldType::Duration
            | FieldType::Percentage
            | FieldType::Rating { .. } => vec![column(id, Storage::Int)],
            FieldType::Money => vec![
                column(id, Storage::Int),
                column(format!("{id}{CURRENCY}"), Storage::Text),
                column(format!("{id}{BASE}"), Storage::Int),
            ],
            FieldType::Boolean => vec![column(id, Storage::Bool)],
            FieldType::Link { many: true, .. } => Vec::new(),
            FieldType::Link { targets, many: false } if targets.len() == 1 && targets[0] != "*" => {
                vec![column(id, Storage::Id)]
            }
            FieldType::Link { .. } => vec![
                column(id, Storage::Id),
                column(format!("{id}{OBJECT}"), Storage::Text),
            ],
            FieldType::Id | FieldType::Owner | FieldType::File => vec![column(id, Storage::Id)],
            FieldType::Formula { result, .. } => result.columns(id),
            FieldType::Total { .. } => sum_columns(id),
            FieldType::Rollup { .. } => {
                let mut columns = sum_columns(id);
                columns.push(column(format!("{id}{AS_OF}"), Storage::Int));
                columns
            }
        }
    }
}

/// A computed value; of amounts also their currency, and how many are not in it.
fn sum_columns(id: &str) -> Vec<Column> {
    vec![
        column(id, Storage::Int),
        column(format!("{id}{CURRENCY}"), Storage::Text),
        column(format!("{id}{UNRATED}"), Storage::Int),
    ]
}

/// All columns of an object's table, in the order it is created with.
pub fn table_columns(object: &ObjectDef) -> Vec<Column> {
    let plain = PLAIN_COLUMNS
        .iter()
        .map(|(name, storage)| column(*name, *storage));
    let system = envelope();
    plain
        .chain(system.iter().chain(&object.fields).flat_map(FieldDef::columns))
        .collect()
}

/// The indexes of an object's table, envelope included. The unique id is part of the table itself.
pub fn indexes(object: &ObjectDef, envelope: &[FieldDef]) -> Vec<IndexDef> {
    let table = &object.id;
    let mut all = vec![
        IndexDef {
            name: format!("{table}.label"),
            columns: vec!["label__fold".to_owned(), "id".to_owned()],
            unique: false,
        },
        IndexDef {
            name: format!("{table}.created_at"),
            columns: vec!["created_at".to_owned(), "id".to_owned()],
            unique: false,
        },
        IndexDef {
            name: format!("{table}.updated_at"),
            columns: vec!["updated_at".to_owned(), "id".to_owned()],
            unique: false,
        },
        IndexDef {
            name: format!("{table}.owner"),
            columns: vec!["owner".to_owned(), "id".to_owned()],
            unique: false,
        },
    ];
    for field in envelope.iter().chain(&object.fields) {
        if field.system {
            continue;
        }
        if field.unique || matches!(field.kind, FieldType::AutoNumber { .. }) {
            all.push(IndexDef {
                name: fitting(format!("{table}.{}.unique", field.id)),
                columns: vec![field.index_column()],
                unique: true,
            });
        } else if field.indexed || matches!(field.kind, FieldType::Link { many: false, .. } | FieldType::File)
        {
            all.push(IndexDef {
                name: fitting(format!("{table}.{}", field.id)),
                columns: vec![field.index_column(), "id".to_owned()],
                unique: false,
            });
        }
    }
    all
}

/// A name that fits the database: a long one keeps its beginning and ends in a checksum of the whole.
fn fitting(name: String) -> String {
    if name.len() <= NAME_LIMIT {
        return name;
    }
    // FNV-1a: stable for ever, which the standard library's hasher does not promise.
    let sum = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let kept: String = name.chars().take(NAME_LIMIT - 17).collect();
    format!("{kept}.{sum:016x}")
}
