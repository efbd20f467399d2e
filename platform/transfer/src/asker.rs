//! Who asked for an import or export: stored with it, so that a job does later what that person may do then.

use std::sync::Arc;

use kontor_jobs::JobContext;
use kontor_kernel::{Actor, Caller, Error, Id, Locale, Result, Via};
use kontor_records::{Bounds, Ctx, Workspace};
use serde::{Deserialize, Serialize};

/// Who asked, and within which bounds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Asker {
    /// A user; nobody means the owner of the machine.
    pub user: Option<Id>,
    /// The objects an API key is bound to.
    #[serde(default)]
    pub objects: Option<Vec<String>>,
    /// An API key that may only read.
    #[serde(default)]
    pub read_only: bool,
    /// The language of messages.
    pub locale: Locale,
}

impl Asker {
    /// The caller of a request, within the bounds of an API key.
    pub fn new(caller: &Caller, objects: Option<Vec<String>>, read_only: bool) -> Asker {
        Asker {
            user: caller.actor.user(),
            objects,
            read_only,
            locale: caller.locale,
        }
    }

    /// Who is to be named in history.
    pub fn actor(&self) -> Actor {
        self.user.map_or(Actor::Cli, Actor::User)
    }

    /// Whether a later caller may see what this one asked for: the same one, and administrators.
    pub fn is_open_to(&self, ctx: &Ctx) -> bool {
        ctx.policy.administer || ctx.caller.actor == self.actor()
    }

    /// A context with the permissions he has now. All writes under one `request` belong together.
    ///
    /// # Errors
    /// `unauthenticated` when the user is no longer active.
    pub async fn ctx(&self, workspace: &Arc<Workspace>, via: Via, request: Id) -> Result<Ctx> {
        let own_zone = match self.user {
            None => None,
            Some(user) => workspace.principal(user).await?.zone.clone(),
        };
        let zone = own_zone.unwrap_or_else(|| workspace.state().settings.time_zone());
        let caller = Caller {
            actor: self.actor(),
            via,
            locale: self.locale,
            zone,
            now: workspace.clock.now(),
            clock: workspace.clock.clone(),
            request,
        };
        match self.user {
            None => Ok(workspace.system(caller)),
            Some(user) => workspace.ctx_of(caller, user, self.bounds().as_ref()).await,
        }
    }

    /// The bounds of the API key he came with.
    fn bounds(&self) -> Option<Bounds> {
        let bounded = self.objects.is_some() || self.read_only;
        bounded.then(|| Bounds {
            objects: self.objects.clone(),
            read_only: self.read_only,
        })
    }
}

/// The id in the payload of a job.
pub(crate) fn subject(job: &JobContext) -> Result<Id> {
    let id = job.claimed.payload["id"].as_str().and_then(|id| id.parse().ok());
    id.ok_or_else(|| Error::internal("the job does not say what it is about"))
}
