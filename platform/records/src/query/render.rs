//! Records as JSON text. Rows are streamed from the driver into bytes; what stands in other tables (labels of linked
//! records, links to many, expanded records) is left open and filled in by [`finish`](crate::query::finish).

use std::sync::Arc;

use kontor_database::{Row, Tx, Value};
use kontor_definitions::{Action, FieldType, Object};
use kontor_kernel::{Error, Id, Json, Result, Timestamp};

use crate::ctx::Ctx;
use crate::fields::kind;
use crate::query::labels::{Labels, Target};
use crate::query::scope::{ROOT, Scope};
use crate::record::{Record, link_targets};

use crate::query::finish::{Inside, Many, Texts, finish, finish_all};
pub use crate::query::shape::{Expand, Shape};

/// What is left open in the text of a page.
enum Hole {
    /// The members of a link after its id: label, and the record if it is expanded.
    Link { target: Target, field: usize },
    /// The array of a link to many.
    Many { record: Id, field: usize },
}

/// A page of records under construction.
pub struct Page {
    pub(super) shape: Arc<Shape>,
    text: Vec<u8>,
    holes: Vec<(usize, Hole)>,
    /// Where each record's text begins, and its id.
    pub(super) starts: Vec<(usize, Id)>,
    /// Objects that rows have named.
    named: Vec<Arc<str>>,
}

impl Page {
    /// An empty page.
    pub fn new(shape: Arc<Shape>) -> Page {
        Page {
            shape,
            text: Vec::with_capacity(4096),
            holes: Vec::new(),
            starts: Vec::new(),
            named: Vec::new(),
        }
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
        let shape = self.shape.clone();
        let id = row.id(first)?.unwrap_or(Id::NIL);
        self.begin(id, row.text(first + 1)?.unwrap_or_default(), row.int(first + 2)?);
        let mut at = first + 3;
        for ((place, width), name) in shape.shown.iter().zip(&shape.widths).zip(&shape.names) {
            let field = &shape.object.fields[*place];
            self.key(&field.key);
            match &field.kind {
                FieldType::Link { many: true, .. } => {
                    self.holes.push((
                        self.text.len(),
                        Hole::Many {
                            record: id,
                            field: *place,
                        },
                    ));
                }
                FieldType::Link { .. } | FieldType::Owner | FieldType::File => match row.id(at)? {
                    Some(id) => {
                        let named = if *width > 1 { row.text(at + 1)? } else { None };
                        let object = match named {
                            Some(object) => self.name(object),
                            None => name.clone(),
                        };
                        self.link(Target { object, id }, *place);
                    }
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
        let shape = self.shape.clone();
        self.begin(record.id, shape.told.of(record), record.deleted_at);
        for (place, name) in shape.shown.iter().zip(&shape.names) {
            let field = &shape.object.fields[*place];
            self.key(&field.key);
            let value = &record.values[*place];
            match &field.kind {
                FieldType::Link { many, .. } => {
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
                        let object = object.map_or_else(|| name.clone(), |object| self.name(&object));
                        self.link(Target { object, id }, *place);
                    }
                    if *many {
                        self.text.push(b']');
                    }
                }
                FieldType::Owner | FieldType::File => match crate::record::link_id(value) {
                    Some(id) => self.link(
                        Target {
                            object: name.clone(),
                            id,
                        },
                        *place,
                    ),
                    None => self.text.extend_from_slice(b"null"),
                },
                other if value.is_null() => self.text.extend_from_slice(missing(other)),
                _ => append(&mut self.text, value),
            }
        }
        self.text.push(b'}');
    }

    fn begin(&mut self, id: Id, label: &str, deleted_at: Option<i64>) {
        self.starts.push((self.text.len(), id));
        self.text.extend_from_slice(b"{\"label\":");
        append(&mut self.text, label);
        // Pipelines and views have a field of this name; it says what they are for, the path says what they are.
        if self.shape.object.position("object").is_none() {
            self.key("object");
            append(&mut self.text, self.shape.object.key());
        }
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

    /// The name of an object: one text, however many links name it.
    fn name(&mut self, object: &str) -> Arc<str> {
        if let Some(known) = self.named.iter().find(|known| &***known == object) {
            return known.clone();
        }
        let name: Arc<str> = object.into();
        self.named.push(name.clone());
        name
    }

    fn link(&mut self, target: Target, field: usize) {
        self.holes.push((self.text.len(), Hole::Link { target, field }));
    }

    /// Every target on the page, with the field that links to it.
    pub(super) fn targets<'a>(&'a self, many: &'a Many) -> impl Iterator<Item = (&'a Target, usize)> {
        let of = |hole: &'a Hole| match hole {
            Hole::Link { target, field } => (std::slice::from_ref(target), *field),
            Hole::Many { record, field } => (
                many.get(&(*record, *field)).map_or(&[][..], Vec::as_slice),
                *field,
            ),
        };
        self.holes
            .iter()
            .map(move |(_, hole)| of(hole))
            .flat_map(|(targets, at)| targets.iter().map(move |t| (t, at)))
    }

    /// The text of each record, in order.
    pub(super) fn stitch(&self, many: &Many, labels: &Labels, inside: &Inside) -> Texts {
        let one = |target: &Target, field: usize, out: &mut Vec<u8>| {
            labels.write(target, out);
            let expand = self.shape.expand.get(&field);
            if let Some(text) = expand.and_then(|expand| inside.get(expand)?.get(target)) {
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

/// The condition that a record is not in the trash.
pub const LIVE: &str = "t.deleted_at IS NULL";

/// Live records of several objects that the caller may read, as JSON text.
pub fn records(ctx: &Ctx, tx: &mut Tx, wanted: &[(&Arc<Object>, &[Id])]) -> Result<Vec<Texts>> {
    let mut pages = Vec::with_capacity(wanted.len());
    for (object, ids) in wanted {
        let shape = Shape::new(ctx, object, None, &Expand::default(), false)?;
        pages.push(read(ctx, tx, shape, ids, LIVE)?);
    }
    finish_all(ctx, tx, pages)
}

/// Records by id that meet a condition and that the caller may read.
pub fn read(ctx: &Ctx, tx: &mut Tx, shape: Arc<Shape>, ids: &[Id], live: &str) -> Result<Page> {
    let object = &shape.object;
    let mut scope = Scope::new(ctx, tx.dialect());
    let listed = match ids {
        [only] => format!("t.id = {}", scope.bind(*only)),
        many => {
            let place = scope.bind(Value::Ids(many.to_vec()));
            scope.dialect.in_list("t.id", &place)
        }
    };
    let allowed = scope
        .permission(ROOT, object, Action::Read)?
        .map(|c| format!(" AND {c}"))
        .unwrap_or_default();
    let text = format!(
        "SELECT {} FROM @{} {ROOT}{} WHERE {listed} AND {live}{allowed}",
        shape.columns(),
        object.table(),
        scope.joins()
    );
    let mut page = Page::new(shape);
    let statement = kontor_database::Statement::new(text, scope.params);
    tx.each(&statement, &mut |row| page.row(row, 0))?;
    Ok(page)
}

/// One record as JSON text.
///
/// # Errors
/// `not_found` when there is none that the caller may read.
pub fn one(ctx: &Ctx, tx: &mut Tx, shape: &Arc<Shape>, id: Id, trash: bool) -> Result<Vec<u8>> {
    let page = read(ctx, tx, shape.clone(), &[id], if trash { "TRUE" } else { LIVE })?;
    finish(ctx, tx, page)?
        .pop()
        .map(|(_, text)| text)
        .ok_or_else(Error::not_found)
}

/// A record from memory as JSON text: the answer to a write.
pub fn written(ctx: &Ctx, tx: &mut Tx, record: &Record) -> Result<Vec<u8>> {
    let mut page = Page::new(Shape::new(ctx, &record.object, None, &Expand::default(), true)?);
    page.record(record);
    Ok(finish(ctx, tx, page)?
        .pop()
        .map(|(_, text)| text)
        .unwrap_or_default())
}

/// The same parsed.
pub fn as_json(text: &[u8]) -> Json {
    serde_json::from_slice(text).unwrap_or(Json::Null)
}
