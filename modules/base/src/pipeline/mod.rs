//! A pipeline: the stages that records of an object pass through, as data that everybody reads alike: the engine
//! allows moves by it, the interface draws its columns by it.

pub mod rules;

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::Text;

/// The object's key.
pub const KEY: &str = "pipeline";

/// What a pipeline is made of.
pub fn definition() -> ObjectDef {
    ObjectDef::new(
        KEY,
        Text::new("Pipeline", "Pipeline"),
        Text::new("Pipelines", "Pipelines"),
    )
    .icon("square-kanban")
    .field(
        FieldDef::text("name", "Name", "Name")
            .required()
            .indexed()
            .searched(),
    )
    .field(
        FieldDef::new("object", "Object", "Objekt", FieldType::Text { max_length: 60 })
            .required()
            .indexed()
            .default("opportunity"),
    )
    .field(FieldDef::new("stages", "Stages", "Stufen", FieldType::Json).required())
    .field(FieldDef::new(
        "position",
        "Position",
        "Position",
        FieldType::Integer {
            min: Some(0),
            max: Some(10_000),
        },
    ))
    .field(FieldDef::new("active", "Active", "Aktiv", FieldType::Boolean).default(true))
    .called(&["name"])
}
