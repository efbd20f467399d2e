//! How documents behave: another file is a new version, and the one before is kept.

use kontor_kernel::{Json, Result, Via};
use kontor_records::{Behavior, Change, ChangeKind, Command, Draft, Work, apply};
use serde_json::json;

use super::{KEY, VERSION};
use crate::rule::values;

/// Counts the versions of a document and keeps the earlier ones. An undo puts both back itself.
pub struct Versions;

impl Behavior for Versions {
    fn name(&self) -> &'static str {
        "document.versions"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        if work.ctx.caller.via == Via::Undo {
            return Ok(());
        }
        for draft in drafts.iter_mut().filter(|draft| draft.kind == ChangeKind::Update) {
            let replaced = draft
                .before
                .as_ref()
                .is_some_and(|before| !before.get("file").is_null());
            if replaced && draft.changes("file") {
                let number = draft.after.get("revision").as_i64().unwrap_or(1);
                draft.after.set("revision", number + 1);
            }
        }
        Ok(())
    }

    fn after(&self, work: &mut Work<'_>, changes: &[Change]) -> Result<()> {
        if work.ctx.caller.via == Via::Undo {
            return Ok(());
        }
        let replaced = changes
            .iter()
            .filter(|change| change.kind == ChangeKind::Update && change.changed("file"));
        let commands: Vec<Command> = replaced
            .filter_map(|change| {
                let before = change.before.as_ref()?;
                let file = Some(before.get("file")).filter(|file| !file.is_null())?;
                let revision = before.get("revision").as_i64().unwrap_or(1);
                Some(earlier(change, before.get("name"), file, revision))
            })
            .collect();
        if commands.is_empty() {
            return Ok(());
        }
        work.trusted(|work| apply(work, commands)).map(drop)
    }
}

fn earlier(change: &Change, name: &Json, file: &Json, revision: i64) -> Command {
    let document = json!({"id": change.after.id.to_string(), "object": KEY});
    let owner = change.after.get("owner");
    let part =
        json!({"document": document, "name": name, "file": file, "revision": revision, "owner": owner});
    Command::create(VERSION, values(part))
}
