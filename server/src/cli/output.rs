//! Standard output: the one place where a command says what it found.

use std::io::{ErrorKind, Write, stderr, stdout};

use kontor_kernel::Json;

use crate::failure::Failure;

/// Writes a line at once, so that whoever reads along has it.
pub fn line(text: &str) -> Result<(), Failure> {
    let mut out = stdout().lock();
    let written = out
        .write_all(text.as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush());
    match written {
        // Whoever read along has seen enough.
        Err(cause) if cause.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|cause| Failure::because("Standard output can't be written", cause)),
    }
}

/// Says something beside the result, on standard error.
pub fn note(text: &str) {
    // Whoever closed standard error does not want to know.
    let _ = writeln!(stderr(), "kontor: {text}");
}

/// Says that something is done whose answer holds nothing: a word, or an object without members.
pub fn done(as_json: bool, word: &str) -> Result<(), Failure> {
    match as_json {
        true => json(&serde_json::json!({})),
        false => line(word),
    }
}

/// Writes what the API answered.
pub fn json(value: &Json) -> Result<(), Failure> {
    line(&format!("{value:#}"))
}

/// Writes rows under headings, each column as wide as its widest cell.
pub fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> Result<(), Failure> {
    let cells: Vec<[String; N]> = std::iter::once(headings.map(str::to_owned))
        .chain(rows.iter().map(|row| row.each_ref().map(|cell| plain(cell))))
        .collect();
    let width = |column: usize| {
        cells
            .iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    for row in &cells {
        let padded = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        line(padded.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

/// What people typed may not steer the terminal.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// A link with a one-time code. What stands behind `#` is not sent, so it ends up in no server's log.
pub fn link(address: &str, page: &str, code: &str) -> String {
    format!("{address}/{page}#code={code}")
}
