//! How commands speak to Kontor: by the API, as everybody else, but as the owner of the machine. Over the socket when
//! a server runs, otherwise inside this process, which then holds the data folder.

use std::path::PathBuf;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, HOST};
use axum::http::{Method, Request, Response, StatusCode};
use axum::{Extension, Router};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use kontor_http::App;
use kontor_http::api::PREFIX;
use kontor_http::app::visitor::WORKSPACE;
use kontor_http::client::Peer;
use kontor_jobs::{Queues, Worker, WorkerOptions};
use kontor_kernel::Json;
use kontor_records::reindex;
use kontor_transfer::import::QUEUE;
use serde_json::json;
use tokio::net::UnixStream;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};
use tower::ServiceExt;

use super::{output, segment};
use crate::config::Settings;
use crate::failure::Failure;
use crate::folder::{self, Folder, Held};
use crate::{jobs, program};

/// How long to wait for a server that is starting or ending, or for another command that has the folder.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);
/// Bytes of an answer that is kept whole.
const MOST: usize = 64 << 20;

/// A way to the API in one workspace.
pub struct Client {
    way: Way,
    workspace: String,
}

enum Way {
    Socket(PathBuf),
    Here {
        app: App,
        router: Router,
        /// Where a server would be reached is only supposed.
        supposed: bool,
        _folder: Folder,
    },
}

impl Client {
    /// Finds the server, or takes its place.
    ///
    /// # Errors
    /// When there is no data folder, unless the command is one that may begin one.
    pub async fn open(settings: &Settings, workspace: &str, begins: bool) -> Result<Client, Failure> {
        if !begins && !settings.data.exists() {
            let path = settings.data.display();
            return Err(Failure::new(format!(
                "There is no data folder {path}; `kontor serve` or `kontor user add` make one."
            )));
        }
        let workspace = workspace.to_owned();
        let (socket, given_up) = (folder::socket(&settings.data), Instant::now() + PATIENCE);
        loop {
            let process = match Folder::take(&settings.data)? {
                Held::Here(folder) => {
                    let app = program::open(settings).await?;
                    let router = program::router(&app, settings.address(&settings.listen));
                    let way = Way::Here {
                        app,
                        router: router.layer(Extension(Peer::Socket)),
                        supposed: settings.public.is_none(),
                        _folder: folder,
                    };
                    return Ok(Client { way, workspace });
                }
                Held::Elsewhere(process) => process,
            };
            if UnixStream::connect(&socket).await.is_ok() {
                return Ok(Client {
                    way: Way::Socket(socket),
                    workspace,
                });
            }
            if Instant::now() >= given_up {
                return Err(folder::in_use(&settings.data, process));
            }
            sleep(PAUSE).await;
        }
    }

    /// Speaks from now on in another workspace.
    pub fn enter(&mut self, workspace: &str) {
        self.workspace = workspace.to_owned();
    }

    /// Sends a request as it is.
    pub async fn send(&self, mut request: Request<Body>) -> Result<Response<Body>, Failure> {
        let header = |text: &str| {
            text.try_into()
                .map_err(|_| Failure::usage("This can't be a workspace's name."))
        };
        let headers = request.headers_mut();
        headers.insert(HOST, header("localhost")?);
        headers.insert(ACCEPT_LANGUAGE, header("en")?);
        headers.insert(WORKSPACE, header(&self.workspace)?);
        match &self.way {
            Way::Socket(path) => over_socket(path, request).await,
            Way::Here { router, .. } => match router.clone().oneshot(request).await {
                Ok(response) => Ok(response),
                Err(never) => match never {},
            },
        }
    }

    /// Asks the API; `path` begins after `/api/v1`. What it refuses is the failure.
    pub async fn call(&self, method: Method, path: &str, body: Option<Json>) -> Result<Json, Failure> {
        let mut request = Request::builder().method(method).uri(format!("{PREFIX}{path}"));
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let request = request
            .body(body)
            .map_err(|cause| Failure::because("This can't be asked", cause))?;
        self.answer(request).await
    }

    /// Sends a request and reads its answer. What is refused is the failure.
    pub async fn answer(&self, request: Request<Body>) -> Result<Json, Failure> {
        let response = self.send(request).await?;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), MOST).await.map_err(broken)?;
        let answer = if bytes.is_empty() {
            Json::Null
        } else {
            serde_json::from_slice(&bytes).map_err(broken)?
        };
        match status.is_success() {
            true => Ok(answer),
            false => Err(Failure::refused(&answer)),
        }
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Result<Json, Failure> {
        self.call(Method::GET, path, None).await
    }

    /// Acts.
    pub async fn post(&self, path: &str, body: Json) -> Result<Json, Failure> {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Lists all records of an object that a query asks for, page after page, as one page.
    pub async fn list(&self, object: &str, mut query: Json) -> Result<Json, Failure> {
        let (mut all, path) = (Vec::new(), format!("/records/{object}/list"));
        query["limit"] = json!(200);
        loop {
            let mut page = self.post(&path, query.clone()).await?;
            if let Json::Array(records) = page["data"].take() {
                all.extend(records);
            }
            match page["next"].as_str().and_then(|next| next.split_once("cursor=")) {
                Some((_, cursor)) => query["cursor"] = json!(cursor),
                None => return Ok(json!({"data": all, "next": null})),
            }
        }
    }

    /// The address that links into the workspace begin with. While no server runs and no public address is configured
    /// it is where one would listen, which is said.
    pub async fn link_address(&self) -> Result<String, Failure> {
        let machine = self.get("/machine").await?;
        let address = machine["address"].as_str().unwrap_or_default();
        if matches!(self.way, Way::Here { supposed: true, .. }) {
            output::note(&format!(
                "No server runs; the link supposes that it will be at {address}."
            ));
        }
        Ok(address.to_owned())
    }

    /// Makes sure that there is an object, so that a refusal of what follows is about something else.
    pub async fn require_object(&self, key: &str) -> Result<(), Failure> {
        let request = Request::builder().uri(format!("{PREFIX}/objects/{}", segment(key)?));
        let request = request
            .body(Body::empty())
            .map_err(|cause| Failure::because("This can't be asked", cause))?;
        match self.send(request).await?.status() {
            StatusCode::NOT_FOUND => Err(Failure::new(format!("There is no object {key:?}."))),
            _ => Ok(()),
        }
    }

    /// Does something while imports, exports and rebuilds are worked on: by the server, or here when none runs.
    pub async fn with_worker<T>(&self, act: impl Future<Output = T>) -> Result<T, Failure> {
        let Way::Here { app, .. } = &self.way else {
            return Ok(act.await);
        };
        let workspace = app.workspace(&self.workspace).await?;
        let options = WorkerOptions {
            waker: workspace.waker.clone(),
            queues: Queues::Only(
                [QUEUE, reindex::QUEUE, kontor_duplicates::sweep::QUEUE]
                    .map(str::to_owned)
                    .into(),
            ),
            ..WorkerOptions::default()
        };
        let registry = jobs::registry(app, &workspace);
        let worker = Worker::new(
            workspace.database.clone(),
            workspace.clock.clone(),
            registry,
            options,
        );
        let (done, is_done) = oneshot::channel::<()>();
        let acting = async {
            let outcome = act.await;
            drop(done);
            outcome
        };
        let working = worker.run_until(async {
            // Nothing is ever sent: its end is the word.
            let _ = is_done.await;
        });
        let (outcome, ()) = tokio::join!(acting, working);
        Ok(outcome)
    }

    /// Lets go of everything, once what was written is on the disk.
    pub async fn close(self) {
        if let Way::Here { app, .. } = self.way {
            app.close().await;
        }
    }
}

async fn over_socket(path: &PathBuf, request: Request<Body>) -> Result<Response<Body>, Failure> {
    let stream = UnixStream::connect(path).await.map_err(broken)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    tokio::spawn(connection);
    Ok(sender.send_request(request).await.map_err(broken)?.map(Body::new))
}

fn broken(cause: impl std::fmt::Display) -> Failure {
    Failure::because("The server's answer can't be read", cause)
}
