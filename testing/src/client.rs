//! A client of the API in tests: who calls, what is sent, and the whole answer.

use axum::Router;
use axum::body::{Body, BodyDataStream, to_bytes};
use axum::http::{HeaderMap, Method, Request};
use axum::response::Response;
use futures_util::StreamExt;
use kontor_http::client::Peer;
use kontor_kernel::Id;
use serde_json::Value;
use tower::ServiceExt;

use crate::described;

/// Somebody who calls the API. Paths are those below `/api/v1`.
#[derive(Clone)]
pub struct Client {
    router: Router,
    headers: Vec<(String, String)>,
    machine: bool,
    user: Option<Id>,
}

impl Client {
    pub(crate) fn new(router: Router) -> Client {
        Client {
            router,
            headers: Vec::new(),
            machine: false,
            user: None,
        }
    }

    pub(crate) fn at_machine(mut self, workspace: &str) -> Client {
        self.machine = true;
        self.with_header("Kontor-Workspace", workspace)
    }

    pub(crate) fn with_key(self, key: &str) -> Client {
        self.with_header("Authorization", &format!("Bearer {key}"))
    }

    pub(crate) fn at(mut self, router: Router) -> Client {
        self.router = router;
        self
    }

    pub(crate) fn of_user(mut self, user: Id) -> Client {
        self.user = Some(user);
        self
    }

    /// The user's id.
    pub fn id(&self) -> String {
        self.user.map(|id| id.to_string()).unwrap_or_default()
    }

    /// The same caller, with one more header in every request.
    pub fn with_header(mut self, name: &str, value: &str) -> Client {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, &[], Some(body.to_string().into_bytes()))
            .await
    }

    /// Changes with a merge patch.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, &[], Some(body.to_string().into_bytes()))
            .await
    }

    /// Changes a version with a merge patch.
    pub async fn patch_version(&self, path: &str, version: i64, body: Value) -> Answer {
        let tag = format!("\"{version}\"");
        self.send(
            Method::PATCH,
            path,
            &[("If-Match", &tag)],
            Some(body.to_string().into_bytes()),
        )
        .await
    }

    /// Deletes.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, &[], None).await
    }

    /// Sends anything.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        let typed = headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("Content-Type"));
        let mut headers = headers.to_vec();
        if body.is_some() && !typed {
            headers.push(("Content-Type", "application/json"));
        }
        self.send_body(method, path, &headers, body.map_or_else(Body::empty, Body::from))
            .await
    }

    /// Sends a body of any kind, a stream too.
    pub async fn send_body(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let (parts, body) = self.call(method.clone(), path, headers, body).await.into_parts();
        let body = to_bytes(body, 256 << 20)
            .await
            .expect("answers are bounded")
            .to_vec();
        described::check(&method, path, parts.status.as_u16(), &parts.headers, &body);
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    /// Uploads a file.
    pub async fn upload(&self, name: &str, kind: &str, content: impl Into<Body>) -> Answer {
        let name = format!("attachment; filename=\"{name}\"");
        let headers = [("Content-Type", kind), ("Content-Disposition", name.as_str())];
        self.send_body(Method::POST, "/files", &headers, content.into())
            .await
    }

    /// Listens to an answer that does not end.
    pub async fn listen(&self, path: &str, headers: &[(&str, &str)]) -> Listening {
        let (parts, body) = self
            .call(Method::GET, path, headers, Body::empty())
            .await
            .into_parts();
        let body = body.into_data_stream();
        Listening {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
            text: String::new(),
        }
    }

    async fn call(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Response {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if !self
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("Host"))
        {
            request = request.header("Host", "localhost");
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(body).expect("a request that can be sent");
        if self.machine {
            request.extensions_mut().insert(Peer::Socket);
        }
        self.router
            .clone()
            .oneshot(request)
            .await
            .expect("the router always answers")
    }
}

/// A stream of server-sent events.
pub struct Listening {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    body: BodyDataStream,
    text: String,
}

/// A server-sent event.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Message {
    /// Its kind; empty for a message that only moves the place to come back to.
    pub event: String,
    /// Its place.
    pub id: String,
    /// What it says.
    pub data: Value,
}

impl Listening {
    /// The next message; none when the stream has ended. May be given up waiting for without losing any.
    pub async fn next(&mut self) -> Option<Message> {
        loop {
            while let Some((frame, rest)) = self.text.split_once("\n\n") {
                let (message, rest) = (Message::read(frame), rest.to_owned());
                self.text = rest;
                if message != Message::default() {
                    return Some(message);
                }
            }
            let piece = self.body.next().await?.expect("the stream does not break");
            self.text
                .push_str(std::str::from_utf8(&piece).expect("events are text"));
        }
    }
}

impl Message {
    fn read(frame: &str) -> Message {
        let mut message = Message::default();
        for (name, value) in frame.lines().filter_map(|line| line.split_once(": ")) {
            match name {
                "event" => message.event = value.to_owned(),
                "id" => message.id = value.to_owned(),
                "data" => message.data = serde_json::from_str(value).expect("data is JSON"),
                _ => {}
            }
        }
        message
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header as text, empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The JSON of a 200.
    #[track_caller]
    pub fn ok(&self) -> Value {
        self.expect(200)
    }

    /// The JSON of a 201.
    #[track_caller]
    pub fn created(&self) -> Value {
        self.expect(201)
    }

    /// The JSON of an answer that must have this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// The code of a refusal that must have this status.
    #[track_caller]
    pub fn refused(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Code and pointer of the first issue of a 422.
    #[track_caller]
    pub fn issue(&self) -> (String, String) {
        let body = self.expect(422);
        let text = |key: &str| body["errors"][0][key].as_str().unwrap_or_default().to_owned();
        (text("code"), text("pointer"))
    }

    /// The change set of a write.
    pub fn change_set(&self) -> String {
        self.header("Kontor-Change-Set").to_owned()
    }
}
