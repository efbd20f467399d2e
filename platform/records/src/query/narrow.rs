//! Whether a filter leaves few records, so that the index over them is taken and not the one over the order.
//!
//! To SQLite "has no close date" is as good as "belongs to this customer": it takes both for a value that few records have,
//! and may walk through all that were never given a date to find the customer's. Of one party there are few: it is a
//! customer, not a user who owns thousands or a pipeline that has all.

use kontor_definitions::Catalog;
use kontor_expression::{Comparison, Expr, Field, Type};

/// Answers whether few records can meet this condition: those that link to one party.
pub fn is_narrow(catalog: &Catalog, filter: &Expr) -> bool {
    match filter {
        Expr::And(parts) => parts.iter().any(|part| is_narrow(catalog, part)),
        Expr::Or(parts) => parts.iter().all(|part| is_narrow(catalog, part)),
        Expr::Compare {
            op: Comparison::Equal,
            left,
            right,
        } => {
            matches!(&**left, Expr::Field(field) if leads_to_party(catalog, field))
                && matches!(&**right, Expr::Constant(_))
        }
        Expr::Member { set, item } => leads_to_party(catalog, set) && matches!(&**item, Expr::Constant(_)),
        _ => false,
    }
}

/// Whether it is a link of the record itself that may lead to a party, as those of tasks and notes do, which lead to anything.
fn leads_to_party(catalog: &Catalog, field: &Field) -> bool {
    let (Type::Link { objects } | Type::LinkSet { objects }) = &field.ty else {
        return false;
    };
    let is_party = |key: &String| catalog.object(key).is_some_and(|object| object.def.party);
    field.path.len() == 1 && (objects.is_empty() || objects.iter().any(is_party))
}
