//! Through what somebody may not read, nothing can be asked: not filtered, sorted, grouped or looked into.

use kontor_kernel::Id;
use kontor_testing::{Client, TestApp};
use serde_json::{Value as Json, json};

use crate::engine;
use crate::fixture_filters as fixture;

/// A thing in a place, its twin, and one who may read things but no places, and not their rank.
struct Stage {
    app: TestApp,
    some: Client,
    place: Id,
    thing: Id,
}

async fn stage() -> Stage {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let outer = engine::create(&app, vec![("place", json!({"name": "Outer", "size": 7}))]).await[0];
    let inner = json!({"name": "Inner", "size": 5, "parent": outer.to_string()});
    let place = engine::create(&app, vec![("place", inner)]).await[0];
    let twin = json!({"name": "Twin", "rank": 1, "place": place.to_string()});
    let twin = engine::create(&app, vec![("thing", twin)]).await[0];
    let thing = json!({"name": "Thing", "rank": 2, "place": place.to_string(), "twin": twin.to_string()});
    let thing = engine::create(&app, vec![("thing", thing)]).await[0];
    let role = json!({"key": "some", "name": "Some", "permissions": {"objects": {
        "thing": {"read": true, "fields": {"rank": "hidden", "home": "hidden"}}}}});
    app.machine().post("/records/role", role).await.created();
    let some = app.user("Some One", "some").await;
    Stage {
        app,
        some,
        place,
        thing,
    }
}

/// Paths that lead through an object that can't be read, or to a hidden field.
const UNSEEN: [&str; 6] = [
    "place.size",
    "place.parent",
    "twin.rank",
    "twin.place.name",
    "owner.email",
    "rank",
];

#[tokio::test]
async fn no_filter_leads_through_it() {
    let stage = stage().await;
    let refused = async |filter: Json, field: &str| {
        let answer = stage
            .some
            .post("/records/thing/list", json!({"filter": filter}))
            .await;
        assert_eq!(answer.refused(400), "bad_filter", "{filter}");
        let body = answer.json();
        assert_eq!(
            (&body["reason"], &body["field"]),
            (&json!("unknown_field"), &json!(field)),
            "{filter}"
        );
    };
    for path in UNSEEN {
        for filter in [
            format!("{path} != null"),
            format!("!has(record.{path})"),
            format!("name == \"x\" || {path} == null"),
        ] {
            refused(json!(filter), path).await;
        }
        let tree = json!({"op": "==", "args": [{"field": path}, {"value": null}]});
        refused(json!(tree.to_string()), path).await;
    }
    refused(json!("size(place.tags) > 0"), "place.tags").await;
    refused(json!("\"x\" in place.tags"), "place.tags").await;
    refused(json!("twin.place.tags.exists(t, t == \"x\")"), "twin.place.tags").await;
    refused(json!(format!("within(place, \"{}\")", stage.place)), "place").await;
    refused(
        json!(format!("within(twin.place, \"{}\")", stage.place)),
        "twin.place",
    )
    .await;
    // The link itself is no secret: it is shown with every record.
    let list = json!({"filter": format!("place == \"{}\"", stage.place), "count": "exact"});
    assert_eq!(
        stage.some.post("/records/thing/list", list).await.ok()["count"],
        2
    );
    for path in UNSEEN {
        let text = json!({"object": "thing", "text": format!("{path} == null")});
        let told = stage.some.post("/expressions", text).await.ok();
        assert_eq!(told["errors"][0]["code"], "unknown_field", "{path}");
    }
}

#[tokio::test]
async fn no_sort_and_no_group_leads_through_it() {
    let stage = stage().await;
    for path in UNSEEN {
        for sort in [path.to_owned(), format!("name,-{path}")] {
            let answer = stage.some.get(&format!("/records/thing?sort={sort}")).await;
            assert_eq!(answer.refused(400), "bad_sort", "{sort}");
            assert_eq!(answer.json()["field"], path);
        }
        for (body, pointer) in [
            (
                json!({"object": "thing", "group": [{"field": path}]}),
                "/group/0/field",
            ),
            (
                json!({"object": "thing", "measures": [{"fn": "count"}, {"fn": "max", "field": path}]}),
                "/measures/1/field",
            ),
            (
                json!({"object": "thing", "measures": [{"fn": "count", "field": path}]}),
                "/measures/0/field",
            ),
        ] {
            let answer = stage.some.post("/query", body.clone()).await;
            assert_eq!(
                answer.issue(),
                ("unknown_field".to_owned(), pointer.to_owned()),
                "{body}"
            );
            assert!(
                answer.json()["errors"][0]["detail"]
                    .as_str()
                    .unwrap()
                    .contains(path),
                "{body}"
            );
        }
        let filtered = json!({"object": "thing", "filter": format!("{path} == null")});
        assert_eq!(
            stage.some.post("/query", filtered).await.refused(400),
            "bad_filter"
        );
    }
}

#[tokio::test]
async fn an_expanded_link_to_it_has_no_label_and_no_record() {
    let stage = stage().await;
    let unseen = json!({"id": stage.place.to_string(), "object": "place", "label": null});
    for expand in ["place", "twin", "twin.place", "place.parent"] {
        let path = format!("/records/thing/{}?expand={expand}", stage.thing);
        let thing = stage.some.get(&path).await.ok();
        assert_eq!(thing["place"], unseen, "{expand}");
        if expand.starts_with("twin") {
            assert_eq!(thing["twin"]["record"]["place"], unseen);
            assert_eq!(thing["twin"]["record"].get("rank"), None);
        }
    }
    for (expand, parameter) in [("home", "expand"), ("twin.home", "expand"), ("rank", "expand")] {
        let answer = stage.some.get(&format!("/records/thing?expand={expand}")).await;
        assert_eq!(
            answer.refused(400),
            "bad_parameter",
            "a hidden link is none: {expand}"
        );
        assert_eq!(answer.json()["parameter"], parameter);
    }
    let answer = stage.some.get("/records/thing?fields=rank").await;
    assert_eq!(answer.refused(400), "bad_parameter");
}

/// Places are seen, but not all: the tree is followed as far as they are.
#[tokio::test]
async fn a_tree_is_followed_through_what_is_seen() {
    let stage = stage().await;
    let role = json!({"key": "small", "name": "Small", "permissions": {"objects": {
        "thing": {"read": true}, "place": {"read": "size < 10"}}}});
    stage.app.machine().post("/records/role", role).await.created();
    let small = stage.app.user("Small", "small").await;
    let top = engine::create(&stage.app, vec![("place", json!({"name": "Top", "size": 50}))]).await[0];
    let outer = stage.app.machine().get("/records/place?sort=size").await.ok()["data"][1].clone();
    assert_eq!(outer["name"], "Outer");
    let outer = outer["id"].as_str().unwrap().to_owned();
    let path = format!("/records/place/{outer}");
    stage
        .app
        .machine()
        .patch(&path, json!({"parent": top.to_string()}))
        .await
        .ok();
    let count = async |who: &Client, root: &str| {
        let list = json!({"filter": format!("within(place, \"{root}\")"), "count": "exact", "fields": "id"});
        who.post("/records/thing/list", list).await.ok()["count"].clone()
    };
    let all = stage.app.machine();
    assert_eq!(
        (count(&all, &top.to_string()).await, count(&all, &outer).await),
        (json!(2), json!(2))
    );
    assert_eq!(
        (count(&small, &top.to_string()).await, count(&small, &outer).await),
        (json!(0), json!(2))
    );

    let role = json!({"key": "flat", "name": "Flat", "permissions": {"objects": {
        "thing": {"read": true}, "place": {"read": true, "fields": {"parent": "hidden"}}}}});
    stage.app.machine().post("/records/role", role).await.created();
    let flat = stage.app.user("Flat", "flat").await;
    let list = json!({"filter": format!("within(place, \"{outer}\")")});
    assert_eq!(
        flat.post("/records/thing/list", list).await.refused(400),
        "bad_filter"
    );
}
