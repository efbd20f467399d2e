//! A saved map of imports: which column of a file fills which field, to be used again by name. What stands in it is looked
//! at when a file is imported with it.

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::Text;

/// The object's key.
pub const KEY: &str = "import_map";

/// What a saved map is made of.
pub fn definition() -> ObjectDef {
    ObjectDef::new(
        KEY,
        Text::new("Import map", "Importzuordnung"),
        Text::new("Import maps", "Importzuordnungen"),
    )
    .icon("file-input")
    .field(FieldDef::text("name", "Name", "Name").required().unique())
    .field(FieldDef::new(
        "object",
        "Object",
        "Objekt",
        FieldType::Text { max_length: 60 },
    ))
    .field(FieldDef::new("map", "Map", "Zuordnung", FieldType::Json).required())
    .called(&["name"])
}
