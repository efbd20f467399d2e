//! What a map means in a workspace: every column with what it fills, the objects that a row makes records of, and the
//! links between the records of one row. How a map becomes this stands in [`super::resolve`].

use std::sync::Arc;

use kontor_definitions::Object;
use kontor_formats::profile::Order;
use kontor_formats::{Column as Surveyed, Kind, Profile};
use kontor_kernel::{Json, fold};
use serde_json::json;

use super::links::RowLink;
use super::map::OnDuplicate;
use super::row;

/// Most bytes of the key of a field made from a column.
const MAX_FIELD_KEY: usize = 40;
/// A column with longer values becomes a long text.
const MAX_TEXT: u64 = 250;
/// Digits after the point of a field for numbers: at least, and at most.
const PLACES: u64 = 4;
const MAX_PLACES: u64 = 9;
/// A number with more digits is rather a name.
const MAX_DIGITS: u64 = 14;
/// Parts of an address.
pub const PARTS: [&str; 10] = [
    "kind",
    "street",
    "postcode",
    "city",
    "region",
    "country",
    "from_date",
    "to_date",
    "lat",
    "lon",
];
/// A map, resolved.
#[derive(Debug)]
pub struct Mapping {
    /// The objects of a row; the main one first.
    pub objects: Vec<Arc<Object>>,
    /// The columns of the file.
    pub columns: Vec<Column>,
    /// Fixed values.
    pub fixed: Vec<(Use, String)>,
    /// The columns that together hold the key of the main record.
    pub key: Vec<usize>,
    /// Rows without a key get one that is made of what they say.
    pub made_keys: bool,
    /// What becomes of rows whose main record is there already, by all appearances.
    pub on_duplicate: OnDuplicate,
    /// The rows are contacts of an address book.
    pub contacts: bool,
    /// The system that the keys belong to.
    pub system: String,
    /// The known layout that was recognised.
    pub layout: Option<&'static str>,
    /// Rows with one of these values, folded, in the column are left out.
    pub skip: Vec<(usize, Vec<String>)>,
    /// Links between the records of a row.
    pub links: Vec<RowLink>,
    /// Link fields, by object and position, that another record of the row fills.
    pub(super) brought: Vec<(usize, usize)>,
    /// The objects in the order in which they are written: what is linked to before what links.
    pub order: Vec<usize>,
    /// Columns in front that rejected rows which came back have: where and why.
    pub own: usize,
}

/// A column of the file.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it fills, if anything.
    pub used: Option<Use>,
    /// What its values look like.
    pub profile: Profile,
    /// The map leaves it out.
    pub left_out: bool,
    /// The header ends before it.
    pub unnamed: bool,
    /// Its cells bring files along.
    pub files: bool,
}

impl Column {
    /// Files that come with its cells are all that is wanted of it.
    pub fn brings_files(&self) -> bool {
        self.files && self.used.is_none() && !self.left_out
    }
}

/// What a cell fills.
#[derive(Clone, Debug)]
pub struct Use {
    /// Which object of the row.
    pub object: usize,
    /// What of it.
    pub what: What,
    /// As people write it: `organization.addresses.city`.
    pub path: String,
    /// A cell that can't be read is left out and does not reject its row.
    pub optional: bool,
    /// What is to be done with its text first.
    pub text: TextRules,
    /// What the same cell fills as well.
    pub also: Option<Box<Use>>,
}

/// What is to be done with the text of a cell before it is read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TextRules {
    /// What stands between several values.
    pub split: Option<String>,
    /// Values that mean nothing.
    pub blank: Vec<String>,
    /// Only where these columns are empty.
    pub unless: Vec<usize>,
    /// Only where these columns have one of these values, plain.
    pub when: Vec<(usize, Vec<String>)>,
    /// Words of the other system, folded, and ours.
    pub values: Vec<(String, String)>,
    /// The column that holds the label.
    pub label_from: Option<usize>,
    /// The column that holds the currency.
    pub currency_from: Option<usize>,
    /// The name of the column stands before it.
    pub titled: bool,
    /// Which part of a date stands first.
    pub order: Option<Order>,
    /// It stands on the same line as what it is added to.
    pub joins: bool,
    /// It was exported: space around it belongs to it, and an instant without a zone is one of UTC.
    pub exact: bool,
}

/// What of a record a cell fills.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// Its id.
    Id,
    /// A full name, taken apart.
    FullName,
    /// Salutation and titles.
    Prefix,
    /// A field, by its position; items get a label.
    Value {
        /// The field.
        position: usize,
        /// The label of the items.
        label: Option<String>,
        /// Numbers are rounded.
        round: bool,
    },
    /// A whole address, taken apart where that is safe.
    Address {
        /// The field.
        position: usize,
        /// Which address.
        kind: Option<String>,
    },
    /// A part of the address of a kind.
    Part {
        /// The field.
        position: usize,
        /// Which part.
        part: &'static str,
        /// Which address.
        kind: Option<String>,
    },
    /// A link, by id, key or name.
    Link {
        /// The field.
        position: usize,
        /// The system the key belongs to; that of the row's own key unless told.
        system: Option<String>,
        /// The object it leads to, where there are several.
        object: Option<String>,
    },
}

impl What {
    /// The field, if it is one.
    pub fn position(&self) -> Option<usize> {
        match self {
            What::Value { position, .. }
            | What::Address { position, .. }
            | What::Part { position, .. }
            | What::Link { position, .. } => Some(*position),
            What::Id | What::FullName | What::Prefix => None,
        }
    }
}

impl Mapping {
    /// The main object.
    pub fn main(&self) -> &Arc<Object> {
        &self.objects[0]
    }

    /// Whether a column decides about others: what a contact is, the label of a number, whether its row is left out.
    fn is_looked_at(&self, at: usize) -> bool {
        let uses = self.columns.iter().filter_map(|column| column.used.as_ref());
        let decides = |used: &Use| {
            let text = &used.text;
            let told_by = text.when.iter().any(|(column, _)| *column == at);
            text.label_from == Some(at) || text.currency_from == Some(at) || told_by
        };
        (self.contacts && self.columns[at].name == row::KIND)
            || self.skip.iter().any(|(column, _)| *column == at)
            || uses.into_iter().any(decides)
    }

    /// Whether rows name firms beside their main records, which are looked for in any spelling.
    pub fn looks_for_firms(&self) -> bool {
        let beside = self.objects.iter().skip(1);
        beside
            .into_iter()
            .any(|object| object.def.party && object.is_called_by_one_field())
    }

    /// Whether rows say whom they are about, so that a second run finds them.
    pub fn has_keys(&self) -> bool {
        !self.key.is_empty() || self.made_keys
    }

    /// Columns that fill nothing.
    pub fn ignored(&self) -> Vec<&str> {
        let unused = self.columns.iter().enumerate().filter(|(at, column)| {
            *at >= self.own
                && column.used.is_none()
                && !column.brings_files()
                && !self.key.contains(at)
                && !self.is_looked_at(*at)
        });
        unused.map(|(_, column)| column.name.as_str()).collect()
    }

    /// Columns with values for which there is no field and no word in the map.
    pub fn unknown(&self) -> impl Iterator<Item = &Column> {
        let ignored = self.ignored();
        let known = move |column: &&Column| {
            ignored.contains(&column.name.as_str()) && !column.left_out && column.profile.filled > 0
        };
        self.columns.iter().filter(known)
    }

    /// Everything that fills something, with its column.
    pub fn uses(&self) -> impl Iterator<Item = (Option<usize>, &Use)> {
        let columns = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| Some((Some(at), column.used.as_ref()?)));
        columns.chain(self.fixed.iter().map(|(used, _)| (None, used)))
    }

    /// The name of the column that fills a field of an object, for messages.
    pub fn column_of(&self, object: usize, position: usize) -> Option<&str> {
        let fills = |used: &&Use| used.object == object && used.what.position() == Some(position);
        self.columns
            .iter()
            .find(|column| column.used.as_ref().filter(fills).is_some())
            .map(|column| column.name.as_str())
    }

    /// As the API shows it.
    pub fn to_json(&self, samples: &[Surveyed]) -> Json {
        let unknown: Vec<&str> = self.unknown().map(|column| column.name.as_str()).collect();
        let column = |(at, column): (usize, &Column)| {
            let used = column.used.as_ref();
            json!({
                "name": column.name,
                "target": used.map(|used| used.path.as_str()),
                "optional": used.is_some_and(|used| used.optional),
                "key": self.key.contains(&at),
                "files": column.brings_files(),
                "samples": samples.get(at).map(|column| &column.samples),
                "profile": column.profile,
                "new_field": unknown.contains(&column.name.as_str()).then(|| new_field(column)),
            })
        };
        Json::Array(self.columns.iter().enumerate().map(column).collect())
    }
}

/// The definition of a field of one's own for a column: called like it, of the type its values have.
pub fn new_field(column: &Column) -> Json {
    let mut key = String::from("x");
    for word in fold(&column.name).split(|ch: char| !ch.is_ascii_alphanumeric()) {
        if !word.is_empty() && key.len() + word.len() < MAX_FIELD_KEY {
            key.push('_');
            key.push_str(word);
        }
    }
    if key.len() < 3 {
        key = format!("x_column_{}", column.name.len());
    }
    let profile = &column.profile;
    // A type is chosen only where every value has it: a day with two digits swapped is still worth having as it stands.
    let sure = profile.odd == 0 && !profile.ambiguous;
    let kind = match profile.kind {
        Kind::Email if sure => "email",
        Kind::Phone if sure => "phone",
        Kind::Url if sure => "url",
        Kind::Date { time: false, .. } if sure => "date",
        Kind::Date { time: true, .. } if sure => "timestamp",
        Kind::Decimal { .. } if sure && profile.places <= MAX_PLACES && profile.longest <= MAX_DIGITS => {
            "decimal"
        }
        Kind::Integer if sure && profile.longest <= MAX_DIGITS => "integer",
        Kind::Boolean if sure => "boolean",
        Kind::Json => "json",
        _ if profile.longest > MAX_TEXT => "long_text",
        _ => "text",
    };
    let mut field = json!({"key": key, "labels": {"en": column.name, "de": column.name}, "type": kind});
    if matches!(kind, "email" | "phone" | "text" | "long_text") {
        field["searched"] = json!(true);
    }
    if kind == "decimal" {
        field["scale"] = json!(profile.places.max(PLACES));
    }
    field
}

/// Whether an object has a name in parts.
pub fn has_full_name(object: &Object) -> bool {
    object.field("name").is_none()
        && object.field("given_name").is_some()
        && object.field("family_name").is_some()
}
