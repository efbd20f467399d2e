//! The session cookie: named so that a browser protects it, and read so that a stray cookie can't take its place.

use axum::http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use kontor_kernel::{Error, Result};

/// A token may have so many characters.
const MAX_TOKEN: usize = 512;

/// The cookie's name. Browsers accept a `__Host-` cookie only over https and for this very host.
pub fn name(https: bool) -> &'static str {
    if https { "__Host-kontor" } else { "kontor" }
}

/// Hands the browser a session. Without `max_age` (seconds) it ends with the browser.
pub fn set(token: &str, https: bool, max_age: Option<u32>) -> Result<(HeaderName, HeaderValue)> {
    if !is_token(token) {
        return Err(Error::internal(
            "a session token must consist of cookie characters",
        ));
    }
    Ok(header(token, https, max_age))
}

/// Takes it away again.
pub fn clear(https: bool) -> (HeaderName, HeaderValue) {
    header("", https, Some(0))
}

fn header(token: &str, https: bool, max_age: Option<u32>) -> (HeaderName, HeaderValue) {
    let age = max_age
        .map(|seconds| format!("; Max-Age={seconds}"))
        .unwrap_or_default();
    let secure = if https { "; Secure" } else { "" };
    let text = format!(
        "{}={token}; Path=/; HttpOnly; SameSite=Lax{age}{secure}",
        name(https)
    );
    (
        SET_COOKIE,
        HeaderValue::try_from(text).expect("the token consists of cookie characters"),
    )
}

/// The session's token. Two different cookies of this name mean that somebody planted one: then there is none.
pub fn find(headers: &HeaderMap, https: bool) -> Option<&str> {
    let lines = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let cookies = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='));
    let mut tokens = cookies
        .filter(|cookie| cookie.0 == name(https))
        .map(|cookie| cookie.1);
    let token = tokens.next()?;
    (is_token(token) && tokens.all(|other| other == token)).then_some(token)
}

fn is_token(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    (1..=MAX_TOKEN).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        lines
            .iter()
            .map(|line| (COOKIE, HeaderValue::from_bytes(line.as_bytes()).unwrap()))
            .collect()
    }

    #[test]
    fn the_cookie_is_as_strict_as_the_connection_allows() {
        let value = |pair: (HeaderName, HeaderValue)| pair.1.to_str().unwrap().to_owned();
        assert_eq!(
            value(set("abc", true, Some(60)).unwrap()),
            "__Host-kontor=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure"
        );
        assert_eq!(
            value(set("abc", false, None).unwrap()),
            "kontor=abc; Path=/; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            value(clear(false)),
            "kontor=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
        for token in ["", "a b", "a;b", "a\r\nSet-Cookie: x", "ü"] {
            assert!(set(token, true, None).is_err());
        }
    }

    #[test]
    fn it_is_found_among_others_and_over_several_lines() {
        assert_eq!(find(&headers(&["a=1; kontor=tok; b=2"]), false), Some("tok"));
        assert_eq!(find(&headers(&["a=1", "kontor=tok"]), false), Some("tok"));
        assert_eq!(find(&headers(&[";;=;x;kontor=tok"]), false), Some("tok"));
        assert_eq!(
            find(&headers(&["kontor=tok"]), true),
            None,
            "over https only the protected name counts"
        );
        assert_eq!(find(&headers(&["Kontor=tok", "xkontor=tok"]), false), None);
    }

    #[test]
    fn doubtful_cookies_are_none() {
        assert_eq!(find(&headers(&["kontor=a; kontor=b"]), false), None);
        assert_eq!(find(&headers(&["kontor=a; kontor=a"]), false), Some("a"));
        assert_eq!(find(&headers(&["kontor="]), false), None);
        assert_eq!(find(&headers(&["kontor=\"a b\""]), false), None);
        let long = format!("kontor={}", "x".repeat(MAX_TOKEN + 1));
        assert_eq!(find(&headers(&[&long]), false), None);
    }

    proptest! {
        #[test]
        fn what_was_set_is_found_again(token in "[A-Za-z0-9_.~-]{1,64}", https: bool, noise in "[ -~]{0,40}") {
            let (_, line) = set(&token, https, None).unwrap();
            let cookie = line.to_str().unwrap().split(';').next().unwrap().to_owned();
            let sent = headers(&[&cookie]);
            prop_assert_eq!(find(&sent, https), Some(token.as_str()));
            let _ = find(&headers(&[&noise]), https);
        }
    }
}
