//! Is a workspace in order? For the owner of the machine. It only reads.

use std::time::Duration;

use axum::Json as Answer;
use kontor_files::file;
use kontor_kernel::{Caller, Json, Result as Outcome};
use kontor_records::{inspect, texts, transfer};
use serde_json::json;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::machine::Owner;
use crate::app::{App, Storage, Visitor};
use crate::problem::Result;
use crate::problems;

/// How long looking may take.
const LIMIT: Duration = Duration::from_secs(3600);
/// Names that are told of a longer list.
const TOLD: usize = 10;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look))
}

problems! {
    /// What looking can be refused with.
    struct Looking: NotFound;
}

/// Looks at the database, links, side tables, search and files of the workspace, and tells versions and rules.
#[utoipa::path(get, path = "/machine/doctor", tag = "machine", operation_id = "look_after_workspace",
    responses((status = 200, body = Json, description = "What was looked at: `ok`, and `checks` by name."), Looking))]
async fn look(Owner(visitor): Owner) -> Result<Answer<Json>> {
    let checks = checks(&visitor).await?;
    let ok = checks.iter().all(|check| check["ok"] == json!(true));
    Ok(Answer(json!({"ok": ok, "checks": checks})))
}

fn check(name: &str, ok: bool, detail: impl Into<String>) -> Json {
    json!({"name": name, "ok": ok, "detail": detail.into()})
}

/// A check that is passed when a list is empty.
fn none_of(name: &str, wrong: &[String], right: impl Into<String>) -> Json {
    match wrong.len() {
        0 => check(name, true, right),
        many if many > TOLD => check(
            name,
            false,
            format!("{}, and {} more", wrong[..TOLD].join(", "), many - TOLD),
        ),
        _ => check(name, false, wrong.join(", ")),
    }
}

async fn checks(visitor: &Visitor) -> Outcome<Vec<Json>> {
    let (app, workspace) = (&visitor.app, &visitor.workspace);
    let caller = Caller::system(app.clock());
    let looking = workspace.database.read_snapshot(LIMIT, move |tx| {
        let ctx = transfer::context(tx, &caller)?;
        let faults = kontor_database::faults(tx)?;
        let dangling = inspect::dangling(&ctx, tx)?;
        let (sides, seen) = inspect::sides(&ctx, tx)?;
        let unsearchable = inspect::unsearchable(&ctx, tx)?;
        let mut records = 0;
        for object in ctx.catalog.objects() {
            records += transfer::count(tx, object)?;
        }
        Ok((
            faults,
            dangling,
            sides,
            seen,
            unsearchable,
            records,
            ctx.catalog.version,
            file::referenced(tx)?,
            texts::summary(tx)?,
        ))
    });
    let (faults, dangling, sides, seen, unsearchable, records, version, contents, texts) = looking.await?;
    let dangling: Vec<String> = dangling
        .iter()
        .map(|(field, count)| format!("{field} ({count})"))
        .collect();
    let blobs = app.blobs(&workspace.name)?;
    let files = contents.len();
    let missing: Vec<String> = contents
        .into_iter()
        .filter(|hash| !blobs.contains(*hash))
        .map(|hash| hash.to_string())
        .collect();
    let texts: Vec<String> = texts
        .iter()
        .map(|(state, count)| format!("{count} {state}"))
        .collect();
    let rules: Vec<String> = app
        .engine()
        .behaviors
        .names()
        .iter()
        .map(|(object, name)| format!("{name} on {object}"))
        .collect();
    let kind = match app.storage() {
        Storage::Sqlite => "SQLite",
        Storage::Postgres { .. } => "PostgreSQL",
    };
    let versions = format!(
        "Kontor {} on {kind}, definitions {version}",
        env!("CARGO_PKG_VERSION")
    );
    Ok(vec![
        check("versions", true, versions),
        none_of("control database", &app.auth().faults().await?, "whole"),
        none_of("database", &faults, format!("whole, {records} records")),
        none_of("links", &dangling, "none leads nowhere"),
        none_of(
            "side tables",
            &sides,
            format!("as the records say ({seen} looked at)"),
        ),
        none_of("search", &unsearchable, "knows every record"),
        none_of("files", &missing, format!("all {files} contents are there")),
        check(
            "texts of files",
            true,
            if texts.is_empty() {
                "none".to_owned()
            } else {
                texts.join(", ")
            },
        ),
        check(
            "rules",
            true,
            if rules.is_empty() {
                "none".to_owned()
            } else {
                rules.join(", ")
            },
        ),
    ])
}
