//! What the command line says about itself, and to those who ask in the wrong way.

use crate::home::Home;

#[test]
fn wrong_usage_is_2() {
    let home = Home::new(None);
    for arguments in [
        &["frobnicate"][..],
        &["user", "add"],
        &["user", "add", "ann@example.org", "--name", "Ann"],
        &["user", "list", "--colour"],
        &["token", "revoke", "not-an-id"],
        &["workspace", "delete", "../x"],
        &["user", "passwd", "ann@example.org", "--workspace", "a\nb"],
        &["serve", "--public-url", "crm.example"],
        &["serve", "--trusted-proxy", "proxy"],
        &["serve", "--database", "mysql://localhost"],
    ] {
        let done = home.kontor(arguments);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!done.err.is_empty());
    }
}

#[test]
fn help_and_version_are_no_failures() {
    let home = Home::new(None);
    assert!(home.kontor(&["--help"]).out().contains("kontor serve"));
    assert!(
        home.kontor(&["user", "add", "--help"])
            .out()
            .contains("--password-stdin")
    );
    assert!(home.kontor(&["--version"]).out().starts_with("kontor "));
    assert!(!home.data().exists(), "asking for help leaves nothing behind");
}

#[test]
fn a_configuration_file_with_a_mistake_is_refused_in_one_line() {
    let home = Home::new(None);
    std::fs::create_dir(home.data()).unwrap();
    std::fs::write(home.data().join("kontor.toml"), "lissten = 1\n").unwrap();
    assert!(home.kontor(&["user", "list"]).refusal().contains("lissten"));
}
