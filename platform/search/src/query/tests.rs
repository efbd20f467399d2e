//! What is made of what somebody typed.

use super::*;
use proptest::prelude::*;

/// Names of fields and objects that are used in tests.
pub(crate) struct Known;

impl Names for Known {
    fn is_field(&self, name: &str) -> bool {
        ["email", "phone", "city", "straße"].contains(&name.to_lowercase().as_str())
    }

    fn objects(&self, name: &str) -> Vec<String> {
        match name.to_lowercase().as_str() {
            "person" | "personen" => vec!["person".to_owned()],
            "firm" => vec!["firm".to_owned()],
            _ => Vec::new(),
        }
    }
}

fn read(text: &str) -> Terms {
    Terms::read(text, &Known)
}

fn plain(what: What) -> Term {
    Term { what, field: None }
}

fn word(word: &str) -> Term {
    plain(What::Word(word.to_owned()))
}

fn phrase(words: &[&str], open: bool) -> Term {
    plain(What::Phrase {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        open,
    })
}

fn within(field: &str, term: Term) -> Term {
    Term {
        field: Some(field.to_owned()),
        ..term
    }
}

fn wanted(text: &str) -> Vec<Term> {
    read(text).wanted
}

fn all(words: &[&str]) -> Vec<Term> {
    words.iter().copied().map(word).collect()
}

#[test]
fn words_are_taken_once_each_and_eight_at_most() {
    assert_eq!(wanted("Müller, Anna mueller"), all(&["muller", "anna"]));
    assert_eq!(wanted("haas-d"), all(&["haas", "d"]));
    assert_eq!(
        wanted("a1 b2 c3 d4 e5 f6 g7 h8 i9"),
        all(&["a1", "b2", "c3", "d4", "e5", "f6", "g7", "h8"])
    );
}

#[test]
fn digits_with_their_separators_are_one_number() {
    for text in ["040/1234-5", "(040) 1234 - 5", "040 12345"] {
        let found = wanted(text);
        assert!(
            matches!(
                &found[..],
                [Term {
                    what: What::Number(..),
                    ..
                }]
            ),
            "{text}"
        );
    }
    assert_eq!(wanted("Anna +49 40 12345 Hamburg").len(), 3);
    assert_eq!(wanted("007"), all(&["007"]), "too short for a number");
    for number in ["phone:040", "phone:\"+49 40 1\""] {
        let found = wanted(number);
        assert!(
            matches!(
                &found[..],
                [Term {
                    what: What::Number(..),
                    field: Some(_)
                }]
            ),
            "{found:?}"
        );
    }
}

#[test]
fn addresses_are_looked_for_whole_and_in_words() {
    let address = |token: &str, words: &[&str]| {
        vec![plain(What::Email(
            token.to_owned(),
            words.iter().map(|word| (*word).to_owned()).collect(),
        ))]
    };
    assert_eq!(
        wanted("<Anna@Example.com>,"),
        address("@anna@example.com", &["anna", "example", "com"])
    );
    assert_eq!(wanted("@example.com"), all(&["example", "com"]));
    assert_eq!(wanted("anna@"), all(&["anna"]));
}

#[test]
fn a_leading_minus_excludes_and_holds_its_words_together() {
    let terms = read("Müller -Berlin -Köln-Süd - x -\"Bad Aibling\" -city:Ulm");
    assert_eq!(terms.wanted, all(&["muller", "x"]));
    let expected = [
        word("berlin"),
        phrase(&["koln", "sud"], false),
        phrase(&["bad", "aibling"], false),
        within("city", word("ulm")),
    ];
    assert_eq!(terms.excluded, expected);
}

#[test]
fn a_leading_minus_excludes_numbers_too_but_not_within_one() {
    let terms = read("Müller -2024 -007");
    assert_eq!(terms.wanted, all(&["muller"]));
    assert_eq!(terms.excluded.len(), 2);
    assert_eq!(terms.excluded[1], word("007"));
    for text in ["040 -12345", "040 - 12345", "(040) -1234 -5"] {
        let terms = read(text);
        assert_eq!((terms.wanted.len(), terms.excluded.len()), (1, 0), "{text}");
    }
}

#[test]
fn quotes_make_phrases_of_any_kind() {
    for text in [
        "\"Anna Müller\"",
        "\u{201e}Anna Müller\u{201c}",
        "\u{bb}Anna, Mueller\u{ab}",
    ] {
        assert_eq!(wanted(text), [phrase(&["anna", "muller"], false)], "{text}");
    }
    assert_eq!(
        wanted("\"Anna Mül"),
        [phrase(&["anna", "mul"], true)],
        "still being typed"
    );
    assert_eq!(
        wanted("\"Anna\""),
        [phrase(&["anna"], false)],
        "equal, not a beginning"
    );
    assert_eq!(
        wanted("\"Anna"),
        [phrase(&["anna"], true)],
        "a beginning, not what sounds alike"
    );
    assert_eq!(wanted("\"\" \" \" \"-\""), []);
}

#[test]
fn names_before_a_colon_are_fields_and_objects_where_they_are_known() {
    assert_eq!(wanted("City:Köln x"), [within("City", word("koln")), word("x")]);
    assert_eq!(
        wanted("city:\"Bad Aibling\""),
        [within("city", phrase(&["bad", "aibling"], false))]
    );
    assert_eq!(wanted("email:"), [], "nothing yet");
    assert_eq!(wanted("colour:red"), all(&["colour", "red"]));
    let terms = read("object:Personen -object:firm Anna");
    assert_eq!(
        (&terms.objects[..], &terms.other_objects[..]),
        (&["person".to_owned()][..], &["firm".to_owned()][..])
    );
    assert_eq!(terms.wanted, all(&["anna"]));
    assert_eq!(wanted("object:dragon"), all(&["object", "dragon"]));
}

#[test]
fn a_web_address_is_its_host_and_path() {
    let web = |words: &[&str], host: usize| {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        vec![plain(What::Web(words, host))]
    };
    assert_eq!(wanted("https://example.com"), web(&["example", "com"], 2));
    assert_eq!(wanted("WWW.Example.com/"), web(&["example", "com"], 2));
    assert_eq!(
        wanted("http://www.example.com:8080/en/About?from=x#top"),
        web(&["example", "com", "8080", "en", "about"], 3)
    );
    let terms = read("email:https://example.com -www.x.de");
    assert_eq!(
        terms.wanted,
        [within("email", web(&["example", "com"], 2).remove(0))]
    );
    assert_eq!(terms.excluded, web(&["x", "de"], 2));
    assert_eq!(wanted("www"), all(&["www"]));
    assert_eq!(wanted("https"), all(&["https"]));
    assert_eq!(wanted("https://"), all(&["https"]), "still being typed");
}

#[test]
fn nothing_comes_of_nothing() {
    for text in [
        "",
        " ",
        "\0",
        "\"*' () : ^ - ~",
        "@",
        "+ / .",
        ":",
        "::",
        "-\"",
        "email:\"",
    ] {
        assert_eq!(read(text), Terms::default(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn whatever_it_is_a_few_words_come_out(
        text in ".{0,400}|[-+ 0-9a-c@.:\"\0]{0,400}|(\\w{1,3} ){0,3000}|((-|)(city|object|x):(\"|)[a-z ]{0,9}(\"|) ){0,90}"
    ) {
        crate::fuzz_query(text.as_bytes());
        let terms = read(&text);
        prop_assert!(terms.wanted.iter().map(|term| term.words().len()).sum::<usize>() <= MOST);
        prop_assert!(terms.wanted.len() <= MOST && terms.excluded.len() <= MOST_EXCLUDED);
        prop_assert!(terms.wanted.iter().chain(&terms.excluded).all(|term| !term.words().is_empty()));
    }
}
