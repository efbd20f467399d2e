//! A golden: what a version left on the disk and in its database, and what it told of it, packed into one file. A
//! PostgreSQL database is in it as plain SQL, which any later version of PostgreSQL reads.

use std::path::{Path, PathBuf};
use std::process::Command;

use kontor_proof::{House, Result};

/// What `pg_dump` writes that an older `psql` or server does not know, and that says nothing about the data.
const NEWER_TALK: [&str; 3] = ["\\restrict", "\\unrestrict", "SET transaction_timeout"];

/// Where the goldens are: a folder for each version.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// The file of a version for the database that the house has.
pub fn file(version: &str, house: &House) -> PathBuf {
    let database = house.postgres.as_ref().map_or("sqlite", |_| "postgres");
    folder().join(version).join(format!("{database}.tar.gz"))
}

/// The versions that have a golden for this database.
pub fn versions(house: &House) -> Result<Vec<String>> {
    let mut versions = Vec::new();
    for entry in std::fs::read_dir(folder())? {
        let version = entry?.file_name().to_string_lossy().into_owned();
        if file(&version, house).exists() {
            versions.push(version);
        }
    }
    versions.sort();
    Ok(versions)
}

/// Packs a folder, in which the data folder of the house is one.
pub fn pack(house: &House, whole: &Path, into: &Path) -> Result<()> {
    if let Some(url) = &house.postgres {
        let mut dump = program("pg_dump");
        let dumped = output(dump.args(["--no-owner", "--no-privileges", "--dbname", url]))?;
        let kept = |line: &&str| !NEWER_TALK.iter().any(|word| line.starts_with(word));
        let lines: Vec<&str> = dumped.lines().filter(kept).collect();
        std::fs::write(whole.join("database.sql"), lines.join("\n"))?;
    }
    std::fs::create_dir_all(into.parent().ok_or("no folder")?)?;
    output(
        Command::new("tar")
            .env("GZIP", "-9")
            .args(["--sort=name", "--exclude=*.sock", "-czf"])
            .arg(into)
            .arg("-C")
            .arg(whole)
            .arg("."),
    )
    .map(drop)
}

/// Unpacks the golden of a version beside the house, onto a database of its own; the house it is then.
pub fn unpack(house: &House, version: &str, scratch: &Path) -> Result<House> {
    let whole = scratch.join(format!("golden-{version}"));
    std::fs::create_dir_all(&whole)?;
    let golden = file(version, house);
    output(Command::new("tar").arg("-xzf").arg(golden).arg("-C").arg(&whole))?;
    let mut opened = House {
        data: whole.join("data"),
        ..house.clone()
    };
    if let Some(url) = &house.postgres {
        let name = format!(
            "golden_{}",
            version.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
        );
        let create = format!("CREATE DATABASE {name}");
        output(program("psql").args(["--quiet", "--dbname", url, "--command", &create]))?;
        let (server, _) = url.rsplit_once('/').ok_or("the address names no database")?;
        let url = format!("{server}/{name}");
        let mut restore = program("psql");
        restore.args([
            "--quiet",
            "--no-psqlrc",
            "--set",
            "ON_ERROR_STOP=1",
            "--dbname",
            &url,
        ]);
        output(restore.arg("--file").arg(whole.join("database.sql")))?;
        opened.postgres = Some(url);
    }
    Ok(opened)
}

/// A program of PostgreSQL: from the path, or the newest that Debian has installed.
fn program(name: &str) -> Command {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut all: Vec<PathBuf> = installed
        .flatten()
        .map(|version| version.path().join("bin").join(name))
        .filter(|program| program.is_file())
        .collect();
    all.sort();
    Command::new(all.pop().unwrap_or_else(|| name.into()))
}

fn output(command: &mut Command) -> Result<String> {
    let done = command
        .output()
        .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if done.status.success() {
        return Ok(String::from_utf8(done.stdout)?);
    }
    let (program, said) = (
        command.get_program().display(),
        String::from_utf8_lossy(&done.stderr),
    );
    Err(format!("{program}: {} {said}", done.status).into())
}
