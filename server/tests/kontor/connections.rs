//! What a client reads when its request is refused before it was read to the end, or can't be read at all.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use crate::home::{Home, Server};
use crate::http::request;

/// Sends everything before it reads anything, as simple clients do.
fn send_all(server: &Server, head: &str, body: &[u8]) -> (String, Value) {
    let host = server.host();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let head = format!("{head}\r\nHost: {host}\r\nConnection: close\r\n");
    let length = match body.len() {
        0 => String::new(),
        length => format!("Content-Length: {length}\r\n"),
    };
    stream
        .write_all(format!("{head}{length}\r\n").as_bytes())
        .unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let _ = stream.shutdown(Shutdown::Both);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_ascii_lowercase(), serde_json::from_str(body).unwrap())
}

#[test]
fn whoever_sends_too_much_reads_why_it_was_refused() {
    let home = Home::new(None);
    home.add_ann();
    let server = home.serve();
    let key = home
        .kontor(&["token", "create", "--user", "ann@example.org", "--name", "test"])
        .out();
    let auth = format!("Bearer {key}");
    let small = json!({"upload_limit": 1 << 20});
    let set = request(
        server.host(),
        "PATCH",
        "/api/v1/settings",
        &[("Authorization", &auth)],
        Some(small),
    );
    assert_eq!(set.status, 200, "{}", set.body);
    for (path, kind, size) in [
        ("/records/person", "application/json", 10 << 20),
        ("/records/person/list", "application/json", 3 << 20),
        ("/files", "text/plain", 32 << 20),
        ("/imports?object=person", "text/csv", 32 << 20),
    ] {
        let head =
            format!("POST /api/v1{path} HTTP/1.1\r\nAuthorization: Bearer {key}\r\nContent-Type: {kind}");
        let (head, problem) = send_all(&server, &head, &vec![b' '; size]);
        assert!(head.starts_with("http/1.1 413"), "{path}: {head}");
        assert_eq!(problem["code"], "too_large", "{path}");
    }
    for (path, kind) in [("/records/person", "application/json"), ("/files", "text/plain")] {
        let head = format!("POST /api/v1{path} HTTP/1.1\r\nContent-Type: {kind}");
        let (head, problem) = send_all(&server, &head, &vec![b' '; 32 << 20]);
        assert!(head.starts_with("http/1.1 401"), "{path}: {head}");
        assert_eq!(problem["code"], "unauthenticated", "{path}");
    }
    // It protects from those who come over the network, not from whoever sits at the machine.
    let remark = "x".repeat(400 << 10);
    let rows = ["Adler AG", "Bär KG", "Chor e.V."].map(|name| format!("{name},{remark}\n"));
    let file = home.data().parent().unwrap().join("large.csv");
    std::fs::write(&file, format!("name,remark\n{}", rows.concat())).unwrap();
    let imported = home.kontor(&["import", "organization", "large.csv"]).out();
    assert!(imported.starts_with("3 rows: 3 created,"), "{imported}");
}

#[test]
fn what_can_not_be_read_is_refused_like_everything_else() {
    let home = Home::new(None);
    let server = home.serve();
    let long = "x".repeat(70_000);
    let headers = |count: usize| {
        let headers: Vec<String> = (0..count).map(|n| format!("X-Long-{n}: {long}")).collect();
        format!("GET /api/v1/me HTTP/1.1\r\n{}", headers.join("\r\n"))
    };
    for (line, status, code) in [
        (format!("GET /api/v1/me?x={long} HTTP/1.1"), 414, "uri_too_long"),
        ("GET /api/v1/me?x=\"a\" HTTP/1.1".to_owned(), 400, "bad_parameter"),
        // More than the server grants, more than it can hold, and far more than that.
        (headers(2), 431, "headers_too_large"),
        (headers(8), 431, "headers_too_large"),
        (headers(60), 431, "headers_too_large"),
    ] {
        let (head, problem) = send_all(&server, &line, b"");
        assert!(head.starts_with(&format!("http/1.1 {status}")), "{head}");
        assert!(
            head.contains("content-type: application/problem+json") && head.contains("request-id: "),
            "{head}"
        );
        assert_eq!(
            (&problem["code"], &problem["status"]),
            (&Value::from(code), &Value::from(status))
        );
    }
}
