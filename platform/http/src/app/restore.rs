//! Backups of workspaces, and an empty workspace made anew from one. While that happens it is closed for everybody.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use kontor_auth::secret_key;
use kontor_database::Database;
use kontor_kernel::{Code, Error, Json, Result};
use kontor_records::transfer;
use kontor_transfer::backup::archive::Backup;
use kontor_transfer::backup::{restore, take};
use serde_json::json;

use crate::app::{App, DATABASE, Storage, data_folder, schema};

impl App {
    /// Takes a backup of a workspace into a file of this machine.
    pub async fn back_up(&self, name: &str, file: PathBuf, with_key: bool) -> Result<Json> {
        let secret = match with_key {
            false => None,
            true => {
                let path = self.config().data.join(secret_key::FILE);
                let missing = |cause| {
                    let detail = format!(
                        "{} can't be read; a key given by a variable is not in it.",
                        path.display()
                    );
                    Error::new(Code::Conflict, detail).because(cause)
                };
                Some(std::fs::read(&path).map_err(missing)?)
            }
        };
        let workspace = self.workspace(name).await?;
        let (auth, blobs) = (self.auth().clone(), self.blobs(name)?);
        let taking = take::take(
            take::Source {
                workspace,
                auth,
                blobs,
                secret,
            },
            file,
        );
        // Whoever asked may go away; half a backup is of no use to anybody.
        tokio::spawn(taking).await.map_err(Error::internal)?
    }

    /// Fills an empty workspace from a backup.
    ///
    /// # Errors
    /// `conflict` when something is in the workspace, `validation` for what is no whole backup; the workspace is as
    /// empty as before then.
    pub async fn restore(&self, name: &str, file: PathBuf) -> Result<Json> {
        let (app, name) = (self.clone(), name.to_owned());
        tokio::spawn(async move { app.restore_whole(&name, file).await })
            .await
            .map_err(Error::internal)?
    }

    async fn restore_whole(&self, name: &str, file: PathBuf) -> Result<Json> {
        let open = move || {
            let mut backup = Backup::open(&file)?;
            backup.verify()?;
            Ok::<_, Error>(backup)
        };
        let backup = tokio::task::spawn_blocking(open)
            .await
            .map_err(Error::internal)??;
        let workspace = self.workspace(name).await?;
        self.refuse_unless_empty(name, &workspace.database).await?;
        drop(workspace);
        let closed = self.close_for_restoring(name)?;
        self.close_workspace(name).await;
        // Somebody may have been faster than the door was closed.
        let database = self.database(name)?;
        let still_empty = self.refuse_unless_empty(name, &database).await;
        database.close().await;
        still_empty?;
        let restored = self.refill(name, backup).await;
        if restored.is_err()
            && let Err(error) = self.clear(name).await
        {
            tracing::error!(workspace = name, %error, "what was restored in part could not be removed");
        }
        drop(closed);
        let (mut answer, key) = restored?;
        if let Some(key) = key {
            answer["secret_key"] = json!(put_key(&self.config().data.join(secret_key::FILE), &key)?);
        }
        // Definitions of an older version are brought up to date here.
        self.workspace(name).await?;
        Ok(answer)
    }

    async fn refuse_unless_empty(&self, name: &str, database: &Database) -> Result<()> {
        let untouched = database.read(transfer::is_untouched).await?;
        if untouched && self.auth().is_empty_workspace(name).await? {
            return Ok(());
        }
        let detail = "There is something in this workspace: a backup is restored into an empty one only.";
        Err(Error::new(Code::Conflict, detail))
    }

    async fn refill(&self, name: &str, backup: Backup) -> Result<(Json, Option<Vec<u8>>)> {
        self.clear(name).await?;
        let database = self.database(name)?;
        let (auth, clock) = (self.auth().clone(), self.clock().clone());
        let blobs = self.blobs(name)?;
        let target = restore::Target {
            database: database.clone(),
            blobs,
            auth,
            workspace: name.to_owned(),
            clock,
        };
        let restored = restore::restore(backup, target).await;
        database.close().await;
        restored
    }

    /// Removes everything from the database of a workspace, its tables too.
    async fn clear(&self, name: &str) -> Result<()> {
        match &self.0.storage {
            Storage::Sqlite => {
                let folder = self.folder(name);
                for end in ["", "-wal", "-shm"] {
                    let path = folder.join(format!("{DATABASE}{end}"));
                    match std::fs::remove_file(&path) {
                        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                            return Err(data_folder(&path, cause));
                        }
                        _ => {}
                    }
                }
                Ok(())
            }
            Storage::Postgres { server, prefix } => {
                let schema = schema(prefix, name);
                server.drop_schema(&schema).await?;
                server.create_schema(&schema).await?;
                server.schema(&schema).forget_statements();
                Ok(())
            }
        }
    }

    fn close_for_restoring(&self, name: &str) -> Result<Closed> {
        let mut restoring = self.0.restoring.lock().unwrap_or_else(PoisonError::into_inner);
        match restoring.insert(name.to_owned()) {
            true => Ok(Closed {
                app: self.clone(),
                name: name.to_owned(),
            }),
            false => Err(being_restored()),
        }
    }

    pub(super) fn refuse_while_restoring(&self, name: &str) -> Result<()> {
        match self
            .0
            .restoring
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(name)
        {
            true => Err(being_restored()),
            false => Ok(()),
        }
    }
}

fn being_restored() -> Error {
    let mut error = Error::new(
        Code::Unavailable,
        "This workspace is being restored from a backup.",
    );
    error.retry_after = Some(10);
    error
}

/// Keeps a workspace closed for as long as it lives.
struct Closed {
    app: App,
    name: String,
}

impl Drop for Closed {
    fn drop(&mut self) {
        self.app
            .0
            .restoring
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.name);
    }
}

/// Puts the key of a backup into the data folder, unless there is one: other workspaces' secrets hang on that.
fn put_key(path: &Path, key: &[u8]) -> Result<&'static str> {
    match std::fs::read(path) {
        Ok(present) if present == key => return Ok("same"),
        Ok(_) => return Ok("kept"),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {}
        Err(cause) => return Err(data_folder(path, cause)),
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(path)
        .and_then(|mut file| file.write_all(key).and_then(|()| file.sync_all()));
    written
        .map(|()| "restored")
        .map_err(|cause| data_folder(path, cause))
}
