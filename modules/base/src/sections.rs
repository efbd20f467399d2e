//! What the base shows in the overview of a party: who it is to whom, what is to be done, what happened; and how much of
//! it.

use kontor_kernel::Text;
use kontor_records::{OverviewSection, OverviewTotal, TotalMeasure};

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

/// The figures.
pub fn totals() -> Vec<OverviewTotal> {
    let total = |key, en, de, object, measure| OverviewTotal {
        key,
        labels: Text::new(en, de),
        object,
        through: Vec::new(),
        filter: None,
        stage: None,
        measure,
    };
    let tasks = |key, en, de, filter| OverviewTotal {
        through: vec!["links", "resurface_for"],
        filter: Some(filter),
        ..total(key, en, de, task::KEY, TotalMeasure::Count)
    };
    vec![
        total(
            "last_contact",
            "Last contact",
            "Letzter Kontakt",
            interaction::KEY,
            TotalMeasure::Latest,
        ),
        total(
            "interactions",
            "Interactions",
            "Kontaktereignisse",
            interaction::KEY,
            TotalMeasure::Entries,
        ),
        tasks(
            "open_tasks",
            "Open tasks",
            "Offene Aufgaben",
            r#"status == "open""#,
        ),
        tasks(
            "overdue_tasks",
            "Overdue tasks",
            "Überfällige Aufgaben",
            r#"status == "open" && due_at < now()"#,
        ),
        tasks(
            "open_follow_ups",
            "Open follow-ups",
            "Offene Wiedervorlagen",
            r#"status == "snoozed""#,
        ),
    ]
}
