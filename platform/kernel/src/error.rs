//! The one error type, and the table of its stable codes: status, and the title in both languages.
//!
//! A code is a promise to clients: it is never renamed. What went wrong inside (a database's own words, say)
//! travels as `source` into the log and never into an answer.

use std::fmt;

use serde::Serialize;

use crate::Json;
use crate::text::{Locale, Text};

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $en:literal, $de:literal;)*) => {
        /// What went wrong, as clients may rely on it.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, for the documentation and its test.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable name, the last part of the problem's `type`.
            pub fn as_str(self) -> &'static str { match self { $(Code::$name => $code,)* } }

            /// The HTTP status it is answered with.
            pub fn status(self) -> u16 { match self { $(Code::$name => $status,)* } }

            /// A short title for people.
            pub fn title(self, locale: Locale) -> &'static str {
                match (self, locale) { $((Code::$name, Locale::En) => $en, (Code::$name, Locale::De) => $de,)* }
            }
        }
    };
}

codes! {
    /// The body is not JSON, or not the JSON object that is expected.
    BadJson = "bad_json", 400, "The body is not valid JSON", "Der Inhalt ist kein gültiges JSON";
    /// A query or path parameter can't be read.
    BadParameter = "bad_parameter", 400, "A parameter is not valid", "Ein Parameter ist ungültig";
    /// The filter or another expression does not compile.
    BadFilter = "bad_filter", 400, "The expression is not valid", "Der Ausdruck ist ungültig";
    /// The sort names something that can't be sorted by.
    BadSort = "bad_sort", 400, "The sort order is not valid", "Die Sortierung ist ungültig";
    /// The cursor belongs to another query, or was made up.
    BadCursor = "bad_cursor", 400, "The cursor does not belong to this query", "Der Cursor gehört nicht zu dieser Abfrage";
    /// Nobody is signed in.
    Unauthenticated = "unauthenticated", 401, "Please sign in", "Bitte melden Sie sich an";
    /// E-mail or password, or a one-time code, is wrong.
    InvalidCredentials = "invalid_credentials", 401, "The sign-in details are not right", "Die Anmeldedaten stimmen nicht";
    /// The act is not allowed on something that may be seen.
    Forbidden = "forbidden", 403, "You are not allowed to do this", "Das dürfen Sie nicht";
    /// A session's request came from a page of another origin.
    WrongOrigin = "wrong_origin", 403, "The request came from another site", "Die Anfrage kam von einer fremden Seite";
    /// It does not exist, or may not be seen.
    NotFound = "not_found", 404, "Not found", "Nicht gefunden";
    /// The path exists, the method does not.
    MethodNotAllowed = "method_not_allowed", 405, "This method is not offered here", "Diese Methode gibt es hier nicht";
    /// The id is taken, by something seen or not.
    IdTaken = "id_taken", 409, "The id is already taken", "Die Id ist bereits vergeben";
    /// A value that must be unique is taken.
    NotUnique = "not_unique", 409, "The value is already taken", "Der Wert ist bereits vergeben";
    /// Some fields were changed since; the undo changed nothing.
    UndoConflict = "undo_conflict", 409, "Some of it was changed since", "Einiges wurde inzwischen geändert";
    /// What was asked for can't be done in the present state.
    Conflict = "conflict", 409, "This is not possible in the present state", "Das geht im gegenwärtigen Zustand nicht";
    /// The same request is running at this moment.
    RunningTwin = "running_twin", 409, "The same request is already running", "Dieselbe Anfrage läuft bereits";
    /// The same field was changed by somebody else.
    VersionConflict = "version_conflict", 412, "Somebody else changed the same field", "Jemand anders hat dasselbe Feld geändert";
    /// The body or the upload is too large.
    TooLarge = "too_large", 413, "Too large", "Zu groß";
    /// The address of the request is too long.
    UriTooLong = "uri_too_long", 414, "The address is too long", "Die Adresse ist zu lang";
    /// The content type is not accepted here.
    UnsupportedMediaType = "unsupported_media_type", 415, "This content type is not accepted", "Dieser Inhaltstyp wird nicht angenommen";
    /// One or more values are not acceptable; `errors` names them.
    Validation = "validation", 422, "Some values are not valid", "Einige Werte sind ungültig";
    /// An idempotency key was used before for another request.
    KeyReused = "key_reused", 422, "The idempotency key belongs to another request", "Der Idempotenzschlüssel gehört zu einer anderen Anfrage";
    /// A session must say which version it changes.
    VersionRequired = "version_required", 428, "If-Match is required", "If-Match ist erforderlich";
    /// Too many requests.
    RateLimited = "rate_limited", 429, "Too many requests", "Zu viele Anfragen";
    /// The headers of the request are too large.
    HeadersTooLarge = "headers_too_large", 431, "The headers are too large", "Die Kopfzeilen sind zu groß";
    /// A fault of Kontor itself.
    Internal = "internal", 500, "Something went wrong inside Kontor", "In Kontor ist etwas schiefgegangen";
    /// Not now; try again shortly.
    Unavailable = "unavailable", 503, "Not available at the moment", "Im Moment nicht verfügbar";
    /// The disk is full; reading goes on.
    StorageFull = "storage_full", 507, "The disk is full", "Der Speicher ist voll";
}

/// One value that was not acceptable.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Issue {
    /// JSON pointer to the value in the request, `/emails/0/value`.
    pub pointer: String,
    /// Stable code: `required`, `wrong_type`, `unknown_field`, ...
    pub code: String,
    /// What is wrong, for people.
    pub detail: String,
    /// Figures of the message (`{"max": 50}`), for clients that word it themselves.
    #[serde(skip_serializing_if = "Json::is_null")]
    pub params: Json,
    /// The detail is in the reader's language already, and says more than the code could.
    #[serde(skip)]
    pub worded: bool,
    /// The detail in both languages, for what is kept and read by others later.
    #[serde(skip)]
    pub words: Option<Box<Text>>,
}

impl Issue {
    /// An issue without figures.
    pub fn new(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Issue {
        Issue {
            pointer: pointer.into(),
            code: code.to_owned(),
            detail: detail.into(),
            params: Json::Null,
            worded: false,
            words: None,
        }
    }

    /// The same, told in the language of the reader.
    pub fn worded(mut self) -> Issue {
        self.worded = true;
        self
    }

    /// The same, told in the language of the reader, and kept in both.
    pub fn worded_in_both(mut self, words: Text) -> Issue {
        self.words = Some(Box::new(words));
        self.worded()
    }

    /// The same with figures.
    pub fn with(mut self, params: Json) -> Issue {
        self.params = params;
        self
    }

    /// Whether it is about a field, or a part of its value.
    pub fn is_at(&self, field: &str) -> bool {
        let rest = self
            .pointer
            .strip_prefix('/')
            .and_then(|path| path.strip_prefix(field));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The same, seen from one level further out: `/value` becomes `/emails/0/value`.
    pub fn under(mut self, prefix: &str) -> Issue {
        self.pointer = format!("{prefix}{}", self.pointer);
        self
    }
}

/// Why something failed.
#[derive(Debug)]
pub struct Error {
    /// The stable code.
    pub code: Code,
    /// What happened, for people; no personal data, no inner workings.
    pub detail: String,
    /// The values at fault (with [`Code::Validation`]).
    pub issues: Vec<Issue>,
    /// Further members of the problem answer: `conflicts`, `position`, ...
    pub params: serde_json::Map<String, Json>,
    /// Seconds after which a retry makes sense.
    pub retry_after: Option<u32>,
    /// The cause, for the log only.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// A failure with a sentence for people.
    pub fn new(code: Code, detail: impl Into<String>) -> Error {
        Error {
            code,
            detail: detail.into(),
            issues: Vec::new(),
            params: serde_json::Map::new(),
            retry_after: None,
            source: None,
        }
    }

    /// It does not exist, or may not be seen; the two are never told apart.
    pub fn not_found() -> Error {
        Error::new(Code::NotFound, "There is nothing here that you can see.")
    }

    /// An act that is not allowed.
    pub fn forbidden(detail: impl Into<String>) -> Error {
        Error::new(Code::Forbidden, detail)
    }

    /// Values that are not acceptable.
    pub fn validation(issues: Vec<Issue>) -> Error {
        let detail = match issues.as_slice() {
            [only] => only.detail.clone(),
            many => format!("{} values are not valid.", many.len()),
        };
        Error {
            issues,
            ..Error::new(Code::Validation, detail)
        }
    }

    /// One value that is not acceptable.
    pub fn invalid(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Error {
        Error::validation(vec![Issue::new(pointer, code, detail)])
    }

    /// A fault of Kontor itself; the cause goes to the log.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        let mut error = Error::new(
            Code::Internal,
            "The fault was logged under the id of this request.",
        );
        error.source = Some(source.into());
        error
    }

    /// The same with one more member in the answer.
    pub fn with(mut self, key: &str, value: impl Into<Json>) -> Error {
        self.params.insert(key.to_owned(), value.into());
        self
    }

    /// What the disk said: `storage_full`, or a fault.
    pub fn disk(cause: std::io::Error) -> Error {
        use std::io::ErrorKind;
        match cause.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                Error::new(Code::StorageFull, "There is no room for the file.").because(cause)
            }
            _ => Error::internal(cause),
        }
    }

    /// The same with its cause, for the log.
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        self.source = Some(source.into());
        self
    }

    /// The same with every issue's pointer moved under a prefix: how a batch names its command.
    pub fn under(mut self, prefix: &str) -> Error {
        self.issues = self.issues.into_iter().map(|issue| issue.under(prefix)).collect();
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)?;
        for issue in &self.issues {
            write!(f, " [{} {}]", issue.pointer, issue.code)?;
        }
        if let Some(source) = &self.source {
            write!(f, " ({source})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_worded_in_both_languages() {
        for (n, code) in Code::ALL.iter().enumerate() {
            assert!(!code.title(Locale::De).is_empty() && !code.title(Locale::En).is_empty());
            assert!(code.as_str().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
            assert!(
                Code::ALL[n + 1..]
                    .iter()
                    .all(|other| other.as_str() != code.as_str())
            );
        }
    }
}
