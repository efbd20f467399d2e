//! Names of files: made harmless when they come in, and written into headers when they go out.

use kontor_kernel::text::normalize;

/// The longest name, in characters.
const LONGEST: usize = 200;
/// What remains of the end of a name when it is cut.
const LONGEST_EXTENSION: usize = 20;
/// The name of what has none.
const NAMELESS: &str = "file";

/// A name without path, control characters and tricks with the direction of writing, of at most 200 characters.
pub fn sanitize(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = name
        .chars()
        .filter(|ch| !ch.is_control() && !is_invisible(*ch))
        .collect();
    let clean = normalize(&visible);
    let clean = clean.trim_matches(|ch: char| ch.is_whitespace() || ch == '.');
    match clean {
        "" => NAMELESS.to_owned(),
        name => shortened(name),
    }
}

/// Characters that hide in a name or turn it around, so that `exe.gpj` looks like `jpg.exe`.
fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Cut in the middle, so that the extension stays.
fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let extension = name.rfind('.').map_or("", |dot| &name[dot..]);
    let extension = if extension.chars().count() <= LONGEST_EXTENSION {
        extension
    } else {
        ""
    };
    let room = LONGEST - extension.chars().count();
    let stem: String = name.chars().take(room).collect();
    let stem = stem.trim_end_matches(|ch: char| ch.is_whitespace() || ch == '.');
    format!("{stem}{extension}")
}

/// The extension in lower case, without the dot.
pub fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && (1..=10).contains(&extension.len())).then(|| extension.to_ascii_lowercase())
}

/// The value of `Content-Disposition` for a download (RFC 6266), `kind` being `inline` or `attachment`.
pub fn content_disposition(kind: &str, name: &str) -> String {
    let plain = |ch: char| match ch {
        '"' | '\\' | '%' => '_',
        ch if ch.is_ascii() && !ch.is_ascii_control() => ch,
        _ => '_',
    };
    let fallback: String = name.chars().map(plain).collect();
    let mut value = format!("{kind}; filename=\"{fallback}\"");
    if fallback != name {
        value.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            match byte {
                b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' | b'_' | b'~' => {
                    value.push(char::from(byte))
                }
                byte => value.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    value
}

/// The name in the `Content-Disposition` of an upload, made harmless; `filename*` wins.
pub fn from_content_disposition(header: &str) -> Option<String> {
    let mut plain = None;
    for (key, value) in parameters(header) {
        match key.as_str() {
            "filename*" => {
                if let Some(name) = extended(&value) {
                    return Some(sanitize(&name));
                }
            }
            "filename" => plain = plain.or(Some(value)),
            _ => {}
        }
    }
    plain.map(|name| sanitize(&name))
}

/// The parameters behind the first `;`, quoted values unquoted.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = header.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => match after.split_once(';') {
                Some((value, left)) => (value.trim().to_owned(), left),
                None => (after.trim().to_owned(), ""),
            },
        };
        found.push((key.trim_matches([' ', '\t', ';']).to_ascii_lowercase(), value));
        rest = left;
    }
    found
}

/// The text up to the closing quote, and what follows it.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, ch)) = chars.next() {
        match ch {
            '"' => return (value, &text[at + 1..]),
            // Only quotes and backslashes are escaped; some browsers send `C:\path` as it is.
            '\\' => match chars.as_str().chars().next() {
                Some(next @ ('"' | '\\')) => {
                    chars.next();
                    value.push(next);
                }
                _ => value.push(ch),
            },
            ch => value.push(ch),
        }
    }
    (value, "")
}

/// Reads `UTF-8''M%C3%BCller.pdf`.
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                let (high, low) = (digit()?, digit()?);
                (high * 16 + low) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_keeps_its_letters_and_loses_its_path() {
        assert_eq!(
            sanitize("Angebot Müller & Söhne.pdf"),
            "Angebot Müller & Söhne.pdf"
        );
        assert_eq!(sanitize("Mu\u{308}ller.pdf"), "Müller.pdf");
        assert_eq!(sanitize("../../etc/passwd"), "passwd");
        assert_eq!(sanitize("C:\\Users\\ann\\brief.docx"), "brief.docx");
        assert_eq!(sanitize("a\u{0}b\r\nc.txt"), "abc.txt");
        assert_eq!(sanitize("photo\u{202e}gpj.exe"), "photogpj.exe");
        for nothing in ["", "..", "/", "a/", " . "] {
            assert_eq!(sanitize(nothing), "file", "{nothing:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = sanitize(&format!("{}.tar.gz", "ü".repeat(300)));
        assert_eq!(name.chars().count(), 200);
        assert!(name.ends_with("ü.gz"));
        assert_eq!(sanitize(&format!("a.{}", "b".repeat(300))).chars().count(), 200);
    }

    #[test]
    fn headers_carry_names_in_both_directions() {
        assert_eq!(
            content_disposition("inline", "a b.pdf"),
            "inline; filename=\"a b.pdf\""
        );
        assert_eq!(
            content_disposition("attachment", "Grüße \"1\".pdf"),
            "attachment; filename=\"Gr__e _1_.pdf\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.pdf"
        );
        let name = |header| from_content_disposition(header);
        assert_eq!(
            name("attachment; filename=brief.pdf").as_deref(),
            Some("brief.pdf")
        );
        assert_eq!(
            name("attachment; filename=\"a;b \\\"c\\\".pdf\"; x=y").as_deref(),
            Some("a;b \"c\".pdf")
        );
        assert_eq!(
            name("attachment; filename=\"x.pdf\"; filename*=utf-8'de'M%C3%BCller.pdf").as_deref(),
            Some("Müller.pdf")
        );
        assert_eq!(
            name("attachment; filename*=utf-8''%FF%; filename=x.pdf").as_deref(),
            Some("x.pdf")
        );
        assert_eq!(
            name("attachment; filename=\"C:\\tmp\\a.txt\"").as_deref(),
            Some("a.txt")
        );
        assert_eq!(name("attachment"), None);
    }

    proptest! {
        #[test]
        fn every_name_is_harmless_and_stays_so(name in "\\PC{0,300}|(?s).{0,40}") {
            let clean = sanitize(&name);
            prop_assert!((1..=200).contains(&clean.chars().count()));
            prop_assert!(!clean.contains(['/', '\\']) && !clean.contains(char::is_control));
            prop_assert_eq!(sanitize(&clean), clean.clone());
            let header = content_disposition("attachment", &clean);
            prop_assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            prop_assert_eq!(from_content_disposition(&header), Some(clean));
        }

        #[test]
        fn no_header_is_too_odd(header in "(?s).{0,80}") {
            from_content_disposition(&format!("attachment; {header}"));
            from_content_disposition(&format!("x; filename*=utf-8''{header}"));
        }
    }
}
