//! What a customer's change may do to what was there before.

use std::collections::{HashMap, HashSet};

use super::Check;
use crate::catalog::{CatalogData, Object};
use crate::convert::{Conversion, convertible};
use crate::field::{CUSTOM_PREFIX, FieldDef, FieldType, SelectOption};
use crate::object::ObjectDef;

impl Check<'_> {
    pub(super) fn changes(&mut self, old: &CatalogData) {
        let objects: HashMap<&str, (usize, &Object)> = self
            .catalog
            .objects()
            .iter()
            .enumerate()
            .map(|(at, object)| (object.table(), (at, object.as_ref())))
            .collect();
        let before: HashSet<&str> = old.objects.iter().map(|object| object.id.as_str()).collect();
        for (at, object) in self.catalog.objects().iter().enumerate() {
            if !object.def.custom && !before.contains(object.table()) {
                self.prefix(object.key(), true, format!("/objects/{at}/key"));
            }
        }
        for before in &old.objects {
            match objects.get(before.id.as_str()) {
                Some((at, after)) => self.object_changes(before, &after.def, &format!("/objects/{at}")),
                None if before.custom => {}
                None => {
                    let detail = format!("“{}” is a standard object and stays.", before.key);
                    self.issue("/objects", "standard", detail);
                }
            }
        }
    }

    fn object_changes(&mut self, before: &ObjectDef, after: &ObjectDef, here: &str) {
        if !before.custom && manners(before) != manners(after) {
            let detail =
                "Of a standard object only the labels, the icon and fields of your own can be changed.";
            self.issue(here, "standard", detail);
        }
        let fields: HashMap<&str, (usize, &FieldDef)> = after
            .fields
            .iter()
            .enumerate()
            .map(|(n, field)| (field.id.as_str(), (n, field)))
            .collect();
        let known: HashSet<&str> = before.fields.iter().map(|field| field.id.as_str()).collect();
        for (n, field) in after.fields.iter().enumerate() {
            // On a custom object the key was looked at already.
            if !after.custom && !field.is_custom() && !known.contains(field.id.as_str()) {
                self.prefix(&field.key, true, format!("{here}/fields/{n}/key"));
            }
        }
        for old in &before.fields {
            match fields.get(old.id.as_str()) {
                None if old.is_custom() => {}
                None => {
                    let detail = format!("“{}” is a standard field and stays.", old.key);
                    self.issue(format!("{here}/fields"), "standard", detail);
                }
                Some((n, new)) if old.is_custom() => {
                    if convertible(&old.kind, &new.kind) == Conversion::Never {
                        let detail = format!(
                            "A field of type {} can't become one of type {}; make a new field.",
                            old.kind.name(),
                            new.kind.name()
                        );
                        self.issue(format!("{here}/fields/{n}/type"), "not_possible", detail);
                    }
                }
                Some((n, new)) => {
                    if standard_part(old) != standard_part(new) {
                        let detail =
                            "Of a standard field only the labels, the help and the options can be changed.";
                        self.issue(format!("{here}/fields/{n}"), "standard", detail);
                    }
                }
            }
        }
    }
}

/// A standard object without what a customer may change.
fn manners(object: &ObjectDef) -> ObjectDef {
    ObjectDef {
        labels: Default::default(),
        plural: Default::default(),
        icon: String::new(),
        fields: Vec::new(),
        relabelled: false,
        ..object.clone()
    }
}

/// A standard field without what a customer may change.
fn standard_part(field: &FieldDef) -> FieldDef {
    let mut field = FieldDef {
        labels: Default::default(),
        help: Default::default(),
        relabelled: false,
        own_options: Vec::new(),
        reordered: false,
        ..field.clone()
    };
    match &mut field.kind {
        FieldType::Select { options } | FieldType::MultiSelect { options } => {
            options.retain(|option| !option.key.starts_with(CUSTOM_PREFIX));
            options.sort_by(|a, b| a.key.cmp(&b.key));
            for option in options {
                *option = SelectOption::new(&option.key, "", "");
            }
        }
        FieldType::Stage { options, .. } => {
            options.retain(|option| !option.key.starts_with(CUSTOM_PREFIX));
            options.sort_by(|a, b| a.key.cmp(&b.key));
            for option in options {
                option.labels = Default::default();
                option.color.clear();
            }
        }
        _ => {}
    }
    field
}
