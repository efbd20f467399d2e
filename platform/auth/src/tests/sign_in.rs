//! Coming in by e-mail and password, and the limits on guessing.

use super::*;

#[test]
fn the_right_password_opens_a_fresh_session() {
    each(async |stage| {
        let user = stage.user("acme", ANN).await;
        let first = stage
            .sign_in("acme", " ANN@Example.org", RIGHT, HERE)
            .await
            .unwrap();
        let session = stage.auth.session("acme", &first.token).await.unwrap().unwrap();
        assert_eq!(*session, first.session);
        assert_eq!(
            (session.user, session.ip.as_deref(), session.agent.as_str()),
            (user, Some(HERE), "Firefox")
        );
        assert_ne!(stage.ann().await.token.reveal(), first.token.reveal());
    });
}

#[test]
fn whatever_is_wrong_the_answer_is_the_same() {
    each(async |stage| {
        let disabled = stage.user("acme", "bob@example.org").await;
        stage
            .auth
            .disable_user(Actor::Cli, "acme", disabled)
            .await
            .unwrap();
        stage.user("acme", ANN).await;
        let invited = Id::generate(&stage.clock);
        stage
            .auth
            .create_account(Actor::Cli, "acme", invited, "eve@example.org")
            .await
            .unwrap();
        let mut answers = Vec::new();
        for (workspace, email, password) in [
            ("acme", ANN, "wrong password"),
            ("acme", "nobody@example.org", RIGHT),
            ("acme", "no address", RIGHT),
            ("acme", "bob@example.org", RIGHT),
            ("acme", "eve@example.org", ""),
            ("beta", ANN, RIGHT),
            ("nowhere", ANN, RIGHT),
        ] {
            let error = stage.sign_in(workspace, email, password, HERE).await.unwrap_err();
            answers.push((error.code, error.detail));
        }
        assert_eq!(answers[0].0, Code::InvalidCredentials);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    });
}

#[test]
fn a_failure_costs_the_same_statements_whether_the_address_exists_or_not() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        let mut counts = Vec::new();
        for email in [ANN, "nobody@example.org"] {
            let seen = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
            let counter = seen.clone();
            let count = move |_: &str, _: &[_]| {
                counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            };
            stage.database.set_trace(Some(std::sync::Arc::new(count)));
            stage
                .sign_in("acme", email, "wrong password", HERE)
                .await
                .unwrap_err();
            stage.database.set_trace(None);
            counts.push(seen.load(std::sync::atomic::Ordering::SeqCst));
        }
        assert!(counts[0] > 3);
        assert_eq!(counts[0], counts[1]);
    });
}

#[test]
fn the_session_that_the_browser_came_with_ends() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        let old = stage.ann().await.token;
        assert!(stage.is_in("acme", &old).await);
        let request = SignIn {
            workspace: "acme".to_owned(),
            email: ANN.to_owned(),
            password: Secret::new(RIGHT),
            origin: Origin::default(),
            presented: Some(old.clone()),
        };
        let new = stage.auth.sign_in(request).await.unwrap().token;
        assert!(!stage.is_in("acme", &old).await);
        assert!(stage.is_in("acme", &new).await);
    });
}

#[test]
fn after_ten_failures_an_account_waits_for_the_window_even_across_a_restart() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        for n in 0..10 {
            assert_eq!(
                why(stage
                    .sign_in("acme", ANN, "wrong password", &format!("192.0.2.{n}"))
                    .await),
                "invalid_credentials"
            );
            stage.pass(30);
        }
        let stage = stage.restarted().await;
        let error = stage
            .sign_in("acme", ANN, RIGHT, "198.51.100.1")
            .await
            .unwrap_err();
        assert_eq!(error.code, Code::RateLimited);
        assert_eq!(error.retry_after, Some(10 * 60));
        // What is refused is not counted: the window ends when it was going to.
        stage.pass(10 * MINUTE - 1);
        assert_eq!(
            why(stage.sign_in("acme", ANN, RIGHT, "198.51.100.1").await),
            "rate_limited"
        );
        stage.pass(1);
        stage.sign_in("acme", ANN, RIGHT, "198.51.100.1").await.unwrap();
    });
}

#[test]
fn addresses_that_do_not_exist_are_limited_alike() {
    each(async |stage| {
        for _ in 0..10 {
            assert_eq!(
                why(stage.sign_in("acme", "nobody@example.org", "x", HERE).await),
                "invalid_credentials"
            );
        }
        assert_eq!(
            why(stage.sign_in("acme", "Nobody@example.org", "x", HERE).await),
            "rate_limited"
        );
    });
}

#[test]
fn a_success_clears_the_count() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        for _ in 0..3 {
            for _ in 0..9 {
                assert_eq!(
                    why(stage.sign_in("acme", ANN, "wrong password", HERE).await),
                    "invalid_credentials"
                );
            }
            stage.ann().await;
        }
    });
}

#[test]
fn strangers_do_not_lock_an_owner_out_of_their_usual_place() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        stage.ann().await;
        for _ in 0..10 {
            assert_eq!(
                why(stage.sign_in("acme", ANN, "wrong password", "203.0.113.9").await),
                "invalid_credentials"
            );
        }
        assert_eq!(
            why(stage.sign_in("acme", ANN, RIGHT, "203.0.113.9").await),
            "rate_limited"
        );
        stage.ann().await;
        // And the owner's success gives the strangers no further guesses.
        assert_eq!(
            why(stage.sign_in("acme", ANN, RIGHT, "203.0.113.9").await),
            "rate_limited"
        );
        // After 90 days elsewhere, the place is nobody's any more.
        stage.pass(90 * DAY);
        for n in 0..10 {
            assert_eq!(
                why(stage
                    .sign_in("acme", ANN, "wrong password", &format!("203.0.113.{n}"))
                    .await),
                "invalid_credentials"
            );
        }
        assert_eq!(why(stage.sign_in("acme", ANN, RIGHT, HERE).await), "rate_limited");
    });
}

#[test]
fn one_network_fails_fifty_times_over_all_accounts() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        stage.ann().await;
        let near = |n: usize| format!("2001:db8:0:1::{n:x}");
        for n in 0..50 {
            let email = format!("user{n}@example.org");
            assert_eq!(
                why(stage.sign_in("acme", &email, "x", &near(n)).await),
                "invalid_credentials"
            );
        }
        assert_eq!(
            why(stage.sign_in("acme", ANN, RIGHT, &near(99)).await),
            "rate_limited"
        );
        stage
            .sign_in("acme", ANN, RIGHT, "2001:db8:0:2::1")
            .await
            .unwrap();
        stage.pass(15 * MINUTE);
        stage.sign_in("acme", ANN, RIGHT, &near(99)).await.unwrap();
    });
}

#[test]
fn guessing_in_parallel_gains_nothing() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        let guesses = (0..20).map(|_| {
            let auth = stage.auth.clone();
            tokio::spawn(async move {
                let request = SignIn {
                    workspace: "acme".to_owned(),
                    email: ANN.to_owned(),
                    password: Secret::new("wrong password"),
                    origin: origin(HERE),
                    presented: None,
                };
                auth.sign_in(request).await.unwrap_err().code
            })
        });
        let mut tried = 0;
        for guess in guesses.collect::<Vec<_>>() {
            tried += usize::from(guess.await.unwrap() == Code::InvalidCredentials);
        }
        assert!((1..=10).contains(&tried), "{tried}");
    });
}

#[test]
fn what_happened_is_recorded_without_secrets() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        let token = stage.ann().await.token;
        assert_eq!(
            why(stage.sign_in("acme", ANN, "mistyped secret", HERE).await),
            "invalid_credentials"
        );
        assert_eq!(
            why(stage.sign_in("acme", "typed-secret", "x", HERE).await),
            "invalid_credentials"
        );
        assert_eq!(
            stage.acts().await,
            [
                "workspace.created",
                "account.created",
                "password.changed",
                "session.created",
                "session.refused",
                "session.refused",
            ]
        );
        let told = format!("{:?}", stage.auth.audit("acme", None, 200).await.unwrap());
        for secret in [token.reveal(), RIGHT, "mistyped", "typed-secret"] {
            assert!(!told.contains(secret), "{secret}");
        }
        let newest = stage.auth.audit("acme", None, 1).await.unwrap();
        let before = stage.auth.audit("acme", Some(newest[0].seq), 1).await.unwrap();
        assert!(before[0].seq < newest[0].seq);
        assert_eq!(stage.auth.audit("beta", None, 200).await.unwrap().len(), 1);
    });
}
