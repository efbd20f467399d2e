//! A Rust file taken apart just far enough to search it honestly: code without comments and without what
//! only tests see, and the text literals apart from the code.

/// A searchable Rust file.
pub struct RustText {
    /// The code, byte for byte where it was; comments, literals and tests are blanks.
    pub code: String,
    /// The text literals outside of tests, each with the place in `code` where it begins.
    pub literals: Vec<(usize, String)>,
}

impl RustText {
    pub fn of(source: &str) -> Self {
        let mut text = split(source);
        for (start, end) in test_items(&text.code) {
            text.code
                .replace_range(start..end, &blank(&text.code[start..end]));
            text.literals.retain(|(at, _)| !(start..end).contains(at));
        }
        text
    }

    /// The line number, from 1, of a place in `code`.
    pub fn line_of(&self, at: usize) -> usize {
        1 + self.code[..at].matches('\n').count()
    }
}

/// Separates code from comments and literals.
fn split(source: &str) -> RustText {
    let mut code = String::with_capacity(source.len());
    let mut literals = Vec::new();
    while code.len() < source.len() {
        let at = code.len();
        let rest = &source[at..];
        let begins_word = !code.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        if let Some(length) = comment(rest).or_else(|| character(rest)) {
            code.push_str(&blank(&rest[..length]));
        } else if let Some((length, inner)) = literal(rest, begins_word) {
            literals.push((at, rest[inner].to_string()));
            code.push_str(&blank(&rest[..length]));
        } else {
            code.extend(rest.chars().next());
        }
    }
    RustText { code, literals }
}

/// The length of the comment at the start of `rest`; block comments nest.
fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (0, 0);
    loop {
        let left = &rest[at..];
        if left.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if left.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
        } else {
            at += left.chars().next()?.len_utf8();
        }
        if depth == 0 || at == rest.len() {
            return Some(at);
        }
    }
}

/// The length of the character literal at the start of `rest`; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let escaped = usize::from(inner.starts_with('\\'));
    let first = inner[escaped..].chars().next()?.len_utf8();
    let closing = match escaped {
        1 => inner[escaped + first..].find('\'')?,
        _ => inner[first..].starts_with('\'').then_some(0)?,
    };
    Some(1 + escaped + first + closing + 1)
}

/// The length of the text literal at the start of `rest`, and where in it the text is.
fn literal(rest: &str, begins_word: bool) -> Option<(usize, std::ops::Range<usize>)> {
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| {
        let after = rest
            .strip_prefix(prefix)
            .map(|after| after.trim_start_matches('#'));
        after.is_some_and(|after| after.starts_with('"')) && (prefix.is_empty() || begins_word)
    })?;
    let hashes = rest[prefix.len()..].find('"')?;
    let raw = prefix.ends_with('r');
    if hashes > 0 && !raw {
        return None;
    }
    let start = prefix.len() + hashes + 1;
    let length = if raw {
        rest[start..].find(&format!("\"{}", "#".repeat(hashes)))
    } else {
        let mut escaped = false;
        rest[start..].bytes().position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        })
    };
    let end = start + length.unwrap_or(rest.len() - start);
    Some(((end + 1 + hashes).min(rest.len()), start..end))
}

/// Where items under `#[cfg(test)]` begin and end.
fn test_items(code: &str) -> Vec<(usize, usize)> {
    if code.contains("#![cfg(test)]") {
        return vec![(0, code.len())];
    }
    let mut items = Vec::new();
    let mut from = 0;
    while let Some(found) = ["#[cfg(test)]", "#[cfg(all(test"]
        .iter()
        .filter_map(|mark| code[from..].find(mark))
        .min()
    {
        let start = from + found;
        let end = start + end_of_item(&code[start..]);
        items.push((start, end));
        from = end;
    }
    items
}

/// An item ends with the brace that closes its body, or with a semicolon outside of all brackets; the
/// attributes before it are in brackets.
fn end_of_item(code: &str) -> usize {
    let mut depth = 0usize;
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            b';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// As long, on as many lines, and empty.
fn blank(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::RustText;

    fn literals(source: &str) -> Vec<String> {
        RustText::of(source)
            .literals
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    }

    #[test]
    fn literals_of_all_kinds_are_found_and_comments_are_not() {
        let source = r####"
            // "line"
            /* "block /* "nested" */ still" */
            let a = "with \" quote and // no comment";
            let b = r#"raw "quoted" text"#;
            let c = (b"bytes", br"raw bytes", c"c text");
            let d = ('"', '\'', '\u{1F600}', 'ä');
            fn e<'a>(word: &'a str) -> &'a str { "äöü" }
            let r#type = "last";
        "####;
        let found = literals(source);
        assert_eq!(
            found,
            [
                r#"with \" quote and // no comment"#,
                r#"raw "quoted" text"#,
                "bytes",
                "raw bytes",
                "c text",
                "äöü",
                "last"
            ]
        );
    }

    #[test]
    fn code_keeps_its_places_and_lines() {
        let source = "let a = \"ä\nb\"; // x\nDialect::Sqlite";
        let text = RustText::of(source);
        assert_eq!(text.code.len(), source.len());
        assert_eq!(text.line_of(text.code.find("Dialect").unwrap()), 3);
        assert!(!text.code.contains('x'));
    }

    #[test]
    fn what_only_tests_see_is_left_out() {
        let source = r#"
            #[cfg(test)]
            use helper::{SELECT, Dialect};
            #[cfg(test)]
            #[allow(unused, reason = "in a test; really")]
            fn open() -> [u8; 2] { run("in a function"); [1, 2] }
            fn kept() { "kept" }
            #[cfg(all(test, unix))]
            mod tests { fn deep() { if true { "in a module" } } }
            fn also() { "also kept" }
        "#;
        assert_eq!(literals(source), ["kept", "also kept"]);
        assert!(!RustText::of(source).code.contains("Dialect"));
        assert!(literals("#![cfg(test)]\nfn f() { \"gone\" }").is_empty());
    }

    #[test]
    fn unfinished_files_end_quietly() {
        for source in [
            "\"open",
            "r#\"open",
            "/* open",
            "'",
            "'\\",
            "b",
            "#[cfg(test)] mod open {",
        ] {
            assert_eq!(RustText::of(source).code.len(), source.len(), "{source}");
        }
    }
}
