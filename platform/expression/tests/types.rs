//! What the type check accepts, refuses, and where it points.

mod support;

use kontor_expression::{Comparison, Expected, Expr, Tree, Type, Value};
use serde_json::json;
use support::*;

fn refused(text: &str, expected: Expected) -> (&'static str, Option<usize>, String) {
    let problem = compile(text, expected).expect_err(text);
    (problem.code, problem.position, problem.message)
}

#[test]
fn mismatches_are_refused_where_they_stand() {
    for (text, code, position) in [
        ("nope == 1", "unknown_field", 0),
        ("salary > 1", "unknown_field", 0),
        ("active && organization.nope == 'x'", "unknown_field", 10),
        ("name > 1", "wrong_type", 5),
        ("employees == 'x'", "wrong_type", 10),
        ("active < true", "wrong_type", 7),
        ("name", "wrong_type", 0),
        ("stage == 'gone'", "unknown_option", 9),
        ("stage < 'won'", "wrong_type", 6),
        ("stage.startsWith('w')", "wrong_type", 0),
        ("'gone' in channels", "unknown_option", 0),
        ("stage in ['won', 'gone']", "unknown_option", 17),
        ("owner == 'ann'", "bad_value", 9),
        ("owner in my_teams()", "wrong_type", 0),
        ("team == me()", "wrong_type", 5),
        ("close_date > '1.2.2026'", "bad_value", 13),
        ("close_date > now()", "wrong_type", 11),
        ("created_at > '2026-01-01T10:00:00'", "bad_value", 13),
        ("close_date < null", "wrong_type", 11),
        ("name in ['a', null]", "wrong_type", 14),
        ("name in ['a', 1]", "wrong_type", 14),
        ("name in name", "wrong_type", 8),
        ("tags == 'vip'", "wrong_type", 5),
        ("extra == 1", "wrong_type", 6),
        ("name.contains(note)", "wrong_type", 14),
        ("tags.contains('a')", "wrong_type", 0),
        ("emails.exists(e, e.nope == 'x')", "unknown_field", 17),
        ("emails.exists(e, e == 'x')", "wrong_type", 17),
        ("name.exists(e, true)", "wrong_type", 0),
        ("emails.exists(e, emails.exists(f, f.primary))", "unsupported", 24),
        ("within(name, 'x')", "wrong_type", 7),
        ("has(1)", "wrong_arguments", 0),
        ("start_of('decade') == close_date", "bad_value", 0),
        ("start_of('day', 99999) == close_date", "bad_value", 0),
        (
            "close_date > start_of('day', -9223372036854775808)",
            "bad_value",
            13,
        ),
        ("length > duration('soon')", "bad_value", 18),
    ] {
        let (found, at, message) = refused(text, Expected::Condition);
        assert_eq!((found, at), (code, Some(position)), "{text}: {message}");
    }
    assert!(
        refused("stage == 'gone'", Expected::Condition)
            .2
            .contains("new, won, lost")
    );
}

#[test]
fn problems_of_a_tree_have_a_path() {
    let tree = json!({"op": "and", "args": [{"field": "active"},
        {"op": "in", "args": [{"field": "stage"}, {"value": ["won", "gone"]}]}]});
    let problem = Expr::check(
        &Tree::from_json(&tree).unwrap(),
        &Opportunities,
        Expected::Condition,
    )
    .unwrap_err();
    assert_eq!(problem.path.as_deref(), Some("/args/1/args/1/value/1"));
}

#[test]
fn filters_do_not_compute_over_fields() {
    for text in [
        "employees + 1 > 2",
        "employees > rank * 2",
        "(active ? 1 : 2) == 1",
        "(1 > 2 ? true : active) || true",
        "upper(name) == 'A'",
        "size(upper(name)) > 1",
        "coalesce(name, note) == 'x'",
        "(employees > 1) == active",
        "amount > discount",
        "discount > weight",
        "employees > size(tags)",
        "close_date - birthday > 3",
        "due_at - duration('1d') > now()",
        "!(employees in [1, 2]) && abs(rank) == 1",
    ] {
        assert_eq!(refused(text, Expected::Condition).0, "not_in_filter", "{text}");
        assert!(compile(text, Expected::Value).is_ok(), "{text}");
    }
    for text in [
        "amount > budget",
        "name != note",
        "owner == creator",
        "due_at < created_at",
        "size(tags) > 1 + 1",
        "amount > 10 * 1000",
        "close_date < today() + duration('7d')",
        "created_at > now() - duration('90m')",
        "close_date in [today(), '2026-01-01', start_of('month')]",
    ] {
        filter(text);
    }
}

#[test]
fn numbers_meet_fields_in_the_scale_of_the_field() {
    let folded = |text: &str| filter(text).fold_constants(&env());
    let right = |text: &str| match folded(text) {
        Expr::Compare { op, right, .. } => (op, *right),
        other => panic!("{text}: {other:?}"),
    };
    let decimal = |units, scale| Expr::Constant(Value::Decimal { units, scale });
    assert_eq!(
        right("discount > 10.555"),
        (Comparison::Greater, decimal(1055, 2))
    );
    assert_eq!(
        right("discount >= 10.555"),
        (Comparison::Greater, decimal(1055, 2))
    );
    assert_eq!(
        right("discount < -10.555"),
        (Comparison::LessOrEqual, decimal(-1056, 2))
    );
    assert_eq!(
        right("10.5 <= discount"),
        (Comparison::GreaterOrEqual, decimal(1050, 2))
    );
    assert_eq!(right("amount == 12.5"), (Comparison::Equal, decimal(125_000, 4)));
    assert_eq!(
        right("employees < 10.5"),
        (Comparison::LessOrEqual, Expr::Constant(Value::Int(10)))
    );
    assert_eq!(
        right("amount > 10 * 1000"),
        (Comparison::Greater, decimal(100_000_000, 4))
    );
    assert_eq!(folded("discount == 10.555"), Expr::Constant(Value::Bool(false)));
    assert_eq!(folded("discount != 10.555"), Expr::Constant(Value::Bool(true)));
    assert_eq!(
        folded("amount > 999999999999999999"),
        Expr::Constant(Value::Bool(false))
    );
    assert_eq!(
        folded("amount < 999999999999999999"),
        folded("has(record.amount)")
    );
    assert!(matches!(folded("discount in [1, 2.5, 3.333]"), Expr::In { list, .. } if list.len() == 2));
}

#[test]
fn folding_leaves_no_circumstances_behind() {
    for text in [
        "owner == me() && team in my_teams()",
        "created_at >= today() && created_at < now() - duration('5m')",
        "close_date <= end_of('quarter', -1) || due_at > start_of('week')",
        "owner in [me()] || me() in members || within(team, my_teams())",
        "emails.exists(e, e.value == 'x') && size(tags) > 2 - 1",
    ] {
        let folded = filter(text).fold_constants(&env());
        folded.walk(&mut |part| {
            assert!(
                !matches!(part, Expr::Ambient(_) | Expr::Call { .. }),
                "{text}: {part:?}"
            )
        });
    }
    let mut nobody = env();
    nobody.me = None;
    nobody.my_teams.clear();
    for text in [
        "owner == me()",
        "team in my_teams()",
        "me() in members",
        "within(team, my_teams())",
        "owner in [me()]",
    ] {
        assert_eq!(
            filter(text).fold_constants(&nobody),
            Expr::Constant(Value::Bool(false)),
            "{text}"
        );
    }
}

#[test]
fn an_expression_knows_what_it_depends_on() {
    let expr = formula("emails.exists(e, e.value == name) ? amount * 2 : organization.city == 'x' ? 1 : 2");
    let paths: Vec<String> = expr.fields().iter().map(|path| path.join(".")).collect();
    assert_eq!(paths, ["amount", "emails", "name", "organization.city"]);
    assert_eq!(expr.type_of(), Some(Type::Money));
    for (text, time, caller) in [
        ("name == 'x'", false, false),
        ("created_at > now()", true, false),
        ("close_date > today()", true, true),
        ("close_date > start_of('month')", true, true),
        ("created_at > '2026-01-01'", false, true),
        ("owner == me()", false, true),
    ] {
        let expr = filter(text);
        assert_eq!(
            (expr.is_time_dependent(), expr.is_caller_dependent()),
            (time, caller),
            "{text}"
        );
    }
}

#[test]
fn formulas_have_a_type() {
    for (text, ty) in [
        ("employees + rank", Type::Int),
        ("employees / rank", Type::Decimal { scale: 6 }),
        ("discount + weight", Type::Decimal { scale: 3 }),
        ("discount * weight", Type::Decimal { scale: 5 }),
        ("amount * discount", Type::Money),
        ("amount / budget", Type::Decimal { scale: 6 }),
        ("amount / 3", Type::Money),
        ("round(discount)", Type::Int),
        ("round(weight, 1)", Type::Decimal { scale: 1 }),
        ("name + ' ' + stage", Type::Text),
        ("close_date - birthday", Type::Int),
        ("due_at - created_at", Type::Duration),
        ("close_date + 14", Type::Date),
        ("due_at + duration('1h')", Type::Timestamp),
        ("active ? null : 2.5", Type::Decimal { scale: 1 }),
        ("coalesce(amount, 0)", Type::Money),
        ("year(close_date)", Type::Int),
        ("name == 'x'", Type::Bool),
    ] {
        assert_eq!(formula(text).type_of(), Some(ty), "{text}");
    }
    for text in [
        "amount * budget",
        "1 / amount",
        "discount % 2",
        "name + 1",
        "name - note",
        "-name",
        "null + 1",
        "active ? 1 : 'x'",
        "coalesce(null, null)",
        "min(stage, stage)",
        "tags",
        "emails",
        "close_date + duration('5m')",
        "upper(1)",
        "year(created_at)",
        "round(amount, 7)",
        "[1, 2]",
    ] {
        assert!(compile(text, Expected::Value).is_err(), "{text}");
    }
}
