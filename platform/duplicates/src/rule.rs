//! Which field of an object compares how: derived from the definitions, custom objects included, and as data, so that a
//! workspace can say it otherwise.

use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_records::domains::tells;
use kontor_records::settings::DuplicateRules;

/// How two values are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    /// Words: typos, abbreviations, another order; texts that are mostly digits compare as codes.
    Text,
    /// Codes and numbers: one wrong or turned digit.
    Code,
    /// E-mail addresses.
    Email,
    /// Phone numbers, by their international digits.
    Phone,
    /// Equal or not.
    Same,
    /// Web addresses and names in networks: equal or not, but for what anybody may write differently.
    Site,
    /// Days: one part wrong, or day and month turned.
    Date,
}

/// What a field says about a record; it decides what may outweigh what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// What it is called: records of clearly different names are never called the same by themselves.
    Name,
    /// When somebody was born.
    Birth,
    /// Where it is, and of people also where they work and by which telephone they are reached: these agree together, for
    /// whole households and offices share them.
    Place,
    /// Anything else.
    Other,
}

/// The part of an address, of a house or in the net.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Street and number.
    Street,
    /// Postcode.
    Postcode,
    /// City.
    City,
    /// The domain of e-mail and web addresses, of all fields with such together: `info@adler.de` and `www.adler.de/shop`.
    Domain,
}

/// How one field, or one part of it, is compared.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// The field's id, and `.part` for a part of an address: names it in the model and in reasons.
    pub name: String,
    /// Its position in the object.
    pub position: usize,
    /// Which part of it.
    pub part: Option<Part>,
    /// How.
    pub compare: Compare,
    /// What it says.
    pub role: Role,
    /// It is the one name that records of the object have, as firms do.
    pub alone: bool,
    /// It is the name that those of one house do not have in common.
    pub is_given: bool,
    /// Its values have a domain, which is compared too.
    pub has_domain: bool,
    /// Factor on what it is worth; 1 unless the workspace says otherwise.
    pub weight: f64,
}

/// The rules of an object, with what the workspace settled for it.
pub fn rules(object: &Object, settled: Option<&DuplicateRules>) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for (position, field) in object.fields.iter().enumerate() {
        if field.system || field.is_computed() {
            continue;
        }
        let weight = settled
            .and_then(|settled| settled.fields.get(&field.key))
            .copied();
        if weight == Some(0.0) {
            continue;
        }
        let first_with_domain = tells(object, field) && !rules.iter().any(|rule| rule.has_domain);
        let mut add = |part: Option<Part>, compare, role| {
            let name = match part {
                None => field.id.clone(),
                Some(part) => format!("{}.{}", field.id, part_key(part)),
            };
            rules.push(Rule {
                name,
                position,
                part,
                compare,
                role,
                alone: false,
                is_given: role == Role::Name && is_given(field),
                has_domain: part.is_none() && tells(object, field),
                weight: weight.unwrap_or(1.0),
            });
        };
        match &field.kind {
            FieldType::Address => {
                add(Some(Part::Street), Compare::Text, Role::Place);
                add(Some(Part::Postcode), Compare::Code, Role::Place);
                add(Some(Part::City), Compare::Text, Role::Place);
            }
            kind => {
                if let Some(compare) = comparison(kind) {
                    add(None, compare, role(object, field));
                }
            }
        }
        if first_with_domain {
            add(Some(Part::Domain), Compare::Site, Role::Other);
        }
    }
    let mut names = rules.iter_mut().filter(|rule| rule.role == Role::Name);
    match (names.next(), names.next()) {
        (Some(name), None) => name.alone = true,
        (Some(_), Some(_)) => rules
            .iter_mut()
            .filter(|rule| is_shared(&object.fields[rule.position]))
            .for_each(|rule| rule.role = Role::Place),
        _ => {}
    }
    rules
}

/// Whether those who live or work together may have a field in common.
fn is_shared(field: &FieldDef) -> bool {
    matches!(field.kind, FieldType::Phone | FieldType::Link { .. })
}

/// What a part is called in the name of a rule: the member of the address.
pub fn part_key(part: Part) -> &'static str {
    match part {
        Part::Street => "street",
        Part::Postcode => "postcode",
        Part::City => "city",
        Part::Domain => "domain",
    }
}

/// How values of a type compare; `None` for what says nothing about who somebody is.
fn comparison(kind: &FieldType) -> Option<Compare> {
    match kind {
        FieldType::Text { .. } => Some(Compare::Text),
        FieldType::Integer { .. } | FieldType::Decimal { .. } => Some(Compare::Code),
        FieldType::Email => Some(Compare::Email),
        FieldType::Phone => Some(Compare::Phone),
        FieldType::Url | FieldType::Social => Some(Compare::Site),
        FieldType::Select { .. } | FieldType::Link { many: false, .. } => Some(Compare::Same),
        FieldType::Date => Some(Compare::Date),
        _ => None,
    }
}

fn role(object: &Object, field: &FieldDef) -> Role {
    let words = named(field);
    let says = |any: &[&str]| any.iter().any(|word| words.iter().any(|w| w == word));
    match &field.kind {
        FieldType::Date | FieldType::Text { .. } | FieldType::Integer { .. }
            if says(&[
                "birth",
                "birthday",
                "birthdate",
                "born",
                "dob",
                "geburtsdatum",
                "geburtstag",
                "geboren",
            ]) =>
        {
            Role::Birth
        }
        FieldType::Text { .. } => {
            let place = [
                "address",
                "anschrift",
                "adresse",
                "street",
                "strasse",
                "city",
                "ort",
                "stadt",
                "suburb",
                "town",
                "postcode",
                "postal",
                "zip",
                "plz",
                "postleitzahl",
                "state",
                "region",
                "county",
                "country",
                "land",
                "bundesland",
                "kanton",
            ];
            let address = ["title", "titel", "salutation", "anrede"];
            let name = [
                "name",
                "surname",
                "firstname",
                "lastname",
                "vorname",
                "nachname",
                "familienname",
            ];
            let called = object
                .def
                .label
                .first()
                .is_some_and(|label| label.contains(&field.key));
            if says(&address) {
                Role::Other
            } else if says(&place) {
                Role::Place
            } else if called || says(&name) {
                Role::Name
            } else {
                Role::Other
            }
        }
        _ => Role::Other,
    }
}

/// Whether a name is the one that those of one family do not have in common.
fn is_given(field: &FieldDef) -> bool {
    let given = ["given", "first", "firstname", "forename", "vorname", "rufname"];
    named(field).iter().any(|word| given.contains(&word.as_str()))
}

/// The words of a field's key: `x_date_of_birth` is called `x`, `date`, `of`, `birth`.
fn named(field: &FieldDef) -> Vec<String> {
    kontor_search::words(&field.key.replace('_', " ")).collect()
}
