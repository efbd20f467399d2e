//! Where definitions name each other: when a key changes, they follow. (Expressions need not: a former key keeps
//! resolving.)

use crate::field::{FieldDef, FieldType};
use crate::object::ObjectDef;

/// All names under which a thing is known.
fn names(key: &str, id: &str, former: &[String]) -> Vec<String> {
    former
        .iter()
        .cloned()
        .chain([key.to_owned(), id.to_owned()])
        .collect()
}

/// Gives an object a new key; the old one keeps resolving.
pub(crate) fn rename_object(objects: &mut [ObjectDef], at: usize, key: &str) {
    let object = &mut objects[at];
    let names = names(&object.key, &object.id, &object.former_keys);
    renamed(&mut object.key, &mut object.former_keys, key);
    for field in objects.iter_mut().flat_map(|object| &mut object.fields) {
        match &mut field.kind {
            FieldType::Link { targets, .. } => {
                targets.iter_mut().for_each(|target| follow(target, &names, key))
            }
            FieldType::Total { object, .. } | FieldType::Rollup { object, .. } => follow(object, &names, key),
            _ => {}
        }
    }
}

/// Gives a field a new key; the old one keeps resolving.
pub(crate) fn rename_field(objects: &mut [ObjectDef], at: usize, n: usize, key: &str) {
    let object = &mut objects[at];
    let owners = self::names(&object.key, &object.id, &object.former_keys);
    let field = &mut object.fields[n];
    let names = self::names(&field.key, &field.id, &field.former_keys);
    renamed(&mut field.key, &mut field.former_keys, key);
    let own = |name: &mut String| follow(name, &names, key);

    object.label.iter_mut().flatten().for_each(own);
    object.identifying.iter_mut().for_each(own);
    object.completeness.iter_mut().for_each(|(field, _)| own(field));
    object
        .hierarchy
        .iter_mut()
        .chain(&mut object.part_of)
        .for_each(own);
    if let Some(timeline) = &mut object.timeline {
        own(&mut timeline.at);
        timeline
            .links
            .iter_mut()
            .chain(&mut timeline.kind)
            .chain(&mut timeline.channel)
            .for_each(own);
    }
    for FieldDef { kind, .. } in &mut object.fields {
        if let FieldType::Stage { options, stages_from } = kind {
            stages_from.iter_mut().for_each(own);
            options
                .iter_mut()
                .flat_map(|option| &mut option.required)
                .for_each(own);
        }
    }
    for field in objects.iter_mut().flat_map(|object| &mut object.fields) {
        if let FieldType::Total {
            object, link, field, ..
        }
        | FieldType::Rollup {
            object, link, field, ..
        } = &mut field.kind
            && owners.contains(object)
        {
            own(link);
            field.iter_mut().for_each(own);
        }
    }
}

fn renamed(present: &mut String, former: &mut Vec<String>, key: &str) {
    let old = std::mem::replace(present, key.to_owned());
    former.retain(|name| name != key && *name != old);
    former.push(old);
}

fn follow(name: &mut String, names: &[String], key: &str) {
    if names.contains(name) {
        key.clone_into(name);
    }
}
