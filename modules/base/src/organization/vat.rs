//! VAT ids of the European Union: the form they have in each state, and the check digit where its rule is published
//! and stable (Germany, Austria). A number without the prefix of a known state is nobody's business here.

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
    let Some((state, number)) = compact.split_at_checked(2) else {
        return Vat::Unknown;
    };
    let Some((_, forms)) = FORMS.iter().find(|(known, _)| *known == state) else {
        return Vat::Unknown;
    };
    let right = forms.iter().any(|form| fits(number, form))
        && match state {
            "DE" => german(number),
            "AT" => austrian(number),
            _ => true,
        };
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

fn digits(number: &str) -> impl Iterator<Item = u32> {
    number.chars().filter_map(|ch| ch.to_digit(10))
}

/// ISO 7064, MOD 11,10: eight digits and the check digit. The first digit is never zero.
fn german(number: &str) -> bool {
    if number.starts_with('0') {
        return false;
    }
    let product = digits(number).take(8).fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    digits(number).nth(8) == Some((11 - product) % 10)
}

/// Seven digits with the weights 1 and 2 in turn, cross sums, plus four; the eighth fills up to a ten.
fn austrian(number: &str) -> bool {
    let sum: u32 = digits(number)
        .take(7)
        .enumerate()
        .map(|(n, digit)| {
            if n % 2 == 0 {
                digit
            } else {
                digit * 2 / 10 + digit * 2 % 10
            }
        })
        .sum();
    digits(number).nth(7) == Some((10 - (sum + 4) % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_from_the_imprints_of_companies_are_right() {
        // Siemens, BMW, Deutsche Telekom, Volkswagen, SAP; the example of the Federal Central Tax Office.
        for known in [
            "DE129274202",
            "DE129273398",
            "DE123475223",
            "DE115235681",
            "DE143454214",
            "DE136695976",
        ] {
            assert_eq!(read(known), Vat::Valid(known.to_owned()), "{known}");
        }
        // The example of the Austrian Ministry of Finance.
        assert_eq!(read("ATU13585627"), Vat::Valid("ATU13585627".to_owned()));
    }

    #[test]
    fn every_single_wrong_digit_is_found_in_a_german_number() {
        let right = "136695976";
        for place in 0..9 {
            for digit in '0'..='9' {
                let mut number: Vec<char> = right.chars().collect();
                number[place] = digit;
                let number: String = number.into_iter().collect();
                let expected = if number == right {
                    Vat::Valid(format!("DE{number}"))
                } else {
                    Vat::Wrong
                };
                assert_eq!(read(&format!("DE{number}")), expected, "{number}");
            }
        }
    }

    #[test]
    fn a_wrong_check_digit_is_found_in_an_austrian_number() {
        for digit in ['0', '1', '2', '3', '4', '5', '6', '8', '9'] {
            assert_eq!(read(&format!("ATU1358562{digit}")), Vat::Wrong);
        }
    }

    #[test]
    fn spelling_does_not_matter() {
        assert_eq!(read(" de 136.695-976 "), Vat::Valid("DE136695976".to_owned()));
    }

    #[test]
    fn each_state_has_its_form() {
        let right = [
            "BE0428759497",
            "BG175074752",
            "CY10259033P",
            "CZ25123891",
            "DK13585628",
            "EE100931558",
            "EL094259216",
            "ESA28015865",
            "ESX1234567L",
            "ES54362315K",
            "FI20774740",
            "FR40303265045",
            "FRK7399859412",
            "HR33392005961",
            "HU12892312",
            "IE6433435F",
            "IE8D79739I",
            "IE6433435OA",
            "IT00743110157",
            "LT119511515",
            "LT100001919017",
            "LU15027442",
            "LV40003521600",
            "MT11679112",
            "NL004495445B01",
            "PL8567346215",
            "PT501964843",
            "RO18547290",
            "SE123456789701",
            "SI50223054",
            "SK2022749619",
        ];
        for known in right {
            assert_eq!(read(known), Vat::Valid(known.to_owned()), "{known}");
        }
        let wrong = [
            "BE2428759497",
            "CY102590331",
            "FR4030326504",
            "NL004495445X01",
            "ES123456789",
            "SE12345678970",
            "DE",
        ];
        for number in wrong {
            assert_eq!(read(number), Vat::Wrong, "{number}");
        }
    }

    #[test]
    fn what_bears_no_known_prefix_is_left_alone() {
        for text in [
            "",
            "D",
            "12/345/67890",
            "CHE-116.281.710 MWST",
            "GB980780684",
            "ü1",
            "none",
        ] {
            assert_eq!(read(text), Vat::Unknown, "{text}");
        }
    }
}
