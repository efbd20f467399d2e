//! The demonstration company on the command line, with a server and without.

use serde_json::{Value, json};

use crate::home::{Server, on_each};

/// Asks a server as Ann.
struct Ann<'a> {
    server: &'a Server,
    key: String,
}

impl Ann<'_> {
    fn get(&self, path: &str) -> Value {
        let answer = self.server.get_as(&self.key, &format!("/api/v1{path}"));
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.json()
    }

    /// The records of an object that meet a filter, and how many there are.
    fn list(&self, object: &str, filter: &str) -> (u64, Vec<Value>) {
        let wish = json!({"filter": filter, "count": "exact", "limit": 200});
        let path = format!("/api/v1/records/{object}/list");
        let bearer = format!("Bearer {}", self.key);
        let headers = [("Authorization", bearer.as_str())];
        let answer = crate::http::request(self.server.host(), "POST", &path, &headers, Some(wish));
        assert_eq!(answer.status, 200, "{object}: {}", answer.body);
        let page = answer.json();
        (
            page["count"].as_u64().unwrap(),
            page["data"].as_array().unwrap().clone(),
        )
    }

    fn count(&self, object: &str, filter: &str) -> u64 {
        self.list(object, filter).0
    }
}

const ALL: &str = "created_at != null";

#[test]
fn an_empty_workspace_gets_a_company_with_two_years_of_work_once() {
    on_each(|home| {
        home.add_ann();
        let made = home.kontor(&["demo"]).out();
        assert!(
            made.starts_with("Made: 200 organisations, 600 people, "),
            "{made}"
        );
        let refused = home.kontor(&["demo"]).refusal();
        assert!(
            refused.starts_with("The workspace holds records already"),
            "{refused}"
        );

        let twice = home.kontor(&["duplicates", "person", "--format", "json"]).json();
        let pairs = twice.as_array().unwrap().len();
        assert!((10..=100).contains(&pairs), "{pairs}, fifteen on purpose");

        let key = home.key_of_ann();
        let server = home.serve();
        let ann = Ann { server: &server, key };
        counts(&ann);
        today(&ann);
        one_customer(&ann);
    });
}

fn counts(ann: &Ann<'_>) {
    assert_eq!(
        (ann.count("organization", ALL), ann.count("person", ALL)),
        (200, 600)
    );
    assert!(ann.count("interaction", ALL) > 2000);
    let old = r#"at < now() - duration("600d")"#;
    assert!(ann.count("interaction", old) > 100);
    assert_eq!(ann.count("interaction", "at > now()"), 0);
    for kind in ["call", "email", "meeting", "visit", "letter", "event", "payment"] {
        assert!(
            ann.count("interaction", &format!("kind == {kind:?}")) > 0,
            "{kind}"
        );
    }
    for stage in ["new", "qualified", "proposal", "negotiation", "won", "lost"] {
        let (count, of) = ann.list("opportunity", &format!("stage == {stage:?}"));
        assert!(count > 0, "{stage}");
        assert!(
            of.iter()
                .all(|one| one["amount"]["amount"].is_string() && one["close_date"].is_string())
        );
    }
    // Won long ago, not when it was written.
    assert!(ann.count("opportunity", r#"closed_at < now() - duration("200d")"#) > 10);
    for (object, least) in [
        ("note", 100),
        ("party_role", 194),
        ("saved_view", 7),
        ("team", 3),
        ("user", 9),
    ] {
        assert!(ann.count(object, ALL) >= least, "{object}");
    }
    let ended = r#"kind == "employment" && to_date != null && role != null"#;
    assert!(ann.count("party_relation", ended) > 10);
    assert!(ann.count("party_relation", r#"kind == "subsidiary""#) >= 10);
    let outside = r#"emails.exists(e, !e.value.endsWith(".example"))"#;
    assert_eq!(
        (ann.count("person", outside), ann.count("organization", outside)),
        (0, 0)
    );
}

fn today(ann: &Ann<'_>) {
    let open = r#"status == "open""#;
    let today = format!(r#"{open} && due_at >= start_of("day") && due_at <= end_of("day")"#);
    assert!(ann.count("task", &today) >= 12);
    let mine = format!("{today} && assignee == me()");
    assert!(
        ann.count("task", &mine) >= 3,
        "there is something to do for who tries it"
    );
    assert!(
        ann.count("task", &format!(r#"{open} && due_at < start_of("day")"#)) > 5,
        "overdue"
    );
    assert!(ann.count("task", r#"status == "snoozed" && resurface_at > now()"#) > 10);
    assert!(ann.count("task", r#"status == "done""#) >= 100);
}

fn one_customer(ann: &Ann<'_>) {
    let (_, best) = ann.list("organization", r#""Schlüsselkunde" in tags"#);
    let id = best[0]["id"].as_str().unwrap();
    let timeline = ann.get(&format!("/records/organization/{id}/timeline?limit=50"));
    assert!(timeline["data"].as_array().unwrap().len() > 15, "{timeline}");
    let overview = ann.get(&format!("/records/organization/{id}/overview"));
    assert!(overview.to_string().contains("opportunit"), "{overview}");
    let (_, people) = ann.list(
        "person",
        &format!("organization == {id:?} && family_name != null"),
    );
    let name = people[0]["family_name"].as_str().unwrap();
    let address: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let found = ann.get(&format!("/search?q={address}"));
    let hit = |one: &Value| one["id"] == people[0]["id"];
    assert!(
        found["data"].as_array().unwrap().iter().any(hit),
        "{name}: {found}"
    );
}

#[test]
fn a_running_server_makes_it_beside_what_is_there_if_asked_to() {
    on_each(|home| {
        home.add_ann();
        let server = home.serve();
        let key = home.key_of_ann();
        let bearer = format!("Bearer {key}");
        let headers = [("Authorization", bearer.as_str())];
        let person = json!({"family_name": "Berg"});
        let made = crate::http::request(
            server.host(),
            "POST",
            "/api/v1/records/person",
            &headers,
            Some(person),
        );
        assert_eq!(made.status, 201, "{}", made.body);
        let refused = crate::http::request(server.host(), "POST", "/api/v1/demo", &headers, Some(json!({})));
        assert_eq!(
            (refused.status, refused.json()["object"].clone()),
            (409, json!("person"))
        );

        let job = home.kontor(&["demo", "--anyway", "--seed", "7", "--json"]).json();
        assert_eq!(job["state"], json!("done"), "{job}");
        assert_eq!(job["result"]["made"]["person"], json!(600));
        let ann = Ann { server: &server, key };
        assert_eq!(ann.count("person", ALL), 601);
    });
}
