//! Passwords on their way in: from standard input, or typed on the terminal without showing them.

use std::io::{BufRead, IsTerminal, Write, stderr, stdin};
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// Bytes of a password and its line end.
const MOST: u64 = 8192;

/// The first line of standard input.
pub fn from_stdin() -> Result<String, Failure> {
    read_line()
}

/// Asks twice on the terminal.
pub fn ask() -> Result<String, Failure> {
    if !stdin().is_terminal() {
        return Err(Failure::usage(
            "There is no terminal to ask for the password: give it with --password-stdin.",
        ));
    }
    let first = ask_once("New password: ")?;
    match ask_once("Once more: ")? == first {
        true => Ok(first),
        false => Err(Failure::new("The two passwords differ.")),
    }
}

fn ask_once(prompt: &str) -> Result<String, Failure> {
    say(prompt);
    echo("-echo");
    let line = read_line();
    echo("echo");
    say("\n");
    line
}

fn say(text: &str) {
    let mut err = stderr();
    // Whoever closed standard error sees no prompt.
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Has the terminal show what is typed, or not. Where there is no `stty`, it is shown.
fn echo(mode: &str) {
    let _ = Command::new("stty")
        .arg(mode)
        .stdin(Stdio::inherit())
        .stderr(Stdio::null())
        .status();
}

fn read_line() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::Read::take(stdin().lock(), MOST)
        .read_line(&mut line)
        .map_err(|cause| Failure::because("The password can't be read", cause))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
