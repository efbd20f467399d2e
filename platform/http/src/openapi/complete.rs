//! What an endpoint need not say itself in the document, for it follows from what it is: the failures of all, of all that
//! change something, take a body, a version or a key; and the headers of answers.

use axum::http::{Method, StatusCode};
use kontor_kernel::Code;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{OpenApi, PathItem, Ref, RefOr, SecurityRequirement};

use super::{Responses, add, text_header};

/// What every endpoint may answer; the first only where somebody must be signed in, the second where nobody is at home
/// under a host name.
const EVERYWHERE: [Code; 8] = [
    Code::Unauthenticated,
    Code::NotFound,
    Code::BadParameter,
    Code::UriTooLong,
    Code::HeadersTooLarge,
    Code::RateLimited,
    Code::Internal,
    Code::Unavailable,
];

/// What is sent as POST and changes nothing: it needs a body.
const READS_BY_POST: [&str; 4] = [
    "list_records_by_body",
    "run_query",
    "convert_expression",
    "find_duplicates",
];

/// Headers of good answers, with what they say. Who is not signed in has no limit by key.
const HEADERS: [(&str, &str); 9] = [
    ("Request-Id", "Names the request."),
    (
        "RateLimit",
        "How many requests an API key may still send, and for how long: `\"key\";r=5999;t=60`.",
    ),
    (
        "RateLimit-Policy",
        "How many requests an API key may send in how many seconds.",
    ),
    ("Kontor-Change-Set", "The change set of the write."),
    (
        "Idempotent-Replayed",
        "`true`: the answer was given before, to the same request with the same key.",
    ),
    ("ETag", "The version, in quotes."),
    ("Location", "Where what was made, or the job, can be read."),
    (
        "Content-Location",
        "Where the record is into which the other was merged.",
    ),
    (
        "Content-Disposition",
        "Whether it may be shown, and the name of the file.",
    ),
];

/// Operations whose answers tell a version.
const VERSIONED: [&str; 21] = [
    "create_record",
    "read_record",
    "change_record",
    "restore_record",
    "merge_record",
    "list_objects",
    "read_object",
    "read_file",
    "create_object",
    "change_object",
    "delete_object",
    "create_field",
    "change_field",
    "delete_field",
    "read_settings",
    "change_settings",
    "read_me",
    "change_me",
    "create_import",
    "read_import",
    "change_import",
];

/// Operations that say where what they made is, or the job that does it.
const PLACED: [&str; 16] = [
    "create_record",
    "create_object",
    "create_field",
    "change_object",
    "change_field",
    "delete_object",
    "delete_field",
    "upload_file",
    "create_import",
    "create_migration",
    "create_export",
    "rebuild_search",
    "sweep_duplicates",
    "merge_duplicates",
    "start_demo",
    "undo",
];

/// The components of the document that [`complete`] points to.
pub(super) fn headers() -> impl Iterator<Item = (String, RefOr<utoipa::openapi::Header>)> {
    HEADERS
        .iter()
        .map(|(name, says)| ((*name).to_owned(), RefOr::T(text_header(says))))
}

/// A reference to one of them.
pub(super) fn header(name: &str) -> (String, RefOr<utoipa::openapi::Header>) {
    let place = format!("#/components/headers/{name}");
    (name.to_owned(), RefOr::Ref(Ref::new(place)))
}

/// The operations of a path, each with whether it only reads.
pub(super) fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let PathItem {
        get,
        put,
        post,
        delete,
        patch,
        head,
        options,
        ..
    } = item;
    let reads = [get, head, options]
        .into_iter()
        .flatten()
        .map(|read| (true, read));
    let changes = [put, post, delete, patch]
        .into_iter()
        .flatten()
        .map(|operation| (reads_by_post(operation), operation));
    reads.chain(changes)
}

/// The operations that change something and take no `Idempotency-Key`, as methods and paths below a prefix.
pub fn without_key(document: &OpenApi, prefix: &str) -> Vec<(Method, String)> {
    let mut found = Vec::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in [
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::PATCH, &item.patch),
            (Method::DELETE, &item.delete),
        ] {
            if let Some(operation) = operation
                && !reads_by_post(operation)
                && !takes(operation, "Idempotency-Key")
            {
                found.push((method, format!("{prefix}{path}")));
            }
        }
    }
    found
}

/// The operations that take no parameters in their address, as methods and paths below a prefix.
pub fn without_query(document: &OpenApi, prefix: &str) -> Vec<(Method, String)> {
    let asks = |operation: &Operation| {
        let mut parameters = operation.parameters.iter().flatten();
        parameters.any(|parameter| match parameter {
            RefOr::T(of) => of.parameter_in == ParameterIn::Query,
            RefOr::Ref(_) => true,
        })
    };
    let mut found = Vec::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::PATCH, &item.patch),
            (Method::DELETE, &item.delete),
        ] {
            if operation.as_ref().is_some_and(|operation| !asks(operation)) {
                found.push((method, format!("{prefix}{path}")));
            }
        }
    }
    found
}

fn id(operation: &Operation) -> &str {
    operation.operation_id.as_deref().unwrap_or_default()
}

fn reads_by_post(operation: &Operation) -> bool {
    READS_BY_POST.contains(&id(operation))
}

fn takes(operation: &Operation, header: &str) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(|parameter| matches!(parameter, RefOr::T(of) if of.name == header))
}

/// Whether anybody may ask, signed in or not.
fn is_open(operation: &Operation) -> bool {
    let anybody = SecurityRequirement::default();
    operation
        .security
        .as_ref()
        .is_some_and(|needs| needs.contains(&anybody))
}

/// Adds what an endpoint need not say itself; `reads` are those that change nothing.
pub(super) fn complete(operation: &mut Operation, reads: bool) {
    let codes = codes(operation, reads);
    let headers = names_of_headers(operation, reads);
    let responses = &mut operation.responses.responses;
    codes.into_iter().for_each(|code| add(responses, code));
    describe(responses, &headers);
}

/// The failures that follow from what an operation is.
fn codes(operation: &Operation, reads: bool) -> Vec<Code> {
    let mut codes = EVERYWHERE[usize::from(is_open(operation))..].to_vec();
    if let Some(RefOr::T(body)) = &operation.request_body {
        codes.extend([Code::TooLarge, Code::UnsupportedMediaType]);
        if body.content.contains_key("application/json") {
            codes.extend([Code::BadJson, Code::Validation]);
        }
    }
    if takes(operation, "If-Match") {
        codes.push(Code::VersionConflict);
    }
    if takes(operation, "Idempotency-Key") {
        codes.extend([Code::KeyReused, Code::RunningTwin]);
    }
    if !reads {
        codes.extend([Code::WrongOrigin, Code::StorageFull]);
    }
    if reads_by_post(operation) {
        codes.push(Code::WrongOrigin);
    }
    codes
}

/// The headers that good answers of an operation may have.
fn names_of_headers(operation: &Operation, reads: bool) -> Vec<&'static str> {
    let (id, open) = (id(operation), is_open(operation));
    let mut names = vec!["Request-Id"];
    let mut put = |wanted: bool, more: &[&'static str]| names.extend(more.iter().filter(|_| wanted));
    // Who shows a key is counted where he need not, too.
    let counted = !open || ["read_openapi", "change_password"].contains(&id);
    put(counted, &["RateLimit", "RateLimit-Policy"]);
    put(!reads && !open, &["Kontor-Change-Set"]);
    put(takes(operation, "Idempotency-Key"), &["Idempotent-Replayed"]);
    put(VERSIONED.contains(&id), &["ETag"]);
    put(PLACED.contains(&id), &["Location"]);
    put(id == "read_record", &["Content-Location"]);
    put(
        ["read_file", "read_export_file", "read_import_errors"].contains(&id),
        &["Content-Disposition"],
    );
    names
}

/// Describes the answers that are no failures.
fn describe(responses: &mut Responses, headers: &[&str]) {
    for (status, response) in responses {
        let RefOr::T(response) = response else { continue };
        if response.description.is_empty() {
            response.description = meaning(status).to_owned();
        }
        // Only what was made, or a job, has a place of its own.
        let fits = |name: &&&str| **name != "Location" || ["201", "202"].contains(&status.as_str());
        response
            .headers
            .extend(headers.iter().filter(fits).map(|name| header(name)));
    }
}

/// What a status means; the format demands a description.
fn meaning(status: &str) -> &'static str {
    let known = status
        .parse()
        .ok()
        .and_then(|code: u16| StatusCode::from_u16(code).ok());
    known.and_then(|code| code.canonical_reason()).unwrap_or("Answer")
}
