//! One line of `strace -f -y -xx`: a process number, a call with its arguments, and its result. A call during which
//! others came between stands in two lines.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

/// A line.
pub enum Line<'a> {
    /// A call begins; it may end in the same line.
    Begun(Call<'a>, Option<bool>),
    /// A call that had begun has ended.
    Ended,
    /// A call that had begun has failed.
    Failed,
}

/// A call of the system.
#[derive(Clone)]
pub struct Call<'a> {
    /// Its name.
    pub name: &'a str,
    /// What stands between its brackets.
    arguments: &'a str,
}

/// The process of a line, and what it says; nothing for signals and ends of processes.
pub fn line(text: &str) -> Option<(u32, Line<'_>)> {
    let (process, rest) = text.split_once(' ')?;
    let (process, rest) = (process.parse().ok()?, rest.trim_start());
    if rest.starts_with("<... ") {
        let line = if succeeded(rest) {
            Line::Ended
        } else {
            Line::Failed
        };
        return Some((process, line));
    }
    let (name, arguments) = rest.split_once('(')?;
    let unfinished = arguments.strip_suffix("<unfinished ...>");
    let ended = unfinished.is_none().then(|| succeeded(rest));
    let arguments = match unfinished {
        Some(arguments) => arguments,
        // Short ones are padded after the bracket.
        None => arguments.rsplit_once(" = ")?.0.trim_end().strip_suffix(')')?,
    };
    Some((process, Line::Begun(Call { name, arguments }, ended)))
}

fn succeeded(text: &str) -> bool {
    let result = text.rsplit_once(" = ").map_or("", |(_, result)| result);
    result.starts_with(|first: char| first.is_ascii_digit())
}

impl Call<'_> {
    /// Whether an argument that is no text has this word.
    pub fn has(&self, word: &str) -> bool {
        self.arguments.contains(word)
    }

    /// The path of the file that is its first argument.
    pub fn file(&self) -> Option<PathBuf> {
        let (_, rest) = self.arguments.split_once('<')?;
        Some(path(unescape(rest.split_once('>')?.0)))
    }

    /// Its texts, in order.
    pub fn texts(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        self.arguments.split('"').skip(1).step_by(2).map(unescape)
    }

    /// The paths that are its texts.
    pub fn paths(&self) -> impl Iterator<Item = PathBuf> + '_ {
        self.texts().map(path)
    }

    /// Its last argument, a number.
    pub fn last_number(&self) -> Option<u64> {
        self.arguments.rsplit(", ").next()?.trim().parse().ok()
    }
}

fn path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(OsString::from_vec(bytes))
}

/// `\x6b\x6f` as bytes.
fn unescape(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => byte - b'0',
        _ => byte.wrapping_sub(b'a' - 10) & 15,
    };
    let escaped = text.as_bytes().chunks_exact(4);
    escaped.map(|byte| digit(byte[2]) << 4 | digit(byte[3])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_with_its_arguments() {
        let text = r#"7 pwrite64(22<\x2f\x61>, "\x6b\x0a", 2, 4096) = 2"#;
        let Some((7, Line::Begun(call, Some(true)))) = line(text) else {
            panic!("{text}")
        };
        assert_eq!(call.name, "pwrite64");
        assert_eq!(call.file(), Some(PathBuf::from("/a")));
        assert_eq!(call.texts().next(), Some(b"k\n".to_vec()));
        assert_eq!(call.last_number(), Some(4096));
    }

    #[test]
    fn a_call_in_two_lines() {
        let begun = line(r"7 fdatasync(9<\x2f\x61> <unfinished ...>");
        assert!(matches!(begun, Some((7, Line::Begun(call, None))) if call.file() == Some("/a".into())));
        assert!(matches!(
            line("7 <... fdatasync resumed>) = 0"),
            Some((7, Line::Ended))
        ));
        assert!(matches!(
            line("7 <... fdatasync resumed>) = -1 EIO (x)"),
            Some((7, Line::Failed))
        ));
        assert!(line("7 +++ killed by SIGKILL +++").is_none());
    }

    #[test]
    fn a_call_that_failed() {
        let text = r#"7 unlink("\x61")     = -1 ENOENT (No such file or directory)"#;
        assert!(matches!(line(text), Some((7, Line::Begun(_, Some(false))))));
    }
}
