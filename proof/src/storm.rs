//! Storm: the server is killed in the midst of all kinds of work, again and again. Nothing that it acknowledged may be
//! missing, nothing may be there twice or by half, and it is ready again at once.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use kontor_proof::{Dice, House, Result};

use crate::ledger::{Ledger, State};
use crate::verdict::Verdict;
use crate::{check, writer};

/// Those who write at the same time.
const WRITERS: u64 = 6;
/// So many lives of a server, which has to be ready again within a time if one is given.
pub async fn run(
    house: &House,
    scratch: &Path,
    cycles: u64,
    ready_within: Option<Duration>,
    seed: u64,
) -> Result<Verdict> {
    let (mut slowest, mut verdict) = (Duration::ZERO, Verdict::default());
    let mut dice = Dice::new(seed, 0);
    house.add_administrator()?;
    let server = house.start().await?;
    let person = house.sign_in(&server).await?;
    server.kill()?;
    let (mut past, mut backup): (Vec<State>, _) = (Vec::new(), None);
    for cycle in 0..=cycles {
        let server = house.start().await?;
        slowest = slowest.max(server.ready_after);
        verdict.expect(ready_within.is_none_or(|most| server.ready_after <= most), || {
            format!("cycle {cycle}: ready after {} ms", server.ready_after.as_millis())
        });
        let mut client = person.again(server.address);
        if let Some(last) = past.last_mut() {
            check::check(&mut client, &mark(cycle - 1), last, &mut verdict).await?;
        }
        if cycle == cycles {
            // Nothing of the earlier cycles has gone meanwhile.
            for (cycle, state) in (0..).zip(&mut past) {
                check::check(&mut client, &mark(cycle), state, &mut verdict).await?;
            }
            server.stop()?;
            break;
        }
        let ledger = Arc::new(Ledger::begin(&scratch.join("ledger"))?);
        let mut tasks = writer::start(WRITERS, (seed, cycle), &client, &ledger, &mark(cycle));
        if cycle % 3 == 0 {
            let own = format!("{}i", mark(cycle));
            tasks.push(tokio::spawn(writer::import(
                client.again_here(),
                ledger.clone(),
                own,
            )));
        }
        if cycle % 5 == 1 {
            let key = format!("x_storm_{cycle}");
            tasks.push(tokio::spawn(writer::define(
                client.again_here(),
                ledger.clone(),
                key,
            )));
        }
        let file = scratch.join("backup.zip");
        let running = (cycle % 4 == 2).then(|| begin_backup(house, &file)).transpose()?;
        tokio::time::sleep(Duration::from_millis(20 + dice.below(1_200))).await;
        server.kill()?;
        for task in tasks {
            task.await?;
        }
        if let Some(mut running) = running
            && running.wait()?.success()
        {
            let kept = scratch.join("kept.zip");
            std::fs::rename(&file, &kept)?;
            backup = Some(kept);
        }
        past.push(ledger.state());
    }
    println!("ready again after at most {} ms", slowest.as_millis());
    house.run(&["doctor"])?;
    if let Some(backup) = backup {
        let elsewhere = House {
            data: scratch.join("elsewhere"),
            postgres: None,
            ..house.clone()
        };
        let restored = elsewhere.run(&["restore", &backup.to_string_lossy()]);
        verdict.expect(restored.is_ok(), || {
            format!("a backup of the storm can't be restored: {restored:?}")
        });
    }
    Ok(verdict)
}

/// What the names of a cycle begin with.
fn mark(cycle: u64) -> String {
    format!("c{cycle:04}")
}

fn begin_backup(house: &House, file: &Path) -> Result<std::process::Child> {
    let mut command: Command = house.command(&["backup", &file.to_string_lossy()]);
    Ok(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
}
