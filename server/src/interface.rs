//! The web interface: its files, embedded in the program, before everything the API answers.
//!
//! Files with a hash in their name are kept by browsers for good. Every other address that a person opens gets the one
//! page, which then finds its way by itself; addresses of machines never do.

use axum::extract::Request;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    HeaderValue, IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// One file as it was built, with its compressed twins.
struct File {
    path: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// Sorted by path.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/interface.rs"));

/// The page of every address of the interface.
const PAGE: &str = "/index.html";
/// Names below this one have a hash of their content.
const HASHED: &str = "/_app/immutable/";
/// What belongs to machines: never a page, whoever asks.
const MACHINES: [&str; 5] = ["/api", "/healthz", "/readyz", "/metrics", "/_app"];

/// Nothing but our own files and our own API; no inline script or style. The one hash is that of the style by which
/// SvelteKit hides its announcements of new pages from the eyes. Frames show what the page itself made of a file, for the
/// browser's own viewer of PDF, and nothing that has an address.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    style-src-attr 'unsafe-hashes' 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='; \
    img-src 'self' data: blob:; frame-src blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const NOT_BUILT: &str = "This Kontor was built without its web interface; run `cargo xtask run`, or `npm ci && npm run build` in \
    web/ and build again. The API is at /api/v1/docs.\n";

/// Answers what belongs to the interface and leaves the rest to the API.
pub async fn serve(request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let path = request.uri().path();
    match choose(FILES, path, request.headers()) {
        Choice::File(file) => answer(file, request.headers()),
        Choice::NotBuilt => not_built(),
        Choice::Leave => next.run(request).await,
    }
}

enum Choice {
    File(&'static File),
    NotBuilt,
    Leave,
}

fn choose(files: &'static [File], path: &str, headers: &HeaderMap) -> Choice {
    if let Some(file) = find(files, path) {
        return Choice::File(file);
    }
    let of_machines = MACHINES.iter().any(|prefix| {
        path.strip_prefix(prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    if of_machines || !wants_page(headers) {
        return Choice::Leave;
    }
    find(files, PAGE).map_or(Choice::NotBuilt, Choice::File)
}

fn find(files: &'static [File], path: &str) -> Option<&'static File> {
    files
        .binary_search_by(|file| file.path.cmp(path))
        .ok()
        .map(|at| &files[at])
}

/// Browsers that open an address say so; programs that call one don't.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

fn answer(file: &'static File, headers: &HeaderMap) -> Response {
    let mut to = HeaderMap::new();
    let mut put = |name, value: &'static str| to.insert(name, HeaderValue::from_static(value));
    let hashed = file.path.starts_with(HASHED);
    put(CONTENT_TYPE, kind(file.path));
    put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(REFERRER_POLICY, "no-referrer");
    put(CONTENT_SECURITY_POLICY, POLICY);
    put(
        CACHE_CONTROL,
        if hashed {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        },
    );
    put(VARY, "accept-encoding");
    let (encoding, body) = encoded(file, headers);
    if let Some(encoding) = encoding {
        put(CONTENT_ENCODING, encoding);
    }
    let tag = tag(file, encoding.unwrap_or("plain"));
    let known = headers
        .get(IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    to.insert(ETAG, tag);
    if known {
        return (StatusCode::NOT_MODIFIED, to).into_response();
    }
    (to, body).into_response()
}

/// The smallest form that the reader takes.
fn encoded(file: &File, headers: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    let accepted = headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let takes = |name: &str| {
        accepted.split(',').any(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next() == Some(name) && !words.any(|word| word == "q=0")
        })
    };
    match (file.brotli, file.gzip) {
        (Some(body), _) if takes("br") => (Some("br"), body),
        (_, Some(body)) if takes("gzip") => (Some("gzip"), body),
        _ => (None, file.plain),
    }
}

/// Names content and encoding; the content by a hash that need not withstand anybody (FNV-1a).
fn tag(file: &File, encoding: &str) -> HeaderValue {
    let hash = file.plain.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    HeaderValue::try_from(format!("\"{hash:016x}-{encoding}\""))
        .expect("hexadecimal digits are visible ASCII")
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn not_built() -> Response {
    let kind = (CONTENT_TYPE, "text/plain; charset=utf-8");
    (
        StatusCode::NOT_FOUND,
        [kind, (CACHE_CONTROL, "no-store")],
        NOT_BUILT,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    static BUILT: &[File] = &[
        File {
            path: "/_app/immutable/a.js",
            plain: b"plain",
            brotli: Some(b"br"),
            gzip: Some(b"gz"),
        },
        File {
            path: "/index.html",
            plain: b"page",
            brotli: None,
            gzip: None,
        },
    ];

    fn headers(list: &[(axum::http::HeaderName, &str)]) -> HeaderMap {
        let pairs = list
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()));
        pairs.collect()
    }

    fn chosen(files: &'static [File], path: &str, accept: &str) -> &'static str {
        match choose(files, path, &headers(&[(ACCEPT, accept)])) {
            Choice::File(file) => file.path,
            Choice::NotBuilt => "not built",
            Choice::Leave => "left",
        }
    }

    const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

    #[test]
    fn people_get_the_page_at_every_address_and_machines_never() {
        for path in ["/", "/setup", "/o/person/1", "/apiary", "/nothing.here"] {
            assert_eq!(chosen(BUILT, path, BROWSER), "/index.html", "{path}");
            assert_eq!(chosen(BUILT, path, "*/*"), "left", "{path}");
            assert_eq!(chosen(&[], path, BROWSER), "not built", "{path}");
        }
        for path in [
            "/api",
            "/api/v1/docs",
            "/api/v1/nothing",
            "/healthz",
            "/metrics",
            "/_app/immutable/old.js",
        ] {
            assert_eq!(chosen(BUILT, path, BROWSER), "left", "{path}");
            assert_eq!(chosen(&[], path, BROWSER), "left", "{path}");
        }
        assert_eq!(
            chosen(BUILT, "/_app/immutable/a.js", "*/*"),
            "/_app/immutable/a.js"
        );
    }

    #[test]
    fn each_reader_gets_the_smallest_form_he_takes() {
        for (accepted, encoding) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip", Some("gzip")),
            ("br;q=0, gzip;q=0.5", Some("gzip")),
            ("identity", None),
            ("", None),
        ] {
            assert_eq!(
                encoded(&BUILT[0], &headers(&[(ACCEPT_ENCODING, accepted)])).0,
                encoding,
                "{accepted}"
            );
        }
    }

    #[test]
    fn hashed_files_are_kept_for_good_and_the_page_is_asked_for_again() {
        let file = answer(&BUILT[0], &HeaderMap::new());
        assert!(
            file.headers()[CACHE_CONTROL]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        let page = answer(&BUILT[1], &HeaderMap::new());
        assert_eq!(page.headers()[CACHE_CONTROL], "no-cache");
        let tag = page.headers()[ETAG].to_str().unwrap().to_owned();
        let again = answer(&BUILT[1], &headers(&[(IF_NONE_MATCH, &tag)]));
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let other = answer(&BUILT[0], &headers(&[(IF_NONE_MATCH, &tag)]));
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[test]
    fn the_policy_of_the_page_allows_no_inline_script_and_nobody_else() {
        let page = answer(&BUILT[1], &HeaderMap::new());
        let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"));
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval") && !policy.contains("http")
        );
        assert!(!policy.contains('*'));
    }
}
