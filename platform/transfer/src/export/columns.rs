//! The columns of a table: fields of the records, their label, and what stands behind their links, as saved views show it.

use std::collections::HashMap;
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::Object;
use kontor_formats::write::Value;
use kontor_kernel::{Code, Error, Id, Json, Result};
use kontor_records::query::load;
use kontor_records::query::render::{Expand, Shape};
use kontor_records::record::link_id;
use kontor_records::schema::{Step, resolve};
use kontor_records::{Ctx, Record};

use super::form;

/// What a column without a field shows.
const LABEL: &str = "label";

/// The columns of a table, in order.
pub struct Columns<'a>(Vec<Column<'a>>);

enum Column<'a> {
    /// A field.
    Own(usize, &'a str),
    /// The label.
    Label,
    /// What stands behind links, or in a value.
    Behind(String, Vec<Step<'a>>),
}

impl<'a> Columns<'a> {
    /// All fields that the caller may read, or `id`, `version` and what he asks for.
    ///
    /// # Errors
    /// `bad_parameter` for what is unknown or hidden.
    pub fn of(ctx: &'a Ctx, object: &'a Arc<Object>, fields: Option<&str>) -> Result<Columns<'a>> {
        let own = |at: usize| Column::Own(at, object.fields[at].key.as_str());
        let Some(fields) = fields else {
            let shape = Shape::new(ctx, object, None, &Expand::default(), false)?;
            return Ok(Columns(shape.shown.iter().map(|at| own(*at)).collect()));
        };
        let mut columns: Vec<Column<'a>> = Vec::new();
        let always = ["id", "version"].into_iter();
        for path in always.chain(paths(fields)) {
            let column = match path {
                LABEL => Column::Label,
                path => match steps(ctx, object, path)?.as_slice() {
                    [step] => own(step.position),
                    steps => Column::Behind(path.to_owned(), steps.to_vec()),
                },
            };
            if !columns.iter().any(|known| known.name() == column.name()) {
                columns.push(column);
            }
        }
        Ok(Columns(columns))
    }

    /// What the columns are called.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|column| column.name().to_owned()).collect()
    }

    /// The cells of records; `labels` are as the caller may read them.
    pub fn rows(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        records: &[Record],
        labels: &[String],
    ) -> Result<Vec<Vec<Value>>> {
        let mut rows = vec![Vec::with_capacity(self.0.len()); records.len()];
        for column in &self.0 {
            let cells = match column {
                Column::Own(at, _) => records.iter().map(|record| own(record, *at)).collect(),
                Column::Label => labels.iter().cloned().map(Value::Text).collect(),
                Column::Behind(_, steps) => behind(ctx, tx, steps, records)?,
            };
            rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell));
        }
        Ok(rows)
    }
}

impl Column<'_> {
    fn name(&self) -> &str {
        match self {
            Column::Own(_, key) => key,
            Column::Label => LABEL,
            Column::Behind(path, _) => path,
        }
    }
}

fn paths(fields: &str) -> impl Iterator<Item = &str> {
    fields
        .split(',')
        .map(str::trim)
        .filter(|path| !["", "object"].contains(path))
}

fn steps<'a>(ctx: &'a Ctx, object: &'a Arc<Object>, path: &str) -> Result<Vec<Step<'a>>> {
    let keys: Vec<&str> = path.split('.').collect();
    resolve(&ctx.catalog, &ctx.policy, object, &keys).ok_or_else(|| {
        let detail = format!("There is no field {path:?}.");
        Error::new(Code::BadParameter, detail).with("parameter", "fields")
    })
}

fn own(record: &Record, at: usize) -> Value {
    form::value(&record.object.fields[at], &record.values[at])
}

/// What stands behind the links of records, as far as the caller may see it.
fn behind(ctx: &Ctx, tx: &mut Tx, steps: &[Step<'_>], records: &[Record]) -> Result<Vec<Value>> {
    let at = match steps {
        [] => return Ok(vec![Value::Empty; records.len()]),
        [step] => return Ok(records.iter().map(|record| own(record, step.position)).collect()),
        [step, ..] => step.position,
    };
    if let Some(member) = member(steps) {
        let text = |record: &Record| record.values[at][member].as_str().map(str::to_owned);
        let cells = records
            .iter()
            .map(|record| text(record).map_or(Value::Empty, Value::Text));
        return Ok(cells.collect());
    }
    let ids: Vec<Option<Id>> = records.iter().map(|record| link_id(&record.values[at])).collect();
    let mut wanted: Vec<Id> = ids.iter().flatten().copied().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let seen = load::live(ctx, tx, steps[1].object, &wanted)?;
    wanted.retain(|id| seen.contains(id));
    let linked: Vec<Record> = load::by_ids(ctx, tx, steps[1].object, &wanted)?
        .into_values()
        .collect();
    let cells = behind(ctx, tx, &steps[1..], &linked)?;
    let cells: HashMap<Id, Value> = linked.iter().map(|record| record.id).zip(cells).collect();
    let cell = |id: &Option<Id>| id.as_ref().and_then(|id| cells.get(id)).cloned();
    Ok(ids.iter().map(|id| cell(id).unwrap_or(Value::Empty)).collect())
}

/// The part of a value that a path ends in, if its first two steps are a field and that: `amount.currency`.
fn member<'a>(steps: &[Step<'a>]) -> Option<&'a str> {
    match steps {
        [field, part] if field.field.key != part.field.key && is_same_place(field, part) => {
            Some(part.field.key.as_str())
        }
        _ => None,
    }
}

fn is_same_place(one: &Step<'_>, other: &Step<'_>) -> bool {
    one.position == other.position && Arc::ptr_eq(one.object, other.object)
}

/// For forms that show whole records: the own fields among those asked for, and the links whose records are shown inside.
///
/// # Errors
/// `bad_parameter` for what is unknown or hidden.
pub fn within(ctx: &Ctx, object: &Arc<Object>, fields: Option<&str>) -> Result<(Option<String>, Expand)> {
    let Some(fields) = fields else {
        return Ok((None, Expand::default()));
    };
    let (mut own, mut links) = (Vec::new(), Vec::new());
    for path in paths(fields).filter(|path| *path != LABEL) {
        let steps = steps(ctx, object, path)?;
        let inner = match steps.as_slice() {
            [.., field, part] if is_same_place(field, part) => steps.len() - 2,
            _ => steps.len() - 1,
        };
        match inner {
            0 => own.push(steps[0].field.key.as_str()),
            inner => {
                let keys: Vec<&str> = steps[..inner]
                    .iter()
                    .map(|step| step.field.key.as_str())
                    .collect();
                links.push(keys.join("."));
            }
        }
    }
    links.sort();
    links.dedup();
    Ok((Some(own.join(",")), Expand::parse(&links.join(","))?))
}

/// The labels of records as they are shown.
pub fn labels(shown: &[(Id, Vec<u8>)]) -> Result<HashMap<Id, String>> {
    let label = |(id, text): &(Id, Vec<u8>)| {
        let record: Json = serde_json::from_slice(text).map_err(Error::internal)?;
        Ok((*id, record[LABEL].as_str().unwrap_or_default().to_owned()))
    };
    shown.iter().map(label).collect()
}
