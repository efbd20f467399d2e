//! Domain names of e-mail and web addresses in ASCII form.

use url::Host;

/// A domain in lower-case ASCII; `None` when it is no domain name, or an IP address.
pub(super) fn domain(text: &str) -> Option<String> {
    // A domain has at most 253 bytes; international ones are longer before they are encoded, but not much.
    if text.len() > 500 {
        return None;
    }
    let Ok(Host::Domain(domain)) = Host::parse(text) else {
        return None;
    };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    (domain.len() <= 253 && domain.split('.').all(label)).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_ascii_and_lower_case() {
        assert_eq!(domain("Straße.Example").as_deref(), Some("xn--strae-oqa.example"));
        for odd in [
            "", ".", "a..b", "1.2.3.4", "0x7f.1", "[::1]", "a b.de", "a/b", "a%2fb.de", "x.de.",
        ] {
            assert_eq!(domain(odd), None, "{odd:?}");
        }
    }
}
