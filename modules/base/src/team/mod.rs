//! A team: users who share records. Who belongs to a team also belongs to the teams below it.

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::Text;

/// The object's key.
pub const KEY: &str = "team";

/// What a team is made of.
pub fn definition() -> ObjectDef {
    ObjectDef::new(KEY, Text::new("Team", "Team"), Text::new("Teams", "Teams"))
        .icon("users-round")
        .field(
            FieldDef::text("name", "Name", "Name")
                .required()
                .indexed()
                .searched(),
        )
        .field(FieldDef::link(
            "parent",
            "Parent team",
            "Übergeordnetes Team",
            &[KEY],
        ))
        .field(FieldDef::new(
            "description",
            "Description",
            "Beschreibung",
            FieldType::LongText,
        ))
        .called(&["name"])
        .tree_over("parent")
        .administration()
}
