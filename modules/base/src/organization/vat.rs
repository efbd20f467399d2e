//! VAT ids of the European Union: the form they have in each state, and their check digits where the rule is published.
//! A number without the prefix of a known state is nobody's business here.

mod digits;

/// State and the forms of the part behind its prefix: `9` a digit, `A` a letter, `X` either, `?` either or `+` or `*`;
/// anything else stands for itself.
const FORMS: [(&str, &[&str]); 27] = [
    ("AT", &["U99999999"]),
    ("BE", &["0999999999", "1999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CY", &["99999999A"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["A9999999X", "99999999A"]),
    ("FI", &["99999999"]),
    ("FR", &["XX999999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9?99999A", "9999999AA"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["?????????B??"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    (
        "RO",
        &[
            "99",
            "999",
            "9999",
            "99999",
            "999999",
            "9999999",
            "99999999",
            "999999999",
            "9999999999",
        ],
    ),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
];

/// What became of a VAT id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Vat {
    /// Right as far as can be told, without blanks and in capitals.
    Valid(String),
    /// It bears the prefix of a state of the Union and is none of its numbers.
    Wrong,
    /// No prefix of a state of the Union: left as it is.
    Unknown,
}

/// Looks at a VAT id as people type it: with blanks, dots and hyphens, in any case.
pub fn read(text: &str) -> Vat {
    let compact: String = text
        .chars()
        .filter(|ch| !ch.is_whitespace() && !matches!(ch, '.' | '-' | '/'))
        .flat_map(char::to_uppercase)
        .collect();
    // Greece has a prefix of its own here, and many write its usual code.
    let compact = match compact.strip_prefix("GR") {
        Some(number) => format!("EL{number}"),
        None => compact,
    };
    let Some((state, number)) = compact.split_at_checked(2) else {
        return Vat::Unknown;
    };
    let Some((_, forms)) = FORMS.iter().find(|(known, _)| *known == state) else {
        return Vat::Unknown;
    };
    let right = forms.iter().any(|form| fits(number, form)) && digits::right(state, number);
    if right { Vat::Valid(compact) } else { Vat::Wrong }
}

fn fits(number: &str, form: &str) -> bool {
    let one = |(ch, form): (u8, u8)| match form {
        b'9' => ch.is_ascii_digit(),
        b'A' => ch.is_ascii_uppercase(),
        b'X' => ch.is_ascii_alphanumeric(),
        b'?' => ch.is_ascii_alphanumeric() || matches!(ch, b'+' | b'*'),
        itself => ch == itself,
    };
    number.len() == form.len() && number.bytes().zip(form.bytes()).all(one)
}

#[cfg(test)]
mod tests;
