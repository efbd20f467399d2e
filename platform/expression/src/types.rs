//! Types, and the schema that knows which field has which.

use std::sync::Arc;

use kontor_kernel::number::MONEY_SCALE;

use crate::number::MAX_SCALE;

/// What a field holds or an expression comes to. Names are shared, so a type is cheap to clone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    /// True or false.
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// A scaled integer: quantities, percentages.
    Decimal {
        /// Digits after the point, at most 18.
        scale: u8,
    },
    /// Money as its value in the workspace's currency; missing while no rate is known.
    Money,
    /// A text.
    Text,
    /// A day.
    Date,
    /// An instant.
    Timestamp,
    /// A span of seconds.
    Duration,
    /// A link to one record of one of these objects.
    Link {
        /// Keys of the objects it may point to; none named: any.
        objects: Arc<[String]>,
    },
    /// One of a list of options.
    Choice {
        /// Keys of the options.
        options: Arc<[String]>,
    },
    /// Several texts: tags, or a multi-select when its options are given.
    TextSet {
        /// Keys of the options, if only these are possible.
        options: Option<Arc<[String]>>,
    },
    /// Links to several records.
    LinkSet {
        /// Keys of the objects they may point to; none named: any.
        objects: Arc<[String]>,
    },
    /// A list of small structures: e-mail addresses, phone numbers, addresses.
    Items {
        /// What each of them holds; scalar types only.
        fields: Arc<[(String, Type)]>,
    },
    /// Anything else; it can only be asked whether it is there.
    Json,
}

impl Type {
    /// A link to records of one object.
    pub fn link(object: &str) -> Type {
        Type::Link {
            objects: Arc::from([object.to_owned()]),
        }
    }

    /// A choice among options.
    pub fn choice<T: Into<String>>(options: impl IntoIterator<Item = T>) -> Type {
        Type::Choice {
            options: options.into_iter().map(Into::into).collect(),
        }
    }

    /// A list of structures.
    pub fn items<T: Into<String>>(fields: impl IntoIterator<Item = (T, Type)>) -> Type {
        Type::Items {
            fields: fields.into_iter().map(|(name, ty)| (name.into(), ty)).collect(),
        }
    }

    /// Digits after the point, if it is a type of numbers.
    pub(crate) fn scale(&self) -> Option<u8> {
        match self {
            Type::Int => Some(0),
            Type::Decimal { scale } => Some((*scale).min(MAX_SCALE)),
            Type::Money => Some(MONEY_SCALE),
            _ => None,
        }
    }

    /// Whether it holds a text.
    pub(crate) fn is_textual(&self) -> bool {
        matches!(self, Type::Text | Type::Choice { .. })
    }

    /// Its name in messages.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Type::Bool => "a yes/no value",
            Type::Int => "a whole number",
            Type::Decimal { .. } => "a decimal number",
            Type::Money => "an amount of money",
            Type::Text => "a text",
            Type::Date => "a date",
            Type::Timestamp => "a point in time",
            Type::Duration => "a duration",
            Type::Link { .. } => "a link",
            Type::Choice { .. } => "a choice",
            Type::TextSet { .. } => "a set of texts",
            Type::LinkSet { .. } => "a set of links",
            Type::Items { .. } => "a list",
            Type::Json => "a structure",
        }
    }
}

/// What a schema says of one path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldInfo {
    /// Its type.
    pub ty: Type,
    /// Whether the caller may not read it: it is then refused like a field that does not exist.
    pub hidden: bool,
}

impl From<Type> for FieldInfo {
    fn from(ty: Type) -> FieldInfo {
        FieldInfo { ty, hidden: false }
    }
}

/// Knows the fields of an object, and follows its links to one record: `organization.owner.name`.
pub trait Schema {
    /// The field at a path; `None` when there is none.
    fn field(&self, path: &[&str]) -> Option<FieldInfo>;
}
