//! What every fuzz target does with its bytes. A target reads them as somebody outside would send them, and holds the
//! result against what must always be true of it; nothing may panic. `docs/development.md` says how to run them.
//!
//! The bodies stand here, apart from the engine that feeds them, so that `cargo test` runs each over its corpus on any
//! compiler: what was found once stays found.

mod backup;
#[cfg(test)]
mod corpus;
mod documents;
mod fields;

use axum::extract::FromRequestParts;
use axum::http::Request;
use kontor_database::Value;
use kontor_definitions::storage::Storage;
use kontor_expression::Tree;
use kontor_http::{ListParams, Query};
use kontor_kernel::{Clock, Id};
use kontor_records::query::cursor::Cursor;
use serde_json::json;

pub use backup::backup;
pub use documents::text;
pub use fields::{contact_points, record, rich_text};
pub use kontor_formats::fuzz::{any as table, csv, sheet, vcard, xlsx};
pub use kontor_search::fuzz_query as search;

/// Expressions as text: what is printed reads as the same tree.
pub fn expression(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(tree) = Tree::parse(text) {
        round_trip(&tree);
    }
}

/// Expressions as JSON: the same tree comes back from JSON and from text.
pub fn tree(data: &[u8]) {
    let Ok(json) = kontor_http::json::parse(data) else {
        return;
    };
    if let Ok(tree) = Tree::from_json(&json) {
        round_trip(&tree);
    }
}

fn round_trip(tree: &Tree) {
    assert_eq!(Tree::from_json(&tree.to_json()).as_ref(), Ok(tree));
    let text = tree.to_text();
    if text.len() <= kontor_expression::MAX_TEXT {
        assert_eq!(Tree::parse(&text).as_ref(), Ok(tree), "{text}");
    }
}

/// The parameters of a list, as a query string and as JSON.
pub fn list(data: &[u8]) {
    if let Ok(object) = kontor_http::json::parse_object(data) {
        let _ = kontor_http::typed::from_object::<ListParams>(object);
    }
    let address = [b"/records/person?", data].concat();
    let Ok(request) = Request::builder().uri(&address[..]).body(()) else {
        return;
    };
    let (mut parts, ()) = request.into_parts();
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let read = async { Query::<ListParams>::from_request_parts(&mut parts, &()).await };
    if let Ok(Query(params)) = runtime.expect("a runtime starts").block_on(read) {
        assert!(params.limit.is_none_or(|limit| (1..=200).contains(&limit)));
        let _ = params.filter_text();
    }
}

/// Cursors: a made-up one is refused, or gives values of the kinds that its query sorts by; ours come back whole.
pub fn cursor(data: &[u8]) {
    let keys = [
        (Storage::Int, true),
        (Storage::Text, true),
        (Storage::Bool, false),
        (Storage::Id, false),
    ];
    let text = String::from_utf8_lossy(data);
    if let Ok(values) = Cursor::decode(&text, "query", &keys) {
        assert!(matches!(
            values[..],
            [
                Value::Int(_) | Value::Null,
                Value::Text(_) | Value::Null,
                Value::Bool(_),
                Value::Id(_)
            ]
        ));
    }
    let own = [
        Value::Null,
        Value::Text(text.replace('\0', "")),
        Value::Bool(data.len() % 2 == 0),
        Value::Id(Id::generate(&Clock::System)),
    ];
    let encoded = Cursor::new("query", &own).encode();
    let decoded = Cursor::decode(&encoded, "query", &keys).expect("our own cursor");
    assert_eq!(json!(format!("{decoded:?}")), json!(format!("{own:?}")));
}
