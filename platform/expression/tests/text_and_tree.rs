//! Text and tree say the same, and read back as each other.

use kontor_expression::{Literal, MAX_TEXT, Node, Number, Tree};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn parse(text: &str) -> Tree {
    Tree::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

#[test]
fn a_text_becomes_the_tree_of_the_contract() {
    let tree = parse("organization.revenue > 10000 && stage == 'won' && record.name.startsWith(\"Ber\")");
    let json = json!({"op": "and", "args": [
        {"op": ">", "args": [{"field": "organization.revenue"}, {"value": 10000}]},
        {"op": "==", "args": [{"field": "stage"}, {"value": "won"}]},
        {"op": "startsWith", "args": [{"field": "name"}, {"value": "Ber"}]},
    ]});
    assert_eq!(tree.to_json(), json);
    assert_eq!(Tree::from_json(&json).unwrap(), tree);
    assert_eq!(serde_json::from_value::<Tree>(json).unwrap(), tree);
}

#[test]
fn variables_lists_and_exact_numbers_have_their_own_forms() {
    for (text, json) in [
        (
            "emails.exists(e, e.value == x)",
            json!({"op": "exists", "args": [{"field": "emails"}, {"var": "e"},
                {"op": "==", "args": [{"var": "e.value"}, {"field": "x"}]}]}),
        ),
        (
            "emails.all(e, e.value == record.e)",
            json!({"op": "all", "args": [{"field": "emails"}, {"var": "e"},
                {"op": "==", "args": [{"var": "e.value"}, {"field": "record.e"}]}]}),
        ),
        (
            "stage in [\"won\", \"lost\"]",
            json!({"op": "in", "args": [{"field": "stage"}, {"value": ["won", "lost"]}]}),
        ),
        (
            "owner in [me()]",
            json!({"op": "in", "args": [{"field": "owner"}, {"list": [{"op": "me", "args": []}]}]}),
        ),
        (
            "a == 10.5",
            json!({"op": "==", "args": [{"field": "a"}, {"value": 10.5}]}),
        ),
        (
            "a == 12345678901234567.89",
            json!({"op": "==", "args": [{"field": "a"}, {"op": "decimal", "args": [{"value": "12345678901234567.89"}]}]}),
        ),
        ("has(record.x)", json!({"op": "has", "args": [{"field": "x"}]})),
        (
            "a ? b : c",
            json!({"op": "?:", "args": [{"field": "a"}, {"field": "b"}, {"field": "c"}]}),
        ),
    ] {
        assert_eq!(parse(text).to_json(), json, "{text}");
        assert_eq!(Tree::from_json(&json).unwrap(), parse(text), "{text}");
    }
}

#[test]
fn spelling_does_not_matter() {
    for (one, other) in [
        ("has(x)", "has(record.x)"),
        ("a && (b && c)", "((a && b)) && c"),
        ("x.like('a*')", "like(x, \"a*\")"),
        ("size(tags) > 1", "tags.size() > 1 // the number of tags"),
        ("'\\u00e4\\x41\\101\\U0001f600'", "\"äAA😀\""),
        ("r'a\\b'", "'a\\\\b'"),
        ("\"\"\"a\"b\"\"\"", "'a\"b'"),
        ("a == 1.50", "a==1.5"),
        ("a == 0x10", "a == 16"),
        ("a == -1e3", "a == -1000"),
    ] {
        assert_eq!(parse(one), parse(other), "{one}");
    }
    let builder = json!({"op": "exists", "args": [{"field": "emails"}, {"var": "e"},
        {"op": "==", "args": [{"field": "e.value"}, {"value": "a"}]}]});
    assert_eq!(
        Tree::from_json(&builder).unwrap(),
        parse("emails.exists(e, e.value == 'a')")
    );
    assert_eq!(
        Tree::read(" {\"field\": \"a\"}").unwrap(),
        Tree::read("a").unwrap()
    );
}

#[test]
fn texts_are_printed_as_people_write_them() {
    for text in [
        "stage == \"won\" && (amount > 10000 || !active)",
        "!(a in [1, 2])",
        "(a ? b : c) ? d : e ? f : g",
        "-(5) + -5 - (a - b) * 2",
        "(a == b) == (c == d)",
        "name == \"😀 \\\"Ä\\\" \\\\ \\n\\u0001\"",
        "record.package == record.`in` && x.`0195-ab`",
        "emails.exists(e, e.value.endsWith(\"@x.de\"))",
        "(-5).startsWith(\"a\")",
    ] {
        let tree = parse(text);
        assert_eq!(
            tree.to_text().replace("(a == b) ==", "a == b =="),
            text.replace("(a == b) ==", "a == b ==")
        );
        assert_eq!(parse(&tree.to_text()), tree);
    }
}

#[test]
fn fields_can_be_renamed() {
    let tree = parse("a.b > 1 && emails.exists(e, e.value == a.b)");
    let renamed = tree.map_fields(&mut |path| path.replace("a.b", "c"));
    assert_eq!(renamed.to_text(), "c > 1 && emails.exists(e, e.value == c)");
}

#[test]
fn problems_have_a_code_and_a_place() {
    for (text, code, position) in [
        ("", "syntax", 0),
        ("a == ", "syntax", 5),
        ("a = 1", "syntax", 2),
        ("'ä😀' == b c", "syntax", 10),
        ("a\n&& b c", "syntax", 7),
        ("a == 'x", "syntax", 5),
        ("a == '\\q'", "syntax", 6),
        ("(a == b", "syntax", 0),
        ("a == b)", "syntax", 6),
        ("'😀' == b || foo(1)", "unknown_function", 12),
        ("a.exists(1, b)", "bad_value", 9),
        ("a[0] == 1", "unsupported", 1),
        ("{'a': 1}", "unsupported", 0),
        ("a == b'x'", "unsupported", 5),
        ("a == 1u", "unsupported", 5),
        ("package == 1", "syntax", 0),
        ("a == 99999999999999999999", "bad_value", 5),
        ("a == 0.1234567890123456789", "bad_value", 5),
        ("a == 'x\u{0}'", "bad_value", 7),
        ("startsWith(a)", "wrong_arguments", 0),
        ("a.b.c.d.e.f.g.h.i == 1", "unknown_field", 0),
    ] {
        let problem = Tree::parse(text).expect_err(text);
        assert_eq!(
            (problem.code, problem.position),
            (code, Some(position)),
            "{text}: {}",
            problem.message
        );
    }
    let error: kontor_kernel::Error = Tree::parse("a == ").unwrap_err().into();
    assert_eq!(
        (error.code, &error.params["position"]),
        (kontor_kernel::Code::BadFilter, &json!(5))
    );
}

#[test]
fn malformed_trees_are_refused_at_their_path() {
    for (json, path) in [
        (json!(1), ""),
        (json!({}), ""),
        (json!({"field": 1}), ""),
        (json!({"value": {"a": 1}}), ""),
        (
            json!({"op": "==", "args": [{"field": "a"}, {"value": 1, "x": 2}]}),
            "/args/1",
        ),
        (json!({"op": "nope", "args": []}), ""),
        (json!({"op": "not", "args": [{"var": "e"}]}), "/args/0"),
        (json!({"op": "not", "args": [{"field": "a b"}]}), "/args/0"),
        (
            json!({"op": "exists", "args": [{"field": "a"}, {"field": "e"}, {"value": true}]}),
            "/args/1",
        ),
        (json!({"op": "and", "args": [], "more": 1}), ""),
    ] {
        assert_eq!(
            Tree::from_json(&json)
                .expect_err(&json.to_string())
                .path
                .as_deref(),
            Some(path),
            "{json}"
        );
    }
}

#[test]
fn size_and_depth_are_limited() {
    let code = |text: &str| Tree::parse(text).unwrap_err().code;
    assert_eq!(code(&"a".repeat(MAX_TEXT + 1)), "too_long");
    assert_eq!(
        code(&format!("{}a{}", "(".repeat(1000), ")".repeat(1000))),
        "too_deep"
    );
    assert_eq!(code(&format!("{}a", "1+".repeat(1000))), "too_deep");
    assert_eq!(
        code(&format!("{}a{}", "!(".repeat(25), ")".repeat(25))),
        "too_deep"
    );
    assert_eq!(code(&"a?b:".repeat(300)), "too_deep");
    assert_eq!(code(&format!("{}a", "a?b:".repeat(80))), "too_deep");
    assert_eq!(
        parse(&format!("{}a{}", "(".repeat(39), ")".repeat(39))),
        parse("a")
    );
    assert!(Tree::parse(&format!("{}a{}", "!(".repeat(19), ")".repeat(19))).is_ok());
    assert_eq!(code(&format!("a{}", "||a".repeat(600))), "too_large");
    assert_eq!(code(&format!("a in [{}]", "1,".repeat(1001))), "too_large");
    assert!(Tree::parse(&format!("a in [{}1]", "1,".repeat(999))).is_ok());
    let mut json = json!({"field": "a"});
    for _ in 0..25 {
        json = json!({"op": "not", "args": [json]});
    }
    assert_eq!(Tree::from_json(&json).unwrap_err().code, "too_deep");
    let many: Vec<Json> = (0..501).map(|_| json!({"field": "a"})).collect();
    assert_eq!(
        Tree::from_json(&json!({"op": "or", "args": many}))
            .unwrap_err()
            .code,
        "too_large"
    );
}

fn literal() -> impl Strategy<Value = Tree> {
    prop_oneof![
        Just(Tree::value(Literal::Null)),
        any::<bool>().prop_map(|value| Tree::value(Literal::Bool(value))),
        any::<i64>().prop_map(Tree::int),
        (-(10i128.pow(30))..10i128.pow(30), 1u8..=18)
            .prop_filter_map("a literal", |(units, scale)| Number::new(units, scale))
            .prop_map(|number| Tree::value(Literal::Number(number))),
        (-1_000_000i128..1_000_000, 0u8..5)
            .prop_filter_map("a literal", |(units, scale)| Number::new(units, scale))
            .prop_map(|number| Tree::value(Literal::Number(number))),
        "[^\\x00]{0,12}".prop_map(Tree::text),
        "[\"'\\\\\\r\\n\\t\u{7f}\u{85}\u{2028}ä😀`/]{0,8}".prop_map(Tree::text),
    ]
}

fn field() -> impl Strategy<Value = Tree> {
    let name = prop_oneof![
        "[a-z_][a-z0-9_]{0,6}",
        Just("in".to_owned()),
        Just("record".to_owned()),
        Just("while".to_owned()),
        Just("e".to_owned()),
        Just("0195512c-8a10".to_owned()),
    ];
    proptest::collection::vec(name, 1..4).prop_filter_map("a path", |names| {
        let path = names.join(".");
        // "record.x" is read as "x".
        Tree::field(&format!("record.{path}")).ok()
    })
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![literal(), field()];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let call = |ops: &'static [&'static str], count: std::ops::RangeInclusive<usize>| {
            (
                proptest::sample::select(ops),
                proptest::collection::vec(inner.clone(), count),
            )
                .prop_map(|(op, args)| Tree::call(op, args).expect("a known call"))
        };
        prop_oneof![
            call(&["and", "or"], 1..=4),
            call(&["not", "-", "size", "abs", "has", "round"], 1..=1),
            call(
                &["==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"],
                2..=2
            ),
            call(
                &[
                    "startsWith",
                    "endsWith",
                    "contains",
                    "like",
                    "within",
                    "min",
                    "coalesce"
                ],
                2..=2
            ),
            call(&["?:"], 3..=3),
            call(&["now", "today", "me", "my_teams"], 0..=0),
            (
                inner.clone(),
                inner.clone(),
                prop_oneof![Just("exists"), Just("all")]
            )
                .prop_map(|(list, body, op)| {
                    let var: Tree = Node::Var("e".to_owned()).into();
                    let body = Tree::call("==", vec![Node::Var("e.value".to_owned()).into(), body])
                        .expect("a known call");
                    Tree::call(op, vec![list, var, body]).expect("a known call")
                }),
            proptest::collection::vec(inner, 0..4).prop_map(|entries| Node::List(entries).into()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_tree_reads_back_from_its_text_and_its_json(tree in tree()) {
        let text = tree.to_text();
        prop_assume!(text.len() <= MAX_TEXT);
        prop_assert_eq!(&Tree::parse(&text).map_err(|e| format!("{text}: {e:?}")).unwrap(), &tree, "{}", text);
        let json = tree.to_json().to_string();
        let json: Json = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(Tree::from_json(&json).unwrap(), tree);
    }
}
