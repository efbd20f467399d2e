//! The web interface: checked, built for the server to embed, and walked through in a real browser.
//!
//! Everything comes from the lock files beside `web/package.json` and `e2e/package.json`. The build goes to `web/dist`,
//! where the server's build script finds it; so the interface is built before the server.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{self, Result};

/// The oldest Node that builds the interface.
const NODE: u32 = 20;

/// What must be installed to build the interface, as lines for the list of what is missing.
pub fn missing() -> Vec<String> {
    let version = shell::find_program("node")
        .and_then(|node| shell::output_of(shell::command(node).arg("--version")).ok())
        .unwrap_or_default();
    let major = version.trim().trim_start_matches('v').split('.').next();
    let major: u32 = major.and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut missing = Vec::new();
    if major < NODE {
        let found = if version.is_empty() {
            "none"
        } else {
            version.trim()
        };
        missing.push(format!(
            "Node {NODE} or newer (found {found}) for the web interface, from nodejs.org or the system"
        ));
    }
    if shell::find_program("npm").is_none() {
        missing.push("npm (for the web interface); on Debian: apt-get install npm".to_owned());
    }
    missing
}

/// Builds the interface for the server to embed.
pub fn build() -> Result {
    let web = shell::root().join("web");
    install(&web)?;
    script(&web, "build")
}

/// Writes the types of the API anew from its description.
pub fn write_types() -> Result {
    let web = shell::root().join("web");
    install(&web)?;
    script(&web, "types")
}

/// Everything that must hold for the interface by itself; builds it too.
pub fn check() -> Result {
    let web = shell::root().join("web");
    install(&web)?;
    for name in [
        "check:types",
        "check:format",
        "check:svelte",
        "check:lint",
        "test",
        "build",
        "check:budget",
    ] {
        script(&web, name)?;
    }
    Ok(())
}

/// The journeys in a browser against the real program, which is built with the interface in it; the wide ones on the
/// given database.
pub fn journeys(postgres: Option<&str>) -> Result {
    let chromium = chromium()?;
    // What is walked through is what the sources say now, not what was built some day.
    if postgres.is_none() {
        build()?;
    }
    shell::build_as_for_tests()?;
    let e2e = shell::root().join("e2e");
    install(&e2e)?;
    script(&e2e, "check:format")?;
    script(&e2e, "check:types")?;
    let mut test = npm(&e2e);
    test.args(["run", "--silent", "test"])
        .env("KONTOR", shell::target().join("debug/kontor"))
        .env("KONTOR_CHROMIUM", chromium);
    match postgres {
        // On a second database only those that are not about the size of the screen.
        Some(url) => test
            .args(["--", "--project", "wide"])
            .env("KONTOR_TEST_POSTGRES", url),
        None => test.env_remove("KONTOR_TEST_POSTGRES"),
    };
    shell::run(&mut test)
}

/// Takes pictures of every screen of the demonstration company, to be looked at: they lie in `target/screens`.
pub fn screens() -> Result {
    let chromium = chromium()?;
    build()?;
    shell::build_as_for_tests()?;
    let e2e = shell::root().join("e2e");
    install(&e2e)?;
    let folder = shell::target().join("screens");
    let mut take = npm(&e2e);
    take.args(["run", "--silent", "screens"])
        .env("KONTOR", shell::target().join("debug/kontor"))
        .env("KONTOR_CHROMIUM", chromium)
        .env("KONTOR_SCREENS", &folder)
        .env_remove("KONTOR_TEST_POSTGRES");
    shell::run(&mut take)?;
    println!("the pictures are in {}", folder.display());
    Ok(())
}

/// Measures how long a list of 100,000 records lets its user wait, in a browser, and prints a table.
pub fn latency() -> Result {
    let chromium = chromium()?;
    build()?;
    let package = ["build", "--release", "--package", "kontor-server"];
    shell::run(shell::cargo().args(package))?;
    let e2e = shell::root().join("e2e");
    install(&e2e)?;
    let mut measure = npm(&e2e);
    measure
        .args(["run", "--silent", "latency"])
        .env("KONTOR", shell::target().join("release/kontor"))
        .env("KONTOR_CHROMIUM", chromium);
    shell::run(&mut measure)
}

/// Installs exactly what the lock file says, unless that is what is there.
fn install(folder: &Path) -> Result {
    let wanted = modified(&folder.join("package-lock.json"));
    let present = modified(&folder.join("node_modules/.package-lock.json"));
    if present.is_some() && present >= wanted {
        return Ok(());
    }
    shell::run(npm(folder).args(["ci", "--no-audit", "--no-fund"]))
}

fn modified(file: &Path) -> Option<std::time::SystemTime> {
    file.metadata().and_then(|data| data.modified()).ok()
}

fn script(folder: &Path, name: &str) -> Result {
    shell::run(npm(folder).args(["run", "--silent", name]))
}

fn npm(folder: &Path) -> Command {
    let mut npm = shell::command("npm");
    npm.current_dir(folder);
    npm
}

/// The browser of the system, installed where that is possible and needed.
fn chromium() -> Result<PathBuf> {
    let find = || {
        ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find_map(shell::find_program)
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    const MISSING: &str = "Chromium is missing; on Debian: apt-get install chromium";
    let is_root = shell::output_of(shell::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root || shell::find_program("apt-get").is_none() {
        return Err(MISSING.to_owned());
    }
    println!("Chromium is missing; installing it");
    shell::run(shell::command("apt-get").args(["-qq", "update"]))?;
    let mut install = shell::command("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    shell::run(install.args(["-qq", "install", "-y", "--no-install-recommends", "chromium"]))?;
    find().ok_or_else(|| MISSING.to_owned())
}
