//! What a type of field lends itself to: adding up, unique values, an index, search.

use crate::field::FieldType;

/// What can be added up. A total is known the moment its record is, so a rollup may add up totals.
pub(super) fn is_amount(kind: &FieldType, total: bool) -> bool {
    use FieldType as T;
    match kind {
        T::Integer { .. } | T::Decimal { .. } | T::Percentage | T::Money | T::Duration | T::Rating { .. } => {
            true
        }
        T::Formula { result, .. } => matches!(**result, T::Integer { .. } | T::Decimal { .. }),
        T::Total { .. } => !total,
        _ => false,
    }
}

pub(super) fn is_time(kind: &FieldType) -> bool {
    match kind {
        FieldType::Date | FieldType::Timestamp => true,
        FieldType::Formula { result, .. } => is_time(result),
        _ => false,
    }
}

/// Single short values.
pub(super) fn can_be_unique(kind: &FieldType) -> bool {
    use FieldType as T;
    matches!(
        kind,
        T::Text { .. }
            | T::Integer { .. }
            | T::Decimal { .. }
            | T::Percentage
            | T::Date
            | T::Timestamp
            | T::Duration
            | T::Select { .. }
            | T::Link { many: false, .. }
            | T::Owner
            | T::AutoNumber { .. }
    )
}

/// Whatever is filtered or sorted by one short column.
pub(super) fn can_be_indexed(kind: &FieldType) -> bool {
    use FieldType as T;
    match kind {
        T::Boolean
        | T::Money
        | T::Rating { .. }
        | T::Stage { .. }
        | T::File
        | T::Total { .. }
        | T::Rollup { .. } => true,
        T::Formula { result, .. } => can_be_indexed(result),
        other => can_be_unique(other),
    }
}

/// Whatever has words.
pub(super) fn can_be_searched(kind: &FieldType) -> bool {
    use FieldType as T;
    match kind {
        T::Text { .. }
        | T::LongText
        | T::RichText
        | T::Select { .. }
        | T::MultiSelect { .. }
        | T::Email
        | T::Phone
        | T::Url
        | T::Social
        | T::Address
        | T::Tags
        | T::ExternalIds
        | T::File
        | T::Integer { .. }
        | T::AutoNumber { .. } => true,
        T::Formula { result, .. } => matches!(**result, T::Text { .. }),
        _ => false,
    }
}
