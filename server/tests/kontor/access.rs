//! Users and API keys on the command line, with and without a server.

use serde_json::json;

use crate::home::{Home, PASSWORD, on_each};
use crate::http::request;

const BEN: [&str; 7] = [
    "user",
    "add",
    "ben@example.org",
    "--name",
    "Ben",
    "--role",
    "member",
];

#[test]
fn the_command_line_answers_the_same_with_and_without_a_server() {
    on_each(|home| {
        home.add_ann();
        let (link, note) = home.kontor(&BEN).noted();
        assert!(link.starts_with("http://127.0.0.1:8080/password#code="), "{link}");
        assert_eq!(
            note,
            "No server runs; the link supposes that it will be at http://127.0.0.1:8080."
        );
        let key = home
            .kontor(&[
                "token",
                "create",
                "--user",
                "ann@example.org",
                "--name",
                "test",
                "--json",
            ])
            .json();
        assert_eq!(key["name"], "test");
        let questions = [
            &["user", "list"][..],
            &["user", "list", "--json"],
            &["token", "list"],
            &["token", "list", "--json"],
            &["workspace", "list", "--json"],
        ];
        let ask = |home: &Home| questions.map(|question| home.kontor(question).out());
        let without = ask(home);
        let _server = home.serve();
        assert_eq!(ask(home), without);
    });
}

#[test]
fn refusals_are_the_same_with_and_without_a_server() {
    on_each(|home| {
        home.add_ann();
        let ask = |home: &Home| {
            [
                home.kontor(&["user", "link", "nobody@example.org"]).refusal(),
                home.kontor(&["user", "add", "x@example.org", "--name", "X", "--role", "king"])
                    .refusal(),
                home.kontor(&["user", "add", "no address", "--name", "X", "--role", "member"])
                    .refusal(),
                home.kontor(&[
                    "user",
                    "add",
                    "ANN@example.org",
                    "--name",
                    "Ann",
                    "--role",
                    "member",
                ])
                .refusal(),
                home.kontor_with(
                    &["user", "passwd", "ann@example.org", "--password-stdin"],
                    "short\n",
                )
                .refusal(),
                home.kontor(&["user", "list", "--workspace", "nowhere"]).refusal(),
                home.kontor(&["token", "revoke", "0195512c-8a10-7000-8000-000000000000"])
                    .refusal(),
            ]
        };
        let without = ask(home);
        let _server = home.serve();
        assert_eq!(ask(home), without);
        assert!(
            without[1].contains("king") && without[4].contains("10 characters"),
            "{without:?}"
        );
        assert_eq!(
            home.kontor(&["user", "list", "--json"]).json()["data"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    });
}

#[test]
fn an_administrator_from_the_command_line_ends_the_set_up() {
    on_each(|home| {
        home.kontor(&BEN).noted();
        let server = home.serve();
        assert!(server.setup.is_some(), "a member does not");
        home.add_ann();
        assert_eq!(server.get("/api/v1/setup").json(), json!({"open": false}));
        let (_, code) = server.setup.as_ref().unwrap().split_once("code=").unwrap();
        let late = json!({"code": code, "email": "eve@example.org", "password": PASSWORD});
        assert_eq!(server.post("/api/v1/setup", late).status, 401);
        assert_eq!(server.sign_in("ann@example.org", PASSWORD), 200);
    });
}

#[test]
fn a_link_lets_its_user_choose_a_password() {
    on_each(|home| {
        let server = home.serve();
        let added = home.kontor(&BEN).out();
        let told = home.kontor(&["user", "link", "ben@example.org", "--json"]).json();
        let link = told["link"].as_str().unwrap();
        assert!(
            link.ends_with(told["code"].as_str().unwrap()) && link.starts_with(&server.address),
            "{link}"
        );
        let again = home.kontor(&["user", "link", "BEN@example.org"]).out();
        let code = |link: &str| {
            link.strip_prefix(&format!("{}/password#code=", server.address))
                .unwrap()
                .to_owned()
        };
        let choose = |link: &str| {
            server
                .post(
                    "/api/v1/password",
                    json!({"code": code(link), "password": PASSWORD}),
                )
                .status
        };
        assert_eq!(server.sign_in("ben@example.org", PASSWORD), 401);
        assert_eq!(choose(&added), 401, "the second link has voided the first");
        assert_eq!(choose(&again), 204);
        assert_eq!(server.sign_in("ben@example.org", PASSWORD), 200);
        assert_eq!(choose(&again), 401, "it works once");
    });
}

#[test]
fn a_new_password_ends_the_old_one() {
    on_each(|home| {
        home.add_ann();
        let server = home.serve();
        assert_eq!(server.sign_in("ann@example.org", PASSWORD), 200);
        let set = ["user", "passwd", "ann@example.org", "--password-stdin"];
        assert_eq!(home.kontor_with(&set, "another long one\n").out(), "Changed.");
        assert_eq!(server.sign_in("ann@example.org", PASSWORD), 401);
        assert_eq!(server.sign_in("ann@example.org", "another long one"), 200);
        let unasked = home.kontor(&["user", "passwd", "ann@example.org"]);
        assert_eq!(unasked.code, 2, "without a terminal it does not wait for one");
    });
}

#[test]
fn a_key_acts_for_its_user_until_it_is_revoked() {
    on_each(|home| {
        home.add_ann();
        let server = home.serve();
        let create = ["token", "create", "--user", "ann@example.org", "--name", "test"];
        let key = home.kontor(&create).out();
        assert!(
            key.starts_with("kontor_") && key.lines().count() == 1,
            "the key alone"
        );
        let me = server.get_as(&key, "/api/v1/me");
        assert_eq!((me.status, &me.json()["name"]), (200, &json!("Ann")));
        let all = home.kontor(&["token", "list", "--json"]).json();
        assert!(!all.to_string().contains(&key));
        let id = all["data"][0]["id"].as_str().unwrap().to_owned();
        assert!(home.kontor(&["token", "list"]).out().contains("ann@example.org"));
        assert_eq!(home.kontor(&["token", "revoke", &id]).out(), "Revoked.");
        assert_eq!(server.get_as(&key, "/api/v1/me").status, 401);

        let past = home.kontor(&[&create[..], &["--expires", "2020-02-30"]].concat());
        assert_eq!(past.code, 2, "{}", past.err);
        let short = home
            .kontor(&[&create[..], &["--expires", "2999-01-01"]].concat())
            .out();
        assert_eq!(server.get_as(&short, "/api/v1/me").status, 200);
        let table = home.kontor(&["token", "list"]).out();
        let row = table.lines().find(|line| line.contains(&short[..12])).unwrap();
        assert!(
            row.contains("2999-01-01T00:00:00") && row.ends_with("valid"),
            "{table}"
        );

        let narrow = [&create[..], &["--read-only", "--object", "person"]].concat();
        let key = home.kontor(&narrow).out();
        assert_eq!(server.get_as(&key, "/api/v1/records/person").status, 200);
        assert_eq!(server.get_as(&key, "/api/v1/records/organization").status, 404);
        let bearer = format!("Bearer {key}");
        let person = Some(json!({"family_name": "Meier"}));
        let post = request(
            server.host(),
            "POST",
            "/api/v1/records/person",
            &[("Authorization", &bearer)],
            person,
        );
        assert_eq!(post.status, 403);
    });
}

#[test]
fn what_the_command_line_does_is_in_the_history_as_its_own() {
    on_each(|home| {
        home.add_ann();
        let server = home.serve();
        let key = home.key_of_ann();
        let ann = home.kontor(&["user", "list", "--json"]).json()["data"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let history = server.get_as(&key, &format!("/api/v1/records/user/{ann}/history"));
        assert_eq!(history.status, 200, "{}", history.body);
        assert!(history.body.contains(r#""cli""#), "{}", history.body);
    });
}

#[test]
fn the_owners_endpoints_do_not_exist_on_the_network() {
    on_each(|home| {
        home.add_ann();
        let server = home.serve();
        let key = home.key_of_ann();
        for key in ["", &key] {
            let bearer = format!("Bearer {key}");
            let headers = [("Authorization", bearer.as_str()), ("Kontor-Workspace", "main")];
            let ask = |method, path, body| request(server.host(), method, path, &headers, body).status;
            assert_eq!(ask("GET", "/api/v1/machine", None), 404);
            let eve = json!({"email": "eve@example.org", "name": "Eve", "role": "administrator", "password": PASSWORD});
            assert_eq!(ask("POST", "/api/v1/machine/users", Some(eve)), 404);
            let ann = "/api/v1/machine/users/0195512c-8a10-7000-8000-000000000000/password";
            assert_eq!(ask("POST", ann, Some(json!({"password": PASSWORD}))), 404);
            assert_eq!(
                ask(
                    "PATCH",
                    "/api/v1/machine/workspaces/main",
                    Some(json!({"host": "eve.example"}))
                ),
                404
            );
            assert_eq!(ask("DELETE", "/api/v1/machine/workspaces/main", None), 404);
        }
        assert_eq!(server.sign_in("eve@example.org", PASSWORD), 401);
    });
}
