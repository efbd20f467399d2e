//! How a map is resolved: every entry is looked up in the definitions and the columns of the file, and what can't be meant
//! is told. What columns fill without a map is found out in [`super::detect`].

use std::sync::Arc;

use kontor_definitions::{Action, FieldType, Object};
use kontor_formats::profile::Order;
use kontor_formats::{Column as Surveyed, Format};
use kontor_kernel::{Error, Id, Issue, Result};
use kontor_records::{Ctx, Permit};

use super::detect;
use super::links;
use super::map::{self, Map, OnDuplicate, Rest, Target};
use super::mapping::{Column, Mapping, PARTS, TextRules, Use, What, has_full_name};
use super::names::plain;
use super::rejected;
use super::source;
use super::store::Import;

/// Most objects that one row makes records of.
const MAX_OBJECTS: usize = 8;
/// Most columns that make a key.
const MAX_KEY: usize = 5;
/// How the names of columns end that hold currencies, plain.
const CURRENCIES: [&str; 4] = ["currency", "currencycode", "currencyisocode", "wahrung"];
/// Where the rest of a row goes when it is to be kept as a note.
const NOTE: &str = "note.body";

/// Resolves the map of an import for the columns of its file.
///
/// # Errors
/// `validation` naming the entries that can't be meant, and `not_found` for an unknown object.
pub fn resolve(ctx: &Ctx, import: &Import) -> Result<Mapping> {
    let (file, said) = (&import.file, &import.map);
    let columns = file.columns.as_slice();
    let main = ctx.object(&import.object)?.clone();
    let (mut map, layout) = detect::layout(&main, columns, said);
    let mut resolver = Resolver {
        ctx,
        objects: vec![main],
        columns,
        order: map.order,
    };
    let makes_links = map.columns.is_empty() && map.key.is_empty();
    if map.key.is_empty()
        && layout.is_none()
        && let Some(at) = detect::foreign_id(&resolver.objects[0], columns)
        && !map.columns.contains_key(&columns[at].name)
    {
        map.key.push(columns[at].name.clone());
    }
    let contacts = file.format == Format::Vcard;
    if contacts && map.key.is_empty() && !map.columns.contains_key(detect::UID) {
        map.key.extend(
            columns
                .iter()
                .filter(|column| column.name == detect::UID)
                .map(|column| column.name.clone()),
        );
        map.system.get_or_insert_with(|| detect::CONTACTS.to_owned());
    }
    // Contacts without ids are known by what they say, unless all are to be made; those of a plan too, as its files come again.
    let of_plan = import.migration.is_some() && resolver.objects[0].def.party;
    let made_keys = (contacts || ((layout.is_some() || of_plan) && map.key.is_empty()))
        && map.on_duplicate != Some(OnDuplicate::Create);
    let on_duplicate = map.on_duplicate.unwrap_or(match made_keys {
        true => OnDuplicate::Update,
        false => OnDuplicate::Create,
    });
    let employs = made_keys || !map.key.is_empty() || on_duplicate == OnDuplicate::Create;
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
    let own = rejected::own(columns.iter().map(|column| column.name.as_str()));
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
            None => detect::by_name(&resolver.objects[0], columns, column)
                .map(|target| match makes_links {
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
    if detect::is_export(columns) {
        for used in used.iter_mut().flatten() {
            let field = used
                .what
                .position()
                .map(|at| &resolver.objects[used.object].fields[at]);
            let is_kept = |kind: &FieldType| {
                use FieldType::{Email, LongText, Phone, Timestamp, Url};
                matches!(kind, LongText | Timestamp | Email | Phone | Url)
            };
            used.text.exact = field.is_some_and(|field| is_kept(&field.kind));
        }
    }
    currencies(&resolver.objects, columns, &mut used);
    full_names_where_parts_are_missing(&resolver.objects, columns, &map, &mut used);
    let paths = || used.iter().flatten().map(|used| used.path.as_str());
    let with_employer =
        paths().any(|path| path == "organization.name") && !paths().any(|path| path == detect::JOB);
    if said.columns.is_empty()
        && said.links.is_empty()
        && with_employer
        && resolver.objects[0].key() == "person"
    {
        let named = map.columns.clone();
        let is_free = |at: usize| {
            at >= own && used[at].is_none() && !columns[at].files && !named.contains_key(&columns[at].name)
        };
        if let Some((at, target)) = detect::job(ctx, columns, is_free, &mut map, employs) {
            used[at] = resolver.target(&target).ok();
        }
    }
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
                && !column.files
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
    let Resolver { objects, .. } = resolver;
    let system = map.system.clone();
    let system = system.unwrap_or_else(|| source::of(&objects[0], columns, &key));
    let columns = columns.iter().zip(used).map(|(column, used)| Column {
        name: column.name.clone(),
        used,
        profile: column.profile.clone(),
        left_out: map.columns.get(&column.name) == Some(&None),
        unnamed: column.unnamed,
        files: column.files,
    });
    let mut mapping = Mapping {
        objects,
        columns: columns.collect(),
        fixed,
        key,
        made_keys,
        on_duplicate,
        contacts,
        system,
        layout,
        skip: skip.collect(),
        links: Vec::new(),
        brought: Vec::new(),
        order: Vec::new(),
        own,
    };
    mapping.link(named);
    Ok(mapping)
}

/// Amounts are of the currency that stands in a column of its own.
fn currencies(objects: &[Arc<Object>], columns: &[Surveyed], used: &mut [Option<Use>]) {
    let is_code =
        |sample: &String| sample.len() == 3 && sample.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_currency = |(at, column): &(usize, &Surveyed)| {
        let name = plain(&column.name);
        used[*at].is_none()
            && CURRENCIES.iter().any(|ending| name.ends_with(ending))
            && !column.samples.is_empty()
            && column.samples.iter().all(is_code)
    };
    let Some((from, _)) = columns.iter().enumerate().find(is_currency) else {
        return;
    };
    for used in used.iter_mut().flatten() {
        let field = used
            .what
            .position()
            .map(|at| &objects[used.object].fields[at].kind);
        if field == Some(&FieldType::Money) {
            used.text.currency_from = Some(from);
        }
    }
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

struct Resolver<'a> {
    ctx: &'a Ctx,
    objects: Vec<Arc<Object>>,
    columns: &'a [Surveyed],
    /// Which part of dates stands first.
    order: Option<Order>,
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
            also: match &target.also {
                Some(also) => Some(Box::new(self.target(also)?)),
                None => None,
            },
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
            when: target
                .when
                .iter()
                .map(|(name, values)| Ok((column(name)?, values.iter().map(|value| plain(value)).collect())))
                .collect::<Result<_, String>>()?,
            values: values
                .map(|(theirs, ours)| (plain(theirs), ours.clone()))
                .collect(),
            label_from: target.label_from.as_ref().map(column).transpose()?,
            currency_from: None,
            titled: target.titled,
            order: target.order.or(self.order),
            joins: target.joins,
            exact: false,
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
                system: target.system.clone(),
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
