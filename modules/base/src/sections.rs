//! What the base shows in the overview of a party: who it is to whom, what is to be done, what happened.

use kontor_kernel::Text;
use kontor_records::OverviewSection;

use crate::{document, household, interaction, note, organization, party_relation, party_role, person, task};

/// The sections, in the order the overview shows them.
pub fn sections() -> Vec<OverviewSection> {
    let section = |key, en, de, object, through: &[&'static str], sort| OverviewSection {
        key,
        labels: Text::new(en, de),
        object,
        filter: None,
        through: through.to_vec(),
        sort,
        limit: 10,
    };
    let parties = ["from_party", "to_party", "third_party"];
    let tasks = section(
        "tasks",
        "Open tasks",
        "Offene Aufgaben",
        task::KEY,
        &["links", "resurface_for"],
        "due_at",
    );
    let events = ["participants", "links"];
    vec![
        section(
            "roles",
            "Roles",
            "Rollen",
            party_role::KEY,
            &["party"],
            "-from_date",
        ),
        section(
            "relations",
            "Relations",
            "Beziehungen",
            party_relation::KEY,
            &parties,
            "-from_date",
        ),
        section(
            "people",
            "People",
            "Personen",
            person::KEY,
            &["organization"],
            "family_name,given_name",
        ),
        section(
            "subsidiaries",
            "Subsidiaries",
            "Tochterunternehmen",
            organization::KEY,
            &["parent"],
            "name",
        ),
        section(
            "households",
            "Households",
            "Haushalte",
            household::KEY,
            &["members"],
            "name",
        ),
        OverviewSection {
            filter: Some(r#"status != "done""#),
            ..tasks
        },
        section(
            "interactions",
            "Latest interactions",
            "Letzte Kontakte",
            interaction::KEY,
            &events,
            "-at",
        ),
        section("notes", "Notes", "Notizen", note::KEY, &["links"], "-created_at"),
        section(
            "documents",
            "Documents",
            "Dokumente",
            document::KEY,
            &["links"],
            "-created_at",
        ),
    ]
}
