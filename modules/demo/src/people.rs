//! The people at the organisations. Of a few no more is known than an e-mail address.

use std::collections::HashSet;

use kontor_base::person;
use kontor_kernel::Id;
use serde_json::{Value, json};

use crate::PEOPLE;
use crate::book::Book;
use crate::doubles;
use crate::firms::{Firm, Firms, Weight, plain};

/// Mobile numbers that are kept free, by language.
const MOBILE: [&str; 2] = ["+49 171 39200", "+44 7700 900"];

/// A person.
#[derive(Clone, Debug)]
pub struct Person {
    /// The record.
    pub id: Id,
    /// The place of the organisation.
    pub firm: usize,
    /// The name with its title.
    pub name: String,
    /// The name as one speaks of somebody.
    pub spoken: String,
    /// The same where something is done to or with somebody.
    pub whom: String,
    /// How letters begin.
    pub dear: String,
    /// What the person is there.
    pub job: &'static str,
    /// The values.
    pub values: Value,
}

/// Makes them: one for each organisation, and more for those with whom there is more to do.
pub fn make(book: &mut Book, firms: &mut Firms) -> Vec<Person> {
    let count = PEOPLE - doubles::PEOPLE;
    let weighty: Vec<usize> = (0..firms.all.len())
        .flat_map(|at| {
            let shares = match firms.all[at].weight {
                Weight::Key => 6,
                Weight::Usual => 2,
                Weight::Small => 1,
            };
            std::iter::repeat_n(at, shares)
        })
        .collect();
    let mut places: Vec<usize> = (0..firms.all.len()).collect();
    while places.len() < count {
        places.push(*book.chance.one(&weighty));
    }
    let (mut people, mut taken) = (Vec::new(), HashSet::new());
    book.chapter();
    for (n, at) in places.into_iter().enumerate() {
        let firm = firms.all[at].clone();
        let mut person = person(book, firms, &firm, &mut taken);
        person.firm = at;
        if n >= firms.all.len() && book.chance.percent(2) {
            person.values = json!({"emails": person.values["emails"], "owner": person.values["owner"]});
        }
        book.create_as(person.id, person::KEY, person.values.clone());
        people.push(person);
    }
    people
}

fn person(book: &mut Book, firms: &mut Firms, firm: &Firm, taken: &mut HashSet<String>) -> Person {
    let id = book.id();
    let (language, chance) = (&book.languages[firm.language], &mut book.chance);
    let female = chance.percent(50);
    let (given, family) = loop {
        let given = language.words(if female { "given_female" } else { "given_male" });
        let (given, family) = (*chance.one(&given), *chance.one(&language.words("family")));
        if taken.insert(format!("{given} {family}")) {
            break (given, family);
        }
    };
    let job = chance.one(language.table("jobs"))[usize::from(!female)];
    let title = chance.percent(5).then_some("Dr.");
    let titled = title.map_or(family.to_owned(), |title| format!("{title} {family}"));
    let (spoken, dear) = match (language.is_german(), female) {
        (true, true) => (format!("Frau {titled}"), format!("Sehr geehrte Frau {titled}")),
        (true, false) => (format!("Herr {titled}"), format!("Sehr geehrter Herr {titled}")),
        (false, true) => (format!("{given} {family}"), format!("Dear Ms {family}")),
        (false, false) => (format!("{given} {family}"), format!("Dear Mr {family}")),
    };
    let mut phones = Vec::new();
    if chance.percent(70) {
        phones.extend(
            firm.line
                .as_ref()
                .and_then(|line| firms.number(line))
                .map(|number| json!({"value": number, "label": "work"})),
        );
    }
    if chance.percent(25) {
        phones.extend(
            firms
                .number(MOBILE[firm.language])
                .map(|number| json!({"value": number, "label": "mobile"})),
        );
    }
    let email = format!("{}.{}@{}", plain(given), plain(family), firm.domain);
    let mut values = json!({
        "salutation": if female { "ms" } else { "mr" },
        "title": title,
        "given_name": given,
        "family_name": family,
        "language": language.code,
        "emails": [email],
        "phones": phones,
        "owner": firm.seller.id.to_string(),
        "team": firm.seller.team.map(|id| id.to_string()),
    });
    if chance.percent(15) {
        values["birth_date"] = json!(book.calendar.day(-chance.within(26 * 365, 62 * 365)).to_string());
    }
    let name = format!("{given} {family}");
    let whom = spoken.replacen("Herr ", "Herrn ", 1);
    Person {
        id,
        firm: 0,
        name,
        spoken,
        whom,
        dear,
        job,
        values,
    }
}
