//! Firms of one town: many share the postcode, the legal form and the trade, some are there twice, misspelled or without
//! their legal form. Their names are made from parts, so that they have words in common as real ones do.

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::{Json, Text};
use serde_json::json;

use super::sets::Set;

const FIRST: [&str; 60] = [
    "Ahrens",
    "Bachtal",
    "Finkenau",
    "Querfurt",
    "Moorweide",
    "Perlbach",
    "Spreebogen",
    "Windrose",
    "Islay",
    "Kestrel",
    "Dovecote",
    "Irlach",
    "Holstentor",
    "Eschweil",
    "Marschland",
    "Crossley",
    "Altmühl",
    "Bornholt",
    "Forstgut",
    "Zobel",
    "Jakobi",
    "Lindner",
    "Nordkap",
    "Oberon",
    "Pirol",
    "Reinhold",
    "Sturmvogel",
    "Tannhäuser",
    "Ulmer",
    "Vesper",
    "Wacholder",
    "Xanten",
    "Ypern",
    "Zirbel",
    "Gottwald",
    "Hufeisen",
    "Kupferberg",
    "Dreieck",
    "Elbtunnel",
    "Fuchsbau",
    "Granit",
    "Hopfen",
    "Iltis",
    "Juwel",
    "Klippe",
    "Luchs",
    "Mistral",
    "Nebelhorn",
    "Otter",
    "Pfeffer",
    "Quarz",
    "Rhabarber",
    "Schwalbe",
    "Torfmoor",
    "Unken",
    "Violett",
    "Wirbel",
    "Zeder",
    "Brombeer",
    "Distel",
];
const TRADE: [&str; 6] = [
    "Logistik",
    "Autohaus",
    "Verlag",
    "Architekten",
    "Druckerei",
    "Baustoffe",
];
const FORM: [&str; 4] = ["GmbH", "GmbH & Co. KG", "AG", "e.K."];
const TOWN: [(&str, &str); 5] = [
    ("20095", "Hamburg"),
    ("10115", "Berlin"),
    ("80331", "München"),
    ("50667", "Köln"),
    ("01067", "Dresden"),
];

/// Sixty firms, and six of them once more.
pub fn set() -> Set {
    let mut values: Vec<Json> = Vec::new();
    let mut entity: Vec<String> = Vec::new();
    for n in 0..60 {
        let (first, trade) = (FIRST[n], TRADE[n % 6]);
        let (form, (postcode, city)) = (FORM[n / 6 % 4], TOWN[n / 2 % 5]);
        let name = format!("{first} {trade} {form}");
        let firm = |name: &str, street: Json| {
            json!({"name": name, "legal_form": form.to_lowercase().replace([' ', '&', '.'], "_"),
                "industry": trade.to_lowercase(),
                "phones": [{"value": format!("+49 30 {:07}", n * 49_999 % 9_000_000 + 1_000_000)}],
                "addresses": [{"street": street, "postcode": postcode, "city": city}]})
        };
        let street = format!("Straße der {first} {n}");
        values.push(firm(&name, json!(street)));
        entity.push(n.to_string());
        if n % 10 == 0 {
            let other = match n % 20 {
                0 => name.replace(form, ""),
                _ => name.replacen("o", "oo", 1),
            };
            values.push(firm(other.trim(), json!(street)));
            entity.push(n.to_string());
        }
    }
    Set::of("firms", definition(), values, entity)
}

/// Firms of which nothing is known but the name, and of every other one the town: some twice, as they are written elsewhere,
/// and two of one name in two towns.
pub fn names() -> Set {
    let mut values: Vec<Json> = Vec::new();
    let mut entity: Vec<String> = Vec::new();
    let mut add = |name: String, city: Option<&str>, firm: String| {
        values.push(json!({"name": name, "addresses": city.map(|city| json!([{"city": city}]))}));
        entity.push(firm);
    };
    for firm in 0..360 {
        let (first, trade) = (invented(firm), TRADE[firm % 6]);
        let city = (firm % 2 == 1).then_some(TOWN[firm / 2 % 5].1);
        add(format!("{first} {trade} GmbH"), city, firm.to_string());
        if firm % 4 == 0 {
            let again = match firm % 24 {
                0 => format!("{first} {trade} GmbH"),
                4 => format!("{first} {trade}"),
                8 => format!("{first}-{trade} G.m.b.H."),
                12 => format!("Fa. {first} {trade}"),
                16 => format!("{trade} {first} GmbH"),
                _ => format!("{} {} GMBH", first.to_uppercase(), trade.to_uppercase()),
            };
            add(again, city, firm.to_string());
        }
    }
    for (n, (_, city)) in TOWN[..2].iter().enumerate() {
        add(
            "Stadtbäckerei Krone GmbH".to_owned(),
            Some(*city),
            format!("krone {n}"),
        );
    }
    Set::of("names", definition(), values, entity)
}

/// A name like no other.
fn invented(number: usize) -> String {
    let syllables = ["Ka", "Mo", "Ti", "Ru", "Se", "Lo", "Na", "Pi", "Du", "Ve"];
    let digits = format!("{:04}", number * 3_373 % 10_000);
    let name: String = digits
        .bytes()
        .map(|digit| syllables[usize::from(digit - b'0')])
        .collect();
    name[..1].to_owned() + &name[1..].to_lowercase()
}

fn definition() -> ObjectDef {
    let label = Text::new("Organization", "Organisation");
    let select = |key: &str| FieldDef::new(key, key, key, FieldType::Select { options: Vec::new() });
    ObjectDef::new("organization", label.clone(), label)
        .field(FieldDef::text("name", "Name", "Name"))
        .field(select("legal_form"))
        .field(select("industry"))
        .field(FieldDef::new("phones", "Phones", "Telefon", FieldType::Phone))
        .field(FieldDef::new(
            "addresses",
            "Addresses",
            "Anschriften",
            FieldType::Address,
        ))
        .called(&["name"])
}
