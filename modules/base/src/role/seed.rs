//! The four roles of a new workspace. They are ordinary records: a customer changes them or adds others.
//!
//! - **Administrator**: everything, definitions and settings included.
//! - **Manager**: all business records of everybody, with export; sees users, teams and roles, changes none of them.
//! - **Member**: sees and makes everything of the business; changes what is his own, his team's or nobody's (a task
//!   also when it is assigned to him), trashes only what is his own, exports nothing. Pipelines are set up by others,
//!   and so are the names of tags, because renaming one changes everybody's records.
//! - **Read only**: sees what a member sees.
//!
//! A view that is not shared is seen by its owner only, and by administrators.

use kontor_kernel::Text;
use serde_json::{Value, json};

/// Who may see a saved view.
const VIEW_SEEN: &str = r#"shared == "all" || owner == me() || (shared == "team" && team in my_teams())"#;
/// The records that are a member's to change.
const MINE: &str = "owner == me() || team in my_teams() || owner == null";
/// The tasks that are a member's to change.
const MY_TASK: &str = "owner == me() || assignee == me() || team in my_teams() || owner == null";
/// The records that are a member's to trash.
const OWN: &str = "owner == me()";

/// Key, name, description and permissions of each.
pub fn roles() -> [(&'static str, Text, Text, Value); 4] {
    let view = json!({"create": OWN, "read": VIEW_SEEN, "update": OWN, "delete": OWN, "export": false});
    let seen = json!({"read": true});
    let administrator = json!({"administer": true});
    let manager = json!({"objects": {
        "*": {"create": true, "read": true, "update": true, "delete": true, "export": true},
        "saved_view": view,
        "user": seen, "team": seen, "role": seen,
    }});
    let member = json!({"objects": {
        "*": {"create": true, "read": true, "update": MINE, "delete": OWN, "export": false},
        "task": {"create": true, "read": true, "update": MY_TASK, "delete": OWN, "export": false},
        "tag": {"create": true, "read": true},
        "pipeline": seen,
        "saved_view": view,
        "user": seen, "team": seen, "role": seen,
    }});
    let read_only = json!({"objects": {"*": seen, "saved_view": {"read": VIEW_SEEN}}});
    [
        (
            "administrator",
            Text::new("Administrator", "Administrator"),
            Text::new(
                "Everything, settings and users included.",
                "Alles, auch Einstellungen und Benutzer.",
            ),
            administrator,
        ),
        (
            "manager",
            Text::new("Manager", "Leitung"),
            Text::new(
                "All business records of everybody; no administration.",
                "Alle Geschäftsdaten von allen; keine Verwaltung.",
            ),
            manager,
        ),
        (
            "member",
            Text::new("Member", "Mitarbeiter"),
            Text::new(
                "Sees everything, changes what is his own or his team's.",
                "Sieht alles, ändert eigene Daten und die des Teams.",
            ),
            member,
        ),
        (
            "read_only",
            Text::new("Read only", "Nur lesen"),
            Text::new(
                "Sees everything and changes nothing.",
                "Sieht alles und ändert nichts.",
            ),
            read_only,
        ),
    ]
}
