//! Two e-mail addresses side by side: the part before the `@` says who it is, the part behind it at which house.

use crate::compare::Level;
use crate::text;

/// What the mailboxes of offices are called; whoever works there has one of them.
const OFFICES: &[&str] = &[
    "abrechnung",
    "accounting",
    "admin",
    "anfrage",
    "anfragen",
    "bestellung",
    "bewerbung",
    "billing",
    "buchhaltung",
    "buero",
    "contact",
    "einkauf",
    "empfang",
    "hallo",
    "hello",
    "info",
    "invoice",
    "jobs",
    "kanzlei",
    "kontakt",
    "kundenservice",
    "mail",
    "marketing",
    "office",
    "post",
    "postmaster",
    "praxis",
    "press",
    "presse",
    "purchasing",
    "rechnung",
    "sales",
    "sekretariat",
    "service",
    "support",
    "team",
    "verkauf",
    "vertrieb",
    "verwaltung",
    "webmaster",
    "zentrale",
];
/// From how many letters on a part before the `@` bears a typo beside an initial more.
const OWN: usize = 5;

/// Whether it is the mailbox of an office: `info@adler.de`.
pub fn is_of_house(email: &str) -> bool {
    OFFICES.binary_search(&parts(email).0).is_ok()
}

/// How alike two addresses are that are not equal; `None` where that says nothing.
pub fn alike(a: &str, b: &str) -> Option<Level> {
    let ((own, house), (other, theirs)) = (parts(a), parts(b));
    if house == theirs {
        return Some(names(own, other));
    }
    let length = a.chars().count().min(b.chars().count());
    let level = match text::typos(a, b, 4) {
        0..=2 if length >= 10 => Level::Near,
        0..=4 if length >= 16 => Level::Similar,
        _ => Level::Different,
    };
    // The same name at another house: that of one who changed it or of a namesake. And every house has an office.
    let says_nothing = own == other && (level == Level::Different || is_of_house(a) && level != Level::Near);
    (!says_nothing).then_some(level)
}

fn parts(email: &str) -> (&str, &str) {
    email.rsplit_once('@').unwrap_or((email, ""))
}

/// What stands before the `@` of one house: each name for itself, since `j.adler` and `p.adler` are two.
fn names(a: &str, b: &str) -> Level {
    let split = |local: &str| -> Vec<String> {
        let words = local.split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (one, other) = (split(a), split(b));
    if one.len() != other.len() {
        // `anna.adler` and `annaadler`, or an initial more.
        return match text::typos(&one.concat(), &other.concat(), 2) {
            0 => Level::Near,
            1 if a.len().min(b.len()) >= OWN => Level::Similar,
            _ => Level::Different,
        };
    }
    let pairs = || one.iter().zip(&other);
    if pairs().all(|(one, other)| text::alike(one, other) >= text::ALIKE) {
        return Level::Near;
    }
    let is_alike = |(one, other): (&String, &String)| {
        one.starts_with(other) || other.starts_with(one) || text::alike(one, other) >= text::ALIKE
    };
    match pairs().all(is_alike) {
        true => Level::Similar,
        false => Level::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_stand_in_order() {
        assert!(OFFICES.is_sorted());
    }

    #[test]
    fn a_typo_is_told_from_a_colleague() {
        let (near, similar, different) = (Some(Level::Near), Some(Level::Similar), Some(Level::Different));
        for (a, b, level) in [
            ("anna.adler@bau.example", "ana.adler@bau.example", near),
            ("anna.adler@bau.example", "annaadler@bau.example", near),
            ("anna.adler@bau.example", "anna.adlerbau.example", near),
            ("anna.adler@gmail.com", "anna.adler@gmial.com", near),
            ("info@adlerbau.example", "info@adler-bau.example", near),
            ("a.adler@bau.example", "anna.adler@bau.example", similar),
            (
                "anna.adler@adlerbau.example",
                "anna.adler@holzhandel.example",
                None,
            ),
            ("a.adler@bau.example", "p.adler@bau.example", different),
            ("anna.adler@bau.example", "anna.zander@bau.example", different),
            ("info@bau.example", "info@holz.example", None),
            ("vertrieb@adlerbau.example", "vertrieb@holzhandel.example", None),
            ("info@bau.example", "vertrieb@bau.example", different),
        ] {
            assert_eq!(alike(a, b), level, "{a} {b}");
            assert_eq!(alike(b, a), level, "{b} {a}");
        }
        assert!(is_of_house("office@bau.example") && !is_of_house("anna@office.example"));
    }
}
