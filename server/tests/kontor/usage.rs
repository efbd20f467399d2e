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
        &["serve", "--public-url", "crm.example"],
        &["serve", "--trusted-proxy", "proxy"],
        &["serve", "--listen", "nonsense"],
        &["serve", "--calls-per-minute", "0"],
        &["serve", "--database", "mysql://localhost"],
        &["serve", "--log", "a=b=c"],
    ] {
        let done = home.kontor(arguments);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!done.err.is_empty());
    }
}

#[test]
fn what_no_path_or_header_can_hold_is_2() {
    let home = Home::new(None);
    home.add_ann();
    for arguments in [
        &["workspace", "delete", "../x", "--yes"][..],
        &["user", "passwd", "ann@example.org", "--workspace", "a\nb"],
    ] {
        assert_eq!(home.kontor(arguments).code, 2, "{arguments:?}");
    }
}

#[test]
fn a_mistyped_folder_is_not_made() {
    let home = Home::new(None);
    for arguments in [
        &["user", "list"][..],
        &["token", "list"],
        &["workspace", "list"],
        &["export", "person"],
        &["backup", "main.zip"],
        &["doctor"],
    ] {
        assert!(
            home.kontor(arguments).refusal().contains("no data folder"),
            "{arguments:?}"
        );
    }
    assert!(!home.data().exists());
}

#[test]
fn databases_are_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new(None);
    std::fs::create_dir(home.data()).unwrap();
    home.add_ann();
    for file in ["control.db", "workspaces/main/data.db"] {
        let mode = home.data().join(file).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
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

/// Container files leave a variable out by leaving it empty.
#[test]
fn an_empty_variable_says_nothing() {
    let mut home = Home::new(None);
    for name in [
        "KONTOR_DATABASE",
        "KONTOR_CONFIG",
        "KONTOR_PUBLIC_URL",
        "KONTOR_TRUSTED_PROXY",
        "KONTOR_CALLS_PER_MINUTE",
        "KONTOR_LISTEN",
        "KONTOR_LOG",
        "KONTOR_SECRET_KEY",
    ] {
        home.environment.push((name, String::new()));
    }
    let server = home.serve();
    assert_eq!(server.get("/readyz").status, 200);
    assert_eq!(server.end("TERM").0, Some(0));
    home.environment = vec![("KONTOR_DATA", String::new())];
    assert!(home.kontor(&["user", "list"]).refusal().contains("kontor-data"));
}

#[test]
fn the_environment_is_stronger_than_the_file_and_weaker_than_flags() {
    let mut home = Home::new(None);
    std::fs::create_dir(home.data()).unwrap();
    let file = "public_url = \"https://file.example\"\n";
    std::fs::write(home.data().join("kontor.toml"), file).unwrap();
    home.add_ann();
    let link = |home: &Home| home.kontor(&["user", "link", "ann@example.org"]).out();
    assert!(link(&home).starts_with("https://file.example/"));
    home.environment = vec![("KONTOR_PUBLIC_URL", "https://variable.example".to_owned())];
    assert!(link(&home).starts_with("https://variable.example/"));
    let elsewhere = home.kontor(&["user", "list", "--data", "elsewhere"]).refusal();
    assert!(elsewhere.contains("elsewhere"), "{elsewhere}");
}

#[test]
fn whoever_asks_for_json_gets_it_from_every_command() {
    let home = Home::new(None);
    home.add_ann();
    home.key_of_ann();
    let keys = home.kontor(&["token", "list", "--json"]).json();
    let key = keys["data"][0]["id"].as_str().unwrap().to_owned();
    home.kontor(&["workspace", "create", "acme"]).noted();
    let passwd = ["user", "passwd", "ann@example.org", "--password-stdin", "--json"];
    for (arguments, input) in [
        (&passwd[..], crate::home::PASSWORD),
        (&["token", "revoke", &key, "--json"], ""),
        (&["workspace", "host", "acme", "acme.example", "--json"], ""),
        (&["workspace", "delete", "acme", "--yes", "--json"], ""),
    ] {
        let answer = home.kontor_with(arguments, input).json();
        assert_eq!(answer, serde_json::json!({}), "{arguments:?}");
    }
    let (made, _) = home.kontor(&["workspace", "create", "beta", "--json"]).noted();
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    let link = made["link"].as_str().unwrap();
    assert!(link.ends_with(made["setup_code"].as_str().unwrap()), "{link}");
}

#[test]
fn whoever_asks_for_json_gets_records_and_failures_as_json() {
    let home = Home::new(None);
    home.add_ann();
    let users = home.kontor(&["export", "user", "--json"]).out();
    let ann: serde_json::Value = serde_json::from_str(users.lines().next().unwrap()).unwrap();
    assert_eq!(ann["email"], "ann@example.org");
    let table = home.kontor(&["export", "user", "--json", "--format", "csv"]);
    assert_eq!((table.code, table.out.as_str()), (2, ""), "{}", table.err);

    let failure = |arguments: &[&str]| -> serde_json::Value {
        let asked = home.kontor(arguments);
        assert_eq!(
            (asked.code, asked.out.as_str(), asked.err.lines().count()),
            (1, "", 1),
            "{}",
            asked.err
        );
        serde_json::from_str(&asked.err).unwrap()
    };
    let refused = failure(&[
        "user",
        "add",
        "ann@example.org",
        "--name",
        "Ann",
        "--role",
        "member",
        "--json",
    ]);
    assert_eq!(
        (&refused["status"], &refused["code"]),
        (&409.into(), &"not_unique".into())
    );
    let unknown = failure(&["export", "spaceship", "--json"]);
    assert_eq!(unknown["detail"], "There is no object \"spaceship\".");
}
