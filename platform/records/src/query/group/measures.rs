//! What is computed over a group: counts, sums, smallest, largest, averages.

use std::sync::Arc;

use kontor_definitions::storage::UNRATED;
use kontor_definitions::{ComputedFn, FieldDef, FieldType, Object};
use kontor_kernel::Result;
use kontor_kernel::number::MONEY_SCALE;

use super::keys::result;
use super::rows::{How, Shown};
use super::{Column, Measure, Part};
use crate::query::scope::{Scope, column as column_of, value_column};

/// Sums are taken apart here, so that no sum of stored values overflows in the database.
pub(super) const HIGH: i128 = 1 << 32;

/// The column of a measure.
pub(super) fn column(
    scope: &mut Scope<'_>,
    object: &Arc<Object>,
    measure: &Measure,
    n: usize,
) -> Result<Column> {
    let Some(path) = &measure.field else {
        if measure.function != ComputedFn::Count {
            return Err(super::issue(
                "measures",
                n,
                "required",
                "Only count needs no field.".to_owned(),
            ));
        }
        let parts = vec![Part::Count("*".to_owned())];
        return Ok(Column {
            name: "count".to_owned(),
            parts,
            shown: Shown::Count,
        });
    };
    let (alias, field) = super::field(scope, object, path, "measures", n)?;
    let name = format!("{}_{}", word(measure.function), path.replace('.', "_"));
    let (stored, sql) = (column_of(&alias, &field.id), value_column(&alias, &field));
    if measure.function == ComputedFn::Count {
        if field.columns().is_empty() {
            return Err(super::issue(
                "measures",
                n,
                "wrong_type",
                format!("{path:?} can't be counted."),
            ));
        }
        return Ok(Column {
            name,
            parts: vec![Part::Count(stored)],
            shown: Shown::Count,
        });
    }
    let is_money = field.kind == FieldType::Money || field.sums_money;
    let money = is_money.then(|| scope.ctx.settings.currency.clone());
    let Some(scale) = scale(&field) else {
        let extreme = matches!(measure.function, ComputedFn::Min | ComputedFn::Max);
        if extreme && matches!(result(&field), FieldType::Date | FieldType::Timestamp) {
            return Ok(Column {
                name,
                parts: vec![extreme_of(measure.function, sql)],
                shown: Shown::Field(Box::new(FieldDef::new(
                    &field.key,
                    "",
                    "",
                    result(&field).clone(),
                ))),
            });
        }
        return Err(super::issue(
            "measures",
            n,
            "wrong_type",
            format!("{path:?} is no number."),
        ));
    };
    let sum = [
        Part::Sum(format!("{sql} / {HIGH}")),
        Part::Sum(format!("{sql} % {HIGH}")),
    ];
    let (mut parts, how) = match measure.function {
        ComputedFn::Sum => (sum.into(), How::Sum),
        ComputedFn::Average => {
            let mut parts = Vec::from(sum);
            parts.push(Part::Count(sql.clone()));
            (parts, How::Average)
        }
        function => (vec![extreme_of(function, sql.clone())], How::Extreme),
    };
    if money.is_some() {
        // Amounts without a rate are in no sum, so the answer says how many there are.
        parts.push(match field.sums_money {
            true => Part::Sum(column_of(&alias, &field.column(UNRATED))),
            false => Part::Count(format!("CASE WHEN {sql} IS NULL THEN {stored} END")),
        });
    }
    Ok(Column {
        name,
        parts,
        shown: Shown::Number { scale, money, how },
    })
}

fn word(function: ComputedFn) -> &'static str {
    match function {
        ComputedFn::Count => "count",
        ComputedFn::Sum => "sum",
        ComputedFn::Min => "min",
        ComputedFn::Max => "max",
        ComputedFn::Average => "average",
    }
}

fn extreme_of(function: ComputedFn, sql: String) -> Part {
    if function == ComputedFn::Min {
        Part::Min(sql)
    } else {
        Part::Max(sql)
    }
}

/// Digits after the point of a field with numbers; `None` for any other.
fn scale(field: &FieldDef) -> Option<u8> {
    Some(match result(field) {
        FieldType::Integer { .. } | FieldType::Rating { .. } | FieldType::Duration => 0,
        FieldType::Decimal { scale } => *scale,
        FieldType::Percentage => 2,
        FieldType::Total {
            function: ComputedFn::Count,
            ..
        }
        | FieldType::Rollup {
            function: ComputedFn::Count,
            ..
        } => 0,
        FieldType::Money | FieldType::Total { .. } | FieldType::Rollup { .. } => MONEY_SCALE,
        _ => return None,
    })
}
