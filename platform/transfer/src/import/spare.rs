//! What the engine refuses of a row only for cells that may be left out costs these cells and not the row.

use kontor_kernel::Error;

use super::block::{field_of, refused};
use super::mapping::Mapping;
use super::row::{Row, Wish};

/// The row without the cells at fault, each told as a warning; none when there is more to it than these.
pub(super) fn spared(mapping: &Mapping, row: &Row, error: &Error) -> Option<Row> {
    let (object, issues) = refused(error);
    let mut row = row.clone();
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

/// Takes what a row says of a field away; answers whether it said anything.
fn take(wish: &mut Wish, position: usize) -> bool {
    let before = wish.clone();
    wish.values.remove(&position);
    wish.addresses.retain(|address| address.position != position);
    wish.links.retain(|link| link.position != position);
    wish.stages.retain(|called| called.position != position);
    *wish != before
}
