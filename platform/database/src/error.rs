//! What the databases say when something fails, in the words of Kontor.

use kontor_kernel::{Code, Error};
use rusqlite::ErrorCode;
use rusqlite::ffi;
use tokio_postgres::error::SqlState;

/// What a [`Code::NotUnique`] is about: on PostgreSQL the name of the index or constraint, on SQLite the columns
/// (`person.email` or `link.from, link.to`), or `index 'name'` for an index over an expression. Nothing for others.
pub fn unique_target(error: &Error) -> Option<&str> {
    if error.code != Code::NotUnique {
        return None;
    }
    error.params.get("constraint")?.as_str()
}

/// Whether an error says that this unique index over these columns of the table was violated, on either database.
pub fn violates(error: &Error, index: &str, table: &str, columns: &[&str]) -> bool {
    unique_target(error).is_some_and(|target| {
        target == index
            || target
                .strip_prefix("index '")
                .and_then(|rest| rest.strip_suffix('\''))
                == Some(index)
            || target
                .split(", ")
                .eq(columns.iter().map(|column| format!("{table}.{column}")))
    })
}

/// Not now; worth another try after a second.
pub(crate) fn unavailable(detail: &str) -> Error {
    let mut error = Error::new(Code::Unavailable, detail);
    error.retry_after = Some(1);
    error
}

pub(crate) fn closed() -> Error {
    unavailable("The database is closed.")
}

pub(crate) fn too_slow() -> Error {
    Error::new(Code::Unavailable, "The statement took too long.")
}

pub(crate) fn zero_character() -> Error {
    Error::new(Code::BadParameter, "A text holds the character U+0000.")
}

fn storage_full() -> Error {
    Error::new(
        Code::StorageFull,
        "There is no space left for this change; nothing of it was stored.",
    )
}

fn not_unique(constraint: &str) -> Error {
    Error::new(Code::NotUnique, "A value that must be unique is already taken.")
        .with("constraint", constraint)
}

/// Work that panicked; the panic itself is in the log.
pub(crate) fn panicked(panic: Box<dyn std::any::Any + Send>) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or(panic.downcast_ref::<String>().map(String::as_str));
    Error::internal(format!("the work panicked: {}", text.unwrap_or("without a text")))
}

/// The same failure for another member of the group.
pub(crate) fn again(error: &Error) -> Error {
    let mut copy = Error::new(error.code, error.detail.clone());
    copy.params = error.params.clone();
    copy.retry_after = error.retry_after;
    copy.because(error.to_string())
}

pub(crate) fn sqlite(cause: rusqlite::Error) -> Error {
    let (code, extended) = match &cause {
        rusqlite::Error::SqliteFailure(failure, _) => (failure.code, failure.extended_code),
        rusqlite::Error::SqlInputError { error, .. } => (error.code, error.extended_code),
        _ => return Error::internal(cause),
    };
    let error = match code {
        ErrorCode::DiskFull => storage_full(),
        // The shared memory beside the log could not grow.
        _ if extended == ffi::SQLITE_IOERR_SHMSIZE => storage_full(),
        ErrorCode::OperationInterrupted => too_slow(),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => unavailable("The database is busy."),
        ErrorCode::TooBig => Error::new(Code::TooLarge, "A value is too large to be stored."),
        ErrorCode::ConstraintViolation => {
            let text = cause.to_string();
            match text.strip_prefix("UNIQUE constraint failed: ") {
                Some(columns) => not_unique(columns),
                None => return Error::internal(cause),
            }
        }
        _ => return Error::internal(cause),
    };
    error.because(cause)
}

pub(crate) fn postgres(cause: tokio_postgres::Error) -> Error {
    if let Some(distrust) = distrust(&cause) {
        let detail = format!("The certificate of the database server is not trusted: {distrust}.");
        return unavailable(&detail).because(cause);
    }
    let Some(db) = cause.as_db_error() else {
        let broken = cause.is_closed() || is_io(&cause);
        return if broken {
            unavailable("The database can't be reached.").because(cause)
        } else {
            Error::internal(cause)
        };
    };
    let error = match db.code() {
        &SqlState::UNIQUE_VIOLATION => not_unique(db.constraint().unwrap_or_default()),
        &SqlState::DISK_FULL => storage_full(),
        &SqlState::QUERY_CANCELED => too_slow(),
        &SqlState::CHARACTER_NOT_IN_REPERTOIRE => zero_character(),
        &SqlState::PROGRAM_LIMIT_EXCEEDED => Error::new(Code::TooLarge, "A value is too large to be stored."),
        &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED => {
            unavailable("Others are changing the same data at this moment.")
        }
        &SqlState::LOCK_NOT_AVAILABLE => unavailable("The database is busy."),
        // Connections lost or refused (08), too many of them or no memory (53), shutting down or starting (57P).
        code if ["08", "53", "57P"]
            .iter()
            .any(|class| code.code().starts_with(class)) =>
        {
            unavailable("The database can't be reached.")
        }
        _ => return Error::internal(cause),
    };
    error.because(cause)
}

/// What is wrong with the certificate the server showed.
fn distrust(error: &tokio_postgres::Error) -> Option<String> {
    let source = std::error::Error::source(error)?;
    let inner = source.downcast_ref::<std::io::Error>()?.get_ref()?;
    match inner.downcast_ref::<rustls::Error>()? {
        distrust @ rustls::Error::InvalidCertificate(_) => Some(distrust.to_string()),
        _ => None,
    }
}

fn is_io(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<std::io::Error>() {
            return true;
        }
        next = error.source();
    }
    false
}

/// Whether the whole work must be repeated from its beginning.
pub(crate) fn is_collision(cause: &tokio_postgres::Error) -> bool {
    matches!(
        cause.code(),
        Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED)
    ) || is_stale(cause)
        // Two servers created the same thing at the same moment: the catalog's own index says so.
        || cause.as_db_error().and_then(|db| db.constraint()).is_some_and(|name| name.starts_with("pg_"))
}

/// Whether a prepared statement no longer fits the tables, so that it must be prepared anew.
pub(crate) fn is_stale(cause: &tokio_postgres::Error) -> bool {
    cause.code() == Some(&SqlState::INVALID_SQL_STATEMENT_NAME)
        // "cached plan must not change result type", in whatever language.
        || cause.as_db_error().is_some_and(|db| {
            db.code() == &SqlState::FEATURE_NOT_SUPPORTED && db.routine() == Some("RevalidateCachedQuery")
        })
}
