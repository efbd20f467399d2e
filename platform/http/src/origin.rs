//! Where a request came from: pages of other sites can make a browser send requests with our cookie, and those are
//! refused here. Needed for sessions only; an API key is not sent by a browser on its own.

use axum::http::header::{HeaderMap, ORIGIN};
use axum::http::{HeaderName, Method};
use kontor_kernel::{Code, Error, Locale, Result};

use crate::body::{has_body, is_json};
use crate::client::Client;
use crate::messages;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Scheme and host of a site, `https://crm.example`, in one spelling.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// Whether the scheme is https.
    pub https: bool,
    /// Host and, unless it is the scheme's own, port.
    pub authority: String,
}

impl Origin {
    /// Reads an origin, or the address of a site (`https://crm.example/`); other schemes are none.
    pub fn parse(text: &str) -> Option<Origin> {
        let (scheme, rest) = text.split_once("://")?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let authority = authority(rest)?;
        let own_port = if https { ":443" } else { ":80" };
        let authority = authority.strip_suffix(own_port).unwrap_or(&authority).to_owned();
        Some(Origin { https, authority })
    }

    /// The host name, without the port.
    pub fn host(&self) -> &str {
        match self.port() {
            Some(port) => &self.authority[..self.authority.len() - port.len() - 1],
            None => &self.authority,
        }
    }

    fn port(&self) -> Option<&str> {
        let port = self.authority.rsplit_once(':').map(|(_, port)| port);
        port.filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// The same server under another host name.
    pub fn at(&self, host: &str) -> Origin {
        let authority = self
            .port()
            .map_or(host.to_owned(), |port| format!("{host}:{port}"));
        Origin {
            https: self.https,
            authority,
        }
    }

    /// As a browser writes it.
    pub fn as_text(&self) -> String {
        format!(
            "{}://{}",
            if self.https { "https" } else { "http" },
            self.authority
        )
    }
}

/// Host and port in lower case; `None` for anything that is not plainly one.
pub(crate) fn authority(text: &str) -> Option<String> {
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    let plain = (1..=260).contains(&text.len()) && text.bytes().all(allowed);
    plain.then(|| text.to_ascii_lowercase())
}

/// What a session may send as a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// JSON, which no HTML form can send.
    Json,
    /// A file of any type.
    File,
}

/// Refuses a session's request that would change something and was not made by our own pages. `public` is the
/// configured address; without one the `Host` of the request stands for it.
pub fn check(
    method: &Method,
    headers: &HeaderMap,
    client: &Client,
    public: Option<&Origin>,
    content: Content,
) -> Result<()> {
    if [Method::GET, Method::HEAD, Method::OPTIONS].contains(method) {
        return Ok(());
    }
    if content == Content::Json && has_body(headers) && !is_json(headers) {
        let code = Code::UnsupportedMediaType;
        return Err(Error::new(code, messages::sentence(code, Locale::En)));
    }
    if is_ours(headers, client, public) {
        return Ok(());
    }
    let code = Code::WrongOrigin;
    Err(Error::new(code, messages::sentence(code, Locale::En)))
}

fn is_ours(headers: &HeaderMap, client: &Client, public: Option<&Origin>) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) => headers
            .get(SEC_FETCH_SITE)
            .is_some_and(|site| site.as_bytes() == b"same-origin"),
        (Some(_), Some(_)) => false,
        (Some(origin), None) => {
            let Some(origin) = origin.to_str().ok().and_then(Origin::parse) else {
                return false;
            };
            match (public, &client.host) {
                (Some(public), _) => origin == *public,
                // The scheme is left out: behind a proxy nobody told us about, we see http where the browser sees https.
                (None, Some(host)) => [":443", ":80", ""]
                    .iter()
                    .any(|port| host.strip_suffix(port) == Some(&origin.authority)),
                (None, None) => false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn code(pairs: &[(&str, &str)], public: Option<&str>, content: Content) -> Option<Code> {
        let headers = pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::try_from(*name).unwrap(),
                    HeaderValue::from_str(value).unwrap(),
                )
            })
            .collect();
        let client = Client {
            host: Some("crm.example".into()),
            ..Client::default()
        };
        let public = public.map(|text| Origin::parse(text).unwrap());
        check(&Method::POST, &headers, &client, public.as_ref(), content)
            .err()
            .map(|error| error.code)
    }

    fn origin(origin: &str, public: Option<&str>) -> Option<Code> {
        code(
            &[("origin", origin), ("content-type", "application/json")],
            public,
            Content::Json,
        )
    }

    #[test]
    fn the_public_address_counts_where_it_is_known() {
        let public = Some("https://crm.example/");
        assert_eq!(origin("https://crm.example", public), None);
        assert_eq!(origin("HTTPS://CRM.example:443", public), None);
        for foreign in [
            "http://crm.example",
            "https://crm.example:8443",
            "https://crm.example.evil",
            "null",
            "",
            "x",
        ] {
            assert_eq!(origin(foreign, public), Some(Code::WrongOrigin), "{foreign}");
        }
        let other = Some("https://other.example");
        assert_eq!(
            origin("https://crm.example", other),
            Some(Code::WrongOrigin),
            "the host header does not help"
        );
    }

    #[test]
    fn otherwise_the_host_counts() {
        assert_eq!(origin("https://crm.example", None), None);
        assert_eq!(origin("http://crm.example", None), None);
        for foreign in [
            "https://evil.example",
            "https://crm.example@evil.example",
            "null",
            "file://crm.example",
        ] {
            assert_eq!(origin(foreign, None), Some(Code::WrongOrigin), "{foreign}");
        }
    }

    #[test]
    fn a_missing_origin_needs_the_browsers_word_for_it() {
        let json = ("content-type", "application/json");
        assert_eq!(
            code(&[json, ("sec-fetch-site", "same-origin")], None, Content::Json),
            None
        );
        for site in ["same-site", "cross-site", "none"] {
            assert_eq!(
                code(&[json, ("sec-fetch-site", site)], None, Content::Json),
                Some(Code::WrongOrigin)
            );
        }
        assert_eq!(code(&[json], None, Content::Json), Some(Code::WrongOrigin));
        let two = [
            ("origin", "https://crm.example"),
            ("origin", "https://evil.example"),
            json,
        ];
        assert_eq!(code(&two, None, Content::Json), Some(Code::WrongOrigin));
    }

    #[test]
    fn forms_are_not_accepted_but_files_are() {
        let ours = ("origin", "https://crm.example");
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        ] {
            let pairs = [ours, ("content-type", kind)];
            assert_eq!(
                code(&pairs, None, Content::Json),
                Some(Code::UnsupportedMediaType)
            );
            assert_eq!(code(&pairs, None, Content::File), None);
        }
        assert_eq!(code(&[ours], None, Content::Json), None, "no body needs no type");
    }

    #[test]
    fn reading_needs_no_origin() {
        let client = Client::default();
        assert!(check(&Method::GET, &HeaderMap::new(), &client, None, Content::Json).is_ok());
        assert!(check(&Method::DELETE, &HeaderMap::new(), &client, None, Content::Json).is_err());
    }
}
