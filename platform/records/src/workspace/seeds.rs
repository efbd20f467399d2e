//! The first records of a new workspace. They are called in its language, until somebody calls them otherwise.

use std::sync::Arc;

use kontor_kernel::{Caller, JsonMap, Locale, Result};

use super::Workspace;
use crate::command::{Command, apply};
use crate::ddl::live;
use crate::module::SeedRecord;
use crate::record::Record;

impl SeedRecord {
    /// Its values in a language.
    fn values_in(&self, language: Locale) -> JsonMap {
        let mut values = self.values.as_object().cloned().unwrap_or_default();
        if language == Locale::De {
            values.extend(self.german.as_object().cloned().unwrap_or_default());
        }
        values
    }

    /// What changes when a record that is called as it was at first is to be called so in a language.
    fn renaming(&self, record: &Record, language: Locale) -> Option<JsonMap> {
        let words = |language| {
            let mut values = self.values_in(language);
            values.retain(|key, _| self.german.get(key).is_some());
            values
        };
        let called = |words: &JsonMap| words.iter().all(|(key, text)| record.get(key) == text);
        let wanted = words(language);
        let otherwise = [Locale::En, Locale::De].into_iter().map(words);
        let found = otherwise
            .filter(|words| *words != wanted)
            .any(|words| called(&words));
        found.then_some(wanted)
    }
}

impl Workspace {
    /// Makes them.
    pub(super) async fn seed(self: &Arc<Workspace>) -> Result<()> {
        let language = self.state().settings.language;
        let seeds = self.engine.records.iter();
        let commands: Vec<Command> = seeds
            .map(|seed| Command::create(seed.object, seed.values_in(language)))
            .collect();
        if commands.is_empty() {
            return Ok(());
        }
        let caller = Caller::system(&self.clock);
        self.write(&self.system(caller), move |work| {
            apply(work, commands.clone()).map(|_| ())
        })
        .await
    }

    /// Calls those that nobody has called otherwise by their names in the language of the workspace.
    pub(super) async fn name_seeds(self: &Arc<Workspace>) -> Result<()> {
        let engine = self.engine.clone();
        let ctx = self.system(Caller::system(&self.clock));
        self.write(&ctx, move |work| {
            let language = work.ctx.settings.language;
            let mut commands = Vec::new();
            for seed in engine.records.iter() {
                let records = live(work.ctx, work.tx, seed.object)?;
                let renamed = records.iter().find_map(|record| {
                    let words = seed.renaming(record, language)?;
                    Some(Command::update(seed.object, record.id, words))
                });
                commands.extend(renamed);
            }
            match commands.is_empty() {
                true => Ok(()),
                false => work.trusted(|work| apply(work, commands)).map(|_| ()),
            }
        })
        .await
    }
}
