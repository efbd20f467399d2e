//! Views that everybody finds in the lists, in the language of the workspace.

use kontor_base::saved_view;
use serde_json::json;

use crate::book::Book;
use crate::colleagues::Colleagues;
use crate::ground::Ground;

/// Object, name in English and German, filter, order, and how it is shown.
const VIEWS: [(&str, &str, &str, &str, &str, &str); 7] = [
    (
        "opportunity",
        "Pipeline",
        "Pipeline",
        "closed_at == null",
        "close_date",
        "board",
    ),
    (
        "opportunity",
        "Large and open",
        "Groß und offen",
        "closed_at == null && amount > 30000",
        "-amount",
        "table",
    ),
    (
        "opportunity",
        "Without next step",
        "Ohne nächsten Schritt",
        "closed_at == null && next_step == null",
        "close_date",
        "table",
    ),
    (
        "organization",
        "Key accounts",
        "Schlüsselkunden",
        r#""Schlüsselkunde" in tags || "Key account" in tags"#,
        "name",
        "table",
    ),
    (
        "person",
        "Write in English",
        "Auf Englisch schreiben",
        r#"language == "en""#,
        "family_name",
        "table",
    ),
    (
        "task",
        "Overdue in the team",
        "Überfällig im Team",
        r#"status == "open" && due_at < now()"#,
        "due_at",
        "table",
    ),
    (
        "interaction",
        "This week",
        "Diese Woche",
        r#"at >= start_of("week")"#,
        "-at",
        "table",
    ),
];

/// Makes them.
pub fn make(book: &mut Book, ground: &Ground, colleagues: &Colleagues) {
    book.chapter();
    let lead = colleagues.sellers[0].first().map(|lead| lead.id);
    let owner = colleagues.first.or(lead).map(|id| id.to_string());
    for (object, english, german, filter, sort, show) in VIEWS {
        let name = if book.german { german } else { english };
        let id = book.id();
        if ground.views.contains_key(&name.to_lowercase()) {
            continue;
        }
        let by = if show == "board" { "stage" } else { "" };
        let values = json!({"name": name, "object": object, "filter": filter, "sort": sort, "shared": "all", "owner": owner,
            "layout": {"show": show, "by": by, "group": "", "chips": [], "text": filter}});
        book.create_as(id, saved_view::KEY, values);
    }
}
