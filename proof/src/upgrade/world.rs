//! A small workspace in which everything occurs once: records of every object, fields of every type, a custom object,
//! files, a merge, the trash, roles that see only a part, and work that waits.

use std::net::SocketAddr;

use hyper::Method;
use kontor_proof::{Client, Result};
use serde_json::{Value, json};

use crate::files;

/// Who may see only a part, and his password.
pub const RESTRICTED: (&str, &str) = ("ben@example.org", "staple battery horse");

/// What has to be known of the workspace besides what it tells.
pub struct Made {
    /// A change that is to be undone later: of this person's `title`, from `Buyer`.
    pub change: String,
    pub person: String,
    /// An API key.
    pub key: String,
    /// A file, and what is in it.
    pub file: String,
    /// The task whose job waits.
    pub follow_up: String,
}

/// What the file holds.
pub const CONTENT: &str = "First offer for Adler Maschinenbau\n";

async fn make(client: &mut Client, object: &str, values: Value) -> Result<String> {
    let answer = client.post(&format!("/api/v1/records/{object}"), &values).await?;
    let made = answer.ok().map_err(|error| format!("{object}: {error}"))?;
    Ok(made["id"].as_str().unwrap_or_default().to_owned())
}

fn link(object: &str, id: &str) -> Value {
    json!({"id": id, "object": object})
}

/// Fields of every type, by key and what else they need.
fn fields() -> Vec<(&'static str, Value)> {
    let options = json!([{"key": "x_red", "labels": "Red"}, {"key": "x_blue", "labels": "Blue"}]);
    let mut fields = vec![
        ("decimal", json!({"scale": 3})),
        ("select", json!({ "options": options })),
        ("multi_select", json!({ "options": options })),
        ("link", json!({"targets": ["organization"]})),
        (
            "formula",
            json!({"expression": "x_integer * 2", "result": "integer"}),
        ),
        ("auto_number", json!({"prefix": "M-", "digits": 4})),
    ];
    let plain = [
        "text",
        "long_text",
        "rich_text",
        "integer",
        "money",
        "boolean",
        "date",
        "timestamp",
        "duration",
        "email",
        "phone",
        "url",
        "social",
        "address",
        "file",
        "percentage",
        "rating",
        "json",
    ];
    // Formulas come last: they are about others.
    fields.splice(0..0, plain.map(|kind| (kind, json!({}))));
    fields
}

fn values(organization: &str, file: &str) -> Value {
    json!({
        "x_text": "Fräse Ölwanne", "x_long_text": "line\nline", "x_rich_text": "<p>Müller <strong>first offer</strong></p>",
        "x_integer": 21, "x_decimal": "1.125", "x_money": {"amount": "12.50", "currency": "USD"}, "x_boolean": true,
        "x_date": "2027-03-28", "x_timestamp": "2027-10-31T02:30:00+01:00", "x_duration": "PT5M",
        "x_select": "x_red", "x_multi_select": ["x_red", "x_blue"], "x_link": organization,
        "x_email": ["machine@adler.example"], "x_phone": ["+49 40 123456"], "x_url": ["https://adler.example/m"],
        "x_file": file, "x_percentage": "12.5", "x_rating": 4, "x_json": {"a": [1, null, "ß"]},
        "x_address": [{"street": "Hafenstraße 1", "city": "Hamburg", "postcode": "20457", "country": "DE"}],
    })
}

/// Makes all of it.
pub async fn build(session: &mut Client, address: SocketAddr) -> Result<Made> {
    let key = session
        .post("/api/v1/tokens", &json!({"name": "website"}))
        .await?
        .ok()?;
    let key = key["key"].as_str().unwrap_or_default().to_owned();
    // A program need not say which version it changes.
    let client = &mut Client::with_key(address, &key);
    let settings = json!({"company": "Nordlicht GmbH", "zone": "Europe/Berlin", "currency": "EUR",
        "rates": {"USD": {"2026-01-01": "0.92"}}});
    client.patch("/api/v1/settings", &settings).await?.ok()?;
    let file = files::upload(client, "offer.txt", CONTENT.into()).await?.ok()?;
    let file = file["id"].as_str().unwrap_or_default().to_owned();

    let machine = json!({"key": "x_machine", "labels": {"en": "Machine", "de": "Maschine"}, "fields": []});
    client.post("/api/v1/objects", &machine).await?.ok()?;
    for (kind, more) in fields() {
        let mut field = json!({"key": format!("x_{kind}"), "type": kind, "labels": kind});
        for (key, value) in more.as_object().into_iter().flatten() {
            field[key] = value.clone();
        }
        let answer = client.post("/api/v1/objects/x_machine/fields", &field).await?;
        answer.ok().map_err(|error| format!("{kind}: {error}"))?;
    }
    let rollup = json!({"key": "x_machines", "labels": "Machines", "type": "rollup", "object": "x_machine",
        "link": "x_link", "function": "count"});
    client
        .post("/api/v1/objects/organization/fields", &rollup)
        .await?
        .ok()?;
    let relabelled = json!({"labels": {"en": "Position", "de": "Stelle"}});
    let path = "/api/v1/objects/person/fields/title";
    client.patch(path, &relabelled).await?.ok()?;

    let adler = make(
        client,
        "organization",
        json!({"name": "Adler Maschinenbau", "emails": ["info@adler.example"]}),
    )
    .await?;
    make(
        client,
        "organization",
        json!({"name": "Müller & Söhne", "parent": adler}),
    )
    .await?;
    let made = values(&adler, &file);
    make(client, "x_machine", made).await?;
    let person = json!({"given_name": "Eva", "family_name": "Berg", "organization": adler, "title": "Buyer",
        "birth_date": "1980-04-06", "phones": ["040 123456"], "tags": ["vip"],
        "external_ids": [{"system": "old", "key": "17"}]});
    let person = make(client, "person", person).await?;
    let twin = make(
        client,
        "person",
        json!({"given_name": "Eva", "family_name": "Berg", "phones": ["0171 2"]}),
    )
    .await?;
    let like = json!({"given_name": "Ewa", "family_name": "Berg", "emails": ["eva@adler.example"]});
    make(client, "person", like).await?;
    let merge = json!({"other": twin, "choose": {"phones": "both"}});
    let path = format!("/api/v1/records/person/{person}/merge");
    client.post(&path, &merge).await?.ok()?;

    let berg = link("person", &person);
    let firm = link("organization", &adler);
    let gone = make(client, "person", json!({"family_name": "Gone"})).await?;
    let path = format!("/api/v1/records/person/{gone}");
    client
        .send(Method::DELETE, &path, &[], Default::default())
        .await?
        .ok()?;
    make(
        client,
        "household",
        json!({"name": "Family Berg", "members": [person]}),
    )
    .await?;
    make(client, "party_role", json!({"party": firm, "kind": "customer"})).await?;
    make(
        client,
        "party_relation",
        json!({"kind": "partner", "from_party": firm, "to_party": berg}),
    )
    .await?;
    let call = json!({"kind": "call", "channel": "phone", "direction": "inbound", "subject": "Asked for an offer",
        "at": "2026-10-25T02:30:00+01:00", "participants": [berg], "links": [firm]});
    make(client, "interaction", call).await?;
    make(
        client,
        "note",
        json!({"body": "<p>The <em>first offer</em> was too dear.</p>", "links": [firm]}),
    )
    .await?;
    make(
        client,
        "document",
        json!({"name": "Offer", "file": file, "links": [firm]}),
    )
    .await?;
    let later =
        json!({"subject": "In a long while", "resurface_at": "2099-01-01T09:00:00+01:00", "links": [berg]});
    make(client, "task", later).await?;
    let weekly =
        json!({"subject": "Every week", "due_at": "2099-01-05T08:30:00+01:00", "recurrence": "FREQ=WEEKLY"});
    make(client, "task", weekly).await?;
    let pipeline = json!({"name": "Rentals", "object": "opportunity", "stages": [
        {"key": "asked", "labels": {"en": "Asked"}, "probability": 20, "max_days": 30},
        {"key": "rented", "labels": {"en": "Rented"}, "kind": "won", "probability": 100}]});
    let pipeline = make(client, "pipeline", pipeline).await?;
    let deal = json!({"name": "Rent a mill", "organization": adler, "person": person, "pipeline": pipeline,
        "amount": {"amount": "1000.00", "currency": "USD"}, "close_date": "2099-10-31"});
    make(client, "opportunity", deal).await?;
    let won =
        json!({"name": "Sold", "organization": adler, "amount": {"amount": "250.00", "currency": "EUR"}});
    make(client, "opportunity", won).await?;
    make(client, "team", json!({"name": "North"})).await?;
    let view = json!({"name": "Bergs", "object": "person", "filter": "family_name == \"Berg\"", "sort": "given_name",
        "columns": ["given_name", "title"], "shared": "all"});
    make(client, "saved_view", view).await?;
    restricted(session, client).await?;

    let change = patch_person(client, &person, "Head of buying").await?;
    Ok(Made {
        change,
        person,
        key,
        file,
        follow_up: String::new(),
    })
}

/// Somebody who sees neither amounts nor the records of others.
async fn restricted(session: &mut Client, client: &mut Client) -> Result<()> {
    let permissions = json!({"objects": {
        "*": {"read": true},
        "person": {"create": true, "read": true, "update": "owner == me()", "fields": {"birth_date": "hidden"}},
        "opportunity": {"read": true, "fields": {"amount": "hidden", "close_date": "read_only"}},
        "x_machine": {"read": "x_boolean == false"},
        "task": {"read": "assignee == me()"}}});
    let role = make(
        client,
        "role",
        json!({"key": "half", "name": "Half", "permissions": permissions}),
    )
    .await?;
    let user = json!({"name": "Ben", "email": RESTRICTED.0, "role": role});
    let user = make(client, "user", user).await?;
    let path = format!("/api/v1/users/{user}/password-link");
    let link = session.post(&path, &Value::Null).await?.ok()?;
    let wish = json!({"code": link["code"], "password": RESTRICTED.1});
    client.nobody_here().post("/api/v1/password", &wish).await?.ok()?;
    Ok(())
}

/// Changes a person's job title; the change set.
pub async fn patch_person(client: &mut Client, person: &str, title: &str) -> Result<String> {
    let path = format!("/api/v1/records/person/{person}");
    let etag = client.get(&path).await?.headers;
    let etag = etag.get("etag").and_then(|value| value.to_str().ok());
    let headers = [("If-Match", etag.unwrap_or_default())];
    let body = json!({ "title": title }).to_string().into();
    let answer = client.send(Method::PATCH, &path, &headers, body).await?;
    let change = answer
        .headers
        .get("kontor-change-set")
        .and_then(|value| value.to_str().ok());
    let change = change.unwrap_or_default().to_owned();
    answer.ok()?;
    Ok(change)
}

/// Puts a task aside for a moment, so that its job waits when the server is killed right then.
pub async fn leave_waiting(client: &mut Client, made: &mut Made, until: &str) -> Result<()> {
    made.follow_up = make(client, "task", json!({"subject": "Waits", "resurface_at": until})).await?;
    Ok(())
}
