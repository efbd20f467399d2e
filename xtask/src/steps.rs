//! `cargo xtask test`: everything that must hold before a change is finished, as a list of named steps.
//!
//! It stops at the first step that fails and says which. A step that cannot run here, or was not asked for,
//! is named with its reason; nothing is passed over in silence.

use std::time::{Duration, Instant};

use crate::shell::{self, Result};
use crate::{api_fuzz, check_deps, cluster::Cluster, proof, run, tools, web};

/// What became of a step that did not fail.
enum Outcome {
    Passed,
    LeftOut(String),
}

struct Step {
    name: &'static str,
    about: &'static str,
    /// Part of `--quick`, which is for the minutes between two commits.
    quick: bool,
    /// Takes too long for every run: only when it is asked for.
    apart: bool,
    run: fn() -> Result<Outcome>,
}

/// The cheap ones first, so that a small slip is not reported after ten minutes; the test suites last, so
/// that the last figures on the screen are theirs.
const STEPS: &[Step] = &[
    step(
        "prerequisites",
        "Rust, C compiler and what else must be installed",
        true,
        prerequisites,
    ),
    step("fmt", "every file as rustfmt writes it", true, fmt),
    step(
        "check-deps",
        "edges between crates, place of SQL, explained dependencies",
        true,
        dependencies,
    ),
    step(
        "licences",
        "licences, bans and sources of all dependencies (cargo-deny)",
        false,
        licences,
    ),
    step(
        "advisories",
        "known vulnerabilities in dependencies (cargo-audit)",
        false,
        advisories,
    ),
    step(
        "web",
        "the web interface: types, format, lints, unit tests, build, size",
        false,
        interface,
    ),
    step(
        "clippy",
        "compiler and clippy without a warning, tests included",
        true,
        clippy,
    ),
    step(
        "rustdoc",
        "the documentation of the code without a warning",
        false,
        rustdoc,
    ),
    step("doc-tests", "the examples in the documentation", false, doc_tests),
    apart(step(
        "fuzz",
        "the fuzz targets compile, and hold over their corpus",
        false,
        fuzz,
    )),
    step(
        "api",
        "everything the API allows, and does not, against a running server (Schemathesis)",
        false,
        api,
    ),
    step("sqlite", "the test suite on SQLite", true, tests_on_sqlite),
    step(
        "postgres",
        "the same test suite on a throw-away PostgreSQL",
        false,
        tests_on_postgres,
    ),
    step(
        "proof",
        "the server is killed, starved and fought over, on SQLite and on PostgreSQL: nothing is lost (short)",
        false,
        proofs,
    ),
    apart(step(
        "e2e",
        "journeys through the interface in a browser, on SQLite and on PostgreSQL (Playwright)",
        false,
        journeys,
    )),
];

const fn step(name: &'static str, about: &'static str, quick: bool, run: fn() -> Result<Outcome>) -> Step {
    Step {
        name,
        about,
        quick,
        apart: false,
        run,
    }
}

const fn apart(step: Step) -> Step {
    Step { apart: true, ..step }
}

/// Which steps were asked for.
#[derive(Debug, Default, PartialEq)]
pub struct Selection {
    quick: bool,
    only: Vec<String>,
}

impl Selection {
    /// Reads the arguments after `test`.
    pub fn parse(arguments: &[&str]) -> Result<Self> {
        let mut selection = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match *argument {
                "--quick" => selection.quick = true,
                "--only" => {
                    let name = arguments.next().ok_or("--only needs the name of a step")?;
                    if !STEPS.iter().any(|step| step.name == *name) {
                        return Err(format!(
                            "no step is called `{name}`; there are:\n{}",
                            list_of_steps()
                        ));
                    }
                    selection.only.push((*name).to_string());
                }
                other => {
                    return Err(format!(
                        "`test` does not know `{other}`, only --quick and --only STEP"
                    ));
                }
            }
        }
        Ok(selection)
    }

    /// Why a step is left out, if it is.
    fn leaves_out(&self, step: &Step) -> Option<&'static str> {
        if !self.only.is_empty() {
            return (!self.only.iter().any(|name| name == step.name)).then_some("not asked for by --only");
        }
        if step.apart {
            return Some("only when asked for by --only");
        }
        (self.quick && !step.quick).then_some("not part of --quick")
    }
}

/// The steps for the help text.
pub fn list_of_steps() -> String {
    STEPS
        .iter()
        .map(|step| format!("  {:<14} {}\n", step.name, step.about))
        .collect()
}

/// Runs the selected steps up to the first that fails, then sums up.
pub fn run(selection: &Selection) -> Result {
    let start = Instant::now();
    let mut lines = Vec::new();
    let (mut passed, mut left_out) = (0, 0);
    let mut failure = None;
    for step in STEPS {
        if let Some(reason) = selection.leaves_out(step) {
            left_out += 1;
            lines.push(format!("  {:<14} LEFT OUT  {reason}", step.name));
            continue;
        }
        if failure.is_some() {
            left_out += 1;
            lines.push(format!("  {:<14} not reached", step.name));
            continue;
        }
        println!("\n==> {}: {}", step.name, step.about);
        let began = Instant::now();
        let outcome = (step.run)();
        let time = seconds(began.elapsed());
        match outcome {
            Ok(Outcome::Passed) => {
                passed += 1;
                println!("==> {} passed in {time}", step.name);
                lines.push(format!("  {:<14} passed    {time:>9}", step.name));
            }
            Ok(Outcome::LeftOut(reason)) => {
                left_out += 1;
                println!("==> {} LEFT OUT: {reason}", step.name);
                lines.push(format!("  {:<14} LEFT OUT  {reason}", step.name));
            }
            Err(message) => {
                println!("==> {} FAILED after {time}: {message}", step.name);
                lines.push(format!("  {:<14} FAILED    {time:>9}", step.name));
                failure = Some(format!(
                    "step `{0}` failed; alone: cargo xtask test --only {0}",
                    step.name
                ));
            }
        }
    }
    println!(
        "\nSummary, after {}:\n{}",
        seconds(start.elapsed()),
        lines.join("\n")
    );
    println!(
        "steps: {passed} passed, {} failed, {left_out} skipped",
        usize::from(failure.is_some())
    );
    failure.map_or(Ok(()), Err)
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

fn prerequisites() -> Result<Outcome> {
    run::check_prerequisites()?;
    Ok(Outcome::Passed)
}

fn fmt() -> Result<Outcome> {
    cargo(&["fmt", "--all", "--check"])
}

fn dependencies() -> Result<Outcome> {
    check_deps::run()?;
    Ok(Outcome::Passed)
}

fn licences() -> Result<Outcome> {
    let mut deny = shell::command(tools::cargo_deny()?);
    shell::run(deny.args([
        "--all-features",
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "bans",
        "sources",
    ]))?;
    Ok(Outcome::Passed)
}

fn advisories() -> Result<Outcome> {
    let database = match tools::advisories()? {
        tools::Advisories::At(folder) => folder,
        tools::Advisories::Missing(reason) => return Ok(Outcome::LeftOut(reason)),
    };
    let mut audit = shell::command(tools::cargo_audit()?);
    audit
        .args(["audit", "--no-fetch", "--stale", "--deny", "unsound", "--db"])
        .arg(database);
    shell::run(&mut audit)?;
    Ok(Outcome::Passed)
}

fn interface() -> Result<Outcome> {
    web::check()?;
    Ok(Outcome::Passed)
}

fn journeys() -> Result<Outcome> {
    web::journeys(None)?;
    let cluster = Cluster::start()?;
    web::journeys(Some(&cluster.url()))?;
    Ok(Outcome::Passed)
}

fn proofs() -> Result<Outcome> {
    proof::short()?;
    Ok(Outcome::Passed)
}

fn clippy() -> Result<Outcome> {
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

fn rustdoc() -> Result<Outcome> {
    let mut doc = shell::cargo();
    shell::run(
        doc.args(["doc", "--workspace", "--no-deps"])
            // Its readers are developers: a link to a private module is a good link.
            .env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links"),
    )?;
    Ok(Outcome::Passed)
}

fn doc_tests() -> Result<Outcome> {
    cargo(&["test", "--workspace", "--doc"])
}

/// They are a workspace of their own; without the engine, which wants a nightly compiler, everything else is as usual.
fn fuzz() -> Result<Outcome> {
    const FUZZ: [&str; 4] = [
        "--manifest-path=fuzz/Cargo.toml",
        "--target-dir=target",
        "--no-default-features",
        "--quiet",
    ];
    cargo(&[&["check", "--bins"][..], &FUZZ].concat())?;
    cargo(&[&["test", "--lib"][..], &FUZZ].concat())
}

fn api() -> Result<Outcome> {
    api_fuzz::run()?;
    Ok(Outcome::Passed)
}

fn tests_on_sqlite() -> Result<Outcome> {
    test_suite(None)
}

fn tests_on_postgres() -> Result<Outcome> {
    let cluster = Cluster::start()?;
    println!("PostgreSQL runs at {}", cluster.url());
    test_suite(Some(&cluster))
}

fn test_suite(postgres: Option<&Cluster>) -> Result<Outcome> {
    let mut suite = tools::test_runner();
    let certificate = postgres.and_then(Cluster::certificate);
    for (name, value) in [
        ("KONTOR_TEST_POSTGRES", postgres.map(Cluster::url)),
        ("KONTOR_TEST_POSTGRES_CA", certificate.map(str::to_owned)),
    ] {
        match value {
            Some(value) => suite.env(name, value),
            None => suite.env_remove(name),
        };
    }
    // A snapshot that differs fails, and is never taken over on the way.
    shell::run(suite.env("INSTA_UPDATE", "no"))?;
    Ok(Outcome::Passed)
}

fn cargo(arguments: &[&str]) -> Result<Outcome> {
    shell::run(shell::cargo().args(arguments))?;
    Ok(Outcome::Passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_selected_by_default() {
        let all = Selection::parse(&[]).unwrap();
        assert!(
            STEPS
                .iter()
                .all(|step| all.leaves_out(step).is_some() == step.apart)
        );
    }

    #[test]
    fn only_selects_the_named_steps_and_knows_their_names() {
        let some = Selection::parse(&["--only", "fmt", "--only", "sqlite"]).unwrap();
        let left: Vec<_> = STEPS
            .iter()
            .filter(|step| some.leaves_out(step).is_none())
            .collect();
        assert_eq!(
            left.iter().map(|step| step.name).collect::<Vec<_>>(),
            ["fmt", "sqlite"]
        );

        assert!(
            Selection::parse(&["--only", "speed"])
                .unwrap_err()
                .contains("`speed`")
        );
        assert!(Selection::parse(&["--only"]).is_err());
        assert!(Selection::parse(&["--fast"]).is_err());
    }

    #[test]
    fn quick_gives_a_reason_for_what_it_leaves_out() {
        let quick = Selection::parse(&["--quick"]).unwrap();
        let postgres = STEPS.iter().find(|step| step.name == "postgres").unwrap();
        assert_eq!(quick.leaves_out(postgres), Some("not part of --quick"));
    }
}
