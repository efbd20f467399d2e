//! A workspace that is restored or deleted from the command line while a server runs and people ask it for things.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use serde_json::json;

use crate::home::{Home, PASSWORD, Server, on_each};
use crate::http::{Answer, request, send};

/// So many records that restoring them takes longer than a request.
const ROWS: usize = 2_000;

/// What one who asks all the time was answered: how often with which status.
type Seen = BTreeMap<u16, usize>;

/// Asks again and again while something is done, and answers with what came of both. Whoever is told to wait is told for
/// how long.
fn asked_meanwhile<T>(server: &Server, host: &str, work: impl FnOnce() -> T) -> (T, Seen) {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut seen = Seen::new();
            while !over.load(Relaxed) {
                let answer = setup(server, host);
                *seen.entry(answer.status).or_default() += 1;
                let waits = answer.head.to_ascii_lowercase().contains("retry-after:");
                assert_eq!(answer.status == 503, waits, "{} {}", answer.head, answer.body);
            }
            seen
        });
        let done = work();
        over.store(true, Relaxed);
        (done, asking.join().unwrap())
    })
}

/// What strangers may ask of a workspace.
fn setup(server: &Server, host: &str) -> Answer {
    request(server.host(), "GET", "/api/v1/setup", &[("Host", host)], None)
}

fn names(home: &Home) -> usize {
    let lines = home
        .kontor(&["export", "organization", "--format", "jsonl"])
        .out();
    lines.lines().count()
}

/// A backup of a workspace with records, made elsewhere.
fn backup_of(home: &Home) -> std::path::PathBuf {
    let rows: String = (0..ROWS).map(|n| format!("Firma {n}\n")).collect();
    let folder = home.data().parent().unwrap().to_owned();
    std::fs::write(folder.join("firms.csv"), format!("Name\n{rows}")).unwrap();
    home.add_ann();
    home.kontor(&["import", "organization", "firms.csv"]).out();
    home.kontor(&["backup", "main.zip"]).out();
    folder.join("main.zip")
}

#[test]
fn a_workspace_is_closed_while_it_is_restored_and_then_serves_what_was_restored() {
    on_each(|home| {
        let source = Home::new(None);
        let zip = backup_of(&source);
        let server = home.serve();
        let restore = || home.kontor(&["restore", zip.to_str().unwrap()]).out();
        let (restored, seen) = asked_meanwhile(&server, server.host(), restore);
        assert!(restored.starts_with("Restored as of 20"), "{restored}");
        assert!(seen.contains_key(&503), "nobody was told to wait: {seen:?}");
        assert!(seen.keys().all(|status| [200, 503].contains(status)), "{seen:?}");
        assert_eq!(server.sign_in("ann@example.org", PASSWORD), 200);
        assert_eq!(names(home), ROWS);
        assert_eq!(home.kontor(&["doctor", "--json"]).json()["ok"], true);
        assert_eq!(server.end("TERM").0, Some(0));
    });
}

#[test]
fn a_restore_that_fails_half_way_leaves_everything_as_it_was() {
    on_each(|home| {
        let source = Home::new(None);
        source.add_ann();
        let key = source.key_of_ann();
        let hash = with_a_file(&source, &key);
        source.kontor(&["backup", "main.zip"]).out();
        let zip = source.data().parent().unwrap().join("main.zip");

        let server = home.serve();
        let link = server.setup.clone().unwrap();
        // The records come first; then the file finds something in its way.
        let files = home.data().join("workspaces/main/files");
        std::fs::create_dir_all(&files).unwrap();
        let obstacle = files.join(&hash[..2]);
        std::fs::write(&obstacle, "in the way").unwrap();
        let restore = || home.kontor(&["restore", zip.to_str().unwrap()]);
        let (failed, seen) = asked_meanwhile(&server, server.host(), restore);
        assert_eq!(failed.code, 1, "{}{}", failed.out, failed.err);
        assert!(seen.keys().all(|status| [200, 503].contains(status)), "{seen:?}");

        assert_eq!(home.kontor(&["doctor", "--json"]).json()["ok"], true);
        assert_eq!(
            home.kontor(&["export", "document", "--format", "jsonl"]).out(),
            ""
        );
        assert_eq!(server.sign_in("ann@example.org", PASSWORD), 401);
        let code = link.rsplit_once("code=").unwrap().1;
        let first = json!({"code": code, "email": "ben@example.org", "password": PASSWORD, "name": "Ben"});
        assert_eq!(
            server.post("/api/v1/setup", first).status,
            201,
            "its link still leads in"
        );
        assert_eq!(server.sign_in("ben@example.org", PASSWORD), 200);
        assert_eq!(server.end("TERM").0, Some(0));
    });
}

/// Puts a file into a document; answers the hash of its content.
fn with_a_file(home: &Home, key: &str) -> String {
    let server = home.serve();
    let bearer = format!("Bearer {key}");
    let by_ann = ("Authorization", bearer.as_str());
    let text = [by_ann, ("Content-Type", "text/plain")];
    let file = send(server.host(), "POST", "/api/v1/files", &text, "of the backup").json();
    let document = json!({"name": "Paper", "file": file["id"]});
    let path = "/api/v1/records/document";
    assert_eq!(
        request(server.host(), "POST", path, &[by_ann], Some(document)).status,
        201
    );
    assert_eq!(server.end("TERM").0, Some(0));
    file["sha256"].as_str().unwrap().to_owned()
}

#[test]
fn a_workspace_that_is_deleted_is_closed_first_and_its_neighbours_notice_nothing() {
    on_each(|home| {
        let host = "acme.example";
        home.kontor(&["workspace", "host", "main", "main.example"]).out();
        for (name, host) in [("acme", host), ("beta", "beta.example")] {
            home.kontor(&["workspace", "create", name, "--host", host])
                .noted();
        }
        let server = home.serve();
        assert_eq!(setup(&server, host).status, 200);
        let delete = || {
            let delete = || home.kontor(&["workspace", "delete", "acme", "--yes"]).out();
            asked_meanwhile(&server, "main.example", delete)
        };
        let ((deleted, neighbours), seen) = asked_meanwhile(&server, host, delete);
        assert_eq!(deleted, "Deleted.");
        assert!(
            seen.keys().all(|status| [200, 503, 404].contains(status)),
            "{seen:?}"
        );
        assert!(neighbours.keys().eq([&200]), "{neighbours:?}");
        assert_eq!(setup(&server, host).status, 404);
        assert!(!home.data().join("workspaces/acme").exists());
        // One of the same name inherits nothing.
        home.kontor(&["workspace", "create", "acme", "--host", host])
            .out();
        assert_eq!(setup(&server, host).json(), json!({"open": true}));
        assert_eq!(server.end("TERM").0, Some(0));
    });
}
