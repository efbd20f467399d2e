//! Records as JSON text. Rows are streamed from the driver into bytes; what stands in other tables (labels of
//! linked records, links to many, expanded records) is left open and filled in once for the whole page.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kontor_database::{Row, Tx, Value};
use kontor_definitions::{Action, FieldType, Object};
use kontor_kernel::{Code, Error, Id, Json, Result, Timestamp};

use crate::command::side_key;
use crate::ctx::Ctx;
use crate::fields::kind;
use crate::query::labels::{Labels, Target};
use crate::query::scope::{ROOT, Scope};
use crate::record::{Record, link_targets};

/// How deep linked records may be expanded.
pub const MAX_EXPAND: usize = 2;
/// Most different links of one expand parameter.
const MAX_EXPANDED: usize = 8;

/// Which links to show with their records inside: a tree of field keys.
#[derive(Clone, PartialEq, Debug, Default)]
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
                let detail = format!("expand follows at most {MAX_EXPAND} links, and names at most {MAX_EXPANDED}.");
                return Err(Error::new(Code::BadParameter, detail).with("parameter", "expand"));
            }
            let mut at = &mut root;
            for key in keys {
                at = at.0.entry(key.to_owned()).or_default();
            }
        }
        Ok(root)
    }
}

/// Which fields of an object are shown, and where their columns are.
pub struct Shape {
    /// The object.
    pub object: Arc<Object>,
    /// Positions of the shown fields, in wire order.
    pub shown: Vec<usize>,
    expand: Expand,
    trash: bool,
}

impl Shape {
    /// All fields the caller may read, or those of them that are asked for. `id`, `object` and `version` are always
    /// shown.
    ///
    /// # Errors
    /// `bad_parameter` for a field that is unknown or hidden, or a link that can't be expanded.
    pub fn new(ctx: &Ctx, object: &Arc<Object>, fields: Option<&str>, expand: &Expand, trash: bool) -> Result<Shape> {
        let rights = ctx.policy.rights(object);
        let visible = |at: &usize| !rights.hidden(*at);
        let unknown = |parameter: &str, key: &str| {
            Error::new(Code::BadParameter, format!("There is no field {key:?}.")).with("parameter", parameter)
        };
        let shown: Vec<usize> = match fields {
            None => (0..object.fields.len()).filter(visible).collect(),
            Some(list) => {
                let mut wanted: BTreeSet<usize> = ["id", "version"].iter().filter_map(|k| object.position(k)).collect();
                for key in list.split(',').map(str::trim).filter(|key| !key.is_empty() && *key != "label") {
                    wanted.insert(object.position(key).filter(visible).ok_or_else(|| unknown("fields", key))?);
                }
                wanted.into_iter().collect()
            }
        };
        for key in expand.0.keys() {
            let at = object.position(key).filter(visible).ok_or_else(|| unknown("expand", key))?;
            if !matches!(object.fields[at].kind, FieldType::Link { .. } | FieldType::Owner) {
                return Err(unknown("expand", key));
            }
        }
        Ok(Shape { object: object.clone(), shown, expand: expand.clone(), trash })
    }

    /// The columns a row must have for [`Page::row`], in order.
    pub fn columns(&self) -> String {
        let mut columns = format!("{ROOT}.id, {ROOT}.label, {ROOT}.deleted_at");
        for at in &self.shown {
            for column in self.object.fields[*at].columns() {
                columns.push_str(", t.\"");
                columns.push_str(&column.name);
                columns.push('"');
            }
        }
        columns
    }

    /// How many columns that are.
    pub fn width(&self) -> usize {
        3 + self.shown.iter().map(|at| self.object.fields[*at].columns().len()).sum::<usize>()
    }
}

/// What is left open in the text of a page.
enum Hole {
    /// The members of a link after its id: label, and the record if it is expanded.
    Link { target: Target, field: usize },
    /// The array of a link to many.
    Many { record: Id, field: usize },
}

/// A page of records under construction.
pub struct Page<'s> {
    shape: &'s Shape,
    text: Vec<u8>,
    holes: Vec<(usize, Hole)>,
    /// Where each record's text begins, and its id.
    starts: Vec<(usize, Id)>,
}

impl<'s> Page<'s> {
    /// An empty page.
    pub fn new(shape: &'s Shape) -> Page<'s> {
        Page { shape, text: Vec::with_capacity(4096), holes: Vec::new(), starts: Vec::new() }
    }

    /// How many records it has.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Adds a row with the columns of [`Shape::columns`], beginning at `first`.
    pub fn row(&mut self, row: &Row<'_>, first: usize) -> Result<()> {
        let object = &self.shape.object;
        let id = row.id(first)?.unwrap_or(Id::NIL);
        self.begin(id, row.text(first + 1)?.unwrap_or_default(), row.int(first + 2)?);
        let mut at = first + 3;
        for place in &self.shape.shown {
            let field = &object.fields[*place];
            self.key(&field.key);
            let width = field.columns().len();
            match &field.kind {
                FieldType::Link { many: true, .. } => {
                    self.holes.push((self.text.len(), Hole::Many { record: id, field: *place }));
                }
                FieldType::Link { targets, .. } => match row.id(at)? {
                    Some(target) => {
                        let named = if width > 1 { row.text(at + 1)? } else { None };
                        let object = named.unwrap_or(targets.first().map_or("", String::as_str)).to_owned();
                        self.link(Target { object, id: target }, *place);
                    }
                    None => self.text.extend_from_slice(b"null"),
                },
                FieldType::Owner => match row.id(at)? {
                    Some(target) => self.link(Target { object: "user".to_owned(), id: target }, *place),
                    None => self.text.extend_from_slice(b"null"),
                },
                FieldType::File => match row.id(at)? {
                    Some(target) => self.link(Target { object: Target::FILE.to_owned(), id: target }, *place),
                    None => self.text.extend_from_slice(b"null"),
                },
                other => kind(other).write(field, row, at, &mut self.text)?,
            }
            at += width;
        }
        self.text.push(b'}');
        Ok(())
    }

    /// Adds a record from memory: the answer to a write.
    pub fn record(&mut self, record: &Record) {
        let object = self.shape.object.clone();
        self.begin(record.id, &record.label, record.deleted_at);
        for place in &self.shape.shown {
            let field = &object.fields[*place];
            self.key(&field.key);
            let value = &record.values[*place];
            match &field.kind {
                FieldType::Link { many, targets } => {
                    let single = targets.first().cloned().unwrap_or_default();
                    let targets = link_targets(value);
                    if *many {
                        self.text.push(b'[');
                    } else if targets.is_empty() {
                        self.text.extend_from_slice(b"null");
                    }
                    for (n, (id, object)) in targets.into_iter().enumerate() {
                        if n > 0 {
                            self.text.push(b',');
                        }
                        self.link(Target { object: object.unwrap_or_else(|| single.clone()), id }, *place);
                    }
                    if *many {
                        self.text.push(b']');
                    }
                }
                FieldType::Owner | FieldType::File => {
                    let object = if field.kind == FieldType::File { Target::FILE } else { "user" };
                    match crate::record::link_id(value) {
                        Some(id) => self.link(Target { object: object.to_owned(), id }, *place),
                        None => self.text.extend_from_slice(b"null"),
                    }
                }
                other if value.is_null() => self.text.extend_from_slice(missing(other)),
                _ => append(&mut self.text, value),
            }
        }
        self.text.push(b'}');
    }

    fn begin(&mut self, id: Id, label: &str, deleted_at: Option<i64>) {
        self.starts.push((self.text.len(), id));
        self.text.extend_from_slice(b"{\"object\":");
        append(&mut self.text, self.shape.object.key());
        self.text.extend_from_slice(b",\"label\":");
        append(&mut self.text, label);
        if let Some(at) = deleted_at.filter(|_| self.shape.trash) {
            self.key("deleted_at");
            append(&mut self.text, &Timestamp::from_micros(at));
        }
    }

    fn key(&mut self, key: &str) {
        self.text.extend_from_slice(b",\"");
        self.text.extend_from_slice(key.as_bytes());
        self.text.extend_from_slice(b"\":");
    }

    fn link(&mut self, target: Target, field: usize) {
        self.holes.push((self.text.len(), Hole::Link { target, field }));
    }

    /// Fills what was left open and answers the text of each record, in order.
    pub fn finish(self, ctx: &Ctx, tx: &mut Tx) -> Result<Vec<(Id, Vec<u8>)>> {
        let many = self.many(tx)?;
        let mut labels = Labels::default();
        let mut expanded: BTreeMap<(usize, String), BTreeSet<Id>> = BTreeMap::new();
        {
            let mut want = |target: &Target, field: usize| {
                labels.want(target);
                if self.shape.expand.0.contains_key(&self.shape.object.fields[field].key) {
                    expanded.entry((field, target.object.clone())).or_default().insert(target.id);
                }
            };
            for (_, hole) in &self.holes {
                match hole {
                    Hole::Link { target, field } => want(target, *field),
                    Hole::Many { record, field } => {
                        many.get(&(*record, *field)).into_iter().flatten().for_each(|target| want(target, *field));
                    }
                }
            }
        }
        labels.resolve(ctx, tx)?;
        let mut inside: HashMap<(usize, Id), Vec<u8>> = HashMap::new();
        for ((field, object), ids) in expanded {
            let Some(object) = ctx.catalog.object(&object) else { continue };
            let expand = &self.shape.expand.0[&self.shape.object.fields[field].key];
            for (id, text) in records(ctx, tx, object, expand, &ids.into_iter().collect::<Vec<_>>())? {
                inside.insert((field, id), text);
            }
        }
        Ok(self.stitch(&many, &labels, &inside))
    }

    /// The targets of the links to many on this page.
    fn many(&self, tx: &mut Tx) -> Result<HashMap<(Id, usize), Vec<Target>>> {
        let mut found: HashMap<(Id, usize), Vec<Target>> = HashMap::new();
        let fields: BTreeSet<usize> = self
            .holes
            .iter()
            .filter_map(|(_, hole)| if let Hole::Many { field, .. } = hole { Some(*field) } else { None })
            .collect();
        if fields.is_empty() {
            return Ok(found);
        }
        let object = &self.shape.object;
        let places: HashMap<String, usize> =
            fields.iter().map(|at| (side_key(object, &object.fields[*at]), *at)).collect();
        let sql = format!(
            "SELECT source, field, target, target_object FROM @k_link WHERE {} ORDER BY source, field, pos",
            tx.dialect().in_list("source", "$1")
        );
        let ids = Value::Ids(self.starts.iter().map(|(_, id)| *id).collect());
        let rows = tx.rows(&sql, &[ids], |row| {
            Ok((row.get::<Id>(0)?, row.get::<String>(1)?, row.get::<Id>(2)?, row.get::<String>(3)?))
        })?;
        for (source, field, id, object) in rows {
            if let Some(at) = places.get(&field) {
                found.entry((source, *at)).or_default().push(Target { object, id });
            }
        }
        Ok(found)
    }

    fn stitch(
        &self,
        many: &HashMap<(Id, usize), Vec<Target>>,
        labels: &Labels,
        inside: &HashMap<(usize, Id), Vec<u8>>,
    ) -> Vec<(Id, Vec<u8>)> {
        let one = |target: &Target, field: usize, out: &mut Vec<u8>| {
            labels.write(target, out);
            if let Some(text) = inside.get(&(field, target.id)) {
                out.extend_from_slice(b",\"record\":");
                out.extend_from_slice(text);
            }
            out.push(b'}');
        };
        let mut holes = self.holes.iter().peekable();
        let mut records = Vec::with_capacity(self.starts.len());
        for (n, (start, id)) in self.starts.iter().enumerate() {
            let end = self.starts.get(n + 1).map_or(self.text.len(), |(next, _)| *next);
            let mut out = Vec::with_capacity(end - start + 256);
            let mut from = *start;
            while let Some((at, hole)) = holes.next_if(|(at, _)| *at < end) {
                out.extend_from_slice(&self.text[from..*at]);
                from = *at;
                match hole {
                    Hole::Link { target, field } => one(target, *field, &mut out),
                    Hole::Many { record, field } => {
                        out.push(b'[');
                        for (n, target) in many.get(&(*record, *field)).into_iter().flatten().enumerate() {
                            if n > 0 {
                                out.push(b',');
                            }
                            one(target, *field, &mut out);
                        }
                        out.push(b']');
                    }
                }
            }
            out.extend_from_slice(&self.text[from..end]);
            records.push((*id, out));
        }
        records
    }
}

/// What a missing value of a type looks like.
fn missing(kind: &FieldType) -> &'static [u8] {
    match kind {
        FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Social
        | FieldType::Address
        | FieldType::Tags
        | FieldType::ExternalIds
        | FieldType::MultiSelect { .. } => b"[]",
        _ => b"null",
    }
}

fn append<T: serde::Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    // Writing JSON of text and values into memory can't fail.
    let _ = serde_json::to_writer(out, value);
}

/// Live records of an object by id that the caller may read, as JSON text.
pub fn records(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    expand: &Expand,
    ids: &[Id],
) -> Result<Vec<(Id, Vec<u8>)>> {
    let shape = Shape::new(ctx, object, None, expand, false)?;
    select(ctx, tx, &shape, ids, "t.deleted_at IS NULL")
}

/// Records by id that meet a condition and that the caller may read, as JSON text.
pub fn select(ctx: &Ctx, tx: &mut Tx, shape: &Shape, ids: &[Id], live: &str) -> Result<Vec<(Id, Vec<u8>)>> {
    let object = &shape.object;
    let mut scope = Scope::new(ctx, tx.dialect());
    let listed = match ids {
        [only] => format!("t.id = {}", scope.bind(*only)),
        many => {
            let place = scope.bind(Value::Ids(many.to_vec()));
            scope.dialect.in_list("t.id", &place)
        }
    };
    let allowed = scope.permission(ROOT, object, Action::Read)?.map(|c| format!(" AND {c}")).unwrap_or_default();
    let text = format!(
        "SELECT {} FROM @{} {ROOT}{} WHERE {listed} AND {live}{allowed}",
        shape.columns(),
        object.table(),
        scope.joins()
    );
    let mut page = Page::new(shape);
    let statement = kontor_database::Statement::new(text, scope.params);
    tx.each(&statement, &mut |row| page.row(row, 0))?;
    page.finish(ctx, tx)
}

/// One record as JSON text.
///
/// # Errors
/// `not_found` when there is none that the caller may read.
pub fn one(ctx: &Ctx, tx: &mut Tx, shape: &Shape, id: Id, trash: bool) -> Result<Vec<u8>> {
    let live = if trash { "TRUE" } else { "t.deleted_at IS NULL" };
    select(ctx, tx, shape, &[id], live)?.pop().map(|(_, text)| text).ok_or_else(Error::not_found)
}

/// A record from memory as JSON text: the answer to a write.
pub fn written(ctx: &Ctx, tx: &mut Tx, record: &Record) -> Result<Vec<u8>> {
    let shape = Shape::new(ctx, &record.object, None, &Expand::default(), true)?;
    let mut page = Page::new(&shape);
    page.record(record);
    Ok(page.finish(ctx, tx)?.pop().map(|(_, text)| text).unwrap_or_default())
}

/// The same parsed.
pub fn as_json(text: &[u8]) -> Json {
    serde_json::from_slice(text).unwrap_or(Json::Null)
}
