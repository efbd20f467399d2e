//! Lists: pages, counts, the trash, and which fields are shown.

use kontor_kernel::Id;
use kontor_testing::{Client, TestApp};
use serde_json::{Value as Json, json};

use crate::engine;
use crate::fixture_filters as fixture;

/// The ids of a page.
pub fn ids(page: &Json) -> Vec<Id> {
    let id = |record: &Json| record["id"].as_str().unwrap().parse().unwrap();
    page["data"].as_array().unwrap().iter().map(id).collect()
}

/// The address of the next page, as the client calls it.
pub fn next(page: &Json) -> Option<String> {
    page["next"].as_str().map(|next| {
        next.strip_prefix("/api/v1")
            .expect("it begins with the prefix")
            .to_owned()
    })
}

async fn company(names: &[&str]) -> (TestApp, Client) {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    engine::create(
        &app,
        names
            .iter()
            .map(|name| ("place", json!({"name": name})))
            .collect(),
    )
    .await;
    let admin = app.admin().await;
    (app, admin)
}

pub fn names(page: &Json) -> Vec<&str> {
    page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["name"].as_str().unwrap_or("-"))
        .collect()
}

#[tokio::test]
async fn a_cursor_belongs_to_one_query() {
    let (_app, admin) = company(&["a", "b", "c", "d"]).await;
    let page = admin.get("/records/place?sort=name&limit=2").await.ok();
    let link = next(&page).unwrap();
    let cursor = link.split("cursor=").nth(1).unwrap().to_owned();
    assert_eq!(names(&admin.get(&link).await.ok()), ["c", "d"]);
    let fine = [
        format!("/records/place?sort=name&limit=1&cursor={cursor}"),
        format!("/records/place?sort=name&fields=name&count=exact&cursor={cursor}"),
    ];
    for address in fine {
        assert_eq!(names(&admin.get(&address).await.ok())[0], "c");
    }
    for address in [
        format!("/records/place?sort=-name&limit=2&cursor={cursor}"),
        format!("/records/place?limit=2&cursor={cursor}"),
        format!("/records/place?sort=name&trash=with&cursor={cursor}"),
        format!("/records/place?sort=name&filter=name%20!%3D%20null&cursor={cursor}"),
        format!("/records/thing?sort=name&cursor={cursor}"),
        "/records/place?sort=name&cursor=x".to_owned(),
        "/records/place?sort=name&cursor=e30".to_owned(),
        format!("/records/place?sort=name&cursor={}", &cursor[..cursor.len() - 3]),
    ] {
        assert_eq!(admin.get(&address).await.refused(400), "bad_cursor", "{address}");
    }
    let timeline = admin
        .get(&format!("/records/person?sort=name&cursor={cursor}"))
        .await;
    assert_eq!(timeline.status, 400);
}

/// A cursor is opaque, but nothing it is changed into may do harm.
#[tokio::test]
async fn a_forged_cursor_is_a_bad_cursor_or_another_place_to_begin() {
    use base64::Engine;
    let code = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let (app, admin) = company(&["a", "b", "c"]).await;
    let things = [("a", 1), ("b", 2), ("c", 3)];
    let values = |(name, count)| {
        (
            "thing",
            json!({"name": name, "count": count, "active": true, "kind": "apple"}),
        )
    };
    engine::create(&app, things.into_iter().map(values).collect()).await;
    for sort in [
        "name",
        "count",
        "active",
        "kind",
        "id",
        "place",
        "-created_at",
        "count,-name",
    ] {
        let page = admin
            .get(&format!("/records/thing?sort={sort}&limit=1"))
            .await
            .ok();
        let cursor = next(&page).unwrap().split("cursor=").nth(1).unwrap().to_owned();
        let genuine: Json = serde_json::from_slice(&code.decode(&cursor).unwrap()).unwrap();
        for part in [
            json!("n"),
            json!({"i": i64::MAX}),
            json!({"i": i64::MIN}),
            json!({"t": "x"}),
            json!({"t": "a\0b"}),
            json!({"t": "'"}),
            json!({"b": true}),
            json!({"u": Id::NIL.to_string()}),
            json!({"u": "x"}),
            json!(7),
        ] {
            for place in 0..genuine["k"].as_array().unwrap().len() {
                let mut forged = genuine.clone();
                forged["k"][place] = part.clone();
                let cursor = code.encode(forged.to_string());
                let answer = admin
                    .get(&format!("/records/thing?sort={sort}&cursor={cursor}"))
                    .await;
                assert!(
                    answer.status == 200 || answer.refused(400) == "bad_cursor",
                    "{sort} {forged}: {}",
                    answer.text()
                );
            }
        }
    }
}

#[tokio::test]
async fn pages_have_bounds() {
    let (_app, admin) = company(&["a", "b", "c"]).await;
    for limit in ["0", "201", "-1", "x", "99999999999"] {
        let answer = admin.get(&format!("/records/place?limit={limit}")).await;
        assert_eq!(answer.refused(400), "bad_parameter", "{limit}");
        assert_eq!(answer.json()["parameter"], "limit");
    }
    assert_eq!(
        names(&admin.get("/records/place?limit=1&sort=name").await.ok()),
        ["a"]
    );
    let all = admin.get("/records/place?limit=200&sort=name").await.ok();
    assert_eq!((names(&all), &all["next"]), (vec!["a", "b", "c"], &Json::Null));
    let exact = admin.get("/records/place?limit=3&sort=name").await.ok();
    assert_eq!(exact["next"], Json::Null, "a full last page has no next one");
    for sort in [
        "nonsense",
        "place.nonsense",
        "note",
        "extra",
        "emails",
        "friends",
        "tags",
        "home",
        "a,b,c,d,e",
        "name.x",
    ] {
        assert_eq!(
            admin
                .get(&format!("/records/thing?sort={sort}"))
                .await
                .refused(400),
            "bad_sort",
            "{sort}"
        );
    }
    for address in [
        "/records/place?offset=3",
        "/records/place?count=about",
        "/records/place?trash=yes",
    ] {
        assert_eq!(
            admin.get(address).await.refused(400),
            "bad_parameter",
            "{address}"
        );
    }
    assert_eq!(admin.get("/records/nonsense").await.refused(404), "not_found");
}

#[tokio::test]
async fn the_next_link_works_as_it_is_given() {
    let (app, admin) = company(&["a%", "b&c", "d=e", "f+g", "ü", "😀"]).await;
    let filter = r#"name != "z%&=+#" && (size == null || name.contains("ä"))"#;
    let tree = admin
        .post("/expressions", json!({"object": "place", "text": filter}))
        .await
        .ok()["tree"]
        .clone();
    for filter in [json!(filter), tree] {
        let body = json!({"filter": filter, "sort": "-name", "limit": 2, "fields": "name", "count": "exact", "expand": "parent"});
        let mut page = admin.post("/records/place/list", body).await.ok();
        let mut walked = Vec::new();
        loop {
            assert_eq!(page["count"], 6);
            assert!(page["data"][0].get("size").is_none());
            walked.extend(names(&page).into_iter().map(str::to_owned));
            let Some(link) = next(&page) else { break };
            page = admin.get(&link).await.ok();
        }
        assert_eq!(walked, ["😀", "ü", "f+g", "d=e", "b&c", "a%"]);
    }
    // A filter too long for an address: the link leads to the same endpoint, with the same body.
    let many: Vec<String> = (0..900).map(|_| Id::generate(&app.clock).to_string()).collect();
    let tree = json!({"op": "not", "args": [{"op": "in", "args": [{"field": "id"}, {"value": many}]}]});
    let body = json!({"filter": tree, "sort": "name", "limit": 4});
    let first = admin.post("/records/place/list", body.clone()).await.ok();
    let link = next(&first).unwrap();
    assert!(link.starts_with("/records/place/list?cursor="), "{link}");
    let second = admin.post(&link, body).await.ok();
    assert_eq!(
        [names(&first), names(&second)].concat(),
        ["a%", "b&c", "d=e", "f+g", "ü", "😀"]
    );
}

#[tokio::test]
async fn the_trash_is_asked_for() {
    let (_app, admin) = company(&["a", "b", "c", "d"]).await;
    let all = admin.get("/records/place?sort=name").await.ok();
    for n in [1, 3] {
        let id = all["data"][n]["id"].as_str().unwrap();
        admin.delete(&format!("/records/place/{id}")).await.expect(204);
    }
    for (trash, found, count) in [
        ("", vec!["a", "c"], 2),
        ("&trash=only", vec!["b", "d"], 2),
        ("&trash=with", vec!["a", "b", "c", "d"], 4),
    ] {
        let page = admin
            .get(&format!("/records/place?sort=name&count=exact{trash}"))
            .await
            .ok();
        assert_eq!((names(&page), &page["count"]), (found, &json!(count)), "{trash}");
        for record in page["data"].as_array().unwrap() {
            let gone = ["b", "d"].contains(&record["name"].as_str().unwrap());
            assert_eq!(record.get("deleted_at").is_some(), gone, "{record}");
        }
    }
    let filtered = admin
        .get("/records/place?trash=only&count=exact&filter=name%20%3D%3D%20%22b%22")
        .await
        .ok();
    assert_eq!((names(&filtered), &filtered["count"]), (vec!["b"], &json!(1)));
}

#[tokio::test]
async fn only_what_is_asked_for_is_shown() {
    let (_app, admin) = company(&["a"]).await;
    let keys = |record: &Json| {
        let mut keys: Vec<&str> = record.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys.join(",")
    };
    let page = admin.get("/records/place?fields=size,name").await.ok();
    assert_eq!(keys(&page["data"][0]), "id,label,name,object,size,version");
    let page = admin.get("/records/place?fields=label,object,id").await.ok();
    assert_eq!(keys(&page["data"][0]), "id,label,object,version");
    let page = admin.get("/records/place?fields=name&expand=parent").await.ok();
    assert_eq!(
        keys(&page["data"][0]),
        "id,label,name,object,parent,version",
        "what is expanded is shown"
    );
    let answer = admin.get("/records/place?fields=name,nonsense").await;
    assert_eq!(
        (answer.refused(400), &answer.json()["parameter"]),
        ("bad_parameter".to_owned(), &json!("fields"))
    );
    let id = page["data"][0]["id"].as_str().unwrap();
    let one = admin.get(&format!("/records/place/{id}?fields=size")).await.ok();
    assert_eq!(keys(&one), "id,label,object,size,version");
}
