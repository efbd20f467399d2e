//! What the columns of a file fill without a map: by a known layout, by the key or label of a field, by the usual names
//! in both languages, and last by what their values look like. Only what leaves no doubt is taken; the rest is listed.

use std::collections::HashSet;

use kontor_definitions::{Action, FieldDef, FieldType, Object};
use kontor_formats::{Column, Kind};
use kontor_kernel::Id;
use kontor_records::Ctx;

use super::links::link_to;
use super::map::{Map, Target};
use super::mapping::has_full_name;
use super::name;
use super::names::{self, plain};
use super::plan;

/// What somebody is at the organisation of his row.
pub const JOB: &str = "party_relation.role";
/// The link that an employment brings with it.
const EMPLOYER: &str = "person.organization";
/// A column with this is one with jobs where its values are no titles.
const TITLE: &str = "person.title";
/// Salutation and title in one.
const PREFIX: &str = "person.prefix";

/// The column of contacts with the ids that address books give them.
pub const UID: &str = "vcard_uid";
/// The system of these.
pub const CONTACTS: &str = "vcard";

/// The map with what a known layout says, if the user said nothing of columns; and the name of the layout.
pub fn layout(main: &Object, columns: &[Column], map: &Map) -> (Map, Option<&'static str>) {
    if !map.columns.is_empty() {
        return (map.clone(), None);
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let Some((plan, step)) = plan::recognise(&names) else {
        return (map.clone(), None);
    };
    let mut known = step.map_for(&names);
    let about = |target: &Target| target.field.split('.').next() == Some(main.key());
    if !known.columns.values().flatten().any(about) {
        return (map.clone(), None);
    }
    if step.object != main.key() {
        known.key.clear();
        // What is set of the records beside the main one holds all the same.
        let own = format!("{}.", step.object);
        known
            .set
            .retain(|path, _| path.contains('.') && !path.starts_with(&own));
    }
    if !map.key.is_empty() {
        known.key = map.key.clone();
    }
    known.set.extend(map.set.clone());
    known.skip.extend(map.skip.clone());
    known.links.extend(map.links.clone());
    known.system = map.system.clone().or(known.system);
    (known.rest, known.on_duplicate, known.order) = (map.rest, map.on_duplicate, map.order);
    (known, Some(&plan.name))
}

/// The field of an object that a column is named after: its key or one of its labels, or a path.
fn exactly(main: &Object, name: &str) -> Option<Target> {
    let wanted = plain(name);
    if wanted.is_empty() {
        return None;
    }
    if name.contains('.') && !name.contains(' ') {
        return Some(Target::to(name));
    }
    let called = |field: &&FieldDef| {
        plain(&field.key) == wanted || plain(&field.labels.en) == wanted || plain(&field.labels.de) == wanted
    };
    let field = main.fields.iter().find(called).map(|field| field.key.clone());
    let full = || has_full_name(main) && (wanted == "name" || wanted == "fullname");
    let key = field.or_else(|| full().then(|| "name".to_owned()))?;
    Some(Target {
        optional: may_be_lost(&key) || whose(main, &key),
        ..Target::to(format!("{}.{key}", main.key()))
    })
}

/// A place name, a web address or a VAT id that can't be read is no reason to lose a customer.
fn may_be_lost(path: &str) -> bool {
    path.ends_with(".country") || ["addresses", "websites", "vat_id"].contains(&path)
}

/// Whose a record is says another system in its own words: users and teams that are not here.
fn whose(main: &Object, key: &str) -> bool {
    main.field(key).is_some_and(|field| match &field.kind {
        FieldType::Owner => true,
        FieldType::Link { targets, .. } => targets.iter().all(|target| target == "user" || target == "team"),
        _ => false,
    })
}

/// A column called `ID` holds ids of ours, or the keys of another system: then it is the key of the rows, if no two have
/// the same.
pub fn foreign_id(main: &Object, columns: &[Column]) -> Option<usize> {
    if is_export(columns) {
        return None;
    }
    let id = |column: &Column| exactly(main, &column.name).is_some_and(|target| is_id(&target));
    let at = columns.iter().position(id)?;
    (!holds_ids(&columns[at]) && columns[at].profile.is_distinct()).then_some(at)
}

fn is_id(target: &Target) -> bool {
    target.field.ends_with(".id")
}

/// Whether the values of a column look like ids of ours.
fn holds_ids(column: &Column) -> bool {
    column.samples.iter().all(|sample| sample.parse::<Id>().is_ok())
}

/// A column called like a link to another party, with names in it instead of ids: who is not there yet is made. In a file
/// with a key these may be keys, too, and are only looked for.
pub fn made(ctx: &Ctx, main: &Object, column: &Column, target: Target) -> Target {
    let key = target.field.rsplit('.').next().unwrap_or_default();
    let field = main
        .field(key)
        .filter(|field| matches!(field.kind, FieldType::Link { .. }));
    let targets = field.map(|field| ctx.catalog.targets(field)).unwrap_or_default();
    // Of several ids the last may be cut off.
    let is_id = |sample: &str| {
        let first = sample.split(';').next().unwrap_or_default().trim();
        first.rsplit(':').next().unwrap_or_default().parse::<Id>().is_ok()
    };
    let is_name = |sample: &String| !is_id(sample) && !sample.starts_with(['{', '[']);
    match targets.as_slice() {
        [to] if to.def.party
            && to.key() != main.key()
            && to.field("name").is_some()
            && !column.samples.is_empty()
            && column.samples.iter().all(is_name) =>
        {
            Target::to(format!("{}.name", to.key()))
        }
        _ => target,
    }
}

/// What each column fills, as far as name and content tell.
pub fn targets(ctx: &Ctx, main: &Object, columns: &[Column]) -> Vec<Option<Target>> {
    let mut found: Vec<Option<Target>> = columns
        .iter()
        .map(|column| by_name(main, columns, column).filter(|target| target.field.starts_with(main.key())))
        .collect();
    for (at, column) in columns.iter().enumerate() {
        if found[at].is_none() {
            found[at] = named(ctx, main, &column.name).and_then(|target| before_names(target, column));
        }
    }
    let exported = is_export(columns);
    let shown = |column: &Column| exported && only_shows(main, &column.name);
    for (found, _) in found.iter_mut().zip(columns).filter(|(_, column)| shown(column)) {
        *found = None;
    }
    sort_out_names(main, columns, &mut found);
    by_content(main, columns, &mut found, shown);
    only_once(ctx, &mut found);
    found
}

/// Whether a file was exported: its columns are called by the keys of fields.
pub fn is_export(columns: &[Column]) -> bool {
    let has = |name: &str| columns.iter().any(|column| column.name == name);
    has("id") && has("version")
}

/// Whether a column of an export only shows what others hold: a label, or what stands behind a link.
fn only_shows(main: &Object, name: &str) -> bool {
    let link = name.split_once('.').and_then(|(link, _)| main.field(link));
    let leads = |field: &FieldDef| matches!(field.kind, FieldType::Link { .. } | FieldType::Owner);
    name == "label" || link.is_some_and(leads)
}

/// By the usual names.
fn named(ctx: &Ctx, main: &Object, name: &str) -> Option<Target> {
    let named = names::find(name).filter(|named| named.to != JOB);
    let Some(named) = named else {
        // The singular of a key: `phone`, `tag`.
        let wanted = plain(name);
        let field = main
            .fields
            .iter()
            .find(|field| !wanted.is_empty() && plain(&field.key).strip_suffix('s') == Some(&wanted))?;
        return Some(Target::to(format!("{}.{}", main.key(), field.key)));
    };
    let (object, path) = match named.to.split_once('.')? {
        ("", path) => (named.object.unwrap_or(main.key()), path),
        (object, path) => (object, path),
    };
    let field = path.split('.').next()?;
    let known = ctx.catalog.object(object)?;
    let has = |object: &Object| object.field(field).is_some() || (field == "name" && has_full_name(object));
    let related =
        known.key() == main.key() || link_to(main, object).is_some() || link_to(known, main.key()).is_some();
    if !has(known)
        || !related
        || (main.def.key != "person"
            && main.def.key != "organization"
            && known.key() != main.key()
            && object != "note")
    {
        return None;
    }
    let path = match (object, path) {
        ("person", "salutation") => "prefix",
        (_, path) => path,
    };
    Some(Target {
        label: named
            .label
            .filter(|_| field == "phones" || field == "emails")
            .map(str::to_owned),
        kind: named.kind.filter(|_| field == "addresses").map(str::to_owned),
        joins: named.joins,
        optional: named.label.is_none() && may_be_lost(path),
        ..Target::to(format!("{object}.{path}"))
    })
}

/// Whether the values of a column are titles or salutations that stand before names. In English `Title` is mostly what
/// somebody does.
fn has_titles(column: &Column) -> bool {
    let stands_before = |text: &&String| match name::prefix(text) {
        (salutation, None) => salutation.is_some(),
        (_, Some(title)) => name::is_title(&title),
    };
    column.samples.iter().filter(stands_before).count() * 2 >= column.samples.len()
}

/// Where a column called `Title` goes: nowhere while its values say what somebody does, and to the salutation, too, where
/// there is one among them.
fn before_names(target: Target, column: &Column) -> Option<Target> {
    if target.field != TITLE {
        return Some(target);
    }
    let is_salutation = |text: &String| name::prefix(text).0.is_some();
    has_titles(column).then(|| match column.samples.iter().any(is_salutation) {
        true => Target::to(PREFIX),
        false => target,
    })
}

/// The field that a column is named after, unless its values are of another kind. What was exported means what it says.
pub fn by_name(main: &Object, columns: &[Column], column: &Column) -> Option<Target> {
    let exported = is_export(columns);
    if exported && only_shows(main, &column.name) {
        return None;
    }
    let mut target = exactly(main, &column.name)?;
    if !exported && is_id(&target) {
        if !holds_ids(column) {
            return None;
        }
        target.optional = true;
    }
    match exported {
        true => Some(target),
        false => before_names(target, column),
    }
}

/// In people with their organisation: the column with what they are there, as far as nothing else is meant by it. It becomes
/// the role of an employment, which goes into the map with what leads where. Where rows do not say whom they are about, one
/// that updates somebody would employ him once more, so nobody employs.
pub fn job(
    ctx: &Ctx,
    columns: &[Column],
    is_free: impl Fn(usize) -> bool,
    map: &mut Map,
    employs: bool,
) -> Option<(usize, Target)> {
    let relation = ctx.catalog.object("party_relation")?;
    ctx.policy.require(relation, Action::Create).ok()?;
    if !employs {
        return None;
    }
    let says = |at: usize, to: &str| {
        is_free(at) && names::find(&columns[at].name).is_some_and(|named| named.to == to)
    };
    let mut all = 0..columns.len();
    let at = all
        .clone()
        .find(|at| says(*at, JOB))
        .or_else(|| all.find(|at| says(*at, TITLE) && !has_titles(&columns[*at])))?;
    map.set
        .insert("party_relation.kind".to_owned(), "employment".to_owned());
    for (link, to) in [
        ("party_relation.from_party", Some("person")),
        ("party_relation.to_party", Some("organization")),
        (EMPLOYER, None),
    ] {
        map.links.insert(link.to_owned(), to.map(str::to_owned));
    }
    let target = Target {
        optional: true,
        ..Target::to(JOB)
    };
    Some((at, target))
}

/// `Name` beside `Vorname` is the family name; beside `Firma`, in a list of organisations, it is the contact's.
fn sort_out_names(main: &Object, columns: &[Column], found: &mut [Option<Target>]) {
    let fills = |found: &[Option<Target>], path: &str| {
        found
            .iter()
            .flatten()
            .filter(|target| target.field == path)
            .count()
    };
    let (given, family) = (
        fills(found, "person.given_name"),
        fills(found, "person.family_name"),
    );
    let companies = fills(found, "organization.name");
    for (at, column) in columns.iter().enumerate() {
        if plain(&column.name) != "name" {
            continue;
        }
        let to = match main.key() {
            "person" if given > 0 && family == 0 => "person.family_name",
            "organization" if given > 0 && family == 0 && companies > 1 => "person.family_name",
            "organization" if companies > 1 => "person.name",
            _ => continue,
        };
        found[at] = Some(Target::to(to));
    }
}

/// Columns without a telling name whose values are addresses of a kind that no other column has. The names of files that
/// come with rows only look like some: `photo.jpg`.
fn by_content(
    main: &Object,
    columns: &[Column],
    found: &mut [Option<Target>],
    shown: impl Fn(&Column) -> bool,
) {
    for (kind, of) in [
        (Kind::Email, FieldType::Email),
        (Kind::Phone, FieldType::Phone),
        (Kind::Url, FieldType::Url),
    ] {
        let Some(field) = main.fields.iter().find(|field| field.kind == of) else {
            continue;
        };
        let path = format!("{}.{}", main.key(), field.key);
        if found
            .iter()
            .flatten()
            .any(|target| target.field.ends_with(&format!(".{}", field.key)))
        {
            continue;
        }
        let mut alike = columns.iter().enumerate().filter(|(at, column)| {
            let is_free = found[*at].is_none() && !column.files && !shown(column);
            is_free && column.profile.kind == kind && column.profile.filled > 0
        });
        if let (Some((at, _)), None) = (alike.next(), alike.next()) {
            found[at] = Some(Target {
                optional: true,
                ..Target::to(path)
            });
        }
    }
}

/// What takes one value takes it from one column: the first.
fn only_once(ctx: &Ctx, found: &mut [Option<Target>]) {
    let mut taken: HashSet<(String, Option<String>)> = HashSet::new();
    for place in found.iter_mut() {
        let Some(target) = place else { continue };
        let mut steps = target.field.splitn(3, '.');
        let (object, field, part) = (steps.next(), steps.next(), steps.next());
        let kind = object
            .and_then(|object| ctx.catalog.object(object))
            .and_then(|object| object.field(field.unwrap_or_default()))
            .map(|field| &field.kind);
        let gathers = match (kind, part) {
            (Some(FieldType::Address), part) => matches!(part, Some("street") | None),
            (Some(FieldType::LongText | FieldType::RichText), _) => true,
            (Some(kind), _) => kind.is_multi_valued(),
            (None, _) => false,
        };
        if !gathers && !taken.insert((target.field.clone(), target.kind.clone())) {
            *place = None;
        }
    }
}
