//! How long a session lives, and how it ends.

use super::*;

#[test]
fn a_session_ends_after_fourteen_days_of_rest() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        let token = stage.ann().await.token;
        stage.pass(14 * DAY - 1);
        assert!(stage.is_in("acme", &token).await);
        stage.pass(14 * DAY - 1);
        assert!(stage.is_in("acme", &token).await);
        stage.pass(14 * DAY);
        assert!(!stage.is_in("acme", &token).await);
    });
}

#[test]
fn a_session_ends_after_ninety_days_even_in_use() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        let token = stage.ann().await.token;
        for _ in 0..89 {
            stage.pass(DAY);
            assert!(stage.is_in("acme", &token).await);
        }
        stage.pass(DAY - 1);
        assert!(stage.is_in("acme", &token).await);
        // Also what is still remembered has ended.
        stage.pass(1);
        assert!(!stage.is_in("acme", &token).await);
    });
}

#[test]
fn its_use_is_noted_once_a_minute() {
    each(async |stage| {
        let user = stage.user("acme", ANN).await;
        let signed_in = stage.ann().await;
        let seen = async || stage.auth.sessions("acme", user).await.unwrap()[0].last_seen_at;
        stage.pass(59);
        assert!(stage.is_in("acme", &signed_in.token).await);
        assert_eq!(seen().await, signed_in.session.created_at);
        stage.pass(6);
        assert!(stage.is_in("acme", &signed_in.token).await);
        assert_eq!(seen().await, stage.now());
    });
}

#[test]
fn a_session_of_one_workspace_is_nothing_in_another() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        let signed_in = stage.ann().await;
        assert!(!stage.is_in("beta", &signed_in.token).await);
        assert!(stage.is_in("acme", &signed_in.token).await);
        // Nor when it is remembered from its own.
        assert!(!stage.is_in("beta", &signed_in.token).await);
        let session = &signed_in.session;
        assert_eq!(
            why(stage.auth.end_session("beta", session.user, session.id).await),
            "not_found"
        );
        assert!(
            stage
                .auth
                .sessions("beta", session.user)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(
            stage
                .auth
                .end_sessions(Actor::Cli, "beta", session.user, None)
                .await
                .unwrap(),
            0
        );
        assert!(stage.is_in("acme", &signed_in.token).await);
    });
}

#[test]
fn made_up_tokens_open_nothing() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        let token = stage.ann().await.token;
        for text in [
            "",
            "x",
            &token.reveal()[1..],
            &format!("{} ", token.reveal()),
            &"x".repeat(1_000_000),
        ] {
            assert!(!stage.is_in("acme", &Secret::new(text)).await);
        }
    });
}

#[test]
fn signing_out_ends_the_session_at_once() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        let (one, other) = (stage.ann().await, stage.ann().await);
        assert!(stage.is_in("acme", &one.token).await);
        stage.auth.sign_out(&one.session).await.unwrap();
        assert!(!stage.is_in("acme", &one.token).await);
        assert!(stage.is_in("acme", &other.token).await);
    });
}

#[test]
fn a_user_sees_and_ends_their_own_sessions_only() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let bob = stage.user("acme", "bob@example.org").await;
        let first = stage.ann().await;
        stage.pass(MINUTE);
        let second = stage.ann().await;
        let listed: Vec<Id> = stage
            .auth
            .sessions("acme", ann)
            .await
            .unwrap()
            .iter()
            .map(|one| one.id)
            .collect();
        assert_eq!(listed, [second.session.id, first.session.id]);
        assert!(stage.auth.sessions("acme", bob).await.unwrap().is_empty());
        assert_eq!(
            why(stage.auth.end_session("acme", bob, first.session.id).await),
            "not_found"
        );

        let ended = stage
            .auth
            .end_sessions(Actor::User(ann), "acme", ann, Some(second.session.id))
            .await;
        assert_eq!(ended.unwrap(), 1);
        assert!(!stage.is_in("acme", &first.token).await);
        assert!(stage.is_in("acme", &second.token).await);
    });
}

#[test]
fn a_user_has_a_hundred_sessions_at_most() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let first = stage.ann().await;
        assert!(stage.is_in("acme", &first.token).await);
        for _ in 0..100 {
            stage.pass(1);
            stage.ann().await;
        }
        assert_eq!(stage.auth.sessions("acme", ann).await.unwrap().len(), 100);
        assert!(!stage.is_in("acme", &first.token).await);
    });
}

#[test]
fn a_disabled_user_is_out_at_once_and_stays_out() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let token = stage.ann().await.token;
        let link = stage
            .auth
            .password_link(Actor::Cli, "acme", ann, Handover::Shown)
            .await
            .unwrap();
        assert!(stage.is_in("acme", &token).await);
        stage.auth.disable_user(Actor::Cli, "acme", ann).await.unwrap();
        assert!(!stage.is_in("acme", &token).await);
        assert_eq!(
            why(stage.sign_in("acme", ANN, RIGHT, HERE).await),
            "invalid_credentials"
        );
        let new = Secret::new("another password");
        assert_eq!(
            why(stage.auth.set_password_by_code("acme", &link.code, &new).await),
            "invalid_credentials"
        );
        assert_eq!(
            why(stage
                .auth
                .password_link(Actor::Cli, "acme", ann, Handover::Shown)
                .await),
            "conflict"
        );
        assert!(
            stage
                .auth
                .request_reset("acme", ANN, &origin(HERE))
                .await
                .unwrap()
                .is_none()
        );

        stage.auth.enable_user(Actor::Cli, "acme", ann).await.unwrap();
        assert!(!stage.is_in("acme", &token).await);
        stage.ann().await;
    });
}

#[test]
fn a_disabled_account_is_out_everywhere() {
    each(async |stage| {
        stage.user("acme", ANN).await;
        let token = stage.ann().await.token;
        stage
            .auth
            .set_account_disabled(Actor::Cli, ANN, true)
            .await
            .unwrap();
        assert!(!stage.is_in("acme", &token).await);
        assert_eq!(
            why(stage.sign_in("acme", ANN, RIGHT, HERE).await),
            "invalid_credentials"
        );
        stage
            .auth
            .set_account_disabled(Actor::Cli, ANN, false)
            .await
            .unwrap();
        stage.ann().await;
    });
}

#[test]
fn a_removed_user_leaves_no_account_behind_unless_somebody_shares_it() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        let there = stage.user("beta", ANN).await;
        let token = stage.ann().await.token;
        stage.auth.remove_user(Actor::Cli, "acme", ann).await.unwrap();
        assert!(!stage.is_in("acme", &token).await);
        assert_eq!(stage.auth.account("acme", ann).await.unwrap(), None);
        stage.sign_in("beta", ANN, RIGHT, HERE).await.unwrap();
        stage.auth.remove_user(Actor::Cli, "beta", there).await.unwrap();
        let accounts = stage
            .database
            .read(|tx| tx.rows("SELECT id FROM @account", &[], |row| row.get::<Id>(0)));
        assert!(accounts.await.unwrap().is_empty());
    });
}

#[test]
fn what_has_expired_is_swept_and_what_has_not_stays() {
    each(async |stage| {
        let ann = stage.user("acme", ANN).await;
        stage.ann().await;
        stage
            .auth
            .password_link(Actor::Cli, "acme", ann, Handover::Shown)
            .await
            .unwrap();
        assert_eq!(
            why(stage.sign_in("acme", ANN, "wrong password", HERE).await),
            "invalid_credentials"
        );
        stage.pass(13 * DAY);
        let kept = stage.ann().await.token;
        stage.pass(DAY);
        stage.auth.sweep().await.unwrap();
        let mut counts = Vec::new();
        for table in ["session", "one_time_code", "attempt", "account_address"] {
            let sql = format!("SELECT COUNT(*) FROM @{table}");
            let count = stage
                .database
                .read(move |tx| tx.row(&sql, &[], |row| row.get::<i64>(0)));
            counts.push(count.await.unwrap().unwrap());
        }
        assert_eq!(counts, [1, 0, 0, 1]);
        assert!(stage.is_in("acme", &kept).await);
        stage.pass(90 * DAY);
        stage.auth.sweep().await.unwrap();
        let count = stage
            .database
            .read(|tx| tx.row("SELECT COUNT(*) FROM @session", &[], |row| row.get::<i64>(0)));
        assert_eq!(count.await.unwrap(), Some(0));
    });
}
