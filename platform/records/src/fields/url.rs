//! Web addresses: kept as typed with a scheme in front, matched by host without `www.` and path.

use kontor_kernel::Issue;
use url::Url as Parsed;

use super::items::Point;
use super::{Accept, Words};

/// Most characters of an address.
pub(super) const MAX: usize = 2000;

/// See the module.
pub(super) struct Url;

impl Point for Url {
    fn read(&self, text: String, _label: &mut Option<String>, cx: &Accept<'_>) -> Result<String, Issue> {
        if text.chars().count() > MAX {
            return Err(cx.too_long(MAX));
        }
        web_address(&text).ok_or_else(|| cx.wrong_format("a web address", "eine Internetadresse"))
    }

    fn norm(&self, value: &str, _cx: &Accept<'_>) -> String {
        // Of `https://www.` nothing would be left, and all such would be the same.
        let place = place(value).map(|(place, _)| place);
        place
            .filter(|place| !place.is_empty())
            .unwrap_or_else(|| value.to_lowercase())
    }

    /// Pages told apart by what follows the path are different pages.
    fn identity(&self, value: &str, _label: Option<&str>, cx: &Accept<'_>) -> String {
        place(value).map_or_else(|| self.norm(value, cx), |(place, rest)| place + &rest)
    }

    fn words(&self, value: &str, cx: &Accept<'_>) -> Words {
        Words::Code(self.norm(value, cx))
    }
}

/// An address of the web with its scheme, added where it is missing; `None` for anything else. Addresses with a
/// user name are refused: they are made to deceive.
pub(crate) fn web_address(text: &str) -> Option<String> {
    let scheme = text
        .split_once("://")
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    let full = match scheme.as_deref() {
        Some("http" | "https") => text.to_owned(),
        // `x.de/?next=http://y.de` has a scheme further back.
        Some(other)
            if other
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-')) =>
        {
            return None;
        }
        _ => format!("https://{text}"),
    };
    if text
        .chars()
        .any(|ch| ch.is_whitespace() || matches!(ch, '<' | '>' | '"' | '\\'))
    {
        return None;
    }
    let parsed = Parsed::parse(&full).ok()?;
    let host = parsed.host_str()?;
    let sound = parsed.username().is_empty()
        && parsed.password().is_none()
        && (scheme.is_some() || host.contains('.'))
        && matches!(parsed.scheme(), "http" | "https");
    sound.then_some(full)
}

/// Host without `www.`, with port and path; and what follows the path.
pub(crate) fn place(address: &str) -> Option<(String, String)> {
    let parsed = Parsed::parse(address).ok()?;
    let host = parsed.host_str()?;
    // A host that is called `www.` is no place without its name.
    let named = host.strip_prefix("www.").filter(|host| !host.is_empty());
    let mut place = named.unwrap_or(host).to_owned();
    if let Some(port) = parsed.port() {
        place.push_str(&format!(":{port}"));
    }
    place.push_str(parsed.path().trim_end_matches('/'));
    let mut rest = String::new();
    for (mark, part) in [('?', parsed.query()), ('#', parsed.fragment())] {
        if let Some(part) = part {
            rest.push(mark);
            rest.push_str(part);
        }
    }
    Some((place, rest))
}

#[cfg(test)]
mod tests {
    use kontor_definitions::{FieldDef, FieldType};
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn a_missing_scheme_is_added_and_the_spelling_kept() {
        assert_eq!(
            web_address("www.Example.com/A").as_deref(),
            Some("https://www.Example.com/A")
        );
        assert_eq!(web_address("HTTP://x.de").as_deref(), Some("HTTP://x.de"));
        assert_eq!(
            web_address("example.com:8080/x").as_deref(),
            Some("https://example.com:8080/x")
        );
        assert_eq!(
            web_address("x.de/?next=http://y.de").as_deref(),
            Some("https://x.de/?next=http://y.de")
        );
        assert_eq!(
            web_address("http://intranet/").as_deref(),
            Some("http://intranet/")
        );
    }

    #[test]
    fn nothing_but_the_web_is_accepted() {
        for odd in [
            "javascript:alert(1)",
            "data:text/html,x",
            "mailto:a@x.de",
            "ftp://x.de",
            "file:///etc/passwd",
            "intranet",
            "https://user:pass@x.de",
            "https://x.de@evil.de",
            "https://",
            "a b.de",
            "x.de\\@evil.de",
            "javascript://x.de/%0aalert(1)",
        ] {
            assert_eq!(web_address(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn addresses_match_by_place() {
        assert_eq!(
            place("https://www.Müller.de/A/"),
            Some(("xn--mller-kva.de/A".to_owned(), String::new()))
        );
        assert_eq!(
            place("http://x.de:8080/?a#b"),
            Some(("x.de:8080".to_owned(), "?a#b".to_owned()))
        );
    }

    #[test]
    fn an_address_that_is_only_www_is_still_one_of_its_own() {
        let bench = Bench::default();
        let cx = bench.cx();
        let (bare, page) = ("https://www.", "https://www./a");
        assert_eq!(Url.norm(bare, &cx), "www.");
        assert_eq!(Url.norm(page, &cx), "www./a");
        for value in [bare, page] {
            let norm = Url.norm(value, &cx);
            assert_eq!(
                Url.norm(&format!("https://{norm}"), &cx),
                norm,
                "entered again, it is the same"
            );
        }
        let urls = FieldDef::new("urls", "Sites", "Seiten", FieldType::Url);
        let kept = bench
            .accept(&urls, json!([bare, page, "www.x.de", "x.de"]))
            .unwrap();
        assert_eq!(kept.as_array().map(Vec::len), Some(3), "{kept}");
    }
}
