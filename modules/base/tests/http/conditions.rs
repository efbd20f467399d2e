//! Random conditions over every field of the made-up objects, with the values that are there or nearly.

use kontor_expression::{Literal, Tree};
use kontor_kernel::Id;

use crate::engine::Random;
use crate::fixture_filters::{self as fixture, Stock};

fn quoted(text: &(impl AsRef<str> + ?Sized)) -> String {
    Tree::value(Literal::Text(text.as_ref().to_owned())).to_text()
}

/// Conditions of one kind each, over every field and with the values that are there or nearly.
fn atom(random: &mut Random, stock: &Stock) -> String {
    let text = |random: &mut Random| {
        let mut text = random.pick(&fixture::TEXTS).to_string();
        if text.chars().count() > 1 && random.percent(30) {
            text.pop();
        }
        text
    };
    let op = |random: &mut Random| random.pick(&["==", "!=", "<", "<=", ">", ">="]).to_string();
    let same = |random: &mut Random| random.pick(&["==", "!="]).to_string();
    let texts = [
        "name",
        "nick",
        "note",
        "body",
        "number",
        "title",
        "place.name",
        "twin.name",
        "twin.place.name",
        "amount.currency",
        "twin.budget.currency",
    ];
    let folded = ["name", "nick", "title", "place.name", "twin.nick"];
    let links = [
        "place",
        "twin",
        "home",
        "about",
        "owner",
        "team",
        "place.parent",
        "twin.place",
        "id",
    ];
    let sets = ["tags", "colors", "friends", "around", "twin.tags", "twin.friends"];
    let lists = [
        "emails",
        "phones",
        "websites",
        "social",
        "addresses",
        "external_ids",
        "twin.emails",
    ];
    let anything = [
        "name",
        "note",
        "body",
        "count",
        "weight",
        "rate",
        "stars",
        "amount",
        "budget",
        "amount.currency",
        "twin.amount",
        "twin.twin.amount.currency",
        "active",
        "day",
        "at",
        "span",
        "kind",
        "stage",
        "colors",
        "place",
        "home",
        "about",
        "friends",
        "around",
        "tags",
        "emails",
        "addresses",
        "external_ids",
        "paper",
        "extra",
        "doubled",
        "title",
        "big",
        "third",
        "after",
        "parts",
        "worth",
        "twin.count",
        "twin.tags",
        "place.parent",
        "owner.name",
        "phones",
        "websites",
        "social",
        "twin.friends",
    ];
    let some_id = |random: &mut Random| match random.below(4) {
        0 => random.pick(&stock.users).to_string(),
        1 => random.pick(&stock.things).to_string(),
        2 => Id::NIL.to_string(),
        _ => random.pick(&stock.places).to_string(),
    };
    match random.below(34) {
        0 | 1 => format!("{} {} {}", random.pick(&texts), op(random), quoted(&text(random))),
        2 => format!(
            "{}.{}({})",
            random.pick(&texts),
            random.pick(&["startsWith", "endsWith", "contains"]),
            quoted(&text(random))
        ),
        3 => {
            let (before, after) = (*random.pick(&["", "*"]), *random.pick(&["", "*"]));
            let pattern = format!("{before}{}{after}", text(random).replace('*', ""));
            format!("like({}, {})", random.pick(&folded), quoted(&pattern))
        }
        4 => format!(
            "{} in [{}, {}]",
            random.pick(&texts),
            quoted(&text(random)),
            quoted(&text(random))
        ),
        5 => format!("size({}) {} {}", random.pick(&texts), op(random), random.below(9)),
        6 | 7 => {
            let field = *random.pick(&[
                "count",
                "rank",
                "doubled",
                "stars",
                "parts",
                "twin.rank",
                "place.size",
                "version",
                "completeness",
            ]);
            format!("{field} {} {}", op(random), random.pick(&fixture::INTEGERS))
        }
        8 => format!(
            "rank in [{}, {}, 1.5]",
            random.pick(&fixture::INTEGERS),
            random.pick(&fixture::INTEGERS)
        ),
        9 | 10 => {
            let field = *random.pick(&["weight", "third", "rate", "worth", "rank", "twin.weight"]);
            format!("{field} {} {}", op(random), random.pick(&fixture::DECIMALS))
        }
        11 => format!(
            "weight in [{}, 0.0005, {}]",
            random.pick(&fixture::DECIMALS),
            random.pick(&fixture::DECIMALS)
        ),
        12 => {
            let number = *random.pick(&["0", "0.0001", "99.99", "100", "92", "1e17", "-10"]);
            format!(
                "{} {} {number}",
                random.pick(&["amount", "budget", "twin.amount"]),
                op(random)
            )
        }
        13 => {
            let pair = *random.pick(&[
                "name X nick",
                "count X rank",
                "amount X budget",
                "at X until",
                "name X twin.name",
                "day X after",
                "rank X doubled",
                "note X name",
                "title X name",
                "weight X twin.weight",
            ]);
            pair.replace('X', &op(random))
        }
        14 => format!(
            "{} {} {}",
            random
                .pick(&[
                    "place X home",
                    "twin X home",
                    "owner X created_by",
                    "about X home"
                ])
                .replace("X", &same(random)),
            "||",
            "false"
        ),
        15 => random
            .pick(&[
                "active",
                "!active",
                "active == true",
                "active != false",
                "active in [true]",
                "big in [true, false]",
                "big",
                "twin.active",
            ])
            .to_string(),
        16 => format!(
            "{} {} {}",
            random.pick(&["day", "after", "twin.day"]),
            op(random),
            quoted(random.pick(&fixture::DAYS))
        ),
        17 => {
            let when = *random.pick(&[
                "today()",
                "today() - duration('1d')",
                "start_of('month')",
                "end_of('year', -1)",
                "start_of('week', 1)",
            ]);
            format!("{} {} {when}", random.pick(&["day", "at", "after"]), op(random))
        }
        18 => format!(
            "{} {} {}",
            random.pick(&["at", "until", "created_at"]),
            op(random),
            quoted(random.pick(&fixture::INSTANTS))
        ),
        19 => format!(
            "at {} {}",
            op(random),
            quoted(random.pick(&["2026-03-29", "2026-03-02", "2025-10-26"]))
        ),
        20 => format!("at {} now()", op(random)),
        21 => format!("span {} {}", op(random), quoted(random.pick(&["1s", "5m", "1d"]))),
        22 => format!("kind {} {}", same(random), quoted(random.pick(&fixture::KINDS))),
        23 => format!(
            "{} in [{}, {}]",
            random.pick(&["stage", "twin.stage"]),
            quoted(random.pick(&fixture::STAGES)),
            quoted(random.pick(&fixture::STAGES))
        ),
        24 => format!(
            "{} {} {}",
            random.pick(&links),
            same(random),
            quoted(&some_id(random))
        ),
        25 => format!(
            "{} in [{}, {}]",
            random.pick(&links),
            quoted(&some_id(random)),
            quoted(&some_id(random))
        ),
        26 => random
            .pick(&[
                "owner == me()",
                "team in my_teams()",
                "owner in [me()]",
                "twin.owner == me()",
                "created_by != me()",
                "within(team, my_teams())",
            ])
            .to_string(),
        27 => format!(
            "within({}, {})",
            random.pick(&["place", "home", "about", "twin.place", "place.parent", "id"]),
            quoted(&some_id(random))
        ),
        28 => {
            let member = *random.pick(&["friends", "around", "twin.friends"]);
            match random.below(4) {
                0 => format!(
                    "{} in {}",
                    quoted(random.pick(&fixture::TAGS)),
                    random.pick(&["tags", "twin.tags"])
                ),
                1 => format!("{} in colors", quoted(random.pick(&fixture::COLORS))),
                _ => format!("{} in {member}", quoted(&some_id(random))),
            }
        }
        29 => format!(
            "size({}) {} {}",
            random.pick(&[&sets[..], &lists[..]].concat()),
            op(random),
            random.below(4)
        ),
        30 => {
            let quantor = *random.pick(&["exists", "all"]);
            let inner = match random.below(5) {
                0 => {
                    return format!(
                        "tags.{quantor}(t, like(t, {}))",
                        quoted(&format!("{}*", random.pick(&["v", "KO", "1", "x"])))
                    );
                }
                1 => {
                    return format!(
                        "tags.{quantor}(t, t {} {})",
                        op(random),
                        quoted(random.pick(&fixture::TAGS))
                    );
                }
                2 => {
                    return format!(
                        "colors.{quantor}(c, c {} {})",
                        same(random),
                        quoted(random.pick(&fixture::COLORS))
                    );
                }
                3 => {
                    return format!(
                        "friends.{quantor}(f, f {} {})",
                        same(random),
                        quoted(&some_id(random))
                    );
                }
                _ => "around",
            };
            format!(
                "{inner}.{quantor}(x, x in [{}, {}])",
                quoted(&some_id(random)),
                quoted(&some_id(random))
            )
        }
        31 => {
            let quantor = *random.pick(&["exists", "all"]);
            let list = *random.pick(&["emails", "twin.emails", "phones", "websites", "social"]);
            let inner = match random.below(7) {
                0 => format!("e.value == {}", quoted(random.pick(&fixture::EMAILS))),
                1 => format!(
                    "e.value.{}({})",
                    random.pick(&["startsWith", "endsWith", "contains"]),
                    quoted(random.pick(&[
                        "x.example",
                        "@X.EXAMPLE",
                        "ANN",
                        "@",
                        "Üb",
                        "er",
                        "5555",
                        "(30) 55",
                        "+49 30",
                        "0049 40",
                        "040",
                        "030 / 5",
                        "40",
                        "40/12",
                        "Zo",
                        "?",
                        "https",
                    ]))
                ),
                2 => "e.primary".to_owned(),
                3 => "!e.primary && e.label == null".to_owned(),
                4 => format!(
                    "e.label {} {}",
                    same(random),
                    quoted(random.pick(&["work", "mastodon"]))
                ),
                5 => "size(e.value) > 12 && has(e.label)".to_owned(),
                _ => "e.value != name".to_owned(),
            };
            format!("{list}.{quantor}(e, {inner})")
        }
        32 => {
            let quantor = *random.pick(&["exists", "all"]);
            let inner = match random.below(8) {
                0 => format!("a.city == {}", quoted(random.pick(&fixture::CITIES))),
                1 => format!(
                    "like(a.city, {})",
                    quoted(random.pick(&["ko*", "*ER*", "lodz", "*"]))
                ),
                2 => format!("a.street.contains({})", quoted(&text(random))),
                3 => format!("a.lat {} 52.5", op(random)),
                4 => "a.lon < 0 && a.postcode == null".to_owned(),
                5 => format!(
                    "a.from_date {} {}",
                    op(random),
                    quoted(random.pick(&fixture::DAYS))
                ),
                6 => "a.kind == 'billing' || a.country == 'DE'".to_owned(),
                _ => {
                    return format!("external_ids.{quantor}(x, x.system == 'erp' && x.key.startsWith('K1'))");
                }
            };
            format!("addresses.{quantor}(a, {inner})")
        }
        _ => match random.below(3) {
            0 => format!("has(record.{})", random.pick(&anything)),
            _ => format!("{} {} null", random.pick(&anything), same(random)),
        },
    }
}

/// Atoms joined at random.
pub fn condition(random: &mut Random, stock: &Stock, depth: usize) -> String {
    match random.below(if depth == 0 { 1 } else { 4 }) {
        1 => format!("!({})", condition(random, stock, depth - 1)),
        n @ 2..=3 => {
            let parts: Vec<String> = (0..2 + random.below(2))
                .map(|_| condition(random, stock, depth - 1))
                .collect();
            format!("({})", parts.join(if n == 2 { " && " } else { " || " }))
        }
        _ => atom(random, stock),
    }
}
