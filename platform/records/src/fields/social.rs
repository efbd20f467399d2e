//! Accounts on social networks: a handle or an address, with the network as label.

use kontor_kernel::Issue;

use super::items::Point;
use super::{Accept, Words, url};

/// Networks known by their host, so that the label need not be typed.
const NETWORKS: [(&str, &str); 14] = [
    ("linkedin.com", "linkedin"),
    ("xing.com", "xing"),
    ("x.com", "x"),
    ("twitter.com", "x"),
    ("facebook.com", "facebook"),
    ("instagram.com", "instagram"),
    ("youtube.com", "youtube"),
    ("tiktok.com", "tiktok"),
    ("github.com", "github"),
    ("bsky.app", "bluesky"),
    ("threads.net", "threads"),
    ("pinterest.com", "pinterest"),
    ("mastodon.social", "mastodon"),
    ("wa.me", "whatsapp"),
];

/// See the module.
pub(super) struct Social;

impl Point for Social {
    fn read(&self, text: String, label: &mut Option<String>, cx: &Accept<'_>) -> Result<String, Issue> {
        if text.chars().count() > url::MAX {
            return Err(cx.too_long(url::MAX));
        }
        *label = label.as_deref().map(str::to_lowercase);
        if !text.contains("://") {
            // A handle; never something a browser would run if it were made a link.
            let scheme = text
                .split_once(':')
                .map(|(scheme, _)| scheme.to_ascii_lowercase());
            return match scheme.as_deref() {
                Some("javascript" | "data" | "vbscript") => Err(refusal(cx)),
                // An `@` with nothing behind it names nobody.
                _ if handle(&text).is_empty() => Err(refusal(cx)),
                _ => Ok(text),
            };
        }
        let address = url::web_address(&text).ok_or_else(|| refusal(cx))?;
        if label.is_none() {
            *label = network(&address).map(str::to_owned);
        }
        Ok(address)
    }

    fn norm(&self, value: &str, _cx: &Accept<'_>) -> String {
        match url::place(value).filter(|_| value.contains("://")) {
            Some((place, _)) => place.to_lowercase(),
            None => handle(value).to_lowercase(),
        }
    }

    /// The same handle on two networks is two accounts.
    fn identity(&self, value: &str, label: Option<&str>, cx: &Accept<'_>) -> String {
        format!("{} {}", label.unwrap_or_default(), self.norm(value, cx))
    }

    fn words(&self, value: &str, cx: &Accept<'_>) -> Words {
        Words::Code(self.norm(value, cx))
    }
}

/// A handle without what people write before it.
fn handle(text: &str) -> &str {
    text.trim_start_matches(|c: char| c == '@' || c.is_whitespace())
}

fn refusal(cx: &Accept<'_>) -> Issue {
    cx.wrong_format(
        "a handle or a web address",
        "ein Kontoname oder eine Internetadresse",
    )
}

fn network(address: &str) -> Option<&'static str> {
    let (place, _) = url::place(address)?;
    let host = place.split(['/', ':']).next()?;
    let matches = |known: &str| {
        host.strip_suffix(known)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    NETWORKS
        .iter()
        .find(|(known, _)| matches(known))
        .map(|(_, network)| *network)
}

#[cfg(test)]
mod tests {
    use kontor_definitions::{FieldDef, FieldType};
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn the_network_is_known_by_its_address() {
        assert_eq!(network("https://de.linkedin.com/in/ann"), Some("linkedin"));
        assert_eq!(network("https://www.x.com/ann"), Some("x"));
        assert_eq!(network("https://netflix.com/"), None);
    }

    #[test]
    fn handles_and_addresses_are_accepted() {
        let bench = Bench::default();
        let social = FieldDef::new("social", "Social", "Netzwerke", FieldType::Social);
        let accepted = bench.accept(
            &social,
            json!([{"value": "@Ann", "label": "Mastodon"}, "https://github.com/ann", {"value": "@ann", "label": "x"}]),
        );
        let accepted = accepted.unwrap();
        let labels: Vec<&str> = accepted
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|i| i["label"].as_str())
            .collect();
        assert_eq!(labels, ["mastodon", "github", "x"]);
        for odd in [
            "javascript:alert(1)",
            "ftp://x.de",
            "JavaScript:x",
            "@",
            "@@",
            "@ @",
            "@\u{3000}",
        ] {
            assert_eq!(
                bench.accept(&social, json!([odd])),
                Err(vec![("/0/value".into(), "wrong_format".into())])
            );
        }
    }

    #[test]
    fn an_account_is_known_by_its_name_however_many_at_signs_stand_before_it() {
        let bench = Bench::default();
        let cx = bench.cx();
        for written in ["Ann", "@ann", "@@ANN", "@ ann", " @ann"] {
            assert_eq!(Social.norm(written, &cx), "ann", "{written:?}");
        }
        for written in ["a@", "@a@b"] {
            let norm = Social.norm(written, &cx);
            assert_eq!(Social.norm(&norm, &cx), norm, "entered again, it is the same");
            assert!(!norm.is_empty());
        }
    }
}
