//! What is read often is read through an index: the statements of the hottest requests, explained by the database.

use kontor_database::{Dialect, Statement, Value, testing};
use kontor_kernel::Id;
use kontor_testing::{Client, TestApp};
use serde_json::json;

use crate::engine;
use crate::fixture::role;
use crate::fixture_filters as fixture;

/// A company with people, what happened with them, and what is to be done.
struct Stage {
    app: TestApp,
    admin: Client,
    firm: Id,
    person: Id,
    /// Whether PostgreSQL may sort where an index has the order.
    sorting: &'static str,
}

async fn stage() -> Stage {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let admin = app.admin().await;
    let firm = engine::create(&app, vec![("organization", json!({"name": "Firm"}))]).await[0];
    let people = (0..40).map(|n| {
        let values = json!({
            "family_name": format!("Müller {n}"), "organization": firm.to_string(), "emails": [format!("m{n}@x.example")],
            "phones": [format!("040 1234{n}")], "tags": ["vip"], "addresses": [{"city": "Köln", "postcode": "50667"}],
            "external_ids": [{"system": "erp", "key": n.to_string()}],
        });
        ("person", values)
    });
    let person = engine::create(&app, people.collect()).await[0];
    let concerned = json!([{"object": "person", "id": person.to_string()}]);
    let talks = (0..20).map(|n| {
        (
            "interaction",
            json!({"kind": "call", "subject": n.to_string(), "participants": concerned}),
        )
    });
    engine::create(&app, talks.collect()).await;
    engine::create(
        &app,
        vec![("task", json!({"subject": "Call", "links": concerned}))],
    )
    .await;
    admin.get("/records/tag").await.ok();
    Stage {
        app,
        admin,
        firm,
        person,
        sorting: "on",
    }
}

impl Stage {
    /// The plans of the statements by which a request reads records and what stands beside them, each under its
    /// statement. PostgreSQL is told to scan a whole table only where nothing else leads to its goal, and to plan for
    /// any value, for the tables of a test are too small to need an index.
    async fn plans(&self, request: impl Future<Output = ()>) -> Vec<(String, String)> {
        let statements = engine::reads(&self.app, request).await;
        let database = engine::workspace(&self.app).await.database.clone();
        let mut plans = Vec::new();
        for sql in statements.into_iter().filter(|sql| !is_session(sql)) {
            let (text, sorting) = (sql.clone(), self.sorting);
            let plan = database
                .write(move |tx| explain(tx, &text, sorting))
                .await
                .unwrap();
            plans.push((sql, plan));
        }
        plans
    }

    /// The same, after a look that none of them reads a whole table.
    async fn indexed(&self, name: &str, request: impl Future<Output = ()>) -> String {
        let plans = self.plans(request).await;
        assert!(!plans.is_empty(), "{name} read nothing");
        // The newest entry is read from the end of its table, and nothing else of it.
        let newest = |sql: &str| sql.ends_with("ORDER BY doc DESC LIMIT 1");
        for (sql, plan) in plans.iter().filter(|(sql, _)| !newest(sql)) {
            assert_eq!(scans(plan), [""; 0], "{name}\n{sql}\n{plan}");
        }
        plans
            .into_iter()
            .map(|(_, plan)| plan)
            .collect::<Vec<_>>()
            .join("\n")
    }

    async fn get(&self, path: &str) {
        self.admin.get(path).await.ok();
    }

    async fn list(&self, object: &str, filter: &str, sort: &str) {
        let body = json!({"filter": filter, "sort": sort});
        self.admin
            .post(&format!("/records/{object}/list"), body)
            .await
            .ok();
    }

    /// The index that a list with a filter goes through.
    async fn filtered(&self, object: &str, filter: &str, sort: &str) -> String {
        self.indexed(&format!("{object}: {filter}"), self.list(object, filter, sort))
            .await
    }
}

/// Who asks and what is defined: read once and kept, or from tables of few rows.
fn is_session(sql: &str) -> bool {
    ["k_catalog", "k_setting", "k_job", "k_consumer", "k_outbox_pruned"]
        .iter()
        .any(|table| sql.contains(table))
}

fn explain(tx: &mut kontor_database::Tx, sql: &str, sorting: &str) -> kontor_kernel::Result<String> {
    let mark = if tx.dialect() == Dialect::Sqlite { '?' } else { '$' };
    let places = (1..100)
        .take_while(|n| sql.contains(&format!("{mark}{n}")))
        .count();
    if tx.dialect() == Dialect::Sqlite {
        return testing::plan(
            tx,
            &Statement::finished(sql.to_owned(), vec![Value::Null; places]),
        );
    }
    for setting in ["enable_seqscan = off", "plan_cache_mode = force_generic_plan"] {
        tx.ddl(&format!("SET LOCAL {setting}"))?;
    }
    tx.ddl(&format!("SET LOCAL enable_sort = {sorting}"))?;
    tx.ddl(&format!("PREPARE explained AS {sql}"))?;
    let values = vec!["NULL"; places].join(", ");
    let call = if places == 0 {
        String::new()
    } else {
        format!("({values})")
    };
    let plan = testing::plan(
        tx,
        &Statement::finished(format!("EXECUTE explained{call}"), Vec::new()),
    )?;
    tx.ddl("DEALLOCATE explained")?;
    Ok(plan)
}

/// The lines of a plan that read a table from end to end.
fn scans(plan: &str) -> Vec<&str> {
    let whole = |line: &&str| {
        let line = line.trim_start().trim_start_matches("->").trim_start();
        // A list that is bound, an intermediate result: they hold what was found already.
        let name = line.split_whitespace().nth(1).unwrap_or_default();
        let found = ["b", "below", "c", "entries"].contains(&name)
            || name
                .strip_prefix(['a', 'p'])
                .is_some_and(|n| n.parse::<usize>().is_ok())
            || ["VIRTUAL TABLE", "CONSTANT ROW", "(subquery"]
                .iter()
                .any(|word| line.contains(word));
        line.starts_with("Seq Scan") || line.starts_with("SCAN") && !line.contains("INDEX") && !found
    };
    plan.lines().filter(whole).collect()
}

fn sorts(plan: &str) -> bool {
    plan.contains("TEMP B-TREE FOR ORDER BY") || plan.lines().any(|line| line.contains("Sort  ("))
}

#[tokio::test]
async fn the_hottest_queries_read_no_whole_table() {
    let stage = stage().await;
    let (firm, person) = (stage.firm, stage.person);
    for (path, index) in [
        (format!("/records/person/{person}"), "person__id"),
        (
            format!("/records/person/{person}?expand=organization"),
            "organization__id",
        ),
        (format!("/records/person/{person}/history"), "k_history"),
        (format!("/records/person/{person}/timeline"), "k_timeline"),
        (
            format!("/records/organization/{firm}/timeline"),
            "organization__parent",
        ),
        (format!("/records/organization/{firm}/overview"), "k_link_target"),
        ("/changes?limit=10".to_owned(), "k_outbox"),
        ("/search?q=mull".to_owned(), "k_search"),
        ("/search?q=%2B49401234".to_owned(), "k_search"),
        ("/search?q=m1%40x.example".to_owned(), "k_search"),
    ] {
        let plan = stage.indexed(&path, stage.get(&path)).await;
        assert!(plan.contains(index), "{path}\n{plan}");
    }
}

#[tokio::test]
async fn what_follows_a_write_is_found_by_the_party_it_is_about() {
    let stage = stage().await;
    let (firm, person) = (stage.firm, stage.person);
    let employed = json!({"family_name": "New", "organization": firm.to_string()});
    let employed = stage.admin.post("/records/person", employed).await.created();
    let leaves = json!({"op": "update", "object": "person", "id": employed["id"], "version": 1,
        "values": {"organization": null}});
    let from = json!([{"id": person.to_string(), "object": "person"}]);
    let says = json!({"op": "create", "object": "interaction",
        "values": {"kind": "email", "direction": "inbound", "participants": from}});
    for (command, table, index) in [
        (leaves, "party_relation", "party_relation__from_party"),
        (says, "task", "task__resurface_for"),
    ] {
        let write = async {
            let commands = json!({"commands": [command]});
            stage.admin.post("/batch", commands).await.ok();
        };
        let plans = stage.plans(write).await;
        let about = format!("{table}\" t WHERE");
        let followed: Vec<_> = plans.iter().filter(|(sql, _)| sql.contains(&about)).collect();
        assert!(!followed.is_empty(), "{table}: {plans:#?}");
        for (sql, plan) in followed {
            assert!(
                plan.contains(index) || plan.contains(&format!("{table}__id")),
                "{sql}\n{plan}"
            );
            assert!(!plan.contains(&format!("{table}__kind")), "{sql}\n{plan}");
            assert!(!plan.contains(&format!("{table}__status")), "{sql}\n{plan}");
        }
    }
}

#[tokio::test]
async fn a_filter_leads_to_its_records_through_an_index() {
    let stage = stage().await;
    let (firm, person, me) = (stage.firm, stage.person, stage.admin.id());
    let open = format!("status == \"open\" && assignee == \"{me}\" && due_at <= now()");
    for (object, filter, sort, index) in [
        (
            "person",
            r#"emails.exists(e, e.value == "m1@x.example")"#,
            "",
            "k_value_norm",
        ),
        (
            "person",
            r#"emails.exists(e, e.value in ["m1@x.example", "M2@x.example"] && e.primary)"#,
            "",
            "k_value_norm",
        ),
        (
            "person",
            r#"phones.exists(p, p.value == "040 12341")"#,
            "",
            "k_value_norm",
        ),
        (
            "person",
            r#"phones.exists(p, p.value == "+49 40 12341")"#,
            "",
            "k_value_norm",
        ),
        ("person", r#""vip" in tags"#, "", "k_value_norm"),
        (
            "person",
            r#"addresses.exists(a, a.city == "Köln")"#,
            "",
            "k_address_city",
        ),
        (
            "person",
            r#"addresses.exists(a, a.postcode == "50667" && a.country == "DE")"#,
            "",
            "k_address_postcode",
        ),
        (
            "person",
            r#"external_ids.exists(x, x.system == "erp" && x.key == "7")"#,
            "",
            "k_external_key",
        ),
        (
            "person",
            r#"family_name == "Müller 3""#,
            "",
            "person__family_name",
        ),
        (
            "person",
            r#"family_name in ["Müller 3", "x"]"#,
            "",
            "person__family_name",
        ),
        (
            "person",
            r#"family_name.startsWith("Mül")"#,
            "family_name",
            "person__family_name",
        ),
        (
            "person",
            r#"like(family_name, "mul*")"#,
            "family_name",
            "person__family_name",
        ),
        (
            "person",
            &format!("organization == \"{firm}\""),
            "",
            "person__organization",
        ),
        ("person", "owner == me()", "", "person__owner"),
        (
            "organization",
            r#"name.startsWith("Fi")"#,
            "name",
            "organization__name",
        ),
        ("thing", r#"stage == "won""#, "", "thing__stage"),
        ("task", &open, "due_at", "task__"),
        (
            "task",
            "status != \"done\" && due_at <= now()",
            "due_at",
            "task__due_at",
        ),
        (
            "interaction",
            &format!("\"{person}\" in participants"),
            "-at",
            "k_link_target",
        ),
        (
            "interaction",
            &format!("\"{person}\" in participants || \"{person}\" in links"),
            "-at",
            "k_link_target",
        ),
        (
            "task",
            &format!("\"{person}\" in links || resurface_for == \"{person}\""),
            "due_at",
            "task__resurface_for",
        ),
    ] {
        let plan = stage.filtered(object, filter, sort).await;
        assert!(plan.contains(index), "{object}: {filter}\n{plan}");
    }
}

/// The sorts that need no sorting: the records come from an index in their order.
#[tokio::test]
async fn these_sorts_are_indexed() {
    let stage = Stage {
        sorting: "off",
        ..stage().await
    };
    let envelope = ["created_at", "id", "label", "updated_at"];
    for (object, own) in [
        ("organization", &["name", "revenue", "vat_id"][..]),
        ("person", &["family_name"]),
        ("interaction", &["at"]),
        ("task", &["due_at", "resurface_at"]),
    ] {
        let fields = stage.admin.get(&format!("/objects/{object}")).await.ok()["fields"].clone();
        let keys = fields
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["key"].as_str().unwrap().to_owned());
        let mut found = Vec::new();
        for key in keys.chain(["label".to_owned()]) {
            for sort in [key.clone(), format!("-{key}")] {
                let mut can = true;
                let request = async {
                    let page = stage
                        .admin
                        .get(&format!("/records/{object}?sort={sort}&fields=id"))
                        .await;
                    can = page.status == 200;
                };
                let plans = stage.plans(request).await;
                if can
                    && plans
                        .iter()
                        .all(|(_, plan)| !sorts(plan) && scans(plan).is_empty())
                {
                    found.push(sort);
                }
            }
        }
        found.sort_unstable();
        let mut wanted: Vec<String> = envelope
            .iter()
            .chain(own)
            .flat_map(|key| [(*key).to_owned(), format!("-{key}")])
            .collect();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{object}");
    }
}

/// Whatever is listed, the newest come first without sorting.
#[tokio::test]
async fn every_object_is_listed_by_the_time_of_creation_through_an_index() {
    let stage = Stage {
        sorting: "off",
        ..stage().await
    };
    let objects = stage.admin.get("/objects").await.ok()["data"].clone();
    let keys = objects.as_array().unwrap().iter();
    for key in keys.map(|object| object["key"].as_str().unwrap()) {
        for sort in ["created_at", "-created_at"] {
            let path = format!("/records/{key}?sort={sort}&fields=id");
            let plan = stage.indexed(&path, stage.get(&path)).await;
            assert!(!sorts(&plan), "{path}\n{plan}");
            assert!(plan.contains(&format!("{key}__created_at")), "{path}\n{plan}");
        }
    }
}

/// The page after a cursor begins where the cursor is: the index is entered there, for every party.
#[tokio::test]
async fn a_page_of_a_timeline_begins_at_its_cursor() {
    let stage = stage().await;
    let path = format!("/records/person/{}/timeline?limit=5", stage.person);
    let next = stage.admin.get(&path).await.ok()["next"]
        .as_str()
        .unwrap()
        .to_owned();
    let next = next.strip_prefix("/api/v1").unwrap().to_owned();
    let plans = stage.plans(stage.get(&next)).await;
    let (_, plan) = plans.iter().find(|(sql, _)| sql.contains("k_timeline")).unwrap();
    let range = ["(party=? AND (at,record)<(?,?))", "(ROW(at, record) < ROW("];
    assert!(range.iter().any(|range| plan.contains(range)), "{plan}");
    assert_eq!(scans(plan), [""; 0], "{plan}");
}

/// Those of a person's tasks that are due on no day are found by the person, and not among all that are due on none.
#[tokio::test]
async fn what_has_no_place_in_the_order_is_found_by_its_party() {
    let stage = stage().await;
    let sqlite = engine::workspace(&stage.app).await.database.dialect() == Dialect::Sqlite;
    let person = stage.person;
    let of_person = format!("resurface_for == \"{person}\" || \"{person}\" in links");
    for (filter, by_person) in [
        (of_person.as_str(), true),
        ("status == \"open\" || priority == \"high\"", false),
    ] {
        let plans = stage.plans(stage.list("task", filter, "due_at")).await;
        let without = |sql: &str| sql.contains("due_at\" IS NULL");
        let without: Vec<_> = plans.iter().filter(|(sql, _)| without(sql)).collect();
        assert!(!without.is_empty(), "{plans:#?}");
        for (sql, plan) in without.into_iter().filter(|_| sqlite) {
            assert_eq!(!plan.contains("task__due_at"), by_person, "{sql}\n{plan}");
        }
    }
}

/// Of what one may see, SQLite takes the index over owners and sorts all of it; for who has many, the order is walked.
#[tokio::test]
async fn who_owns_many_walks_along_the_order_and_who_owns_few_does_not() {
    let stage = stage().await;
    let own = json!({"*": {"read": true}, "tag": {"read": "owner == me()"}});
    role(&stage.app, "own", own).await;
    let few = stage.app.user("Fred Few", "own").await;
    let many = stage.app.user("Mona Many", "own").await;
    let tag = |name: String, owner: &Client| ("tag", json!({"name": name, "owner": owner.id()}));
    let mut tags: Vec<_> = (0..10).map(|n| tag(format!("few {n}"), &few)).collect();
    tags.extend((0..4000).map(|n| tag(format!("many {n:04}"), &many)));
    engine::create(&stage.app, tags).await;
    let sqlite = engine::workspace(&stage.app).await.database.dialect() == Dialect::Sqlite;
    for (client, first, walks) in [(&few, "few 0", false), (&many, "many 0000", true)] {
        // With a condition besides it depends on how many of the next ones in the order meet both.
        let filters = [
            ("", true),
            ("&filter=description%20%3D%3D%20null", true),
            ("&filter=description%20%3D%3D%20%22x%22", false),
            ("&filter=owner.name%20%3D%3D%20%22Mona%20Many%22", true),
        ];
        for (filter, full_soon) in filters {
            let path = format!("/records/tag?sort=label&limit=5{filter}");
            let plans = stage.plans(async { drop(client.get(&path).await.ok()) }).await;
            let list: Vec<_> = plans
                .iter()
                .filter(|(sql, _)| sql.contains("ORDER BY t.") && !sql.starts_with("SELECT count(*)"))
                .collect();
            let walked = list
                .iter()
                .any(|(_, plan)| plan.contains("tag__label") && !sorts(plan));
            if sqlite {
                assert_eq!(walked, walks && full_soon, "{path}\n{list:#?}");
            }
        }
        let page = client.get("/records/tag?sort=label&limit=5").await.ok();
        assert_eq!(page["data"][0]["name"], first);
        let next = client
            .get(page["next"].as_str().unwrap().trim_start_matches("/api/v1"))
            .await
            .ok();
        assert_eq!(
            next["data"][0]["name"],
            first.replace(" 0", " 5").replace(" 5000", " 0005")
        );
    }
}
