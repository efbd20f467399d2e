//! What all endpoints say alike in the OpenAPI document: failures, common headers, security.
//!
//! An endpoint is a handler with `#[utoipa::path]`, registered with `routes!`. It names the codes it can refuse with
//! as a set made by [`problems!`](crate::problems); what every endpoint may answer (401, 429, 500, ...) is added by
//! [`finish`], which also turns each set into references, so that the document stays small; what follows from its
//! method, its body and its headers, by `complete`.
//!
//! ```
//! use axum::Json;
//! use kontor_http::{JsonBody, Path, Result, openapi, problems};
//! use kontor_kernel::Id;
//! use utoipa_axum::{router::OpenApiRouter, routes};
//!
//! #[derive(serde::Deserialize, utoipa::ToSchema)]
//! struct NewNote { /** The words. */ body: String }
//! #[derive(serde::Serialize, utoipa::ToSchema)]
//! struct Note { #[schema(value_type = openapi::Id)] id: Id, body: String }
//!
//! problems! { /// What writing a note can be refused with.
//!     struct WriteNote: NotFound, Forbidden, BadJson, Validation }
//!
//! /// Writes a note.
//! #[utoipa::path(post, path = "/notes/{id}", tag = "notes", operation_id = "write_note",
//!     params(("id" = openapi::Id, Path, description = "The person it is about.")),
//!     request_body = NewNote,
//!     responses((status = 201, body = Note, description = "The note."), WriteNote))]
//! async fn write(Path(id): Path<Id>, JsonBody(new): JsonBody<NewNote>) -> Result<Json<Note>> {
//!     Ok(Json(Note { id, body: new.body }))
//! }
//!
//! let (router, document) = OpenApiRouter::new().routes(routes!(write)).split_for_parts();
//! let document = openapi::finish(document, "0.1.0");
//! # let _: (axum::Router, _) = (router, document);
//! ```

use std::collections::BTreeMap;

use kontor_kernel::{Code, Error, Issue, Json, Locale};
use serde_json::json;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, Header, OpenApi, Ref, RefOr, Required, Response, SecurityRequirement,
};
use utoipa::{IntoParams, ToSchema};

use crate::conditional::IfMatch;
use crate::idempotency::IdempotencyKey;
use crate::problem::{self, PROBLEM_JSON};

mod complete;
pub mod examples;
pub mod objects;
pub mod shapes;
mod types;

use complete::{complete, header, headers, operations};
use types::ProblemBody;

pub use complete::{without_key, without_query};
pub use types::{Binary, Day, Id, Time, Words};

#[doc(hidden)]
pub use {kontor_kernel::Code as ProblemCode, utoipa::IntoResponses};

/// Names the codes that an endpoint can refuse with, as a type for `responses(...)`. One set per endpoint: of two
/// sets with a code of the same status, the second would hide the first.
#[macro_export]
macro_rules! problems {
    ($($(#[$doc:meta])* $vis:vis struct $name:ident: $($code:ident),+ $(,)?;)+) => {$(
        $(#[$doc])*
        $vis struct $name;

        impl $crate::openapi::IntoResponses for $name {
            fn responses() -> $crate::openapi::Responses {
                $crate::openapi::responses(&[$($crate::openapi::ProblemCode::$code),+])
            }
        }
    )+};
    ($(#[$doc:meta])* $vis:vis struct $name:ident: $($code:ident),+ $(,)?) => {
        $crate::problems! { $(#[$doc])* $vis struct $name: $($code),+; }
    };
}

problems! {
    /// Reading one thing.
    pub struct Reading: NotFound, Forbidden;
    /// Reading a list.
    pub struct Listing: NotFound, Forbidden, BadFilter, BadSort, BadCursor;
    /// Making something new.
    pub struct Creating: NotFound, Forbidden, IdTaken, NotUnique, Conflict, Validation;
    /// Changing something that is there.
    pub struct Changing: NotFound, Forbidden, NotUnique, Conflict, Validation, VersionRequired;
    /// Removing something.
    pub struct Removing: NotFound, Forbidden, Conflict, Validation;
}

/// Answers by status, as the document holds them.
pub type Responses = BTreeMap<String, RefOr<Response>>;

/// References to the failures with these codes.
pub fn responses(codes: &[Code]) -> Responses {
    let mut responses = Responses::new();
    codes.iter().for_each(|code| add(&mut responses, *code));
    responses
}

/// Adds a code to the answer with its status.
fn add(responses: &mut Responses, code: Code) {
    let status = code.status();
    let entry = responses.entry(status.to_string()).or_insert_with(|| {
        RefOr::Ref(
            Ref::builder()
                .ref_location(format!("#/components/responses/Problem{status}"))
                .build(),
        )
    });
    if let RefOr::Ref(reference) = entry {
        let name = format!("`{}`", code.as_str());
        if reference.description.is_empty() {
            reference.description = name;
        } else if !reference.description.contains(&name) {
            reference.description = format!("{}, {name}", reference.description);
        }
    }
}

/// Completes the document that the routers gathered: title and version, failures, security, and the request's id on
/// every answer.
pub fn finish(mut document: OpenApi, version: &str) -> OpenApi {
    document.info.title = "Kontor".to_owned();
    document.info.version = version.to_owned();
    document.info.description = Some(INTRODUCTION.to_owned());
    document.info.license = None;
    document.info.contact = None;
    document.security = Some(vec![
        SecurityRequirement::new("key", Vec::<String>::new()),
        SecurityRequirement::new("session", Vec::<String>::new()),
    ]);
    document
        .paths
        .paths
        .values_mut()
        .flat_map(operations)
        .for_each(|(reads, operation)| complete(operation, reads));

    let components = document.components.get_or_insert_default();
    put_schema::<ProblemBody>(components);
    // The library does not gather types that only parameters mention.
    put_schema::<Id>(components);
    put_schema::<Time>(components);
    put_schema::<Day>(components);
    for code in Code::ALL {
        let status = code.status();
        let name = format!("Problem{status}");
        components
            .responses
            .entry(name)
            .or_insert_with(|| RefOr::T(problem_response(status)));
    }
    let key = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("kontor_...");
    let key = key
        .description(Some("An API key: `Authorization: Bearer kontor_...`."))
        .build();
    let cookie = "The cookie of a session: `__Host-kontor` over https, `kontor` otherwise. Requests that change \
                  something need the header `Origin` as well.";
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description("__Host-kontor", cookie));
    components
        .security_schemes
        .insert("key".to_owned(), RefOr::T(SecurityScheme::Http(key)));
    components
        .security_schemes
        .insert("session".to_owned(), RefOr::T(SecurityScheme::ApiKey(cookie)));
    components.headers.extend(headers());
    document
}

fn put_schema<T: ToSchema>(components: &mut Components) {
    let mut schemas = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    components.schemas.extend(schemas);
}

const INTRODUCTION: &str = "A complete CRM. Failures are `application/problem+json`; their `title` and `detail` \
    follow `Accept-Language` (English, German), their `code` never changes. Every answer names its request in \
    `Request-Id`, every write its change set in `Kontor-Change-Set`.";

/// The answer with a status: one shape, and an example for each code that has it.
fn problem_response(status: u16) -> Response {
    let codes = Code::ALL.iter().filter(|code| code.status() == status);
    let examples = codes.map(|code| {
        let example = ExampleBuilder::new()
            .summary(code.title(Locale::En))
            .value(Some(example(*code)))
            .build();
        (code.as_str().to_owned(), RefOr::T(example))
    });
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem")));
    let content = content.examples_from_iter(examples).build();
    let mut response = ResponseBuilder::new()
        .description(format!("Failures with status {status}."))
        .content(PROBLEM_JSON, content)
        .build();
    response
        .headers
        .extend(["Request-Id", "RateLimit", "RateLimit-Policy"].map(header));
    if [409, 429, 503].contains(&status) {
        let seconds = text_header("Seconds after which a new try makes sense.");
        response
            .headers
            .insert("Retry-After".to_owned(), RefOr::T(seconds));
    }
    response
}

/// A failure with this code as it may look.
fn example(code: Code) -> Json {
    let issue = Issue::new(
        "/emails/0/value",
        "invalid_email",
        "This is not an e-mail address.",
    );
    let error = match code {
        Code::Validation => Error::validation(vec![issue]),
        Code::BadParameter => crate::query::refuse("limit", "out_of_range", "The value is out of range."),
        Code::VersionConflict => Error::new(code, "").with(
            "conflicts",
            json!([{"field": "name", "base": "Acme", "theirs": "Acme Ltd", "yours": "Acme GmbH"}]),
        ),
        _ => Error::new(code, ""),
    };
    problem::body(&error, Locale::En, kontor_kernel::Id::NIL)
}

fn text_header(description: &str) -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new()
        .schema(Some(text))
        .description(Some(description))
        .build()
}

fn header_parameter(name: &str, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let description = "The version that is changed, as `ETag` gave it, or `*`. Sessions must send it.";
        vec![header_parameter("If-Match", description)]
    }
}

impl IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let description = "1 to 255 visible characters. The same request sent again with the same key has its \
                           effect once and gets the same answer.";
        vec![header_parameter("Idempotency-Key", description)]
    }
}

#[cfg(test)]
mod tests {
    use utoipa_axum::router::OpenApiRouter;
    use utoipa_axum::routes;

    use super::*;
    use crate::{ListParams, Query};

    problems! {
        /// Of the endpoint below.
        struct Writing: NotUnique, BadJson, IdTaken
    }

    /// Lists things.
    #[utoipa::path(get, path = "/things", params(ListParams), responses((status = 200, body = [Id]), Listing))]
    async fn list(_: Query<ListParams>) {}

    /// Writes a thing.
    #[utoipa::path(post, path = "/things", params(IfMatch, IdempotencyKey),
        responses((status = 201, description = "made"), Writing))]
    async fn write() {}

    /// Anybody may.
    #[utoipa::path(get, path = "/open/{id}", params(("id" = Id, Path)), security(()), responses((status = 200)))]
    async fn open() {}

    fn document() -> Json {
        let api = OpenApiRouter::<()>::new()
            .routes(routes!(list, write))
            .routes(routes!(open));
        let (_, document) = OpenApiRouter::new().nest("/api/v1", api).split_for_parts();
        serde_json::to_value(finish(document, "0.1.0")).unwrap()
    }

    #[test]
    fn it_is_openapi_3_1_with_the_paths_as_they_are_served() {
        let document = document();
        assert_eq!(document["openapi"], "3.1.0");
        assert_eq!(document["info"]["version"], "0.1.0");
        assert!(document["paths"]["/api/v1/things"]["post"].is_object());
    }

    #[test]
    fn an_endpoint_lists_its_own_codes_and_those_of_all() {
        let responses = &document()["paths"]["/api/v1/things"]["post"]["responses"];
        assert_eq!(responses["409"]["$ref"], "#/components/responses/Problem409");
        assert_eq!(
            responses["409"]["description"],
            "`not_unique`, `id_taken`, `running_twin`"
        );
        assert_eq!(responses["400"]["description"], "`bad_json`, `bad_parameter`");
        for status in ["401", "429", "500", "503"] {
            assert!(responses[status].is_object(), "{status}");
        }
        assert_eq!(
            responses["201"]["headers"]["Request-Id"]["$ref"],
            "#/components/headers/Request-Id"
        );
        let open = &document()["paths"]["/api/v1/open/{id}"]["get"]["responses"];
        assert!(open["401"].is_null() && open["500"].is_object());
        assert_eq!(open["200"]["description"], "OK");
    }

    #[test]
    fn parameters_come_from_the_types_that_read_them() {
        let document = document();
        let names = |method: &str| -> Vec<String> {
            let parameters = document["paths"]["/api/v1/things"][method]["parameters"]
                .as_array()
                .unwrap();
            parameters
                .iter()
                .map(|parameter| format!("{} {}", parameter["in"], parameter["name"]))
                .collect()
        };
        assert_eq!(
            names("post"),
            [r#""header" "If-Match""#, r#""header" "Idempotency-Key""#]
        );
        let list = names("get");
        for name in [
            "filter", "sort", "fields", "expand", "limit", "cursor", "count", "trash",
        ] {
            assert!(
                list.contains(&format!("\"query\" \"{name}\"")),
                "{name}: {list:?}"
            );
        }
    }

    #[test]
    fn every_code_has_an_example_and_every_reference_its_target() {
        let document = document();
        for code in Code::ALL {
            let response = &document["components"]["responses"][format!("Problem{}", code.status())];
            let example = &response["content"][PROBLEM_JSON]["examples"][code.as_str()]["value"];
            assert_eq!(example["code"], code.as_str());
            assert!(
                example["detail"]
                    .as_str()
                    .is_some_and(|detail| !detail.is_empty())
            );
        }
        let mut open = vec![&document];
        while let Some(value) = open.pop() {
            if let Some(target) = value.get("$ref").and_then(Json::as_str) {
                assert!(
                    document.pointer(target.trim_start_matches('#')).is_some(),
                    "{target}"
                );
            }
            match value {
                Json::Object(map) => open.extend(map.values()),
                Json::Array(items) => open.extend(items),
                _ => {}
            }
        }
    }

    #[test]
    fn both_ways_to_sign_in_are_described() {
        let document = document();
        let schemes = &document["components"]["securitySchemes"];
        assert_eq!(
            (&schemes["key"]["scheme"], &schemes["session"]["in"]),
            (&json!("bearer"), &json!("cookie"))
        );
        assert_eq!(document["security"], json!([{"key": []}, {"session": []}]));
    }
}
