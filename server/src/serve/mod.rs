//! `kontor serve`: opens the databases, answers on the network and on the owner's socket, keeps the workspaces' jobs
//! going, and ends in order: what runs is finished, what is written is on the disk.

mod connections;
mod remainder;
mod socket;
mod stop;
mod unreadable;
mod workspaces;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use kontor_auth::SecretKey;
use kontor_auth::secret_key::VARIABLE;
use kontor_http::App;
use kontor_http::app::MAIN;
use kontor_http::client::Peer;
use kontor_http::metrics;
use kontor_http::origin::Origin;
use kontor_kernel::Actor;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::cli::output;
use crate::config::Settings;
use crate::failure::Failure;
use crate::folder::{self, Folder, Held};
use crate::{logging, program};

pub use stop::Stop;

/// How long a request's body may pause on its way.
const BODY_PAUSE: Duration = Duration::from_secs(30);

/// Serves until the process is told to end.
pub async fn run(settings: Settings, json: bool) -> Result<(), Failure> {
    logging::start(settings.log.as_deref())?;
    let folder = match Folder::take(&settings.data)? {
        Held::Here(folder) => folder,
        Held::Elsewhere(process) => return Err(folder::in_use(&settings.data, process)),
    };
    metrics::install();
    let secret = std::env::var(VARIABLE).ok().filter(|text| !text.is_empty());
    SecretKey::load(folder.path(), secret.as_deref())?;
    let listener = TcpListener::bind(&settings.listen)
        .await
        .map_err(|cause| Failure::because(format!("{} can't be listened to", settings.listen), cause))?;
    let bound = listener
        .local_addr()
        .map_err(|cause| Failure::because("The address is not known", cause))?;
    let stop = Stop::on_signals()?;
    let app = program::open(&settings).await?;

    let address = settings.address(&reachable(bound).to_string());
    if is_exposed(bound, settings.public.as_ref()) {
        tracing::warn!(
            listen = %bound,
            "others can reach this address without https: put a proxy in front and name its address by --public-url"
        );
    }
    let router = program::router(&app, address.clone());
    let socket = socket::listen(&folder)?;
    let owners = connections::serve(socket, router.clone(), |_, ()| Peer::Socket, stop.clone());
    let network = connections::serve(
        listener,
        networked(router, &stop),
        |_, peer| Peer::Network(peer),
        stop.clone(),
    );
    let tended = workspaces::tend(app.clone(), stop.clone());
    greet(&app, &address.as_text(), json).await?;
    tracing::info!(address = address.as_text(), listen = %bound, "serving");

    tokio::join!(owners, network, tended);
    app.close().await;
    socket::remove(&folder);
    tracing::info!("stopped");
    Ok(())
}

/// What only answers over the network need.
fn networked(router: Router, stop: &Stop) -> Router {
    let stop = stop.clone();
    router
        .layer(axum::middleware::map_response(move |response| {
            connections::end_streams(response, stop.clone())
        }))
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(CompressionLayer::new())
}

/// An address that a browser on this machine can open.
fn reachable(bound: SocketAddr) -> SocketAddr {
    let ip = match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, bound.port())
}

/// Whether others can reach the address while passwords and data can be read on their way to it.
fn is_exposed(bound: SocketAddr, public: Option<&Origin>) -> bool {
    !bound.ip().is_loopback() && !public.is_some_and(|public| public.https)
}

/// Says where the server is and, until somebody has used it, how the first administrator comes in.
async fn greet(app: &App, address: &str, json: bool) -> Result<(), Failure> {
    let setup = match app.auth().setup_open(MAIN).await? {
        true => Some(app.auth().new_setup_code(Actor::System, MAIN).await?),
        false => None,
    };
    let setup = setup.map(|code| output::link(address, "setup", code.reveal()));
    if json {
        return output::json(&serde_json::json!({"address": address, "setup": setup}));
    }
    output::line(&format!(
        "Kontor {} listens on {address}",
        env!("CARGO_PKG_VERSION")
    ))?;
    match setup {
        Some(link) => output::line(&format!("Set it up within 24 hours, once: {link}")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_an_address_that_can_be_opened() {
        let of = |text: &str| reachable(text.parse().unwrap()).to_string();
        assert_eq!(of("0.0.0.0:80"), "127.0.0.1:80");
        assert_eq!(of("[::]:80"), "[::1]:80");
        assert_eq!(of("192.0.2.1:80"), "192.0.2.1:80");
    }

    #[test]
    fn only_this_machine_and_https_are_safe() {
        let exposed = |bound: &str, public: Option<&str>| {
            is_exposed(bound.parse().unwrap(), public.and_then(Origin::parse).as_ref())
        };
        assert!(!exposed("127.0.0.1:80", None) && !exposed("[::1]:80", None));
        assert!(exposed("0.0.0.0:80", None) && exposed("[::]:80", None) && exposed("192.0.2.1:80", None));
        assert!(!exposed("0.0.0.0:80", Some("https://crm.example")));
        assert!(exposed("0.0.0.0:80", Some("http://crm.example")));
    }
}
