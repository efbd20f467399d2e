//! Upgrades: the standard definitions of the running binary, with what the customer made of them laid over.
//!
//! Nothing extra is stored for this. Custom objects and fields are told by their prefix, own options of standard
//! fields likewise, and a definition whose labels, options or order were changed says so itself.

use crate::catalog::CatalogData;
use crate::field::{CUSTOM_PREFIX, FieldDef, FieldType, SelectOption, StageOption};
use crate::object::ObjectDef;

/// The stored catalog with its standard part replaced; the version is that of the stored one. What is custom
/// keeps its place behind the standard thing it stood behind.
pub fn merge_standard(stored: &CatalogData, standard: &[ObjectDef]) -> CatalogData {
    let objects = laid_over(
        &stored.objects,
        standard,
        |object| &object.id,
        |object| object.custom,
        merged_object,
    );
    CatalogData {
        version: stored.version,
        objects,
    }
}

/// `standard` in its own order and merged with its stored counterparts, between them what is custom.
fn laid_over<T: Clone>(
    stored: &[T],
    standard: &[T],
    id: impl Fn(&T) -> &String,
    custom: impl Fn(&T) -> bool,
    merged: impl Fn(&T, &T) -> T,
) -> Vec<T> {
    let position = |item: &T| standard.iter().position(|other| id(other) == id(item));
    // Custom items before the first standard one come first; the others follow the one before them.
    let mut first = Vec::new();
    let mut followers: Vec<Vec<T>> = vec![Vec::new(); standard.len()];
    let mut merge: Vec<Option<T>> = vec![None; standard.len()];
    let mut anchor = None;
    for item in stored {
        if custom(item) {
            anchor
                .map_or(&mut first, |at: usize| &mut followers[at])
                .push(item.clone());
        } else if let Some(at) = position(item) {
            merge[at] = Some(merged(item, &standard[at]));
            anchor = Some(at);
        }
    }
    let rest = standard
        .iter()
        .zip(merge)
        .zip(followers)
        .flat_map(|((new, merged), followers)| {
            std::iter::once(merged.unwrap_or_else(|| new.clone())).chain(followers)
        });
    first.into_iter().chain(rest).collect()
}

fn merged_object(stored: &ObjectDef, standard: &ObjectDef) -> ObjectDef {
    let mut object = standard.clone();
    object.fields = laid_over(
        &stored.fields,
        &standard.fields,
        |field| &field.id,
        FieldDef::is_custom,
        merged_field,
    );
    if stored.relabelled {
        object.labels.clone_from(&stored.labels);
        object.plural.clone_from(&stored.plural);
        object.icon.clone_from(&stored.icon);
        object.relabelled = true;
    }
    object
}

fn merged_field(stored: &FieldDef, standard: &FieldDef) -> FieldDef {
    use FieldType as T;
    let mut field = standard.clone();
    if stored.relabelled {
        field.labels.clone_from(&stored.labels);
        field.help.clone_from(&stored.help);
        field.relabelled = true;
    }
    field.reordered = stored.reordered;
    let known = standard.kind.option_keys().unwrap_or_default();
    let own = |key: &String| known.contains(&key.as_str());
    field.own_options = stored
        .own_options
        .iter()
        .filter(|key| own(key))
        .cloned()
        .collect();
    match (&mut field.kind, &stored.kind) {
        (T::Select { options: new }, T::Select { options: old })
        | (T::MultiSelect { options: new }, T::MultiSelect { options: old }) => {
            let custom = |option: &SelectOption| option.key.starts_with(CUSTOM_PREFIX);
            let merged =
                |was: &SelectOption, standard: &SelectOption| match stored.own_options.contains(&was.key) {
                    true => was.clone(),
                    false => standard.clone(),
                };
            *new = laid_over(old, new, |option| &option.key, custom, merged);
            if stored.reordered {
                *new = in_order_of(old, new, |option| &option.key);
            }
        }
        (T::Stage { options: new, .. }, T::Stage { options: old, .. }) => {
            let custom = |option: &StageOption| option.key.starts_with(CUSTOM_PREFIX);
            let merged =
                |was: &StageOption, standard: &StageOption| match stored.own_options.contains(&was.key) {
                    true => StageOption {
                        labels: was.labels.clone(),
                        color: was.color.clone(),
                        ..standard.clone()
                    },
                    false => standard.clone(),
                };
            *new = laid_over(old, new, |option| &option.key, custom, merged);
            if stored.reordered {
                *new = in_order_of(old, new, |option| &option.key);
            }
        }
        _ => {}
    }
    field
}

/// `items` in the order in which they were stored; a new one follows the one it stands behind.
fn in_order_of<T: Clone>(stored: &[T], items: &[T], key: impl Fn(&T) -> &String) -> Vec<T> {
    let find = |list: &[T], item: &T| list.iter().position(|other| key(other) == key(item));
    let mut ordered: Vec<T> = stored
        .iter()
        .filter_map(|item| find(items, item).map(|at| items[at].clone()))
        .collect();
    for (n, item) in items.iter().enumerate() {
        if find(&ordered, item).is_none() {
            let before = n.checked_sub(1).and_then(|n| find(&ordered, &items[n]));
            ordered.insert(before.map_or(0, |at| at + 1), item.clone());
        }
    }
    ordered
}
