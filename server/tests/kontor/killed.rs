//! A server that dies in the midst of an import, and the next one, which goes on with it.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::home::{Server, on_each};
use crate::http::{Answer, send};

const ROWS: usize = 6_000;
/// Longer than the lease of a job lasts, by which the next server knows that nobody works on it any more.
const PATIENCE: Duration = Duration::from_secs(240);

/// Nobody reads what the server says of each of very many requests, so it says nothing.
const QUIET: &[&str] = &["--log", "error"];

#[test]
fn an_import_goes_on_after_a_power_cut_and_doubles_nothing() {
    on_each(|home| {
        home.add_ann();
        let create = ["token", "create", "--user", "ann@example.org", "--name", "test"];
        let key = home.kontor(&create).out();
        let server = home.serve_with(QUIET);
        // Rows without a key: whatever is written twice is there twice.
        let rows: String = (0..ROWS)
            .map(|n| format!("Firma {n},info@firma{n}.example\n"))
            .collect();
        let file = format!("Name,E-Mail\n{rows}");
        let import = ask(&server, &key, "POST", "/imports?object=organization", &file).json();
        let path = format!("/imports/{}", import["id"].as_str().unwrap());
        assert_eq!(ask(&server, &key, "POST", &format!("{path}/run"), "").status, 202);
        let seen = until(&server, &key, &path, |import| done(import) > 0);
        assert_eq!(
            seen["state"], "running",
            "the file is too small to be interrupted: {seen:#}"
        );
        assert_eq!(server.end("KILL").0, None);

        let server = home.serve_with(QUIET);
        let left = ask(&server, &key, "GET", &path, "").json();
        assert!(
            done(&left) >= done(&seen) && done(&left) < ROWS as u64,
            "{left:#}"
        );
        let import = until(&server, &key, &path, |import| import["state"] != "running");
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
        assert_eq!(count(&server, &key), ROWS as u64);
    });
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
