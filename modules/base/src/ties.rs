//! What is said of parties — a role of one, a relation between two — goes for good with the party it is said of: there
//! is nobody left whom it would be true of, and what it says of somebody must not outlive him.

use kontor_kernel::Result;
use kontor_records::{Behavior, Change, ChangeKind, Command, Op, Work, apply};

/// Deletes a record for good when one of these links was emptied because its target was.
pub struct GoesWith(pub &'static [&'static str]);

impl Behavior for GoesWith {
    fn name(&self) -> &'static str {
        "party.goes_with"
    }

    fn after(&self, work: &mut Work<'_>, changes: &[Change]) -> Result<()> {
        // The links are required, so that nothing else empties them.
        let lost = |change: &&Change| {
            let emptied = |key: &&str| change.changed(key) && change.after.link(key).is_none();
            change.kind == ChangeKind::Update && self.0.iter().any(emptied)
        };
        let commands: Vec<Command> = changes
            .iter()
            .filter(lost)
            .map(|change| Command {
                object: change.after.object.key().to_owned(),
                op: Op::Delete {
                    id: change.after.id,
                    version: None,
                    forever: true,
                },
            })
            .collect();
        work.trusted(|work| apply(work, commands)).map(|_| ())
    }
}
