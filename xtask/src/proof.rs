//! `cargo xtask storm`, `concurrency`: builds the server and the examiner, and lets the one hurt the other.

use crate::cluster::Cluster;
use crate::shell::{self, Result};

/// The examinations there are.
pub const ALL: [&str; 3] = ["storm", "concurrency", "backupdrill"];

/// How soon a server that was killed has to be ready again, in milliseconds. Only a release build is held to it: time on
/// a busy machine says nothing.
const READY: &str = "2000";

/// One examination as it is meant to be run before a release: the server built for release; on a throw-away PostgreSQL
/// with `--postgres`, else on SQLite. Everything else is for the examiner.
pub fn run(what: &str, arguments: &[&str]) -> Result {
    let cluster = arguments
        .contains(&"--postgres")
        .then(Cluster::start)
        .transpose()?;
    let mut rest: Vec<&str> = arguments
        .iter()
        .copied()
        .filter(|argument| *argument != "--postgres")
        .collect();
    if what == "storm" && !rest.contains(&"--ready-within") {
        rest.extend(["--ready-within", READY]);
    }
    let packages = ["--package", "kontor-proof", "--package", "kontor-server"];
    shell::run(shell::cargo().args(["build", "--release"]).args(packages))?;
    examine("release", what, &rest, cluster.as_ref())
}

/// All of them, short, on SQLite and on PostgreSQL.
pub fn short() -> Result {
    shell::build_as_for_tests()?;
    let short: [(&str, &[&str]); 3] = [
        ("storm", &["--cycles", "6"]),
        ("concurrency", &["--operations", "1200"]),
        ("backupdrill", &["--backups", "2"]),
    ];
    for (what, arguments) in short {
        println!("{what}, on SQLite");
        examine("debug", what, arguments, None)?;
        println!("{what}, on PostgreSQL");
        examine("debug", what, arguments, Some(&Cluster::start()?))?;
    }
    Ok(())
}

fn examine(profile: &str, what: &str, arguments: &[&str], postgres: Option<&Cluster>) -> Result {
    let built = shell::target().join(profile);
    let mut examiner = shell::command(built.join("kontor-proof"));
    examiner
        .arg(what)
        .args(arguments)
        .arg("--server")
        .arg(built.join("kontor"));
    if let Some(cluster) = postgres {
        examiner.arg("--postgres").arg(cluster.url());
    }
    shell::run(&mut examiner)
}
