//! What is to be done, was to be done, and is done; follow-ups that come back; and notes.

use kontor_base::{note, organization, person, task};
use kontor_kernel::{Id, Timestamp};
use serde_json::{Value, json};

use crate::book::{Book, link};
use crate::colleagues::{Colleague, Colleagues};
use crate::firms::Firms;
use crate::history::History;
use crate::people::Person;
use crate::stories::say;

const DONE: usize = 120;
const OVERDUE: usize = 24;
const TODAY: usize = 12;
const COMING: usize = 60;
const PUT_ASIDE: usize = 24;
const NOTES: usize = 110;

/// Makes them.
pub fn make(book: &mut Book, firms: &Firms, people: &[Person], history: &History, colleagues: &Colleagues) {
    book.chapter();
    for sale in &history.open {
        let Some(due) = sale.due else { continue };
        let (firm, person) = (&firms.all[sale.firm], &people[sale.person]);
        let at = book.calendar.worktime(due, &mut book.chance);
        let links = json!([
            link("opportunity", sale.id),
            link(organization::KEY, firm.id),
            link(person::KEY, person.id)
        ]);
        let priority = if due < 0 { "high" } else { "normal" };
        let subject = format!("{}: {}", firm.short, sale.next);
        task(
            book,
            &firm.seller,
            json!({"subject": subject, "due_at": at, "priority": priority, "links": links}),
        );
    }
    chores(book, people, firms);
    book.chapter();
    for _ in 0..NOTES {
        let person = book.chance.one(people).clone();
        let firm = &firms.all[person.firm];
        let body = *book.chance.one(&book.languages[firm.language].lines("notes"));
        let mut links = vec![link(organization::KEY, firm.id)];
        links.extend(book.chance.percent(40).then(|| link(person::KEY, person.id)));
        let owner = firm.seller.id.to_string();
        book.create(note::KEY, json!({"body": body, "links": links, "owner": owner}));
    }
    routines(book, colleagues);
}

/// Small things that come up every day, at every distance from today.
fn chores(book: &mut Book, people: &[Person], firms: &Firms) {
    let known: Vec<&Person> = people
        .iter()
        .filter(|person| !person.values["family_name"].is_null())
        .collect();
    for n in 0..DONE + OVERDUE + TODAY + COMING + PUT_ASIDE {
        let person = *book.chance.one(&known);
        let firm = &firms.all[person.firm];
        let text = *book.chance.one(&book.languages[firm.language].lines("chores"));
        let words = [
            ("name", person.spoken.clone()),
            ("whom", person.whom.clone()),
            ("org", firm.short.clone()),
        ];
        let subject = say(text, &words, &mut book.chance);
        let links = json!([link(person::KEY, person.id), link(organization::KEY, firm.id)]);
        let priority = *book
            .chance
            .one(&["low", "normal", "normal", "normal", "high", "urgent"]);
        let mut values = json!({"subject": subject, "links": links, "priority": priority});
        when(book, n, person.id, &mut values);
        task(book, &firm.seller, values);
    }
}

fn when(book: &mut Book, n: usize, person: Id, values: &mut Value) {
    let mut on = |first: i64, last: i64| -> Timestamp {
        let day = book.chance.within(first, last);
        book.calendar.worktime(day, &mut book.chance)
    };
    if n < DONE {
        let due = on(-500, -2);
        (values["due_at"], values["done_at"]) = (json!(due), json!(due.plus_seconds(-5000)));
    } else if n < DONE + OVERDUE {
        values["due_at"] = json!(on(-12, -1));
    } else if n < DONE + OVERDUE + TODAY {
        values["due_at"] = json!(book.calendar.at(0, 17, 0));
    } else if n < DONE + OVERDUE + TODAY + COMING {
        values["due_at"] = json!(on(1, 30));
    } else {
        values["resurface_at"] = json!(on(2, 45));
        if n.is_multiple_of(2) {
            values["resurface_if"] = json!("no_reply");
            values["resurface_for"] = link(person::KEY, person);
        }
    }
}

/// What comes round again, and something due today for whoever tries it out.
fn routines(book: &mut Book, colleagues: &Colleagues) {
    book.chapter();
    let [german, english] = &colleagues.sellers;
    let lead = |of: &[Colleague]| of.first().cloned();
    let rounds = [
        (
            lead(german),
            "Vertriebsbesprechung vorbereiten",
            "FREQ=WEEKLY;BYDAY=MO",
            1,
        ),
        (
            lead(english),
            "Send the monthly forecast to Hamburg",
            "FREQ=MONTHLY;BYMONTHDAY=1",
            5,
        ),
        (
            colleagues.service.first().cloned(),
            "Ersatzteillager prüfen",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
            3,
        ),
    ];
    for (who, subject, rule, day) in rounds {
        let Some(who) = who else { continue };
        let due = book.calendar.at(book.calendar.workday(day), 9, 0);
        task(
            book,
            &who,
            json!({"subject": subject, "recurrence": rule, "due_at": due}),
        );
    }
    let Some(first) = colleagues.first else { return };
    let first = Colleague {
        id: first,
        name: String::new(),
        team: None,
    };
    let todo = if book.german {
        [
            "Pipeline ansehen: welche Chance hat keinen nächsten Schritt?",
            "Dubletten durchgehen",
            "Bericht der Woche lesen",
        ]
    } else {
        [
            "Look at the pipeline: which opportunity has no next step?",
            "Go through the duplicates",
            "Read the weekly report",
        ]
    };
    for (n, subject) in todo.into_iter().enumerate() {
        let due = book.calendar.at(0, 15 + n as i64, 0);
        task(
            book,
            &first,
            json!({"subject": subject, "due_at": due, "priority": "normal"}),
        );
    }
}

fn task(book: &mut Book, who: &Colleague, mut values: Value) {
    values["assignee"] = json!(who.id.to_string());
    values["owner"] = json!(who.id.to_string());
    values["team"] = json!(who.team.map(|id| id.to_string()));
    book.create(task::KEY, values);
}
