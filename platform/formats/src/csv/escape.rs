//! Quotes behind backslashes, as databases write them where others write two.

/// Whether quotes within cells stand behind backslashes, and none stands twice.
pub fn escapes(head: &[u8], delimiter: &[u8], quote: u8) -> bool {
    let ends_line = |byte: u8| matches!(byte, b'\n' | b'\r');
    // Whether a cell ends before, or begins behind, what stands there.
    let is_end = |at: usize| match &head[at.min(head.len())..] {
        [] => true,
        rest => ends_line(rest[0]) || rest.starts_with(delimiter),
    };
    let is_begin = |at: usize| match &head[..at] {
        [] => true,
        [.., last] => ends_line(*last) || head[..at].ends_with(delimiter),
    };
    let mut escaped = false;
    for at in memchr::memchr_iter(quote, head) {
        let before = at.checked_sub(1).and_then(|at| head.get(at));
        let after = head.get(at + 1);
        if before == Some(&b'\\') {
            escaped |= !is_end(at + 1) && after != Some(&quote);
        } else if after == Some(&quote) && !is_begin(at) && before != Some(&quote) && !is_end(at + 2) {
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
