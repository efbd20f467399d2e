//! Upgrades: the standard definitions of the running binary, with what the customer made of them laid over.
//!
//! Nothing extra is stored for this. Custom objects and fields are told by their prefix, own options of standard
//! fields likewise, and a definition whose labels were changed says so itself.

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
    match (&mut field.kind, &stored.kind) {
        (T::Select { options: new }, T::Select { options: old })
        | (T::MultiSelect { options: new }, T::MultiSelect { options: old }) => {
            let custom = |option: &SelectOption| option.key.starts_with(CUSTOM_PREFIX);
            *new = laid_over(
                old,
                new,
                |option| &option.key,
                custom,
                |_, standard| standard.clone(),
            );
        }
        (T::Stage { options: new, .. }, T::Stage { options: old, .. }) => {
            let custom = |option: &StageOption| option.key.starts_with(CUSTOM_PREFIX);
            *new = laid_over(
                old,
                new,
                |option| &option.key,
                custom,
                |_, standard| standard.clone(),
            );
        }
        _ => {}
    }
    field
}
