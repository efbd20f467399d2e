//! Types that exist for the document only: the shape of failures, and how values are written.

use kontor_kernel::Json;
use utoipa::ToSchema;

// Documents an id; `#[schema(value_type = openapi::Id)]` on a member. The type itself is never made.
/// An id: a UUID in lower case.
#[derive(ToSchema)]
#[schema(value_type = String, format = "uuid", examples("0195512c-8a10-7000-8000-000000000000"))]
#[allow(dead_code)]
pub struct Id(String);

/// An instant: RFC 3339 in UTC with three fractional digits.
#[derive(ToSchema)]
#[schema(value_type = String, format = DateTime, examples("2026-03-01T08:00:00.000Z"))]
#[allow(dead_code)]
pub struct Time(String);

/// A day: `YYYY-MM-DD`.
#[derive(ToSchema)]
#[schema(value_type = String, format = Date, examples("2026-03-01"))]
#[allow(dead_code)]
pub struct Day(String);

/// The content of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code)]
pub struct Binary(String);

/// Words: one text in which commas separate them, or an array.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
pub enum Words {
    /// Separated by commas.
    Text(String),
    /// One by one.
    Array(Vec<String>),
}

/// A failure (RFC 9457). Further members depend on the code.
#[derive(ToSchema)]
#[schema(as = Problem)]
#[allow(dead_code)]
pub(super) struct ProblemBody {
    /// `/problems/<code>`.
    r#type: String,
    /// What the code means, for people.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened, for people.
    detail: String,
    /// `/requests/<Request-Id>`.
    instance: String,
    /// The stable code.
    code: String,
    /// With some codes: what exactly, as a stable word.
    reason: Option<String>,
    /// The values that were not acceptable.
    errors: Option<Vec<IssueBody>>,
}

/// One value that was not acceptable.
#[derive(ToSchema)]
#[schema(as = Issue)]
#[allow(dead_code)]
pub(super) struct IssueBody {
    /// JSON pointer to the value in the request.
    pointer: String,
    /// The stable code: `required`, `wrong_type`, `unknown_field`, ...
    code: String,
    /// What is wrong, for people.
    detail: String,
    /// Figures of the message, for clients that word it themselves.
    #[schema(value_type = Object)]
    params: Json,
}
