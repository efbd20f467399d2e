//! E-mail addresses as the names of accounts: when two of them are the same, and which are no address at all.

use kontor_kernel::text::normalize;
use kontor_kernel::{Error, Result};
use sha2::{Digest, Sha256};

/// The longest address that mail servers accept.
const LONGEST: usize = 254;

/// An e-mail address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Email {
    shown: String,
    key: String,
}

impl Email {
    /// Reads an address; `pointer` names the value in the request.
    pub fn parse(text: &str, pointer: &str) -> Result<Email> {
        let email = Email::lenient(text);
        match email.is_address() {
            true => Ok(email),
            false => Err(Error::invalid(
                pointer,
                "invalid_email",
                "This is not an e-mail address.",
            )),
        }
    }

    /// Takes whatever was typed, to look for it: what is no address belongs to no account.
    pub(crate) fn lenient(text: &str) -> Email {
        let shown = normalize(text.trim());
        // Lower case, but accents stay: `müller@` and `muller@` are two people.
        let key = normalize(&shown.to_lowercase());
        Email { shown, key }
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// The form in which two spellings of one address are equal.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Stands for the address where it must not be readable: people also type passwords into this field.
    pub(crate) fn fingerprint(&self) -> String {
        Sha256::digest(self.key.as_bytes())[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    fn is_address(&self) -> bool {
        let odd = |ch: char| ch.is_whitespace() || ch.is_control() || "<>()[]\\,;:\"".contains(ch);
        let Some((local, domain)) = self.shown.rsplit_once('@') else {
            return false;
        };
        self.shown.len() <= LONGEST
            && !self.shown.contains(odd)
            && !local.is_empty()
            && !local.contains('@')
            && domain.split('.').all(|label| !label.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_are_equal() {
        let email = |text| Email::parse(text, "/email").unwrap();
        assert_eq!(email(" Ann@Example.ORG ").key(), "ann@example.org");
        assert_eq!(
            email("MÜLLER@example.org").key(),
            email("mu\u{308}ller@example.org").key()
        );
        assert_ne!(
            email("müller@example.org").key(),
            email("muller@example.org").key()
        );
        assert_eq!(email("Ann@Example.org").as_str(), "Ann@Example.org");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.org", "a".repeat(250));
        for text in [
            "",
            "ann",
            "@example.org",
            "ann@",
            "a b@c.de",
            "a@b@c.de",
            "a@b..c",
            "a\u{0}@b.c",
            "A <a@b.c>",
            &long,
        ] {
            assert_eq!(
                Email::parse(text, "/email").unwrap_err().issues[0].code,
                "invalid_email",
                "{text:?}"
            );
        }
    }
}
