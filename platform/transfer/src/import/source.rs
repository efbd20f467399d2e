//! Where the keys of a file come from. Two files may have the same numbers and mean different records by them, so a key
//! counts within a system only. A file whose map names none gets one of its own, made of its object, the columns of its
//! key and its header: the same export again has the same one, whatever the file is called. What is in the rows decides
//! where that misleads: an export with a column more is known by the records that have its keys, and a file whose rows
//! are plainly others than those records comes from elsewhere, though it has the same header.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{FieldType, Object};
use kontor_formats::Column as Surveyed;
use kontor_kernel::{Code, Error, Id, Json, Result};
use kontor_records::query::load;
use kontor_records::{Ctx, Record, label, transfer};
use sha2::{Digest, Sha256};

use super::domains::Meant;
use super::find::folded_label;
use super::mapping::Mapping;
use super::names::plain;
use super::rejected;
use super::row::{Row, Wish};

/// The system of keys from before files had systems of their own, and of files without keys.
pub const SYSTEM: &str = "import";
/// How the systems begin that files are given.
const GIVEN: &str = "import-";
/// Most files with the same header that come from different systems.
const MAX_SOURCES: usize = 20;
/// Bytes of the digest that tell systems apart.
const DIGEST: usize = 5;

/// The system of a file whose map names none.
pub fn of(object: &Object, columns: &[Surveyed], key: &[usize]) -> String {
    if key.is_empty() {
        return SYSTEM.to_owned();
    }
    let own = rejected::own(columns.iter().map(|column| column.name.as_str()));
    let named = columns.iter().skip(own).filter(|column| !column.unnamed);
    let header: BTreeSet<String> = named.map(|column| plain(&column.name)).collect();
    let keys = key.iter().map(|at| plain(&columns[*at].name));
    let mut hash = Sha256::new();
    for part in [object.key().to_owned()].into_iter().chain(keys).chain(header) {
        hash.update(part);
        hash.update([0]);
    }
    let digest = hash.finalize();
    let digest: String = digest
        .iter()
        .take(DIGEST)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{GIVEN}{digest}")
}

/// Whether the system is one that a file was given.
pub fn is_given(system: &str) -> bool {
    system == SYSTEM || system.starts_with(GIVEN)
}

/// What links mean by keys. A file may point to the rows of another, so whatever file a key came with will do, as long as
/// only one record has it.
pub fn meant(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    system: &str,
    keys: &[String],
) -> Result<HashMap<String, Meant>> {
    let mut found: HashMap<String, Meant> = HashMap::new();
    if is_given(system) {
        let mut elsewhere: HashMap<String, BTreeSet<Id>> = HashMap::new();
        let systems = given(tx, object)?;
        for (_, key, id) in transfer::by_key_of(ctx, tx, object, &systems, keys)? {
            elsewhere.entry(key).or_default().insert(id);
        }
        let meant = elsewhere
            .into_iter()
            .filter_map(|(key, ids)| Some((key, Meant::of(&ids)?)));
        found.extend(meant);
    }
    let known = transfer::by_external_key(ctx, tx, object, system, keys)?;
    found.extend(known.into_iter().map(|(key, id)| (key, Meant::One(id))));
    Ok(found)
}

/// How many rows are, by all appearances, about the records that have their keys in a system, and how many are not.
#[derive(Clone, Copy, Default)]
struct Tally {
    same: usize,
    other: usize,
}

/// The systems that files with records of an object were given.
pub fn given(tx: &mut Tx, object: &Object) -> Result<Vec<String>> {
    let all = transfer::systems(tx, object)?;
    Ok(all.into_iter().filter(|system| is_given(system)).collect())
}

/// The systems that the keys of a file may belong to. All its rows are looked at: the known ones may stand at its end.
pub struct Sources {
    systems: Vec<String>,
    tallies: BTreeMap<String, Tally>,
}

impl Sources {
    /// One of these, or a new one.
    pub fn new(systems: Vec<String>) -> Sources {
        Sources {
            systems,
            tallies: BTreeMap::new(),
        }
    }

    /// There is something to choose from.
    pub fn are_several(&self) -> bool {
        !self.systems.is_empty()
    }

    /// Compares rows with the records that have their keys.
    pub fn look(&mut self, ctx: &Ctx, tx: &mut Tx, mapping: &Mapping, rows: &[Row]) -> Result<()> {
        let object = mapping.main();
        let by_key: HashMap<&str, &Wish> = rows
            .iter()
            .filter_map(|row| Some((row.key.as_deref()?, row.wishes.first()?.as_ref()?)))
            .collect();
        let keys: Vec<String> = by_key.keys().map(|key| (*key).to_owned()).collect();
        let known = transfer::by_key_of(ctx, tx, object, &self.systems, &keys)?;
        let ids: BTreeSet<Id> = known.iter().map(|(.., id)| *id).collect();
        let records = load::by_ids(ctx, tx, object, &ids.into_iter().collect::<Vec<_>>())?;
        for (system, key, id) in known {
            let tally = self.tallies.entry(system).or_default();
            if let (Some(wish), Some(record)) = (by_key.get(key.as_str()), records.get(&id)) {
                match resembles(ctx, object, wish, record) {
                    Some(true) => tally.same += 1,
                    Some(false) => tally.other += 1,
                    None => {}
                }
            }
        }
        Ok(())
    }

    /// The system that the keys of all rows belong to: the one that has most records of these rows under their keys, as
    /// when a file has got a column more since, otherwise the first of this header whose records are not others.
    ///
    /// # Errors
    /// `conflict` where all of this header are taken.
    pub fn choose(&self, mapping: &Mapping) -> Result<String> {
        let tallies = &self.tallies;
        let own = |number: usize| match number {
            1 => mapping.system.clone(),
            number => format!("{}.{number}", mapping.system),
        };
        let is_own = |system: &String| (1..=MAX_SOURCES).any(|number| own(number) == *system);
        let theirs = tallies
            .iter()
            .filter(|(_, tally)| tally.same > 0 && tally.same >= tally.other);
        if let Some((system, _)) = theirs.max_by_key(|(system, tally)| (tally.same, is_own(system))) {
            return Ok(system.clone());
        }
        // Records without names, from before files had systems of their own, can't be told from others.
        let before = std::iter::once(SYSTEM.to_owned()).filter(|system| tallies.contains_key(system));
        let mut all = before.chain((1..=MAX_SOURCES).map(own));
        let detail = "Many files with these columns come from different systems. Say which system this one comes from.";
        all.find(|system| tallies.get(system).is_none_or(|tally| tally.other == 0))
            .ok_or_else(|| Error::new(Code::Conflict, detail))
    }
}

/// Whether a row may well be about a record: they share a word of their names, or a value that few share. Nothing where
/// one of them has no name.
fn resembles(ctx: &Ctx, object: &Arc<Object>, wish: &Wish, record: &Record) -> Option<bool> {
    let words = |text: &str| {
        let mut words = kontor_duplicates::words(text);
        kontor_duplicates::take_form(&mut words);
        words
    };
    let theirs = words(&folded_label(ctx, object, wish)?);
    let ours = words(&label(record, ctx.settings.language));
    let telling = |kind: &FieldType| {
        use FieldType::{Date, Email, LongText, Phone, Text, Url};
        matches!(kind, Text { .. } | LongText | Email | Phone | Url | Date)
    };
    let mut values = wish
        .values
        .iter()
        .filter(|(at, _)| telling(&object.fields[**at].kind));
    let shares = values.any(|(at, value)| share(value, &record.values[*at]));
    (!theirs.is_empty() && !ours.is_empty()).then(|| shares || theirs.iter().any(|word| ours.contains(word)))
}

/// Whether two values are the same, or two lists have an item in common.
fn share(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Array(one), Json::Array(other)) => {
            let value = |item: &Json| item.get("value").unwrap_or(item).clone();
            one.iter()
                .any(|item| other.iter().any(|known| value(known) == value(item)))
        }
        (one, other) => !one.is_null() && one == other,
    }
}
