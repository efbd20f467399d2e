//! A task, and its follow-up (*Wiedervorlage*): put aside until `resurface_at`, it comes back by itself.
//!
//! `resurface_if` says under which condition it comes back. `none`: whenever its time has come. `no_reply`: only if
//! `resurface_for` was silent since the task was put aside; when an answer came, nothing is left to follow up, so the
//! task is done and names the answer in `answered_by`.

pub mod follow_up;
pub mod recurrence;
pub mod repeat;
pub mod rules;

use kontor_definitions::{FieldDef, FieldType, ObjectDef, TimelineDef};
use kontor_kernel::Text;

use crate::{PARTIES, interaction};

/// The object's key.
pub const KEY: &str = "task";

/// What a task is made of.
pub fn definition() -> ObjectDef {
    let priorities = [
        ("low", "Low", "Niedrig"),
        ("normal", "Normal", "Normal"),
        ("high", "High", "Hoch"),
        ("urgent", "Urgent", "Dringend"),
    ];
    let statuses = [
        ("open", "Open", "Offen"),
        ("snoozed", "Put aside", "Wiedervorlage"),
        ("done", "Done", "Erledigt"),
    ];
    let conditions = [
        ("none", "In any case", "In jedem Fall"),
        ("no_reply", "If no reply came", "Wenn keine Antwort kam"),
    ];
    let time = |key: &str, en: &str, de: &str| FieldDef::new(key, en, de, FieldType::Timestamp);
    ObjectDef::new(KEY, Text::new("Task", "Aufgabe"), Text::new("Tasks", "Aufgaben"))
        .icon("circle-check-big")
        .field(
            FieldDef::text("subject", "Subject", "Betreff")
                .required()
                .searched(),
        )
        .field(FieldDef::new("body", "Text", "Text", FieldType::RichText).searched())
        .field(
            FieldDef::select("status", "Status", "Status", &statuses)
                .indexed()
                .default("open"),
        )
        .field(time("due_at", "Due", "Fällig").indexed())
        .field(time("resurface_at", "Comes back", "Wiedervorlage").indexed())
        .field(FieldDef::select("resurface_if", "Comes back", "Kommt wieder", &conditions).default("none"))
        .field(FieldDef::link(
            "resurface_for",
            "Reply expected from",
            "Antwort erwartet von",
            &PARTIES,
        ))
        .field(FieldDef::select("priority", "Priority", "Priorität", &priorities).default("normal"))
        .field(
            FieldDef::new(
                "recurrence",
                "Repeats",
                "Wiederholung",
                FieldType::Text { max_length: 200 },
            )
            .help(
                "A rule as in calendars: FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH.",
                "Eine Regel wie in Kalendern: FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH.",
            ),
        )
        .field(FieldDef::link(
            "assignee",
            "Assigned to",
            "Zugewiesen an",
            &["user"],
        ))
        .field(time("done_at", "Done at", "Erledigt am"))
        .field(FieldDef::links("links", "Concerns", "Betrifft", &["*"]))
        .field(time("snoozed_at", "Put aside at", "Zurückgelegt am").read_only())
        .field(time("resurfaced_at", "Came back at", "Wiedergekommen am").read_only())
        .field(
            FieldDef::link(
                "answered_by",
                "Answered by",
                "Beantwortet durch",
                &[interaction::KEY],
            )
            .read_only(),
        )
        .field(FieldDef::link("next_task", "Next task", "Nächste Aufgabe", &[KEY]).read_only())
        .called(&["subject"])
        .on_timeline(TimelineDef {
            at: "created_at".to_owned(),
            links: vec!["links".to_owned(), "resurface_for".to_owned()],
            kind: None,
            channel: None,
        })
}
