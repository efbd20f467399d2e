//! Quotes behind backslashes, as databases write them where others write two.

/// Whether quotes within cells stand behind backslashes, and none stands twice.
pub fn escapes(head: &[u8], delimiter: u8, quote: u8) -> bool {
    let is_edge =
        |byte: Option<&u8>| byte.is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'));
    let mut escaped = false;
    for at in memchr::memchr_iter(quote, head) {
        let before = at.checked_sub(1).and_then(|at| head.get(at));
        let after = head.get(at + 1);
        if before == Some(&b'\\') {
            escaped |= !is_edge(after) && after != Some(&quote);
        } else if after == Some(&quote)
            && !is_edge(before)
            && before != Some(&quote)
            && !is_edge(head.get(at + 2))
        {
            return false;
        }
    }
    escaped
}

/// What stands behind backslashes, without these.
pub fn unescaped(text: &str, quote: char) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        let is_mark = ch == '\\' && chars.peek().is_some_and(|next| *next == quote || *next == '\\');
        plain.push(match is_mark {
            true => chars.next().unwrap_or(ch),
            false => ch,
        });
    }
    plain
}
