//! The parameters that every list understands, in a query string or as the JSON of `POST .../list`.

use std::fmt;

use kontor_kernel::Json;
use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use crate::openapi::Words;
use crate::percent;
use crate::query::MAX_BYTES as MAX_QUERY_BYTES;

/// Records on a page when nothing is said, and at most.
pub const PAGE: u32 = 50;
/// At most so many records are on a page.
pub const MAX_PAGE: u32 = 200;

/// What a list is asked for. `Query<ListParams>` and `JsonBody<ListParams>` both read it.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// Which records: an expression such as `stage == "won" && amount > 10000`, or the same as a tree in JSON.
    #[param(value_type = Option<String>, example = "name.startsWith(\"Ber\")")]
    pub filter: Option<Json>,
    /// In which order: fields with `-` in front for descending, separated by commas; in JSON also as an array.
    #[serde(default, deserialize_with = "words")]
    #[schema(value_type = Option<Words>)]
    #[param(value_type = Option<String>, example = "-amount,organization.name")]
    pub sort: Option<String>,
    /// Only these fields, separated by commas; in JSON also as an array.
    #[serde(default, deserialize_with = "words")]
    #[schema(value_type = Option<Words>)]
    #[param(value_type = Option<String>, example = "name,emails")]
    pub fields: Option<String>,
    /// Links whose records are put inside, separated by commas; in JSON also as an array.
    #[serde(default, deserialize_with = "words")]
    #[schema(value_type = Option<Words>)]
    #[param(value_type = Option<String>, example = "organization,organization.parent")]
    pub expand: Option<String>,
    /// How many records on a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    #[schema(minimum = 1, maximum = 200, default = 50)]
    #[serde(default, deserialize_with = "page_size")]
    pub limit: Option<u32>,
    /// Where to go on: the cursor of a page's `next`, for the same filter and order.
    pub cursor: Option<String>,
    /// Also count all records that match.
    #[param(inline)]
    pub count: Option<Count>,
    /// Records in the trash: only these, or these too.
    #[param(inline)]
    pub trash: Option<Trash>,
}

impl ListParams {
    /// The filter as text: an expression, or a tree.
    pub fn filter_text(&self) -> Option<String> {
        self.filter.as_ref().map(|filter| match filter {
            Json::String(text) => text.clone(),
            tree => tree.to_string(),
        })
    }

    /// The address of the following pages, below the prefix of the API, but for the cursor at its end.
    pub(crate) fn onwards(&self, object: &str) -> String {
        let word = |word: Json| word.as_str().map(str::to_owned);
        let parts = [
            ("filter", self.filter_text()),
            ("sort", self.sort.clone()),
            ("fields", self.fields.clone()),
            ("expand", self.expand.clone()),
            ("limit", self.limit.map(|limit| limit.to_string())),
            ("count", self.count.and_then(|count| word(json!(count)))),
            ("trash", self.trash.and_then(|trash| word(json!(trash)))),
        ];
        let mut address = format!("/records/{object}?");
        for (name, value) in parts {
            if let Some(value) = value {
                address.push_str(&format!("{name}={}&", percent::encode(&value)));
            }
        }
        // The cursor needs some of it as well.
        if address.len() > MAX_QUERY_BYTES / 2 {
            format!("/records/{object}/list?")
        } else {
            address
        }
    }
}

/// How to count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Every record that matches.
    Exact,
}

/// What to do with records in the trash.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trash {
    /// Show only them.
    Only,
    /// Show them among the others.
    With,
}

/// Words separated by commas, or an array of them; the text of either.
pub(crate) fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    struct Reader;

    impl<'de> Visitor<'de> for Reader {
        type Value = Option<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_unit<E>(self) -> Result<Option<String>, E> {
            Ok(None)
        }

        fn visit_str<E>(self, text: &str) -> Result<Option<String>, E> {
            Ok(Some(text.to_owned()))
        }

        fn visit_string<E>(self, text: String) -> Result<Option<String>, E> {
            Ok(Some(text))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Option<String>, A::Error> {
            let mut words: Vec<String> = Vec::new();
            while let Some(word) = items.next_element()? {
                words.push(word);
            }
            Ok(Some(words.join(",")))
        }
    }

    deserializer.deserialize_any(Reader)
}

fn page_size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let limit = Option::<u32>::deserialize(deserializer)?;
    match limit {
        Some(0) => Err(D::Error::invalid_value(
            serde::de::Unexpected::Unsigned(0),
            &"1 to 200",
        )),
        Some(more) if more > MAX_PAGE => Err(D::Error::invalid_value(
            serde::de::Unexpected::Unsigned(more.into()),
            &"1 to 200",
        )),
        fine => Ok(fine),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Answer, call, get as ask, post, send, serve};
    use crate::{JsonBody, Query};
    use axum::Router;
    use axum::routing::get;

    fn app() -> Router {
        let query = |Query(list): Query<ListParams>| async move { format!("{list:?}") };
        let body = |JsonBody(list): JsonBody<ListParams>| async move { format!("{list:?}") };
        serve(Router::new().route("/list", get(query).post(body)))
    }

    #[tokio::test]
    async fn query_and_body_mean_the_same() {
        let query = call(
            app(),
            ask("/list?filter=a%3D%3D1&sort=-a,b&limit=200&count=exact&trash=with"),
        )
        .await;
        let body = json!({"filter": "a==1", "sort": "-a,b", "limit": 200, "count": "exact", "trash": "with"});
        let body = send(app(), post("/list"), body.to_string()).await;
        assert_eq!((query.status, query.text()), (200, body.text()));
    }

    #[tokio::test]
    async fn words_may_be_an_array_in_json() {
        let words = json!({"sort": ["-a", "b"], "fields": ["a"], "expand": [], "limit": 5});
        let array = send(app(), post("/list"), words.to_string()).await;
        let text = call(app(), ask("/list?sort=-a,b&fields=a&expand=&limit=5")).await;
        assert_eq!((array.status, array.text()), (200, text.text()));
        let wrong = send(app(), post("/list"), json!({"sort": ["a", 1]}).to_string()).await;
        assert_eq!(
            (wrong.status, &wrong.json()["errors"][0]["pointer"]),
            (422, &json!("/sort/1"))
        );
    }

    #[tokio::test]
    async fn bounds_and_words_are_checked() {
        for (query, parameter, reason) in [
            ("/list?limit=0", "limit", "out_of_range"),
            ("/list?limit=201", "limit", "out_of_range"),
            ("/list?count=roughly", "count", "unknown_option"),
            ("/list?trash=", "trash", "unknown_option"),
            ("/list?offset=3", "offset", "unknown_parameter"),
        ] {
            let answer: Answer = call(app(), ask(query)).await;
            let body = answer.json();
            assert_eq!(
                (answer.status, &body["parameter"], &body["reason"]),
                (400, &json!(parameter), &json!(reason))
            );
        }
    }
}
