//! How interactions behave: what says no time happened now, and a word from somebody ends the waiting for it
//! ([`crate::task::follow_up`]).

use kontor_kernel::{Result, Timestamp};
use kontor_records::{Behavior, Change, ChangeKind, Draft, Work};

use crate::rule::is_edit;
use crate::task::follow_up::{self, Reply};

/// Fills in the time.
pub struct Time;

impl Behavior for Time {
    fn name(&self) -> &'static str {
        "interaction.time"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        for draft in drafts
            .iter_mut()
            .filter(|draft| is_edit(draft) && draft.after.get("at").is_null())
        {
            draft.after.set("at", work.ctx.caller.now.to_string());
        }
        Ok(())
    }
}

/// Tells the follow-ups that wait for a reply.
pub struct Replies;

impl Behavior for Replies {
    fn name(&self) -> &'static str {
        "interaction.replies"
    }

    fn after(&self, work: &mut Work<'_>, changes: &[Change]) -> Result<()> {
        let said = |change: &&Change| {
            let matters = ["direction", "at", "participants", "links"]
                .iter()
                .any(|key| change.changed(key));
            let edit = matches!(change.kind, ChangeKind::Create | ChangeKind::Update);
            edit && matters && change.after.text("direction") == Some("inbound")
        };
        let reply = |change: &Change| {
            let record = &change.after;
            let from = record
                .links("participants")
                .into_iter()
                .chain(record.links("links"))
                .collect();
            Some(Reply {
                interaction: record.id,
                at: Timestamp::parse(record.text("at")?)?,
                from,
            })
        };
        let replies: Vec<Reply> = changes.iter().filter(said).filter_map(reply).collect();
        follow_up::answered(work, replies)
    }
}
