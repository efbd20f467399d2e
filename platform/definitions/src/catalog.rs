//! The catalog: an immutable, versioned snapshot of all definitions of a workspace, indexed for use.

use std::collections::HashMap;
use std::sync::Arc;

use kontor_kernel::Text;
use serde::{Deserialize, Serialize};

use crate::field::{ComputedFn, FieldDef, FieldType};
use crate::object::ObjectDef;
use crate::storage::CURRENCY;

/// The currency of an amount, as a path names it and as it stands in the wire form.
pub const CURRENCY_MEMBER: &str = "currency";

/// How deep totals of totals are followed.
const MAX_DEPTH: usize = 5;

/// All definitions of a workspace at one version.
#[derive(Debug, Default)]
pub struct Catalog {
    /// Rises with every change of a definition.
    pub version: i64,
    objects: Vec<Arc<Object>>,
    by_key: HashMap<String, usize>,
    incoming: HashMap<String, Vec<Incoming>>,
}

/// What is stored and frozen of a catalog: plain data.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct CatalogData {
    /// See [`Catalog::version`].
    pub version: i64,
    /// All objects, standard and custom.
    pub objects: Vec<ObjectDef>,
}

/// An object with its complete list of fields, the envelope first.
#[derive(Debug)]
pub struct Object {
    /// Its definition.
    pub def: ObjectDef,
    /// Envelope and own fields; positions in this list are how the engine names a field.
    pub fields: Vec<FieldDef>,
    by_key: HashMap<String, usize>,
    /// The currencies of the fields that are amounts, by their position.
    currencies: HashMap<usize, FieldDef>,
}

/// A link that points to an object.
#[derive(Clone, PartialEq, Debug)]
pub struct Incoming {
    /// Key of the object that has the link.
    pub object: String,
    /// Key of the link field.
    pub field: String,
}

impl Catalog {
    /// Indexes a list of definitions.
    pub fn new(data: CatalogData) -> Catalog {
        let mut catalog = Catalog {
            version: data.version,
            ..Catalog::default()
        };
        for def in data.objects {
            let at = catalog.objects.len();
            for name in def.former_keys.iter().chain([&def.id, &def.key]) {
                catalog.by_key.insert(name.clone(), at);
            }
            catalog.objects.push(Arc::new(Object::new(def)));
        }
        // Present keys win over former ones of other objects.
        for (at, object) in catalog.objects.iter().enumerate() {
            catalog.by_key.insert(object.def.key.clone(), at);
        }
        catalog.note_extremes();
        catalog.note_money();
        let mut incoming: HashMap<String, Vec<Incoming>> = HashMap::new();
        for object in &catalog.objects {
            for field in &object.fields {
                let targets: Vec<String> = match &field.kind {
                    FieldType::Link { targets, .. } if targets.iter().any(|t| t == "*") => {
                        catalog.objects.iter().map(|o| o.def.key.clone()).collect()
                    }
                    // A target may be written by a key the object had before.
                    FieldType::Link { targets, .. } => {
                        let key =
                            |target: &String| catalog.object(target).map(|object| object.def.key.clone());
                        targets.iter().filter_map(key).collect()
                    }
                    _ => continue,
                };
                for target in targets {
                    let link = Incoming {
                        object: object.def.key.clone(),
                        field: field.key.clone(),
                    };
                    incoming.entry(target).or_default().push(link);
                }
            }
        }
        catalog.incoming = incoming;
        catalog
    }

    /// Notes what totals and rollups give that are the smallest or largest of other values.
    fn note_extremes(&mut self) {
        let mut known = Vec::new();
        for (at, object) in self.objects.iter().enumerate() {
            for (place, field) in object.fields.iter().enumerate() {
                known.extend(self.extreme(&field.kind, MAX_DEPTH).map(|kind| (at, place, kind)));
            }
        }
        for (at, place, kind) in known {
            if let Some(object) = Arc::get_mut(&mut self.objects[at]) {
                object.fields[place].gives = Some(Box::new(kind));
            }
        }
    }

    /// Notes which totals and rollups are amounts of money.
    fn note_money(&mut self) {
        let mut known = Vec::new();
        for (at, object) in self.objects.iter().enumerate() {
            for (place, field) in object.fields.iter().enumerate() {
                if self.sums_money(&field.kind, MAX_DEPTH) {
                    known.push((at, place));
                }
            }
        }
        for (at, place) in known {
            if let Some(object) = Arc::get_mut(&mut self.objects[at]) {
                object.fields[place].sums_money = true;
            }
        }
    }

    /// Whether something is computed over amounts of money, maybe through other totals; a count never is.
    fn sums_money(&self, kind: &FieldType, depth: usize) -> bool {
        let (FieldType::Total {
            object,
            function,
            field: Some(field),
            ..
        }
        | FieldType::Rollup {
            object,
            function,
            field: Some(field),
            ..
        }) = kind
        else {
            return false;
        };
        let source = self.object(object).and_then(|object| object.field(field));
        let money = source.is_some_and(|source| match &source.kind {
            FieldType::Money => true,
            other => depth > 0 && self.sums_money(other, depth - 1),
        });
        money && *function != ComputedFn::Count
    }

    /// The type of the values that something is the smallest or largest of. Of amounts of money it is a number, in the
    /// workspace's currency like a sum.
    fn extreme(&self, kind: &FieldType, depth: usize) -> Option<FieldType> {
        let (FieldType::Total {
            object,
            function: ComputedFn::Min | ComputedFn::Max,
            field: Some(field),
            ..
        }
        | FieldType::Rollup {
            object,
            function: ComputedFn::Min | ComputedFn::Max,
            field: Some(field),
            ..
        }) = kind
        else {
            return None;
        };
        match self.object(object)?.field(field)?.kind.result() {
            FieldType::Money => None,
            total @ FieldType::Total { .. } => self.extreme(total, depth.checked_sub(1)?),
            other => Some(other.clone()),
        }
    }

    /// The plain data, as stored.
    pub fn data(&self) -> CatalogData {
        CatalogData {
            version: self.version,
            objects: self.objects.iter().map(|object| object.def.clone()).collect(),
        }
    }

    /// An object by its key, its id, or a key it had before.
    pub fn object(&self, key: &str) -> Option<&Arc<Object>> {
        self.by_key.get(key).map(|at| &self.objects[*at])
    }

    /// Whether a name, as it was written some time ago, means this object: a renamed object is still meant.
    pub fn is_meant(&self, name: &str, object: &Object) -> bool {
        self.object(name).is_some_and(|meant| meant.key() == object.key())
    }

    /// All objects, in the order of their modules.
    pub fn objects(&self) -> &[Arc<Object>] {
        &self.objects
    }

    /// Links of other objects that point to this one, links to any object included.
    pub fn incoming(&self, object: &str) -> &[Incoming] {
        self.incoming.get(object).map_or(&[], Vec::as_slice)
    }

    /// The objects a link field may point to, `*` resolved.
    pub fn targets<'a>(&'a self, field: &'a FieldDef) -> Vec<&'a Arc<Object>> {
        match &field.kind {
            FieldType::Link { targets, .. } if targets.iter().any(|t| t == "*") => {
                self.objects.iter().collect()
            }
            FieldType::Link { targets, .. } => targets.iter().filter_map(|t| self.object(t)).collect(),
            FieldType::Owner => self.object("user").into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

impl Object {
    fn new(def: ObjectDef) -> Object {
        let fields: Vec<FieldDef> = envelope().into_iter().chain(def.fields.iter().cloned()).collect();
        let mut by_key = HashMap::new();
        for (at, field) in fields.iter().enumerate() {
            for name in field.former_keys.iter().chain([&field.id]) {
                by_key.entry(name.clone()).or_insert(at);
            }
        }
        for (at, field) in fields.iter().enumerate() {
            by_key.insert(field.key.clone(), at);
        }
        let amounts = fields.iter().enumerate();
        let currencies = amounts
            .filter(|(_, field)| field.kind == FieldType::Money)
            .map(|(at, field)| (at, currency_of(field)))
            .collect();
        Object {
            def,
            fields,
            by_key,
            currencies,
        }
    }

    /// Its key.
    pub fn key(&self) -> &str {
        &self.def.key
    }

    /// Its table.
    pub fn table(&self) -> &str {
        &self.def.id
    }

    /// A field by its key, its id, or a key it had before.
    pub fn field(&self, key: &str) -> Option<&FieldDef> {
        self.position(key).map(|at| &self.fields[at])
    }

    /// What a field consists of, as a field that can be read only: `currency` of an amount.
    pub fn member(&self, position: usize, name: &str) -> Option<&FieldDef> {
        self.currencies.get(&position).filter(|_| name == CURRENCY_MEMBER)
    }

    /// Whether its records are called by one field of text, as organisations are: equal names mean the same. Not so with
    /// tasks and opportunities: many are called alike.
    pub fn is_called_by_one_field(&self) -> bool {
        if !self.def.party && !self.key().starts_with("x_") {
            return false;
        }
        let first = self.def.label.first().map(Vec::as_slice).unwrap_or_default();
        matches!(first, [key] if self.field(key).is_some_and(|field| matches!(field.kind, FieldType::Text { .. })))
    }

    /// Position of a field in [`Object::fields`].
    pub fn position(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied()
    }
}

/// The currency of an amount as a text of its own.
fn currency_of(amount: &FieldDef) -> FieldDef {
    let text = FieldType::AutoNumber {
        prefix: String::new(),
        digits: 0,
    };
    FieldDef {
        id: amount.column(CURRENCY),
        ..FieldDef::new(CURRENCY_MEMBER, "Currency", "Währung", text).read_only()
    }
}

/// The fields every record has, in wire order. `id` is among them; the label and the trash's columns are not
/// fields, see [`crate::storage::PLAIN_COLUMNS`].
pub fn envelope() -> Vec<FieldDef> {
    let link = |key: &str, en: &str, de: &str, target: &str| FieldDef::link(key, en, de, &[target]);
    let mut fields = vec![
        FieldDef::new("id", "Id", "Id", FieldType::Id).read_only(),
        FieldDef::new(
            "version",
            "Version",
            "Version",
            FieldType::Integer { min: None, max: None },
        )
        .read_only(),
        FieldDef::new("created_at", "Created", "Angelegt", FieldType::Timestamp).read_only(),
        FieldDef::new("created_by", "Created by", "Angelegt von", FieldType::Owner).read_only(),
        FieldDef::new("updated_at", "Changed", "Geändert", FieldType::Timestamp).read_only(),
        FieldDef::new("updated_by", "Changed by", "Geändert von", FieldType::Owner).read_only(),
        FieldDef::new("owner", "Owner", "Zuständig", FieldType::Owner),
        link("team", "Team", "Team", "team"),
        FieldDef::new("tags", "Tags", "Schlagwörter", FieldType::Tags).searched(),
        FieldDef::new(
            "completeness",
            "Completeness",
            "Vollständigkeit",
            FieldType::Integer {
                min: Some(0),
                max: Some(100),
            },
        )
        .read_only(),
        FieldDef::new(
            "external_ids",
            "Keys in other systems",
            "Schlüssel in anderen Systemen",
            FieldType::ExternalIds,
        )
        .searched(),
    ];
    for field in &mut fields {
        field.system = true;
        field.help = Text::default();
    }
    fields
}
