//! One connection to the server that is kept as long as it lasts.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::http::request::Builder;
use hyper::{HeaderMap, Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::{Listener, Result};

/// After this time without an answer a connection counts as broken.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often one asks again when the server is too busy, and after which pause.
const AGAIN: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// Somebody who is signed in, or has a key.
pub struct Client {
    address: SocketAddr,
    cookie: String,
    key: Option<String>,
    connection: Option<SendRequest<Full<Bytes>>>,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, whole.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The answer to what must succeed.
    pub fn ok(self) -> Result<Value> {
        if self.status.is_success() {
            return Ok(self.json());
        }
        Err(format!("{}: {}", self.status, String::from_utf8_lossy(&self.body)).into())
    }
}

impl Client {
    /// Somebody with a session, by its cookie; empty for nobody.
    pub fn new(address: SocketAddr, cookie: &str) -> Client {
        Client {
            address,
            cookie: cookie.to_owned(),
            key: None,
            connection: None,
        }
    }

    /// Somebody with an API key.
    pub fn with_key(address: SocketAddr, key: &str) -> Client {
        Client {
            key: Some(key.to_owned()),
            ..Client::new(address, "")
        }
    }

    /// Signs in.
    pub async fn sign_in(address: SocketAddr, email: &str, password: &str) -> Result<Client> {
        let mut client = Client::new(address, "");
        let who = serde_json::json!({"email": email, "password": password});
        let answer = client.post("/api/v1/session", &who).await?;
        let cookie = answer
            .headers
            .get("set-cookie")
            .and_then(|value| value.to_str().ok());
        let cookie = cookie
            .and_then(|value| value.split(';').next())
            .unwrap_or_default()
            .to_owned();
        answer.ok()?;
        Ok(Client::new(address, &cookie))
    }

    /// Another connection of the same person; to another address after a restart.
    pub fn again(&self, address: SocketAddr) -> Client {
        Client {
            key: self.key.clone(),
            ..Client::new(address, &self.cookie)
        }
    }

    /// Another connection of the same person to the same server.
    pub fn again_here(&self) -> Client {
        self.again(self.address)
    }

    /// Nobody in particular, on a connection to the same server.
    pub fn nobody_here(&self) -> Client {
        Client::new(self.address, "")
    }

    /// Asks for something.
    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        self.send(Method::GET, path, &[], Bytes::new()).await
    }

    /// Sends JSON.
    pub async fn post(&mut self, path: &str, body: &Value) -> Result<Answer> {
        self.send(Method::POST, path, &[], body.to_string().into()).await
    }

    /// Changes a record.
    pub async fn patch(&mut self, path: &str, body: &Value) -> Result<Answer> {
        self.send(Method::PATCH, path, &[], body.to_string().into()).await
    }

    /// Sends a request; again where the server says that it had no effect and may have one later (503). An error means
    /// that nobody knows whether it had an effect.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<Answer> {
        for _ in 0..AGAIN {
            let answer = self.once(method.clone(), path, headers, body.clone()).await?;
            if answer.status != StatusCode::SERVICE_UNAVAILABLE {
                return Ok(answer);
            }
            tokio::time::sleep(PAUSE).await;
        }
        self.once(method, path, headers, body).await
    }

    /// Sends a request, and takes the answer as it is.
    pub async fn once(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<Answer> {
        let mut request = self.request(path).method(method);
        if !headers.iter().any(|(name, _)| *name == "Content-Type") {
            request = request.header("Content-Type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        timeout(PATIENCE, self.exchange(request.body(Full::new(body))?)).await?
    }

    /// Listens to what happens.
    pub async fn listen(&self) -> Result<Listener> {
        let mut connection = connect(self.address).await?;
        let request = self.request("/api/v1/events").body(Full::new(Bytes::new()))?;
        let answer = timeout(PATIENCE, connection.send_request(request)).await??;
        match answer.status() {
            StatusCode::OK => Ok(Listener::new(connection, answer.into_body())),
            other => Err(format!("listening was answered {other}").into()),
        }
    }

    fn request(&self, path: &str) -> Builder {
        let host = self.address.to_string();
        let request = Request::builder()
            .uri(path)
            .header("Host", &host)
            .header("Origin", format!("http://{host}"));
        match (&self.key, self.cookie.as_str()) {
            (Some(key), _) => request.header("Authorization", format!("Bearer {key}")),
            (None, "") => request,
            (None, cookie) => request.header("Cookie", cookie),
        }
    }

    async fn exchange(&mut self, request: Request<Full<Bytes>>) -> Result<Answer> {
        // Taken out: where the exchange breaks, the next one connects anew.
        let mut connection = match self.connection.take() {
            Some(connection) if !connection.is_closed() => connection,
            _ => connect(self.address).await?,
        };
        connection.ready().await?;
        let (head, body) = connection.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        self.connection = Some(connection);
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body,
        })
    }
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}
