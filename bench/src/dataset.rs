//! The company that is measured: German-looking people, organisations and what was talked about, made from numbers
//! alone, so that every run on every machine has the same rows.
//!
//! Names follow the skew of real ones (every hundredth is a Müller), and so does the talking: a few customers have
//! 10,000 entries, most have few.

use kontor_kernel::{Id, Json, Timestamp};
use serde_json::json;
use uuid::Uuid;

/// When the first record was made (microseconds): 2024-01-01.
const BEGIN: i64 = 1_704_067_200_000_000;
/// Interactions of the customers that have most.
pub const BUSY: u64 = 10_000;
/// Every so many interactions belong to one of the busy customers, whose number grows with the workspace.
const BUSY_SHARE: u64 = 10;

const GIVEN: [&str; 40] = [
    "Anna",
    "Ben",
    "Clara",
    "David",
    "Emma",
    "Felix",
    "Greta",
    "Hannes",
    "Ida",
    "Jürgen",
    "Käthe",
    "Lukas",
    "Marie",
    "Niklas",
    "Olga",
    "Paul",
    "Quirin",
    "Rosa",
    "Sören",
    "Thea",
    "Ulrich",
    "Vera",
    "Wolfgang",
    "Xenia",
    "Yannick",
    "Zoe",
    "Karl-Heinz",
    "Anneliese",
    "Bernd",
    "Christa",
    "Dieter",
    "Elke",
    "Frank",
    "Gisela",
    "Heinz",
    "Ingrid",
    "Jens",
    "Karin",
    "Lars",
    "Monika",
];
const COMMON: [&str; 20] = [
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Meyer",
    "Wagner",
    "Becker",
    "Schulz",
    "Hoffmann",
    "Schäfer",
    "Koch",
    "Bauer",
    "Richter",
    "Klein",
    "Wolf",
    "Schröder",
    "Neumann",
    "Schwarz",
    "Zimmermann",
];
const FIRST: [&str; 32] = [
    "Acker", "Berg", "Brink", "Buch", "Dorn", "Eich", "Feld", "Grün", "Hage", "Hell", "Hohen", "Kalt",
    "Kirch", "Lang", "Linden", "Mühl", "Nieder", "Ober", "Pfeif", "Quell", "Rosen", "Roth", "Sand", "Stein",
    "Sträß", "Tann", "Ucker", "Voss", "Wald", "Weiß", "Wind", "Ziegel",
];
const SECOND: [&str; 32] = [
    "bach", "baum", "becker", "berg", "brock", "burg", "dorf", "eisen", "feld", "fuß", "gärtner", "hagen",
    "haus", "heim", "hof", "holz", "huber", "kamp", "kötter", "länder", "mann", "meier", "müller", "rath",
    "reuter", "schmied", "stedt", "stein", "thal", "wald", "weiler", "winkel",
];
const CITIES: [(&str, &str); 12] = [
    ("Berlin", "10115"),
    ("Hamburg", "20095"),
    ("München", "80331"),
    ("Köln", "50667"),
    ("Frankfurt am Main", "60311"),
    ("Stuttgart", "70173"),
    ("Düsseldorf", "40213"),
    ("Leipzig", "04109"),
    ("Dortmund", "44135"),
    ("Essen", "45127"),
    ("Bremen", "28195"),
    ("Dresden", "01067"),
];
const BRANCHES: [&str; 8] = [
    "Bau", "Logistik", "Technik", "Handel", "Software", "Pflege", "Energie", "Druck",
];
const FORMS: [&str; 5] = ["GmbH", "AG", "KG", "GmbH & Co. KG", "e. K."];
const KINDS: [(&str, &str); 4] = [
    ("email", "email"),
    ("call", "phone"),
    ("meeting", "in_person"),
    ("call", "phone"),
];
const SUBJECTS: [&str; 10] = [
    "Angebot besprochen",
    "Rückfrage zur Lieferung",
    "Termin vereinbart",
    "Rechnung reklamiert",
    "Erstgespräch",
    "Vertrag verlängert",
    "Preisliste verschickt",
    "Schulung geplant",
    "Störung gemeldet",
    "Dank für den Auftrag",
];

/// Stages of the pipeline that every workspace begins with, as keys.
pub const STAGES: [&str; 4] = ["new", "qualified", "proposal", "negotiation"];

/// How large the company is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    /// People.
    pub people: u64,
    /// Organisations.
    pub organizations: u64,
    /// Interactions.
    pub interactions: u64,
    /// Opportunities.
    pub opportunities: u64,
}

impl Size {
    /// So many people, with the organisations, interactions and opportunities that belong to them.
    pub fn of(people: u64) -> Size {
        Size {
            people,
            organizations: people / 5,
            interactions: people * 5,
            opportunities: people / 20,
        }
    }

    /// Customers with [`BUSY`] interactions each.
    pub fn busy(self) -> u64 {
        (self.interactions / BUSY_SHARE / BUSY).max(1)
    }
}

/// What a record is; part of its id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An organisation.
    Organization = 1,
    /// A person.
    Person = 2,
    /// An interaction.
    Interaction = 3,
    /// An opportunity.
    Opportunity = 4,
}

/// A number that looks like chance but is always the same (SplitMix64, Steele and others 2014).
pub fn chance(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn pick<T: Copy>(from: &[T], seed: u64) -> T {
    from[(chance(seed) % from.len() as u64) as usize]
}

/// When a record was made: they came evenly over two years.
pub fn made_at(n: u64, of: u64) -> Timestamp {
    let two_years = 2 * 365 * 86_400_000_000_i64;
    Timestamp::from_micros(BEGIN + (two_years / of.max(1) as i64) * n as i64)
}

/// The id of a record: a UUID of version 7 whose time ascends with its number.
pub fn id(kind: Kind, n: u64) -> Id {
    let millis = (BEGIN / 1000) as u128 + u128::from(n);
    let rest = u128::from(chance(n * 4 + kind as u64)) >> 2;
    Id(Uuid::from_u128(
        (millis << 80) | (7 << 76) | ((kind as u128) << 64) | (2 << 62) | rest,
    ))
}

/// The family name of a person, with the skew of real ones.
pub fn family_name(n: u64) -> String {
    let dice = chance(n * 7 + 1) % 100;
    match dice {
        0..=19 => COMMON[dice as usize].to_owned(),
        _ => format!("{}{}", pick(&FIRST, n * 7 + 2), pick(&SECOND, n * 7 + 3)),
    }
}

/// The given name of a person.
pub fn given_name(n: u64) -> &'static str {
    pick(&GIVEN, n * 7 + 4)
}

/// A person, as the API takes it.
pub fn person(n: u64, size: Size, owners: &[Id]) -> Json {
    let (given, family) = (given_name(n), family_name(n));
    let (city, postcode) = pick(&CITIES, n * 7 + 5);
    let organization = chance(n * 7 + 6) % size.organizations.max(1);
    let login = format!(
        "{}.{}{n}",
        kontor_kernel::fold(given),
        kontor_kernel::fold(&family)
    );
    json!({
        "given_name": given,
        "family_name": family,
        "language": "de",
        "birth_date": format!("{:04}-{:02}-{:02}", 1950 + chance(n) % 55, 1 + chance(n + 1) % 12, 1 + chance(n + 2) % 28),
        "emails": [{"value": format!("{}@beispiel{}.de", login.replace(' ', ""), n % 5000), "label": "work"}],
        "phones": [{"value": format!("+4930{:08}", 10_000_000 + n), "label": "work"}],
        "addresses": [{"kind": "postal", "street": format!("Hauptstraße {}", 1 + n % 200), "postcode": postcode, "city": city, "country": "DE"}],
        "organization": id(Kind::Organization, organization),
        "owner": owner(n, owners),
    })
}

/// An organisation, as the API takes it.
pub fn organization(n: u64, owners: &[Id]) -> Json {
    let (city, postcode) = pick(&CITIES, n * 5 + 1);
    json!({
        "name": format!("{} {} {} {n}", family_name(n * 3 + 11), pick(&BRANCHES, n * 5 + 2), pick(&FORMS, n * 5 + 3)),
        "employees": 1 + chance(n) % 500,
        "revenue": {"amount": format!("{}.00", 10_000 + chance(n + 7) % 10_000_000), "currency": "EUR"},
        "addresses": [{"kind": "postal", "street": format!("Industrieweg {}", 1 + n % 90), "postcode": postcode, "city": city, "country": "DE"}],
        "owner": owner(n, owners),
    })
}

/// The person an interaction is with: busy ones first, the rest evenly.
pub fn partner(n: u64, size: Size) -> u64 {
    match n % BUSY_SHARE {
        0 => (n / BUSY_SHARE) % size.busy(),
        _ => size.busy() + chance(n * 3) % (size.people - size.busy()).max(1),
    }
}

/// An interaction, as the API takes it.
pub fn interaction(n: u64, size: Size, owners: &[Id]) -> Json {
    let (kind, channel) = pick(&KINDS, n * 3 + 1);
    let with = id(Kind::Person, partner(n, size));
    json!({
        "kind": kind,
        "channel": channel,
        "direction": if n.is_multiple_of(2) { "inbound" } else { "outbound" },
        "at": made_at(n, size.interactions).to_string(),
        "duration": 60 + chance(n) % 1800,
        "subject": pick(&SUBJECTS, n * 3 + 2),
        "participants": [{"id": with, "object": "person"}],
        "owner": owner(n, owners),
    })
}

/// An opportunity, as the API takes it.
pub fn opportunity(n: u64, size: Size, owners: &[Id]) -> Json {
    let with = chance(n * 5 + 1) % size.organizations.max(1);
    json!({
        "name": format!("{} {n}", pick(&BRANCHES, n * 5 + 2)),
        "organization": id(Kind::Organization, with),
        "stage": pick(&STAGES, n * 5 + 3),
        "amount": {"amount": format!("{}.00", 100 + chance(n + 3) % 100_000), "currency": "EUR"},
        "owner": owner(n, owners),
    })
}

fn owner(n: u64, owners: &[Id]) -> Json {
    json!(owners[(n % owners.len() as u64) as usize])
}
