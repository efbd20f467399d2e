//! The definition of a field: its type with the type's settings, and its flags.

use kontor_kernel::{Issue, Json, Text};
use serde::{Deserialize, Serialize};

use crate::input;

/// What the keys of custom objects, fields and options begin with, so that no upgrade collides with them.
pub const CUSTOM_PREFIX: &str = "x_";

/// A field of an object.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FieldDef {
    /// Name in API and expressions, snake_case; custom ones begin with `x_`.
    pub key: String,
    /// The key at creation: the column's name, and what saved things refer to. Never changes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Keys it had before; they keep resolving.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_keys: Vec<String>,
    /// What it is called.
    pub labels: Text,
    /// A sentence of help.
    #[serde(default, skip_serializing_if = "no_text")]
    pub help: Text,
    /// The type with its settings, flattened: `"type": "select", "options": [...]`.
    #[serde(flatten)]
    pub kind: FieldType,
    /// Must have a value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// No two live records may share a value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// Has an index of its own, for filters and sorts on large tables. Links and unique fields always have.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub indexed: bool,
    /// Its words are found by search.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub searched: bool,
    /// Set by Kontor only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub read_only: bool,
    /// Part of the envelope every record has.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub system: bool,
    /// What a new record gets when nothing is said, in wire form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Json>,
    /// Its labels or its help were changed by the customer; an upgrade keeps them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub relabelled: bool,
    /// Keys of its standard options that the customer calls, colours or offers otherwise; an upgrade keeps that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_options: Vec<String>,
    /// Its standard options stand in an order of the customer's; an upgrade keeps it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reordered: bool,
    /// Of a total or rollup: the type of its value, where that is the one of the values it is the smallest or largest
    /// of. The catalog knows it.
    #[serde(skip)]
    pub gives: Option<Box<FieldType>>,
    /// Of a total or rollup: it is an amount in the workspace's currency, for it is computed over amounts. The catalog
    /// knows it.
    #[serde(skip)]
    pub sums_money: bool,
}

fn no_text(text: &Text) -> bool {
    text.en.is_empty() && text.de.is_empty()
}

/// What a field holds. On the wire the variant is the field's `type`, the settings stand beside it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldType {
    /// The record's own id; envelope only.
    Id,
    /// One line of text.
    Text {
        /// Most characters; 500 unless told.
        #[serde(default = "short_text")]
        max_length: u32,
    },
    /// Several lines of plain text.
    LongText,
    /// Text with simple formatting, stored as sanitised HTML.
    RichText,
    /// A whole number.
    Integer {
        /// Smallest value allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// Largest value allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
    },
    /// An exact number with a fixed number of digits after the point.
    Decimal {
        /// Digits after the point, 0 to 9; 2 unless told.
        #[serde(default = "usual_scale")]
        scale: u8,
    },
    /// An amount with its currency.
    Money,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
    /// An instant.
    Timestamp,
    /// A length of time, in seconds.
    Duration,
    /// One of a list.
    Select {
        /// The list.
        options: Vec<SelectOption>,
    },
    /// Any number of a list.
    MultiSelect {
        /// The list.
        options: Vec<SelectOption>,
    },
    /// A state, with allowed transitions as data.
    Stage {
        /// The states; empty when they come from a linked record.
        #[serde(default)]
        options: Vec<StageOption>,
        /// A link of the same object to a record whose JSON field `stages` holds the states.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stages_from: Option<String>,
    },
    /// Another record, or several.
    Link {
        /// Keys of the objects it may point to; `*` is any.
        targets: Vec<String>,
        /// Several records.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        many: bool,
    },
    /// The user a record belongs to.
    Owner,
    /// E-mail addresses.
    Email,
    /// Phone numbers.
    Phone,
    /// Web addresses.
    Url,
    /// Accounts on social networks.
    Social,
    /// Postal addresses.
    Address,
    /// Tags, by name.
    Tags,
    /// Keys of the same record in other systems.
    ExternalIds,
    /// An uploaded file.
    File,
    /// A percentage with two digits after the point.
    Percentage,
    /// A number of stars.
    Rating {
        /// Most stars; 5 unless told.
        #[serde(default = "usual_stars")]
        max: u8,
    },
    /// A running number.
    AutoNumber {
        /// What stands before the digits.
        #[serde(default)]
        prefix: String,
        /// Digits, filled with zeros.
        #[serde(default)]
        digits: u8,
    },
    /// Computed from fields of the same record whenever it is written.
    Formula {
        /// The expression.
        expression: String,
        /// Type of the result: text, integer, decimal, boolean, date or timestamp.
        result: Box<FieldType>,
    },
    /// Computed over the record's own parts, in the transaction that changes them.
    Total {
        /// The object of the parts.
        object: String,
        /// Its link to this record.
        link: String,
        /// What to compute.
        function: ComputedFn,
        /// The field of the parts; not needed to count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
    },
    /// Computed over records that link here, by a job; it says as of when.
    Rollup {
        /// The object that links here.
        object: String,
        /// Its link to this record.
        link: String,
        /// What to compute.
        function: ComputedFn,
        /// The field of the linking records; not needed to count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
    },
    /// Any JSON.
    Json,
}

fn short_text() -> u32 {
    500
}

fn usual_scale() -> u8 {
    2
}

fn usual_stars() -> u8 {
    5
}

/// What totals and rollups compute.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComputedFn {
    /// How many.
    Count,
    /// Their sum.
    Sum,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// The average, rounded half to even.
    Average,
}

/// One entry of a select's list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SelectOption {
    /// What is stored.
    pub key: String,
    /// What it is called.
    pub labels: Text,
    /// A colour of the interface.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub color: String,
    /// No longer offered, still shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// One state of a stage field.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StageOption {
    /// What is stored.
    pub key: String,
    /// What it is called.
    pub labels: Text,
    /// A colour of the interface.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub color: String,
    /// Whether the way goes on from here.
    #[serde(default)]
    pub kind: StageKind,
    /// States that may follow; `None` means any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Vec<String>>,
    /// Fields that must have a value to enter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// Chance of success in percent, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<u8>,
    /// Days after which a record in this state counts as stale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_days: Option<u32>,
}

/// Whether the way goes on from a state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// Under way.
    #[default]
    Open,
    /// Ended well.
    Won,
    /// Ended badly.
    Lost,
}

impl StageOption {
    /// Reads stages as callers write them, as far as they can be read, and what is wrong with them, each at its place.
    pub fn read_all(stages: &Json) -> (Option<Vec<StageOption>>, Vec<Issue>) {
        let mut issues = Vec::new();
        let read = input::read(stages, &input::STAGES, "", &mut issues);
        (serde_json::from_value(read).ok(), issues)
    }
}

impl SelectOption {
    /// An entry.
    pub fn new(key: &str, en: &str, de: &str) -> SelectOption {
        SelectOption {
            key: key.to_owned(),
            labels: Text::new(en, de),
            color: String::new(),
            retired: false,
        }
    }
}

impl FieldDef {
    /// A new standard field without flags.
    pub fn new(key: &str, en: &str, de: &str, kind: FieldType) -> FieldDef {
        FieldDef {
            key: key.to_owned(),
            id: key.to_owned(),
            former_keys: Vec::new(),
            labels: Text::new(en, de),
            help: Text::default(),
            kind,
            required: false,
            unique: false,
            indexed: false,
            searched: false,
            read_only: false,
            system: false,
            default: None,
            relabelled: false,
            own_options: Vec::new(),
            reordered: false,
            gives: None,
            sums_money: false,
        }
    }

    /// One line of text.
    pub fn text(key: &str, en: &str, de: &str) -> FieldDef {
        FieldDef::new(
            key,
            en,
            de,
            FieldType::Text {
                max_length: short_text(),
            },
        )
    }

    /// A link to one record of one of these objects.
    pub fn link(key: &str, en: &str, de: &str, targets: &[&str]) -> FieldDef {
        let targets = targets.iter().map(|t| (*t).to_owned()).collect();
        FieldDef::new(key, en, de, FieldType::Link { targets, many: false })
    }

    /// Links to any number of records of these objects.
    pub fn links(key: &str, en: &str, de: &str, targets: &[&str]) -> FieldDef {
        let targets = targets.iter().map(|t| (*t).to_owned()).collect();
        FieldDef::new(key, en, de, FieldType::Link { targets, many: true })
    }

    /// One of a list of `(key, English, German)`.
    pub fn select(key: &str, en: &str, de: &str, options: &[(&str, &str, &str)]) -> FieldDef {
        let options = options
            .iter()
            .map(|(key, en, de)| SelectOption::new(key, en, de))
            .collect();
        FieldDef::new(key, en, de, FieldType::Select { options })
    }

    /// Must have a value.
    pub fn required(mut self) -> FieldDef {
        self.required = true;
        self
    }

    /// No two live records may share a value.
    pub fn unique(mut self) -> FieldDef {
        self.unique = true;
        self
    }

    /// With an index of its own.
    pub fn indexed(mut self) -> FieldDef {
        self.indexed = true;
        self
    }

    /// Made under another key, which keeps resolving; the columns of databases from then are called by it.
    pub fn formerly(mut self, key: &str) -> FieldDef {
        self.id = key.to_owned();
        self.former_keys.push(key.to_owned());
        self
    }

    /// Found by search.
    pub fn searched(mut self) -> FieldDef {
        self.searched = true;
        self
    }

    /// Set by Kontor only.
    pub fn read_only(mut self) -> FieldDef {
        self.read_only = true;
        self
    }

    /// With a value for new records, in wire form.
    pub fn default(mut self, value: impl Into<Json>) -> FieldDef {
        self.default = Some(value.into());
        self
    }

    /// With a sentence of help.
    pub fn help(mut self, en: &str, de: &str) -> FieldDef {
        self.help = Text::new(en, de);
        self
    }

    /// The objects a link may point to, `None` for other types.
    pub fn link_targets(&self) -> Option<&[String]> {
        match &self.kind {
            FieldType::Link { targets, .. } => Some(targets),
            _ => None,
        }
    }

    /// Made at run time by a customer. The prefix tells: standard fields never have it, custom ones always.
    pub fn is_custom(&self) -> bool {
        self.id.starts_with(CUSTOM_PREFIX)
    }

    /// A link to any number of records.
    pub fn is_many(&self) -> bool {
        matches!(&self.kind, FieldType::Link { many: true, .. })
    }

    /// Computed by Kontor, so never accepted from a caller.
    pub fn is_computed(&self) -> bool {
        self.kind.is_computed()
    }
}

impl FieldType {
    /// Computed by Kontor, so never accepted from a caller.
    pub fn is_computed(&self) -> bool {
        matches!(
            self,
            FieldType::Formula { .. }
                | FieldType::Total { .. }
                | FieldType::Rollup { .. }
                | FieldType::AutoNumber { .. }
        )
    }

    /// What it holds: of a formula its result.
    pub fn result(&self) -> &FieldType {
        match self {
            FieldType::Formula { result, .. } => result,
            other => other,
        }
    }

    /// Holds any number of items, which stand in the side table (for links to many: in the link table).
    pub fn is_multi_valued(&self) -> bool {
        matches!(
            self,
            FieldType::MultiSelect { .. }
                | FieldType::Link { many: true, .. }
                | FieldType::Email
                | FieldType::Phone
                | FieldType::Url
                | FieldType::Social
                | FieldType::Address
                | FieldType::Tags
                | FieldType::ExternalIds
        )
    }

    /// Keys of the options it brings along; `None` for types without a list of their own.
    pub fn option_keys(&self) -> Option<Vec<&str>> {
        match self {
            FieldType::Select { options } | FieldType::MultiSelect { options } => {
                Some(options.iter().map(|option| option.key.as_str()).collect())
            }
            FieldType::Stage {
                options,
                stages_from: None,
            } => Some(options.iter().map(|option| option.key.as_str()).collect()),
            _ => None,
        }
    }

    /// The name on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            FieldType::Id => "id",
            FieldType::Text { .. } => "text",
            FieldType::LongText => "long_text",
            FieldType::RichText => "rich_text",
            FieldType::Integer { .. } => "integer",
            FieldType::Decimal { .. } => "decimal",
            FieldType::Money => "money",
            FieldType::Boolean => "boolean",
            FieldType::Date => "date",
            FieldType::Timestamp => "timestamp",
            FieldType::Duration => "duration",
            FieldType::Select { .. } => "select",
            FieldType::MultiSelect { .. } => "multi_select",
            FieldType::Stage { .. } => "stage",
            FieldType::Link { .. } => "link",
            FieldType::Owner => "owner",
            FieldType::Email => "email",
            FieldType::Phone => "phone",
            FieldType::Url => "url",
            FieldType::Social => "social",
            FieldType::Address => "address",
            FieldType::Tags => "tags",
            FieldType::ExternalIds => "external_ids",
            FieldType::File => "file",
            FieldType::Percentage => "percentage",
            FieldType::Rating { .. } => "rating",
            FieldType::AutoNumber { .. } => "auto_number",
            FieldType::Formula { .. } => "formula",
            FieldType::Total { .. } => "total",
            FieldType::Rollup { .. } => "rollup",
            FieldType::Json => "json",
        }
    }
}
