//! The log, on standard error: for people on a terminal, as JSON lines for programs. It names requests, workspaces and
//! patterns of paths, never what people typed.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::failure::Failure;

/// What is told unless the configuration says otherwise.
const DEFAULT: &str = "info";

/// Whatever is asked for, the driver of PostgreSQL tells of failures only: it names the values of every statement, and
/// those are what people typed. Nor has anybody to know that something is already as it should be.
const NEVER_MORE: [&str; 2] = ["tokio_postgres=warn", "tokio_postgres::query=warn"];

/// Starts the log of the server; `filter` is what the configuration says, such as `info` or `warn,kontor_auth=debug`.
pub fn start(filter: Option<&str>) -> Result<(), Failure> {
    let refuse = |cause: ParseError| Failure::usage(format!("This is no filter for the log: {cause}"));
    let mut filter = EnvFilter::try_new(filter.unwrap_or(DEFAULT)).map_err(refuse)?;
    for directive in NEVER_MORE {
        filter = filter.add_directive(directive.parse().map_err(refuse)?);
    }
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
