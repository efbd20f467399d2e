//! Some who are there twice, as it happens when several people write down the same customer: there is something to be
//! found and merged.

use kontor_base::{organization, person};
use serde_json::{Value, json};

use crate::book::Book;
use crate::firms::{Firm, Firms};
use crate::people::Person;

/// Organisations that are there a second time.
pub const ORGANIZATIONS: usize = 6;
/// People who are there a second time.
pub const PEOPLE: usize = 15;

/// Makes them.
pub fn make(book: &mut Book, firms: &Firms, people: &[Person]) {
    book.chapter();
    let known = |firm: &&Firm| !firm.values["websites"].is_null();
    for firm in firms.all.iter().filter(known).step_by(17).take(ORGANIZATIONS) {
        let values = &firm.values;
        let again = json!({"name": firm.short, "addresses": values["addresses"], "websites": values["websites"],
            "phones": values["phones"], "owner": values["owner"]});
        book.create(organization::KEY, again);
    }
    book.chapter();
    let known = |person: &&Person| !person.values["family_name"].is_null();
    for (n, person) in people.iter().filter(known).step_by(31).take(PEOPLE).enumerate() {
        let values = &person.values;
        let mut again = json!({"given_name": values["given_name"], "family_name": values["family_name"],
            "emails": values["emails"], "owner": values["owner"]});
        match n % 3 {
            0 => again["family_name"] = misspelled(&values["family_name"]),
            1 => again["given_name"] = initial(&values["given_name"]),
            _ => again["phones"] = values["phones"].clone(),
        }
        book.create(person::KEY, again);
    }
}

/// As it was heard on the telephone.
fn misspelled(name: &Value) -> Value {
    let name = name.as_str().unwrap_or_default();
    let heard = [
        ("ö", "oe"),
        ("ü", "ue"),
        ("ä", "ae"),
        ("mann", "man"),
        ("ck", "k"),
        ("ll", "l"),
        ("y", "i"),
    ];
    let change = heard.iter().find(|(right, _)| name.contains(right));
    json!(change.map_or(format!("{name}e"), |(right, wrong)| {
        name.replacen(right, wrong, 1)
    }))
}

fn initial(name: &Value) -> Value {
    let letter = name.as_str().and_then(|name| name.chars().next());
    json!(letter.map(|letter| format!("{letter}.")))
}
