//! A document: a file with a name and what it is about. A new version is a new record that names the one before.

pub mod rules;

use kontor_definitions::{FieldDef, FieldType, ObjectDef, TimelineDef};
use kontor_kernel::Text;

/// The object's key.
pub const KEY: &str = "document";

/// What a document is made of.
pub fn definition() -> ObjectDef {
    let kinds = [
        ("contract", "Contract", "Vertrag"),
        ("offer", "Quote", "Angebot"),
        ("order", "Order", "Auftrag"),
        ("invoice", "Invoice", "Rechnung"),
        ("letter", "Letter", "Brief"),
        ("minutes", "Minutes", "Protokoll"),
        ("presentation", "Presentation", "Präsentation"),
        ("report", "Report", "Bericht"),
        ("image", "Image", "Bild"),
        ("other", "Other", "Sonstiges"),
    ];
    ObjectDef::new(
        KEY,
        Text::new("Document", "Dokument"),
        Text::new("Documents", "Dokumente"),
    )
    .icon("file-text")
    .field(
        FieldDef::text("name", "Name", "Name")
            .required()
            .indexed()
            .searched(),
    )
    .field(FieldDef::select("kind", "Kind", "Art", &kinds))
    .field(FieldDef::new("file", "File", "Datei", FieldType::File))
    .field(FieldDef::links("links", "Concerns", "Betrifft", &["*"]))
    .field(FieldDef::new(
        "revision",
        "Version",
        "Fassung",
        FieldType::Integer {
            min: Some(1),
            max: Some(100_000),
        },
    ))
    .field(FieldDef::link(
        "previous",
        "Previous version",
        "Vorige Fassung",
        &[KEY],
    ))
    .called(&["name"])
    .on_timeline(TimelineDef {
        at: "created_at".to_owned(),
        links: vec!["links".to_owned()],
        kind: None,
        channel: None,
    })
}
