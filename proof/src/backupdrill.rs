//! Backup drill: backups are made while others write, restored elsewhere, and looked into. What was acknowledged
//! before a backup began is in it, what was written together is in it together or not at all, files too; and one wrong
//! byte is found before anything is restored.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kontor_proof::{Client, Dice, House, Result};
use serde_json::json;

use crate::ledger::{Known, Ledger, State};
use crate::verdict::Verdict;
use crate::{check, files, writer};

/// Those who write meanwhile.
const WRITERS: u64 = 4;
/// Bytes of each file: several blocks of a compressor, and none that repeats.
const FILE: usize = 300_000;

/// So many backups.
pub async fn run(house: &House, scratch: &Path, backups: u64, seed: u64) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    let mut dice = Dice::new(seed, 0);
    house.add_administrator()?;
    let server = house.start().await?;
    let person = house.sign_in(&server).await?;
    let mut files = Vec::new();
    for n in 0..backups {
        files.push(upload(&mut person.again_here(), n, &mut dice).await?);
        let ledger = Arc::new(Ledger::begin(&scratch.join("ledger"))?);
        let mark = format!("b{n:03}");
        let tasks = writer::start(WRITERS, (seed, n), &person, &ledger, &mark);
        tokio::time::sleep(Duration::from_millis(100 + dice.below(400))).await;
        let before = ledger.state();
        let file = scratch.join(format!("{mark}.zip"));
        let backup = {
            let (house, file) = (house.clone(), file.clone());
            tokio::task::spawn_blocking(move || house.run(&["backup", &file.to_string_lossy()]))
        };
        backup.await??;
        for task in &tasks {
            task.abort();
        }
        drill(house, &file, &mark, &before, &files, &mut verdict).await?;
        spoilt(house, &file, &mut dice, &mut verdict)?;
        std::fs::remove_file(&file)?;
    }
    server.stop()?;
    Ok(verdict)
}

/// A file that was uploaded, and what it holds.
struct Uploaded {
    id: String,
    content: Vec<u8>,
}

async fn upload(client: &mut Client, n: u64, dice: &mut Dice) -> Result<Uploaded> {
    let content: Vec<u8> = (0..FILE).map(|_| dice.below(256) as u8).collect();
    let file = files::upload(client, &format!("file {n}.bin"), content.clone())
        .await?
        .ok()?;
    let id = file["id"].as_str().unwrap_or_default().to_owned();
    let document = json!({"name": format!("file {n}"), "file": id});
    client.post("/api/v1/records/document", &document).await?.ok()?;
    Ok(Uploaded { id, content })
}

async fn drill(
    house: &House,
    file: &Path,
    mark: &str,
    before: &State,
    files: &[Uploaded],
    verdict: &mut Verdict,
) -> Result<()> {
    let elsewhere = beside(house, file, "restored");
    elsewhere.run(&["restore", &file.to_string_lossy()])?;
    elsewhere.run(&["doctor"])?;
    let server = elsewhere.start().await?;
    let mut client = elsewhere.sign_in(&server).await?;
    let found = check::records(&mut client, mark).await?;
    for (name, expected) in &before.records {
        let there = found.get(name).map_or(0, Vec::len);
        verdict.expect(there == 1 || (there == 0 && expected.made != Known::Yes), || {
            format!(
                "{name} ({:?} before the backup) is in it {there} times",
                expected.made
            )
        });
    }
    check::whole_groups(before, &found, verdict);
    for uploaded in files {
        let answer = client.get(&format!("/api/v1/files/{}", uploaded.id)).await?;
        verdict.expect(
            answer.status.is_success() && answer.body == uploaded.content,
            || {
                format!(
                    "file {} is another after the restore ({})",
                    uploaded.id, answer.status
                )
            },
        );
    }
    server.stop()?;
    std::fs::remove_dir_all(&elsewhere.data)?;
    Ok(())
}

/// One byte is another.
fn spoilt(house: &House, file: &Path, dice: &mut Dice, verdict: &mut Verdict) -> Result<()> {
    let mut content = std::fs::read(file)?;
    let at = dice.below(content.len() as u64) as usize;
    content[at] ^= 1 << dice.below(8);
    let wrong = file.with_extension("spoilt.zip");
    std::fs::write(&wrong, content)?;
    let elsewhere = beside(house, file, "spoilt");
    let restored = elsewhere.run(&["restore", &wrong.to_string_lossy()]);
    verdict.expect(restored.is_err(), || {
        format!("byte {at} of a backup is wrong, and it was restored")
    });
    std::fs::remove_file(&wrong)?;
    if elsewhere.data.exists() {
        std::fs::remove_dir_all(&elsewhere.data)?;
    }
    Ok(())
}

/// A house on SQLite, beside the file.
fn beside(house: &House, file: &Path, name: &str) -> House {
    House {
        binary: house.binary.clone(),
        data: file.with_extension(name),
        postgres: None,
    }
}
