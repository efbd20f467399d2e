//! A key for rows of which their file brings none, as contacts of Outlook and Google: made of the name and of where the
//! record is reached, so that the next export of the same contacts updates them.

use kontor_definitions::{FieldType, Object};
use kontor_kernel::{Json, fold};
use kontor_records::Ctx;
use sha2::{Digest, Sha256};

use super::find::{folded_label, normal};
use super::mapping::Mapping;
use super::row::{Row, Wish};

/// Bytes of a key.
const DIGEST: usize = 8;
/// Parts of a name.
const NAME: [&str; 3] = ["name", "given_name", "family_name"];
/// What other records are called by.
const CALLED: [&str; 3] = ["name", "subject", "title"];

/// The key of a row; none where there is too little to know it by.
pub(super) fn of(ctx: &Ctx, mapping: &Mapping, row: &Row) -> Option<String> {
    let object = mapping.main();
    let wish = row.wishes.first()?.as_ref()?;
    let mut parts: Vec<String> = NAME.iter().map(|key| text(object, wish, key)).collect();
    let item = |kind: &FieldType| {
        let mut fields = object
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.kind == *kind);
        fields.find_map(|(at, _)| normal(ctx, object, at, wish.values.get(&at)?).into_iter().next())
    };
    let beside = |party: bool| {
        let others = mapping.objects.iter().zip(&row.wishes).skip(1);
        let others =
            others.filter(move |(other, _)| other.def.party == party && other.is_called_by_one_field());
        others.filter_map(|(other, wish)| folded_label(ctx, other, wish.as_ref()?))
    };
    let reached = item(&FieldType::Email).or_else(|| item(&FieldType::Phone));
    let reached = reached.or_else(|| beside(true).next());
    if reached.is_none() && parts.iter().all(String::is_empty) {
        return None;
    }
    parts.extend(reached);
    // A row for each deal of somebody.
    parts.extend(beside(false));
    Some(digest(&parts.join("\0")))
}

/// What tells a record apart from others of its kind that rows of one key bring, as the deals of somebody: what it is called;
/// of what has no name, as a note, what all are called that the row brings. The role of an employment is no name.
pub(super) fn of_own(mapping: &Mapping, at: usize, row: &Row) -> Option<String> {
    let name = |at: usize| {
        let (object, wish) = (&mapping.objects[at], row.wishes[at].as_ref()?);
        let called = CALLED.iter().map(|key| text(object, wish, key));
        called.into_iter().find(|text| !text.is_empty())
    };
    let is_brought = |at: &usize| {
        let object = &mapping.objects[*at];
        !object.def.party && !object.is_called_by_one_field()
    };
    let all = || {
        (1..row.wishes.len())
            .filter(is_brought)
            .filter_map(name)
            .collect::<Vec<_>>()
    };
    let text = name(at).unwrap_or_else(|| all().join("\0"));
    (!text.is_empty()).then(|| digest(&text))
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest
        .iter()
        .take(DIGEST)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn text(object: &Object, wish: &Wish, key: &str) -> String {
    let value = object.position(key).and_then(|at| wish.values.get(&at));
    fold(value.and_then(Json::as_str).unwrap_or_default())
}
