//! Changing a password, and the links for those who have none.

use super::*;

const NEW: &str = "another password";

#[test]
fn changing_the_password_ends_the_other_sessions_and_links() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        stage.user("beta", ANN).await;
        let (here, there) = (stage.ann().await, stage.ann().await);
        let elsewhere = stage.sign_in("beta", ANN, RIGHT, HERE).await.unwrap();
        let link = stage
            .auth
            .password_link(Actor::Cli, "acme", ann, Handover::Machine)
            .await
            .unwrap();
        for (workspace, token) in [
            ("acme", &here.token),
            ("acme", &there.token),
            ("beta", &elsewhere.token),
        ] {
            assert!(stage.is_in(workspace, token).await);
        }
        let (old, new) = (Secret::new(RIGHT), Secret::new(NEW));
        stage
            .auth
            .change_password(&here.session, &old, &new)
            .await
            .unwrap();
        assert!(stage.is_in("acme", &here.token).await);
        assert!(!stage.is_in("acme", &there.token).await);
        assert!(!stage.is_in("beta", &elsewhere.token).await);
        assert_eq!(
            why(stage.auth.set_password_by_code("acme", &link.code, &new).await),
            "invalid_credentials"
        );
        assert_eq!(
            why(stage.sign_in("acme", ANN, RIGHT, HERE).await),
            "invalid_credentials"
        );
        stage.sign_in("acme", ANN, NEW, HERE).await.unwrap();
    });
}

#[test]
fn the_current_password_is_asked_for_and_can_not_be_guessed() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        let session = stage.ann().await.session;
        stage
            .auth
            .check_password(&session, &Secret::new(RIGHT))
            .await
            .unwrap();
        let (wrong, new) = (Secret::new("wrong password"), Secret::new(NEW));
        for _ in 0..10 {
            let error = stage
                .auth
                .change_password(&session, &wrong, &new)
                .await
                .unwrap_err();
            assert_eq!(error.issues[0].pointer, "/current");
        }
        assert_eq!(
            why(stage
                .auth
                .change_password(&session, &Secret::new(RIGHT), &new)
                .await),
            "rate_limited"
        );
        assert_eq!(
            why(stage.auth.check_password(&session, &Secret::new(RIGHT)).await),
            "rate_limited"
        );
        stage.pass(15 * MINUTE);
        stage
            .auth
            .change_password(&session, &Secret::new(RIGHT), &new)
            .await
            .unwrap();
    });
}

#[test]
fn the_rules_hold_on_every_way_to_a_password() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let session = stage.ann().await.session;
        let (right, short, email) = (
            Secret::new(RIGHT),
            Secret::new("123456789"),
            Secret::new("Ann@Example.org"),
        );
        let auth = &stage.auth;
        assert_eq!(
            why(auth.change_password(&session, &right, &short).await),
            "too_short"
        );
        assert_eq!(
            why(auth.change_password(&session, &right, &email).await),
            "password_is_email"
        );
        assert_eq!(
            why(auth
                .set_password(Actor::Cli, "acme", ann, &short, Handover::Machine)
                .await),
            "too_short"
        );
        let link = auth
            .password_link(Actor::Cli, "acme", ann, Handover::Shown)
            .await
            .unwrap();
        assert_eq!(
            why(auth.set_password_by_code("acme", &link.code, &short).await),
            "too_short"
        );
        // The refusal has not used the code up.
        auth.set_password_by_code("acme", &link.code, &Secret::new(NEW))
            .await
            .unwrap();
    });
}

#[test]
fn a_link_works_once_and_ends_all_sessions() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let token = stage.ann().await.token;
        let link = stage
            .auth
            .password_link(Actor::Cli, "acme", ann, Handover::Shown)
            .await
            .unwrap();
        assert_eq!((link.user, link.email.as_str()), (ann, ANN));
        assert!(stage.is_in("acme", &token).await);
        let new = Secret::new(NEW);
        assert_eq!(
            why(stage.auth.set_password_by_code("beta", &link.code, &new).await),
            "invalid_credentials"
        );
        assert_eq!(
            stage
                .auth
                .set_password_by_code("acme", &link.code, &new)
                .await
                .unwrap(),
            ann
        );
        assert!(!stage.is_in("acme", &token).await);
        assert_eq!(
            why(stage.auth.set_password_by_code("acme", &link.code, &new).await),
            "invalid_credentials"
        );
        stage.sign_in("acme", ANN, NEW, HERE).await.unwrap();
    });
}

#[test]
fn of_two_who_use_one_link_at_once_one_succeeds() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let link = stage
            .auth
            .password_link(Actor::Cli, "acme", ann, Handover::Shown)
            .await
            .unwrap();
        let (one, other) = (
            Secret::new("password number one"),
            Secret::new("password number two"),
        );
        let (one, other) = tokio::join!(
            stage.auth.set_password_by_code("acme", &link.code, &one),
            stage.auth.set_password_by_code("acme", &link.code, &other),
        );
        assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    });
}

#[test]
fn a_link_works_for_a_day_and_a_new_one_voids_it() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let make = async || {
            stage
                .auth
                .password_link(Actor::Cli, "acme", ann, Handover::Shown)
                .await
                .unwrap()
                .code
        };
        let set = async |code| {
            stage
                .auth
                .set_password_by_code("acme", code, &Secret::new(NEW))
                .await
        };
        let (first, second) = (make().await, make().await);
        assert_eq!(why(set(&first).await), "invalid_credentials");
        stage.pass(DAY - 1);
        set(&second).await.unwrap();
        let third = make().await;
        stage.pass(DAY);
        assert_eq!(why(set(&third).await), "invalid_credentials");
    });
}

#[test]
fn asking_for_a_reset_does_not_tell_who_exists() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let mail = stage
            .auth
            .request_reset("acme", "ANN@example.org", &origin(HERE))
            .await
            .unwrap()
            .unwrap();
        assert_eq!((mail.user, mail.email.as_str()), (ann, ANN));
        assert!(
            stage
                .auth
                .request_reset("beta", ANN, &origin(HERE))
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            stage
                .auth
                .request_reset("acme", "nobody@example.org", &origin(HERE))
                .await
                .unwrap()
                .is_none()
        );
        stage
            .auth
            .set_password_by_code("acme", &mail.code, &Secret::new(NEW))
            .await
            .unwrap();
    });
}

#[test]
fn resets_are_limited_for_all_addresses_alike() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        for email in [ANN, "nobody@example.org"] {
            for _ in 0..3 {
                stage
                    .auth
                    .request_reset("acme", email, &origin(HERE))
                    .await
                    .unwrap();
            }
            assert_eq!(
                why(stage.auth.request_reset("acme", email, &origin(HERE)).await),
                "rate_limited"
            );
        }
        stage.pass(15 * MINUTE);
        assert!(
            stage
                .auth
                .request_reset("acme", ANN, &origin(HERE))
                .await
                .unwrap()
                .is_some()
        );
    });
}

#[test]
fn an_account_of_another_workspace_is_only_offered() {
    each(async |stage| {
        // The administrator of beta made an account for Ann's address and knows its password.
        stage.user("beta", ANN).await;
        let ann = Id::generate(&stage.clock);
        stage
            .auth
            .create_account(Actor::Cli, "acme", ann, ANN)
            .await
            .unwrap();
        assert!(!stage.auth.account("acme", ann).await.unwrap().unwrap().usable);
        assert_eq!(
            why(stage.sign_in("acme", ANN, RIGHT, HERE).await),
            "invalid_credentials"
        );

        let link = stage
            .auth
            .password_link(Actor::Cli, "acme", ann, Handover::Mailed)
            .await
            .unwrap();
        stage
            .auth
            .set_password_by_code("acme", &link.code, &Secret::new(NEW))
            .await
            .unwrap();
        stage.sign_in("acme", ANN, NEW, HERE).await.unwrap();
        assert_eq!(
            why(stage.sign_in("beta", ANN, RIGHT, HERE).await),
            "invalid_credentials"
        );
    });
}

#[test]
fn an_administrator_does_not_take_over_an_account_that_is_shared() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        stage.user("beta", ANN).await;
        let (auth, by, new) = (&stage.auth, Actor::Cli, Secret::new(NEW));
        assert_eq!(
            why(auth.password_link(by, "acme", ann, Handover::Shown).await),
            "conflict"
        );
        assert_eq!(
            why(auth.set_password(by, "acme", ann, &new, Handover::Shown).await),
            "conflict"
        );
        assert_eq!(
            why(auth.set_password(by, "acme", ann, &new, Handover::Mailed).await),
            "conflict"
        );
        assert_eq!(
            why(auth.change_email(by, "acme", ann, "eve@example.org").await),
            "conflict"
        );
        auth.password_link(by, "acme", ann, Handover::Machine)
            .await
            .unwrap();
    });
}

#[test]
fn another_address_is_signed_in_with_and_voids_the_links_to_the_old_one() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        stage.user("beta", "bob@example.org").await;
        let link = stage
            .auth
            .password_link(Actor::Cli, "acme", ann, Handover::Mailed)
            .await
            .unwrap();
        let change = async |email| stage.auth.change_email(Actor::Cli, "acme", ann, email).await;
        assert_eq!(why(change("BOB@example.org").await), "not_unique");
        assert_eq!(why(change("no address").await), "invalid_email");
        change("anna@example.org").await.unwrap();
        let new = Secret::new(NEW);
        assert_eq!(
            why(stage.auth.set_password_by_code("acme", &link.code, &new).await),
            "invalid_credentials"
        );
        assert_eq!(
            why(stage.sign_in("acme", ANN, RIGHT, HERE).await),
            "invalid_credentials"
        );
        stage
            .sign_in("acme", "anna@example.org", RIGHT, HERE)
            .await
            .unwrap();
        change("Anna@example.org").await.unwrap();
        assert_eq!(
            stage.auth.account("acme", ann).await.unwrap().unwrap().email,
            "Anna@example.org"
        );
    });
}

#[test]
fn an_address_stands_for_one_user_of_a_workspace() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let create = async |user, email| stage.auth.create_account(Actor::Cli, "acme", user, email).await;
        assert_eq!(why(create(Id::generate(&stage.clock), ANN).await), "not_unique");
        assert_eq!(why(create(ann, "bob@example.org").await), "not_unique");
        assert_eq!(
            why(create(Id::generate(&stage.clock), "bob").await),
            "invalid_email"
        );
    });
}
