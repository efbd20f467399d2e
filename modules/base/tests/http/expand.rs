//! Linked records: their labels, and the records themselves inside, in few statements.

use kontor_kernel::Id;
use kontor_testing::{Client, TestApp};
use serde_json::{Value as Json, json};

use crate::engine;
use crate::fixture_filters as fixture;

/// Two places, one in the other, and two things with every kind of link.
struct Linked {
    app: TestApp,
    admin: Client,
    inner: Id,
    outer: Id,
    first: Id,
    second: Id,
}

async fn linked() -> Linked {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let admin = app.admin().await;
    let outer = engine::create(&app, vec![("place", json!({"name": "Outer", "size": 50}))]).await[0];
    let inner = json!({"name": "Inner", "size": 5, "parent": outer.to_string()});
    let inner = engine::create(&app, vec![("place", inner)]).await[0];
    let first = json!({"name": "First", "place": inner.to_string(), "owner": admin.id()});
    let first = engine::create(&app, vec![("thing", first)]).await[0];
    let to = |object: &str, id: Id| json!({"object": object, "id": id.to_string()});
    let second = json!({
        "name": "Second", "place": inner.to_string(), "twin": first.to_string(), "home": to("place", outer),
        "about": to("user", admin.id().parse().unwrap()), "friends": [first.to_string()],
        "around": [to("thing", first), to("place", inner)], "owner": admin.id(),
    });
    let second = engine::create(&app, vec![("thing", second)]).await[0];
    Linked {
        app,
        admin,
        inner,
        outer,
        first,
        second,
    }
}

async fn read(user: &Client, id: Id, expand: &str) -> Json {
    user.get(&format!("/records/thing/{id}?expand={expand}"))
        .await
        .ok()
}

#[tokio::test]
async fn a_link_tells_id_object_and_label() {
    let l = linked().await;
    let second = read(&l.admin, l.second, "").await;
    let link =
        |object: &str, id: Id, label: &str| json!({"id": id.to_string(), "object": object, "label": label});
    assert_eq!(second["place"], link("place", l.inner, "Inner"));
    assert_eq!(second["twin"], link("thing", l.first, "First"));
    assert_eq!(second["home"], link("place", l.outer, "Outer"));
    assert_eq!(
        second["about"],
        link("user", l.admin.id().parse().unwrap(), "Ada Admin")
    );
    assert_eq!(second["friends"], json!([link("thing", l.first, "First")]));
    assert_eq!(
        second["around"],
        json!([link("thing", l.first, "First"), link("place", l.inner, "Inner")])
    );
    assert_eq!(second["created_by"], Json::Null, "the machine's owner is no user");
    let listed = l.admin.get("/records/thing?sort=-name&limit=1").await.ok();
    assert_eq!(
        listed["data"][0], second,
        "a list shows a record as it is read alone"
    );
}

#[tokio::test]
async fn an_expanded_link_has_the_record_inside() {
    let l = linked().await;
    let alone = async |object: &str, id: Id| l.admin.get(&format!("/records/{object}/{id}")).await.ok();
    let second = read(&l.admin, l.second, "place,twin,home,about,friends,around,owner").await;
    assert_eq!(second["place"]["record"], alone("place", l.inner).await);
    assert_eq!(second["twin"]["record"], alone("thing", l.first).await);
    assert_eq!(second["home"]["record"], alone("place", l.outer).await);
    assert_eq!(second["about"]["record"]["name"], "Ada Admin");
    assert_eq!(second["owner"]["record"]["email"], "ada.admin@example.com");
    assert_eq!(second["friends"][0]["record"], alone("thing", l.first).await);
    assert_eq!(second["around"][1]["record"], alone("place", l.inner).await);
    assert_eq!(second["team"], Json::Null);

    let second = read(
        &l.admin,
        l.second,
        "place.parent,twin.place,around.parent,friends.owner",
    )
    .await;
    assert_eq!(
        second["place"]["record"]["parent"]["record"],
        alone("place", l.outer).await
    );
    assert_eq!(
        second["twin"]["record"]["place"]["record"],
        alone("place", l.inner).await
    );
    assert!(
        second["twin"]["record"]["place"]["record"]["parent"]
            .get("record")
            .is_none()
    );
    assert!(
        second["twin"]["record"]["owner"].get("record").is_none(),
        "only what is asked for"
    );
    assert_eq!(
        second["friends"][0]["record"]["owner"]["record"]["name"],
        "Ada Admin"
    );
    // Of the two objects around, only places have a parent.
    assert_eq!(second["around"][0]["record"]["name"], "First");
    assert_eq!(second["around"][1]["record"]["parent"]["record"]["name"], "Outer");

    let listed = l
        .admin
        .post(
            "/records/thing/list",
            json!({"expand": "place,place.parent", "sort": "name"}),
        )
        .await
        .ok();
    assert_eq!(
        listed["data"][0]["place"]["record"]["parent"]["record"],
        alone("place", l.outer).await
    );
    assert_eq!(listed["data"][1]["place"], listed["data"][0]["place"]);
}

#[tokio::test]
async fn what_can_not_be_expanded_is_refused_by_name() {
    let l = linked().await;
    for (expand, named) in [
        ("nonsense", "nonsense"),
        ("name", "name"),
        ("emails", "emails"),
        ("place.name", "place.name"),
        ("twin.nonsense", "twin.nonsense"),
        ("around.email", "around.email"),
        ("place.parent.parent", "2"),
        ("owner,team,place,twin,home,about,friends,around,created_by", "8"),
    ] {
        let answer = l.admin.get(&format!("/records/thing?expand={expand}")).await;
        assert_eq!(answer.refused(400), "bad_parameter", "{expand}");
        let body = answer.json();
        assert_eq!(body["parameter"], "expand");
        assert!(body["detail"].as_str().unwrap().contains(named), "{body}");
    }
}

/// A link to a record the reader may not see has no label and no record; a hidden field is not even a link.
#[tokio::test]
async fn what_is_not_seen_has_no_label_and_no_record() {
    let l = linked().await;
    let role = json!({"key": "some", "name": "Some", "permissions": {"objects": {
        "thing": {"read": "name != \"First\""},
        "place": {"read": "parent == null", "fields": {"size": "hidden", "parent": "hidden"}},
    }}});
    l.app.machine().post("/records/role", role).await.created();
    let some = l.app.user("Some One", "some").await;
    let unseen = |object: &str, id: Id| json!({"id": id.to_string(), "object": object, "label": null});
    for expand in ["", "place,twin,home,about,friends,around,owner"] {
        let second = read(&some, l.second, expand).await;
        assert_eq!(second["place"], unseen("place", l.inner));
        assert_eq!(second["twin"], unseen("thing", l.first));
        assert_eq!(second["friends"], json!([unseen("thing", l.first)]));
        assert_eq!(
            second["around"],
            json!([unseen("thing", l.first), unseen("place", l.inner)])
        );
        assert_eq!(second["about"], unseen("user", l.admin.id().parse().unwrap()));
        assert_eq!(second["home"]["label"], "Outer");
        let outer = &second["home"]["record"];
        assert_eq!(
            (outer.is_null(), outer.get("size"), outer.get("parent")),
            (expand.is_empty(), None, None)
        );
    }
    assert_eq!(
        some.get("/records/thing?expand=place.parent").await.refused(400),
        "bad_parameter"
    );
    assert_eq!(
        some.get(&format!("/records/thing/{}", l.first))
            .await
            .refused(404),
        "not_found"
    );

    // What is in the trash keeps its name in links, and is not expanded.
    l.app
        .machine()
        .delete(&format!("/records/place/{}", l.outer))
        .await
        .expect(204);
    let second = read(&l.admin, l.second, "home").await;
    assert_eq!(
        (&second["home"]["label"], second["home"].get("record")),
        (&json!("Outer"), None)
    );
}

/// The number of statements depends on what is asked for, never on how many records there are.
#[tokio::test]
async fn a_page_takes_few_statements_whatever_its_size() {
    let l = linked().await;
    let to = |object: &str, id: Id| json!({"object": object, "id": id.to_string()});
    let thing = |n: usize| {
        let place = if n.is_multiple_of(2) { l.inner } else { l.outer };
        (
            "thing",
            json!({
                "name": format!("Thing {n}"), "place": place.to_string(), "twin": l.first.to_string(), "home": to("thing", l.second),
                "about": to("place", l.outer), "friends": [l.first.to_string(), l.second.to_string()], "owner": l.admin.id(),
                "around": [to("place", place)], "tags": [format!("tag {}", n % 7)],
            }),
        )
    };
    engine::create(&l.app, (0..200).map(thing).collect()).await;
    // Who the caller is and what he may is read once.
    l.admin.get("/records/place").await.ok();
    let count = async |address: &str| {
        let request = async { drop(l.admin.get(address).await.ok()) };
        engine::reads(&l.app, request).await
    };
    for (asked, most) in [
        ("", 3),
        ("sort=place.name,-count,twin.name", 4),
        ("expand=place", 4),
        ("expand=place,place.parent&sort=-label", 5),
        ("expand=place,owner", 6),
        ("expand=place&count=exact", 5),
        ("expand=friends,twin,home", 5),
    ] {
        let address =
            |limit| format!("/records/thing?filter=name.startsWith(%22Thing%22)&{asked}&limit={limit}");
        let (few, many) = (count(&address(20)).await, count(&address(190)).await);
        assert_eq!(few.len(), many.len(), "{asked}");
        assert!(
            many.len() <= most,
            "{asked}: {} statements\n{}",
            many.len(),
            many.join("\n")
        );
    }
    for (expand, most) in [("", 3), ("?expand=place", 4)] {
        let statements = count(&format!("/records/thing/{}{expand}", l.second)).await;
        assert!(statements.len() <= most, "{}", statements.join("\n"));
    }
}
