//! Workspaces on the command line: made, listed, kept apart, deleted.

use serde_json::json;

use crate::home::{Home, PASSWORD, on_each};
use crate::http::request;

fn names(home: &Home) -> Vec<String> {
    let all = home.kontor(&["workspace", "list", "--json"]).json();
    all["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn workspaces_come_and_go_with_and_without_a_server() {
    on_each(|home| {
        let create = |name: &str, host: &str| home.kontor(&["workspace", "create", name, "--host", host]);
        let (made, _) = create("acme", "acme.example").noted();
        let (said, link) = made.split_once('\n').unwrap();
        assert!(said.contains("acme.example"), "{said}");
        assert!(link.starts_with("http://acme.example:8080/setup#code="), "{link}");
        assert_eq!(
            home.kontor(&["workspace", "host", "main", "main.example"]).out(),
            "Changed."
        );
        assert_eq!(names(home), ["acme", "main"]);
        assert!(create("acme", "other.example").refusal().contains("name"));
        assert!(create("beta", "acme.example").refusal().contains("host"));

        let server = home.serve();
        create("beta", "beta.example").out();
        assert_eq!(names(home), ["acme", "beta", "main"]);
        let table = home.kontor(&["workspace", "list"]).out();
        assert!(
            table.contains("beta.example") && table.lines().count() == 4,
            "{table}"
        );
        let unsure = home.kontor(&["workspace", "delete", "beta"]);
        assert_eq!((unsure.code, unsure.out.as_str()), (2, ""), "{}", unsure.err);
        assert!(unsure.err.contains("--yes"), "{}", unsure.err);
        assert_eq!(names(home), ["acme", "beta", "main"]);
        let delete = || home.kontor(&["workspace", "delete", "beta", "--yes"]);
        assert_eq!(delete().out(), "Deleted.");
        assert!(delete().refusal().len() > 3);
        let lost = home.kontor(&["user", "list", "--workspace", "beta"]).refusal();
        assert_eq!(lost, "There is no workspace \"beta\".");
        let lost = home.kontor(&["export", "spaceship"]).refusal();
        assert_eq!(lost, "There is no object \"spaceship\".");
        assert_eq!(server.end("TERM").0, Some(0));

        assert_eq!(
            home.kontor(&["workspace", "delete", "acme", "--yes"]).out(),
            "Deleted."
        );
        assert_eq!(names(home), ["main"]);
        assert!(!home.data().join("workspaces/acme").exists());
        assert!(
            home.kontor(&["workspace", "delete", "main", "--yes"])
                .refusal()
                .contains("main")
        );
    });
}

#[test]
fn a_workspace_needs_no_host_of_its_own() {
    on_each(|home| {
        let server = home.serve();
        let made = home.kontor(&["workspace", "create", "acme"]).out();
        assert!(
            made.starts_with("The workspace acme answers to acme.localhost."),
            "{made}"
        );
        let (_, port) = server.address.rsplit_once(':').unwrap();
        let link = format!("http://acme.localhost:{port}/setup#code=");
        assert!(made.lines().nth(1).unwrap().starts_with(&link), "{made}");
        let host = server.host();
        for (name, open) in [("acme.localhost", true), ("anything.example", true)] {
            let answer = request(host, "GET", "/api/v1/setup", &[("Host", name)], None);
            assert_eq!(answer.json(), json!({"open": open}), "{name}");
        }
    });
}

#[test]
fn each_workspace_has_its_own_users_under_its_own_name() {
    on_each(|home| {
        home.kontor(&["workspace", "host", "main", "main.example"]).out();
        home.kontor(&["workspace", "create", "acme", "--host", "acme.example"])
            .noted();
        home.add_ann();
        let ben = [
            "user",
            "add",
            "ben@example.org",
            "--name",
            "Ben",
            "--role",
            "administrator",
            "--workspace",
            "acme",
        ];
        home.kontor_with(&[&ben[..], &["--password-stdin"]].concat(), PASSWORD)
            .out();
        let users = |workspace: &str| home.kontor(&["user", "list", "--workspace", workspace]).out();
        assert!(users("main").contains("Ann") && !users("main").contains("Ben"));
        assert!(users("acme").contains("Ben") && !users("acme").contains("Ann"));

        let server = home.serve();
        let sign_in = |host: &str, email: &str| {
            let who = json!({"email": email, "password": PASSWORD});
            request(
                server.host(),
                "POST",
                "/api/v1/session",
                &[("Host", host)],
                Some(who),
            )
            .status
        };
        assert_eq!(sign_in("acme.example", "ben@example.org"), 200);
        assert_eq!(sign_in("acme.example", "ann@example.org"), 401);
        assert_eq!(sign_in("main.example", "ann@example.org"), 200);
        assert_eq!(sign_in("elsewhere.example", "ann@example.org"), 404);
    });
}
