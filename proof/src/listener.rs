//! One who listens to what happens (server-sent events).

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::SendRequest;
use serde_json::Value;

use crate::Result;

/// A stream of events that is open.
pub struct Listener {
    body: Incoming,
    heard: Vec<u8>,
    // The connection ends with it.
    _connection: SendRequest<Full<Bytes>>,
}

impl Listener {
    pub(crate) fn new(connection: SendRequest<Full<Bytes>>, body: Incoming) -> Listener {
        Listener {
            body,
            heard: Vec::new(),
            _connection: connection,
        }
    }

    /// The data of the next event that has any; an error when the stream has ended.
    pub async fn next(&mut self) -> Result<Value> {
        loop {
            while let Some(end) = self.heard.windows(2).position(|window| window == b"\n\n") {
                let event: Vec<u8> = self.heard.drain(..end + 2).collect();
                let text = String::from_utf8(event)?;
                if let Some(data) = text.lines().find_map(|line| line.strip_prefix("data:")) {
                    return Ok(serde_json::from_str(data.trim())?);
                }
            }
            let frame = self.body.frame().await.ok_or("the stream has ended")??;
            self.heard.extend(frame.data_ref().into_iter().flatten());
        }
    }
}
