//! Field types: one file each, one trait for all.
//!
//! A value has three forms. The *wire form* is JSON as `api.md` shows it; the engine keeps it in memory and in
//! history, brought to its canonical spelling by [`Kind::accept`]. The *stored form* is the columns named by
//! [`FieldDef::columns`]. The *typed form* is what expressions compare. Only the file of a type knows how they
//! belong together. Everything a caller sends is hostile: `accept` bounds sizes and never panics.

use std::collections::BTreeSet;

use kontor_database::{Row, Value};
use kontor_definitions::{Catalog, FieldDef, FieldType};
use kontor_expression as expression;
use kontor_kernel::{Caller, Issue, Json, Locale, Result};

use crate::settings::Settings;

pub mod countries;
pub mod currencies;
pub mod email;
pub mod html;
pub mod phone;

mod address;
mod auto_number;
mod boolean;
mod cell;
mod date;
mod decimal;
mod duration;
mod external_ids;
mod file;
mod formula;
mod hosts;
mod id;
mod integer;
mod items;
mod json;
mod line;
mod link;
mod long_text;
mod money;
mod multi_select;
mod number;
mod owner;
mod percentage;
mod problem;
mod rating;
mod rich_text;
mod rollup;
mod select;
mod social;
mod stage;
mod sum;
mod tags;
mod text;
mod timestamp;
mod total;
pub(crate) mod url;
mod wire;

#[cfg(test)]
mod bench;
#[cfg(test)]
mod tests;

pub use address::COORDINATE_SCALE;
use items::Point;

/// Most entries of a multi-valued field.
pub const MAX_ITEMS: usize = 50;

/// The implementation of a field type.
pub fn kind(field_type: &FieldType) -> &'static dyn Kind {
    match field_type {
        FieldType::Id => &id::ID,
        FieldType::Text { .. } => &text::Text,
        FieldType::LongText => &long_text::LongText,
        FieldType::RichText => &rich_text::RichText,
        FieldType::Integer { .. } => &integer::Integer,
        FieldType::Decimal { .. } => &decimal::Decimal,
        FieldType::Money => &money::Money,
        FieldType::Boolean => &boolean::Boolean,
        FieldType::Date => &date::Date,
        FieldType::Timestamp => &timestamp::Timestamp,
        FieldType::Duration => &duration::Duration,
        FieldType::Select { .. } => &select::Select,
        FieldType::MultiSelect { .. } => &multi_select::MultiSelect,
        FieldType::Stage { .. } => &stage::Stage,
        FieldType::Link { .. } => &link::Link,
        FieldType::Owner => &owner::OWNER,
        FieldType::Email => &items::Points(email::Email),
        FieldType::Phone => &items::Points(phone::Phone),
        FieldType::Url => &items::Points(url::Url),
        FieldType::Social => &items::Points(social::Social),
        FieldType::Address => &address::Address,
        FieldType::Tags => &tags::Tags,
        FieldType::ExternalIds => &external_ids::ExternalIds,
        FieldType::File => &file::FILE,
        FieldType::Percentage => &percentage::Percentage,
        FieldType::Rating { .. } => &rating::Rating,
        FieldType::AutoNumber { .. } => &auto_number::AutoNumber,
        FieldType::Formula { .. } => &formula::Formula,
        FieldType::Total { .. } => &total::Total,
        FieldType::Rollup { .. } => &rollup::Rollup,
        FieldType::Json => &json::Json,
    }
}

/// Every normal form that an item of a multi-valued field with this value may be stored under.
pub fn norms(field: &FieldDef, value: &str, cx: &Accept<'_>) -> BTreeSet<String> {
    match field.kind {
        FieldType::Phone => phone::normals(value),
        FieldType::Tags => [kontor_kernel::fold(value)].into(),
        _ => {
            let item = serde_json::json!([{ "value": value }]);
            let items = kind(&field.kind).side_values(field, &item, cx);
            items.into_iter().map(|item| item.norm).collect()
        }
    }
}

/// The normal form of an e-mail address or a phone number; of anything else itself.
pub(crate) fn norm(field: &FieldDef, value: &str, cx: &Accept<'_>) -> String {
    match field.kind {
        FieldType::Email => email::Email.norm(value, cx),
        FieldType::Phone => phone::Phone.norm(value, cx),
        _ => value.to_owned(),
    }
}

/// What accepting a value may need to know.
pub struct Accept<'a> {
    /// Who sends it, and when.
    pub caller: &'a Caller,
    /// Default country, currency.
    pub settings: &'a Settings,
    /// What links may point to.
    pub catalog: &'a Catalog,
}

/// A row of the side table that makes one item of a multi-valued field filterable and findable.
#[derive(Clone, PartialEq, Debug)]
pub struct SideValue {
    /// The item as shown: an address, a number, a tag, an option.
    pub value: String,
    /// Its normal form, by which items match and sort.
    pub norm: String,
    /// Its label ("work"), network or system.
    pub label: Option<String>,
    /// The primary one.
    pub primary: bool,
}

/// Where the words of a value go in the search index.
#[derive(Clone, PartialEq, Debug)]
pub enum Words {
    /// Words of a name or title.
    Name(String),
    /// A whole e-mail address, in normal form.
    Email(String),
    /// A phone number in E.164.
    Phone(String),
    /// A number, key or code, found as a whole and by its beginning.
    Code(String),
    /// Long text, kept out of the type-ahead index.
    Prose(String),
}

/// A field type. `field` is always a field of that type. Where it says nothing else, its value is a text in one column.
pub trait Kind: Sync {
    /// Reads what a caller sent and answers its canonical wire form; `null` is handled by the engine and never
    /// arrives. Pointers of issues are relative to the field (`""`, `"/0/value"`). Empty text and empty lists
    /// become `Json::Null`: nothing is stored twice in two spellings of "missing".
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Vec<Issue>>;

    /// The values of the field's columns, in the order of [`FieldDef::columns`]; `value` is canonical or null.
    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(value.as_str().into());
    }

    /// Writes the wire form of the columns that begin at position `at` of a row, as JSON text. A missing value is
    /// `null`, of a multi-valued type `[]`.
    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::text(row.text(at)?, out);
        Ok(())
    }

    /// Its type in expressions; `None` when it can't be filtered.
    fn expression_type(&self, field: &FieldDef) -> Option<expression::Type>;

    /// Its value in expressions evaluated in memory.
    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        text::typed(value)
    }

    /// The column it sorts by (a name from [`FieldDef::columns`]); `None` when it can't be sorted by.
    fn sort_column(&self, field: &FieldDef) -> Option<String> {
        Some(field.id.clone())
    }

    /// For people: in a label, a history line, an export meant for reading.
    fn display(&self, _field: &FieldDef, value: &Json, _locale: Locale) -> String {
        text::display(value)
    }

    /// Reads one cell of an import into something [`Kind::accept`] takes; problems are left to `accept`.
    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        cell::text(cell)
    }

    /// One cell of an export; `import(export(x))` gives `x` again.
    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        text::display(value)
    }

    /// Rows of the side table, for multi-valued types.
    fn side_values(&self, _field: &FieldDef, _value: &Json, _cx: &Accept<'_>) -> Vec<SideValue> {
        Vec::new()
    }

    /// What search finds it by.
    fn words(&self, _field: &FieldDef, _value: &Json, _cx: &Accept<'_>) -> Vec<Words> {
        Vec::new()
    }

    /// The identity of one item of a multi-valued value, by which concurrent additions and removals merge;
    /// `None` for single-valued types.
    fn item_key(&self, _field: &FieldDef, _item: &Json, _cx: &Accept<'_>) -> Option<String> {
        None
    }
}
