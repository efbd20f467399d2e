//! Uploading a file, and what the server makes of it.

use hyper::Method;
use kontor_proof::{Answer, Client, Result};

/// Sends a file once.
pub async fn upload(client: &mut Client, name: &str, content: Vec<u8>) -> Result<Answer> {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        ("Content-Type", "application/octet-stream"),
        ("Content-Disposition", disposition.as_str()),
    ];
    client
        .once(Method::POST, "/api/v1/files", &headers, content.into())
        .await
}
