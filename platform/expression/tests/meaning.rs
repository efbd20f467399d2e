//! What expressions mean: two-valued, total, exact.

mod support;

use kontor_expression::{Literal, Number, Tree, Value};
use proptest::prelude::*;
use support::*;

fn acme() -> Record {
    Record::default()
        .with("name", text("Müller GmbH"))
        .with("note", text(""))
        .with("active", Value::Bool(true))
        .with("employees", Value::Int(9_007_199_254_740_993))
        .with("discount", decimal(1250, 2))
        .with("amount", decimal(100_000_500, 4))
        .with("budget", decimal(100_000_500, 4))
        .with("close_date", date("2026-05-14"))
        .with("created_at", at("2026-05-13T22:30:00Z"))
        .with("length", Value::Duration(300))
        .with("owner", Value::Id(id(ANN)))
        .with("team", Value::Id(id(TEAM)))
        .with("stage", text("won"))
        .with("organization.city", text("Berlin 😀"))
        .with("tags", Value::List(vec![text("vip"), text("press")]))
        .with(
            "members",
            Value::List(vec![Value::Id(id(ANN)), Value::Id(id(BEN))]),
        )
        .with("extra", text("{}"))
        .email("info@mueller.de", "work")
        .email("max@example.org", "")
        .below("organization", BERLIN)
        .below("team", TEAM)
}

#[test]
fn conditions_hold_for_what_is_there() {
    let acme = acme();
    for filter in [
        "stage == 'won' && amount > 10000 && organization.city.startsWith('Ber')",
        "active",
        "active == true && active != false",
        "stage != 'lost' && stage in ['won', 'lost']",
        "name.endsWith('GmbH') && name.contains('ll') && organization.city.endsWith('😀')",
        "name > 'Mu' && name < 'Mý' && !(name == 'muller gmbh')",
        "like(name, 'MULLER gmbh') && like(name, 'mül*') && like(name, '*GMBH') && like(name, '*er g*')",
        "like(name, '*') && !like(name, 'gmbh') && !like(note, '*')",
        "size(name) == 11 && size(organization.city) == 8 && size(note) == 0",
        "employees == 9007199254740993 && employees != 9007199254740992",
        "discount == 12.5 && discount > 12.4999999999 && discount < 12.500000001 && discount in [1, 12.50]",
        "amount == 10000.05 && amount == budget && amount <= 10000.05 && !(amount < 10000.0500)",
        "close_date == '2026-05-14' && close_date == today() && close_date <= end_of('day')",
        "close_date >= start_of('month') && close_date < start_of('month', 1) && close_date < date('2027-01-01')",
        "close_date == start_of('week') + duration('3d') && close_date in [today(), '2020-01-01']",
        "length == duration('5m') && length < duration('1h') && length == '300s'",
        "owner == me() && team in my_teams() && owner in [me(), '0195512c-8a10-7000-8000-000000000002']",
        "owner == '0195512c-8a10-7000-8000-000000000001' && owner != '0195512c-8a10-7000-8000-000000000002'",
        "'vip' in tags && !('x' in tags) && size(tags) == 2 && tags.exists(t, t.startsWith('v'))",
        "me() in members && members.exists(m, m == me()) && !members.all(m, m == me()) && size(members) > 1",
        "emails.exists(e, e.value.endsWith('@mueller.de') && e.label == 'work') && size(emails) == 2",
        "emails.all(e, e.value.contains('@')) && !emails.all(e, has(e.label))",
        "emails.exists(e, e.label == null) && !emails.exists(e, e.value == name)",
        "within(organization, '0195512c-8a10-7000-8000-000000000004') && within(team, my_teams())",
        "!within(organization, '0195512c-8a10-7000-8000-000000000001')",
        "extra != null && has(record.name) && emails != null && tags != null",
        "1 < 2 && 'a' + 'b' == 'ab' && null == null",
    ] {
        assert!(holds(filter, &acme), "{filter}");
    }
}

#[test]
fn nothing_compares_with_what_is_missing_and_not_turns_that_round() {
    let nobody = Record::default()
        .with("note", text(""))
        .with("tags", Value::List(vec![]));
    for (path, other) in [
        ("name", "'x'"),
        ("note", "'x'"),
        ("employees", "1"),
        ("amount", "1.5"),
        ("close_date", "today()"),
        ("created_at", "today()"),
        ("owner", "me()"),
        ("stage", "'won'"),
        ("amount", "budget"),
        ("owner", "creator"),
    ] {
        assert!(!holds(&format!("{path} == {other}"), &nobody));
        assert!(holds(&format!("{path} != {other}"), &nobody));
        assert!(holds(&format!("!({path} == {other})"), &nobody));
        assert!(!holds(&format!("!({path} != {other})"), &nobody));
        assert!(holds(
            &format!("{path} == null && !has(record.{path}) && !({path} != null)"),
            &nobody
        ));
    }
    for filter in [
        "employees < 1 || employees >= 1 || employees < 1e18 || employees > -1e18",
        "name.startsWith('') || name.contains('') || name.endsWith('') || like(name, '*')",
        "active",
        "emails.exists(e, true) || tags.exists(t, true)",
        "name in [] || name in ['x'] || team in my_teams() || owner in [me()] || me() in members",
        "amount > 0 || amount <= 0",
    ] {
        assert!(!holds(filter, &nobody), "{filter}");
    }
    for filter in [
        "!active && !(employees < 1) && !(team in my_teams())",
        "emails.all(e, false) && tags.all(t, false)",
        "size(tags) == 0 && size(name) == 0 && size(emails) < 1",
        "tags == null && emails == null && note == null && note == '' && name == ''",
    ] {
        assert!(holds(filter, &nobody), "{filter}");
    }
}

#[test]
fn an_ownerless_record_is_not_that_of_a_caller_who_is_nobody() {
    let mut nobody = env();
    nobody.me = None;
    let expr = filter("owner == me() || me() == owner || owner in [me()]");
    assert!(!expr.holds(&Record::default(), &nobody));
    assert!(!expr.fold_constants(&nobody).holds(&Record::default(), &nobody));
}

#[test]
fn an_instant_is_compared_with_a_day_in_the_zone_of_the_caller() {
    // 00:30 in Berlin on the 14th, still the 13th in UTC.
    let record = Record::default().with("created_at", at("2026-05-13T22:30:00Z"));
    for (filter, answer) in [
        ("created_at == today()", true),
        ("created_at == '2026-05-14'", true),
        ("created_at != '2026-05-13'", true),
        ("created_at <= '2026-05-14'", true),
        ("created_at < '2026-05-14'", false),
        ("created_at > '2026-05-13'", true),
        ("created_at > '2026-05-14'", false),
        ("'2026-05-14' <= created_at", true),
        ("created_at < '2026-05-14T00:00:00+02:00'", false),
        ("created_at == timestamp('2026-05-13T22:30:00Z')", true),
        (
            "created_at >= start_of('day') && created_at <= end_of('day')",
            true,
        ),
        ("created_at < start_of('week', 1) - duration('3d')", true),
        ("created_at > now() - duration('1s') && created_at <= now()", true),
    ] {
        assert_eq!(holds(filter, &record), answer, "{filter}");
    }
}

#[test]
fn formulas_are_exact_and_have_no_accidents() {
    let acme = acme();
    for (formula, result) in [
        ("1 + 2 * 3 - -4", Value::Int(11)),
        ("7 / 2", decimal(3_500_000, 6)),
        ("2 / 3", decimal(666_667, 6)),
        ("-7 % 3", Value::Int(-1)),
        ("0.1 + 0.2", decimal(3, 1)),
        ("amount * 0.19", decimal(19_000_095, 4)),
        ("amount / 3", decimal(33_333_500, 4)),
        ("amount / budget", decimal(1_000_000, 6)),
        ("discount * discount", decimal(1_562_500, 4)),
        ("employees * employees", Value::Null),
        ("9223372036854775807 + 1", Value::Null),
        ("-(-9223372036854775808)", Value::Null),
        ("abs(-9223372036854775808)", Value::Null),
        ("1 / 0", Value::Null),
        ("1 % 0", Value::Null),
        ("-9223372036854775808 % -1", Value::Int(0)),
        ("rank + 1", Value::Null),
        ("coalesce(rank, 0) + 1", Value::Int(1)),
        ("round(2.5)", Value::Int(2)),
        ("round(3.5)", Value::Int(4)),
        ("round(-2.675, 2)", decimal(-268, 2)),
        ("round(12.5, 4)", decimal(125_000, 4)),
        ("min(3, 1.5, 2)", decimal(15, 1)),
        ("max(close_date, date('2030-01-01'))", date("2030-01-01")),
        ("max(1, rank)", Value::Null),
        (
            "name + ', ' + note + organization.city",
            text("Müller GmbH, Berlin 😀"),
        ),
        ("note + note", Value::Null),
        ("trim('  ')", Value::Null),
        ("upper(name)", text("MÜLLER GMBH")),
        ("lower(trim(' Ä '))", text("ä")),
        ("active ? 1 : 2.5", decimal(10, 1)),
        (
            "rank > 1 ? 'big' : rank == null ? 'unknown' : 'small'",
            text("unknown"),
        ),
        ("active ? null : 1", Value::Null),
        ("close_date - date('2026-01-01')", Value::Int(133)),
        ("close_date + 20", date("2026-06-03")),
        ("close_date - duration('2w')", date("2026-04-30")),
        ("date('9999-12-31') + 1", Value::Null),
        ("created_at + duration('2h')", at("2026-05-14T00:30:00Z")),
        ("created_at + duration('99999999w')", Value::Null),
        ("now() - created_at", Value::Duration(0)),
        ("year(close_date) * 100 + month(close_date)", Value::Int(202_605)),
        ("end_of('month', -3)", date("2026-02-28")),
        ("start_of('year', 9000)", Value::Null),
        ("name == 'x' || active", Value::Bool(true)),
        ("rank", Value::Null),
        ("me()", Value::Id(id(ANN))),
    ] {
        assert_eq!(value(formula, &acme), result, "{formula}");
    }
}

#[test]
fn texts_of_formulas_stay_bounded() {
    let long = Record::default().with("name", text(&"x".repeat(700_000)));
    assert_eq!(value("size(name + name)", &long), Value::Int(0));
    assert_eq!(value("size(name)", &long), Value::Int(700_000));
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        (any::<i64>(), 0u8..=6).prop_filter_map("fits", |(units, scale)| Number::new(units.into(), scale)),
        (-3000i128..3000, 0u8..=5).prop_filter_map("fits", |(units, scale)| Number::new(units, scale)),
        (-(10i128.pow(34))..10i128.pow(34), 1u8..=18)
            .prop_filter_map("fits", |(units, scale)| Number::new(units, scale)),
    ]
}

proptest! {
    #[test]
    fn comparing_a_field_with_a_literal_is_exact(
        units in prop_oneof![any::<i64>(), -300_000i64..300_000],
        number in number(),
        op in proptest::sample::select(&["==", "!=", "<", "<=", ">", ">="][..]),
        field in proptest::sample::select(&[("employees", 0u8), ("discount", 2), ("weight", 3), ("amount", 4)][..]),
    ) {
        let (path, scale) = field;
        let stored = if scale == 0 { Value::Int(units) } else { decimal(units, scale) };
        let record = Record::default().with(path, stored);
        // The literal lies at its floor in the field's scale, or between that and the next.
        let (whole, exact) = number.floor_at(scale);
        let order = i128::from(units).cmp(&whole);
        let order = if order.is_eq() && !exact { std::cmp::Ordering::Less } else { order };
        let expected = match op {
            "==" => order.is_eq(),
            "!=" => order.is_ne(),
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            _ => order.is_ge(),
        };
        prop_assert_eq!(holds(&format!("{path} {op} {number}"), &record), expected);
    }

    #[test]
    fn sums_are_exact_or_missing(a in any::<i64>(), b in any::<i64>(), c in -10_000i64..10_000) {
        let record = Record::default().with("employees", Value::Int(a)).with("rank", Value::Int(b));
        let sum = a.checked_add(b).map_or(Value::Null, Value::Int);
        prop_assert_eq!(value("employees + rank", &record), sum);
        let record = record.with("discount", decimal(c, 2));
        prop_assert_eq!(value("discount * 100 / 100", &record), decimal(c * 10_000, 6));
    }

    #[test]
    fn every_text_literal_finds_itself(text in "[^\\x00]{1,20}") {
        let stored = kontor_kernel::text::normalize(&text);
        let record = Record::default().with("name", Value::Text(stored));
        let literal = Tree::value(Literal::Text(text)).to_text();
        for filter in [
            format!("name == {literal}"),
            format!("name in [{literal}]"),
            format!("name.startsWith({literal}) && name.endsWith({literal}) && name.contains({literal})"),
        ] {
            prop_assert!(holds(&filter, &record), "{}", filter);
        }
    }

    #[test]
    fn not_is_the_opposite_and_folding_changes_nothing(
        text in condition(),
        there in proptest::collection::vec(any::<bool>(), 20),
        emails in 0usize..3,
    ) {
        let mut record = acme();
        let mut there = there.into_iter();
        record.values.retain(|_, _| there.next().unwrap_or(true));
        record.emails.truncate(emails);
        let answer = holds(&text, &record);
        prop_assert_eq!(holds(&format!("!({text})"), &record), !answer);
        prop_assert_eq!(value(&text, &record), Value::Bool(answer));
    }
}

/// Conditions of every kind, joined at random.
fn condition() -> impl Strategy<Value = String> {
    let atoms = [
        "!active",
        "active == true",
        "name < 'Z'",
        "note != ''",
        "name != note",
        "like(name, '*gmbh')",
        "name.startsWith('')",
        "employees > 1.5",
        "discount in [1, 12.5, 3.333]",
        "discount == 1.001",
        "amount == budget",
        "amount <= 1e17",
        "amount > 3 * 7",
        "close_date <= today() + duration('1d')",
        "close_date in [today()]",
        "created_at == today()",
        "created_at > start_of('year', -1)",
        "created_at < '2026-05-14'",
        "length >= '5m'",
        "owner == me()",
        "creator != owner",
        "team in my_teams()",
        "stage in ['won', 'new']",
        "stage == null",
        "'vip' in tags",
        "size(tags) == 2",
        "tags.all(t, t > 'q')",
        "me() in members",
        "emails.exists(e, like(e.value, '*example*'))",
        "emails.all(e, has(e.label) && e.value != name)",
        "emails == null",
        "within(team, my_teams())",
        "1 > 2",
        "true",
    ];
    let atom = proptest::sample::select(atoms.to_vec()).prop_map(str::to_owned);
    atom.prop_recursive(4, 20, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4)
                .prop_map(|parts| format!("({})", parts.join(" && "))),
            proptest::collection::vec(inner.clone(), 1..4)
                .prop_map(|parts| format!("({})", parts.join(" || "))),
            inner.prop_map(|part| format!("!({part})")),
        ]
    })
}
