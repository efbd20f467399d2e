//! People of one house: colleagues who share firm, street, switchboard and the mailbox of the office, and families who share
//! name, street and telephone; some of them are there twice, misspelled or with another address.

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::{Json, Text};
use serde_json::json;

use super::sets::Set;

const GIVEN: [&str; 24] = [
    "Anna",
    "Emma",
    "Jan",
    "Hanno",
    "Tim",
    "Tom",
    "Lea",
    "Leo",
    "Maria",
    "Moritz",
    "Paul",
    "Paula",
    "Peter",
    "Sofia",
    "Jonas",
    "Johanna",
    "Karl",
    "Klara",
    "Ben",
    "Ida",
    "Frida",
    "Friedrich",
    "Oskar",
    "Greta",
];
const FAMILY: [&str; 30] = [
    "Meier", "Ahrens", "Bauer", "Carstens", "Dietrich", "Ebert", "Fischer", "Gerber", "Hofmann", "Jansen",
    "Keller", "Lorenz", "Martens", "Neumann", "Otto", "Petersen", "Quast", "Richter", "Schuster", "Thomsen",
    "Ullrich", "Vogel", "Wagner", "Zander", "Brandt", "Engel", "Frank", "Graf", "Horn", "Kaiser",
];
const TOWN: [(&str, &str); 3] = [("20095", "Hamburg"), ("10115", "Berlin"), ("80331", "München")];

/// Ninety firms of six people, and ninety families of three; one in twelve of them all is there once more.
pub fn set() -> Set {
    let mut people: Vec<Json> = Vec::new();
    let mut entity: Vec<String> = Vec::new();
    for n in 0..90 {
        for m in 0..6 {
            let who = n * 6 + m;
            let (given, family) = (
                GIVEN[(m * 7 + drawn(n, 24)) % 24],
                FAMILY[(m * 11 + drawn(n + 100, 30)) % 30],
            );
            let house = format!("{}-{}", FAMILY[drawn(n + 200, 30)], FAMILY[drawn(n + 300, 30)]);
            let mail = match m {
                0 | 1 => format!("info@{house}.example"),
                2 => format!("{}.{family}@{house}.example", &given[..1]),
                _ => format!("{given}.{family}@{house}.example"),
            };
            let colleague = |given: &str, mail: Option<&str>| {
                json!({"given_name": given, "family_name": family, "organization": {"id": format!("firm {n}")},
                    "emails": mail.map(|mail| json!([{"value": mail}])),
                    "phones": [{"value": format!("+49 30 {:06}0", drawn(n + 400, 1_000_000))}],
                    "addresses": [place(&format!("{}ring {}", FAMILY[drawn(n + 600, 30)], drawn(n, 90) + 1), n)]})
            };
            people.push(colleague(given, Some(&mail)));
            entity.push(format!("colleague {who}"));
            if who % 12 == 3 {
                let mail = (n % 2 == 0).then_some(mail.as_str());
                people.push(colleague(&misspelled(given), mail));
                entity.push(format!("colleague {who}"));
            }
        }
        for m in 0..3 {
            let who = n * 3 + m;
            let (given, family) = (
                GIVEN[(m * 5 + drawn(n + 800, 24)) % 24],
                FAMILY[drawn(n + 900, 30)],
            );
            let born = format!(
                "{}-{:02}-{:02}",
                1950 + who % 60,
                1 + who * 5 % 12,
                1 + who * 7 % 28
            );
            let relative = |given: &str| {
                json!({"given_name": given, "family_name": family, "birth_date": born,
                    "phones": [{"value": format!("+49 40 {:07}", drawn(n + 500, 10_000_000))}],
                    "addresses": [place(&format!("{}weg {}", FAMILY[drawn(n + 700, 30)], drawn(n, 90) + 1), n + 1)]})
            };
            people.push(relative(given));
            entity.push(format!("relative {who}"));
            if who % 12 == 5 {
                people.push(relative(&misspelled(given)));
                entity.push(format!("relative {who}"));
            }
        }
    }
    Set::of("colleagues", definition(), people, entity)
}

/// One of so many numbers, the same each time.
fn drawn(seed: usize, of: usize) -> usize {
    let spread = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((spread ^ (spread >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33) as usize % of
}

fn place(street: &str, town: usize) -> Json {
    let (postcode, city) = TOWN[drawn(town, 3)];
    json!({"street": street, "postcode": postcode, "city": city})
}

/// Two letters turned at the end.
fn misspelled(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let end = letters.len();
    letters.swap(end - 2, end - 1);
    letters.into_iter().collect()
}

fn definition() -> ObjectDef {
    let label = Text::new("Person", "Person");
    let birth = FieldDef::new("birth_date", "Date of birth", "Geburtsdatum", FieldType::Date);
    ObjectDef::new("person", label.clone(), label)
        .field(FieldDef::text("given_name", "Given name", "Vorname"))
        .field(FieldDef::text("family_name", "Family name", "Nachname"))
        .field(FieldDef::link(
            "organization",
            "Organization",
            "Organisation",
            &["organization"],
        ))
        .field(birth)
        .field(FieldDef::new("emails", "E-mail", "E-Mail", FieldType::Email))
        .field(FieldDef::new("phones", "Phones", "Telefon", FieldType::Phone))
        .field(FieldDef::new(
            "addresses",
            "Addresses",
            "Anschriften",
            FieldType::Address,
        ))
        .called(&["given_name", "family_name"])
}
