//! Strict percent-decoding: what browsers and libraries let pass silently is refused here, because a value that
//! two readers understand differently is how checks are walked around.

use std::borrow::Cow;

/// Why a piece of an address can't be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flaw {
    /// A `%` without two hexadecimal digits.
    Percent,
    /// The decoded bytes are not UTF-8.
    Utf8,
    /// The decoded text contains U+0000, which no database column can hold.
    Nul,
}

impl Flaw {
    /// The stable `reason` in the problem.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Flaw::Percent => "malformed_percent",
            Flaw::Utf8 => "broken_utf8",
            Flaw::Nul => "control_characters",
        }
    }

    /// The sentence for people.
    pub(crate) fn detail(self) -> &'static str {
        match self {
            Flaw::Percent => "A % must be followed by two hexadecimal digits.",
            Flaw::Utf8 => "The text is not valid UTF-8.",
            Flaw::Nul => "The character U+0000 is not allowed.",
        }
    }
}

/// Encodes a value for a query string: everything but unreserved characters (RFC 3986, 2.3).
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Decodes one piece of an address; `plus` says whether `+` means a blank (in a query string it does).
pub(crate) fn decode(text: &str, plus: bool) -> Result<Cow<'_, str>, Flaw> {
    if !text
        .bytes()
        .any(|byte| byte == b'%' || byte == 0 || (plus && byte == b'+'))
    {
        return Ok(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        bytes.push(match byte {
            b'%' => match *after {
                [high, low, ..] => {
                    rest = &after[2..];
                    hex(high)? << 4 | hex(low)?
                }
                _ => return Err(Flaw::Percent),
            },
            b'+' if plus => b' ',
            other => other,
        });
    }
    let decoded = String::from_utf8(bytes).map_err(|_| Flaw::Utf8)?;
    if decoded.contains('\0') {
        Err(Flaw::Nul)
    } else {
        Ok(Cow::Owned(decoded))
    }
}

fn hex(digit: u8) -> Result<u8, Flaw> {
    (digit as char)
        .to_digit(16)
        .map(|value| value as u8)
        .ok_or(Flaw::Percent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn flaws_are_told_apart() {
        for text in ["%", "%2", "%zz", "a%4", "%+1", "%é1"] {
            assert_eq!(decode(text, true), Err(Flaw::Percent), "{text}");
        }
        for text in ["%ff", "%c3", "%ed%a0%80"] {
            assert_eq!(decode(text, true), Err(Flaw::Utf8), "{text}");
        }
        assert_eq!(decode("a%00b", true), Err(Flaw::Nul));
        assert_eq!(decode("a+b%2B", true).unwrap(), "a b+");
        assert_eq!(decode("a+b", false).unwrap(), "a+b");
    }

    proptest! {
        #[test]
        fn what_was_encoded_comes_back(text in "[^\0]*") {
            let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            prop_assert_eq!(decode(&encoded, true).unwrap(), text);
        }

        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = decode(&text, true);
        }
    }
}
