//! The organisations: customers and those who may become some, in towns that exist, at addresses that do not.

use std::collections::HashMap;

use kontor_base::organization;
use kontor_kernel::Id;
use serde_json::{Value, json};

use crate::ORGANIZATIONS;
use crate::book::Book;
use crate::colleagues::{Colleague, Colleagues};
use crate::doubles;

/// German ones; the others are English.
const GERMAN: usize = 134;
/// Those who belong to another one.
const SUBSIDIARIES: usize = 12;
/// Those who have subsidiaries.
const PARENTS: usize = 5;

/// How much there is to do with somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// One of the best customers.
    Key,
    /// A customer like most.
    Usual,
    /// Rarely heard of.
    Small,
}

/// An organisation.
#[derive(Clone, Debug)]
pub struct Firm {
    /// Its record.
    pub id: Id,
    /// Its name with the legal form.
    pub name: String,
    /// Its name in few words.
    pub short: String,
    /// Where it is on the web and how its e-mail addresses end.
    pub domain: String,
    /// How its telephone numbers begin, if it has any.
    pub line: Option<String>,
    /// The place of its language.
    pub language: usize,
    /// How much there is to do with it.
    pub weight: Weight,
    /// What it has lit.
    pub site: &'static str,
    /// Who looks after it.
    pub seller: Colleague,
    /// The organisation it belongs to.
    pub parent: Option<Id>,
    /// Its values.
    pub values: Value,
}

/// The organisations and the telephone numbers that are left.
pub struct Firms {
    /// In the order they were made.
    pub all: Vec<Firm>,
    lines: HashMap<String, u32>,
}

impl Firms {
    /// The next number of a line, while there are any.
    pub fn number(&mut self, line: &str) -> Option<String> {
        let next = self.lines.entry(line.to_owned()).or_default();
        *next += 1;
        let digits = if line.ends_with("39200") { 2 } else { 3 };
        (*next < 10u32.pow(digits)).then(|| match digits {
            2 => format!("{line}{next:02}"),
            _ => format!("{line}{next:03}"),
        })
    }
}

/// Makes them.
pub fn make(book: &mut Book, colleagues: &Colleagues) -> Firms {
    let mut firms = Firms {
        all: Vec::new(),
        lines: HashMap::new(),
    };
    let count = ORGANIZATIONS - doubles::ORGANIZATIONS;
    for (language, count) in [(0, GERMAN), (1, count - GERMAN)] {
        let mut roots = book.languages[language].words("roots");
        for _ in 0..count {
            let at = book.chance.within(0, roots.len() as i64 - 1) as usize;
            let root = roots.swap_remove(at).replace('&', " & ");
            let seller = book.chance.one(&colleagues.sellers[language]).clone();
            let firm = firm(book, &mut firms, language, &root, seller);
            firms.all.push(firm);
        }
    }
    groups(&mut firms);
    for belongs in [false, true] {
        book.chapter();
        for firm in firms.all.iter().filter(|firm| firm.parent.is_some() == belongs) {
            let mut values = firm.values.clone();
            values["parent"] = json!(firm.parent.map(|id| id.to_string()));
            book.create_as(firm.id, organization::KEY, values);
        }
    }
    firms
}

fn firm(book: &mut Book, firms: &mut Firms, language: usize, root: &str, seller: Colleague) -> Firm {
    let id = book.id();
    let (spoken, chance) = (&book.languages[language], &mut book.chance);
    let trade = chance.one(spoken.table("trades"));
    let city = chance.one(spoken.table("cities"));
    let (short, site) = (format!("{root} {}", trade[0]), trade[5]);
    let name = format!("{short} {}", legal(trade[1])).trim_end().to_owned();
    let domain = format!("{}.example", plain(&short));
    let weight = match chance.within(1, 100) {
        1..=14 => Weight::Key,
        15..=68 => Weight::Usual,
        _ => Weight::Small,
    };
    let bounds = (trade[3].parse().unwrap_or(10), trade[4].parse().unwrap_or(100));
    let employees = chance.within(bounds.0, bounds.1);
    let code = if language == 0 { "+49" } else { "+44" };
    let line = Some(city[2]).filter(|line| !line.is_empty());
    let line = line.map(|line| format!("{code} {}", line.trim_start_matches('0')));
    let codes: Vec<&str> = city[1].split_whitespace().collect();
    let (street, house) = (*chance.one(&spoken.lines("streets")), chance.within(1, 148));
    let street = if language == 0 {
        format!("{street} {house}")
    } else {
        format!("{house} {street}")
    };
    let known = weight != Weight::Small || chance.percent(60);
    let mut values = json!({
        "name": name,
        "legal_form": trade[1],
        "owner": seller.id.to_string(),
        "team": seller.team.map(|id| id.to_string()),
        "addresses": [{"street": street, "postcode": chance.one(&codes).replace('%', " "), "city": city[0],
            "country": spoken.country}],
    });
    if known {
        let mailbox = if language == 0 {
            *chance.one(&["info", "kontakt", "zentrale"])
        } else {
            *chance.one(&["info", "office", "hello"])
        };
        values["industry"] = json!(trade[2]);
        values["employees"] = json!(employees);
        values["emails"] = json!([format!("{mailbox}@{domain}")]);
        values["websites"] = json!([format!("https://www.{domain}")]);
        values["phones"] = json!(
            line.as_ref()
                .and_then(|line| firms.number(line))
                .map(|number| vec![number])
                .unwrap_or_default()
        );
    }
    let tags: Vec<&str> = tags(spoken.lines("tags").as_slice(), weight, chance);
    values["tags"] = json!(tags);
    if known && book.chance.percent(55) {
        let revenue = employees * 1000 * book.chance.within(90, 240);
        values["revenue"] = book.money(revenue);
    }
    Firm {
        id,
        name,
        short,
        domain,
        line,
        language,
        weight,
        site,
        seller,
        parent: None,
        values,
    }
}

/// The first tag is for the best customers, the others for whom they may fit.
fn tags<'a>(tags: &[&'a str], weight: Weight, chance: &mut crate::chance::Chance) -> Vec<&'a str> {
    let first = (weight == Weight::Key).then_some(0);
    let rest = (1..tags.len()).filter(|_| chance.percent(11));
    first.into_iter().chain(rest).map(|at| tags[at]).collect()
}

/// A few belong to a few of the best.
fn groups(firms: &mut Firms) {
    let best = |firm: &&Firm| firm.weight == Weight::Key && firm.language == 0;
    let parents: Vec<Id> = firms
        .all
        .iter()
        .filter(best)
        .take(PARENTS)
        .map(|firm| firm.id)
        .collect();
    let small = firms
        .all
        .iter_mut()
        .filter(|firm| firm.weight == Weight::Usual)
        .step_by(7)
        .take(SUBSIDIARIES);
    for (at, firm) in small.enumerate() {
        firm.parent = parents.get(at % PARENTS).copied();
    }
}

fn legal(key: &str) -> &'static str {
    match key {
        "gmbh" => "GmbH",
        "gmbh_co_kg" => "GmbH & Co. KG",
        "ggmbh" => "gGmbH",
        "eg" => "eG",
        "ev" => "e.V.",
        "kg" => "KG",
        "ohg" => "OHG",
        "partg_mbb" => "PartG mbB",
        "ltd" => "Ltd",
        "plc" => "PLC",
        "llp" => "LLP",
        _ => "",
    }
}

/// A name as it stands in addresses on the web.
pub fn plain(name: &str) -> String {
    let mut plain = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            letter if letter.is_ascii_alphanumeric() => plain.push(letter),
            _ if plain.ends_with('-') => {}
            _ => plain.push('-'),
        }
    }
    plain
}
