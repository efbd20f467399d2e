//! A full disk under the control database: who is in stays in, what would have to be written is refused, and with room all
//! goes on by itself.

use kontor_database::{SqliteOptions, testing::Folder};

use super::*;
use crate::{KeyScope, NewKey};

/// SQLite takes the present size when less is asked for.
async fn limit_pages(database: &Database, pages: u32) {
    let limit = database.write_alone(move |tx| tx.ddl(&format!("PRAGMA max_page_count = {pages}")));
    limit.await.unwrap();
}

async fn key(stage: &Stage, user: Id) -> Result<()> {
    let wish = NewKey {
        name: "x".repeat(100),
        scope: KeyScope::default(),
        expires_at: None,
    };
    let made = stage.auth.create_key(Actor::User(user), "acme", user, wish);
    made.await.map(|_| ())
}

#[tokio::test]
async fn who_is_in_stays_in_and_what_does_not_fit_is_refused() {
    let folder = Folder::create().unwrap();
    let database = Database::sqlite(&folder.path().join("control.db"), SqliteOptions::default()).unwrap();
    let stage = Stage::new(&database).await;
    let ann = stage.user("acme", ANN).await;
    let signed_in = stage.ann().await;
    limit_pages(&database, 1).await;
    // Until the last page is full.
    let refused = loop {
        if let Err(error) = key(&stage, ann).await {
            break error;
        }
    };
    assert_eq!(refused.code, Code::StorageFull);
    let keys = stage.auth.keys("acme", None).await.unwrap().len();
    let refused = loop {
        if let Err(error) = stage.sign_in("acme", ANN, RIGHT, HERE).await {
            break error;
        }
    };
    assert_eq!(refused.code, Code::StorageFull, "{refused:?}");
    // That he was seen just now need not be noted; after an hour it would be.
    stage.pass(HOUR);
    assert!(stage.restarted().await.is_in("acme", &signed_in.token).await);
    assert_eq!(stage.auth.keys("acme", None).await.unwrap().len(), keys);

    limit_pages(&database, 1_000_000).await;
    key(&stage, ann).await.unwrap();
    stage.ann().await;
    assert!(stage.is_in("acme", &signed_in.token).await);
    assert_eq!(stage.auth.faults().await.unwrap(), Vec::<String>::new());
}
