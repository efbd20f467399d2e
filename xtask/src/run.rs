//! `cargo xtask run`: from a fresh checkout to a running server, or to one clear line about what is missing.

use std::os::unix::process::CommandExt;
use std::process::Stdio;

use crate::shell::{self, Result};
use crate::web;

const ADDRESS: &str = "127.0.0.1:8080";
const DATA: &str = "kontor-data";

/// Builds `kontor` and becomes it, so that Ctrl-C and the exit code are the server's own.
pub fn run(arguments: &[&str]) -> Result {
    check_prerequisites()?;
    web::build()?;
    println!("building kontor; it will answer on http://{ADDRESS}, with its data in ./{DATA}");
    let mut server = shell::cargo();
    server.args(["run", "--package", "kontor-server", "--bin", "kontor", "--"]);
    server
        .args(["serve", "--listen", ADDRESS, "--data", DATA])
        .args(arguments);
    let error = server.stdin(Stdio::inherit()).exec();
    Err(format!("cannot start cargo: {error}"))
}

/// What must be installed before anything compiles, all of it said at once.
pub fn check_prerequisites() -> Result {
    let root = shell::root();
    let mut missing = Vec::new();

    let manifest = shell::read(&root.join("Cargo.toml"))?;
    let wanted = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .unwrap_or_default();
    let wanted = wanted.trim_matches('"');
    let found = shell::output_of(shell::command("rustc").arg("--version")).unwrap_or_default();
    let found = found.split_whitespace().nth(1).unwrap_or("none");
    if version(found) < version(wanted) {
        missing.push(format!(
            "Rust {wanted} or newer (found {found}), for example by rustup"
        ));
    }

    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    let compiler = compiler.split(' ').next().unwrap_or("cc");
    if !std::path::Path::new(compiler).is_file() && shell::find_program(compiler).is_none() {
        missing.push(format!(
            "a C compiler, `{compiler}` (SQLite is C); on Debian: apt-get install build-essential"
        ));
    }

    missing.extend(web::missing());

    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("missing here:\n  {}", missing.join("\n  ")))
    }
}

/// `1.95.0-nightly` as (1, 95); what is no version comes before every version.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(version("1.100.0") > version("1.95"));
        assert!(version("1.94.9-nightly") < version("1.95"));
        assert!(version("none") < version("1.0"));
    }
}
