//! A document: a file with a name and what it is about. Another file in its place is a new version; the one before
//! stays, as a part of the document.

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
    .field(FieldDef::new("file", "File", "Datei", FieldType::File).searched())
    .field(FieldDef::links("links", "Concerns", "Betrifft", &["*"]))
    .field(revision().default(1))
    .called(&["name"])
    .on_timeline(TimelineDef {
        at: "created_at".to_owned(),
        links: vec!["links".to_owned()],
        kind: None,
        channel: None,
    })
}

/// The object of earlier versions.
pub const VERSION: &str = "document_version";

/// What an earlier version of a document is made of.
pub fn version() -> ObjectDef {
    ObjectDef::new(
        VERSION,
        Text::new("Earlier version", "Frühere Fassung"),
        Text::new("Earlier versions", "Frühere Fassungen"),
    )
    .icon("file-clock")
    .field(FieldDef::link("document", "Document", "Dokument", &[KEY]).required())
    .field(FieldDef::text("name", "Name", "Name").searched())
    .field(FieldDef::new("file", "File", "Datei", FieldType::File))
    .field(revision())
    .part_of("document")
    .called(&["name"])
}

/// Counts the versions; Kontor does.
fn revision() -> FieldDef {
    let bounds = FieldType::Integer {
        min: Some(1),
        max: None,
    };
    FieldDef::new("revision", "Version", "Fassung", bounds).read_only()
}
