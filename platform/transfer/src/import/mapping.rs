//! What a map means in a workspace: every column with the field it fills, the objects that a row makes records of, and
//! the links between the records of one row.

use std::sync::Arc;

use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::{Error, Issue, Json, Result, fold};
use kontor_records::Ctx;
use serde_json::json;

use super::map::{self, Map, SYSTEM, Target};

/// Most objects that one row makes records of.
const MAX_OBJECTS: usize = 8;
/// Parts of an address.
const PARTS: [&str; 10] = [
    "kind",
    "street",
    "postcode",
    "city",
    "region",
    "country",
    "from_date",
    "to_date",
    "lat",
    "lon",
];
/// What columns with a part of an address are called, folded, letters only.
const PART_NAMES: [(&str, &[&str]); 5] = [
    ("street", &["street", "strasse"]),
    (
        "postcode",
        &["postcode", "postalcode", "zip", "zipcode", "plz", "postleitzahl"],
    ),
    ("city", &["city", "town", "ort", "stadt"]),
    ("region", &["region", "state", "bundesland"]),
    ("country", &["country", "land"]),
];

/// A map, resolved.
#[derive(Debug)]
pub struct Mapping {
    /// The objects of a row; the main one first.
    pub objects: Vec<Arc<Object>>,
    /// The columns of the file.
    pub columns: Vec<Column>,
    /// Fixed values.
    pub fixed: Vec<(Use, String)>,
    /// The column that holds the key of the main record.
    pub key: Option<usize>,
    /// The system that the keys belong to.
    pub system: String,
    /// Links between the records of a row.
    pub links: Vec<RowLink>,
    /// The objects in the order in which they are written: what is linked to before what links.
    pub order: Vec<usize>,
}

/// A column of the file.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it fills, if anything.
    pub used: Option<Use>,
}

/// What a cell fills.
#[derive(Clone, Debug)]
pub struct Use {
    /// Which object of the row.
    pub object: usize,
    /// What of it.
    pub what: What,
    /// As people write it: `organization.addresses.city`.
    pub path: String,
    /// A cell that can't be read is left out and does not reject its row.
    pub optional: bool,
}

/// What of a record a cell fills.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// Its id.
    Id,
    /// A full name, taken apart.
    FullName,
    /// A field, by its position; items get a label.
    Value {
        /// The field.
        position: usize,
        /// The label of the items.
        label: Option<String>,
        /// Numbers are rounded.
        round: bool,
    },
    /// A part of the address of a kind.
    Part {
        /// The field.
        position: usize,
        /// Which part.
        part: &'static str,
        /// Which address.
        kind: Option<String>,
    },
    /// A link, by id, key or name.
    Link {
        /// The field.
        position: usize,
        /// The system the key belongs to.
        system: String,
    },
}

/// A link from one record of a row to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RowLink {
    /// The object that has the link.
    pub from: usize,
    /// Position of the link field.
    pub position: usize,
    /// The object it points to.
    pub to: usize,
}

/// Resolves a map for the columns of a file.
///
/// # Errors
/// `validation` naming the entries that can't be meant, and `not_found` for an unknown object.
pub fn resolve(ctx: &Ctx, object: &str, columns: &[String], map: &Map) -> Result<Mapping> {
    let system = map.system.clone().unwrap_or_else(|| SYSTEM.to_owned());
    let mut resolver = Resolver {
        ctx,
        objects: vec![ctx.object(object)?.clone()],
        system,
    };
    let mut issues: Vec<Issue> = Vec::new();
    for name in map.columns.keys().filter(|name| !columns.contains(name)) {
        issues.push(map::issue(name, "the file has no such column"));
    }
    let mut resolved = Vec::with_capacity(columns.len());
    for name in columns {
        let used = match map.columns.get(name) {
            Some(None) => None,
            Some(Some(target)) => match resolver.target(target) {
                Ok(used) => Some(used),
                Err(detail) => {
                    issues.push(map::issue(name, detail));
                    None
                }
            },
            None => resolver.detect(name, map.columns.is_empty()),
        };
        resolved.push(Column {
            name: name.clone(),
            used,
        });
    }
    let mut fixed = Vec::new();
    for (path, value) in &map.set {
        match resolver.target(&Target {
            field: path.clone(),
            ..Target::default()
        }) {
            Ok(used) => fixed.push((used, value.clone())),
            Err(detail) => issues.push(map::issue(path, detail)),
        }
    }
    let key = match &map.key {
        None => None,
        Some(key) => {
            let found = columns.iter().position(|name| name == key);
            let found = found.or_else(|| columns.iter().position(|name| plain(name) == plain(key)));
            if found.is_none() {
                issues.push(Issue::new(
                    "/key",
                    "unknown_column",
                    format!("The file has no column {key:?}."),
                ));
            }
            found
        }
    };
    if !issues.is_empty() {
        return Err(Error::validation(issues));
    }
    let Resolver { objects, system, .. } = resolver;
    let mut mapping = Mapping {
        objects,
        columns: resolved,
        fixed,
        key,
        system,
        links: Vec::new(),
        order: Vec::new(),
    };
    mapping.link();
    Ok(mapping)
}

impl Mapping {
    /// The main object.
    pub fn main(&self) -> &Arc<Object> {
        &self.objects[0]
    }

    /// Columns that fill nothing.
    pub fn ignored(&self) -> Vec<&str> {
        let unused = self
            .columns
            .iter()
            .enumerate()
            .filter(|(at, column)| column.used.is_none() && Some(*at) != self.key);
        unused.map(|(_, column)| column.name.as_str()).collect()
    }

    /// Everything that fills something, with its column.
    pub fn uses(&self) -> impl Iterator<Item = (Option<usize>, &Use)> {
        let columns = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| Some((Some(at), column.used.as_ref()?)));
        columns.chain(self.fixed.iter().map(|(used, _)| (None, used)))
    }

    /// The name of the column that fills a field of an object, for messages.
    pub fn column_of(&self, object: usize, position: usize) -> Option<&str> {
        let fills = |used: &&Use| match &used.what {
            What::Value { position: at, .. }
            | What::Part { position: at, .. }
            | What::Link { position: at, .. } => used.object == object && *at == position,
            _ => false,
        };
        self.columns
            .iter()
            .find(|column| column.used.as_ref().filter(fills).is_some())
            .map(|column| column.name.as_str())
    }

    /// Finds the links between the objects of a row, and the order in which they are written.
    fn link(&mut self) {
        for from in 0..self.objects.len() {
            for to in 0..self.objects.len() {
                if from == to || self.reaches(to, from) {
                    continue;
                }
                let target = self.objects[to].key();
                let points = |(_, field): &(usize, &FieldDef)| {
                    !field.system
                        && matches!(&field.kind, FieldType::Link { targets, many: false } if targets.iter().any(|t| t == target))
                };
                let mut fields = self.objects[from].fields.iter().enumerate().filter(points);
                if let (Some((position, _)), None) = (fields.next(), fields.next())
                    && self.column_of(from, position).is_none()
                {
                    self.links.push(RowLink { from, position, to });
                }
            }
        }
        let mut order: Vec<usize> = Vec::new();
        while order.len() < self.objects.len() {
            let free = |at: &usize| {
                !order.contains(at)
                    && self
                        .links
                        .iter()
                        .all(|link| link.from != *at || order.contains(&link.to))
            };
            let next = (0..self.objects.len())
                .find(free)
                .expect("links of a row have no cycle");
            order.push(next);
        }
        self.order = order;
    }

    /// Whether an object links to another, directly or through others.
    fn reaches(&self, from: usize, to: usize) -> bool {
        from == to
            || self
                .links
                .iter()
                .any(|link| link.from == from && self.reaches(link.to, to))
    }

    /// As the API shows it.
    pub fn to_json(&self, samples: &[Vec<String>]) -> Json {
        let column = |(at, column): (usize, &Column)| {
            let used = column.used.as_ref();
            json!({
                "name": column.name,
                "target": used.map(|used| used.path.as_str()),
                "optional": used.is_some_and(|used| used.optional),
                "key": Some(at) == self.key,
                "samples": samples.get(at),
            })
        };
        Json::Array(self.columns.iter().enumerate().map(column).collect())
    }
}

struct Resolver<'a> {
    ctx: &'a Ctx,
    objects: Vec<Arc<Object>>,
    system: String,
}

impl Resolver<'_> {
    /// The field that an entry of the map names.
    fn target(&mut self, target: &Target) -> Result<Use, String> {
        let path = target.field.trim();
        let mut steps: Vec<&str> = path.split('.').map(str::trim).collect();
        let object = match self.ctx.catalog.object(steps[0]).filter(|_| steps.len() > 1) {
            Some(object) => {
                let object = object.clone();
                steps.remove(0);
                self.object(object)?
            }
            None => 0,
        };
        let what = self.what(object, &steps, target)?;
        let path = format!("{}.{}", self.objects[object].key(), steps.join("."));
        Ok(Use {
            object,
            what,
            path,
            optional: target.optional,
        })
    }

    fn object(&mut self, object: Arc<Object>) -> Result<usize, String> {
        use kontor_definitions::Action;
        if let Some(at) = self.objects.iter().position(|known| Arc::ptr_eq(known, &object)) {
            return Ok(at);
        }
        if matches!(
            self.ctx.policy.permit(&object, Action::Read),
            kontor_records::Permit::No
        ) {
            return Err(format!("there is no object {:?}", object.key()));
        }
        if self.objects.len() == MAX_OBJECTS {
            return Err(format!("a row makes records of at most {MAX_OBJECTS} objects"));
        }
        self.objects.push(object);
        Ok(self.objects.len() - 1)
    }

    fn what(&self, at: usize, steps: &[&str], target: &Target) -> Result<What, String> {
        let object = &self.objects[at];
        let rights = self.ctx.policy.rights(object);
        let unknown = || format!("{} has no field {:?}", object.key(), steps.join("."));
        let (key, part) = match steps {
            [key] => (*key, None),
            [key, part] => (*key, Some(*part)),
            _ => return Err(unknown()),
        };
        if key == "id" && part.is_none() {
            return Ok(What::Id);
        }
        if key == "name" && part.is_none() && has_full_name(object) {
            return Ok(What::FullName);
        }
        let position = object
            .position(key)
            .filter(|at| !rights.hidden(*at))
            .ok_or_else(unknown)?;
        let field = &object.fields[position];
        if field.is_computed() || field.read_only || rights.read_only(position) {
            return Err(format!("{key} can't be set"));
        }
        if let Some(part) = part {
            let part = PARTS
                .iter()
                .find(|known| **known == part && field.kind == FieldType::Address);
            return Ok(What::Part {
                position,
                part: part.ok_or_else(unknown)?,
                kind: target.kind.clone(),
            });
        }
        Ok(match field.kind {
            FieldType::Link { .. } | FieldType::Owner => {
                let system = target.system.clone().unwrap_or_else(|| self.system.clone());
                What::Link { position, system }
            }
            _ => What::Value {
                position,
                label: target.label.clone(),
                round: target.round,
            },
        })
    }

    /// The field of the main object that a column is named after: its key or one of its labels; without a map also the
    /// singular of a key, and the usual names of the parts of an address.
    fn detect(&mut self, name: &str, loosely: bool) -> Option<Use> {
        let wanted = plain(name);
        if wanted.is_empty() {
            return None;
        }
        if name.contains('.')
            && let Ok(used) = self.target(&Target {
                field: name.to_owned(),
                ..Target::default()
            })
        {
            return Some(used);
        }
        let object = self.objects[0].clone();
        let called = |field: &&FieldDef| {
            plain(&field.key) == wanted
                || plain(&field.labels.en) == wanted
                || plain(&field.labels.de) == wanted
        };
        let mut field = object.fields.iter().find(called).map(|field| field.key.clone());
        if field.is_none() && (wanted == "name" || wanted == "fullname") && has_full_name(&object) {
            field = Some("name".to_owned());
        }
        if field.is_none() && loosely {
            let singular = |field: &&FieldDef| plain(&field.key).strip_suffix('s') == Some(&wanted);
            field = object.fields.iter().find(singular).map(|field| field.key.clone());
            let addresses = object
                .fields
                .iter()
                .find(|field| field.kind == FieldType::Address);
            if let (None, Some(addresses)) = (&field, addresses) {
                let part = PART_NAMES
                    .iter()
                    .find(|(_, names)| names.contains(&wanted.as_str()));
                field = part.map(|(part, _)| format!("{}.{part}", addresses.key));
            }
        }
        self.target(&Target {
            field: format!("{}.{}", object.key(), field?),
            ..Target::default()
        })
        .ok()
    }
}

/// Letters and digits, folded: `E-Mail` is `email`, `Given name` is `given_name`.
fn plain(name: &str) -> String {
    fold(name).chars().filter(|ch| ch.is_alphanumeric()).collect()
}

/// Whether an object has a name in parts.
fn has_full_name(object: &Object) -> bool {
    object.field("name").is_none()
        && object.field("given_name").is_some()
        && object.field("family_name").is_some()
}
