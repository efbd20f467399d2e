//! Who works here: teams, and users who own what the others make. They have no passwords; an administrator can give
//! them one-time links as anybody else.

use kontor_base::{tag, team, user};
use kontor_kernel::Id;
use serde_json::json;

use crate::book::Book;
use crate::ground::Ground;

const TEAMS: [(&str, &str); 3] = [
    ("Vertrieb Deutschland", "Angebote und Kunden in Deutschland."),
    ("Sales UK", "Quotes and customers in the United Kingdom."),
    (
        "Kundendienst",
        "Wartung, Störungen und Ersatzteile. Service for everybody.",
    ),
];

/// Name, language, role, place of the team.
const USERS: [(&str, &str, &str, usize); 8] = [
    ("Miriam Albers", "de", "manager", 0),
    ("Jonas Lindqvist", "de", "member", 0),
    ("Svenja Lorenzen", "de", "member", 0),
    ("Tobias Reuter", "de", "member", 0),
    ("Priya Nair", "en", "manager", 1),
    ("Daniel Whitaker", "en", "member", 1),
    ("Katrin Osterloh", "de", "member", 2),
    ("Henning Falk", "de", "member", 2),
];

/// Somebody who works here.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// The user.
    pub id: Id,
    /// The name in letters.
    pub name: String,
    /// The team, if he has one.
    pub team: Option<Id>,
}

/// All of them.
pub struct Colleagues {
    /// Who sells, by language.
    pub sellers: [Vec<Colleague>; 2],
    /// Who mends.
    pub service: Vec<Colleague>,
    /// Who asked for all this, or the first administrator.
    pub first: Option<Id>,
}

/// Makes them, and the tags everybody uses.
pub fn make(book: &mut Book, ground: &Ground) -> Colleagues {
    book.chapter();
    let mut teams = Vec::new();
    for (name, description) in TEAMS {
        let known = ground.teams.get(&name.to_lowercase()).copied();
        let fresh = book.id();
        if known.is_none() {
            book.create_as(
                fresh,
                team::KEY,
                json!({"name": name, "description": description}),
            );
        }
        teams.push(known.unwrap_or(fresh));
    }
    book.chapter();
    let mut all = Vec::new();
    for (name, language, role, at) in USERS {
        let email = format!("{}@lichtwerk.example", name.to_lowercase().replace(' ', "."));
        let known = ground.users.get(&email).copied();
        let fresh = book.id();
        if known.is_none() {
            let role = ground.roles.get(role).map(ToString::to_string);
            let values = json!({"name": name, "email": email, "language": language, "role": role,
                "teams": [teams[at].to_string()]});
            book.create_as(fresh, user::KEY, values);
        }
        all.push((
            at,
            Colleague {
                id: known.unwrap_or(fresh),
                name: name.to_owned(),
                team: Some(teams[at]),
            },
        ));
    }
    tags(book, ground);
    let of = |wanted: usize| -> Vec<Colleague> {
        let of = all.iter().filter(|(at, _)| *at == wanted);
        of.map(|(_, colleague)| colleague.clone()).collect()
    };
    let mut sellers = [of(0), of(1)];
    let first = ground.asker.or_else(|| ground.administrators.first().copied());
    if let Some(first) = first {
        // Whoever tries it out is one of them, so that there is something for him to do.
        let name = "Miriam Albers".to_owned();
        sellers[0].push(Colleague {
            id: first,
            name,
            team: None,
        });
    }
    Colleagues {
        sellers,
        service: of(2),
        first,
    }
}

fn tags(book: &mut Book, ground: &Ground) {
    book.chapter();
    let lines: Vec<(String, String)> = book
        .languages
        .iter()
        .flat_map(|language| language.table("tags"))
        .map(|line| (line[0].to_owned(), line[1].to_owned()))
        .collect();
    let mut made = Vec::new();
    for (name, color) in lines {
        let id = book.id();
        if !ground.tags.contains_key(&name.to_lowercase()) && !made.contains(&name) {
            book.create_as(id, tag::KEY, json!({"name": name, "color": color}));
            made.push(name);
        }
    }
}
