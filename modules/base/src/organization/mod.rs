//! An organisation: a company, an authority, an association. Its place in a group is a tree over `parent`.

mod industry;
mod legal_form;
pub mod rules;
mod vat;

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::Text;

/// The object's key.
pub const KEY: &str = "organization";

/// What an organisation is made of. Only one way to name or reach it is needed; the rest comes with time.
pub fn definition() -> ObjectDef {
    ObjectDef::new(
        KEY,
        Text::new("Organisation", "Organisation"),
        Text::new("Organisations", "Organisationen"),
    )
    .icon("building-2")
    .field(FieldDef::text("name", "Name", "Name").indexed().searched())
    .field(FieldDef::new(
        "legal_form",
        "Legal form",
        "Rechtsform",
        FieldType::Select {
            options: legal_form::options(),
        },
    ))
    .field(
        FieldDef::text("vat_id", "VAT id", "USt-IdNr.")
            .indexed()
            .searched()
            .help(
                "With the prefix of its country, which makes it checkable: DE136695976.",
                "Mit der Vorsilbe des Landes, dann wird sie geprüft: DE136695976.",
            ),
    )
    .field(FieldDef::new(
        "industry",
        "Industry",
        "Branche",
        FieldType::Select {
            options: industry::options(),
        },
    ))
    .field(FieldDef::new(
        "employees",
        "Employees",
        "Beschäftigte",
        FieldType::Integer {
            min: Some(0),
            max: Some(100_000_000),
        },
    ))
    .field(FieldDef::new("revenue", "Revenue", "Umsatz", FieldType::Money).indexed())
    .field(FieldDef::link(
        "parent",
        "Parent organisation",
        "Übergeordnete Organisation",
        &[KEY],
    ))
    .field(FieldDef::new("emails", "E-mail addresses", "E-Mail-Adressen", FieldType::Email).searched())
    .field(FieldDef::new("phones", "Phone numbers", "Telefonnummern", FieldType::Phone).searched())
    .field(FieldDef::new("websites", "Websites", "Webseiten", FieldType::Url).searched())
    .field(
        FieldDef::new(
            "social",
            "Social networks",
            "Soziale Netzwerke",
            FieldType::Social,
        )
        .searched(),
    )
    .field(FieldDef::new("addresses", "Addresses", "Anschriften", FieldType::Address).searched())
    .called(&["name"])
    .called(&["emails"])
    .called(&["phones"])
    .called(&["websites"])
    .called(&["social"])
    .called(&["vat_id"])
    .called(&["external_ids"])
    .identified_by(&[
        "name",
        "emails",
        "phones",
        "websites",
        "social",
        "vat_id",
        "external_ids",
    ])
    .complete_with(&[
        ("name", 3),
        ("emails", 2),
        ("phones", 2),
        ("addresses", 2),
        ("websites", 1),
        ("legal_form", 1),
        ("vat_id", 1),
        ("industry", 1),
        ("employees", 1),
        ("revenue", 1),
    ])
    .tree_over("parent")
    .party()
}
