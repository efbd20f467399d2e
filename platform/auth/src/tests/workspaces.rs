//! Workspaces by host name, from creation to removal.

use super::*;
use crate::{KeyScope, NewKey, WorkspaceState};

async fn found(auth: &Auth, host: &str) -> Option<String> {
    auth.workspace_by_host(host)
        .await
        .unwrap()
        .map(|workspace| workspace.name)
}

#[test]
fn a_workspace_answers_to_its_host_only() {
    each(async |stage| {
        assert_eq!(
            found(&stage.auth, "ACME.example.org:443").await.as_deref(),
            Some("acme")
        );
        assert_eq!(
            found(&stage.auth, "beta.example.org").await.as_deref(),
            Some("beta")
        );
        for host in [
            "",
            "example.org",
            "x.acme.example.org",
            "acme.example.org.evil.org",
            "localhost",
        ] {
            assert_eq!(found(&stage.auth, host).await, None, "{host}");
        }
        stage
            .auth
            .set_workspace_host(Actor::Cli, "acme", "crm.example.org")
            .await
            .unwrap();
        assert_eq!(found(&stage.auth, "acme.example.org").await, None);
        assert_eq!(
            found(&stage.auth, "crm.example.org").await.as_deref(),
            Some("acme")
        );
        let taken = stage
            .auth
            .set_workspace_host(Actor::Cli, "acme", "Beta.example.org")
            .await;
        assert_eq!(why(taken), "not_unique");
    });
}

#[test]
fn main_answers_the_hosts_that_nobody_claims_until_it_has_one_of_its_own() {
    on_each_database(async |database| {
        let auth = open(database, &Clock::manual(Timestamp::from_micros(0))).await;
        assert_eq!(
            why(auth.create_workspace(Actor::Cli, "acme", None).await),
            "required"
        );
        auth.create_workspace(Actor::Cli, "main", None).await.unwrap();
        assert_eq!(found(&auth, "localhost:8080").await, None);
        auth.activate_workspace("main").await.unwrap();
        assert_eq!(found(&auth, "localhost:8080").await.as_deref(), Some("main"));

        let second = async |host| auth.create_workspace(Actor::Cli, "acme", host).await;
        assert_eq!(why(second(None).await), "required");
        second(Some("acme.example.org")).await.unwrap();
        assert_eq!(found(&auth, "acme.example.org").await, None, "not yet made");
        auth.activate_workspace("acme").await.unwrap();
        assert_eq!(found(&auth, "acme.example.org").await.as_deref(), Some("acme"));
        assert_eq!(found(&auth, "localhost:8080").await.as_deref(), Some("main"));
        auth.set_workspace_host(Actor::Cli, "main", "main.example.org")
            .await
            .unwrap();
        let third = auth
            .create_workspace(Actor::Cli, "beta", Some("main.example.org"))
            .await;
        assert_eq!(why(third), "not_unique");
        assert_eq!(found(&auth, "localhost:8080").await, None);
        assert_eq!(found(&auth, "main.example.org").await.as_deref(), Some("main"));
        assert_eq!(why(second(Some("b.example.org")).await), "not_unique");
    });
}

#[test]
fn a_closed_workspace_lets_nobody_in_and_one_of_its_name_inherits_nothing() {
    each(async |stage| {
        let (auth, by) = (&stage.auth, Actor::Cli);
        let ann = stage.user("acme", ANN).await;
        let token = stage.ann().await.token;
        let wish = NewKey {
            name: "Import".to_owned(),
            scope: KeyScope::default(),
            expires_at: None,
        };
        let (_, key) = auth.create_key(by, "acme", ann, wish).await.unwrap();
        assert!(stage.is_in("acme", &token).await && auth.key("acme", &key).await.unwrap().is_some());
        assert_eq!(why(auth.remove_workspace(by, "acme").await), "conflict");

        auth.close_workspace(by, "acme").await.unwrap();
        assert_eq!(found(auth, "acme.example.org").await, None);
        assert!(!stage.is_in("acme", &token).await && auth.key("acme", &key).await.unwrap().is_none());
        assert_eq!(why(auth.activate_workspace("acme").await), "conflict");
        assert!(!auth.setup_open("acme").await.unwrap());

        auth.remove_workspace(by, "acme").await.unwrap();
        let names: Vec<String> = auth
            .workspaces()
            .await
            .unwrap()
            .iter()
            .map(|one| one.name.clone())
            .collect();
        assert_eq!(names, ["beta"]);
        let fresh = auth
            .create_workspace(by, "acme", Some("acme.example.org"))
            .await
            .unwrap();
        assert_eq!((fresh.state, fresh.set_up), (WorkspaceState::Creating, false));
        assert_eq!(stage.acts().await, ["workspace.created"]);
        assert_eq!(auth.account("acme", ann).await.unwrap(), None);
        assert_eq!(
            why(stage.sign_in("acme", ANN, RIGHT, HERE).await),
            "invalid_credentials"
        );
    });
}
