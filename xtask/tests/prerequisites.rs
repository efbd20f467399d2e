//! `cargo xtask run` on machines that lack something: each time it says what, and how to get it, and builds nothing.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

/// A machine with nothing but these programs, and a checkout with little in it.
struct Machine(PathBuf);

/// What a machine needs, and what each program does there.
const ALL: [(&str, &str); 5] = [
    ("rustc", "echo rustc 1.95.0"),
    ("cargo", "echo cargo was told: \"$@\"; exit 42"),
    ("cc", "exit 0"),
    ("node", "echo v20.11.1"),
    ("npm", "echo npm was told: \"$@\""),
];

impl Machine {
    fn with(name: &str, programs: &[(&str, &str)]) -> Machine {
        let folder = std::env::temp_dir().join(format!("kontor-xtask-{name}-{}", std::process::id()));
        for part in ["bin", "xtask", "web"] {
            std::fs::create_dir_all(folder.join(part)).unwrap();
        }
        std::fs::write(folder.join("Cargo.toml"), "rust-version = \"1.95\"\n").unwrap();
        for (program, does) in programs {
            let file = folder.join("bin").join(program);
            std::fs::write(&file, format!("#!/bin/sh\n{does}\n")).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        Machine(folder)
    }

    /// One that has everything but this, or has another of it.
    fn but(program: &str, other: Option<&str>) -> Machine {
        let mut programs = ALL.to_vec();
        programs.retain(|(name, _)| *name != program);
        programs.extend(other.map(|does| (program, does)));
        Machine::with(&format!("{program}-{}", other.is_some()), &programs)
    }

    /// Exit code, and what was said to the person at the terminal.
    fn run(&self) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let bin = self.0.join("bin");
        let done = command
            .arg("run")
            .env_clear()
            .env("CARGO", bin.join("cargo"))
            .env("CARGO_MANIFEST_DIR", self.0.join("xtask"))
            .env("PATH", bin)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

#[test]
fn what_is_missing_is_named_with_the_way_to_get_it() {
    for (program, other, found, remedy) in [
        ("node", None, "Node 20 or newer (found none)", "nodejs.org"),
        (
            "node",
            Some("echo v18.19.0"),
            "Node 20 or newer (found v18.19.0)",
            "nodejs.org",
        ),
        ("npm", None, "npm (for the web interface)", "apt-get install npm"),
        (
            "cc",
            None,
            "a C compiler, `cc`",
            "apt-get install build-essential",
        ),
        ("rustc", None, "Rust 1.95 or newer (found none)", "rustup"),
        (
            "rustc",
            Some("echo rustc 1.84.1"),
            "Rust 1.95 or newer (found 1.84.1)",
            "rustup",
        ),
    ] {
        let (code, out, err) = Machine::but(program, other).run();
        assert_eq!(code, 1, "{program}: {out}{err}");
        assert!(err.contains(found) && err.contains(remedy), "{program}: {err}");
        assert_eq!(err.lines().count(), 2, "only this is missing: {err}");
        assert_eq!(out, "", "{program}: nothing was begun");
    }
}

#[test]
fn all_that_is_missing_is_said_at_once() {
    let (code, _, err) = Machine::with("bare", &[]).run();
    assert_eq!(code, 1);
    for missing in ["Rust 1.95", "a C compiler", "Node 20", "npm"] {
        assert!(err.contains(missing), "{missing}: {err}");
    }
}

#[test]
fn with_everything_there_it_goes_on_and_becomes_the_server() {
    let (code, out, err) = Machine::with("whole", &ALL).run();
    assert_eq!(code, 42, "its end is the end of what cargo runs: {out}{err}");
    let told: Vec<&str> = out.lines().filter(|line| line.contains("was told")).collect();
    assert!(told[0].starts_with("npm was told: ci"), "{out}");
    assert_eq!(told[1], "npm was told: run --silent build");
    assert!(
        told[2].contains("kontor-server") && told[2].contains("serve --listen 127.0.0.1:8080"),
        "{out}"
    );
}
