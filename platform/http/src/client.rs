//! Who is at the other end of the connection: address, scheme and host, seen through the proxies that are trusted
//! and through no other, for everybody can write `X-Forwarded-For`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::header::{HOST, HeaderMap, HeaderName};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use kontor_kernel::{Code, Error, Result};

use crate::origin::authority;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// So many proxies in a row are followed.
const MAX_HOPS: usize = 32;

/// A block of addresses, `10.0.0.0/8`, `fd00::/8`, or a single one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cidr {
    network: u128,
    prefix: u8,
    v4: bool,
}

impl Cidr {
    /// Whether an address belongs to the block.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (bits, width, v4) = bits(address);
        v4 == self.v4 && mask(bits, self.prefix, width) == self.network
    }
}

impl FromStr for Cidr {
    type Err = Error;

    fn from_str(text: &str) -> Result<Cidr> {
        let refuse = || Error::new(Code::BadParameter, format!("not a block of addresses: {text}"));
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| refuse())?;
        let (bits, width, v4) = bits(address);
        let prefix = prefix.map_or(Ok(width), |prefix| prefix.parse().map_err(|_| refuse()))?;
        if prefix > width {
            return Err(refuse());
        }
        Ok(Cidr {
            network: mask(bits, prefix, width),
            prefix,
            v4,
        })
    }
}

/// An address as a number, its width in bits, and whether it is of version 4 (also when written inside version 6).
fn bits(address: IpAddr) -> (u128, u8, bool) {
    match address.to_canonical() {
        IpAddr::V4(address) => (u32::from(address).into(), 32, true),
        IpAddr::V6(address) => (address.into(), 128, false),
    }
}

fn mask(bits: u128, prefix: u8, width: u8) -> u128 {
    match u32::from(width - prefix) {
        128 => 0,
        host => bits >> host << host,
    }
}

/// The other end of a connection, as the server accepted it. The server puts it into the request's extensions
/// (or axum's [`ConnectInfo`]); a request without one was made inside the process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Peer {
    /// Over the network.
    Network(SocketAddr),
    /// Over the socket in the data folder.
    Socket,
}

/// Who is asking, as far as the connection tells. As an extractor it never fails.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Client {
    /// The address; `None` for the socket in the data folder and for requests made inside the process.
    pub address: Option<IpAddr>,
    /// Whether the browser came over https.
    pub https: bool,
    /// Host and port the browser asked for, in lower case; `None` when it is missing or odd.
    pub host: Option<String>,
}

impl Client {
    /// Looks through the trusted proxies in front of the peer.
    pub fn find(peer: Option<IpAddr>, headers: &HeaderMap, target: Option<&str>, trusted: &[Cidr]) -> Client {
        let trusts = |address: IpAddr| trusted.iter().any(|block| block.contains(address));
        let host = target.or(last(headers, &HOST)).and_then(authority);
        match peer {
            Some(peer) if trusts(peer) => Client {
                address: Some(forwarded(peer, headers, trusts).to_canonical()),
                https: last(headers, &FORWARDED_PROTO)
                    .is_some_and(|proto| proto.eq_ignore_ascii_case("https")),
                host: last(headers, &FORWARDED_HOST).and_then(authority).or(host),
            },
            peer => Client {
                address: peer.map(|peer| peer.to_canonical()),
                https: false,
                host,
            },
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Client, Self::Rejection> {
        Ok(parts.extensions.get::<Client>().cloned().unwrap_or_default())
    }
}

/// Notes the [`Client`] of every request, for [`axum::middleware::from_fn_with_state`].
pub async fn note(State(trusted): State<Arc<[Cidr]>>, mut request: Request, next: Next) -> Response {
    let network = match request.extensions().get::<Peer>() {
        Some(Peer::Network(address)) => Some(address.ip()),
        Some(Peer::Socket) => None,
        None => request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip()),
    };
    let target = request.uri().authority().map(|authority| authority.as_str());
    let client = Client::find(network, request.headers(), target, &trusted);
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// The right-most address that is not a trusted proxy: the last one that somebody we trust has seen.
fn forwarded(peer: IpAddr, headers: &HeaderMap, trusts: impl Fn(IpAddr) -> bool) -> IpAddr {
    let lines = headers.get_all(FORWARDED_FOR).iter().rev();
    let hops = lines.flat_map(|line| line.to_str().unwrap_or("?").rsplit(','));
    let mut nearest = peer;
    for hop in hops.take(MAX_HOPS) {
        let Some(address) = hop_address(hop.trim()) else {
            break;
        };
        nearest = address;
        if !trusts(address) {
            break;
        }
    }
    nearest
}

/// Proxies write `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`.
fn hop_address(text: &str) -> Option<IpAddr> {
    if let Some(rest) = text.strip_prefix('[') {
        return rest.split_once(']')?.0.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    }
    let with_port = || text.split_once(':')?.0.parse::<Ipv4Addr>().ok().map(IpAddr::V4);
    text.parse().ok().or_else(with_port)
}

/// The last value of a header that may be a list: the one the nearest proxy wrote.
fn last<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let line = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    line.rsplit(',').next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use axum::{Extension, Router};
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{call, get as ask, serve};

    fn blocks(list: &[&str]) -> Vec<Cidr> {
        list.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn find(peer: &str, forwarded: &[&str]) -> String {
        let headers = forwarded
            .iter()
            .map(|line| (FORWARDED_FOR, HeaderValue::from_bytes(line.as_bytes()).unwrap()))
            .collect();
        let trusted = blocks(&["10.0.0.0/8", "fd00::/8"]);
        Client::find(Some(peer.parse().unwrap()), &headers, None, &trusted)
            .address
            .unwrap()
            .to_string()
    }

    #[test]
    fn blocks_contain_what_they_say() {
        let contains =
            |block: &str, address: &str| block.parse::<Cidr>().unwrap().contains(address.parse().unwrap());
        assert!(contains("10.0.0.0/8", "10.255.1.2") && !contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("192.0.2.7", "192.0.2.7") && !contains("192.0.2.7", "192.0.2.8"));
        assert!(contains("0.0.0.0/0", "203.0.113.9") && !contains("0.0.0.0/0", "2001:db8::1"));
        assert!(contains("::/0", "2001:db8::1") && contains("2001:db8::/33", "2001:db8:7fff::1"));
        assert!(!contains("2001:db8::/33", "2001:db8:8000::1"));
        assert!(
            contains("10.0.0.0/8", "::ffff:10.1.2.3"),
            "version 4 written inside version 6"
        );
        for text in [
            "",
            "10.0.0.0/33",
            "10.0.0/8",
            "::/129",
            "10.0.0.0/-1",
            "10.0.0.0/",
            "host/8",
        ] {
            assert!(text.parse::<Cidr>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(
            find("203.0.113.9", &["1.2.3.4"]),
            "203.0.113.9",
            "a stranger's header counts for nothing"
        );
        assert_eq!(find("10.0.0.1", &["1.2.3.4"]), "1.2.3.4");
        assert_eq!(
            find("10.0.0.1", &["6.6.6.6, 1.2.3.4, 10.0.0.2"]),
            "1.2.3.4",
            "what the client made up is left of it"
        );
        assert_eq!(
            find("10.0.0.1", &["6.6.6.6", "1.2.3.4"]),
            "1.2.3.4",
            "lines are one list"
        );
        assert_eq!(
            find("10.0.0.1", &["10.0.0.3, 10.0.0.2"]),
            "10.0.0.3",
            "the client is inside too"
        );
        assert_eq!(find("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn odd_hops_stop_the_walk() {
        assert_eq!(find("10.0.0.1", &["1.2.3.4, unknown"]), "10.0.0.1");
        assert_eq!(find("10.0.0.1", &["1.2.3.4, é, 10.0.0.2"]), "10.0.0.1");
        assert_eq!(find("10.0.0.1", &["1.2.3.4:5678"]), "1.2.3.4");
        assert_eq!(find("fd00::1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(find("fd00::1", &["2001:db8::1"]), "2001:db8::1");
        assert_eq!(find("::ffff:10.0.0.1", &["::ffff:1.2.3.4"]), "1.2.3.4");
    }

    #[tokio::test]
    async fn scheme_and_host_follow_the_same_rule() {
        let app = |peer: Peer| {
            let trusted: Arc<[Cidr]> = blocks(&["10.0.0.0/8"]).into();
            let show = |client: Client| async move {
                format!("{:?} {} {:?}", client.address, client.https, client.host)
            };
            let router = Router::new()
                .route("/x", get(show))
                .layer(from_fn_with_state(trusted, note));
            serve(router.layer(Extension(peer)))
        };
        let request = || {
            ask("/x")
                .header("Host", "Inner:8080")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "crm.example")
                .header("X-Forwarded-For", "1.2.3.4")
        };
        let network = |text: &str| Peer::Network(text.parse().unwrap());
        let trusted = call(app(network("10.0.0.1:99")), request()).await;
        assert_eq!(trusted.text(), r#"Some(1.2.3.4) true Some("crm.example")"#);
        let stranger = call(app(network("9.9.9.9:99")), request()).await;
        assert_eq!(stranger.text(), r#"Some(9.9.9.9) false Some("inner:8080")"#);
        let socket = call(app(Peer::Socket), request()).await;
        assert_eq!(socket.text(), r#"None false Some("inner:8080")"#);
        let odd = call(app(Peer::Socket), ask("/x").header("Host", "a/b?c")).await;
        assert_eq!(odd.text(), "None false None");
    }

    proptest! {
        #[test]
        fn a_block_contains_its_own_addresses(address: u128, prefix in 0u8..=128) {
            let address = IpAddr::V6(address.into());
            prop_assume!(bits(address).1 == 128);
            let block: Cidr = format!("{address}/{prefix}").parse().unwrap();
            prop_assert!(block.contains(address));
        }

        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = text.parse::<Cidr>();
            let _ = hop_address(&text);
        }
    }
}
