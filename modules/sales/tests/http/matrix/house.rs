//! Who asks in the tables, and whose records they ask for.

use kontor_kernel::Actor;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use super::values;

/// Everybody in the table, and what is needed to make records for them.
pub struct House {
    pub app: TestApp,
    pub people: Vec<Client>,
    pub administrator: Client,
    pub elsewhere: Client,
    pub member: String,
    pub other: String,
    pub team: String,
}

impl House {
    pub async fn open() -> House {
        let app = TestApp::with(vec![kontor_base::module(), kontor_sales::module()]).await;
        app.app
            .auth()
            .set_workspace_host(Actor::Cli, "main", "localhost")
            .await
            .unwrap();
        let made = app
            .machine()
            .post("/workspaces", json!({"name": "other", "host": "other.example"}))
            .await;
        assert_eq!(made.status, 201, "{}", made.text());
        let administrator = app.admin().await;
        let team = administrator
            .post("/records/team", json!({"name": "North"}))
            .await
            .created();
        let team = team["id"].as_str().unwrap().to_owned();
        let read_only = app.user("Ron Reader", "read_only").await;
        let member = app
            .user_in("main", "Mia Member", "member", json!({"teams": [team]}))
            .await;
        let manager = app.user("Max Manager", "manager").await;
        let other = app.user("Otto Other", "member").await;
        let elsewhere = app
            .user_in("other", "Eve Elsewhere", "administrator", json!({}))
            .await;
        let elsewhere = elsewhere.with_header("Host", "other.example");
        House {
            people: vec![
                app.nobody(),
                read_only,
                member.clone(),
                manager,
                administrator.clone(),
                elsewhere.clone(),
            ],
            member: member.id(),
            other: other.id(),
            administrator,
            elsewhere,
            team,
            app,
        }
    }

    /// A fresh record, its version, and the change set that made it.
    pub async fn record(&self, object: &str, target: &str) -> (String, String) {
        let mut body = values(object);
        let maker = if target == "foreign" {
            &self.elsewhere
        } else {
            &self.administrator
        };
        match target {
            "own" | "deleted" => body["owner"] = json!(self.member),
            "team" => {
                body["owner"] = json!(self.other);
                body["team"] = json!(self.team);
            }
            "other" => body["owner"] = json!(self.other),
            _ => {}
        }
        let answer = maker.post(&format!("/records/{object}"), body).await;
        let id = answer.created()["id"].as_str().unwrap().to_owned();
        let mut change_set = answer.change_set();
        if target == "deleted" {
            let gone = maker.delete(&format!("/records/{object}/{id}")).await;
            assert_eq!(gone.status, 204, "{}", gone.text());
            change_set = gone.change_set();
        }
        (id, change_set)
    }

    /// The record as its workspace's administrator sees it, wherever it is.
    pub async fn state(&self, object: &str, id: &str, target: &str) -> Value {
        let eyes = if target == "foreign" {
            &self.elsewhere
        } else {
            &self.administrator
        };
        eyes.get(&format!("/records/{object}/{id}?trash=with")).await.ok()
    }
}
