//! What Kontor itself knows of HTML: its words, the people it mentions, and whether it is safe to parse.

use kontor_kernel::Id;

/// Most elements of a text.
const MAX_TAGS: usize = 5_000;
/// Most attributes of an element.
const MAX_ATTRIBUTES: usize = 50;
/// Most bytes of a tag.
const MAX_TAG: usize = 16_384;

/// A piece of sanitised HTML.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Piece<'a> {
    /// Text between tags, with character references.
    Text(&'a str),
    /// What stands between `<` and `>`.
    Tag(&'a str),
}

/// The pieces of sanitised HTML: it has neither comments nor raw text, and attributes stand in double quotes.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(tag) = rest.strip_prefix('<') else {
            let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            rest = after;
            return Some(Piece::Text(text));
        };
        let mut quoted = false;
        let end = tag.bytes().position(|byte| {
            quoted ^= byte == b'"';
            byte == b'>' && !quoted
        });
        let end = end.unwrap_or(tag.len());
        rest = tag.get(end + 1..).unwrap_or_default();
        Some(Piece::Tag(&tag[..end]))
    })
}

/// The words of sanitised HTML; blocks and rows stand on lines of their own.
pub(super) fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => unescape(text, &mut out),
            Piece::Tag(tag) => {
                let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
                match name {
                    "td" | "th" if tag.starts_with('/') => out.push(' '),
                    "a" | "b" | "code" | "del" | "em" | "i" | "img" | "ins" | "mark" | "s" | "span"
                    | "strong" | "sub" | "sup" | "u" | "td" | "th" => {}
                    _ if out.is_empty() || out.ends_with('\n') => {}
                    _ => out.push('\n'),
                }
            }
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The users mentioned in sanitised HTML, each once.
pub fn mentions(html: &str) -> Vec<Id> {
    let mut found = Vec::new();
    for piece in pieces(html) {
        if let Piece::Tag(tag) = piece
            && let Some(id) = mentioned(tag)
            && !found.contains(&id)
        {
            found.push(id);
        }
    }
    found
}

/// Who is mentioned by a tag.
fn mentioned(tag: &str) -> Option<Id> {
    let id = tag.strip_prefix("span data-mention=\"")?.strip_suffix('"')?;
    id.parse().ok()
}

/// Sanitised HTML in which these are mentioned no more: the words stay.
pub fn without_mentions(html: &str, ids: &[Id]) -> String {
    let mut out = String::with_capacity(html.len());
    // Of each span that is open, whether its tags are left out.
    let mut open = Vec::new();
    for piece in pieces(html) {
        let left_out = match piece {
            Piece::Tag("/span") => open.pop().unwrap_or(false),
            Piece::Tag(tag) if tag == "span" || tag.starts_with("span ") => {
                let gone = mentioned(tag).is_some_and(|id| ids.contains(&id));
                open.push(gone);
                gone
            }
            _ => false,
        };
        match piece {
            _ if left_out => {}
            Piece::Text(text) => out.push_str(text),
            Piece::Tag(tag) => {
                out.push('<');
                out.push_str(tag);
                out.push('>');
            }
        }
    }
    out
}

/// Text as HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\n', "<br>")
}

/// Sanitised HTML has these references only.
fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [
            ("&amp;", '&'),
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&nbsp;", ' '),
            ("&quot;", '"'),
        ];
        let (name, ch) = known
            .into_iter()
            .find(|(name, _)| rest.starts_with(name))
            .unwrap_or(("&", '&'));
        out.push(ch);
        rest = &rest[name.len()..];
    }
    out.push_str(rest);
}

/// Whether parsing takes bounded time. The parser needs time quadratic in the depth of elements and in the
/// attributes of one tag; a megabyte of either would keep a core busy for minutes.
///
/// Every `<` before a letter is taken for a tag, whatever stands around it: so nothing can hide from the count.
pub(super) fn is_bounded(html: &str) -> bool {
    let bytes = html.as_bytes();
    let starts = |at: &usize| bytes[*at] == b'<' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
    let mut tags = 0;
    (0..bytes.len()).filter(starts).all(|at| {
        tags += 1;
        tags <= MAX_TAGS && is_bounded_tag(&bytes[at + 1..])
    })
}

/// Follows one tag as the HTML tokenizer does, counting its attributes.
fn is_bounded_tag(tag: &[u8]) -> bool {
    enum At {
        Name,
        Between,
        Attribute,
        AfterAttribute,
        Equals,
        Unquoted,
        Quoted(u8),
    }
    let mut at = At::Name;
    let mut attributes = 0;
    for &byte in tag.iter().take(MAX_TAG) {
        let space = byte.is_ascii_whitespace();
        at = match (at, byte) {
            (At::Quoted(quote), byte) if byte != quote => At::Quoted(quote),
            (At::Quoted(_), _) => At::Between,
            (_, b'>') => return true,
            (At::Equals, b'"' | b'\'') => At::Quoted(byte),
            (At::Equals, _) if space => At::Equals,
            (At::Equals | At::Unquoted, _) if !space => At::Unquoted,
            (At::Name, _) if !space && byte != b'/' => At::Name,
            (At::Attribute | At::AfterAttribute, b'=') => At::Equals,
            (At::Attribute | At::AfterAttribute, _) if space => At::AfterAttribute,
            (At::Attribute, _) if !space && byte != b'/' => At::Attribute,
            (_, _) if space || byte == b'/' => At::Between,
            _ => {
                attributes += 1;
                if attributes > MAX_ATTRIBUTES {
                    return false;
                }
                At::Attribute
            }
        };
    }
    // An unfinished tag at the end of the text is dropped by the parser.
    tag.len() <= MAX_TAG
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_respect_quotes() {
        let html = "a<img alt=\"x>y\">b";
        let all: Vec<Piece<'_>> = pieces(html).collect();
        assert_eq!(
            all,
            [Piece::Text("a"), Piece::Tag("img alt=\"x>y\""), Piece::Text("b")]
        );
    }

    #[test]
    fn mentions_are_found_in_tags_only() {
        let id = "0195512c-8a10-7000-8000-000000000000";
        let html =
            format!("<p><span data-mention=\"{id}\">@A</span> <span data-mention=\"{id}\">@A</span></p>");
        assert_eq!(mentions(&html), vec![id.parse().unwrap()]);
        assert_eq!(mentions(&format!("span data-mention=\"{id}\"")), vec![]);
    }

    #[test]
    fn attributes_are_counted_through_all_quoting() {
        let ok = "<a href=\"x y z\" title='a \" b' data-x = 5>";
        assert!(is_bounded(&ok.repeat(100)));
        let many: String = (0..60).map(|n| format!("a{n} ")).collect();
        for prefix in [
            "",
            "x=\">\" ",
            "x=\"\"=\" ",
            "x=a\" ",
            "x='>' ",
            "x = \"'>\" ",
            "x=/ ",
        ] {
            assert!(!is_bounded(&format!("<p {prefix}{many}>")), "{prefix}");
        }
        assert!(!is_bounded(&format!("<!-- \" --><p {many}>")));
        assert!(is_bounded(&format!("<p>{many}</p>")));
    }
}
