//! One HTTP request over a plain connection, as small as it can be.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// Sends a request with JSON and reads until the server closes.
pub fn request(
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<serde_json::Value>,
) -> Answer {
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let json = [("Content-Type", "application/json")];
    let typed = if body.is_empty() { &[][..] } else { &json[..] };
    send(host, method, path, &[headers, typed].concat(), &body)
}

/// Sends a request with whatever body.
pub fn send(host: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut stream = head(host, method, path, headers, body.len());
    stream.write_all(body.as_bytes()).unwrap();
    answer(stream)
}

/// A request that the server has begun to answer, and whose body it waits for.
pub struct Begun(TcpStream);

impl Begun {
    /// Sends all but the body, and hears that the server wants it.
    pub fn new(host: &str, method: &str, path: &str, headers: &[(&str, &str)], length: usize) -> Begun {
        let expecting = [headers, &[("Expect", "100-continue")]].concat();
        let mut stream = head(host, method, path, &expecting, length);
        let mut begun = [0; 25];
        stream.read_exact(&mut begun).unwrap();
        assert_eq!(&begun, b"HTTP/1.1 100 Continue\r\n\r\n", "it is being answered");
        Begun(stream)
    }

    /// Sends the body.
    pub fn answer(mut self, body: &str) -> Answer {
        self.0.write_all(body.as_bytes()).unwrap();
        answer(self.0)
    }
}

/// Sends the line and the headers of a request.
fn head(host: &str, method: &str, path: &str, headers: &[(&str, &str)], length: usize) -> TcpStream {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let named = headers.iter().any(|(name, _)| *name == "Host");
    let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if !named {
        text += &format!("Host: {host}\r\n");
    }
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    if length > 0 {
        text += &format!("Content-Length: {length}\r\n");
    }
    stream.write_all(format!("{text}\r\n").as_bytes()).unwrap();
    stream
}

fn answer(mut stream: TcpStream) -> Answer {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    }
}
