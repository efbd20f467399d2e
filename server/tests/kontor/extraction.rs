//! Texts of documents, extracted by the real binary as a child with limits; and the search index built anew.

use std::io::{Cursor, pipe};
use std::path::PathBuf;
use std::time::Duration;

use kontor_extract::Refusal;
use kontor_extract::child::{Child, Ended, MEMORY, TIME};

use crate::home::on_each;

fn child() -> Child {
    Child {
        program: PathBuf::from(env!("CARGO_BIN_EXE_kontor")),
        time: TIME,
        memory: MEMORY,
    }
}

#[test]
fn a_child_answers_for_every_document() {
    let extract = |kind: &str, content: &[u8]| child().extract(kind, Cursor::new(content.to_vec())).unwrap();
    assert_eq!(
        extract("text/plain", "Größe".as_bytes()),
        Ended::Text("Größe".to_owned())
    );
    assert_eq!(
        extract("text/html", b"<p>Hallo <b>Welt</b>"),
        Ended::Text("Hallo Welt".to_owned())
    );
    assert_eq!(extract("text/plain", b""), Ended::Text(String::new()));
    assert_eq!(
        extract("image/png", b"\x89PNG"),
        Ended::Refused(Refusal::Unsupported)
    );
    assert_eq!(
        extract("", b"PK\x03\x04 and nothing more"),
        Ended::Refused(Refusal::Broken)
    );
    assert_eq!(
        extract("application/pdf", b"%PDF-1.7 Angebot"),
        Ended::Refused(Refusal::Broken)
    );
}

#[test]
fn a_child_that_never_ends_is_ended() {
    let (endless, _writer) = pipe().unwrap();
    let impatient = Child {
        time: Duration::from_millis(200),
        ..child()
    };
    assert_eq!(impatient.extract("text/plain", endless).unwrap(), Ended::TooLong);
}

#[test]
fn a_child_has_no_more_memory_than_it_is_given() {
    let poor = Child {
        memory: 24 << 20,
        ..child()
    };
    let ended = poor
        .extract("text/plain", Cursor::new(vec![b'x'; 48 << 20]))
        .unwrap();
    assert!(
        matches!(ended, Ended::Died(_) | Ended::Refused(Refusal::TooLarge)),
        "{ended:?}"
    );
}

#[test]
fn the_command_is_for_the_program_itself() {
    on_each(|home| {
        let help = home.kontor(&["--help"]).out();
        assert!(!help.contains("extract-text"), "{help}");
    });
}

#[test]
fn the_doctor_has_the_search_index_built_anew() {
    on_each(|home| {
        home.kontor(&[
            "user",
            "add",
            "ada@example.com",
            "--name",
            "Ada Admin",
            "--role",
            "administrator",
        ]);
        let told = home.kontor(&["doctor", "--rebuild-search"]).out();
        let first = told.lines().next().unwrap();
        assert!(first.starts_with("search was built anew from "), "{told}");
        assert!(told.contains("search: knows every record"), "{told}");
    });
}
