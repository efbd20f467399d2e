//! What of a record is shown: which fields, and which linked records inside.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use kontor_definitions::storage::{BASE, FOLD};
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::{Code, Error, Result};

use crate::ctx::Ctx;
use crate::label::Told;
use crate::query::labels::Target;
use crate::query::scope::ROOT;

/// How deep linked records may be expanded.
pub const MAX_EXPAND: usize = 2;
/// Most different links of one expand parameter.
const MAX_EXPANDED: usize = 8;

/// Which links to show with their records inside: a tree of field keys.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Expand(pub BTreeMap<String, Expand>);

impl Expand {
    /// Reads `organization,organization.parent`.
    pub fn parse(text: &str) -> Result<Expand> {
        let mut root = Expand::default();
        let mut count = 0;
        for path in text.split(',').map(str::trim).filter(|path| !path.is_empty()) {
            count += 1;
            let keys: Vec<&str> = path.split('.').collect();
            if keys.len() > MAX_EXPAND || count > MAX_EXPANDED {
                let detail =
                    format!("expand follows at most {MAX_EXPAND} links, and names at most {MAX_EXPANDED}.");
                return Err(Error::new(Code::BadParameter, detail).with("parameter", "expand"));
            }
            let mut at = &mut root;
            for key in keys {
                at = at.0.entry(key.to_owned()).or_default();
            }
        }
        Ok(root)
    }

    /// Refuses what is no link that the caller may read; where a link may point to several objects, one of them must
    /// have what is to be expanded in it.
    fn check(&self, ctx: &Ctx, object: &Arc<Object>, before: &str) -> Result<()> {
        for (key, inner) in &self.0 {
            let path = format!("{before}{key}");
            let unknown = || unknown("expand", &path);
            let field = link(ctx, object, key)
                .map(|at| &object.fields[at])
                .ok_or_else(unknown)?;
            let targets = ctx.catalog.targets(field);
            for (key, deeper) in &inner.0 {
                let one = Expand([(key.clone(), deeper.clone())].into());
                let fits = |target: &&Arc<Object>| one.check(ctx, target, &format!("{path}.")).is_ok();
                if !targets.iter().any(fits) {
                    return Err(self::unknown("expand", &format!("{path}.{key}")));
                }
            }
        }
        Ok(())
    }
}

fn unknown(parameter: &str, key: &str) -> Error {
    let what = if parameter == "expand" { "link" } else { "field" };
    Error::new(Code::BadParameter, format!("There is no {what} {key:?}.")).with("parameter", parameter)
}

/// The position of a link field that the caller may read.
fn link(ctx: &Ctx, object: &Arc<Object>, key: &str) -> Option<usize> {
    let at = object
        .position(key)
        .filter(|at| !ctx.policy.rights(object).hidden(*at))?;
    matches!(object.fields[at].kind, FieldType::Link { .. } | FieldType::Owner).then_some(at)
}

/// Which fields of an object are shown, and where their columns are.
pub struct Shape {
    /// The object.
    pub object: Arc<Object>,
    /// Positions of the shown fields, in wire order.
    pub shown: Vec<usize>,
    /// Whether labels are told.
    pub(super) told: Told,
    /// How many columns of a row each of them takes.
    pub(super) widths: Vec<usize>,
    /// What each of them links to, where it is a link that does not say so itself.
    pub(super) names: Vec<Arc<str>>,
    /// Links to show with their records, by position.
    pub(super) expand: BTreeMap<usize, Expand>,
    /// Tells when a record went to the trash.
    pub(super) trash: bool,
    columns: String,
}

/// The shapes of whole records, as somebody may see them: made once for each object, for they come with every request.
#[derive(Default)]
pub(crate) struct Shapes(RwLock<HashMap<(String, bool), Arc<Shape>>>);

impl Shapes {
    fn whole(&self, ctx: &Ctx, object: &Arc<Object>, trash: bool) -> Arc<Shape> {
        let key = (object.key().to_owned(), trash);
        let known = self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        // Kontor's own permissions outlive the definitions.
        if let Some(known) = known.filter(|known| Arc::ptr_eq(&known.object, object)) {
            return known;
        }
        let shape = Arc::new(Shape::whole(ctx, object, &Expand::default(), trash));
        let mut shapes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        shapes.insert(key, shape.clone());
        shape
    }
}

impl fmt::Debug for Shapes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shapes")
    }
}

impl Shape {
    /// All fields the caller may read, or those of them that are asked for. `id`, `object`, `version`, the label and
    /// what is expanded are always shown.
    ///
    /// # Errors
    /// `bad_parameter` for a field that is unknown or hidden, or a link that can't be expanded.
    pub fn new(
        ctx: &Ctx,
        object: &Arc<Object>,
        fields: Option<&str>,
        expand: &Expand,
        trash: bool,
    ) -> Result<Arc<Shape>> {
        expand.check(ctx, object, "")?;
        if fields.is_none() && expand.0.is_empty() {
            return Ok(ctx.policy.shapes.whole(ctx, object, trash));
        }
        let mut shape = Shape::whole(ctx, object, expand, trash);
        if let Some(list) = fields {
            let mut wanted: BTreeSet<usize> = ["id", "version"]
                .iter()
                .filter_map(|k| object.position(k))
                .collect();
            wanted.extend(shape.expand.keys());
            for key in list
                .split(',')
                .map(str::trim)
                .filter(|key| !["", "label", "object"].contains(key))
            {
                let at = object.position(key).filter(|at| shape.shown.contains(at));
                wanted.insert(at.ok_or_else(|| unknown("fields", key))?);
            }
            shape.show(wanted);
        }
        Ok(Arc::new(shape))
    }

    /// All fields the caller may read, with those of the expanded links that the object has.
    pub(super) fn whole(ctx: &Ctx, object: &Arc<Object>, expand: &Expand, trash: bool) -> Shape {
        let rights = ctx.policy.rights(object);
        let expand = expand
            .0
            .iter()
            .filter_map(|(key, inner)| Some((link(ctx, object, key)?, inner.clone())))
            .collect();
        let mut shape = Shape {
            object: object.clone(),
            told: Told::to(rights, object),
            shown: Vec::new(),
            widths: Vec::new(),
            names: Vec::new(),
            expand,
            trash,
            columns: String::new(),
        };
        shape.show((0..object.fields.len()).filter(|at| !rights.hidden(*at)));
        shape
    }

    fn show(&mut self, positions: impl IntoIterator<Item = usize>) {
        self.shown = positions.into_iter().collect();
        let fields = self.shown.iter().map(|at| &self.object.fields[*at]);
        self.widths = fields.clone().map(|field| read_columns(field).count()).collect();
        let unnamed: Arc<str> = "".into();
        let name = |field| linked_object(field).map_or_else(|| unnamed.clone(), Arc::from);
        self.names = fields.clone().map(name).collect();
        let label = self.told.plain(ROOT, &self.object);
        let mut columns = format!("{ROOT}.id, {label}, {ROOT}.deleted_at");
        for name in fields.flat_map(read_columns) {
            columns.push_str(", t.\"");
            columns.push_str(&name);
            columns.push('"');
        }
        self.columns = columns;
    }

    /// The columns a row must have for [`Page::row`](crate::query::render::Page::row), in order.
    pub fn columns(&self) -> &str {
        &self.columns
    }

    /// How many columns that are.
    pub fn width(&self) -> usize {
        3 + self.widths.iter().sum::<usize>()
    }
}

/// The object a link points to unless it says so itself; empty for what is no link.
fn linked_object(field: &FieldDef) -> Option<&str> {
    match &field.kind {
        FieldType::Link { targets, .. } => targets.first().map(String::as_str),
        FieldType::Owner => Some("user"),
        FieldType::File => Some(Target::FILE),
        _ => None,
    }
}

/// The columns of a field that its wire form is written from: what only serves to compare stands behind them.
fn read_columns(field: &FieldDef) -> impl Iterator<Item = String> {
    let names = field.columns().into_iter().map(|column| column.name);
    names.filter(|name| !name.ends_with(FOLD) && !name.ends_with(BASE))
}
