//! Which type a field may be changed into, and what that costs.

use crate::field::FieldType;

/// What becomes of the values when a field changes its type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Conversion {
    /// Every value has a counterpart.
    Lossless,
    /// Some values are rounded, shortened or cleared.
    Lossy,
    /// The change is not offered; make a new field instead.
    Never,
}

use Conversion::{Lossless, Lossy, Never};

/// Lossless if the condition holds.
fn lossless_if(condition: bool) -> Conversion {
    if condition { Lossless } else { Lossy }
}

/// What a change from one type to another means. Settings count where they say what is stored (fewer digits after
/// the point lose some), not where they only bind new values (a smaller maximum leaves old values alone).
pub fn convertible(from: &FieldType, to: &FieldType) -> Conversion {
    use FieldType as T;
    match (from, to) {
        (T::Decimal { scale: from }, T::Decimal { scale: to }) => lossless_if(to >= from),
        (T::Select { .. } | T::Stage { .. }, T::Select { .. } | T::MultiSelect { .. } | T::Stage { .. })
        | (T::MultiSelect { .. }, T::MultiSelect { .. }) => lossless_if(keeps_options(from, to)),
        (T::MultiSelect { .. }, T::Select { .. }) => Lossy,
        (T::Select { .. } | T::MultiSelect { .. }, T::Tags) => Lossless,
        (
            T::Link {
                targets: from,
                many: from_many,
            },
            T::Link {
                targets: to,
                many: to_many,
            },
        ) => {
            let any = |targets: &[String]| targets.iter().any(|target| target == "*");
            lossless_if(
                (any(to) || from.iter().all(|target| to.contains(target))) && (*to_many || !from_many),
            )
        }
        (from, to) if std::mem::discriminant(from) == std::mem::discriminant(to) => Lossless,

        // Computed values can't be carried over, except that a number given out once stays readable.
        (T::AutoNumber { .. }, T::Text { .. } | T::LongText) => Lossless,
        (from, to) if from.is_computed() || to.is_computed() => Never,

        (T::Text { .. } | T::LongText, T::LongText | T::RichText) => Lossless,
        (T::LongText | T::RichText, T::Text { .. }) | (T::RichText, T::LongText) => Lossy,
        (
            T::Text { .. } | T::LongText,
            T::Integer { .. }
            | T::Decimal { .. }
            | T::Percentage
            | T::Money
            | T::Boolean
            | T::Date
            | T::Timestamp
            | T::Duration
            | T::Rating { .. }
            | T::Select { .. }
            | T::MultiSelect { .. }
            | T::Email
            | T::Phone
            | T::Url
            | T::Tags,
        ) => Lossy,
        (from, T::Text { .. } | T::LongText) if short_in_text(from) => Lossless,
        (T::Email | T::Phone | T::Url, T::Text { .. } | T::LongText) => Lossy,

        (T::Integer { .. }, T::Decimal { .. } | T::Duration | T::Percentage | T::Money) => Lossless,
        (T::Integer { .. }, T::Rating { .. }) => Lossy,
        (T::Rating { .. }, T::Integer { .. } | T::Decimal { .. }) | (T::Duration, T::Integer { .. }) => {
            Lossless
        }
        (T::Decimal { scale }, T::Percentage) => lossless_if(*scale <= 2),
        (T::Decimal { scale }, T::Money) => lossless_if(*scale <= 4),
        (T::Percentage, T::Decimal { scale }) => lossless_if(*scale >= 2),
        (T::Decimal { .. } | T::Percentage | T::Money, T::Integer { .. }) | (T::Money, T::Decimal { .. }) => {
            Lossy
        }
        (T::Date, T::Timestamp) => Lossless,
        (T::Timestamp, T::Date) => Lossy,
        _ => Never,
    }
}

/// Whether every option of the one is an option of the other.
fn keeps_options(from: &FieldType, to: &FieldType) -> bool {
    match (from.option_keys(), to.option_keys()) {
        (Some(from), Some(to)) => from.iter().all(|key| to.contains(key)),
        // Both take their states from a linked record: the same one, or the states differ.
        (None, None) => from == to,
        _ => false,
    }
}

/// Single values whose text form is short and can be read by people.
fn short_in_text(kind: &FieldType) -> bool {
    use FieldType as T;
    matches!(
        kind,
        T::Integer { .. }
            | T::Decimal { .. }
            | T::Percentage
            | T::Money
            | T::Boolean
            | T::Date
            | T::Timestamp
            | T::Duration
            | T::Rating { .. }
            | T::Select { .. }
            | T::Stage { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(max_length: u32) -> FieldType {
        FieldType::Text { max_length }
    }

    #[test]
    fn widening_loses_nothing_narrowing_may() {
        let integer = FieldType::Integer { min: None, max: None };
        let link = |targets: &[&str], many| FieldType::Link {
            targets: targets.iter().map(|t| (*t).to_owned()).collect(),
            many,
        };
        for (from, to, there, back) in [
            (text(50), text(100), Lossless, Lossless),
            (text(50), FieldType::LongText, Lossless, Lossy),
            (integer.clone(), text(50), Lossless, Lossy),
            (integer, FieldType::Decimal { scale: 2 }, Lossless, Lossy),
            (
                FieldType::Decimal { scale: 2 },
                FieldType::Decimal { scale: 4 },
                Lossless,
                Lossy,
            ),
            (FieldType::Date, FieldType::Timestamp, Lossless, Lossy),
            (link(&["a"], false), link(&["a", "b"], false), Lossless, Lossy),
            (link(&["a", "b"], true), link(&["*"], true), Lossless, Lossy),
            (link(&["a"], false), link(&["a"], true), Lossless, Lossy),
            (
                FieldType::AutoNumber {
                    prefix: String::new(),
                    digits: 4,
                },
                text(50),
                Lossless,
                Never,
            ),
            (FieldType::Json, text(50), Never, Never),
            (FieldType::Owner, link(&["user"], false), Never, Never),
        ] {
            assert_eq!(convertible(&from, &to), there, "{} to {}", from.name(), to.name());
            assert_eq!(convertible(&to, &from), back, "{} to {}", to.name(), from.name());
        }
    }
}
