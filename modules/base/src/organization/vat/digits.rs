//! The check digits of VAT ids. The rules are those of the European Commission (VIES, "VAT number construction rules",
//! 15.0), published by the Austrian Ministry of Finance as "UID-Konstruktionsregeln"; those of the Dutch numbers since
//! 2020 by the Dutch tax office, of the second letter of Irish ones by the Irish Revenue.
//!
//! To refuse a right number is worse than to miss a wrong one. Only the form is looked at where a rule is uncertain or
//! not published, or the number is a person's: Bulgarian with ten digits, Cypriot that begin with anything but 0, 1, 3,
//! 4, 5 and 9, Czech with nine or ten, French whose key has letters, Irish with a second letter but A to I and W,
//! Latvian of persons, Dutch with letters or signs, Spanish that begin with K, L, M or a letter of no
//! known kind.

/// Whether the digits of a number fit together whose form is right. It is written without the state.
pub fn right(state: &str, number: &str) -> bool {
    match (state, number.len()) {
        ("AT", _) => ends_with(number, (10 - (crossed(number, 1, 7) + 4) % 10) % 10),
        ("BE", _) => number_in(number, 8..10) == 97 - number_in(number, 0..8) % 97,
        ("BG", 9) => in_two_turns(number, &[1, 2, 3, 4, 5, 6, 7, 8], &[3, 4, 5, 6, 7, 8, 9, 10]),
        ("CY", _) => cypriot(number),
        ("CZ", 8) => ends_with(number, (11 - sum(number, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 10),
        ("DE", _) => !number.starts_with('0') && iso_7064(number),
        ("DK", _) => adds_up(number, &[2, 7, 6, 5, 4, 3, 2, 1], 11),
        ("EE", _) => adds_up(number, &[3, 7, 1, 3, 7, 1, 3, 7, 1], 10),
        ("EL", _) => eleven(number, &[256, 128, 64, 32, 16, 8, 4, 2]),
        ("ES", _) => spanish(number),
        ("FI", _) => adds_up(number, &[7, 9, 10, 5, 8, 4, 2, 1], 11),
        ("FR", _) => french(number),
        ("HR", _) => iso_7064(number),
        ("HU", _) => adds_up(number, &[9, 7, 3, 1, 9, 7, 3, 1], 10),
        ("IE", _) => irish(number),
        ("IT", _) => luhn(number),
        ("LT", 9) => in_two_turns(number, &[1, 2, 3, 4, 5, 6, 7, 8], &[3, 4, 5, 6, 7, 8, 9, 1]),
        ("LT", _) => in_two_turns(
            number,
            &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2],
            &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4],
        ),
        ("LU", _) => number_in(number, 6..8) == number_in(number, 0..6) % 89,
        ("LV", _) => {
            number.starts_with(['0', '1', '2', '3'])
                || sum(number, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3
        }
        ("MT", _) => adds_up(number, &[3, 4, 6, 7, 8, 9, 10, 1], 37),
        ("NL", _) => dutch(number),
        ("PL", _) => adds_up(number, &[6, 5, 7, 2, 3, 4, 5, 6, 7, -1], 11),
        ("PT", _) => eleven(number, &[-9, -8, -7, -6, -5, -4, -3, -2]),
        // Short ones count from the right.
        ("RO", _) => eleven(&format!("{number:0>10}"), &[-7, -5, -3, -2, -1, -7, -5, -3, -2]),
        ("SE", _) => luhn(&number[..10]),
        // The rule knows no number whose sum is divisible; such a one may end with zero here.
        ("SI", _) => eleven(number, &[-8, -7, -6, -5, -4, -3, -2]),
        ("SK", _) => number_in(number, 0..10) % 11 == 0,
        _ => true,
    }
}

fn digits(number: &str) -> impl Iterator<Item = i64> {
    number
        .bytes()
        .filter(u8::is_ascii_digit)
        .map(|digit| i64::from(digit - b'0'))
}

/// What the digits in these places say, read as one number.
fn number_in(number: &str, places: std::ops::Range<usize>) -> i64 {
    digits(&number[places]).fold(0, |number, digit| number * 10 + digit)
}

fn sum(number: &str, weights: &[i64]) -> i64 {
    digits(number)
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum()
}

fn ends_with(number: &str, digit: i64) -> bool {
    digits(number).last() == Some(digit)
}

/// The weighted digits, the check digit among them, make a multiple.
fn adds_up(number: &str, weights: &[i64], of: i64) -> bool {
    sum(number, weights) % of == 0
}

/// The remainder of eleven is the check digit; ten is written as zero.
fn eleven(number: &str, weights: &[i64]) -> bool {
    ends_with(number, sum(number, weights).rem_euclid(11) % 10)
}

/// The same, but ten asks for other weights first.
fn in_two_turns(number: &str, first: &[i64], second: &[i64]) -> bool {
    let ten = sum(number, first) % 11 == 10;
    eleven(number, if ten { second } else { first })
}

/// The cross sum of the first digits, of which every second counts twice, from the first on or from the next.
fn crossed(number: &str, first: usize, places: usize) -> i64 {
    digits(number)
        .take(places)
        .enumerate()
        .map(|(n, digit)| {
            if n % 2 == first {
                digit * 2 / 10 + digit * 2 % 10
            } else {
                digit
            }
        })
        .sum()
}

/// Every second digit from the right counts twice, as a cross sum; all make a ten.
fn luhn(number: &str) -> bool {
    crossed(number, number.len() % 2, number.len()) % 10 == 0
}

/// ISO 7064, MOD 11,10.
fn iso_7064(number: &str) -> bool {
    let before = number.len() - 1;
    let product = digits(number).take(before).fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    ends_with(number, (11 - product) % 10)
}

fn cypriot(number: &str) -> bool {
    const ODD: [i64; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    if !number.starts_with(['0', '1', '3', '4', '5', '9']) {
        return true;
    }
    let sum: i64 = digits(number)
        .zip(0..)
        .map(|(digit, n)| if n % 2 == 0 { ODD[digit as usize] } else { digit })
        .sum();
    ends_with_letter(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", sum)
}

/// The letter at this place of the alphabet, which begins again at its end.
fn ends_with_letter(number: &str, alphabet: &str, place: i64) -> bool {
    let letter = alphabet.as_bytes()[place as usize % alphabet.len()];
    number.as_bytes().last() == Some(&letter)
}

/// Persons by their identity card (`12345678Z`) or as foreigners (`X1234567L`), all others by Luhn, whose digit some
/// kinds write as a letter. Which ones is told differently, so any of them may.
fn spanish(number: &str) -> bool {
    const PERSON: &str = "TRWAGMYFPDXBNJZSQVHLCKE";
    let person = |digits: &str| ends_with_letter(digits, PERSON, number_in(digits, 0..8) % 23);
    match number.as_bytes()[0] {
        b'0'..=b'9' => person(number),
        foreign @ b'X'..=b'Z' => person(&format!("{}{}", foreign - b'X', &number[1..])),
        b'A'..=b'H' | b'J' | b'N' | b'P'..=b'S' | b'U'..=b'W' => {
            let last = &number[8..];
            let digit = "JABCDEFGHI".find(last).or_else(|| last.parse().ok());
            digit.is_some_and(|digit| luhn(&format!("{}{digit}", &number[1..8])))
        }
        _ => true,
    }
}

fn french(number: &str) -> bool {
    let key = &number[..2];
    key.bytes().any(|ch| ch.is_ascii_alphabetic())
        || number_in(number, 0..2) == (number_in(number, 2..11) * 100 + 12) % 97
}

/// Seven digits, a check letter, and since 2013 a letter that counts. The old form has its first digit last, behind
/// a zero.
fn irish(number: &str) -> bool {
    const ALPHABET: &str = "WABCDEFGHIJKLMNOPQRSTUV";
    const WEIGHTS: [i64; 7] = [8, 7, 6, 5, 4, 3, 2];
    let old = !number.as_bytes()[1].is_ascii_digit();
    let second = match number.as_bytes().get(8) {
        None | Some(b'W') => 0,
        Some(letter @ b'A'..=b'I') => i64::from(letter - b'A') + 1,
        Some(_) => return true,
    };
    let digits = if old {
        format!("0{}{}", &number[2..7], &number[..1])
    } else {
        number[..7].to_owned()
    };
    ends_with_letter(&number[..8], ALPHABET, sum(&digits, &WEIGHTS) + second * 9)
}

/// By eleven, as the number of a legal person, or by ISO 7064, MOD 97-10, over all of it, the state included.
fn dutch(number: &str) -> bool {
    if digits(number).count() < 11 {
        return true;
    }
    let whole = format!("2321{}11{}", &number[..9], &number[10..]);
    adds_up(&number[..9], &[9, 8, 7, 6, 5, 4, 3, 2, -1], 11) || number_in(&whole, 0..whole.len()) % 97 == 1
}
