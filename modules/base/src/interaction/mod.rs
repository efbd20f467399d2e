//! An interaction: one contact with somebody, on whatever channel. The spine of every timeline; what a machine
//! recorded (a mail that came in, a payment) is never changed afterwards.

pub mod rules;

use kontor_definitions::{FieldDef, FieldType, ObjectDef, TimelineDef};
use kontor_kernel::Text;

/// The object's key.
pub const KEY: &str = "interaction";

/// What an interaction is made of.
pub fn definition() -> ObjectDef {
    let kinds = [
        ("call", "Call", "Anruf"),
        ("meeting", "Meeting", "Besprechung"),
        ("email", "E-mail", "E-Mail"),
        ("letter", "Letter", "Brief"),
        ("visit", "Visit", "Besuch"),
        ("chat", "Chat", "Chat"),
        ("message", "Message", "Nachricht"),
        ("note", "Note", "Notiz"),
        ("web", "Website", "Webseite"),
        ("event", "Event", "Veranstaltung"),
        ("payment", "Payment", "Zahlung"),
        ("other", "Other", "Sonstiges"),
    ];
    let channels = [
        ("phone", "Phone", "Telefon"),
        ("email", "E-mail", "E-Mail"),
        ("letter", "Letter", "Brief"),
        ("fax", "Fax", "Fax"),
        ("in_person", "In person", "Persönlich"),
        ("chat", "Chat", "Chat"),
        ("social", "Social network", "Soziales Netzwerk"),
        ("web", "Website", "Webseite"),
        ("portal", "Portal", "Portal"),
        ("system", "System", "System"),
    ];
    let directions = [
        ("inbound", "Inbound", "Eingehend"),
        ("outbound", "Outbound", "Ausgehend"),
        ("internal", "Internal", "Intern"),
    ];
    ObjectDef::new(
        KEY,
        Text::new("Interaction", "Kontaktereignis"),
        Text::new("Interactions", "Kontaktereignisse"),
    )
    .icon("messages-square")
    .field(
        FieldDef::select("kind", "Kind", "Art", &kinds)
            .required()
            .indexed(),
    )
    .field(FieldDef::select("channel", "Channel", "Kanal", &channels))
    .field(FieldDef::select(
        "direction",
        "Direction",
        "Richtung",
        &directions,
    ))
    .field(
        FieldDef::new("at", "When", "Wann", FieldType::Timestamp)
            .required()
            .indexed(),
    )
    .field(FieldDef::new(
        "duration",
        "Duration",
        "Dauer",
        FieldType::Duration,
    ))
    .field(FieldDef::links(
        "participants",
        "Participants",
        "Beteiligte",
        &["person", "organization", "user"],
    ))
    .field(FieldDef::text("subject", "Subject", "Betreff").searched())
    .field(FieldDef::new("body", "Text", "Text", FieldType::RichText).searched())
    .field(FieldDef::new("cost", "Cost", "Kosten", FieldType::Money))
    .field(FieldDef::links("links", "Concerns", "Betrifft", &["*"]))
    .called(&["subject"])
    .called(&["kind"])
    .append_only_for_machines()
    .on_timeline(TimelineDef {
        at: "at".to_owned(),
        links: vec!["participants".to_owned(), "links".to_owned()],
        kind: Some("kind".to_owned()),
        channel: Some("channel".to_owned()),
    })
}
