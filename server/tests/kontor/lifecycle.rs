//! The server from its start to its end.

use std::net::TcpStream;

use serde_json::json;

use crate::home::{PASSWORD, mode, on_each};
use crate::http::{Begun, send};

#[test]
fn the_first_start_prints_a_link_that_sets_it_up_once() {
    on_each(|home| {
        let server = home.serve();
        let link = server.setup.clone().expect("nobody has set it up yet");
        let code = link
            .strip_prefix(&format!("{}/setup#code=", server.address))
            .unwrap();
        assert_eq!(server.get("/api/v1/setup").json(), json!({"open": true}));
        let wish = |code: &str| json!({"code": code, "email": "ann@example.org", "password": PASSWORD, "name": "Ann"});
        assert_eq!(server.post("/api/v1/setup", wish("guessed")).status, 401);
        assert_eq!(server.post("/api/v1/setup", wish(code)).status, 201);
        assert_eq!(server.get("/api/v1/setup").json(), json!({"open": false}));
        assert_eq!(server.sign_in("ann@example.org", PASSWORD), 200);
        assert_eq!(server.end("TERM").0, Some(0));

        let server = home.serve();
        assert_eq!(server.setup, None, "after that there is no link");
        assert_eq!(
            server.sign_in("ann@example.org", PASSWORD),
            200,
            "what was acknowledged is still there"
        );
    });
}

#[test]
fn a_second_server_on_the_same_folder_refuses() {
    on_each(|home| {
        let server = home.serve();
        let refusal = home.kontor(&["serve", "--listen", "127.0.0.1:0"]).refusal();
        assert!(
            refusal.contains("in use") && refusal.contains(&server.process().to_string()),
            "{refusal}"
        );
        assert_eq!(server.get("/readyz").status, 200, "the first one goes on");
    });
}

/// As docs/postgresql.md says: a folder for each, the files in one place.
#[test]
fn several_servers_work_on_one_postgresql_database() {
    on_each(|home| {
        home.add_ann();
        let key = home.key_of_ann();
        let one = home.serve();
        let Some(second) = home.beside() else {
            return;
        };
        let other = second.serve();
        let bearer = format!("Bearer {key}");
        let by_ann = ("Authorization", bearer.as_str());
        let named = ("Content-Disposition", "attachment; filename=\"a.txt\"");
        let text = [by_ann, named, ("Content-Type", "text/plain")];
        let file = send(one.host(), "POST", "/api/v1/files", &text, "of the first").json();
        let path = format!("/api/v1/files/{}", file["id"].as_str().unwrap());
        let read = other.get_as(&key, &path);
        assert_eq!((read.status, read.body.as_str()), (200, "of the first"));
        let json = [by_ann, ("Content-Type", "application/json")];
        let values = r#"{"family_name": "Meier"}"#;
        let made = send(other.host(), "POST", "/api/v1/records/person", &json, values).json();
        let path = format!("/api/v1/records/person/{}", made["id"].as_str().unwrap());
        assert_eq!(one.get_as(&key, &path).json()["family_name"], "Meier");
        assert_eq!((one.end("TERM").0, other.end("TERM").0), (Some(0), Some(0)));
    });
}

#[test]
fn an_address_that_is_taken_is_said_in_one_line() {
    let (one, other) = (crate::home::Home::new(None), crate::home::Home::new(None));
    let server = one.serve();
    let refusal = other.kontor(&["serve", "--listen", server.host()]).refusal();
    assert!(refusal.contains(server.host()), "{refusal}");
}

#[test]
fn signals_end_it_in_order() {
    on_each(|home| {
        for signal in ["TERM", "INT"] {
            let server = home.serve();
            // A connection at rest does not hold it up.
            let _idle = TcpStream::connect(server.host()).unwrap();
            let (code, log) = server.end(signal);
            assert_eq!(code, Some(0), "{log}");
            assert!(
                log.lines()
                    .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()),
                "{log}"
            );
            assert!(log.contains("stopped") && !log.contains("#code="), "{log}");
            assert!(!home.data().join("kontor.sock").exists());
        }
    });
}

/// Whatever the log is asked to tell, it does not tell what people typed.
#[test]
fn the_log_holds_nothing_of_what_people_typed() {
    on_each(|home| {
        home.add_ann();
        let key = home.key_of_ann();
        let server = home.serve_with(&["--log", "trace"]);
        assert_eq!(server.sign_in("ann@example.org", "wrong-passphrase-41"), 401);
        assert_eq!(server.sign_in("nobody@private.example", PASSWORD), 401);
        assert_eq!(server.sign_in("ann@example.org", PASSWORD), 200);
        let bearer = format!("Bearer {key}");
        let by_ann = [("Authorization", bearer.as_str())];
        let values = json!({"family_name": "Geheimrat", "emails": ["geheim@private.example"]});
        let made = crate::http::request(
            server.host(),
            "POST",
            "/api/v1/records/person",
            &by_ann,
            Some(values),
        );
        assert_eq!(made.status, 201, "{}", made.body);
        let wrong = json!({"family_name": "Geheimrat", "birth_date": "neunzehnhundert"});
        let refused = crate::http::request(
            server.host(),
            "POST",
            "/api/v1/records/person",
            &by_ann,
            Some(wrong),
        );
        assert_eq!(refused.status, 422);
        for (path, status) in [
            ("/api/v1/search?q=Suchwort", 200),
            (
                "/api/v1/records/person?filter=family_name%20%3D%3D%20%22Geheimrat%22",
                200,
            ),
            ("/api/v1/records/person?filter=geheimfeld%20%3D%3D%201", 400),
        ] {
            assert_eq!(server.get_as(&key, path).status, status, "{path}");
        }
        let (code, log) = server.end("TERM");
        assert_eq!(code, Some(0));
        assert!(
            log.contains("/api/v1/records/{object}"),
            "requests are told by their pattern"
        );
        for typed in [
            "Geheimrat",
            "private.example",
            "ann@example.org",
            "wrong-passphrase-41",
            PASSWORD,
            "Suchwort",
            "neunzehnhundert",
            "geheimfeld",
            &key,
        ] {
            let lines: Vec<&str> = log.lines().filter(|line| line.contains(typed)).take(3).collect();
            assert!(lines.is_empty(), "{typed}: {lines:#?}");
        }
    });
}

#[test]
fn an_address_that_others_reach_without_https_is_warned_of() {
    let home = crate::home::Home::new(None);
    let warning = "without https";
    for (listen, warned) in [("0.0.0.0:0", true), ("127.0.0.1:0", false)] {
        let (_, log) = home.serve_at(listen, &[]).end("TERM");
        let line = log.lines().find(|line| line.contains(warning));
        assert_eq!(line.is_some(), warned, "{listen}: {log}");
        assert!(line.is_none_or(|line| line.contains("WARN")), "{log}");
    }
}

#[test]
fn a_request_that_runs_is_finished_first() {
    on_each(|home| {
        home.add_ann();
        let server = home.serve();
        let body = json!({"email": "ann@example.org", "password": PASSWORD}).to_string();
        let json = [("Content-Type", "application/json")];
        let begun = Begun::new(server.host(), "POST", "/api/v1/session", &json, body.len());
        server.signal("TERM");
        while TcpStream::connect(server.host()).is_ok() {}
        let answer = begun.answer(&body);
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(server.end("CONT").0, Some(0));
    });
}

#[test]
fn what_watching_machines_ask_is_at_the_root() {
    on_each(|home| {
        let server = home.serve();
        assert_eq!(server.get("/healthz").json(), json!({"status": "ok"}));
        assert_eq!(server.get("/readyz").json(), json!({"status": "ready"}));
        let figures = server.get("/metrics");
        assert!(
            figures.body.contains("kontor_http_requests_total"),
            "{}",
            figures.body
        );
        assert!(figures.head.to_ascii_lowercase().contains("request-id"));
        let unknown = server.get("/nowhere");
        assert_eq!(
            (unknown.status, &unknown.json()["code"]),
            (404, &json!("not_found"))
        );
    });
}

#[test]
fn a_key_is_told_how_often_it_may_call_and_held_to_it() {
    on_each(|home| {
        home.add_ann();
        let key = home.key_of_ann();
        let server = home.serve_with(&["--calls-per-minute", "2"]);
        let header = |answer: &crate::http::Answer, name: &str| {
            let line = answer.head.lines().find_map(|line| {
                let (key, value) = line.split_once(": ")?;
                key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
            });
            line.unwrap_or_default()
        };
        for left in ["r=1", "r=0"] {
            let answer = server.get_as(&key, "/api/v1/me");
            assert_eq!(answer.status, 200);
            assert_eq!(header(&answer, "RateLimit-Policy"), "\"key\";q=2;w=60");
            assert!(header(&answer, "RateLimit").contains(left), "{}", answer.head);
        }
        let refused = server.get_as(&key, "/api/v1/me");
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (429, &json!("rate_limited"))
        );
        let seconds: u64 = header(&refused, "Retry-After").parse().unwrap();
        assert!((1..=60).contains(&seconds), "{}", refused.head);
        assert!(header(&refused, "RateLimit").contains("r=0"), "{}", refused.head);
    });
}

#[test]
fn the_data_folder_is_the_owners_alone() {
    on_each(|home| {
        let _server = home.serve();
        let data = home.data();
        assert_eq!(mode(&data), 0o700);
        for name in ["kontor.lock", "kontor.sock", "secret.key"] {
            assert_eq!(mode(&data.join(name)), 0o600, "{name}");
        }
    });
}

#[test]
fn the_configuration_file_is_read() {
    let home = crate::home::Home::new(None);
    std::fs::create_dir(home.data()).unwrap();
    std::fs::write(
        home.data().join("kontor.toml"),
        "public_url = \"https://crm.example\"\n",
    )
    .unwrap();
    let link = home
        .kontor(&[
            "user",
            "add",
            "ann@example.org",
            "--name",
            "Ann",
            "--role",
            "member",
        ])
        .out();
    assert!(link.starts_with("https://crm.example/password#code="), "{link}");
}
