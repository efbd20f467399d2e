//! What the engine refuses of a row only for cells that may be left out costs these cells and not the row.

use kontor_kernel::{Error, Issue};
use serde_json::json;

use super::block::{field_of, refused};
use super::mapping::{Mapping, Use};
use super::row::{Row, Wish, without_ends};

/// The row without the cells at fault, each told as a warning; none when there is more to it than these.
pub(super) fn spared(mapping: &Mapping, row: &Row, error: &Error) -> Option<Row> {
    let (object, issues) = refused(error);
    let mut row = row.clone();
    if object != 0 && issues.iter().all(|issue| issue.code == "required") {
        return Some(without_record(mapping, row, object));
    }
    for issue in issues {
        let position = mapping.objects[object].position(field_of(&issue))?;
        let mut fills = mapping.uses().filter(|(column, used)| {
            column.is_some() && used.object == object && used.what.position() == Some(position)
        });
        let (column, used) = fills.next().filter(|(_, used)| used.optional)?;
        let wish = row.wishes[object].as_mut()?;
        if fills.any(|(_, used)| !used.optional) || !take(wish, position) {
            return None;
        }
        row.problem(mapping, column, Some(used), issue);
    }
    Some(row)
}

/// The row without what it says of a record beside its main one that lacks what such a record must have: a turnover
/// without a company.
fn without_record(mapping: &Mapping, mut row: Row, object: usize) -> Row {
    let said = row.wishes[object].take().unwrap_or_default();
    let key = mapping.objects[object].key();
    let issue = |detail: String| Issue::new("", "required", detail).with(json!({"object": key}));
    for (column, used) in mapping
        .uses()
        .filter(|(column, used)| column.is_some() && used.object == object)
    {
        if says(&said, used) {
            let left_out = Use {
                optional: true,
                ..used.clone()
            };
            row.problem(
                mapping,
                column,
                Some(&left_out),
                issue(format!("There is no {key} in the row.")),
            );
        }
    }
    without_ends(mapping, &mut row);
    row
}

/// Whether a record has something of what a column fills.
fn says(wish: &Wish, used: &Use) -> bool {
    used.what.position().is_some_and(|position| {
        wish.values.contains_key(&position)
            || wish.addresses.iter().any(|address| address.position == position)
            || wish.links.iter().any(|link| link.position == position)
    })
}

/// Takes what a row says of a field away; answers whether it said anything.
fn take(wish: &mut Wish, position: usize) -> bool {
    let before = wish.clone();
    wish.values.remove(&position);
    wish.addresses.retain(|address| address.position != position);
    wish.links.retain(|link| link.position != position);
    wish.stages.retain(|called| called.position != position);
    *wish != before
}
