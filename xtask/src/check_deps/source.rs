//! Where SQL and the choice of a database may stand. Above the platform there is neither: modules and the
//! server read by query and write by command. In the platform only its database crate asks which one it is.

use std::path::Path;

use super::rust_text::RustText;
use super::workspace::Workspace;
use crate::shell::{self, Result};

/// How SQL in a text literal gives itself away, with its white space made single blanks. Lower case only
/// where no English sentence says the same.
const SQL: &[&str] = &[
    "SELECT ",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
    " WHERE ",
    "ORDER BY ",
    "PRAGMA ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "CREATE UNIQUE INDEX ",
    "CREATE SCHEMA ",
    "ALTER TABLE ",
    "DROP TABLE ",
    "DROP INDEX ",
    "insert into ",
    "create table ",
    "alter table ",
    "drop table ",
    "select * from ",
];

/// Code that builds SQL or talks to a driver.
const DATABASE_CODE: &[&str] = &[
    "sea_query",
    "rusqlite",
    "tokio_postgres",
    "deadpool_postgres",
    "postgres_types",
];

/// Code that asks which database it is.
const DATABASE_IF: &[&str] = &[
    "Dialect::Sqlite",
    "Dialect::Postgres",
    "Dialect::PostgreSql",
    "is_sqlite(",
    "is_postgres(",
];

pub fn broken(workspace: &Workspace) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for member in &workspace.crates {
        let place = member.place.as_str();
        let above = place == "server" || place.starts_with("modules/");
        let platform = place.starts_with("platform/") && place != "platform/database";
        if !above && !platform {
            continue;
        }
        for file in rust_files(&workspace.root.join(place))? {
            let name = file.strip_prefix(&workspace.root).unwrap_or(&file).display();
            let text = RustText::of(&shell::read(&file)?);
            if above {
                broken.extend(sql(&text).map(|(line, what)| {
                    format!("{name}:{line}: `{what}`: SQL stands below records, not above the platform")
                }));
                broken.extend(code(&text, DATABASE_CODE).map(|(line, what)| {
                    format!("{name}:{line}: `{what}`: above the platform nobody talks to a database")
                }));
            }
            broken.extend(code(&text, DATABASE_IF).map(|(line, what)| {
                format!("{name}:{line}: `{what}`: only platform/database knows which database it is")
            }));
        }
    }
    Ok(broken)
}

/// Literals with SQL in them, each reported once.
fn sql(text: &RustText) -> impl Iterator<Item = (usize, &'static str)> {
    text.literals.iter().filter_map(|(at, literal)| {
        let flat = literal
            .replace("\\n", " ")
            .split_whitespace()
            .fold(String::new(), |flat, word| flat + word + " ");
        SQL.iter()
            .find(|sign| flat.contains(*sign))
            .map(|sign| (text.line_of(*at), sign.trim()))
    })
}

/// Places where one of the signs stands in the code, not as the tail of a longer word.
fn code(text: &RustText, signs: &'static [&'static str]) -> impl Iterator<Item = (usize, &'static str)> {
    signs.iter().flat_map(|sign| {
        let places = text.code.match_indices(sign);
        let whole = places.filter(|(at, _)| {
            !text.code[..*at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
        });
        whole.map(|(at, _)| (text.line_of(at), sign.trim_end_matches('(')))
    })
}

/// The files of a crate that end up in the program; by their names, `tests.rs`, `*_tests.rs` and the folders
/// `tests` and `benches` do not.
fn rust_files(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries =
        std::fs::read_dir(folder).map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
    let mut entries: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            if !["tests", "benches", "target"].contains(&name.as_str()) {
                files.extend(rust_files(&path)?);
            }
        } else if name.ends_with(".rs") && name != "tests.rs" && !name.ends_with("_tests.rs") {
            files.push(path);
        }
    }
    Ok(files)
}
