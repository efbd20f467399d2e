//! Who sends a request: the workspace by host name, and the caller by session, API key, or the socket of the machine.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use jiff::tz::TimeZone;
use kontor_auth::{ApiKey, Pass, Secret, Session};
use kontor_definitions::FieldType;
use kontor_kernel::{Actor, Caller, Code, Error, Id, Result, Via};
use kontor_records::{Bounds, Ctx, Workspace};

use crate::app::limits::Granted;
use crate::app::{App, MAIN};
use crate::client::{Client, Peer};
use crate::conditional::IfMatch;
use crate::cookies;
use crate::origin::{self, Content};
use crate::problem::Problem;
use crate::request_id::{RequestInfo, Spoken};

/// Names the workspace in requests over the machine's own socket, where there is no host name.
pub const WORKSPACE: HeaderName = HeaderName::from_static("kontor-workspace");

/// How a caller proved who he is.
#[derive(Clone)]
pub enum Proof {
    /// A signed-in browser.
    Session(Arc<Session>),
    /// An API key.
    Key(Arc<ApiKey>),
    /// The owner of the machine, over the socket in the data folder or inside the process.
    Machine,
}

/// What a caller shows at the door; kept for those who stay long and are asked again.
#[derive(Clone)]
enum Credential {
    Session(Secret),
    Key(Secret),
    Machine,
}

/// A caller in a workspace.
#[derive(Clone)]
pub struct Visitor {
    /// The program.
    pub app: App,
    /// The workspace.
    pub workspace: Arc<Workspace>,
    /// How he proved who he is.
    pub proof: Proof,
    /// The request's context.
    pub ctx: Ctx,
    /// What he is called.
    pub name: String,
    /// His e-mail address, if he is a user.
    pub email: Option<String>,
    /// The key of his role.
    pub role: String,
    /// Where the request came from.
    pub client: Client,
    /// What the limiter granted, for keys.
    pub pass: Option<Pass>,
    credential: Credential,
}

impl Visitor {
    /// The user, if it is one.
    pub fn user(&self) -> Option<Id> {
        self.ctx.caller.actor.user()
    }

    /// The version a change is made against: sessions must say one, keys and the machine may.
    pub fn version(&self, header: &IfMatch) -> Result<Option<i64>> {
        match self.proof {
            Proof::Session(_) => header.required(),
            Proof::Key(_) | Proof::Machine => Ok(header.version()),
        }
    }

    /// Refuses a key that may only read, for what is no record and so in no policy: files, jobs.
    pub fn require_writing(&self) -> Result<()> {
        match &self.proof {
            Proof::Key(key) if key.scope.read_only => Err(Error::forbidden("This key may only read.")),
            _ => Ok(()),
        }
    }

    /// Refuses whoever could put a file into no record at all.
    pub fn require_uploading(&self) -> Result<()> {
        self.require_writing()?;
        let carries =
            |kind: &FieldType| matches!(kind, FieldType::File | FieldType::LongText | FieldType::RichText);
        match self.ctx.policy.may_set(&self.ctx.catalog, carries) {
            true => Ok(()),
            false => Err(Error::forbidden(
                "Your role does not allow you to put files into records.",
            )),
        }
    }

    /// Asks again at this very moment who this is and what he may do: for answers that last.
    ///
    /// # Errors
    /// `unauthenticated` when his session or key ended or he was deactivated; `unavailable` when the workspace was
    /// closed or opened anew.
    pub async fn renew(&mut self) -> Result<()> {
        let open = self.app.workspace(&self.workspace.name).await?;
        if !Arc::ptr_eq(&open, &self.workspace) {
            return Err(Error::new(Code::Unavailable, "The workspace was opened anew."));
        }
        let proof = prove(&self.app, &self.workspace.name, &self.credential).await?;
        let caller = Caller {
            now: self.app.clock().now(),
            ..self.ctx.caller.clone()
        };
        self.ctx = match self.user() {
            None => self.workspace.system(caller),
            Some(user) => {
                let bounds = bounds(&proof);
                self.workspace.ctx_of(caller, user, bounds.as_ref()).await?
            }
        };
        self.proof = proof;
        Ok(())
    }

    /// The user, for what only users have: sessions, keys.
    pub fn require_user(&self) -> Result<Id> {
        self.user()
            .ok_or_else(|| Error::forbidden("This belongs to a user; the command line is none."))
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Visitor, Problem> {
        let Ok(info) = RequestInfo::from_request_parts(parts, app).await;
        let Ok(client) = Client::from_request_parts(parts, app).await;
        if matches!(parts.extensions.get::<Peer>(), Some(Peer::Socket)) {
            return Ok(machine(app, parts, info, client).await?);
        }
        let workspace = find_workspace(app, &client).await?;
        let name = workspace.name.clone();
        let credential = match bearer(&parts.headers)? {
            Some(secret) => Credential::Key(secret),
            None => {
                let token = cookies::find(&parts.headers, client.https).ok_or_else(unauthenticated)?;
                Credential::Session(Secret::new(token))
            }
        };
        let proof = prove(app, &name, &credential).await?;
        let (user, via, pass) = match &proof {
            Proof::Key(key) => {
                let pass = app.limiter().take(key.id);
                if let Some(granted) = parts.extensions.get::<Granted>() {
                    granted.note(pass);
                }
                (key.user, Via::Key, Some(pass.into_result()?))
            }
            Proof::Session(session) => {
                let all = app.auth().workspaces().await?;
                let this = all.iter().find(|workspace| workspace.name == name);
                let host = this.and_then(|workspace| workspace.host.as_deref());
                check_origin(app, parts, &client, host)?;
                (session.user, Via::Session, None)
            }
            Proof::Machine => return Err(unauthenticated().into()),
        };
        let principal = workspace.principal(user).await?;
        let locale = match parts.headers.contains_key(axum::http::header::ACCEPT_LANGUAGE) {
            true => info.locale,
            false => principal.locale.unwrap_or(workspace.state().settings.language),
        };
        if let Some(spoken) = parts.extensions.get::<Spoken>() {
            spoken.settle(locale);
        }
        let caller = Caller {
            actor: Actor::User(user),
            via,
            locale,
            zone: principal
                .zone
                .clone()
                .unwrap_or_else(|| workspace.state().settings.time_zone()),
            now: app.clock().now(),
            clock: app.clock().clone(),
            request: info.id,
        };
        let ctx = workspace.ctx_of(caller, user, bounds(&proof).as_ref()).await?;
        let (name, role) = (principal.name.clone(), principal.role.clone());
        Ok(Visitor {
            app: app.clone(),
            workspace,
            proof,
            ctx,
            name,
            email: principal.email.clone(),
            role,
            client,
            pass,
            credential,
        })
    }
}

/// The workspace a host name belongs to; `main` answers those that nobody claims.
pub async fn find_workspace(app: &App, client: &Client) -> Result<Arc<Workspace>> {
    let host = client.host.as_deref().unwrap_or_default();
    let found = app.auth().workspace_by_host(host).await?;
    app.workspace(&found.ok_or_else(Error::not_found)?.name).await
}

async fn machine(app: &App, parts: &Parts, info: RequestInfo, client: Client) -> Result<Visitor> {
    let name = parts
        .headers
        .get(WORKSPACE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or(MAIN);
    // Before the owner of the machine nothing is hidden.
    let unknown = |error: Error| match error.code {
        Code::NotFound => Error::new(Code::NotFound, format!("There is no workspace {name:?}.")),
        _ => error,
    };
    let workspace = app.workspace(name).await.map_err(unknown)?;
    workspace.stay_fresh().await?;
    let caller = Caller {
        actor: Actor::Cli,
        via: Via::Cli,
        locale: info.locale,
        zone: TimeZone::system(),
        now: app.clock().now(),
        clock: app.clock().clone(),
        request: info.id,
    };
    let caller = Caller {
        zone: workspace.state().settings.time_zone(),
        ..caller
    };
    let ctx = workspace.system(caller);
    let (name, role) = ("cli".to_owned(), "administrator".to_owned());
    let (proof, credential) = (Proof::Machine, Credential::Machine);
    Ok(Visitor {
        app: app.clone(),
        workspace,
        proof,
        ctx,
        name,
        email: None,
        role,
        client,
        pass: None,
        credential,
    })
}

/// Whether what a caller shows is valid at this moment.
async fn prove(app: &App, workspace: &str, credential: &Credential) -> Result<Proof> {
    Ok(match credential {
        Credential::Key(secret) => Proof::Key(
            app.auth()
                .key(workspace, secret)
                .await?
                .ok_or_else(unauthenticated)?,
        ),
        Credential::Session(token) => Proof::Session(
            app.auth()
                .session(workspace, token)
                .await?
                .ok_or_else(unauthenticated)?,
        ),
        Credential::Machine => Proof::Machine,
    })
}

/// The bounds of the key a user comes with.
fn bounds(proof: &Proof) -> Option<Bounds> {
    match proof {
        Proof::Key(key) if key.scope.read_only || key.scope.objects.is_some() => Some(Bounds {
            objects: key.scope.objects.clone(),
            read_only: key.scope.read_only,
        }),
        _ => None,
    }
}

fn bearer(headers: &HeaderMap) -> Result<Option<Secret>> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Ok(None);
    };
    let text = value.to_str().map_err(|_| unauthenticated())?;
    match text.split_once(' ') {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(Secret::new(key.trim()))),
        _ => Err(unauthenticated()),
    }
}

/// Requests of a session that change something must come from our own pages, which are at the public address, under
/// the workspace's own host if it has one. Uploads may be of any type.
fn check_origin(app: &App, parts: &Parts, client: &Client, host: Option<&str>) -> Result<()> {
    let public = app.config().public.as_ref();
    let public = public.map(|public| host.map_or(public.clone(), |host| public.at(host)));
    // The router of the API has taken its prefix away.
    let uploads = ["/files", "/imports"];
    let json = parts
        .headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
    let content = if uploads.contains(&parts.uri.path()) && !json {
        Content::File
    } else {
        Content::Json
    };
    origin::check(&parts.method, &parts.headers, client, public.as_ref(), content)
}

fn unauthenticated() -> Error {
    Error::new(Code::Unauthenticated, "Sign in, or send an API key.")
}
