//! What a map means in a workspace: every column with what it fills, the objects that a row makes records of, and the
//! links between the records of one row. What columns fill without a map is found out in [`super::detect`].

use std::sync::Arc;

use kontor_definitions::{Action, FieldType, Object};
use kontor_formats::{Column as Surveyed, Kind, Profile};
use kontor_kernel::{Error, Id, Issue, Json, Result, fold};
use kontor_records::{Ctx, Permit};
use serde_json::json;

use super::detect;
use super::links::{self, RowLink};
use super::map::{self, Map, Rest, SYSTEM, Target};
use super::names::plain;
use super::rejected;

/// Most objects that one row makes records of.
const MAX_OBJECTS: usize = 8;
/// Most columns that make a key.
const MAX_KEY: usize = 5;
/// Most bytes of the key of a field made from a column.
const MAX_FIELD_KEY: usize = 40;
/// A column with longer values becomes a long text.
const MAX_TEXT: u64 = 250;
/// Parts of an address.
pub const PARTS: [&str; 10] = [
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
/// Where the rest of a row goes when it is to be kept as a note.
const NOTE: &str = "note.body";

/// A map, resolved.
#[derive(Debug)]
pub struct Mapping {
    /// The objects of a row; the main one first.
    pub objects: Vec<Arc<Object>>,
    /// The columns of the file.
    pub columns: Vec<Column>,
    /// Fixed values.
    pub fixed: Vec<(Use, String)>,
    /// The columns that together hold the key of the main record.
    pub key: Vec<usize>,
    /// The system that the keys belong to.
    pub system: String,
    /// The known layout that was recognised.
    pub layout: Option<&'static str>,
    /// Rows with one of these values, folded, in the column are left out.
    pub skip: Vec<(usize, Vec<String>)>,
    /// Links between the records of a row.
    pub links: Vec<RowLink>,
    /// Link fields, by object and position, that another record of the row fills.
    pub(super) brought: Vec<(usize, usize)>,
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
    /// What its values look like.
    pub profile: Profile,
    /// The map leaves it out.
    pub left_out: bool,
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
    /// What is to be done with its text first.
    pub text: TextRules,
}

/// What is to be done with the text of a cell before it is read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TextRules {
    /// What stands between several values.
    pub split: Option<String>,
    /// Values that mean nothing.
    pub blank: Vec<String>,
    /// Only where these columns are empty.
    pub unless: Vec<usize>,
    /// Words of the other system, folded, and ours.
    pub values: Vec<(String, String)>,
    /// The column that holds the label.
    pub label_from: Option<usize>,
    /// The name of the column stands before it.
    pub titled: bool,
    /// It stands on the same line as what it is added to.
    pub joins: bool,
}

/// What of a record a cell fills.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// Its id.
    Id,
    /// A full name, taken apart.
    FullName,
    /// Salutation and titles.
    Prefix,
    /// A field, by its position; items get a label.
    Value {
        /// The field.
        position: usize,
        /// The label of the items.
        label: Option<String>,
        /// Numbers are rounded.
        round: bool,
    },
    /// A whole address, taken apart where that is safe.
    Address {
        /// The field.
        position: usize,
        /// Which address.
        kind: Option<String>,
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
        /// The object it leads to, where there are several.
        object: Option<String>,
    },
}

impl What {
    /// The field, if it is one.
    pub fn position(&self) -> Option<usize> {
        match self {
            What::Value { position, .. }
            | What::Address { position, .. }
            | What::Part { position, .. }
            | What::Link { position, .. } => Some(*position),
            What::Id | What::FullName | What::Prefix => None,
        }
    }
}

/// Resolves a map for the columns of a file.
///
/// # Errors
/// `validation` naming the entries that can't be meant, and `not_found` for an unknown object.
pub fn resolve(ctx: &Ctx, object: &str, columns: &[Surveyed], map: &Map) -> Result<Mapping> {
    let main = ctx.object(object)?.clone();
    let (map, layout) = detect::layout(&main, columns, map);
    let system = map.system.clone().unwrap_or_else(|| SYSTEM.to_owned());
    let mut resolver = Resolver {
        ctx,
        objects: vec![main],
        system,
        columns,
    };
    let mut issues: Vec<Issue> = Vec::new();
    let known = |name: &String| columns.iter().any(|column| column.name == *name);
    for name in map
        .columns
        .keys()
        .chain(map.skip.keys())
        .filter(|name| !known(name))
    {
        issues.push(map::issue(name, "the file has no such column"));
    }
    let loosely = map.columns.is_empty();
    let mut guessed = match loosely {
        true => detect::targets(ctx, &resolver.objects[0], columns),
        false => vec![None; columns.len()],
    };
    let mended = rejected::is_mended(columns.iter().map(|column| column.name.as_str()));
    let own = if mended { rejected::OWN.len() } else { 0 };
    let mut used: Vec<Option<Use>> = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        used.push(match map.columns.get(&column.name) {
            _ if at < own => None,
            Some(None) => None,
            Some(Some(target)) => match resolver.target(target) {
                Ok(used) => Some(used),
                Err(detail) => {
                    issues.push(map::issue(&column.name, detail));
                    None
                }
            },
            None => detect::exactly(&resolver.objects[0], &column.name)
                .map(|target| match loosely && map.key.is_empty() {
                    true => detect::made(ctx, &resolver.objects[0], column, target),
                    false => target,
                })
                .and_then(|target| resolver.target(&target).ok())
                .or_else(|| {
                    guessed[at]
                        .take()
                        .and_then(|target| resolver.target(&target).ok())
                }),
        });
    }
    full_names_where_parts_are_missing(&resolver.objects, columns, &map, &mut used);
    let mut fixed = Vec::new();
    for (path, value) in &map.set {
        match resolver.target(&Target::to(path)) {
            Ok(used) => fixed.push((used, value.clone())),
            Err(detail) => issues.push(map::issue(path, detail)),
        }
    }
    let key = key(columns, &map.key).unwrap_or_else(|issue| {
        issues.push(issue);
        Vec::new()
    });
    // The key in another system is often called `Id`, as ours is. It is ours only where it looks like it.
    for at in &key {
        let ours = columns[*at]
            .samples
            .iter()
            .all(|sample| sample.parse::<Id>().is_ok());
        let said = map.columns.contains_key(&columns[*at].name);
        if !ours && !said && matches!(&used[*at], Some(Use { what: What::Id, .. })) {
            used[*at] = None;
        }
    }
    if map.rest == Rest::Note {
        let note = Target {
            titled: true,
            ..Target::to(NOTE)
        };
        for (at, column) in columns.iter().enumerate() {
            let left = at >= own
                && used[at].is_none()
                && !map.columns.contains_key(&column.name)
                && !key.contains(&at);
            if left {
                match resolver.target(&note) {
                    Ok(rest) => used[at] = Some(rest),
                    Err(detail) => {
                        issues.push(map::issue(&column.name, detail));
                        break;
                    }
                }
            }
        }
    }
    let named = links::named(ctx, &resolver.objects, &map.links, &mut issues);
    if !issues.is_empty() {
        return Err(Error::validation(issues));
    }
    let skip = map.skip.iter().filter_map(|(name, values)| {
        let at = columns.iter().position(|column| column.name == *name)?;
        Some((at, values.iter().map(|value| plain(value)).collect()))
    });
    let Resolver { objects, system, .. } = resolver;
    let columns = columns.iter().zip(used).map(|(column, used)| Column {
        name: column.name.clone(),
        used,
        profile: column.profile.clone(),
        left_out: map.columns.get(&column.name) == Some(&None),
    });
    let mut mapping = Mapping {
        objects,
        columns: columns.collect(),
        fixed,
        key,
        system,
        layout,
        skip: skip.collect(),
        links: Vec::new(),
        brought: Vec::new(),
        order: Vec::new(),
    };
    mapping.link(named);
    Ok(mapping)
}

/// A full name beside its parts, as contacts have both, is the same name once more: it only counts where they are empty.
fn full_names_where_parts_are_missing(
    objects: &[Arc<Object>],
    columns: &[Surveyed],
    map: &Map,
    used: &mut [Option<Use>],
) {
    let filling = |used: &[Option<Use>], object: usize, key: &str| -> Vec<usize> {
        let fills = |used: &Use| match used.what {
            What::Value { position, .. } => {
                used.object == object && objects[object].fields[position].key == key
            }
            _ => false,
        };
        let columns = used.iter().enumerate();
        columns
            .filter(|(_, used)| used.as_ref().is_some_and(fills))
            .map(|(at, _)| at)
            .collect()
    };
    for at in 0..used.len() {
        let Some(Use {
            object,
            what: What::FullName,
            ..
        }) = &used[at]
        else {
            continue;
        };
        let family = filling(used, *object, "family_name");
        let given = filling(used, *object, "given_name");
        if let Some(used) = &mut used[at]
            && !family.is_empty()
            && !map.columns.contains_key(&columns[at].name)
        {
            used.text.unless.extend(family.into_iter().chain(given));
        }
    }
}

/// The columns of a key. `A+B` are two, unless a column is called so.
fn key(columns: &[Surveyed], names: &[String]) -> Result<Vec<usize>, Issue> {
    let find = |name: &str| {
        let exactly = columns.iter().position(|column| column.name == name.trim());
        exactly.or_else(|| {
            columns
                .iter()
                .position(|column| plain(&column.name) == plain(name))
        })
    };
    let mut key = Vec::new();
    for name in names {
        let parts: Vec<Option<usize>> = match find(name) {
            Some(at) => vec![Some(at)],
            None => name.split('+').map(find).collect(),
        };
        for part in parts {
            match part {
                Some(at) if key.len() < MAX_KEY => key.push(at),
                _ => {
                    let detail = format!("The file has no column {name:?}.");
                    return Err(Issue::new("/key", "unknown_column", detail));
                }
            }
        }
    }
    Ok(key)
}

impl Mapping {
    /// The main object.
    pub fn main(&self) -> &Arc<Object> {
        &self.objects[0]
    }

    /// Columns that fill nothing.
    pub fn ignored(&self) -> Vec<&str> {
        let own = match rejected::is_mended(self.columns.iter().map(|column| column.name.as_str())) {
            true => rejected::OWN.len(),
            false => 0,
        };
        let unused = self
            .columns
            .iter()
            .enumerate()
            .filter(|(at, column)| *at >= own && column.used.is_none() && !self.key.contains(at));
        unused.map(|(_, column)| column.name.as_str()).collect()
    }

    /// Columns with values for which there is no field and no word in the map.
    pub fn unknown(&self) -> impl Iterator<Item = &Column> {
        let ignored = self.ignored();
        let known = move |column: &&Column| {
            ignored.contains(&column.name.as_str()) && !column.left_out && column.profile.filled > 0
        };
        self.columns.iter().filter(known)
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
        let fills = |used: &&Use| used.object == object && used.what.position() == Some(position);
        self.columns
            .iter()
            .find(|column| column.used.as_ref().filter(fills).is_some())
            .map(|column| column.name.as_str())
    }

    /// As the API shows it.
    pub fn to_json(&self, samples: &[Surveyed]) -> Json {
        let unknown: Vec<&str> = self.unknown().map(|column| column.name.as_str()).collect();
        let column = |(at, column): (usize, &Column)| {
            let used = column.used.as_ref();
            json!({
                "name": column.name,
                "target": used.map(|used| used.path.as_str()),
                "optional": used.is_some_and(|used| used.optional),
                "key": self.key.contains(&at),
                "samples": samples.get(at).map(|column| &column.samples),
                "profile": column.profile,
                "new_field": unknown.contains(&column.name.as_str()).then(|| new_field(column)),
            })
        };
        Json::Array(self.columns.iter().enumerate().map(column).collect())
    }
}

/// The definition of a field of one's own for a column: called like it, of the type its values have.
pub fn new_field(column: &Column) -> Json {
    let mut key = String::from("x");
    for word in fold(&column.name).split(|ch: char| !ch.is_ascii_alphanumeric()) {
        if !word.is_empty() && key.len() + word.len() < MAX_FIELD_KEY {
            key.push('_');
            key.push_str(word);
        }
    }
    if key.len() < 3 {
        key = format!("x_column_{}", column.name.len());
    }
    let profile = &column.profile;
    let kind = match profile.kind {
        _ if profile.ambiguous => "text",
        Kind::Email => "email",
        Kind::Phone => "phone",
        Kind::Url => "url",
        Kind::Date { time: false, .. } => "date",
        Kind::Date { time: true, .. } => "timestamp",
        Kind::Decimal { .. } => "decimal",
        Kind::Integer => "integer",
        Kind::Boolean => "boolean",
        Kind::Json => "json",
        _ if profile.longest > MAX_TEXT => "long_text",
        _ => "text",
    };
    let mut field = json!({"key": key, "labels": {"en": column.name, "de": column.name}, "type": kind});
    if kind == "decimal" {
        field["scale"] = json!(4);
    }
    field
}

/// Whether an object has a name in parts.
pub fn has_full_name(object: &Object) -> bool {
    object.field("name").is_none()
        && object.field("given_name").is_some()
        && object.field("family_name").is_some()
}

struct Resolver<'a> {
    ctx: &'a Ctx,
    objects: Vec<Arc<Object>>,
    system: String,
    columns: &'a [Surveyed],
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
            text: self.text(target)?,
        })
    }

    fn text(&self, target: &Target) -> Result<TextRules, String> {
        let column = |name: &String| {
            let found = self.columns.iter().position(|column| column.name == *name);
            found.ok_or_else(|| format!("the file has no column {name:?}"))
        };
        let values = target.values.iter();
        Ok(TextRules {
            split: target.split.clone().filter(|text| !text.is_empty()),
            blank: target.blank.clone(),
            unless: target.unless.iter().map(column).collect::<Result<_, _>>()?,
            values: values
                .map(|(theirs, ours)| (plain(theirs), ours.clone()))
                .collect(),
            label_from: target.label_from.as_ref().map(column).transpose()?,
            titled: target.titled,
            joins: target.joins,
        })
    }

    fn object(&mut self, object: Arc<Object>) -> Result<usize, String> {
        if let Some(at) = self.objects.iter().position(|known| Arc::ptr_eq(known, &object)) {
            return Ok(at);
        }
        if matches!(self.ctx.policy.permit(&object, Action::Read), Permit::No) {
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
        if part.is_none() && has_full_name(object) {
            match key {
                "name" => return Ok(What::FullName),
                "prefix" => return Ok(What::Prefix),
                _ => {}
            }
        }
        let position = object
            .position(key)
            .filter(|at| !rights.hidden(*at))
            .ok_or_else(unknown)?;
        let field = &object.fields[position];
        if field.is_computed() || field.read_only || rights.read_only(position) {
            return Err(format!("{key} can't be set"));
        }
        let kind = target.kind.clone();
        if let Some(part) = part {
            let part = PARTS
                .iter()
                .find(|known| **known == part && field.kind == FieldType::Address);
            return Ok(What::Part {
                position,
                part: part.ok_or_else(unknown)?,
                kind,
            });
        }
        Ok(match field.kind {
            FieldType::Address => What::Address { position, kind },
            FieldType::Link { .. } | FieldType::Owner => What::Link {
                position,
                system: target.system.clone().unwrap_or_else(|| self.system.clone()),
                object: target.object.clone(),
            },
            _ => What::Value {
                position,
                label: target.label.clone(),
                round: target.round,
            },
        })
    }
}
