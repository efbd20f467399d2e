//! A household: people who live and decide together, addressed as one.

use kontor_definitions::{FieldDef, ObjectDef};
use kontor_kernel::Text;

use crate::person;

/// The object's key.
pub const KEY: &str = "household";

/// What a household is made of.
pub fn definition() -> ObjectDef {
    ObjectDef::new(
        KEY,
        Text::new("Household", "Haushalt"),
        Text::new("Households", "Haushalte"),
    )
    .icon("house")
    .field(
        FieldDef::text("name", "Name", "Name")
            .required()
            .indexed()
            .searched(),
    )
    .field(FieldDef::links(
        "members",
        "Members",
        "Mitglieder",
        &[person::KEY],
    ))
    .called(&["name"])
    .complete_with(&[("name", 1), ("members", 2)])
    .party()
}
