//! Who may come in: workspaces by host name, accounts, passwords, sessions, API keys, one-time codes, and the record
//! of every security-relevant act.
//!
//! All of it lives in the **control database**, beside the workspaces and never inside one: an account is a person's
//! e-mail and password, and points to the `user` records that stand for that person in one or more workspaces. What a
//! user may do is decided in the workspace alone; here it is only decided who somebody is. A session or a key belongs
//! to exactly one workspace and is worth nothing in another.
//!
//! Secrets are shown once and stored as a hash ([`secret`]); what must be readable again is encrypted with the
//! machine's key ([`secret_key`]). Start reading at [`auth`] (the face), then [`sign_in`], [`session`] and [`attempt`]
//! (the limits on guessing).

pub mod access;
pub mod account;
pub mod attempt;
pub mod audit;
pub mod auth;
pub mod code;
pub mod email;
pub mod key;
pub mod limiter;
pub mod password;
pub mod password_change;
pub mod secret;
pub mod secret_key;
pub mod session;
pub mod setup;
pub mod sign_in;
pub mod transfer;
pub mod workspace;

mod recent;
mod schema;
#[cfg(test)]
mod tests;

pub use account::Account;
pub use audit::{Act, AuditEntry};
pub use auth::Auth;
pub use code::{Handover, ResetMail};
pub use email::Email;
pub use key::{ApiKey, KeyScope, NewKey};
pub use limiter::{Limiter, LimiterPolicy, Pass};
pub use password::PasswordCost;
pub use secret::Secret;
pub use secret_key::SecretKey;
pub use session::Session;
pub use sign_in::{Origin, SignIn, SignedIn};
pub use workspace::{Workspace, WorkspaceState};
