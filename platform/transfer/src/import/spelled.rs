//! Firms whose names are spelled in another way: `Adler G.m.b.H.` is `ADLER  GmbH`, in the file and in the workspace. They are
//! looked up by the keys of the search for duplicates, where one is made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::Object;
use kontor_duplicates::{Index, Prepared, is_watched};
use kontor_kernel::{Id, Json, Result, fold};
use kontor_records::query::load;
use kontor_records::{Ctx, label};
use serde_json::{Map, json};

use super::domains;
use super::find::folded_label;
use super::row::Wish;

/// A name of so many words may have more.
const MAX_WORDS: usize = 12;

/// A firm's name but for spaces, points and accents. Other legal forms are other firms.
pub fn spelling(label: &str) -> Option<String> {
    let mut words = kontor_duplicates::words(label);
    // Of a very long name only its beginning would be compared.
    let whole = words.len() < MAX_WORDS;
    let form = kontor_duplicates::take_form(&mut words).unwrap_or_default();
    (whole && !words.is_empty()).then(|| format!("{} {}", words.concat(), form.replace(' ', "")))
}

/// Whether two names are spellings of one.
pub fn alike(one: &Json, other: &Json) -> bool {
    let spelled = |name: &Json| spelling(&fold(name.as_str()?));
    spelled(one).is_some_and(|name| spelled(other) == Some(name))
}

/// Live records that the caller may see, by the spelling of the names that wishes have.
pub fn records<'a>(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    wishes: impl Iterator<Item = &'a Wish>,
) -> Result<BTreeMap<String, BTreeSet<Id>>> {
    let mut spelled: BTreeMap<String, BTreeSet<Id>> = BTreeMap::new();
    let field = domains::name(object).filter(|_| object.def.party && is_watched(ctx, object));
    let Some(key) = field.map(|at| &object.fields[at].key) else {
        return Ok(spelled);
    };
    let names: BTreeSet<String> = wishes
        .filter_map(|wish| folded_label(ctx, object, wish))
        .collect();
    let wanted: BTreeSet<String> = names.iter().filter_map(|name| spelling(name)).collect();
    let index = Index::read(ctx, tx, object)?;
    let named = |name: &String| Map::from_iter([(key.clone(), json!(name))]);
    let drafts: Vec<Prepared> = names
        .iter()
        .map(|name| index.prepare_values(ctx, &named(name)))
        .collect();
    let ids = index.called(tx, &drafts)?;
    let seen = load::live(ctx, tx, object, &ids)?;
    for (id, record) in load::by_ids(ctx, tx, object, &ids)? {
        let called = spelling(&fold(&label(&record, ctx.settings.language)));
        if let Some(called) = called.filter(|called| seen.contains(&id) && wanted.contains(called)) {
            spelled.entry(called).or_default().insert(id);
        }
    }
    Ok(spelled)
}
