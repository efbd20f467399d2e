//! What a party is to the company, and from when to when: customer, supplier, press. One party has many roles, so
//! none of them is a kind of record of its own.

pub mod rules;

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::Text;

use crate::PARTIES;

/// The object's key.
pub const KEY: &str = "party_role";

/// What a role of a party is made of.
pub fn definition() -> ObjectDef {
    let kinds = [
        ("customer", "Customer", "Kunde"),
        ("prospect", "Prospect", "Interessent"),
        ("supplier", "Supplier", "Lieferant"),
        ("partner", "Partner", "Partner"),
        ("competitor", "Competitor", "Wettbewerber"),
        ("shareholder", "Shareholder", "Anteilseigner"),
        ("press", "Press", "Presse"),
        ("employee", "Employee", "Mitarbeiter"),
    ];
    ObjectDef::new(
        KEY,
        Text::new("Role of a party", "Rolle eines Kontakts"),
        Text::new("Roles of parties", "Rollen von Kontakten"),
    )
    .icon("badge")
    .field(FieldDef::link("party", "Party", "Kontakt", &PARTIES).required())
    .field(
        FieldDef::select("kind", "Kind", "Art", &kinds)
            .required()
            .indexed(),
    )
    .field(FieldDef::new("from_date", "From", "Von", FieldType::Date))
    .field(FieldDef::new("to_date", "To", "Bis", FieldType::Date))
    .called(&["kind"])
}
