//! How tags behave. Records carry the words themselves, so three things keep the words and the tags together:
//! a word takes the spelling of the tag that it is but for its case; a new word makes its tag; and a renamed tag is
//! renamed on every record that carries it.

use std::collections::HashMap;

use kontor_expression::Tree;
use kontor_kernel::{Json, Result, fold};
use kontor_records::query::load;
use kontor_records::{Behavior, Change, ChangeKind, Command, Draft, Record, Work, apply};
use serde_json::json;

use super::KEY;
use crate::rule::{call, path, values};

/// Most words that are looked up, and most records that are renamed, at once.
const CHUNK: usize = 100;
/// Most tags that one look-up reads: a word with a `*` at an end finds more than itself.
const MOST: usize = 10_000;

/// Spells the words of any record as their tags, and makes the tags that are missing. Attached to every object.
pub struct Words;

impl Behavior for Words {
    fn name(&self) -> &'static str {
        "tag.words"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        let touched = |draft: &Draft| match draft.kind {
            ChangeKind::Create | ChangeKind::Update => draft.changes("tags"),
            ChangeKind::Restore => true,
            ChangeKind::Delete | ChangeKind::Final => false,
        };
        let mut new = HashMap::new();
        for draft in drafts.iter().filter(|draft| touched(draft)) {
            collect(earlier(draft.kind, draft.before.as_ref()), &draft.after, &mut new);
        }
        if new.is_empty() {
            return Ok(());
        }
        let mut spelling = known(work, &new)?;
        for (folded, word) in new {
            spelling.entry(folded).or_insert(word);
        }
        for draft in drafts.iter_mut().filter(|draft| touched(draft)) {
            let spelled = |word: &str| spelling.get(&fold(word)).map_or(word, String::as_str).to_owned();
            let words: Vec<String> = words_of(&draft.after).map(spelled).collect();
            if !words.is_empty() {
                draft.after.set("tags", words);
            }
        }
        Ok(())
    }

    fn after(&self, work: &mut Work<'_>, changes: &[Change]) -> Result<()> {
        let mut new = HashMap::new();
        for change in changes {
            if !matches!(change.kind, ChangeKind::Delete | ChangeKind::Final) {
                collect(
                    earlier(change.kind, change.before.as_ref()),
                    &change.after,
                    &mut new,
                );
            }
        }
        if new.is_empty() {
            return Ok(());
        }
        let known = known(work, &new)?;
        let mut missing: Vec<String> = new
            .into_iter()
            .filter(|(folded, _)| !known.contains_key(folded))
            .map(|(_, word)| word)
            .collect();
        missing.sort_unstable();
        if missing.is_empty() {
            return Ok(());
        }
        let commands = missing
            .into_iter()
            .map(|word| Command::create(KEY, values(json!({ "name": word }))))
            .collect();
        work.trusted(|work| apply(work, commands)).map(|_| ())
    }
}

/// Renames a tag on the records that carry it.
pub struct Rename;

impl Behavior for Rename {
    fn name(&self) -> &'static str {
        "tag.rename"
    }

    fn after(&self, work: &mut Work<'_>, changes: &[Change]) -> Result<()> {
        for change in changes
            .iter()
            .filter(|change| change.kind == ChangeKind::Update && change.changed("name"))
        {
            let old = change.before.as_ref().and_then(|before| before.text("name"));
            if let (Some(old), Some(new)) = (old, change.after.text("name")) {
                rename(work, old, new)?;
            }
        }
        Ok(())
    }
}

fn rename(work: &mut Work<'_>, old: &str, new: &str) -> Result<()> {
    let carries = call("in", vec![Tree::text(old), path("tags")]);
    let catalog = work.ctx.catalog.clone();
    for object in catalog.objects() {
        loop {
            let records = load::matching(work.ctx, work.tx, object, &carries, "id", CHUNK)?;
            let renamed = |record: &Record| {
                let mut words: Vec<String> = Vec::new();
                for word in words_of(record).map(|word| if word == old { new } else { word }) {
                    if words.iter().all(|other| fold(other) != fold(word)) {
                        words.push(word.to_owned());
                    }
                }
                Command::update(object.key(), record.id, values(json!({ "tags": words })))
            };
            let commands: Vec<Command> = records.iter().map(renamed).collect();
            if commands.is_empty() {
                break;
            }
            work.trusted(|work| apply(work, commands))?;
            if records.len() < CHUNK {
                break;
            }
        }
    }
    Ok(())
}

fn words_of(record: &Record) -> impl Iterator<Item = &str> {
    record
        .get("tags")
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
}

/// The record whose words need no second look. What comes out of the trash has none: its tags may have been renamed or
/// deleted meanwhile.
fn earlier(kind: ChangeKind, before: Option<&Record>) -> Option<&Record> {
    before.filter(|_| kind != ChangeKind::Restore)
}

/// Adds the words that a record did not have before, by their folded form; the first spelling stays.
fn collect(before: Option<&Record>, after: &Record, new: &mut HashMap<String, String>) {
    let old: Vec<String> = before.into_iter().flat_map(words_of).map(fold).collect();
    for word in words_of(after) {
        let folded = fold(word);
        if !old.contains(&folded) {
            new.entry(folded).or_insert_with(|| word.to_owned());
        }
    }
}

/// The spelling of the tags that exist, by their folded form.
fn known(work: &mut Work<'_>, wanted: &HashMap<String, String>) -> Result<HashMap<String, String>> {
    let tags = work.ctx.object(KEY)?.clone();
    let folded: Vec<&str> = wanted.keys().map(String::as_str).collect();
    let mut known = HashMap::new();
    for chunk in folded.chunks(CHUNK) {
        let like = |word: &&str| call("like", vec![path("name"), Tree::text(*word)]);
        let filter = call("or", chunk.iter().map(like).collect());
        for tag in load::matching(work.ctx, work.tx, &tags, &filter, "id", MOST)? {
            if let Some(name) = tag.text("name") {
                known.insert(fold(name), name.to_owned());
            }
        }
    }
    Ok(known)
}
