//! What somebody has made besides records: keys, files, imports, exports, jobs.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use axum::http::Method;
use kontor_testing::Client;
use serde_json::json;

use super::house::House;
use super::tables::{BELONGINGS, ROLES};
use super::{left_alone, rows};

/// How many files were imported so far.
static FILES: AtomicUsize = AtomicUsize::new(0);

/// Somebody's thing of the kind that an operation is about: its id. Exports are the manager's, for members may make none.
async fn belonging(house: &House, operation: &str, target: &str) -> String {
    let of = |name: &str| {
        let role = if target == "foreign" { "elsewhere" } else { name };
        &house.people[ROLES.iter().position(|other| *other == role).unwrap()]
    };
    let member = of("member");
    // The same file twice would be refused for that.
    let csv = || Some(format!("family_name\nMuster {}\n", FILES.fetch_add(1, Relaxed)).into_bytes());
    let typed = [("Content-Type", "text/csv")];
    let new_import = || member.send(Method::POST, "/imports?object=person", &typed, csv());
    let answer = match operation {
        // A key makes no keys; the command line does, for anybody.
        "revoke_token" => {
            let workspace = if target == "foreign" { "other" } else { "main" };
            let machine = house.app.machine_in(workspace);
            let wanted = json!({"name": "another", "user": member.id()});
            machine.post("/tokens", wanted).await
        }
        "create_password_link" => return member.id(),
        "read_file" => member.upload("note.txt", "text/plain", "words").await,
        "read_job" | "cancel_job" => {
            let id = new_import().await.created()["id"].as_str().unwrap().to_owned();
            member.post(&format!("/imports/{id}/run"), json!({})).await;
            let job = member.get("/jobs?limit=1").await.ok()["data"][0]["id"].clone();
            return job.as_str().unwrap().to_owned();
        }
        "read_export" | "read_export_file" => {
            let asked = json!({"object": "person", "format": "csv"});
            let export = of("manager").post("/exports", asked).await;
            if operation == "read_export_file" {
                house.app.run_jobs().await;
            }
            export
        }
        "end_session" => {
            let (workspace, host) = match target {
                "foreign" => ("other", "other.example"),
                _ => ("main", "localhost"),
            };
            let browser = house.app.session_at(workspace, host, member).await;
            let sessions = browser.get("/sessions").await.ok();
            let all = sessions["data"].as_array().unwrap();
            let own = all.iter().find(|session| session["current"] == true).unwrap();
            return own["id"].as_str().unwrap().to_owned();
        }
        "read_migration" | "run_migration" => {
            let table = "Company ID,Company name\n1,Adler\n";
            let file = member.upload("companies.csv", "text/csv", table).await.created();
            let step = json!({"object": "organization", "files": ["companies"],
                "map": {"key": ["Company ID"], "columns": {"Company name": "organization.name"}}});
            let plan = json!({"name": "old", "system": "old", "steps": [step]});
            let asked = json!({"plan": plan, "files": [file["id"]]});
            member.post("/migrations", asked).await
        }
        _ => new_import().await,
    };
    assert_eq!(answer.status / 100, 2, "{operation} {target}: {}", answer.text());
    let made = answer.json();
    made["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

async fn ask_for(who: &Client, operation: &str, id: &str) -> u16 {
    let import = format!("/imports/{id}");
    let answer = match operation {
        "revoke_token" => who.delete(&format!("/tokens/{id}")).await,
        "create_password_link" => who.post(&format!("/users/{id}/password-link"), json!({})).await,
        "read_file" => who.get(&format!("/files/{id}")).await,
        "read_job" => who.get(&format!("/jobs/{id}")).await,
        "cancel_job" => who.post(&format!("/jobs/{id}/cancel"), json!({})).await,
        "read_import" => who.get(&import).await,
        "change_import" => who.patch(&import, json!({"key": "family_name"})).await,
        "run_import" => who.post(&format!("{import}/run"), json!({})).await,
        "read_import_errors" => who.get(&format!("{import}/errors")).await,
        "list_waiting_rows" => who.get(&format!("{import}/waiting")).await,
        "undo_import" => who.post(&format!("{import}/undo"), json!({})).await,
        "create_import_fields" => who.post(&format!("{import}/fields"), json!({})).await,
        // It has not run: who may decide is told so.
        "decide_waiting_rows" => {
            who.post(&format!("{import}/waiting"), json!({"rest": "skip"}))
                .await
        }
        "read_export" => who.get(&format!("/exports/{id}")).await,
        "read_export_file" => who.get(&format!("/exports/{id}/file")).await,
        "end_session" => who.delete(&format!("/sessions/{id}")).await,
        "read_migration" => who.get(&format!("/migrations/{id}")).await,
        "run_migration" => who.post(&format!("/migrations/{id}/run"), json!({})).await,
        other => panic!("no request for {other}"),
    };
    answer.status
}

#[tokio::test]
async fn what_somebody_has_made_is_his_own() {
    let house = House::open().await;
    let mut wrong = Vec::new();
    for row in rows(BELONGINGS) {
        let (operation, target) = (row[0], row[1]);
        for (n, role) in ROLES.iter().enumerate() {
            let expected: u16 = row[n + 2].parse().unwrap();
            let id = belonging(&house, operation, target).await;
            let before = left_alone(&house).await;
            let status = ask_for(&house.people[n], operation, &id).await;
            if status != expected {
                wrong.push(format!(
                    "{operation} {target} as {role}: {status} instead of {expected}"
                ));
            }
            if status >= 400 {
                assert_eq!(left_alone(&house).await, before, "{operation} {target} as {role}");
            }
        }
    }
    house.app.run_jobs().await;
    assert_eq!(wrong, Vec::<String>::new());
}
