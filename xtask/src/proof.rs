//! `cargo xtask storm` and its siblings: builds the server and the examiner, and lets the one hurt the other.

use crate::cluster::Cluster;
use crate::shell::{self, Result};

/// One examination.
struct Examination {
    name: &'static str,
    /// What makes it short.
    short: &'static [&'static str],
    on: On,
}

/// The databases that something is examined on.
#[derive(Clone, Copy, PartialEq)]
enum On {
    Both,
    Sqlite,
    Postgres,
}

/// The examinations there are.
const ALL: &[Examination] = &[
    examination("storm", &["--cycles", "6"], On::Both),
    examination("concurrency", &["--operations", "1200"], On::Both),
    examination("backupdrill", &["--backups", "2"], On::Both),
    examination("clock", &["--turns", "0"], On::Both),
    examination("upgrade", &[], On::Both),
    examination("diskfull", &["--cycles", "4"], On::Sqlite),
    examination("powercut", &["--rounds", "6", "--states", "12"], On::Sqlite),
    examination("pgfail", &["--restarts", "4"], On::Postgres),
    examination("twonode", &["--jobs", "200"], On::Postgres),
];

const fn examination(name: &'static str, short: &'static [&'static str], on: On) -> Examination {
    Examination { name, short, on }
}

/// Whether an examination has this name.
pub fn is_one(name: &str) -> bool {
    ALL.iter().any(|one| one.name == name)
}

/// How soon a server that was killed has to be ready again, in milliseconds. Only a release build is held to it: time on
/// a busy machine says nothing.
const READY: &str = "2000";

/// One examination as it is meant to be run before a release: the server built for release; on a throw-away PostgreSQL
/// with `--postgres`, else on SQLite. Everything else is for the examiner.
pub fn run(what: &str, arguments: &[&str]) -> Result {
    let one = ALL.iter().find(|one| one.name == what);
    let one = one.ok_or_else(|| format!("no examination is called `{what}`"))?;
    let asked_for = arguments.contains(&"--postgres");
    let records = arguments.contains(&"--record");
    if asked_for && one.on == On::Sqlite {
        return Err(format!("`{what}` is about SQLite"));
    }
    let cluster = (one.on == On::Postgres || asked_for)
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
    examine("release", one, &rest, cluster.as_ref())?;
    // A version leaves something behind on both databases.
    match records && cluster.is_none() {
        true => examine("release", one, &rest, Some(&Cluster::start()?)),
        false => Ok(()),
    }
}

/// All of them, short, on SQLite and on PostgreSQL.
pub fn short() -> Result {
    shell::build_as_for_tests()?;
    for one in ALL {
        if one.on != On::Postgres {
            println!("{}, on SQLite", one.name);
            examine("debug", one, one.short, None)?;
        }
        if one.on != On::Sqlite {
            println!("{}, on PostgreSQL", one.name);
            examine("debug", one, one.short, Some(&Cluster::start()?))?;
        }
    }
    Ok(())
}

fn examine(profile: &str, one: &Examination, arguments: &[&str], postgres: Option<&Cluster>) -> Result {
    let built = shell::target().join(profile);
    let mut examiner = shell::command(built.join("kontor-proof"));
    examiner
        .arg(one.name)
        .args(arguments)
        .arg("--server")
        .arg(built.join("kontor"));
    if let Some(cluster) = postgres {
        examiner.arg("--postgres").arg(cluster.url());
        if one.name == "pgfail" {
            examiner.arg("--control").arg(cluster.control());
        }
    }
    shell::run(&mut examiner)
}
