//! A note on any record. Mentions stand inside its text, where the editor puts them.

use kontor_definitions::{FieldDef, FieldType, ObjectDef, TimelineDef};
use kontor_kernel::Text;

/// The object's key.
pub const KEY: &str = "note";

/// What a note is made of.
pub fn definition() -> ObjectDef {
    ObjectDef::new(KEY, Text::new("Note", "Notiz"), Text::new("Notes", "Notizen"))
        .icon("sticky-note")
        .field(
            FieldDef::new("body", "Text", "Text", FieldType::RichText)
                .required()
                .searched(),
        )
        .field(FieldDef::links("links", "Concerns", "Betrifft", &["*"]))
        .called(&["body"])
        .on_timeline(TimelineDef {
            at: "created_at".to_owned(),
            links: vec!["links".to_owned()],
            kind: None,
            channel: None,
        })
}
