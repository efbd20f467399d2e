//! A tag: the colour and meaning of a word that records are tagged with. Records carry the word itself; the tag is
//! made by itself when a word is used for the first time.

pub mod rules;

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::Text;

/// The object's key.
pub const KEY: &str = "tag";

/// What a tag is made of. Its name is unique whatever its case.
pub fn definition() -> ObjectDef {
    ObjectDef::new(
        KEY,
        Text::new("Tag", "Schlagwort"),
        Text::new("Tags", "Schlagwörter"),
    )
    .icon("tag")
    .field(
        FieldDef::new("name", "Name", "Name", FieldType::Text { max_length: 100 })
            .required()
            .unique()
            .searched(),
    )
    .field(FieldDef::select("color", "Colour", "Farbe", &crate::COLORS))
    .field(FieldDef::new(
        "description",
        "Description",
        "Beschreibung",
        FieldType::LongText,
    ))
    .called(&["name"])
}
