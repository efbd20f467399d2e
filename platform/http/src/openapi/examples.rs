//! An example of each operation's request and good answers, as a real server gave them. They are data, in
//! `examples.json`, by the ids of operations: `request` for the body (or `requests`, by media type), `answers` by status.

use kontor_kernel::Json;

/// The examples, by operation.
///
/// # Panics
/// Never: the file is a part of the program, and a test reads it.
pub fn all() -> Json {
    serde_json::from_str(include_str!("examples.json")).expect("the examples are JSON")
}

/// Puts the examples where they belong.
pub fn attach(document: &mut Json) {
    let examples = all();
    let paths = document["paths"].as_object_mut().into_iter();
    let items = paths.flat_map(|paths| paths.values_mut().filter_map(Json::as_object_mut));
    for operation in items.flat_map(serde_json::Map::values_mut) {
        let Some(example) = operation["operationId"].as_str().and_then(|id| examples.get(id)) else {
            continue;
        };
        for (media, content) in contents(operation.get_mut("requestBody")) {
            let named = example.get("requests").and_then(|requests| requests.get(media));
            if let Some(value) = named.or_else(|| example.get("request")) {
                content["example"] = value.clone();
            }
        }
        for (status, value) in example["answers"].as_object().into_iter().flatten() {
            let answer = operation["responses"].get_mut(status);
            for (_, content) in contents(answer) {
                content["example"] = value.clone();
            }
        }
    }
}

/// The contents of a body by their media types.
fn contents(body: Option<&mut Json>) -> impl Iterator<Item = (&String, &mut Json)> {
    let contents = body.and_then(|body| body.get_mut("content"));
    contents.and_then(Json::as_object_mut).into_iter().flatten()
}
