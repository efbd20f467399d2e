//! Amounts of money have a value in the workspace's currency. When that currency or its rates change, all values are
//! computed anew, and with them what is computed from them: totals, formulas, rollups.
//!
//! A job goes over all amounts in chunks, then takes the passes that a change of definitions takes where stored values
//! changed. An amount has the rate of the day on which it was changed last, which history knows. It may begin again at
//! any time, and finds nothing to do where all is right.

use std::collections::BTreeMap;
use std::sync::Arc;

use kontor_database::{Statement, Tx, Value};
use kontor_definitions::storage::{BASE, CURRENCY};
use kontor_definitions::{FieldDef, FieldType, Object, diff};
use kontor_jobs::{JobContext, NewJob};
use kontor_kernel::{Actor, Caller, Clock, Code, Error, Id, Json, Result, Timestamp};
use serde_json::json;

use crate::command::Work;
use crate::ctx::Ctx;
use crate::ddl::{Route, Site};
use crate::settings::Settings;
use crate::workspace::Workspace;

/// The name of the job.
pub const JOB: &str = "money.revalue";
/// Records of one transaction.
const CHUNK: usize = 500;

/// Asks for it when settings change in a way that matters.
pub(crate) fn follow(
    tx: &mut Tx,
    clock: &Clock,
    by: Actor,
    before: &Settings,
    after: &Settings,
) -> Result<()> {
    if before.currency == after.currency && before.rates == after.rates {
        return Ok(());
    }
    kontor_jobs::enqueue(tx, NewJob::new(clock, JOB, Json::Null).by(by)).map(drop)
}

/// The handler of [`JOB`].
pub async fn run(workspace: &Arc<Workspace>, job: &JobContext) -> Result<Json> {
    let walk = Walk {
        workspace,
        job,
        version: workspace.state().catalog.version,
    };
    let catalog = workspace.state().catalog.clone();
    let mut revalued = 0;
    for object in catalog.objects() {
        for field in object
            .fields
            .iter()
            .filter(|field| field.kind == FieldType::Money)
        {
            let (object, field) = (object.clone(), field.clone());
            revalued += walk
                .chunks(move |work, after| amounts(work, &object, &field, after))
                .await?;
        }
    }
    let data = catalog.data();
    let plan = diff::depending_on(&data, |field| field.kind == FieldType::Money);
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let route = Route::new(
        &data,
        data.clone(),
        &plan,
        ctx.change_set,
        Actor::System.as_text(),
    );
    for task in route.tasks.clone() {
        let (data, route) = (data.clone(), route.clone());
        walk.chunks(move |work, after| {
            let site = Site::new(work.ctx, data.clone(), route.clone());
            Ok((site.chunk(work.tx, &task, after, CHUNK)?, 0))
        })
        .await?;
    }
    Ok(json!({"amounts": revalued}))
}

/// A walk over records, a chunk in a transaction.
struct Walk<'a> {
    workspace: &'a Arc<Workspace>,
    job: &'a JobContext,
    /// The definitions it is for; with others it begins anew.
    version: i64,
}

impl Walk<'_> {
    /// Does a chunk after the other; each says where it ended, if there is more, and how much it changed.
    async fn chunks(
        &self,
        chunk: impl Fn(&mut Work<'_>, Id) -> Result<(Option<Id>, usize)> + Send + Sync + 'static,
    ) -> Result<usize> {
        let (chunk, version) = (Arc::new(chunk), self.version);
        let (mut after, mut sum) = (Id::NIL, 0);
        loop {
            let ctx = self.workspace.system(Caller::system(&self.workspace.clock));
            let chunk = chunk.clone();
            let done = self.workspace.write_alone(&ctx, move |work| {
                if work.ctx.catalog.version != version {
                    return Err(Error::new(
                        Code::Unavailable,
                        "The definitions changed meanwhile.",
                    ));
                }
                chunk(work, after)
            });
            let (next, changed) = done.await?;
            sum += changed;
            self.job.check()?;
            match next {
                Some(last) => after = last,
                None => return Ok(sum),
            }
        }
    }
}

/// An amount as it is stored.
struct Amount {
    id: Id,
    units: i64,
    currency: String,
    value: Option<i64>,
    updated: Timestamp,
}

/// Computes the values of a chunk of amounts; says where it ended, and how many were others.
fn amounts(work: &mut Work<'_>, object: &Object, field: &FieldDef, after: Id) -> Result<(Option<Id>, usize)> {
    let (amount, currency, value) = (&field.id, field.column(CURRENCY), field.column(BASE));
    let sql = format!(
        "SELECT id, \"{amount}\", \"{currency}\", \"{value}\", updated_at FROM @{} WHERE id > $1 ORDER BY id LIMIT $2",
        object.table()
    );
    let rows = work.tx.rows(&sql, &[after.into(), CHUNK.into()], |row| {
        let id: Id = row.get(0)?;
        let Some(units) = row.int(1)? else {
            return Ok((id, None));
        };
        let amount = Amount {
            id,
            units,
            currency: row.get(2)?,
            value: row.int(3)?,
            updated: row.get(4)?,
        };
        Ok((id, Some(amount)))
    })?;
    let position = rows.last().map(|(id, _)| *id).filter(|_| rows.len() == CHUNK);
    let settings = work.ctx.settings.clone();
    let (own, foreign): (Vec<Amount>, Vec<Amount>) = rows
        .into_iter()
        .filter_map(|(_, amount)| amount)
        .partition(|amount| amount.currency == settings.currency);
    let days = days(work.ctx, work.tx, object, field, &foreign)?;
    let day_of = |amount: &Amount| {
        let at = days.get(&amount.id).copied().unwrap_or(amount.updated);
        at.date_in(&settings.time_zone())
    };
    let changed: Vec<Statement> = own
        .iter()
        .chain(&foreign)
        .filter_map(|amount| {
            let now = settings.in_base(amount.units, &amount.currency, day_of(amount));
            let sql = format!("UPDATE @{} SET \"{value}\" = $1 WHERE id = $2", object.table());
            (now != amount.value).then(|| Statement::new(sql, vec![now.into(), amount.id.into()]))
        })
        .collect();
    let count = changed.len();
    work.tx.run_all(changed)?;
    Ok((position, count))
}

/// When amounts were changed last, as far as history knows.
fn days(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Object,
    field: &FieldDef,
    amounts: &[Amount],
) -> Result<BTreeMap<Id, Timestamp>> {
    if amounts.is_empty() || ctx.settings.rates.values().all(|days| days.len() < 2) {
        return Ok(BTreeMap::new());
    }
    let sql = format!(
        "SELECT record, at, changes FROM @k_history WHERE {} AND object = $2 ORDER BY seq",
        tx.dialect().in_list("record", "$1")
    );
    let ids = Value::Ids(amounts.iter().map(|amount| amount.id).collect());
    let noted = tx.rows(&sql, &[ids, object.table().into()], |row| {
        let changes: Json = serde_json::from_str(row.text(2)?.unwrap_or("{}")).unwrap_or_default();
        let changed = changes.get(&field.id).is_some();
        Ok((row.get::<Id>(0)?, row.get::<Timestamp>(1)?, changed))
    })?;
    Ok(noted
        .into_iter()
        .filter(|(.., changed)| *changed)
        .map(|(id, at, _)| (id, at))
        .collect())
}
