//! The running program as HTTP sees it: the control database, the open workspaces, and how requests find them.

pub mod accounts;
mod audit;
pub mod demo;
pub mod files;
pub mod jobs;
pub mod limits;
pub mod live;
pub mod merging;
pub mod reply;
pub mod restore;
pub mod texts;
pub mod visitor;

use std::collections::{HashMap, HashSet};
use std::fs::{OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, MutexGuard, OnceLock, PoisonError};

use kontor_auth::{Auth, Limiter, LimiterPolicy, PasswordCost, WorkspaceState};
use kontor_database::{Database, PgServer, SqliteOptions};
use kontor_files::Blobs;
use kontor_kernel::{Actor, Clock, Code, Error, Result};
use kontor_records::{Engine, Workspace};
use kontor_transfer::Places;
use tokio::sync::Mutex;

use crate::client::Cidr;
use crate::origin::Origin;

pub use demo::Company;
pub use live::Live;
pub use reply::Reply;
pub use texts::{Extracted, Extractor};
pub use visitor::Visitor;

/// The workspace that answers the hosts that no other claims.
pub const MAIN: &str = "main";

/// The file of a workspace's database in its folder.
const DATABASE: &str = "data.db";

/// Where databases live.
#[derive(Clone)]
pub enum Storage {
    /// SQLite files in the data folder.
    Sqlite,
    /// Schemas of a PostgreSQL database.
    Postgres {
        /// The server.
        server: PgServer,
        /// How the names of all schemas begin; `kontor_` unless several programs share a database.
        prefix: String,
    },
}

/// What the program was told.
#[derive(Clone)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The address users type, if one was configured.
    pub public: Option<Origin>,
    /// Proxies whose word about the client counts.
    pub trusted_proxies: Arc<[Cidr]>,
    /// What hashing a password costs.
    pub password_cost: PasswordCost,
    /// How often an API key may call.
    pub limits: LimiterPolicy,
}

/// The running program; a cheap handle.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    config: Config,
    storage: Storage,
    engine: Arc<Engine>,
    clock: Clock,
    auth: Auth,
    limiter: Limiter,
    open: Mutex<HashMap<String, Arc<Workspace>>>,
    blobs: std::sync::Mutex<HashMap<String, Blobs>>,
    /// Workspaces whose databases are being made anew.
    restoring: std::sync::Mutex<HashSet<String>>,
    live: Live,
    extractor: OnceLock<Arc<dyn Extractor>>,
    company: OnceLock<Company>,
}

impl App {
    /// Opens the control database, and makes the workspace `main` if there is none.
    pub async fn open(config: Config, storage: Storage, engine: Arc<Engine>, clock: Clock) -> Result<App> {
        let control = match &storage {
            Storage::Sqlite => {
                std::fs::create_dir_all(&config.data).map_err(|cause| data_folder(&config.data, cause))?;
                private(&config.data.join("control.db"))?
            }
            Storage::Postgres { server, prefix } => {
                let name = format!("{prefix}control");
                if !server.schema_exists(&name).await? {
                    server.create_schema(&name).await?;
                }
                server.schema(&name)
            }
        };
        let auth = Auth::open(control, clock.clone(), config.password_cost).await?;
        let limiter = Limiter::new(config.limits, clock.clone());
        let open = Mutex::new(HashMap::new());
        let (blobs, live) = (std::sync::Mutex::default(), Live::new());
        let app = App(Arc::new(Inner {
            config,
            storage,
            engine,
            clock,
            auth,
            limiter,
            open,
            blobs,
            restoring: std::sync::Mutex::default(),
            live,
            extractor: OnceLock::new(),
            company: OnceLock::new(),
        }));
        if app.auth().workspaces().await?.is_empty() {
            app.create_workspace(Actor::System, MAIN, None).await?;
        }
        Ok(app)
    }

    /// From now on the texts of files are extracted; the first word counts.
    pub fn extract_with(&self, extractor: Arc<dyn Extractor>) {
        let _ = self.0.extractor.set(extractor);
    }

    pub(crate) fn extractor(&self) -> Option<Arc<dyn Extractor>> {
        self.0.extractor.get().cloned()
    }

    /// From now on empty workspaces can be filled with this company; the first word counts.
    pub fn demonstrate_with(&self, company: Company) {
        let _ = self.0.company.set(company);
    }

    pub(crate) fn company(&self) -> Option<Company> {
        self.0.company.get().copied()
    }

    /// What the program was told.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Where databases live.
    pub fn storage(&self) -> &Storage {
        &self.0.storage
    }

    /// Accounts, sessions and keys.
    pub fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// All modules.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.0.engine
    }

    /// How often keys may call.
    pub fn limiter(&self) -> &Limiter {
        &self.0.limiter
    }

    /// The open streams of live updates.
    pub fn live(&self) -> &Live {
        &self.0.live
    }

    fn all_blobs(&self) -> MutexGuard<'_, HashMap<String, Blobs>> {
        self.0.blobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a workspace with its database and first records. Without a host it gets one below the server's own.
    pub async fn create_workspace(
        &self,
        by: Actor,
        name: &str,
        host: Option<&str>,
    ) -> Result<kontor_auth::Workspace> {
        let own = (name != MAIN).then(|| self.host_of(name));
        let made = self
            .auth()
            .create_workspace(by, name, host.or(own.as_deref()))
            .await?;
        if let Storage::Postgres { server, prefix } = &self.0.storage {
            server.create_schema(&schema(prefix, name)).await?;
        }
        self.open_database(name).await?;
        self.auth().activate_workspace(name).await?;
        Ok(made)
    }

    /// The host name of a workspace that was given none: below the public one, or below `localhost`, which every
    /// browser takes for this machine.
    fn host_of(&self, workspace: &str) -> String {
        let public = self.config().public.as_ref().map(Origin::host);
        let named =
            public.filter(|host| host.bytes().any(|byte| byte.is_ascii_alphabetic()) && !host.contains(':'));
        let label = workspace.replace('_', "-");
        format!("{}.{}", label.trim_end_matches('-'), named.unwrap_or("localhost"))
    }

    /// An open workspace by name.
    ///
    /// # Errors
    /// `not_found` when there is none that is in use.
    pub async fn workspace(&self, name: &str) -> Result<Arc<Workspace>> {
        if let Some(open) = self.0.open.lock().await.get(name) {
            return Ok(open.clone());
        }
        let all = self.auth().workspaces().await?;
        let active = |w: &&kontor_auth::Workspace| w.name == name && w.state == WorkspaceState::Active;
        all.iter().find(active).ok_or_else(Error::not_found)?;
        self.open_database(name).await
    }

    /// Opens a workspace's database once; whoever comes meanwhile waits.
    async fn open_database(&self, name: &str) -> Result<Arc<Workspace>> {
        let mut open = self.0.open.lock().await;
        if let Some(workspace) = open.get(name) {
            return Ok(workspace.clone());
        }
        self.refuse_while_restoring(name)?;
        let database = self.database(name)?;
        let workspace = Workspace::open(name, database, self.0.engine.clone(), self.0.clock.clone()).await?;
        workspace.database.migrate(kontor_files::MIGRATIONS).await?;
        workspace.database.migrate(kontor_transfer::MIGRATIONS).await?;
        workspace.database.migrate(kontor_duplicates::MIGRATIONS).await?;
        kontor_duplicates::sweep::ensure(&workspace).await?;
        self.open_blobs(name)?;
        jobs::schedule(&workspace).await?;
        open.insert(name.to_owned(), workspace.clone());
        Ok(workspace)
    }

    /// The database of a workspace, not yet looked at.
    fn database(&self, name: &str) -> Result<Database> {
        match &self.0.storage {
            Storage::Sqlite => {
                let folder = self.folder(name);
                std::fs::create_dir_all(&folder).map_err(|cause| data_folder(&folder, cause))?;
                private(&folder.join(DATABASE))
            }
            Storage::Postgres { server, prefix } => Ok(server.schema(&schema(prefix, name))),
        }
    }

    /// The folder of a workspace: its database, files and imports.
    pub fn folder(&self, workspace: &str) -> PathBuf {
        self.0.config.data.join("workspaces").join(workspace)
    }

    /// Where the files of a workspace's imports and exports lie.
    pub fn places(&self, workspace: &str) -> Places {
        Places::new(self.folder(workspace))
    }

    /// All workspaces that are open at the moment.
    pub async fn open_workspaces(&self) -> Vec<Arc<Workspace>> {
        self.0.open.lock().await.values().cloned().collect()
    }

    /// Closes a workspace's database: the next request opens it again.
    pub async fn close_workspace(&self, name: &str) {
        let closed = self.0.open.lock().await.remove(name);
        if let Some(workspace) = closed {
            workspace.close().await;
        }
    }

    /// Closes a workspace for good and removes its database and files.
    pub async fn delete_workspace(&self, by: Actor, name: &str) -> Result<()> {
        if name == MAIN {
            return Err(Error::new(
                Code::Conflict,
                "The workspace \"main\" can't be deleted.",
            ));
        }
        self.auth().close_workspace(by, name).await?;
        self.close_workspace(name).await;
        self.all_blobs().remove(name);
        if let Storage::Postgres { server, prefix } = &self.0.storage {
            server.drop_schema(&schema(prefix, name)).await?;
        }
        let folder = self.folder(name);
        match std::fs::remove_dir_all(&folder) {
            Ok(()) => {}
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {}
            Err(cause) => return Err(data_folder(&folder, cause)),
        }
        self.auth().remove_workspace(by, name).await
    }

    /// Closes everything: what was acknowledged is on the disk.
    pub async fn close(&self) {
        let open: Vec<_> = self.0.open.lock().await.drain().collect();
        for (_, workspace) in open {
            workspace.close().await;
        }
        self.auth().close().await;
    }
}

/// A SQLite database that only the owner of the machine may read, whatever the folder around it allows. The files that
/// SQLite puts beside it take its mode.
fn private(path: &Path) -> Result<Database> {
    let made = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .and_then(|file| file.set_permissions(Permissions::from_mode(0o600)));
    made.map_err(|cause| data_folder(path, cause))?;
    Database::sqlite(path, SqliteOptions::default())
}

/// The schema of a workspace.
fn schema(prefix: &str, workspace: &str) -> String {
    format!("{prefix}ws_{workspace}")
}

fn data_folder(path: &Path, cause: std::io::Error) -> Error {
    let code = if cause.kind() == std::io::ErrorKind::StorageFull {
        Code::StorageFull
    } else {
        Code::Unavailable
    };
    Error::new(
        code,
        format!("The folder {} can't be used: {cause}.", path.display()),
    )
}
