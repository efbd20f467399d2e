//! Workspaces (tenants): their names, the hosts they answer to, and their life from creation to removal.

use std::sync::Arc;

use kontor_database::{Row, Tx};
use kontor_kernel::{Actor, Code, Error, Result, Timestamp};
use serde::Serialize;
use serde_json::json;

use crate::audit::{self, Act};
use crate::auth::Auth;
use crate::recent::Caches;
use crate::secret::Digest;
use crate::{account, code, key, session};

/// The first workspace; it answers any host that no other claims, unless it was given one of its own.
pub const MAIN: &str = "main";
/// Names that would collide with Kontor's own schemas and folders.
const RESERVED: &[&str] = &["control", "backups"];

/// Where a workspace is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkspaceState {
    /// Its database is being made.
    Creating,
    /// In use.
    Active,
    /// Nobody gets in any more; its database is about to be removed.
    Deleting,
}

impl WorkspaceState {
    fn as_str(self) -> &'static str {
        match self {
            WorkspaceState::Creating => "creating",
            WorkspaceState::Active => "active",
            WorkspaceState::Deleting => "deleting",
        }
    }

    fn parse(text: &str) -> Result<WorkspaceState> {
        match text {
            "creating" => Ok(WorkspaceState::Creating),
            "active" => Ok(WorkspaceState::Active),
            "deleting" => Ok(WorkspaceState::Deleting),
            _ => Err(Error::internal(format!("unknown state of a workspace: {text}"))),
        }
    }
}

/// A workspace.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Workspace {
    /// Its name: lower-case letters, digits and `_`, beginning with a letter; also its folder or schema.
    pub name: String,
    /// The host name it answers to.
    pub host: Option<String>,
    /// Where it is in its life.
    pub state: WorkspaceState,
    /// Whether its first administrator exists.
    pub set_up: bool,
    /// When it was created.
    pub created_at: Timestamp,
}

const COLUMNS: &str = "name, host, state, set_up_at, created_at";

fn read(row: &Row<'_>) -> Result<Workspace> {
    Ok(Workspace {
        name: row.get(0)?,
        host: row.get(1)?,
        state: WorkspaceState::parse(row.text(2)?.unwrap_or_default())?,
        set_up: !row.is_null(3)?,
        created_at: row.get(4)?,
    })
}

pub(crate) fn all(tx: &mut Tx) -> Result<Vec<Workspace>> {
    tx.rows(
        &format!("SELECT {COLUMNS} FROM @workspace ORDER BY name"),
        &[],
        read,
    )
}

pub(crate) fn by_name(tx: &mut Tx, name: &str) -> Result<Option<Workspace>> {
    tx.row(
        &format!("SELECT {COLUMNS} FROM @workspace WHERE name = $1"),
        &[name.into()],
        read,
    )
}

impl Auth {
    /// Enters a new workspace in the state `creating`, before its database is made. Every one but `main`, which answers
    /// the hosts that nobody claims, needs a host of its own, otherwise nobody could reach it.
    pub async fn create_workspace(&self, by: Actor, name: &str, host: Option<&str>) -> Result<Workspace> {
        check_name(name)?;
        let host = host.map(|host| check_host(host, "/host")).transpose()?;
        let (name, now, caches) = (name.to_owned(), self.clock.now(), self.caches.clone());
        let write = self.control.write(move |tx| {
            let present = all(tx)?;
            if present.iter().any(|other| other.name == name) {
                return Err(Error::invalid(
                    "/name",
                    "not_unique",
                    "There is a workspace of this name.",
                ));
            }
            if host.is_none() && name != MAIN {
                return Err(Error::invalid(
                    "/host",
                    "required",
                    "The workspace needs a host name.",
                ));
            }
            refuse_taken_host(&present, host.as_deref(), &name)?;
            tx.execute(
                "INSERT INTO @workspace (name, host, state, created_at) VALUES ($1, $2, 'creating', $3)",
                &[(&name).into(), host.clone().into(), now.into()],
            )?;
            caches.forget_workspaces(tx);
            let (state, host) = (WorkspaceState::Creating, host.clone());
            let workspace = Workspace {
                name: name.clone(),
                host,
                state,
                set_up: false,
                created_at: now,
            };
            note(tx, by, now, &name, "workspace.created")?;
            Ok(workspace)
        });
        write.await
    }

    /// Opens a workspace whose database is made.
    pub async fn activate_workspace(&self, name: &str) -> Result<()> {
        self.change_workspace(name, |tx, _, workspace| {
            if workspace.state == WorkspaceState::Deleting {
                return Err(Error::new(Code::Conflict, "The workspace is being deleted."));
            }
            set_state(tx, &workspace.name, WorkspaceState::Active)
        })
        .await
    }

    /// Gives a workspace another host name.
    pub async fn set_workspace_host(&self, by: Actor, name: &str, host: &str) -> Result<()> {
        let (host, now) = (check_host(host, "/host")?, self.clock.now());
        self.change_workspace(name, move |tx, _, workspace| {
            refuse_taken_host(&all(tx)?, Some(&host), &workspace.name)?;
            let sql = "UPDATE @workspace SET host = $2 WHERE name = $1";
            tx.execute(sql, &[(&workspace.name).into(), (&host).into()])?;
            note(tx, by, now, &workspace.name, "workspace.host_changed")
        })
        .await
    }

    /// Closes a workspace for good: from now on nobody gets in, and its sessions, keys and codes are gone.
    pub async fn close_workspace(&self, by: Actor, name: &str) -> Result<()> {
        let now = self.clock.now();
        self.change_workspace(name, move |tx, caches, workspace| {
            set_state(tx, &workspace.name, WorkspaceState::Deleting)?;
            session::end_of_workspace(tx, caches, &workspace.name)?;
            key::delete_of_workspace(tx, caches, &workspace.name)?;
            code::delete_of_workspace(tx, &workspace.name)?;
            note(tx, by, now, &workspace.name, "workspace.closed")
        })
        .await
    }

    /// Strikes a closed workspace whose database is removed, with everything that was known about it here. One of the
    /// same name later inherits nothing.
    pub async fn remove_workspace(&self, by: Actor, name: &str) -> Result<()> {
        let now = self.clock.now();
        self.change_workspace(name, move |tx, _, workspace| {
            if workspace.state != WorkspaceState::Deleting {
                return Err(Error::new(Code::Conflict, "The workspace must be closed first."));
            }
            account::forget_workspace(tx, &workspace.name)?;
            tx.execute(
                "DELETE FROM @audit WHERE workspace = $1",
                &[(&workspace.name).into()],
            )?;
            tx.execute(
                "DELETE FROM @workspace WHERE name = $1",
                &[(&workspace.name).into()],
            )?;
            let detail = json!({"workspace": workspace.name});
            audit::record(
                tx,
                now,
                &Act {
                    workspace: None,
                    actor: Some(by),
                    act: "workspace.removed",
                    detail,
                },
            )
        })
        .await
    }

    /// All workspaces, by name.
    pub async fn workspaces(&self) -> Result<Arc<[Workspace]>> {
        // There is one list; it is kept under a key that is no hash of anything.
        const LIST: Digest = Digest([0; 32]);
        let now = self.clock.now();
        match self.caches.workspaces.get(&LIST, now) {
            Ok(list) => Ok(list),
            Err(begun) => {
                let list: Arc<[Workspace]> = self.control.read(all).await?.into();
                self.caches.workspaces.put(begun, LIST, list.clone(), now);
                Ok(list)
            }
        }
    }

    /// The workspace that answers to a host, as it stands in a request's `Host`: the one that claims it, else `main`, if
    /// it is alone or claims no host itself.
    pub async fn workspace_by_host(&self, host: &str) -> Result<Option<Workspace>> {
        let host = bare_host(host);
        let list = self.workspaces().await?;
        let claimed = list
            .iter()
            .find(|workspace| workspace.host.as_deref() == Some(&*host));
        let any =
            |workspace: &&Workspace| workspace.name == MAIN && (workspace.host.is_none() || list.len() == 1);
        let found = claimed.or_else(|| list.iter().find(any));
        Ok(found
            .filter(|workspace| workspace.state == WorkspaceState::Active)
            .cloned())
    }

    async fn change_workspace(
        &self,
        name: &str,
        change: impl Fn(&mut Tx, &Caches, &Workspace) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let (name, caches) = (name.to_owned(), self.caches.clone());
        let write = self.control.write(move |tx| {
            let workspace = by_name(tx, &name)?.ok_or_else(Error::not_found)?;
            caches.forget_workspaces(tx);
            change(tx, &caches, &workspace)
        });
        write.await
    }
}

fn set_state(tx: &mut Tx, name: &str, state: WorkspaceState) -> Result<()> {
    let sql = "UPDATE @workspace SET state = $2 WHERE name = $1";
    tx.execute(sql, &[name.into(), state.as_str().into()])?;
    Ok(())
}

fn note(tx: &mut Tx, by: Actor, now: Timestamp, workspace: &str, act: &str) -> Result<()> {
    let detail = json!({});
    audit::record(
        tx,
        now,
        &Act {
            workspace: Some(workspace),
            actor: Some(by),
            act,
            detail,
        },
    )
}

fn refuse_taken_host(present: &[Workspace], host: Option<&str>, name: &str) -> Result<()> {
    let taken = |other: &Workspace| other.name != name && host.is_some() && other.host.as_deref() == host;
    match present.iter().any(taken) {
        true => Err(Error::invalid(
            "/host",
            "not_unique",
            "Another workspace answers to this host.",
        )),
        false => Ok(()),
    }
}

fn check_name(name: &str) -> Result<()> {
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let fine = (1..=30).contains(&name.len())
        && name.bytes().all(letters)
        && name.as_bytes()[0].is_ascii_lowercase()
        && !RESERVED.contains(&name);
    match fine {
        true => Ok(()),
        false => Err(Error::invalid(
            "/name",
            "invalid_name",
            "A name is up to 30 of a-z, 0-9 and _, and begins with a letter.",
        )),
    }
}

fn check_host(host: &str, pointer: &str) -> Result<String> {
    let bare = bare_host(host);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    match bare.len() <= 253 && bare.split('.').all(label) {
        true => Ok(bare),
        false => Err(Error::invalid(
            pointer,
            "invalid_host",
            "This is not a host name.",
        )),
    }
}

/// The host without its port, in lower case.
fn bare_host(host: &str) -> String {
    let host = host.trim();
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    };
    host.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_compared_without_port_case_and_final_dot() {
        assert_eq!(bare_host("CRM.Example.org:8080"), "crm.example.org");
        assert_eq!(bare_host("crm.example.org."), "crm.example.org");
        assert_eq!(bare_host("[::1]:8080"), "[::1]");
        assert_eq!(bare_host("[::1]"), "[::1]");
    }

    #[test]
    fn names_are_fit_for_folders_and_schemas() {
        for name in ["main", "acme_2", "a"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in [
            "",
            "Acme",
            "2acme",
            "a-b",
            "../x",
            "a\"b",
            "ä",
            "control",
            &"a".repeat(31),
        ] {
            assert!(check_name(name).is_err(), "{name}");
        }
        for host in ["", "a b", "-a.de", "a..de", "http://a.de", "ä.de"] {
            assert!(check_host(host, "/host").is_err(), "{host}");
        }
    }
}
