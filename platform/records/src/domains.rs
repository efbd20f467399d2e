//! Domains: whose an e-mail or web address is. Where anybody may have an address or a page, the domain says nothing of
//! who that is.

use kontor_definitions::{FieldDef, FieldType, Object};

use crate::fields::{email, url};

/// Domains at which everybody gets a mailbox.
const MAILBOXES: &[&str] = &[
    "a1.net",
    "aim.com",
    "alice.de",
    "aon.at",
    "arcor.de",
    "att.net",
    "bigpond.com",
    "blackmail.com",
    "bluemail.ch",
    "bluewin.ch",
    "bol.com.br",
    "btinternet.com",
    "chello.at",
    "comcast.net",
    "cox.net",
    "disroot.org",
    "e-mail.de",
    "earthlink.net",
    "email.com",
    "email.cz",
    "email.de",
    "ewe.net",
    "ewetel.net",
    "fastmail.com",
    "fastmail.fm",
    "firemail.de",
    "free.fr",
    "freemail.hu",
    "freenet.de",
    "freesurf.ch",
    "fritz.box",
    "gmail.com",
    "googlemail.com",
    "hey.com",
    "hispeed.ch",
    "hushmail.com",
    "inode.at",
    "inbox.lv",
    "inbox.ru",
    "inbox.com",
    "interia.pl",
    "kabelmail.de",
    "kabelbw.de",
    "laposte.net",
    "libero.it",
    "list.ru",
    "lycos.com",
    "mac.com",
    "mail.com",
    "mail.de",
    "mail.ru",
    "mailbox.org",
    "mailo.com",
    "me.com",
    "mein.gmx",
    "muenchen-mail.de",
    "msn.com",
    "naver.com",
    "nate.com",
    "netcologne.de",
    "neuf.fr",
    "ntlworld.com",
    "o2.pl",
    "o2mail.de",
    "o2online.de",
    "onet.pl",
    "online.de",
    "online.no",
    "optonline.net",
    "orange.fr",
    "osnanet.de",
    "passagen.se",
    "planet.nl",
    "pm.me",
    "posteo.de",
    "posteo.net",
    "posteo.org",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "quantentunnel.de",
    "quickline.ch",
    "rambler.ru",
    "rediffmail.com",
    "riseup.net",
    "rocketmail.com",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "sina.com",
    "sky.com",
    "skynet.be",
    "smart-mail.de",
    "sunrise.ch",
    "swissonline.ch",
    "t-online.at",
    "t-online.de",
    "talktalk.net",
    "telenet.be",
    "telia.com",
    "terra.com.br",
    "tin.it",
    "tiscali.it",
    "tele2.at",
    "tuta.com",
    "tuta.io",
    "tutamail.com",
    "tutanota.com",
    "tutanota.de",
    "uol.com.br",
    "unitybox.de",
    "unity-mail.de",
    "verizon.net",
    "versanet.de",
    "virgilio.it",
    "virginmedia.com",
    "vodafone.de",
    "vodafonemail.de",
    "vtxmail.ch",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "xs4all.nl",
    "ya.ru",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "ziggo.nl",
    "zoho.com",
    "zohomail.eu",
    "126.com",
    "163.com",
];

/// Names that give mailboxes under the domains of many states: `gmx.at`, `yahoo.co.uk`.
const EVERYWHERE: &[&str] = &["aol", "gmx", "hotmail", "icloud", "live", "outlook", "yahoo"];

/// Domains, with all below them, on which everybody gets a page.
const PAGES: &[&str] = &[
    "about.me",
    "bit.ly",
    "facebook.com",
    "fb.com",
    "github.com",
    "google.com",
    "google.de",
    "goo.gl",
    "instagram.com",
    "linkedin.com",
    "linktr.ee",
    "pinterest.com",
    "pinterest.de",
    "t.co",
    "t.me",
    "threads.net",
    "tiktok.com",
    "twitter.com",
    "vimeo.com",
    "wa.me",
    "wikipedia.org",
    "x.com",
    "xing.com",
    "youtu.be",
    "youtube.com",
];

/// Whether a domain says nothing of who has an address or page there.
pub fn is_shared(domain: &str) -> bool {
    let below = |page: &&str| {
        let rest = domain.strip_suffix(*page);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let everywhere = || match domain.split('.').collect::<Vec<_>>()[..] {
        [name, _] | [name, "co" | "com", _] => EVERYWHERE.contains(&name),
        _ => false,
    };
    MAILBOXES.contains(&domain) || PAGES.iter().any(below) || everywhere()
}

/// The domain of an e-mail or web address in normal form.
pub fn domain(normal: &str) -> Option<&str> {
    let domain = match normal.split_once('@') {
        Some((_, domain)) => domain,
        None => normal.split(['/', ':']).next().unwrap_or_default(),
    };
    Some(domain).filter(|domain| domain.contains('.'))
}

/// The domain that a text names whose it is by: an e-mail address, a web address, or the domain itself.
pub fn named(text: &str) -> Option<String> {
    let text = text.trim();
    if text.contains('@') {
        return domain(&email::normal(text)?).map(str::to_owned);
    }
    let (place, _) = url::place(&url::web_address(text)?)?;
    domain(&place).map(str::to_owned)
}

/// Whether the domains of a field's items say which record of an object it is: of parties that are called by one name, as
/// organisations are. People only have an address at a domain.
pub fn tells(object: &Object, field: &FieldDef) -> bool {
    object.def.party
        && object.is_called_by_one_field()
        && matches!(field.kind, FieldType::Email | FieldType::Url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_and_pages_of_everybody_are_nobodys() {
        for shared in [
            "gmail.com",
            "gmx.de",
            "gmx.net",
            "yahoo.co.uk",
            "web.de",
            "facebook.com",
            "de.linkedin.com",
            "outlook.com.br",
        ] {
            assert!(is_shared(shared), "{shared}");
        }
        for own in [
            "adler.de",
            "notfacebook.com",
            "gmx.adler.de",
            "live.adler.co.uk",
            "mail.adler.de",
            "box.com",
        ] {
            assert!(!is_shared(own), "{own}");
        }
    }

    #[test]
    fn a_domain_is_named_in_many_ways() {
        for text in [
            "adler.de",
            " www.Adler.de/kontakt?x=1 ",
            "https://adler.de:8443/",
            "Info@ADLER.de",
            "http://www.adler.de",
        ] {
            assert_eq!(named(text).as_deref(), Some("adler.de"), "{text:?}");
        }
        assert_eq!(named("Müller.de").as_deref(), Some("xn--mller-kva.de"));
        for text in ["Adler GmbH", "Adler", "", "a@", "localhost", "A & B Co. KG"] {
            assert_eq!(named(text), None, "{text:?}");
        }
    }
}
