//! Upgrade: what every version since the first left behind is opened by today's server. It tells the same of it as that
//! version did, or more; it goes on with the work that waited; one can write, take back what was done then, and restore
//! a backup that was made then.

mod answers;
mod golden;
mod world;

use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use kontor_proof::{Client, House, Result, Server};
use serde_json::{Value, json};

use crate::clock::written;
use crate::verdict::Verdict;
use world::RESTRICTED;

/// The work that waited is done by then.
const PATIENCE: Duration = Duration::from_secs(30);
/// The work that waits is due so much later than it was asked for, in seconds: after the server was killed.
const LATER: i64 = 20;

/// Opens the goldens of all versions.
pub async fn run(house: &House, scratch: &Path) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    for version in golden::versions(house)? {
        println!("what {version} left behind");
        let opened = golden::unpack(house, &version, scratch)?;
        examine(&opened, scratch, &mut verdict).await?;
    }
    Ok(verdict)
}

/// Makes the golden of this version, on the database of the house.
pub async fn record(house: &House, scratch: &Path) -> Result<Verdict> {
    let said = String::from_utf8(house.run(&["--version"])?.stdout)?;
    let version = said.split_whitespace().last().ok_or("no version")?;
    let whole = scratch.join("golden");
    let here = House {
        data: whole.join("data"),
        ..house.clone()
    };
    here.add_administrator()?;
    let server = here.start().await?;
    let mut client = here.sign_in(&server).await?;
    let mut made = world::build(&mut client, server.address).await?;
    settle(&mut client).await?;
    let told = json!({"administrator": answers::all(&mut client, true).await?,
        "restricted": answers::all(&mut restricted(&server).await?, false).await?});
    let backup = whole.join("backup.zip");
    here.run(&["backup", &backup.to_string_lossy()])?;
    let until = written(now() + LATER);
    world::leave_waiting(&mut client, &mut made, &until).await?;
    server.kill()?;
    std::fs::write(whole.join("answers.json"), told.to_string())?;
    let notes = json!({"change": made.change, "person": made.person, "key": made.key, "file": made.file,
        "follow_up": made.follow_up, "until": until});
    std::fs::write(whole.join("notes.json"), notes.to_string())?;
    let file = golden::file(version, house);
    golden::pack(&here, &whole, &file)?;
    println!(
        "{}: {} kB",
        file.display(),
        std::fs::metadata(&file)?.len() / 1_000
    );
    let mut verdict = Verdict::default();
    let size = told.to_string().len();
    verdict.expect(size > 10_000, || format!("{size} bytes of answers say nothing"));
    Ok(verdict)
}

/// What runs behind what was written has come to its end: nobody's answer changes any more by itself.
async fn settle(client: &mut Client) -> Result<()> {
    let begun = Instant::now();
    loop {
        let rollup = client
            .get("/api/v1/records/organization?sort=id&limit=1")
            .await?
            .ok()?;
        if rollup["data"][0]["x_machines"]["value"] == 1 {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE * 3 {
            return Err(format!("a rollup does not come to its end: {rollup}").into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn restricted(server: &Server) -> Result<Client> {
    Client::sign_in(server.address, RESTRICTED.0, RESTRICTED.1).await
}

/// What today's server makes of a golden.
async fn examine(house: &House, scratch: &Path, verdict: &mut Verdict) -> Result<()> {
    let whole = house.data.parent().ok_or("no folder")?.to_path_buf();
    let read =
        |name: &str| -> Result<Value> { Ok(serde_json::from_slice(&std::fs::read(whole.join(name))?)?) };
    let (told, notes) = (read("answers.json")?, read("notes.json")?);
    let server = house.start().await?;
    let mut client = house.sign_in(&server).await?;
    waited(&mut client, &notes, verdict).await?;
    compare(&told["administrator"], &mut client, true, verdict).await?;
    compare(
        &told["restricted"],
        &mut restricted(&server).await?,
        false,
        verdict,
    )
    .await?;

    let key = notes["key"].as_str().unwrap_or_default();
    let status = Client::with_key(server.address, key)
        .get("/api/v1/me")
        .await?
        .status;
    verdict.expect(status.is_success(), || {
        format!("its API key is answered {status}")
    });
    let path = format!("/api/v1/files/{}", notes["file"].as_str().unwrap_or_default());
    let file = client.get(&path).await?;
    verdict.expect(file.body == world::CONTENT, || {
        format!("its file is another ({})", file.status)
    });

    write(&mut client, &notes, verdict).await?;
    server.stop()?;
    house.run(&["doctor"])?;
    let backup = scratch.join("today.zip");
    house.run(&["backup", &backup.to_string_lossy()])?;
    restore(house, &whole, &backup, None, verdict).await?;
    restore(house, &whole, &whole.join("backup.zip"), Some(&told), verdict).await
}

/// The job that waited is done.
async fn waited(client: &mut Client, notes: &Value, verdict: &mut Verdict) -> Result<()> {
    let path = format!(
        "/api/v1/records/task/{}",
        notes["follow_up"].as_str().unwrap_or_default()
    );
    let begun = Instant::now();
    loop {
        let task = client.get(&path).await?.ok()?;
        let came = task["resurfaced_at"].as_str() >= notes["until"].as_str();
        if came || begun.elapsed() > PATIENCE {
            verdict.expect(came, || {
                format!("the follow-up that waited does not come back: {task}")
            });
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn compare(told: &Value, client: &mut Client, exports: bool, verdict: &mut Verdict) -> Result<()> {
    let now = answers::all(client, exports).await?;
    let told = told.as_object().into_iter().flatten();
    for (question, was) in told.filter(|(question, _)| *question != answers::SHIPPED) {
        let is = now.get(question).unwrap_or(&Value::Null);
        let differences = answers::differences(was, is);
        verdict.expect(differences.is_empty(), || {
            format!(
                "{question}: {}",
                differences[..differences.len().min(3)].join("; ")
            )
        });
    }
    Ok(())
}

/// One can write, and undo what was done then.
async fn write(client: &mut Client, notes: &Value, verdict: &mut Verdict) -> Result<()> {
    let (change, person) = (notes["change"].as_str(), notes["person"].as_str());
    let (change, person) = (change.unwrap_or_default(), person.unwrap_or_default());
    let path = format!("/api/v1/records/person/{person}");
    let undone = client
        .post(&format!("/api/v1/undo/{change}"), &json!({}))
        .await?
        .status;
    let title = client.get(&path).await?.ok()?["title"].clone();
    verdict.expect(undone.is_success() && title == "Buyer", || {
        format!("the undo of its change is answered {undone} and leaves {title}")
    });
    world::patch_person(client, person, "Boss").await?;
    let title = client.get(&path).await?.ok()?["title"].clone();
    verdict.expect(title == "Boss", || format!("what was written is {title}"));
    let made = client
        .post("/api/v1/records/x_machine", &json!({"x_text": "New"}))
        .await?
        .status;
    verdict.expect(made.is_success(), || format!("a new record is answered {made}"));
    Ok(())
}

/// A backup can be restored elsewhere, and tells the same of its records where that is known.
async fn restore(
    house: &House,
    whole: &Path,
    backup: &Path,
    told: Option<&Value>,
    verdict: &mut Verdict,
) -> Result<()> {
    let elsewhere = House {
        data: whole.join("elsewhere"),
        postgres: None,
        ..house.clone()
    };
    let restored = elsewhere.run(&["restore", &backup.to_string_lossy()]);
    verdict.expect(restored.is_ok(), || {
        format!("{} is not restored: {restored:?}", backup.display())
    });
    if restored.is_ok() {
        elsewhere.run(&["doctor"])?;
        let server = elsewhere.start().await?;
        let mut client = elsewhere.sign_in(&server).await?;
        // What is computed from records (the search, duplicates) comes after a restore by and by.
        let mut records = told.map_or(Value::Null, |told| told["administrator"].clone());
        if let Some(told) = records.as_object_mut() {
            told.retain(|question, _| question.starts_with("/records") || question.starts_with("export"));
        }
        compare(&records, &mut client, true, verdict).await?;
        server.stop()?;
    }
    Ok(std::fs::remove_dir_all(&elsewhere.data)?)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs() as i64)
}
