//! A way past HTTP, for tests that need many records, the records as the engine holds them, or its statements.

use std::sync::{Arc, Mutex};

use kontor_database::{Statement, Tx, Value, testing};
use kontor_kernel::{Actor, Caller, Id, Json, Locale, Result, Via};
use kontor_records::{Command, Ctx, Op, Workspace, apply};
use kontor_testing::{Client, TestApp};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

/// The workspace of every test.
pub async fn workspace(app: &TestApp) -> Arc<Workspace> {
    app.app.workspace("main").await.expect("every Kontor has it")
}

/// The context of a request of a user, or of the machine's owner.
pub async fn ctx(app: &TestApp, user: Option<&Client>) -> Ctx {
    let workspace = workspace(app).await;
    let system = Caller::system(&app.clock);
    let caller = Caller {
        zone: workspace.state().settings.time_zone(),
        ..system
    };
    let Some(user) = user else {
        return workspace.system(Caller {
            actor: Actor::Cli,
            via: Via::Cli,
            ..caller
        });
    };
    let id: Id = user.id().parse().expect("a user has an id");
    let principal = workspace.principal(id).await.expect("the user is active");
    let zone = principal.zone.clone().unwrap_or(caller.zone);
    let caller = Caller {
        actor: Actor::User(id),
        via: Via::Key,
        locale: Locale::En,
        zone,
        ..caller
    };
    workspace
        .ctx_of(caller, id, None)
        .await
        .expect("the user is active")
}

/// Reads in the context of a request.
pub async fn read<T: Send + 'static>(
    app: &TestApp,
    ctx: &Ctx,
    work: impl FnOnce(&Ctx, &mut Tx) -> Result<T> + Send + 'static,
) -> T {
    workspace(app)
        .await
        .read(ctx, work)
        .await
        .expect("it can be read")
}

/// Creates records as the machine's owner, as many at a time as one request may; their ids come first, so that records
/// may link to others of the same list.
pub async fn create(app: &TestApp, records: Vec<(&'static str, Json)>) -> Vec<Id> {
    let workspace = workspace(app).await;
    let mut ids = Vec::with_capacity(records.len());
    for block in records.chunks(500) {
        let ctx = ctx(app, None).await;
        let commands: Vec<Command> = block
            .iter()
            .map(|(object, values)| {
                let mut values = values.as_object().cloned().unwrap_or_default();
                let id = values.remove("id").and_then(|id| id.as_str()?.parse().ok());
                let id = id.unwrap_or_else(|| Id::generate(&app.clock));
                ids.push(id);
                Command {
                    object: (*object).to_owned(),
                    op: Op::Create { id: Some(id), values },
                }
            })
            .collect();
        let work = move |work: &mut kontor_records::Work<'_>| apply(work, commands.clone()).map(drop);
        workspace
            .write_alone(&ctx, work)
            .await
            .unwrap_or_else(|error| panic!("{error:?} {}", json!(error.params)));
    }
    ids
}

/// The texts of the statements by which a request reads; the database's own housekeeping writes meanwhile.
pub async fn reads(app: &TestApp, request: impl Future<Output = ()>) -> Vec<String> {
    let mut all = statements(app, request).await;
    all.retain(|sql| sql.starts_with("SELECT") || sql.starts_with("WITH"));
    all
}

/// The texts of the statements that are run during a request.
pub async fn statements(app: &TestApp, request: impl Future<Output = ()>) -> Vec<String> {
    let database = workspace(app).await.database.clone();
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let noted = seen.clone();
    database.set_trace(Some(Arc::new(move |sql: &str, _: &[_]| {
        noted.lock().unwrap().push(sql.to_owned());
    })));
    request.await;
    database.set_trace(None);
    std::mem::take(&mut *seen.lock().unwrap())
}

/// What a request costs the database by what it reads, see [`testing::cost`].
pub async fn cost(app: &TestApp, request: impl Future<Output = ()>) -> u64 {
    let database = workspace(app).await.database.clone();
    let seen: Arc<Mutex<Vec<Statement>>> = Arc::default();
    let noted = seen.clone();
    database.set_trace(Some(Arc::new(move |sql: &str, values: &[Value]| {
        if sql.starts_with("SELECT") || sql.starts_with("WITH") {
            let statement = Statement::finished(sql.to_owned(), values.to_vec());
            noted.lock().unwrap().push(statement);
        }
    })));
    request.await;
    database.set_trace(None);
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    let costs = database.read(move |tx| seen.iter().map(|one| testing::cost(tx, one)).sum::<Result<u64>>());
    costs.await.unwrap()
}

/// Values of a strategy, the same in every run.
pub struct Random(TestRunner);

impl Random {
    pub fn new() -> Random {
        Random(TestRunner::new_with_rng(
            Config::default(),
            TestRng::deterministic_rng(RngAlgorithm::ChaCha),
        ))
    }

    pub fn of<S: Strategy>(&mut self, strategy: &S) -> S::Value {
        strategy
            .new_tree(&mut self.0)
            .expect("the strategy has values")
            .current()
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.of(&(0..bound))
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }
}
