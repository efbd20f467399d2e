//! A server that dies or is told to end in the midst of an import, and the next one, which goes on with it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::home::{Home, Server, on_each};
use crate::http::{Answer, Begun, send};

const ROWS: usize = 6_000;
/// Longer than the lease of a job lasts, by which the next server knows that nobody works on it any more.
const PATIENCE: Duration = Duration::from_secs(240);
/// Within this time a server that was told to end has ended; the rest of a block is all that it still does.
const IN_TIME: Duration = Duration::from_secs(20);

/// Nobody reads what the server says of each of very many requests, so it says nothing.
const QUIET: &[&str] = &["--log", "error"];

#[test]
fn an_import_goes_on_after_a_power_cut_and_doubles_nothing() {
    on_each(|home| {
        home.add_ann();
        let key = home.key_of_ann();
        let (server, path, seen) = importing(home, &key);
        assert_eq!(server.end("KILL").0, None);

        let server = home.serve_with(QUIET);
        let left = ask(&server, &key, "GET", &path, "").json();
        assert!(
            done(&left) >= done(&seen) && done(&left) < ROWS as u64,
            "{left:#}"
        );
        assert_done(&server, &key, &path);
        assert_eq!(count(&server, &key), ROWS as u64);
    });
}

#[test]
fn an_import_is_handed_back_by_a_server_that_is_told_to_end() {
    on_each(|home| {
        home.add_ann();
        let key = home.key_of_ann();
        let (server, path, seen) = importing(home, &key);
        let bearer = format!("Bearer {key}");
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
        ];
        let body = json!({"name": "Zuletzt"}).to_string();
        let last = Begun::new(
            server.host(),
            "POST",
            "/api/v1/records/organization",
            &headers,
            body.len(),
        );
        server.signal("TERM");
        let told = Instant::now();
        assert_eq!(last.answer(&body).status, 201, "a request that runs is answered");
        let (code, log) = server.end("CONT");
        assert_eq!(code, Some(0), "{log}");
        assert!(told.elapsed() < IN_TIME, "it took {:?} to end", told.elapsed());

        let server = home.serve_with(QUIET);
        let import = ask(&server, &key, "GET", &path, "").json();
        assert!(done(&import) < ROWS as u64, "the file is too small: {import:#}");
        let job = format!("/jobs/{}", import["job"].as_str().unwrap());
        let going_on = until(&server, &key, &path, |import| done(import) > done(&seen) + 500);
        assert_eq!(going_on["state"], "running", "{going_on:#}");
        // Had the first server kept it, the next one would have missed its worker.
        assert_eq!(ask(&server, &key, "GET", &job, "").json()["error"], Value::Null);
        assert_done(&server, &key, &path);
        assert_eq!(count(&server, &key), ROWS as u64 + 1);
    });
}

/// A server in the midst of an import: the address of the import, and how it was when it was seen last.
fn importing(home: &Home, key: &str) -> (Server, String, Value) {
    let server = home.serve_with(QUIET);
    // Rows without a key: whatever is written twice is there twice.
    let rows: String = (0..ROWS)
        .map(|n| format!("Firma {n},info@firma{n}.example\n"))
        .collect();
    let file = format!("Name,E-Mail\n{rows}");
    let import = ask(&server, key, "POST", "/imports?object=organization", &file).json();
    let path = format!("/imports/{}", import["id"].as_str().unwrap());
    assert_eq!(ask(&server, key, "POST", &format!("{path}/run"), "").status, 202);
    let seen = until(&server, key, &path, |import| done(import) > 0);
    assert_eq!(
        seen["state"], "running",
        "the file is too small to be interrupted: {seen:#}"
    );
    (server, path, seen)
}

/// The import comes to its end by itself, with every row.
fn assert_done(server: &Server, key: &str, path: &str) {
    let import = until(server, key, path, |import| import["state"] != "running");
    let report = &import["report"];
    assert_eq!(
        [
            &import["state"],
            &report["rows"],
            &report["created"],
            &report["failed"]
        ],
        [&Value::from("done"), &ROWS.into(), &ROWS.into(), &0.into()],
        "{import:#}"
    );
}

fn ask(server: &Server, key: &str, method: &str, path: &str, body: &str) -> Answer {
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "text/csv")];
    send(server.host(), method, &format!("/api/v1{path}"), &headers, body)
}

fn done(import: &Value) -> u64 {
    import["progress"]["done"].as_u64().unwrap()
}

/// Asks for the import until it is as it should be.
fn until(server: &Server, key: &str, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let given_up = Instant::now() + PATIENCE;
    loop {
        let import = ask(server, key, "GET", path, "").json();
        if is_so(&import) {
            return import;
        }
        assert!(Instant::now() < given_up, "{import:#}");
    }
}

fn count(server: &Server, key: &str) -> u64 {
    let page = ask(
        server,
        key,
        "GET",
        "/records/organization?limit=1&count=exact",
        "",
    )
    .json();
    page["count"].as_u64().unwrap()
}
