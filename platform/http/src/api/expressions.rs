//! Expressions between text and tree, with their errors at their place.

use axum::response::Response;
use kontor_expression::{Expected, Expr, Tree};
use kontor_kernel::{Error, Json};
use kontor_records::schema::ObjectSchema;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::JsonBody;
use crate::api::records::{json_text, readable};
use crate::app::{App, Visitor};
use crate::openapi::shapes;
use crate::problem::Result;
use crate::problems;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(convert))
}

problems! {
    /// What an expression can be refused with.
    struct Expressing: NotFound, Validation
}

/// An expression, as text or as a tree.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Expression {
    /// Key of the object it is about.
    object: String,
    /// As text.
    #[serde(default)]
    text: Option<String>,
    /// As a tree.
    #[serde(default)]
    #[schema(value_type = Option<shapes::Values>)]
    tree: Option<Json>,
}

/// Turns an expression from text into a tree or back, and checks it against the object.
#[utoipa::path(post, path = "/expressions", tag = "records", operation_id = "convert_expression", request_body = Expression,
    responses((status = 200, body = shapes::Checked, description = "Both forms, and what is wrong with it: `errors` is empty for a good one."), Expressing))]
async fn convert(visitor: Visitor, JsonBody(asked): JsonBody<Expression>) -> Result<Response> {
    let ctx = &visitor.ctx;
    let object = readable(ctx, &asked.object)?;
    let tree = match (&asked.text, &asked.tree) {
        (Some(text), None) => Tree::parse(text),
        (None, Some(tree)) => Tree::from_json(tree),
        _ => {
            let detail = "Exactly one of text and tree is expected.";
            return Err(Error::invalid("/text", "required", detail).into());
        }
    };
    let schema = ObjectSchema {
        catalog: &ctx.catalog,
        policy: &ctx.policy,
        object,
    };
    let checked = tree.map(|tree| match Expr::check(&tree, &schema, Expected::Condition) {
        Ok(_) => (tree, None),
        Err(problem) => (tree, Some(problem)),
    });
    let describe = |problem: &kontor_expression::Problem| json!({"code": problem.code, "detail": problem.message, "position": problem.position, "pointer": problem.path});
    let body = match checked {
        Ok((tree, problem)) => json!({
            "object": object.key(),
            "text": tree.to_text(),
            "tree": tree.to_json(),
            "errors": problem.iter().map(describe).collect::<Vec<_>>(),
        }),
        Err(problem) => json!({"object": object.key(), "errors": [describe(&problem)]}),
    };
    Ok(json_text(body.to_string().into_bytes()))
}
