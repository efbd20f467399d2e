//! Accounts follow the records of their users: access ends with a user's record, and comes back with it.

use std::sync::Arc;

use kontor_jobs::JobContext;
use kontor_kernel::{Actor, Caller, Error, Id, Json, Result};
use kontor_records::Workspace;
use kontor_records::accounts::{Standing, standings};
use serde_json::json;

use crate::app::App;

/// Brings the accounts of these users to what their records say: sessions and keys of those who may not come in any
/// more end, and with a user that was deleted for good the account goes, unless it has another one.
pub async fn follow(app: &App, workspace: &Arc<Workspace>, by: Actor, users: Vec<Id>) -> Result<()> {
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let standings = workspace
        .read(&ctx, move |ctx, tx| standings(ctx, tx, &users))
        .await?;
    for (user, standing) in standings {
        let (auth, name) = (app.auth(), &workspace.name);
        match standing {
            Standing::Active => auth.enable_user(by, name, user).await?,
            Standing::Inactive => auth.disable_user(by, name, user).await?,
            Standing::Gone => auth.remove_user(by, name, user).await?,
        }
    }
    Ok(())
}

/// The job of the same: what a request could not see to itself.
pub(super) async fn follow_later(app: App, workspace: Arc<Workspace>, job: JobContext) -> Result<Json> {
    let payload = &job.claimed.payload["users"];
    let users: Vec<Id> = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
    let count = users.len();
    follow(&app, &workspace, job.claimed.created_by, users).await?;
    Ok(json!({"users": count}))
}
