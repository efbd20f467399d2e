//! E-mail addresses: kept as spelled, matched in lower case with the domain in ASCII.

use kontor_kernel::Issue;
use kontor_kernel::text::normalize;

use super::items::Point;
use super::{Accept, Words, hosts};

/// Most bytes of an address (RFC 5321).
const MAX: usize = 254;
/// Most bytes before the `@`.
const MAX_LOCAL: usize = 64;

/// See the module.
pub(super) struct Email;

impl Point for Email {
    fn read(&self, text: String, _label: &mut Option<String>, cx: &Accept<'_>) -> Result<String, Issue> {
        if text.len() > MAX {
            return Err(cx.too_long(MAX));
        }
        match normal(&text) {
            Some(_) => Ok(text),
            None => Err(cx.wrong_format("an e-mail address", "eine E-Mail-Adresse")),
        }
    }

    fn norm(&self, value: &str, _cx: &Accept<'_>) -> String {
        normal(value).unwrap_or_else(|| value.to_lowercase())
    }

    fn words(&self, value: &str, cx: &Accept<'_>) -> Words {
        Words::Email(self.norm(value, cx))
    }
}

/// The normal form of an address; `None` when it is none.
pub fn normal(address: &str) -> Option<String> {
    let (local, domain) = address.split_once('@')?;
    let odd = |ch: char| {
        ch.is_whitespace()
            || ch.is_control()
            || matches!(
                ch,
                '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '"' | '\\'
            )
    };
    if local.is_empty() || local.len() > MAX_LOCAL || local.contains(odd) || domain.contains('@') {
        return None;
    }
    let domain = hosts::domain(domain).filter(|domain| domain.contains('.'))?;
    Some(format!("{}@{domain}", normalize(&local.to_lowercase())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_match_whatever_their_spelling() {
        assert_eq!(
            normal("Ann.Smith+crm@Example.COM").as_deref(),
            Some("ann.smith+crm@example.com")
        );
        assert_eq!(normal("info@Müller.de").as_deref(), Some("info@xn--mller-kva.de"));
        assert_eq!(normal("Jörg@x.de").as_deref(), Some("jörg@x.de"));
        assert_eq!(normal("o'hara@x.co.uk").as_deref(), Some("o'hara@x.co.uk"));
    }

    #[test]
    fn what_can_not_be_an_address_is_none() {
        for odd in [
            "",
            "@",
            "a",
            "a@",
            "@x.de",
            "a@b",
            "a@x..de",
            "a@-x.de",
            "a@x.de@y.de",
            "a b@x.de",
            "a@x .de",
            "Ann <a@x.de>",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@x.de,b@x.de",
            "a@x_y.de",
            "a@.de",
            "\"a\"@x.de",
        ] {
            assert_eq!(normal(odd), None, "{odd:?}");
        }
        assert_eq!(normal(&format!("{}@x.de", "a".repeat(65))), None);
        assert_eq!(normal(&format!("a@{}.de", "x".repeat(64))), None);
    }
}
