//! Signing in with e-mail and password.
//!
//! Whatever is wrong (no such address, not in this workspace, disabled, another password), the answer is the same and
//! takes as long. Each sign-in begins a fresh session; the one the browser came with ends.

use std::net::IpAddr;

use kontor_kernel::{Actor, Code, Error, Id, Result};
use serde_json::json;

use crate::account::{self, Member};
use crate::attempt::{self, Limit};
use crate::audit::{self, Act};
use crate::auth::Auth;
use crate::email::Email;
use crate::secret::{self, Secret};
use crate::session::{self, LIFE_SECONDS, Session};

/// Failures of one e-mail address in a window.
const PER_EMAIL: i64 = 10;
/// Failures of one network address in a window.
const PER_NETWORK: i64 = 50;
/// What is kept of a browser's description of itself, in characters.
const LONGEST_AGENT: usize = 200;

/// Where a request came from.
#[derive(Clone, Default, Debug)]
pub struct Origin {
    /// The client's address; none over the socket of this machine.
    pub ip: Option<IpAddr>,
    /// The client's description of itself.
    pub agent: String,
}

impl Origin {
    /// What is counted as one place.
    pub(crate) fn network(&self) -> String {
        self.ip.map_or_else(|| "local".to_owned(), attempt::network)
    }
}

/// A wish to sign in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The workspace, as the host name decided.
    pub workspace: String,
    /// The address that was typed.
    pub email: String,
    /// The password that was typed.
    pub password: Secret,
    /// Where from.
    pub origin: Origin,
    /// The session token the browser came with, if any; it ends.
    pub presented: Option<Secret>,
}

/// Somebody who came in.
#[derive(Debug)]
pub struct SignedIn {
    /// The token for the cookie; it is not stored and can't be shown again.
    pub token: Secret,
    /// The session it opens.
    pub session: Session,
}

/// The one answer to everything that is wrong about a sign-in.
fn refused() -> Error {
    Error::new(
        Code::InvalidCredentials,
        "The e-mail address or the password is not right.",
    )
}

/// The counts that one attempt adds to.
struct Counted {
    /// The address's count, or that of a network its owner is known from.
    own: Limit,
    network: Limit,
}

impl Auth {
    /// Signs somebody in.
    pub async fn sign_in(&self, request: SignIn) -> Result<SignedIn> {
        let email = Email::lenient(&request.email);
        let (counted, member) = self.begin_attempt(&request, &email).await?;
        let hash = member
            .filter(|member| member.account.usable)
            .and_then(|member| member.password_hash);
        match self.passwords.verify(&request.password, hash.clone()).await {
            Ok(right) => {
                self.finish_attempt(request, email, counted, hash.filter(|_| right))
                    .await
            }
            Err(error) => {
                // Nothing was guessed: the machine was too busy.
                let give_back = self.control.write(move |tx| {
                    attempt::give_back(tx, &counted.own)?;
                    attempt::give_back(tx, &counted.network)
                });
                give_back.await?;
                Err(error)
            }
        }
    }

    /// Counts the attempt and looks for the account; both also when there is none, so that it takes as long.
    async fn begin_attempt(&self, request: &SignIn, email: &Email) -> Result<(Counted, Option<Member>)> {
        let (workspace, email, now) = (request.workspace.clone(), email.clone(), self.clock.now());
        let network = request.origin.network();
        let write = self.control.write(move |tx| {
            let member = account::by_email(tx, &workspace, &email)?;
            let id = member.as_ref().map_or(Id::NIL, Member::id);
            let email = email.fingerprint();
            let own = match attempt::is_known(tx, id, &network, now)? {
                true => Limit::new("known", format_args!("{email}:{network}"), PER_EMAIL),
                false => Limit::new("email", email, PER_EMAIL),
            };
            let limits = [own, Limit::new("network", &network, PER_NETWORK)];
            let begun = attempt::begin(tx, &limits, now)?;
            let [own, network] = limits;
            Ok(begun.map(|()| (Counted { own, network }, member)))
        });
        write.await?
    }

    /// Begins the session when `right` holds the hash that the password was right for, and records the failure
    /// otherwise.
    async fn finish_attempt(
        &self,
        request: SignIn,
        email: Email,
        counted: Counted,
        right: Option<String>,
    ) -> Result<SignedIn> {
        let (now, caches) = (self.clock.now(), self.caches.clone());
        let (id, token) = (Id::generate(&self.clock), secret::session_token()?);
        let stored = token.clone();
        let write = self.control.write(move |tx| {
            let workspace = request.workspace.as_str();
            let network = request.origin.network();
            // Looked up again: meanwhile the password may have been changed, or the user disabled.
            let member = account::by_email(tx, workspace, &email)?;
            let account = member.as_ref().map(Member::id);
            let admitted = member
                .filter(|member| right.is_some() && member.password_hash == right && member.account.usable);
            let Some(member) = admitted else {
                let detail = json!({"account": account, "from": network});
                let act = Act {
                    workspace: Some(workspace),
                    actor: None,
                    act: "session.refused",
                    detail,
                };
                audit::record(tx, now, &act)?;
                return Ok(None);
            };
            attempt::clear(tx, &counted.own)?;
            attempt::give_back(tx, &counted.network)?;
            attempt::remember(tx, member.id(), &network, now)?;
            if let Some(presented) = &request.presented {
                session::end_by_token(tx, &caches, workspace, presented)?;
            }
            let session = Session {
                id,
                workspace: workspace.to_owned(),
                user: member.account.user,
                account: member.id(),
                created_at: now,
                last_seen_at: now,
                expires_at: now.plus_seconds(LIFE_SECONDS),
                ip: request.origin.ip.map(|ip| ip.to_canonical().to_string()),
                agent: request
                    .origin
                    .agent
                    .chars()
                    .filter(|ch| !ch.is_control())
                    .take(LONGEST_AGENT)
                    .collect(),
            };
            session::insert(tx, &caches, &session, &stored)?;
            let (actor, detail) = (
                Some(Actor::User(session.user)),
                json!({"session": id, "from": network}),
            );
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(workspace),
                    actor,
                    act: "session.created",
                    detail,
                },
            )?;
            Ok(Some(session))
        });
        let session = write.await?.ok_or_else(refused)?;
        Ok(SignedIn { token, session })
    }
}
