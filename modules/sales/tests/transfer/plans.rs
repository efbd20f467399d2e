//! The plans that come with Kontor, each with the files it is for: two rows of everything, and what became of them.

use axum::http::Method;
use serde_json::{Value, json};

use crate::{app, count, data, found};
use kontor_testing::{Client, TestApp};

/// Brings files in by a shipped plan, rehearsed first; nothing may be rejected, and the rehearsal tells the same.
async fn migrate(app: &TestApp, admin: &Client, plan: &str, files: &[(&str, &str)]) -> Value {
    let mut ids = Vec::new();
    for (name, content) in files {
        let file = admin
            .upload(name, "text/csv", (*content).to_owned())
            .await
            .created();
        ids.push(file["id"].clone());
    }
    let made = admin
        .post("/migrations", json!({"plan": plan, "files": ids}))
        .await
        .created();
    assert_eq!(made["left_over"], json!([]), "{plan}");
    let path = format!("/migrations/{}", made["id"].as_str().unwrap());
    let mut reports = Vec::new();
    for query in ["?dry_run=true", ""] {
        admin
            .send(Method::POST, &format!("{path}/run{query}"), &[], None)
            .await
            .expect(202);
        app.run_jobs().await;
        let ended = admin.get(&path).await.ok();
        let files = ended["files"].as_array().unwrap();
        reports.push(
            files
                .iter()
                .map(|file| crate::runs::without_dry_run(&file["report"]))
                .collect::<Vec<_>>(),
        );
        for file in files {
            assert_eq!(file["report"]["failed"], 0, "{plan} {query}: {file:#}");
        }
    }
    assert_eq!(reports[0], reports[1], "{plan}");
    let done = admin.get(&path).await.ok();
    assert_eq!(done["state"], "done", "{done:#}");
    done
}

/// Whom somebody works for, and as what.
async fn job(admin: &Client, family_name: &str) -> (Value, Value) {
    let person = found(admin, "person", &format!("family_name == {family_name:?}")).await;
    let relation = found(
        admin,
        "party_relation",
        &format!("from_party == {} && kind == \"employment\"", person["id"]),
    )
    .await;
    (person["organization"]["label"].clone(), relation["role"].clone())
}

/// The codes of warnings of each file.
fn warned(done: &Value) -> Vec<(String, String)> {
    let files = done["files"].as_array().unwrap();
    let problems = files.iter().flat_map(|file| {
        let reasons = file["not_taken_over"]["reasons"].as_object().unwrap();
        reasons
            .keys()
            .map(|code| (file["name"].as_str().unwrap().to_owned(), code.clone()))
    });
    problems.collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(file, code)| ((*file).to_owned(), (*code).to_owned()))
        .collect()
}

const SALESFORCE: [(&str, &str); 7] = [
    (
        "Account.csv",
        "Id,IsDeleted,Name,ParentId,BillingStreet,BillingCity,Website\n\
        A1,0,Adler AG,A4,Hauptstr. 1,Köln,https://adler.example\nA2,0,Bär KG,A1,,,\nA3,1,Gone,,,,\nA4,0,Zoo,A9,,,\n",
    ),
    (
        "Contact.csv",
        "Id,IsDeleted,AccountId,LastName,FirstName,Salutation,MailingStreet,Email,Title\n\
        C1,0,A1,Berg,Eva,Ms.,Weg 1,eva@adler.example,VP Sales\nC2,0,,Tal,Udo,Mr.,,udo@tal.example,Consultant\n\
        C3,0,A2,Ufer,Ina,,,ina@baer.example,\n",
    ),
    (
        "Lead.csv",
        "Id,IsDeleted,LastName,FirstName,Company,LeadSource,Title,IsConverted\n\
        L1,0,Neu,Nina,Otter GmbH,Web,CEO,0\nL2,0,Alt,Anna,Otter GmbH,Web,,1\n",
    ),
    (
        "Opportunity.csv",
        "Id,IsDeleted,AccountId,Name,StageName,Amount,CloseDate,IsClosed,IsWon\n\
        O1,0,A1,Big deal,Closed Won,1000,2020-02-03,1,1\nO2,0,A2,Lost deal,Closed Lost,500,2020-03-04,1,0\n\
        O3,0,A1,Open deal,Negotiation/Review,700,2030-01-01,0,0\nO4,0,A1,Signed,Contract signed,,2021-01-01,1,1\n\
        O5,0,A1,Refused,Went elsewhere,,2021-02-01,1,0\n",
    ),
    (
        "Task.csv",
        "Id,IsDeleted,WhoId,WhatId,Subject,ActivityDate,Status,Priority,CompletedDateTime\n\
        T1,0,C1,O1,Call,2026-03-04,Completed,High,2026-02-03T08:30:00.000Z\nT2,0,,A2,Write,,Not Started,Normal,\n\
        T3,0,,A2,Visit,2019-05-06,Completed,,\nT4,0,,A2,Plan,2019-05-06,In Progress,,\n",
    ),
    (
        "Event.csv",
        "Id,IsDeleted,WhoId,WhatId,Subject,StartDateTime\nE1,0,C1,A1,Meeting,2026-03-04T10:00:00.000Z\n",
    ),
    (
        "Note.csv",
        "Id,IsDeleted,ParentId,Title,Body\nN1,0,O1,Terms,Paid in 30 days\n",
    ),
];

#[tokio::test]
async fn a_weekly_export_of_salesforce_comes_in() {
    let app = app().await;
    let admin = app.admin().await;
    let done = migrate(&app, &admin, "salesforce", &SALESFORCE).await;
    assert_eq!(
        warned(&done),
        pairs(&[
            ("Account.csv", "not_found"),
            ("Contact.csv", "required"),
            ("Opportunity.csv", "not_told")
        ]),
        "{done:#}"
    );
    for (object, records) in [
        ("organization", 4),
        ("person", 4),
        ("opportunity", 5),
        ("task", 4),
        ("interaction", 1),
        ("note", 1),
    ] {
        assert_eq!(count(&admin, object).await, records, "{object}");
    }
    for (name, stage) in [
        ("Big deal", "won"),
        ("Lost deal", "lost"),
        ("Open deal", "negotiation"),
        ("Signed", "won"),
        ("Refused", "lost"),
    ] {
        assert_eq!(
            found(&admin, "opportunity", &format!("name == {name:?}")).await["stage"],
            stage,
            "{name}"
        );
    }
    // The parent stands in an earlier row, or in a later one.
    for (name, parent) in [("Bär KG", "Adler AG"), ("Adler AG", "Zoo")] {
        let account = found(&admin, "organization", &format!("name == {name:?}")).await;
        assert_eq!(account["parent"]["label"], parent);
    }
    assert_eq!(job(&admin, "Berg").await, (json!("Adler AG"), json!("VP Sales")));
    assert_eq!(job(&admin, "Ufer").await, (json!("Bär KG"), Value::Null));
    assert_eq!(job(&admin, "Neu").await, (json!("Otter GmbH"), json!("CEO")));
    for name in ["Berg", "Tal", "Neu"] {
        assert_eq!(
            found(&admin, "person", &format!("family_name == {name:?}")).await["title"],
            Value::Null
        );
    }
    let task = found(&admin, "task", r#"subject == "Call""#).await;
    assert_eq!(
        (&task["status"], task["links"].as_array().unwrap().len()),
        (&json!("done"), 2)
    );
    // When it was done says the file: the moment, or else the day on which it was due.
    assert_eq!(task["done_at"], "2026-02-03T08:30:00.000Z", "{task:#}");
    let visit = found(&admin, "task", r#"subject == "Visit""#).await;
    assert_eq!(
        (&visit["status"], &visit["done_at"]),
        (&json!("done"), &visit["due_at"]),
        "{visit:#}"
    );
    assert!(
        visit["done_at"].as_str().unwrap().starts_with("2019-05-0"),
        "{visit:#}"
    );
    let plan = found(&admin, "task", r#"subject == "Plan""#).await;
    assert_eq!(
        (&plan["status"], &plan["done_at"]),
        (&json!("open"), &Value::Null)
    );
    let deals = &done["files"][3];
    assert_eq!(deals["not_taken_over"]["columns"], json!([]), "{deals:#}");

    // Once more changes nothing.
    let again = migrate(&app, &admin, "salesforce", &SALESFORCE).await;
    for file in again["files"].as_array().unwrap() {
        assert_eq!(
            (&file["report"]["created"], &file["report"]["updated"]),
            (&json!(0), &json!(0)),
            "{file:#}"
        );
    }
    assert_eq!(count(&admin, "party_relation").await, 3);
}

#[tokio::test]
async fn exports_of_hubspot_come_in() {
    let app = app().await;
    let admin = app.admin().await;
    let done = migrate(&app, &admin, "hubspot", &[
        ("all-companies.csv", "Record ID,Company name,Company Domain Name,City\n1,Adler AG,adler.example,Köln\n2,Bär KG,,\n"),
        ("all-contacts.csv", "Record ID,First Name,Last Name,Email,Job Title,Company Name\n\
            11,Eva,Berg,eva@adler.example,Buyer,Adler AG\n12,Udo,Tal,udo@tal.example,,\n"),
        ("all-deals.csv", "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Associated Company IDs,Closed Lost Reason\n\
            21,Big,Closed won,Sales,1000,2020-02-03,1,\n22,Gone,Closed lost,Sales,10,2020-02-03,2,Price\n\
            23,New,Appointment Scheduled,Sales Pipeline,5,,1,\n"),
        ("all-tasks.csv", "Record ID,Task Title,Task Status,Associated Contact IDs\n31,Call,Completed,11\n"),
        ("all-notes.csv", "Record ID,Note body,Associated Deal IDs\n41,Terms,21\n"),
    ]).await;
    assert_eq!(
        warned(&done),
        pairs(&[("all-deals.csv", "not_found")]),
        "{done:#}"
    );
    assert_eq!(job(&admin, "Berg").await, (json!("Adler AG"), json!("Buyer")));
    for (name, stage) in [("Big", "won"), ("Gone", "lost"), ("New", "new")] {
        assert_eq!(
            found(&admin, "opportunity", &format!("name == {name:?}")).await["stage"],
            stage,
            "{name}"
        );
    }
    assert_eq!(
        found(&admin, "opportunity", r#"name == "Gone""#).await["loss_reason"],
        "price"
    );
    assert_eq!(
        (count(&admin, "organization").await, count(&admin, "person").await),
        (2, 2)
    );
}

#[tokio::test]
async fn exports_of_pipedrive_come_in() {
    let app = app().await;
    let admin = app.admin().await;
    migrate(&app, &admin, "pipedrive", &[
        ("organizations.csv", "Organization - ID,Organization - Name\n1,Adler AG\n2,Bär KG\n"),
        ("people.csv", "Person - ID,Person - Name,Person - Organization,Person - Email - Work,Person - Job title\n\
            11,Eva Berg,Adler AG,eva@adler.example,Buyer\n12,Udo Tal,,udo@tal.example,\n"),
        ("deals.csv", "Deal - ID,Deal - Title,Deal - Organization,Deal - Stage,Deal - Status,Deal - Value,Deal - Lost reason\n\
            21,Big,Adler AG,Proposal Made,Won,1000,\n22,Gone,Bär KG,Qualified,Lost,10,Price\n\
            23,Open,Adler AG,Contact Made,Open,5,\n"),
        ("activities.csv", "Activity - ID,Activity - Subject,Activity - Done,Activity - Deal\n31,Call,Done,Big\n"),
        ("notes.csv", "Note - ID,Note - Content,Note - Organization\n41,Terms,Adler AG\n"),
    ]).await;
    assert_eq!(job(&admin, "Berg").await, (json!("Adler AG"), json!("Buyer")));
    for (name, stage) in [("Big", "won"), ("Gone", "lost"), ("Open", "qualified")] {
        assert_eq!(
            found(&admin, "opportunity", &format!("name == {name:?}")).await["stage"],
            stage,
            "{name}"
        );
    }
    assert_eq!(
        (count(&admin, "organization").await, count(&admin, "person").await),
        (2, 2)
    );
}

#[tokio::test]
async fn exports_of_suitecrm_come_in() {
    let app = app().await;
    let admin = app.admin().await;
    migrate(&app, &admin, "suitecrm", &[
        ("Accounts.csv", "Name,ID,Billing Street,Billing City\nAdler AG,a1,Weg 1,Köln\nBär KG,a2,,\n"),
        ("Contacts.csv", "First Name,Last Name,ID,Job Title,Account Name,Email Address,Primary Address Street,Reports to ID\n\
            Eva,Berg,c1,Buyer,Adler AG,eva@adler.example,,\nUdo,Tal,c2,,,udo@tal.example,,\n"),
        ("Leads.csv", "First Name,Last Name,ID,Account Name,Status,Lead Source,Job Title\nNina,Neu,l1,Otter GmbH,New,Web,CEO\n"),
        ("Opportunities.csv", "Opportunity Name,ID,Account Name,Sales Stage,Amount,Expected Close Date\n\
            Big,o1,Adler AG,Closed Won,1000,2020-02-03\nOpen,o2,Bär KG,Needs Analysis,10,\n"),
        ("Tasks.csv", "Subject,ID,Due Date,Status,Contact ID\nCall,t1,2026-03-04,Completed,c1\n"),
        ("Notes.csv", "ID,Subject,Note,Parent ID\nn1,Terms,Paid in 30 days,a1\n"),
    ]).await;
    assert_eq!(job(&admin, "Berg").await, (json!("Adler AG"), json!("Buyer")));
    assert_eq!(job(&admin, "Neu").await, (json!("Otter GmbH"), json!("CEO")));
    for (name, stage) in [("Big", "won"), ("Open", "qualified")] {
        assert_eq!(
            found(&admin, "opportunity", &format!("name == {name:?}")).await["stage"],
            stage,
            "{name}"
        );
    }
}

#[tokio::test]
async fn contacts_of_outlook_and_google_come_in_with_what_people_are() {
    let app = app().await;
    let admin = app.admin().await;
    migrate(&app, &admin, "outlook", &[("Kontakte.csv", "Anrede,Vorname,Nachname,Firma,Position,Straße geschäftlich,Telefon geschäftlich,E-Mail-Adresse\n\
        Frau,Eva,Berg,Adler AG,Einkauf,Weg 1,040 12345,eva@adler.example\nHerr,Udo,Tal,,Berater,,,udo@tal.example\n")]).await;
    assert_eq!(job(&admin, "Berg").await, (json!("Adler AG"), json!("Einkauf")));
    migrate(&app, &admin, "google", &[("contacts.csv", "Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title\n\
        Ina,Ufer,ina@baer.example,,Bär KG,Buyer\nKim,Otto,kim@otto.example,,,\n")]).await;
    assert_eq!(job(&admin, "Ufer").await, (json!("Bär KG"), json!("Buyer")));
}

#[tokio::test]
async fn contacts_without_ids_come_in_twice_and_are_there_once() {
    let app = app().await;
    let admin = app.admin().await;
    let plans = [
        (
            "outlook",
            "Kontakte.csv",
            "Anrede,Vorname,Nachname,Firma,Position,Straße geschäftlich,Telefon geschäftlich,E-Mail-Adresse\n\
            Frau,Eva,Berg,Adler AG,Einkauf,Weg 1,040 12345,eva@adler.example\nHerr,Udo,Tal,,Berater,,,udo@tal.example\n",
        ),
        (
            "google",
            "contacts.csv",
            "Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title\n\
            Ina,Ufer,ina@baer.example,,Bär KG,Buyer\nKim,Otto,kim@otto.example,,,\n",
        ),
        (
            "pipedrive",
            "sample.csv",
            "Person - Name*,Organization - Name*,Deal - Title,Person - Email (Work)\n\
            Nina Neu,Otter GmbH,Roof,nina@otter.example\n",
        ),
    ];
    for (plan, name, rows) in plans {
        migrate(&app, &admin, plan, &[(name, rows)]).await;
    }
    let all = ["person", "organization", "party_relation", "opportunity"];
    let mut once = Vec::new();
    for object in all {
        once.push(count(&admin, object).await);
    }
    assert_eq!(once, [5, 3, 3, 1]);
    for (plan, name, rows) in plans {
        let again = migrate(&app, &admin, plan, &[(name, rows)]).await;
        let report = &again["files"][0]["report"];
        assert_eq!(
            (&report["created"], &report["updated"]),
            (&json!(0), &json!(0)),
            "{report:#}"
        );
    }
    for (object, count_once) in all.into_iter().zip(once) {
        assert_eq!(count(&admin, object).await, count_once, "{object}");
    }
    // Somebody who has moved is known by the key that was made of him.
    let (plan, name, rows) = plans[0];
    let moved = rows.replace("Weg 1", "Ring 7");
    let again = migrate(&app, &admin, plan, &[(name, &moved)]).await;
    let report = &again["files"][0]["report"];
    assert_eq!(
        (&report["created"], &report["updated"]),
        (&json!(0), &json!(1)),
        "{report:#}"
    );
}

#[tokio::test]
async fn the_documented_example_comes_in_whole() {
    let names = ["customers", "suppliers", "products", "orders", "order_lines"];
    let mut files = Vec::new();
    for name in names {
        let name = format!("northwind_{name}.csv");
        let Some(content) = data(&format!("customers/{name}")) else {
            return;
        };
        files.push((name, String::from_utf8(content).unwrap()));
    }
    let app = app().await;
    let admin = app.admin().await;
    let mut ids = Vec::new();
    for (name, content) in &files {
        ids.push(admin.upload(name, "text/csv", content.clone()).await.created()["id"].clone());
    }
    let plans = admin.get("/import_plans").await.ok();
    let mut plans = plans["data"].as_array().unwrap().iter();
    let plan = plans.find(|plan| plan["name"] == "northwind").unwrap();
    for object in plan["objects"].as_array().unwrap() {
        admin.post("/objects", object.clone()).await.created();
    }
    let made = admin
        .post("/migrations", json!({"plan": "northwind", "files": ids}))
        .await
        .created();
    assert_eq!(
        (&made["left_over"], &made["missing"]),
        (&json!([]), &json!([])),
        "{made:#}"
    );
    let path = format!("/migrations/{}", made["id"].as_str().unwrap());
    admin
        .send(Method::POST, &format!("{path}/run"), &[], None)
        .await
        .expect(202);
    app.run_jobs().await;
    let done = admin.get(&path).await.ok();
    assert_eq!(done["state"], "done", "{done:#}");
    for file in done["files"].as_array().unwrap() {
        let report = &file["report"];
        assert_eq!(
            (&report["failed"], &report["created"]),
            (&json!(0), &report["rows"]),
            "{file:#}"
        );
    }
    for object in ["x_product", "x_order", "x_order_line"] {
        assert!(count(&admin, object).await > 50, "{object}");
    }
}
