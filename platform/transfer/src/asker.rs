//! Who asked for an import or export: stored with it, so that a job does later what that person may do then.

use std::sync::Arc;

use kontor_jobs::JobContext;
use kontor_kernel::{Actor, Caller, Error, Id, Locale, Result, Via};
use kontor_records::{Ctx, Policy, Workspace};
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
        let zone = workspace.state().settings.time_zone();
        let (policy, zone) = match self.user {
            None => (Arc::new(Policy::everything()), zone),
            Some(user) => {
                let principal = workspace.principal(user).await?;
                (principal.policy.clone(), principal.zone.clone().unwrap_or(zone))
            }
        };
        let bounded = self.objects.is_some() || self.read_only;
        let policy = match bounded {
            false => policy,
            true => Arc::new(policy.narrowed(&workspace.state().catalog, |object, writing| {
                let listed = self
                    .objects
                    .as_ref()
                    .is_none_or(|objects| objects.iter().any(|key| key == object));
                listed && !(writing && self.read_only)
            })),
        };
        let caller = Caller {
            actor: self.actor(),
            via,
            locale: self.locale,
            zone,
            now: workspace.clock.now(),
            clock: workspace.clock.clone(),
            request,
        };
        Ok(workspace.ctx(caller, policy))
    }
}

/// The id in the payload of a job.
pub(crate) fn subject(job: &JobContext) -> Result<Id> {
    let id = job.claimed.payload["id"].as_str().and_then(|id| id.parse().ok());
    id.ok_or_else(|| Error::internal("the job does not say what it is about"))
}
