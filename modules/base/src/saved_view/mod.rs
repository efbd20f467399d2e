//! A saved view: a list with its filter, order and columns, for its owner, the owner's team, or everybody.

pub mod rules;

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::Text;

/// The object's key.
pub const KEY: &str = "saved_view";

/// What a saved view is made of.
pub fn definition() -> ObjectDef {
    let shared = [
        ("private", "Only for me", "Nur für mich"),
        ("team", "For my team", "Für mein Team"),
        ("all", "For everybody", "Für alle"),
    ];
    ObjectDef::new(KEY, Text::new("View", "Ansicht"), Text::new("Views", "Ansichten"))
        .icon("table-properties")
        .field(FieldDef::text("name", "Name", "Name").required())
        .field(
            FieldDef::new("object", "Object", "Objekt", FieldType::Text { max_length: 60 })
                .required()
                .indexed(),
        )
        .field(FieldDef::new("filter", "Filter", "Filter", FieldType::LongText))
        .field(FieldDef::text("sort", "Order", "Sortierung"))
        .field(FieldDef::new("columns", "Columns", "Spalten", FieldType::Json))
        .field(
            FieldDef::select("shared", "Shared", "Geteilt", &shared)
                .required()
                .default("private"),
        )
        .field(FieldDef::new("layout", "Layout", "Darstellung", FieldType::Json))
        .field(FieldDef::new("broken", "Left out", "Weggelassen", FieldType::Json).read_only())
        .called(&["name"])
}
