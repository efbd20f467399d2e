//! How they all stand to each other: who works where and since when, who belongs to whom, who introduced whom; and what
//! each organisation is to us.

use kontor_base::{organization, party_relation, party_role, person};
use serde_json::{Value, json};

use crate::book::{Book, link};
use crate::firms::{Firm, Firms};
use crate::history::History;
use crate::people::Person;

/// People who worked for another one before.
const MOVED: usize = 50;

/// Makes relations.
pub fn make(book: &mut Book, firms: &Firms, people: &[Person]) {
    book.chapter();
    let firm = |at: usize| link(organization::KEY, firms.all[at].id);
    for (n, person) in people.iter().enumerate() {
        let years = if n % 12 == 5 { 2 } else { 14 };
        let since = -book.chance.within(60, years * 365);
        let from = link(person::KEY, person.id);
        relate(
            book,
            "employment",
            from,
            firm(person.firm),
            json!({"role": person.job, "from_date": day(book, since)}),
        );
    }
    book.chapter();
    for person in people.iter().skip(5).step_by(12).take(MOVED) {
        let before = book.chance.within(0, firms.all.len() as i64 - 1) as usize;
        if before == person.firm || firms.all[before].language != firms.all[person.firm].language {
            continue;
        }
        let (from, to) = (
            -book.chance.within(5 * 365, 9 * 365),
            -book.chance.within(2 * 365, 3 * 365),
        );
        let more = json!({"role": person.job, "from_date": day(book, from), "to_date": day(book, to)});
        relate(
            book,
            "employment",
            link(person::KEY, person.id),
            firm(before),
            more,
        );
    }
    for one in &firms.all {
        if let Some(parent) = one.parent {
            let since = -book.chance.within(700, 4000);
            let more = json!({"from_date": day(book, since)});
            relate(
                book,
                "subsidiary",
                link(organization::KEY, one.id),
                link(organization::KEY, parent),
                more,
            );
        }
    }
    for at in 0..10 {
        let more = json!({});
        relate(book, "supplier_of", firm(at * 3), firm(at * 3 + 41), more);
    }
    for at in 0..8 {
        let (advisor, introduced) = (&people[at * 17 + 3], &people[at * 23 + 60]);
        relate(
            book,
            "advisor",
            link(person::KEY, advisor.id),
            firm((advisor.firm + 9) % 120),
            json!({}),
        );
        let more = json!({"third_party": firm(introduced.firm)});
        relate(
            book,
            "introduced_by",
            link(person::KEY, introduced.id),
            link(person::KEY, advisor.id),
            more,
        );
    }
}

fn relate(book: &mut Book, kind: &str, from: Value, to: Value, mut values: Value) {
    values["kind"] = json!(kind);
    values["from_party"] = from;
    values["to_party"] = to;
    book.create(party_relation::KEY, values);
}

fn day(book: &Book, from_today: i64) -> String {
    book.calendar.day(from_today).to_string()
}

/// Says what each organisation is to us, once it is known who bought.
pub fn roles(book: &mut Book, firms: &Firms, history: &History) {
    book.chapter();
    for (at, firm) in firms.all.iter().enumerate() {
        let since = history.customers.get(&at);
        let (kind, from) = match since {
            Some(since) => ("customer", Some(*since)),
            None if at % 23 == 7 => ("supplier", Some(-900)),
            None if at % 29 == 4 => ("partner", Some(-600)),
            None => ("prospect", None),
        };
        role(book, firm, kind, from);
    }
}

fn role(book: &mut Book, firm: &Firm, kind: &str, from: Option<i64>) {
    let party = link(organization::KEY, firm.id);
    let from = from.map(|from| day(book, from));
    let owner = firm.seller.id.to_string();
    book.create(
        party_role::KEY,
        json!({"party": party, "kind": kind, "from_date": from, "owner": owner}),
    );
}
