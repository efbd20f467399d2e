//! What a dry run remembers: which values it would have given to which record. Before a block is rehearsed, the records
//! that earlier blocks would have made, and earlier files of the same migration, are put in its place.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kontor_database::{Statement, Value};
use kontor_definitions::FieldType;
use kontor_kernel::{Error, Id, Json, JsonMap, Result, fold};
use kontor_records::record::link_targets;
use kontor_records::{Command, Ctx, Op};

use super::block::Given;
use super::domains;
use super::find::{self, Identity, identities};
use super::mapping::Mapping;
use super::naming;
use super::row::Row;
use super::stage::{Stage, call, called, named, parsed};

/// Most records of earlier rows that are put in place for the rehearsal of one block.
const MAX_STAND_INS: usize = 5_000;

/// Records that stand in for those of earlier rows: of one file after the other, each with what its rows mean.
pub type StandIns = Vec<(Arc<Mapping>, Vec<Given>)>;

/// A file that was rehearsed before: its stage, and what its rows mean.
pub type Rehearsed = (Stage, Arc<Mapping>);

/// The records of earlier rows, and of earlier files, that these rows speak of: those they share, those they link to,
/// those that have a value already that must be unique; and what these link to in turn. The last file is the rows' own.
pub async fn stand_ins(ctx: &Ctx, files: &[(&Stage, &Arc<Mapping>)], rows: &[Row]) -> Result<StandIns> {
    let Some((_, mapping)) = files.last() else {
        return Ok(Vec::new());
    };
    let mut wanted: BTreeSet<Id> = rows.iter().flat_map(|row| row.ids.clone()).collect();
    wanted.remove(&Id::NIL);
    for (stage, there) in files {
        wanted.extend(stage.called(Names::of(ctx, mapping, rows, there)).await?);
    }
    let mut seen: BTreeSet<Id> = BTreeSet::new();
    let mut found: Vec<BTreeMap<Id, Given>> = vec![BTreeMap::new(); files.len()];
    while !wanted.is_empty() && found.iter().map(BTreeMap::len).sum::<usize>() < MAX_STAND_INS {
        let ids: Vec<Id> = std::mem::take(&mut wanted).into_iter().collect();
        seen.extend(&ids);
        for ((stage, _), found) in files.iter().zip(&mut found) {
            for given in stage.given(ids.clone()).await? {
                wanted.extend(given.values.values().flat_map(link_targets).map(|(id, _)| id));
                // An earlier file may have made it.
                wanted.insert(given.id);
                found.insert(given.staged, given);
            }
        }
        wanted.retain(|id| !seen.contains(id));
    }
    let given = found.into_iter().map(|given| given.into_values().collect());
    Ok(files
        .iter()
        .map(|(_, there)| (*there).clone())
        .zip(given)
        .collect())
}

/// What rows speak of, in the words of a stage.
#[derive(Default)]
struct Names {
    known: BTreeSet<String>,
    taken: BTreeSet<String>,
}

impl Names {
    /// In the stage of a file whose rows make these objects.
    fn of(ctx: &Ctx, mapping: &Mapping, rows: &[Row], there: &Mapping) -> Names {
        let mut names = Names::default();
        let place = |key: &str| there.objects.iter().position(|known| known.key() == key);
        let nobody = vec![None; mapping.objects.len()];
        for row in rows {
            for (table, domain) in domains::of_row(ctx, mapping, row, &|_, _| true) {
                let known = there.objects.iter().position(|known| known.table() == table);
                let name = known.map(|to| call(to, &naming::at_domain(&domain)));
                names.known.extend(name);
            }
            for (at, wish) in row.wishes.iter().enumerate() {
                let Some(wish) = wish else { continue };
                let object = &mapping.objects[at];
                for link in &wish.links {
                    for target in find::targets(ctx, &object.fields[link.position], link) {
                        let Some(to) = place(target.key()) else { continue };
                        names.known.insert(named(to, &Identity::Key(link.text.clone())));
                        let others = naming::names_of(ctx, target, &link.text);
                        names.known.extend(others.iter().map(|name| call(to, name)));
                    }
                }
                let Some(to) = place(object.key()) else { continue };
                let known = identities(ctx, mapping, at, row, &nobody);
                names
                    .known
                    .extend(known.iter().map(|identity| named(to, identity)));
                // What the rows of one file are about is only named by the rows of another.
                if at != 0 {
                    let others = naming::names(ctx, object, wish);
                    names.known.extend(others.iter().map(|name| call(to, name)));
                }
                for (position, value) in &wish.values {
                    if object.fields[*position].unique {
                        names
                            .taken
                            .insert(unique(to, &object.fields[*position].id, value));
                    }
                }
            }
        }
        names
    }
}

impl Stage {
    /// A rehearsal begins anew.
    pub async fn forget(&self) -> Result<()> {
        let write = self.database.write(|tx| {
            tx.execute("DELETE FROM @given", &[])?;
            tx.execute("DELETE FROM @blocking", &[])?;
            tx.execute("DELETE FROM @taken", &[])
        });
        write.await.map(|_| ())
    }

    /// The ids under which records have one of these names, or one of these values that must be unique.
    async fn called(&self, names: Names) -> Result<Vec<Id>> {
        let read = self.database.read(move |tx| {
            let mut ids = Vec::new();
            for (table, names) in [("known", &names.known), ("taken", &names.taken)] {
                if !names.is_empty() {
                    let listed = tx.dialect().in_list("name", "$1");
                    let names = Value::Texts(names.iter().cloned().collect());
                    let sql = format!("SELECT id FROM @{table} WHERE {listed}");
                    ids.extend(tx.rows(&sql, &[names], |row| row.get::<Id>(0))?);
                }
            }
            ids.extend(called(tx, names.known)?.into_iter().map(|(_, id)| id));
            Ok(ids)
        });
        read.await
    }

    /// What was given to records.
    pub(super) async fn given(&self, ids: Vec<Id>) -> Result<Vec<Given>> {
        let read = self.database.read(move |tx| {
            let listed = tx.dialect().in_list("id", "$1");
            let sql = format!("SELECT id, record, object, new, content FROM @given WHERE {listed}");
            tx.rows(&sql, &[Value::Ids(ids)], |row| {
                Ok(Given {
                    staged: row.get(0)?,
                    id: row.get(1)?,
                    object: row.get(2)?,
                    new: row.get(3)?,
                    values: parsed(row.text(4)?)?,
                })
            })
        });
        read.await
    }

    /// Notes what rehearsed rows would have given.
    pub async fn give(&self, mapping: &Arc<Mapping>, before: &[Given], given: Vec<Given>) -> Result<()> {
        let mut merged: BTreeMap<Id, Given> = BTreeMap::new();
        let before: HashMap<Id, &Given> = before.iter().map(|given| (given.staged, given)).collect();
        for given in given {
            let known = merged.entry(given.staged).or_insert_with(|| {
                before
                    .get(&given.staged)
                    .map_or_else(|| given.clone(), |&known| known.clone())
            });
            known.new |= given.new;
            known.values.extend(given.values);
        }
        let mapping = mapping.clone();
        let write = self.database.write(move |tx| {
            let mut statements = Vec::with_capacity(merged.len() * 2);
            for given in merged.values() {
                let content = serde_json::to_string(&given.values).map_err(Error::internal)?;
                statements.push(Statement::new(
                    "INSERT INTO @given (id, record, object, new, content) VALUES ($1, $2, $3, $4, $5) \
                     ON CONFLICT (id) DO UPDATE SET record = excluded.record, new = excluded.new, \
                     content = excluded.content",
                    vec![
                        given.staged.into(),
                        given.id.into(),
                        given.object.into(),
                        given.new.into(),
                        content.into(),
                    ],
                ));
                for (key, value) in &given.values {
                    let field = mapping.objects[given.object].field(key);
                    if let Some(field) = field.filter(|field| field.unique) {
                        statements.push(Statement::new(
                            "INSERT INTO @taken (name, id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                            vec![unique(given.object, &field.id, value).into(), given.staged.into()],
                        ));
                    }
                }
            }
            tx.run_all(statements)
        });
        write.await
    }
}

fn unique(at: usize, field: &str, value: &Json) -> String {
    format!("{at} {field} {}", fold(&value.to_string()))
}

/// The commands that put records of earlier rows in place: those of the same object first without their links to each
/// other, for one may come before the other.
pub fn place(mapping: &Mapping, stand_ins: &[Given]) -> Vec<Command> {
    let ids: BTreeSet<Id> = stand_ins.iter().map(|given| given.id).collect();
    let (mut makes, mut changes) = (Vec::new(), Vec::new());
    for at in mapping.order.iter().copied() {
        let key = mapping.objects[at].key();
        for given in stand_ins.iter().filter(|given| given.object == at) {
            if !given.new {
                changes.push(Command::update(key, given.id, given.values.clone()));
                continue;
            }
            let (mut now, mut later) = (JsonMap::new(), JsonMap::new());
            for (field, value) in &given.values {
                let loose = mapping.objects[at]
                    .field(field)
                    .is_some_and(|field| !field.required && matches!(field.kind, FieldType::Link { .. }));
                let within = loose && link_targets(value).iter().any(|(id, _)| ids.contains(id));
                let to = if within { &mut later } else { &mut now };
                to.insert(field.clone(), value.clone());
            }
            makes.push(Command {
                object: key.to_owned(),
                op: Op::Create {
                    id: Some(given.id),
                    values: now,
                },
            });
            if !later.is_empty() {
                changes.push(Command::update(key, given.id, later));
            }
        }
    }
    makes.extend(changes);
    makes
}
