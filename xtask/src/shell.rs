//! Starting other programs and finding things in the checkout: what all commands share.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Every failure here ends in one message to the person at the terminal, so text is all an error carries.
pub type Result<T = ()> = std::result::Result<T, String>;

/// The root of the checkout.
pub fn root() -> PathBuf {
    // Asked at run time: cargo sets it to the checkout the command was given in, also when copies of the
    // project share one compiled xtask.
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map(Path::to_path_buf).unwrap_or(here)
}

/// Where everything made by these commands goes; never committed.
pub fn target() -> PathBuf {
    root().join("target")
}

/// A command in the root of the checkout, without standard input: nothing here ever waits for an answer.
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// The cargo that started us, so that a chosen toolchain stays chosen.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Builds everything as the test suite does, so that nothing is compiled twice with other features.
pub fn build_as_for_tests() -> Result {
    run(cargo().args(["build", "--quiet", "--workspace", "--all-targets"]))
}

/// Runs a command with its output shown as it comes; an exit code other than 0 is an error.
pub fn run(command: &mut Command) -> Result {
    let line = spoken(command);
    let status = command
        .status()
        .map_err(|error| format!("cannot start `{line}`: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{line}` failed ({status})"))
    }
}

/// Runs a command and returns what it printed; its errors go to the terminal.
pub fn output_of(command: &mut Command) -> Result<String> {
    let line = spoken(command);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("cannot start `{line}`: {error}"))?;
    if !output.status.success() {
        return Err(format!("`{line}` failed ({})", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{line}` printed something that is not text"))
}

/// The first program of that name in PATH.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Reads a text file of the checkout.
pub fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn spoken(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
