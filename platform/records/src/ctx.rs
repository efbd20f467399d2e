//! The context of one request in one workspace: who asks, what is defined, what they may, what is settled.

use std::sync::Arc;

use kontor_definitions::{Catalog, Object};
use kontor_expression::Env;
use kontor_kernel::{Actor, Caller, Error, Id, Result};

use crate::fields::Accept;
use crate::formulas::Formulas;
use crate::policy::Policy;
use crate::settings::Settings;

/// Everything an operation of the engine needs to know besides its own input; fixed when the request begins.
#[derive(Clone)]
pub struct Ctx {
    /// Who asks, when, in which language and zone.
    pub caller: Caller,
    /// The definitions of the workspace.
    pub catalog: Arc<Catalog>,
    /// What the caller may do.
    pub policy: Arc<Policy>,
    /// What the workspace has settled.
    pub settings: Arc<Settings>,
    /// The compiled formulas of the definitions.
    pub formulas: Arc<Formulas>,
    /// The change set all writes of this request belong to.
    pub change_set: Id,
}

impl Ctx {
    /// An object by key; unknown and unreadable ones are told apart by nothing.
    pub fn object(&self, key: &str) -> Result<&Arc<Object>> {
        self.catalog.object(key).ok_or_else(Error::not_found)
    }

    /// The same request with everything allowed: for what Kontor itself must see (behaviours, totals).
    pub fn trusted(&self) -> Ctx {
        Ctx {
            policy: Arc::new(Policy::everything()),
            ..self.clone()
        }
    }

    /// What field types need to accept and store values.
    pub fn accept(&self) -> Accept<'_> {
        Accept {
            caller: &self.caller,
            settings: &self.settings,
            catalog: &self.catalog,
        }
    }

    /// What `now()`, `me()` and their kin mean in this request.
    pub fn env(&self) -> Env {
        Env {
            now: self.caller.now,
            zone: self.caller.zone.clone(),
            me: self.caller.actor.user(),
            my_teams: self.policy.teams.clone(),
        }
    }

    /// Acts on behalf of a person: a user, or the owner of the machine.
    pub fn is_person(&self) -> bool {
        matches!(self.caller.actor, Actor::User(_) | Actor::Cli)
    }
}
