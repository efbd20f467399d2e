//! API keys.

use super::*;
use crate::{ApiKey, KeyScope, NewKey};

fn new(name: &str) -> NewKey {
    NewKey {
        name: name.to_owned(),
        scope: KeyScope::default(),
        expires_at: None,
    }
}

impl Stage {
    async fn make(&self, user: Id, key: NewKey) -> Result<(ApiKey, Secret)> {
        self.auth.create_key(Actor::User(user), "acme", user, key).await
    }

    async fn opens(&self, workspace: &str, secret: &Secret) -> bool {
        self.auth.key(workspace, secret).await.unwrap().is_some()
    }
}

#[test]
fn a_key_opens_its_workspace_and_no_other() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let scope = KeyScope {
            read_only: true,
            objects: Some(vec!["person".to_owned()]),
        };
        let (made, secret) = stage
            .make(
                ann,
                NewKey {
                    scope: scope.clone(),
                    ..new("Import")
                },
            )
            .await
            .unwrap();
        assert!(secret.reveal().starts_with(&made.prefix) && made.prefix.len() == 13);
        assert!(!stage.opens("beta", &secret).await);
        let key = stage.auth.key("acme", &secret).await.unwrap().unwrap();
        assert_eq!((key.id, key.user, &key.scope), (made.id, ann, &scope));
        // Nor when it is remembered from its own.
        assert!(!stage.opens("beta", &secret).await);
        assert!(stage.auth.keys("beta", None).await.unwrap().is_empty());
        assert_eq!(
            why(stage.auth.revoke_key(Actor::Cli, "beta", None, made.id).await),
            "not_found"
        );
        assert!(stage.opens("acme", &secret).await);
    });
}

#[test]
fn a_revoked_key_opens_nothing_from_that_moment() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let (key, secret) = stage.make(ann, new("Import")).await.unwrap();
        assert!(stage.opens("acme", &secret).await);
        let stranger = Id::generate(&stage.clock);
        assert_eq!(
            why(stage
                .auth
                .revoke_key(Actor::User(stranger), "acme", Some(stranger), key.id)
                .await),
            "not_found"
        );
        assert!(stage.opens("acme", &secret).await);
        stage
            .auth
            .revoke_key(Actor::User(ann), "acme", Some(ann), key.id)
            .await
            .unwrap();
        assert!(!stage.opens("acme", &secret).await);
        let revoked_at = stage.auth.keys("acme", Some(ann)).await.unwrap()[0].revoked_at;
        assert_eq!(revoked_at, Some(stage.now()));
        // To do it again changes nothing.
        stage.pass(1);
        stage
            .auth
            .revoke_key(Actor::User(ann), "acme", None, key.id)
            .await
            .unwrap();
        assert_eq!(
            stage.auth.keys("acme", Some(ann)).await.unwrap()[0].revoked_at,
            revoked_at
        );
    });
}

#[test]
fn a_key_ends_when_it_was_said_to() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let expires_at = Some(stage.now().plus_seconds(HOUR));
        let (_, secret) = stage
            .make(
                ann,
                NewKey {
                    expires_at,
                    ..new("Import")
                },
            )
            .await
            .unwrap();
        stage.pass(HOUR - 1);
        assert!(stage.opens("acme", &secret).await);
        stage.pass(1);
        assert!(!stage.opens("acme", &secret).await);
    });
}

#[test]
fn its_use_is_noted_once_a_minute() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let (_, secret) = stage.make(ann, new("Import")).await.unwrap();
        let used = async || stage.auth.keys("acme", Some(ann)).await.unwrap()[0].last_used_at;
        assert_eq!(used().await, None);
        assert!(stage.opens("acme", &secret).await);
        let first = stage.now();
        assert_eq!(used().await, Some(first));
        stage.pass(59);
        assert!(stage.opens("acme", &secret).await);
        assert_eq!(used().await, Some(first));
        stage.pass(6);
        assert!(stage.opens("acme", &secret).await);
        assert_eq!(used().await, Some(stage.now()));
    });
}

#[test]
fn a_disabled_users_keys_are_revoked_and_no_new_one_is_made() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let (_, secret) = stage.make(ann, new("Import")).await.unwrap();
        assert!(stage.opens("acme", &secret).await);
        stage.auth.disable_user(Actor::Cli, "acme", ann).await.unwrap();
        assert!(!stage.opens("acme", &secret).await);
        assert_eq!(why(stage.make(ann, new("Import")).await), "conflict");
        stage.auth.enable_user(Actor::Cli, "acme", ann).await.unwrap();
        assert!(!stage.opens("acme", &secret).await);
        stage.make(ann, new("Import")).await.unwrap();
    });
}

#[test]
fn a_wish_for_a_key_is_checked_as_a_whole() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let wish = NewKey {
            name: " ".to_owned(),
            scope: KeyScope {
                read_only: false,
                objects: Some(vec![String::new()]),
            },
            expires_at: Some(stage.now()),
        };
        let error = stage.make(ann, wish).await.unwrap_err();
        let pointers: Vec<&str> = error.issues.iter().map(|issue| issue.pointer.as_str()).collect();
        assert_eq!(pointers, ["/name", "/expires_at", "/scope/objects"]);
        assert_eq!(why(stage.make(ann, new(&"ä".repeat(101))).await), "too_long");
    });
}

#[test]
fn a_user_has_fifty_keys_in_force_at_most() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let (first, _) = stage.make(ann, new("0")).await.unwrap();
        for n in 1..50 {
            stage.make(ann, new(&n.to_string())).await.unwrap();
        }
        assert_eq!(why(stage.make(ann, new("51")).await), "conflict");
        stage
            .auth
            .revoke_key(Actor::User(ann), "acme", Some(ann), first.id)
            .await
            .unwrap();
        stage.make(ann, new("51")).await.unwrap();
    });
}

#[test]
fn neither_the_key_nor_its_hash_is_in_what_is_listed() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let (_, secret) = stage.make(ann, new("Import")).await.unwrap();
        let listed = format!("{:?}", stage.auth.keys("acme", None).await.unwrap());
        assert!(listed.contains("Import") && !listed.contains(secret.reveal()));
        let stored = stage.database.read(|tx| {
            tx.rows("SELECT name, prefix, scope FROM @api_key", &[], |row| {
                Ok([row.get::<String>(0)?, row.get(1)?, row.get(2)?].concat())
            })
        });
        assert!(!stored.await.unwrap()[0].contains(&secret.reveal()[20..]));
    });
}
