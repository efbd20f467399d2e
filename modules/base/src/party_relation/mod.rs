//! How two parties stand to each other, from when to when, where needed through a third one (who introduced them).
//! It reads from left to right: `from_party` is employed at, is a subsidiary of, was introduced by `to_party`.

pub mod rules;

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::Text;

use crate::PARTIES;

/// The object's key.
pub const KEY: &str = "party_relation";
/// The kind that a person's main employer is a shortcut of.
pub const EMPLOYMENT: &str = "employment";

/// What a relation is made of.
pub fn definition() -> ObjectDef {
    let kinds = [
        (EMPLOYMENT, "Is employed at", "Ist angestellt bei"),
        (
            "board_member",
            "Is on the board of",
            "Ist im Vorstand oder Beirat von",
        ),
        ("owner_of", "Is an owner of", "Ist beteiligt an"),
        ("subsidiary", "Is a subsidiary of", "Ist Tochter von"),
        ("advisor", "Advises", "Berät"),
        ("supplier_of", "Supplies", "Beliefert"),
        ("partner", "Works together with", "Arbeitet zusammen mit"),
        ("member", "Is a member of", "Ist Mitglied von"),
        ("family", "Is family of", "Ist verwandt mit"),
        ("friend", "Is a friend of", "Ist befreundet mit"),
        ("introduced_by", "Was introduced by", "Wurde vorgestellt von"),
        ("represents", "Represents", "Vertritt"),
        ("other", "Other", "Sonstige"),
    ];
    ObjectDef::new(
        KEY,
        Text::new("Relation", "Beziehung"),
        Text::new("Relations", "Beziehungen"),
    )
    .icon("waypoints")
    .field(FieldDef::link("from_party", "From", "Von", &PARTIES).required())
    .field(FieldDef::link("to_party", "To", "Zu", &PARTIES).required())
    .field(FieldDef::select("kind", "Kind", "Art", &kinds).required())
    .field(FieldDef::text("role", "Role", "Funktion").searched().help(
        "What somebody is there: head of purchasing.",
        "Was jemand dort ist: Leiterin des Einkaufs.",
    ))
    .field(FieldDef::new("from_date", "Since", "Seit", FieldType::Date))
    .field(FieldDef::new("to_date", "Until", "Bis", FieldType::Date))
    .field(FieldDef::link("third_party", "Third party", "Dritter", &PARTIES))
    .called(&["role"])
    .called(&["kind"])
}
