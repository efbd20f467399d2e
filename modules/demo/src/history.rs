//! Two years with the customers: stories begin on some day, and go on as far as the present lets them. A story of a sale
//! is an opportunity, whose stage is that of its last step.

use std::collections::{BTreeMap, HashMap};

use kontor_base::{interaction, organization, person, user};
use kontor_kernel::{Id, Timestamp};
use serde_json::{Value, json};

use crate::book::{Book, link};
use crate::colleagues::{Colleague, Colleagues};
use crate::firms::{Firm, Firms, Weight};
use crate::people::Person;
use crate::relations;
use crate::stories::{Length, Step, say};

/// Key of the object of sales; it belongs to another module, which stands beside this one.
const OPPORTUNITY: &str = "opportunity";
/// Days that are told of.
const DAYS: i64 = 725;

/// A sale that is under way.
pub struct Sale {
    /// The opportunity.
    pub id: Id,
    /// The place of the organisation.
    pub firm: usize,
    /// The place of the person.
    pub person: usize,
    /// What is to be done next.
    pub next: String,
    /// When, in days from today.
    pub due: Option<i64>,
}

/// What the chapters after this one need to know.
#[derive(Default)]
pub struct History {
    /// Sales under way.
    pub open: Vec<Sale>,
    /// Since when whoever bought is a customer, by the place of the organisation.
    pub customers: HashMap<usize, i64>,
}

/// Who a story is about.
struct Cast<'a> {
    at: usize,
    firm: &'a Firm,
    person_at: usize,
    person: &'a Person,
    seller: &'a Colleague,
}

/// What was told so far.
#[derive(Default)]
struct Told {
    opportunities: Vec<(Id, Value)>,
    contacts: Vec<(Timestamp, Value)>,
    history: History,
}

/// Tells it.
pub fn make(book: &mut Book, firms: &Firms, people: &[Person], colleagues: &Colleagues) -> History {
    let mut staff: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, person) in people
        .iter()
        .enumerate()
        .filter(|(_, person)| !person.values["family_name"].is_null())
    {
        staff.entry(person.firm).or_default().push(at);
    }
    let mut told = Told::default();
    for (at, firm) in firms.all.iter().enumerate() {
        let stories = match firm.weight {
            Weight::Key => book.chance.within(8, 11),
            Weight::Usual => book.chance.within(3, 5),
            Weight::Small => book.chance.within(1, 2),
        };
        for n in 0..stories {
            let person_at = *book.chance.one(&staff[&at]);
            let what = if n == 0 { 1 } else { book.chance.within(1, 100) };
            let service = book.chance.one(&colleagues.service).clone();
            let seller = if (43..=75).contains(&what) {
                &service
            } else {
                &firm.seller
            };
            let cast = Cast {
                at,
                firm,
                person_at,
                person: &people[person_at],
                seller,
            };
            match what {
                1..=42 => sale(book, &mut told, &cast),
                43..=62 => tell(book, &mut told, &cast, "service"),
                63..=75 => tell(book, &mut told, &cast, "maintenance"),
                76..=83 => tell(book, &mut told, &cast, "invoice"),
                84..=91 => tell(book, &mut told, &cast, "fair"),
                _ => tell(book, &mut told, &cast, "care"),
            }
        }
    }
    book.chapter();
    for (id, values) in told.opportunities {
        book.create_as(id, OPPORTUNITY, values);
    }
    book.chapter();
    told.contacts.sort_by_key(|(at, _)| *at);
    for (_, values) in told.contacts {
        book.create(interaction::KEY, values);
    }
    relations::roles(book, firms, &told.history);
    told.history
}

/// A story that is no sale.
fn tell(book: &mut Book, told: &mut Told, cast: &Cast<'_>, name: &str) {
    let start = -book.chance.within(0, DAYS);
    let words = words(book, cast);
    let steps = book.languages[cast.firm.language].story(name).clone();
    walk(book, told, cast, &steps, start, &words, None);
}

/// A sale, to its end or as far as it has come.
fn sale(book: &mut Book, told: &mut Told, cast: &Cast<'_>) {
    let recent = book.chance.percent(26);
    let start = -book.chance.within(0, if recent { 45 } else { DAYS });
    let (won, words, id) = (book.chance.percent(60), words(book, cast), book.id());
    let language = &book.languages[cast.firm.language];
    let mut steps = language.story("sale").clone();
    steps.extend(language.story(if won { "won" } else { "lost" }).iter().cloned());
    let reached = walk(book, told, cast, &steps, start, &words, Some(id));
    let Some((stage, since)) = reached else { return };
    let amount = words.amount;
    let owner = cast.seller;
    let mut values = json!({
        "name": format!("{} {}", words.product, cast.firm.short),
        "organization": cast.firm.id.to_string(),
        "person": cast.person.id.to_string(),
        "stage": stage,
        "amount": book.money(amount),
        "owner": owner.id.to_string(),
        "team": owner.team.map(|id| id.to_string()),
        "stage_since": since.to_string(),
    });
    let day = since.date_in(&jiff::tz::TimeZone::UTC).to_string();
    match stage {
        "won" => {
            values["closed_at"] = json!(since.to_string());
            values["close_date"] = json!(day);
            let days = (since.micros() - book.calendar.at(0, 12, 0).micros()) / 86_400_000_000;
            let first = told.history.customers.entry(cast.at).or_insert(days);
            *first = (*first).min(days);
        }
        "lost" => {
            let reason = *book.chance.one(&[
                "price",
                "competitor",
                "timing",
                "budget",
                "no_decision",
                "product",
            ]);
            values["closed_at"] = json!(since.to_string());
            values["close_date"] = json!(day);
            values["loss_reason"] = json!(reason);
        }
        _ => {
            let close = book.chance.within(-6, 80);
            values["close_date"] = json!(book.calendar.day(book.calendar.workday(close)).to_string());
            let due = book
                .chance
                .percent(82)
                .then(|| book.calendar.workday(book.chance.within(-4, 16)));
            let next = next_step(stage, cast.firm.language).to_owned();
            if let Some(due) = due {
                values["next_step"] = json!(next);
                values["next_step_at"] = json!(book.calendar.worktime(due, &mut book.chance).to_string());
            }
            let (firm, person) = (cast.at, cast.person_at);
            told.history.open.push(Sale {
                id,
                firm,
                person,
                next,
                due,
            });
        }
    }
    told.opportunities.push((id, values));
}

fn next_step(stage: &str, language: usize) -> &'static str {
    let both = match stage {
        "new" => ["Begehung vereinbaren", "Arrange the survey"],
        "qualified" => ["Angebot schreiben", "Write the quote"],
        "proposal" => ["Angebot nachfassen", "Follow up the quote"],
        _ => ["Vertrag abstimmen", "Agree the contract"],
    };
    both[language]
}

/// The words of one story.
struct Words {
    amount: i64,
    product: &'static str,
    values: Vec<(&'static str, String)>,
}

fn words(book: &mut Book, cast: &Cast<'_>) -> Words {
    let language = cast.firm.language;
    let chosen = book
        .chance
        .one(book.languages[language].table("products"))
        .clone();
    let bounds = (
        chosen[1].parse().unwrap_or(1000),
        chosen[2].parse().unwrap_or(9000),
    );
    let amount = book.chance.within(bounds.0, bounds.1) / 10 * 10;
    let seller = cast.seller.name.clone();
    let dear_seller = if language == 0 {
        format!("Guten Tag {seller}")
    } else {
        format!("Hello {seller}")
    };
    let number = book.chance.within(20_100, 48_900).to_string();
    let values = vec![
        ("product", chosen[0].to_owned()),
        ("site", cast.firm.site.to_owned()),
        ("count", book.chance.within(18, 420).to_string()),
        ("amount", book.spelled(amount, language)),
        ("number", number),
        ("person", cast.person.name.clone()),
        ("name", cast.person.spoken.clone()),
        ("whom", cast.person.whom.clone()),
        ("dear", cast.person.dear.clone()),
        ("dear_seller", dear_seller),
        ("seller", seller),
        ("org", cast.firm.name.clone()),
    ];
    Words {
        amount,
        product: chosen[0],
        values,
    }
}

/// Goes through the steps until the present. Answers the last stage and since when, if there is one.
fn walk(
    book: &mut Book,
    told: &mut Told,
    cast: &Cast<'_>,
    steps: &[Step],
    start: i64,
    words: &Words,
    about: Option<Id>,
) -> Option<(&'static str, Timestamp)> {
    let (mut day, mut reached) = (start, None);
    let mut last = None;
    for step in steps {
        let pause = if step.gap > 2 {
            book.chance.within(0, step.gap)
        } else {
            0
        };
        day = book.calendar.workday(day + step.gap + pause);
        let mut at = book.calendar.worktime(day, &mut book.chance);
        if last.is_some_and(|last| at <= last) {
            at = last.map_or(at, |last: Timestamp| last.plus_seconds(45 * 60));
        }
        if !book.calendar.is_past(at) {
            break;
        }
        last = Some(at);
        if let Some(stage) = step.stage {
            reached = Some((stage, at));
        }
        told.contacts
            .push((at, contact(book, cast, step, at, words, about)));
    }
    reached
}

fn contact(
    book: &mut Book,
    cast: &Cast<'_>,
    step: &Step,
    at: Timestamp,
    words: &Words,
    about: Option<Id>,
) -> Value {
    let chance = &mut book.chance;
    let minutes = match step.length {
        Length::None => None,
        Length::Short => Some(chance.within(3, 25)),
        Length::Long => Some(chance.within(4, 12) * 15),
    };
    let channel = match step.kind {
        "call" => "phone",
        "email" => "email",
        "letter" => "letter",
        "payment" => "system",
        _ => "in_person",
    };
    let mut links = vec![link(organization::KEY, cast.firm.id)];
    links.extend(about.map(|id| link(OPPORTUNITY, id)));
    json!({
        "kind": step.kind,
        "channel": channel,
        "direction": if step.inbound { "inbound" } else { "outbound" },
        "at": at.to_string(),
        "duration": minutes.map(|minutes| minutes * 60),
        "subject": say(step.subject, &words.values, chance),
        "body": say(&step.body, &words.values, chance),
        "participants": [link(person::KEY, cast.person.id), link(user::KEY, cast.seller.id)],
        "links": links,
        "owner": cast.seller.id.to_string(),
        "team": cast.seller.team.map(|id| id.to_string()),
    })
}
