//! Whatever is sent is read or refused: no panic, no overflow of the stack, no long wait.

mod support;

use kontor_expression::{Expected, Expr, Tree};
use proptest::prelude::*;
use support::{Opportunities, Record, env};

/// Reads, and uses what can be read.
fn try_out(text: &str) {
    let Ok(tree) = Tree::read(text) else { return };
    let again = tree.to_text();
    if again.len() <= kontor_expression::MAX_TEXT {
        assert_eq!(Tree::parse(&again).expect("what was printed"), tree, "{text:?}");
    }
    for expected in [Expected::Condition, Expected::Value] {
        if let Ok(expr) = Expr::check(&tree, &Opportunities, expected) {
            let folded = expr.fold_constants(&env());
            let record = Record::default();
            assert_eq!(
                folded.evaluate(&record, &env()),
                expr.evaluate(&record, &env()),
                "{text:?}"
            );
        }
    }
}

const PIECES: &[&str] = &[
    "a",
    "name",
    "amount",
    "emails",
    ".",
    ".exists(e, ",
    "(",
    ")",
    "[",
    "]",
    ",",
    "!",
    "-",
    "+",
    "*",
    "/",
    "%",
    "?",
    ":",
    "==",
    "!=",
    "<",
    ">=",
    "&&",
    "||",
    " in ",
    "'x'",
    "\"ä\"",
    "'",
    "\"",
    "\\",
    "\"\"\"",
    "r'",
    "1",
    "0x",
    "1.5",
    "1e9",
    "9223372036854775807",
    "null",
    "true",
    " ",
    "\n",
    "//",
    "`",
    "`in`",
    "has(",
    "size(",
    "now()",
    "today()",
    "start_of('month', 3)",
    "duration('1d')",
    "{",
    "}",
    "@",
    "=",
    "&",
    "|",
    "\u{0}",
    "😀",
    "me()",
    "record.",
    "like(",
];

/// Words that the first scan lets through.
const WORDS: &[&str] = &[
    "a",
    "name",
    "amount",
    "emails",
    ".",
    ".exists(e, ",
    "(",
    "(",
    "[",
    ")",
    "]",
    ",",
    "!",
    "-",
    "+",
    "*",
    "/",
    "%",
    "?",
    ":",
    "==",
    "<",
    "&&",
    "||",
    " in ",
    "'x'",
    "\"ä😀\"",
    "\"\"\"y\"\"\"",
    "r'z'",
    "1",
    "0x",
    "1.5",
    "1e9",
    "null",
    "true",
    "`in`",
    "has(",
    "size(",
    "now()",
    "=",
    "&",
    "|",
    ".?",
    "[?",
    "u",
    "record.",
    "all",
    "x(",
    "if",
    "'\\n'",
    "e.value",
];

/// The text with every bracket closed and every surplus one left out.
fn closed(text: &str) -> String {
    let mut open = Vec::new();
    let mut out = String::new();
    for ch in text.chars() {
        match ch {
            '(' => open.push(')'),
            '[' => open.push(']'),
            ')' | ']' if open.last() != Some(&ch) => continue,
            ')' | ']' => {
                open.pop();
            }
            _ => {}
        }
        out.push(ch);
    }
    out.extend(open.iter().rev());
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn random_pieces(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
        try_out(&pieces.concat());
    }

    #[test]
    fn random_words_that_reach_the_parser(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..40)) {
        try_out(&closed(&words.join(" ")));
        try_out(&closed(&words.concat()));
    }

    #[test]
    fn random_characters(text in "\\PC{0,200}") {
        try_out(&text);
    }

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        try_out(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn random_json(text in "[{}\\[\\]\":,a-z0-9 ]{0,80}") {
        try_out(&format!("{{{text}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn long_repetitions(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 1..4),
        count in 1usize..1500,
        end in proptest::sample::select(PIECES),
    ) {
        try_out(&format!("{}{end}", pieces.concat().repeat(count)));
    }

    #[test]
    fn long_repetitions_that_reach_the_parser(
        words in proptest::collection::vec(proptest::sample::select(WORDS), 1..6),
        count in 1usize..400,
        between in proptest::sample::select(&["", " ", "&&", ",", "||a+"][..]),
    ) {
        let text = closed(&vec![words.concat(); count].join(between));
        try_out(&text);
    }
}

#[test]
fn brackets_that_seem_nested_after_an_error() {
    try_out(&"x(||a+)".repeat(300));
    try_out(&"x(a,[b)]".repeat(300));
}

#[test]
fn nesting_is_refused_on_a_small_stack() {
    let small = std::thread::Builder::new().stack_size(1024 << 10);
    let thread = small.spawn(|| {
        for piece in [
            "(", "[", "!(", "-(", "a(", "a.b(", "a[", "1+", "a?b:", "a?(", "a&&(", "a.", "!", "-", "a in ",
            "a<",
        ] {
            for count in [10, 40, 100, 190, 1000] {
                try_out(&format!("{}a", piece.repeat(count)));
                try_out(&format!("{}a{}", piece.repeat(count), ")".repeat(count)));
            }
        }
    });
    thread.unwrap().join().unwrap();
}
