//! `cargo xtask bench`: builds the server and the measuring program for release, and lets the one measure the other.

use crate::shell::{self, Result};

/// Measures, on SQLite, or on the PostgreSQL database given with `--postgres URL`. `--write` replaces the section of
/// that database in docs/performance.md; with `--growth` the one about workspaces of three sizes, and its picture.
/// Everything else is for the measuring program itself.
pub fn run(arguments: &[&str]) -> Result {
    let packages = ["--package", "kontor-bench", "--package", "kontor-server"];
    shell::run(shell::cargo().args(["build", "--release"]).args(packages))?;
    let release = shell::target().join("release");
    let mut bench = shell::command(release.join("kontor-bench"));
    bench.arg("--server").arg(release.join("kontor"));
    let ours = ["--write", "--growth"];
    bench.args(arguments.iter().filter(|argument| !ours.contains(argument)));
    let growth = arguments.contains(&"--growth");
    if growth {
        bench.arg("--growth").arg(shell::root().join("docs/growth.svg"));
    }
    if !arguments.contains(&"--write") {
        return shell::run(&mut bench);
    }
    let table = shell::output_of(&mut bench)?;
    println!("{table}");
    let name = match arguments.contains(&"--postgres") {
        _ if growth => "growth",
        true => "postgres",
        false => "sqlite",
    };
    let path = shell::root().join("docs/performance.md");
    let document = placed(&shell::read(&path)?, name, &format!("{}\n\n{table}", machine()?))?;
    std::fs::write(&path, document).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// The document with the text between the marks of this name replaced.
fn placed(document: &str, name: &str, text: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- bench {name} -->\n"), format!("<!-- end {name} -->"));
    let from = document.find(&begin).map(|at| at + begin.len());
    let to = document.find(&end);
    match (from, to) {
        (Some(from), Some(to)) if from <= to => {
            let (before, after) = (&document[..from], &document[to..]);
            Ok(format!("{before}\n{}\n\n{after}", text.trim()))
        }
        _ => Err(format!(
            "docs/performance.md has no place for {name}: {begin}...{end}"
        )),
    }
}

/// Where and when this was measured.
fn machine() -> Result<String> {
    let date = shell::output_of(shell::command("date").args(["-u", "+%Y-%m-%d"]))?;
    let commit = shell::output_of(shell::command("git").args(["rev-parse", "--short", "HEAD"]))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (date, commit) = (date.trim(), commit.trim());
    Ok(format!(
        "Measured on {date} at commit {commit}, {cores} cores, the load generator on the same machine."
    ))
}

#[cfg(test)]
mod tests {
    use super::placed;

    #[test]
    fn a_table_takes_the_place_of_the_one_before() {
        let document = "# Speed\n<!-- bench sqlite -->\nold\n<!-- end sqlite -->\nafter\n";
        let once = placed(document, "sqlite", "| new |").unwrap();
        assert_eq!(
            once,
            "# Speed\n<!-- bench sqlite -->\n\n| new |\n\n<!-- end sqlite -->\nafter\n"
        );
        assert_eq!(placed(&once, "sqlite", "| new |").unwrap(), once);
        assert!(placed(document, "postgres", "").is_err());
    }
}
