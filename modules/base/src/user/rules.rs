//! How users behave: address and time zone are real ones, and somebody always remains who can administer
//! ([`crate::administrators`]).

use jiff::tz::TimeZone;
use kontor_kernel::Result;
use kontor_records::{Behavior, Draft, Work};

use crate::rule::{is_edit, say};

/// Checks the e-mail address and the time zone.
pub struct Reachable;

impl Behavior for Reachable {
    fn name(&self) -> &'static str {
        "user.reachable"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        for draft in drafts.iter_mut().filter(|draft| is_edit(draft)) {
            if draft.changes("email") && draft.after.text("email").is_some_and(|text| !is_address(text)) {
                let detail = say(
                    work.ctx,
                    "This is no e-mail address.",
                    "Das ist keine E-Mail-Adresse.",
                );
                draft.refuse("email", "invalid_email", detail);
            }
            let Some(zone) = draft.after.text("zone").filter(|_| draft.changes("zone")) else {
                continue;
            };
            match TimeZone::get(zone) {
                Ok(zone) => {
                    // In the spelling of the database, whatever case it was typed in.
                    if let Some(name) = zone.iana_name() {
                        draft.after.set("zone", name);
                    }
                }
                Err(_) => {
                    let detail = say(
                        work.ctx,
                        "There is no such time zone.",
                        "Diese Zeitzone gibt es nicht.",
                    );
                    draft.refuse("zone", "unknown_zone", detail);
                }
            }
        }
        Ok(())
    }
}

/// The form of an address; as generous as signing in, where `admin@localhost` is one.
fn is_address(text: &str) -> bool {
    let odd = |ch: char| ch.is_whitespace() || ch.is_control() || "<>()[]\\,;:\"".contains(ch);
    text.rsplit_once('@').is_some_and(|(local, domain)| {
        !text.contains(odd)
            && !local.is_empty()
            && !local.contains('@')
            && domain.split('.').all(|label| !label.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_have_a_name_and_a_host() {
        for good in ["ann@example.com", "admin@localhost", "jörg.o'hara+x@müller.de"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "ann",
            "@x.de",
            "ann@",
            "ann@x..de",
            "a b@x.de",
            "a@b@x.de",
            "Ann <ann@x.de>",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
