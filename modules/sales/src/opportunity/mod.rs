//! An opportunity: a sale that may come about. Its stage is one of its pipeline's; the pipeline says how likely
//! success is there, what must be known to enter, and how long one should stay.

pub mod limits;
pub mod rules;

use kontor_definitions::{FieldDef, FieldType, ObjectDef, TimelineDef};
use kontor_kernel::Text;

/// The object's key.
pub const KEY: &str = "opportunity";

/// What an opportunity is made of.
pub fn definition() -> ObjectDef {
    let reasons = [
        ("price", "Price", "Preis"),
        ("competitor", "Went to a competitor", "An Wettbewerber verloren"),
        ("product", "Product did not fit", "Produkt passte nicht"),
        ("timing", "Wrong time", "Falscher Zeitpunkt"),
        ("budget", "No budget", "Kein Budget"),
        ("no_decision", "No decision", "Keine Entscheidung"),
        ("no_contact", "No answer any more", "Kein Kontakt mehr"),
        ("other", "Other", "Sonstiges"),
    ];
    let stages = FieldType::Stage {
        options: Vec::new(),
        stages_from: Some("pipeline".to_owned()),
    };
    ObjectDef::new(
        KEY,
        Text::new("Opportunity", "Verkaufschance"),
        Text::new("Opportunities", "Verkaufschancen"),
    )
    .icon("handshake")
    .field(FieldDef::text("name", "Name", "Name").indexed().searched().help(
        "Left empty, it takes the name of the organisation or person.",
        "Bleibt er leer, gilt der Name der Organisation oder Person.",
    ))
    .field(FieldDef::link(
        "organization",
        "Organisation",
        "Organisation",
        &["organization"],
    ))
    .field(FieldDef::link("person", "Person", "Person", &["person"]))
    .field(FieldDef::link("pipeline", "Pipeline", "Pipeline", &["pipeline"]).required())
    .field(
        FieldDef::new("stage", "Stage", "Stufe", stages)
            .required()
            .indexed(),
    )
    .field(FieldDef::new("amount", "Amount", "Betrag", FieldType::Money).indexed())
    .field(
        FieldDef::new(
            "close_date",
            "Expected close",
            "Erwarteter Abschluss",
            FieldType::Date,
        )
        .indexed(),
    )
    .field(
        FieldDef::new(
            "probability",
            "Probability in percent",
            "Wahrscheinlichkeit in Prozent",
            FieldType::Integer {
                min: Some(0),
                max: Some(100),
            },
        )
        .help(
            "Follows the stage unless it is set by hand.",
            "Folgt der Stufe, wenn sie nicht von Hand gesetzt wird.",
        ),
    )
    .field(FieldDef::text("next_step", "Next step", "Nächster Schritt").searched())
    .field(
        FieldDef::new(
            "next_step_at",
            "Next step on",
            "Nächster Schritt am",
            FieldType::Timestamp,
        )
        .indexed(),
    )
    .field(
        FieldDef::select("loss_reason", "Reason of loss", "Verlustgrund", &reasons).formerly("lost_reason"),
    )
    .field(
        FieldDef::new("closed_at", "Closed at", "Abgeschlossen am", FieldType::Timestamp)
            .read_only()
            .indexed(),
    )
    .field(
        FieldDef::new(
            "stage_since",
            "In this stage since",
            "In dieser Stufe seit",
            FieldType::Timestamp,
        )
        .read_only(),
    )
    .field(
        FieldDef::new(
            "stage_limit",
            "Days allowed in this stage",
            "Tage, die diese Stufe dauern darf",
            FieldType::Integer {
                min: Some(0),
                max: None,
            },
        )
        .read_only(),
    )
    .field(
        FieldDef::new(
            "stage_due",
            "To leave this stage by",
            "Diese Stufe zu verlassen bis",
            FieldType::Timestamp,
        )
        .read_only()
        .indexed()
        .help(
            "What is past this moment is stuck. The pipeline says how many days each stage may take.",
            "Was darüber hinaus ist, stockt. Wie viele Tage jede Stufe dauern darf, sagt die Pipeline.",
        ),
    )
    .called(&["name"])
    .identified_by(&["name", "organization", "person"])
    .complete_with(&[
        ("amount", 3),
        ("close_date", 2),
        ("organization", 2),
        ("person", 1),
        ("next_step", 1),
        ("next_step_at", 1),
    ])
    .on_timeline(TimelineDef {
        at: "created_at".to_owned(),
        links: vec!["organization".to_owned(), "person".to_owned()],
        kind: None,
        channel: None,
    })
}
