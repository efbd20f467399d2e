//! The log, on standard error: for people on a terminal, as JSON lines for programs. It names requests, workspaces and
//! patterns of paths, never what people typed.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

use crate::failure::Failure;

/// What is told unless the configuration says otherwise. PostgreSQL notices what is already as it should be; nobody has
/// to know.
const DEFAULT: &str = "info,tokio_postgres=warn";

/// Starts the log of the server; `filter` is what the configuration says, such as `info` or `warn,kontor_auth=debug`.
pub fn start(filter: Option<&str>) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(filter.unwrap_or(DEFAULT))
        .map_err(|cause| Failure::because("This is no filter for the log", cause))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr);
    if stderr().is_terminal() {
        log.init();
    } else {
        log.json().flatten_event(true).init();
    }
    Ok(())
}
