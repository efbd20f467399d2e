//! What definitions promise: edits over the API, validity, plans, upgrades.

mod checks;
mod edits;
mod plans;
mod reverts;
mod schema;
mod upgrades;

use kontor_definitions::{CatalogData, Edit, Plan, Step};
use kontor_kernel::{Error, Json};

/// Issues as `pointer code`, in order.
fn issues(result: Result<Edit, Error>) -> Vec<String> {
    let error = result.expect_err("should be refused");
    error
        .issues
        .iter()
        .map(|issue| format!("{} {}", issue.pointer, issue.code))
        .collect()
}

/// The names of a plan's steps, with what they are about.
fn steps(plan: &Plan) -> Vec<String> {
    let name = |step: &Step| {
        let json = serde_json::to_value(step).expect("a step is plain data");
        let field = step.field().map(|field| format!(".{field}")).unwrap_or_default();
        format!(
            "{} {}{field}",
            json["step"].as_str().expect("a step has a name"),
            step.object()
        )
    };
    plan.steps.iter().map(name).collect()
}

/// An edit that must succeed.
type Change<'a> = &'a dyn Fn(&CatalogData) -> Result<Edit, Error>;

/// A catalog after some edits.
fn edited(data: CatalogData, edits: &[Change<'_>]) -> CatalogData {
    edits.iter().fold(data, |data, edit| {
        edit(&data).expect("the edit is possible").catalog
    })
}

/// The body of a field.
fn field(key: &str, rest: Json) -> Json {
    let mut body = serde_json::json!({"key": key, "labels": key});
    for (member, value) in rest.as_object().into_iter().flatten() {
        body[member] = value.clone();
    }
    body
}
