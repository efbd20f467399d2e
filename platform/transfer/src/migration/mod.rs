//! Migrations: the files of another system come in one after the other, as a plan says. Each is an import of its own and
//! can be looked at, mended and taken back like any other; when one has ended, the next begins. In a dry run the files
//! see what those before them would have brought.

mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::Action;
use kontor_formats::Choice;
use kontor_kernel::{Code, Error, Id, Json, Result};
use kontor_records::{Ctx, Workspace};
use serde_json::json;

use crate::asker::Asker;
use crate::import::plan::{Plan, Step};
use crate::import::problem::{NOTHING, Telling};
use crate::import::rehearsal::Rehearsed;
use crate::import::stage::Stage;
use crate::import::store::{Import, State};
use crate::import::{self, Looked, Upload};
use crate::places::Places;

pub use store::prune;
use store::{Content, File, Migration};

/// Most files of one migration.
pub const MAX_FILES: usize = 50;

/// A file that lies in the place of the import it is going to be.
#[derive(Clone, Debug)]
pub struct Given {
    /// The import's id.
    pub import: Id,
    /// What the file is called.
    pub name: String,
    /// What it is said to be.
    pub content_type: String,
}

/// A migration with its imports, to be entered.
#[derive(Clone)]
pub struct Prepared {
    migration: Migration,
    imports: Vec<Import>,
}

impl Prepared {
    /// Whether a file becomes this import of it.
    pub fn takes(&self, import: Id) -> bool {
        self.imports.iter().any(|one| one.id == import)
    }
}

/// Prepares a migration: every file is held against the steps of the plan, and those that fit become imports.
///
/// # Errors
/// `validation` for a file that a step names and that can't be read, or whose object is not there; `forbidden` for who
/// may not make such records.
pub async fn prepare(
    ctx: &Ctx,
    places: &Places,
    (id, asker): (Id, Asker),
    plan: &Plan,
    given: &[Given],
) -> Result<Prepared> {
    let mut content = Content {
        plan: plan.name.clone(),
        ..Content::default()
    };
    let mut imports: Vec<Import> = Vec::new();
    let mut left: Vec<usize> = (0..given.len()).collect();
    for step in &plan.steps {
        let mut found = false;
        for at in left.clone() {
            let file = &given[at];
            if !step.is_called(&file.name) {
                continue;
            }
            let at_fault = |error: Error| match error.code {
                Code::Validation | Code::NotFound => {
                    Error::invalid(format!("/files/{at}"), "not_importable", error.detail)
                }
                _ => error,
            };
            let def = ctx.object(&step.object).map_err(at_fault)?;
            ctx.policy.require(def, Action::Create)?;
            let looked = import::look(places, &upload(step, &asker, file)).await;
            let looked = looked.map_err(at_fault)?;
            let columns: Vec<&str> = looked
                .survey
                .columns
                .iter()
                .map(|one| one.name.as_str())
                .collect();
            if !step.requires.is_empty() && !step.fits(&columns) {
                continue;
            }
            let map = step.map_for(&columns);
            imports.push(of_file(ctx, (id, def.key()), file, looked, map, &asker).map_err(at_fault)?);
            content.files.push(File {
                name: file.name.clone(),
                import: file.import,
            });
            left.retain(|other| *other != at);
            found = true;
        }
        if !found {
            content
                .missing
                .push(json!({"object": step.object, "files": step.files}));
        }
    }
    if content.files.is_empty() {
        let detail = "The plan knows none of these files.";
        return Err(Error::invalid("/files", "nothing_fits", detail));
    }
    content.left_over = left.iter().map(|at| given[*at].name.clone()).collect();
    let migration = Migration {
        id,
        asker,
        content,
        created_at: ctx.caller.now,
    };
    Ok(Prepared { migration, imports })
}

/// Enters a migration, and shows it.
pub fn enter(ctx: &Ctx, tx: &mut Tx, prepared: &Prepared) -> Result<Json> {
    for import in &prepared.imports {
        import::store::insert(tx, import)?;
    }
    store::insert(tx, &prepared.migration)?;
    show(ctx, tx, &prepared.migration, NOTHING)
}

fn upload(step: &Step, asker: &Asker, file: &Given) -> Upload {
    Upload {
        id: file.import,
        object: step.object.clone(),
        asker: asker.clone(),
        map: step.map.clone(),
        name: Some(file.name.clone()),
        content_type: Some(file.content_type.clone()),
        choice: Choice::default(),
    }
}

/// The import of a file, if its map can be meant.
fn of_file(
    ctx: &Ctx,
    (migration, object): (Id, &str),
    file: &Given,
    looked: Looked,
    map: import::map::Map,
    asker: &Asker,
) -> Result<Import> {
    let now = ctx.caller.now;
    let mut import = Import::new(file.import, object, asker.clone(), looked.survey, map, now);
    (import.name, import.sha256) = (Some(file.name.clone()), looked.sha256);
    import.migration = Some(migration);
    import::shown(ctx, &import)?;
    Ok(import)
}

/// A migration as its asker and administrators see it: every file with its import's report, and what was not taken over.
pub fn read(ctx: &Ctx, tx: &mut Tx, id: Id, telling: Telling) -> Result<Json> {
    let migration = visible(ctx, tx, id)?;
    show(ctx, tx, &migration, telling)
}

/// Begins with the first file, or goes on where it broke off; a dry run only tells what would happen. Whoever asks wants
/// files again that were brought before.
///
/// # Errors
/// `conflict` while it runs, and when all files are done.
pub fn run(ctx: &Ctx, tx: &mut Tx, id: Id, dry_run: bool) -> Result<Json> {
    let migration = visible(ctx, tx, id)?;
    let imports = imports(tx, &migration)?;
    if imports.iter().any(|import| import.state == State::Running) {
        return Err(Error::new(Code::Conflict, "The migration is running."));
    }
    let open = |import: &&Import| dry_run || !matches!(import.state, State::Done | State::Undone);
    let Some(first) = imports.iter().find(open) else {
        return Err(Error::new(
            Code::Conflict,
            "The migration is done; upload the files again to repeat it.",
        ));
    };
    import::start(ctx, tx, first.id, dry_run, true)?;
    show(ctx, tx, &migration, NOTHING)
}

/// When a file of a migration has come to its end, the next one begins.
pub(crate) fn go_on(ctx: &Ctx, tx: &mut Tx, ended: &Import) -> Result<()> {
    let Some(migration) = of(tx, ended)? else {
        return Ok(());
    };
    let files = migration.content.files.iter().map(|file| file.import);
    for next in files.skip_while(|file| *file != ended.id).skip(1) {
        let Some(mut import) = import::store::get(tx, next)? else {
            continue;
        };
        if !ended.dry_run && matches!(import.state, State::Done | State::Undone) {
            continue;
        }
        if let Err(error) = import::start(ctx, tx, next, ended.dry_run, true) {
            let position = import.position;
            (import.state, import.error) = (State::Failed, Some(error.detail));
            import::store::update(tx, &import, position)?;
        }
        break;
    }
    Ok(())
}

/// The files of a dry run's migration that were gone through before an import: their stages tell what they would have
/// brought.
pub(crate) async fn rehearsed(
    workspace: &Arc<Workspace>,
    ctx: &Ctx,
    places: &Places,
    import: &Import,
) -> Result<Vec<Rehearsed>> {
    let of_import = import.clone();
    let before = workspace.database.read(move |tx| {
        let Some(migration) = of(tx, &of_import)? else {
            return Ok(Vec::new());
        };
        let all = imports(tx, &migration)?;
        Ok(all.into_iter().take_while(|one| one.id != of_import.id).collect())
    });
    let mut rehearsed = Vec::new();
    for earlier in before.await? {
        // What was brought in earnest is in the workspace itself.
        if earlier.state == State::Checked {
            let stage = Stage::open(&places.stage(earlier.id)).await?;
            rehearsed.push((stage, import::mapped(ctx, &earlier)?));
        }
    }
    Ok(rehearsed)
}

fn of(tx: &mut Tx, import: &Import) -> Result<Option<Migration>> {
    match import.migration {
        Some(id) => store::get(tx, id),
        None => Ok(None),
    }
}

fn visible(ctx: &Ctx, tx: &mut Tx, id: Id) -> Result<Migration> {
    store::get(tx, id)?
        .filter(|migration| migration.asker.is_open_to(ctx))
        .ok_or_else(Error::not_found)
}

fn imports(tx: &mut Tx, migration: &Migration) -> Result<Vec<Import>> {
    let mut imports = Vec::new();
    for file in &migration.content.files {
        imports.extend(import::store::get(tx, file.import)?);
    }
    Ok(imports)
}

fn show(ctx: &Ctx, tx: &mut Tx, migration: &Migration, telling: Telling) -> Result<Json> {
    let content = &migration.content;
    let (mut files, mut states) = (Vec::new(), Vec::new());
    for file in &content.files {
        let Some(of) = import::store::get(tx, file.import)? else {
            continue;
        };
        states.push(of.state);
        let shown = import::read(ctx, tx, file.import, telling)?;
        let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
        for (code, count) in import::store::reasons(tx, file.import)? {
            reasons.insert(code, count);
        }
        files.push(json!({
            "name": file.name,
            "object": of.object,
            "import": of.id,
            "state": of.state,
            "error": of.error,
            "progress": shown["progress"],
            "report": shown["report"],
            "not_taken_over": {
                "columns": shown["report"]["ignored_columns"],
                "rows": shown["report"]["failed"],
                "reasons": reasons,
            },
        }));
    }
    Ok(json!({
        "id": migration.id,
        "plan": content.plan,
        "state": together(&states),
        "files": files,
        "missing": content.missing,
        "left_over": content.left_over,
        "created_at": migration.created_at,
    }))
}

/// Where a migration stands, by where its files do.
fn together(states: &[State]) -> State {
    let any = |wanted: State| states.contains(&wanted);
    let of_all = |wanted: &[State]| states.iter().all(|state| wanted.contains(state));
    let telling = [State::Running, State::Undoing, State::Failed, State::Cancelled];
    match telling.into_iter().find(|state| any(*state)) {
        Some(state) => state,
        None if states.is_empty() => State::Ready,
        None if of_all(&[State::Undone]) => State::Undone,
        None if of_all(&[State::Done, State::Undone]) => State::Done,
        None if of_all(&[State::Checked]) => State::Checked,
        None => State::Ready,
    }
}
