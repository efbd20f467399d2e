//! A role: what its users may do, as data ([`kontor_definitions::RoleDef`]). Four come with a new workspace, see
//! [`seed`].

pub mod rules;
pub mod seed;

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::Text;

/// The object's key.
pub const KEY: &str = "role";

/// What a role is made of.
pub fn definition() -> ObjectDef {
    ObjectDef::new(KEY, Text::new("Role", "Rolle"), Text::new("Roles", "Rollen"))
        .icon("shield-check")
        .field(
            FieldDef::text("name", "Name", "Name")
                .required()
                .unique()
                .searched(),
        )
        .field(
            FieldDef::new("key", "Key", "Schlüssel", FieldType::Text { max_length: 60 })
                .required()
                .unique(),
        )
        .field(FieldDef::new("permissions", "Permissions", "Rechte", FieldType::Json).required())
        .field(FieldDef::new(
            "description",
            "Description",
            "Beschreibung",
            FieldType::LongText,
        ))
        .called(&["name"])
        .administration()
}
