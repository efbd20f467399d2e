//! The running program: databases opened as the settings say, behind the one router that everybody speaks to.

use std::sync::Arc;

use axum::routing::get;
use axum::{Extension, Router};
use kontor_auth::PasswordCost;
use kontor_database::{PgOptions, PgServer};
use kontor_http::api::machine::Address;
use kontor_http::app::MAIN;
use kontor_http::origin::Origin;
use kontor_http::{App, Config, Storage, api, health, metrics, request_id};
use kontor_kernel::Clock;

use crate::config::Settings;
use crate::extraction::Process;
use crate::failure::Failure;
use crate::{interface, modules};

/// How the names of our schemas in a PostgreSQL database begin.
const SCHEMAS: &str = "kontor_";

/// Opens the databases. The data folder must be held by this process.
pub async fn open(settings: &Settings) -> Result<App, Failure> {
    let storage = match &settings.database {
        None => Storage::Sqlite,
        Some(url) => {
            let server = PgServer::connect(url, PgOptions::default()).await?;
            Storage::Postgres {
                server,
                prefix: SCHEMAS.to_owned(),
            }
        }
    };
    let config = Config {
        data: settings.data.clone(),
        public: settings.public.clone(),
        trusted_proxies: settings.trusted_proxies.clone(),
        password_cost: PasswordCost::default(),
        limits: settings.limits,
    };
    let app = App::open(config, storage, modules::engine(), Clock::System).await?;
    let extraction = Process::of_this_program()
        .map_err(|cause| Failure::because("The program does not find itself", cause))?;
    app.extract_with(Arc::new(extraction));
    app.demonstrate_with(kontor_demo::company);
    Ok(app)
}

/// The router, with what watching machines ask at its root. Links begin with `address`.
pub fn router(app: &App, address: Origin) -> Router {
    let asked = Arc::new(app.clone());
    let ready = move || {
        let app = asked.clone();
        async move {
            app.auth().setup_open(MAIN).await?;
            app.workspace(MAIN).await.map(|_| ())
        }
    };
    let root = health::routes(ready).route("/metrics", get(metrics::answer));
    let root = request_id::wrap(root, app.clock().clone());
    api::router(app.clone())
        .merge(root)
        .layer(Extension(Address(address)))
        .layer(axum::middleware::from_fn(interface::serve))
}
