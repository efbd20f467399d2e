//! The first administrator.

use super::*;

#[test]
fn the_first_administrator_ends_the_set_up() {
    each(async |stage| {
        let (auth, password) = (&stage.auth, Secret::new(RIGHT));
        assert!(auth.setup_open("acme").await.unwrap());
        let code = auth.new_setup_code(Actor::System, "acme").await.unwrap();
        let user = auth.check_setup("acme", &code, ANN, &password).await.unwrap();
        assert_eq!(
            auth.finish_setup("acme", &code, ANN, &password).await.unwrap(),
            user
        );
        assert!(!auth.setup_open("acme").await.unwrap());
        assert!(auth.setup_open("beta").await.unwrap());
        assert_eq!(stage.ann().await.session.user, user);
        assert_eq!(
            why(auth
                .finish_setup("acme", &code, "eve@example.org", &password)
                .await),
            "invalid_credentials"
        );
        assert_eq!(why(auth.new_setup_code(Actor::System, "acme").await), "conflict");
    });
}

#[test]
fn a_code_belongs_to_its_workspace_works_for_a_day_and_is_voided_by_the_next() {
    each(async |stage| {
        let (auth, password) = (&stage.auth, Secret::new(RIGHT));
        let first = auth.new_setup_code(Actor::System, "acme").await.unwrap();
        let user = auth.check_setup("acme", &first, ANN, &password).await.unwrap();
        assert_eq!(
            why(auth.finish_setup("beta", &first, ANN, &password).await),
            "invalid_credentials"
        );
        let second = auth.new_setup_code(Actor::System, "acme").await.unwrap();
        assert_eq!(
            why(auth.finish_setup("acme", &first, ANN, &password).await),
            "invalid_credentials"
        );
        // The record that an interrupted set-up has created is found again.
        assert_eq!(
            auth.check_setup("acme", &second, ANN, &password).await.unwrap(),
            user
        );
        stage.pass(DAY);
        assert_eq!(
            why(auth.finish_setup("acme", &second, ANN, &password).await),
            "invalid_credentials"
        );
        assert!(auth.setup_open("acme").await.unwrap());
    });
}

#[test]
fn what_is_not_accepted_does_not_use_the_code_up() {
    each(async |stage| {
        let auth = &stage.auth;
        let code = auth.new_setup_code(Actor::System, "acme").await.unwrap();
        let finish = async |email, password| {
            auth.finish_setup("acme", &code, email, &Secret::new(password))
                .await
        };
        for (email, password, reason) in [
            ("ann", RIGHT, "invalid_email"),
            (ANN, "short", "too_short"),
            (ANN, ANN, "password_is_email"),
        ] {
            let asked = auth
                .check_setup("acme", &code, email, &Secret::new(password))
                .await;
            assert_eq!(why(asked), reason, "known before anything is written");
            assert_eq!(why(finish(email, password).await), reason);
        }
        finish(ANN, RIGHT).await.unwrap();
    });
}

#[test]
fn of_two_who_set_up_at_once_one_succeeds() {
    each(async |stage| {
        let (auth, password) = (&stage.auth, Secret::new(RIGHT));
        let code = auth.new_setup_code(Actor::System, "acme").await.unwrap();
        let (one, other) = tokio::join!(
            auth.finish_setup("acme", &code, ANN, &password),
            auth.finish_setup("acme", &code, "eve@example.org", &password),
        );
        assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    });
}

#[test]
fn who_has_an_account_in_another_workspace_proves_it() {
    each(async |stage| {
        stage.user("beta", ANN).await;
        let code = stage.auth.new_setup_code(Actor::System, "acme").await.unwrap();
        let finish = async |password| {
            stage
                .auth
                .finish_setup("acme", &code, ANN, &Secret::new(password))
                .await
        };
        for _ in 0..10 {
            assert_eq!(why(finish("a guessed password").await), "wrong_password");
        }
        assert_eq!(why(finish(RIGHT).await), "rate_limited");
        stage.pass(15 * MINUTE);
        finish(RIGHT).await.unwrap();
        stage.ann().await;
        stage.sign_in("beta", ANN, RIGHT, HERE).await.unwrap();
    });
}

#[test]
fn the_machines_owner_ends_a_set_up_and_its_code_with_it() {
    each(async |stage| {
        let code = stage.auth.new_setup_code(Actor::System, "acme").await.unwrap();
        stage.auth.end_setup(Actor::Cli, "acme").await.unwrap();
        assert!(!stage.auth.setup_open("acme").await.unwrap());
        let password = Secret::new(RIGHT);
        assert!(
            stage
                .auth
                .check_setup("acme", &code, ANN, &password)
                .await
                .is_err()
        );
        stage
            .auth
            .new_setup_code(Actor::System, "acme")
            .await
            .unwrap_err();
        stage.auth.end_setup(Actor::Cli, "acme").await.unwrap();
        assert!(
            stage.auth.setup_open("beta").await.unwrap(),
            "of this workspace alone"
        );
    });
}
