//! From one catalog to the next: what a database must do so that it looks as if built from the new one.
//!
//! Objects and fields are matched by id, so a rename touches no data. Both catalogs are expected to pass
//! [`crate::check()`]; the result is a [`Plan`] in a safe order.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

mod derived;

use crate::catalog::{Catalog, CatalogData, Object, envelope};
use crate::field::{FieldDef, FieldType};
use crate::object::ObjectDef;
use crate::plan::{Backfill, Plan, Step};
use crate::storage::{IndexDef, indexes, table_columns};

/// What has to happen to get from one catalog to the other; empty exactly when they say the same.
pub fn diff(old: &CatalogData, new: &CatalogData) -> Plan {
    let (old, new) = (Catalog::new(old.clone()), Catalog::new(new.clone()));
    let mut diff = Diff {
        old: &old,
        new: &new,
        pairs: pairs(&old, &new),
        envelope: envelope(),
        steps: Vec::new(),
        touched: BTreeSet::new(),
    };
    diff.run();
    let mut steps = diff.steps;
    steps.sort_by_key(Step::rank);
    let names = names(&steps, &old, &new);
    Plan { steps, names }
}

/// What has to be computed anew when the stored values of some fields changed beside the definitions.
pub fn depending_on(data: &CatalogData, changed: impl Fn(&FieldDef) -> bool) -> Plan {
    let catalog = Catalog::new(data.clone());
    let fields = catalog.objects().iter().flat_map(|object| {
        let changed = object.def.fields.iter().filter(|field| changed(field));
        changed.map(|field| (object.table(), field.id.as_str()))
    });
    let mut diff = Diff {
        old: &catalog,
        new: &catalog,
        pairs: pairs(&catalog, &catalog),
        envelope: envelope(),
        steps: Vec::new(),
        touched: fields.collect(),
    };
    diff.computed();
    let mut steps = diff.steps;
    steps.sort_by_key(Step::rank);
    let names = names(&steps, &catalog, &catalog);
    Plan { steps, names }
}

/// An object before and after.
type Pair<'a> = (&'a Object, &'a Object);

struct Diff<'a> {
    old: &'a Catalog,
    new: &'a Catalog,
    /// Objects in both, in the new order.
    pairs: Vec<Pair<'a>>,
    envelope: Vec<FieldDef>,
    steps: Vec<Step>,
    /// Ids of the fields whose stored values may change, with their object's: what depends on them is computed
    /// anew.
    touched: BTreeSet<(&'a str, &'a str)>,
}

fn pairs<'a>(old: &'a Catalog, new: &'a Catalog) -> Vec<Pair<'a>> {
    let before = by_id(old);
    new.objects()
        .iter()
        .filter_map(|after| Some((*before.get(after.table())?, after.as_ref())))
        .collect()
}

fn by_id(catalog: &Catalog) -> HashMap<&str, &Object> {
    catalog
        .objects()
        .iter()
        .map(|object| (object.table(), object.as_ref()))
        .collect()
}

fn fields_by_id(object: &ObjectDef) -> HashMap<&str, &FieldDef> {
    object
        .fields
        .iter()
        .map(|field| (field.id.as_str(), field))
        .collect()
}

/// Fields before and after; what is on one side only is new or dropped.
fn field_pairs<'a>((before, after): Pair<'a>) -> impl Iterator<Item = (Option<&'a FieldDef>, &'a FieldDef)> {
    let old = fields_by_id(&before.def);
    after
        .def
        .fields
        .iter()
        .map(move |field| (old.get(field.id.as_str()).copied(), field))
}

impl<'a> Diff<'a> {
    fn run(&mut self) {
        let (before, after) = (by_id(self.old), by_id(self.new));
        for object in self
            .new
            .objects()
            .iter()
            .filter(|object| !before.contains_key(object.table()))
        {
            self.steps.push(Step::CreateTable {
                table: object.table().to_owned(),
                columns: table_columns(&object.def),
                indexes: indexes(&object.def, &self.envelope),
            });
        }
        for pair in self.pairs.clone() {
            self.fields(pair);
            self.targets(pair);
        }
        self.computed();
        for pair in self.pairs.clone() {
            self.rules(pair);
            self.indexes(pair);
            self.search(pair);
        }
        for object in self
            .old
            .objects()
            .iter()
            .filter(|object| !after.contains_key(object.table()))
        {
            for field in object.fields.iter().filter(|field| field.kind.is_multi_valued()) {
                self.forget(object.table(), field);
            }
            self.steps.push(Step::DropTable {
                table: object.table().to_owned(),
            });
        }
        self.the_rest();
    }

    /// Columns and values of each field.
    fn fields(&mut self, pair: Pair<'a>) {
        let (before, after) = pair;
        let object = after.table();
        for (old, field) in field_pairs(pair) {
            match old {
                None => self.added(object, field),
                Some(old) => self.changed(before, old, after, field),
            }
        }
        let kept = fields_by_id(&after.def);
        for field in before
            .def
            .fields
            .iter()
            .filter(|field| !kept.contains_key(field.id.as_str()))
        {
            // Beside the records stand the items of several-valued fields and the texts of files.
            if field.kind.is_multi_valued() || matches!(field.kind, FieldType::File) {
                self.forget(object, field);
            }
            for column in field.columns() {
                self.steps.push(Step::DropColumn {
                    table: object.to_owned(),
                    field: field.id.clone(),
                    column,
                });
            }
        }
    }

    fn added(&mut self, object: &'a str, field: &'a FieldDef) {
        for column in field.columns() {
            self.steps.push(Step::AddColumn {
                table: object.to_owned(),
                field: field.id.clone(),
                column,
            });
        }
        self.fill(object, field);
        self.number(object, field);
    }

    fn changed(&mut self, before: &'a Object, old: &'a FieldDef, after: &'a Object, field: &'a FieldDef) {
        let object = after.table();
        if let (Some(had), Some(has)) = (old.kind.option_keys(), field.kind.option_keys()) {
            let has: HashSet<&str> = has.into_iter().collect();
            for option in had.into_iter().filter(|option| !has.contains(option)) {
                self.touched.insert((object, &field.id));
                self.steps.push(Step::OptionRemoved {
                    object: object.to_owned(),
                    field: field.id.clone(),
                    option: option.to_owned(),
                    replacement: None,
                });
            }
        }
        // Records are found by the labels of their options.
        if old.kind.option_keys().is_some() && old.kind != field.kind {
            self.touched.insert((object, &field.id));
        }
        if stored_differently(before, old, after, field) {
            self.touched.insert((object, &field.id));
            self.steps.push(Step::ConvertField {
                table: object.to_owned(),
                field: field.id.clone(),
                from: old.kind.clone(),
                to: field.kind.clone(),
            });
            if !matches!(old.kind, FieldType::AutoNumber { .. }) {
                self.number(object, field);
            }
        }
        if field.required && !old.required {
            self.fill(object, field);
        }
    }

    fn fill(&mut self, object: &'a str, field: &'a FieldDef) {
        if let Some(value) = &field.default {
            self.touched.insert((object, &field.id));
            self.steps.push(Step::FillDefault {
                object: object.to_owned(),
                field: field.id.clone(),
                value: value.clone(),
            });
        }
    }

    fn number(&mut self, object: &'a str, field: &'a FieldDef) {
        if matches!(field.kind, FieldType::AutoNumber { .. }) {
            self.touched.insert((object, &field.id));
            self.steps.push(Step::AssignNumbers {
                object: object.to_owned(),
                field: field.id.clone(),
            });
        }
    }

    fn forget(&mut self, object: &str, field: &FieldDef) {
        self.steps.push(Step::ForgetSideValues {
            object: object.to_owned(),
            field: field.id.clone(),
        });
    }

    /// Links to objects that are gone, or no longer among the targets.
    fn targets(&mut self, pair: Pair<'a>) {
        let object = pair.1.table();
        for (old, field) in field_pairs(pair) {
            let Some(old) = old else { continue };
            if old.link_targets().is_none() || field.link_targets().is_none() {
                continue;
            }
            let ids = |catalog: &Catalog, field: &FieldDef| -> Vec<String> {
                catalog
                    .targets(field)
                    .iter()
                    .map(|target| target.table().to_owned())
                    .collect()
            };
            let kept: HashSet<String> = ids(self.new, field).into_iter().collect();
            for target in ids(self.old, old)
                .into_iter()
                .filter(|target| !kept.contains(target))
            {
                self.touched.insert((object, &field.id));
                let (object, field) = (object.to_owned(), field.id.clone());
                self.steps.push(Step::ForgetTarget {
                    object,
                    field,
                    target,
                });
            }
        }
    }

    fn indexes(&mut self, pair: Pair<'a>) {
        let (before, after) = pair;
        let table = after.table();
        let converted: HashSet<String> = self
            .steps
            .iter()
            .filter(|step| matches!(step, Step::ConvertField { table: of, .. } if of == table))
            .filter_map(|step| step.field().map(str::to_owned))
            .collect();
        let (old, new) = (
            indexes(&before.def, &self.envelope),
            indexes(&after.def, &self.envelope),
        );
        let stays = |index: &IndexDef| {
            !converted.contains(index.field()) && old.contains(index) && new.contains(index)
        };
        let known = fields_by_id(&before.def);
        for index in old.iter().filter(|index| !stays(index)) {
            self.steps.push(Step::DropIndex {
                table: table.to_owned(),
                index: index.clone(),
            });
        }
        for index in new.iter().filter(|index| !stays(index)) {
            let numbered = after.field(index.field()).is_some_and(FieldDef::is_computed);
            if index.unique && !numbered && known.contains_key(index.field()) {
                self.steps.push(Step::BackfillIndex {
                    object: table.to_owned(),
                    fields: vec![index.field().to_owned()],
                    purpose: Backfill::Unique,
                });
            }
            self.steps.push(Step::AddIndex {
                table: table.to_owned(),
                index: index.clone(),
            });
        }
    }

    /// The search index holds all words of a record, so one field more or less means all records.
    fn search(&mut self, pair: Pair<'a>) {
        let (before, after) = pair;
        let object = after.table();
        let searched = |def: &'a ObjectDef| -> BTreeSet<&'a str> {
            def.fields
                .iter()
                .filter(|field| field.searched)
                .map(|field| field.id.as_str())
                .collect()
        };
        let (old, new) = (searched(&before.def), searched(&after.def));
        let known = fields_by_id(&before.def);
        let fields: Vec<String> = old
            .union(&new)
            .filter(|id| {
                let empty = !known.contains_key(**id);
                self.touched.contains(&(object, **id)) || (old.contains(*id) != new.contains(*id) && !empty)
            })
            .map(|id| (*id).to_owned())
            .collect();
        if !fields.is_empty() {
            let purpose = Backfill::Search;
            self.steps.push(Step::BackfillIndex {
                object: object.to_owned(),
                fields,
                purpose,
            });
        }
    }

    /// Whatever changed without leaving a step so far.
    fn the_rest(&mut self) {
        let named: HashSet<(String, Option<String>)> = self
            .steps
            .iter()
            .map(|step| (step.object().to_owned(), step.field().map(str::to_owned)))
            .collect();
        let silent = |object: &str, field: Option<&str>| {
            !named.contains(&(object.to_owned(), field.map(str::to_owned)))
        };
        let mut rest = Vec::new();
        for pair in &self.pairs {
            let object = pair.1.table();
            if manners(*pair) && silent(object, None) {
                rest.push(Step::RelabelOnly {
                    object: object.to_owned(),
                    field: None,
                });
            }
            for (old, field) in field_pairs(*pair) {
                if old != Some(field) && silent(object, Some(&field.id)) {
                    rest.push(Step::RelabelOnly {
                        object: object.to_owned(),
                        field: Some(field.id.clone()),
                    });
                }
            }
        }
        self.steps.append(&mut rest);
    }
}

/// Whether the object itself changed, or the order of its fields.
fn manners((before, after): Pair<'_>) -> bool {
    let shell = |def: &ObjectDef| ObjectDef {
        fields: Vec::new(),
        ..def.clone()
    };
    let (old, new) = (fields_by_id(&before.def), fields_by_id(&after.def));
    let order = |def: &ObjectDef| -> Vec<String> {
        let both = def.fields.iter().map(|field| field.id.as_str());
        both.filter(|id| old.contains_key(id) && new.contains_key(id))
            .map(str::to_owned)
            .collect()
    };
    shell(&before.def) != shell(&after.def) || order(&before.def) != order(&after.def)
}

/// Whether the stored form of the values differs.
fn stored_differently(before: &Object, old: &FieldDef, after: &Object, new: &FieldDef) -> bool {
    use FieldType as T;
    match (&old.kind, &new.kind) {
        (T::Decimal { scale: old }, T::Decimal { scale: new }) => old != new,
        (T::Stage { stages_from: old, .. }, T::Stage { stages_from: new, .. }) => {
            let id =
                |object: &Object, link: &Option<String>| link.as_ref().map(|link| field_id(object, link));
            id(before, old) != id(after, new)
        }
        _ => {
            std::mem::discriminant(&old.kind) != std::mem::discriminant(&new.kind)
                || old.columns() != new.columns()
                || old.is_many() != new.is_many()
        }
    }
}

/// The id behind a key, an id or a former key; what is unknown stays as it is.
fn field_id(object: &Object, key: &str) -> String {
    object
        .field(key)
        .map_or(key, |field| field.id.as_str())
        .to_owned()
}

/// What the objects and fields of the steps are called, by the newest definition there is.
fn names(steps: &[Step], old: &Catalog, new: &Catalog) -> BTreeMap<String, kontor_kernel::Text> {
    let (old, new) = (by_id(old), by_id(new));
    let mut names = BTreeMap::new();
    for step in steps {
        let target = match step {
            Step::ForgetTarget { target, .. } => Some(target.as_str()),
            _ => None,
        };
        for id in target.into_iter().chain([step.object()]) {
            if let Some(object) = new.get(id).or_else(|| old.get(id)) {
                names.insert(id.to_owned(), object.def.labels.clone());
            }
        }
        if let Some(id) = step.field() {
            let field = |objects: &HashMap<&str, &Object>| {
                objects
                    .get(step.object())
                    .and_then(|object| object.field(id))
                    .map(|field| field.labels.clone())
            };
            if let Some(labels) = field(&new).or_else(|| field(&old)) {
                names.insert(format!("{}.{id}", step.object()), labels);
            }
        }
    }
    names
}
