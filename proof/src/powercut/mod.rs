//! Powercut: what the server asks of its disk is recorded while clients write. Then disks are made up as a power cut at
//! any moment could leave them: with all that was synced, and any part of the rest. On each of them the server must start
//! and hold all that had been answered until that moment.

mod disk;
mod judge;
mod load;
mod record;
mod trace;

use std::path::Path;

use kontor_proof::{Dice, House, Result};

use crate::verdict::Verdict;

/// Disks that are told of while it goes on.
const TOLD: u64 = 100;

/// So many disks, after clients have worked so many rounds.
pub async fn run(house: &House, scratch: &Path, rounds: u64, states: u64, seed: u64) -> Result<Verdict> {
    if let Err(reason) = record::possible() {
        return Ok(Verdict::left_out(reason));
    }
    house.add_administrator()?;
    // So that the recording begins with a session, and with everything on the disk.
    let server = house.start().await?;
    let person = house.sign_in(&server).await?;
    server.stop()?;
    let recording = record::begin(house, scratch)?;
    let server = recording.house().start().await?;
    load::work(&person.again(server.address), rounds, seed).await?;
    server.kill()?;
    let disk = recording.end()?;
    println!("recorded {}", disk.summary());

    let (mut verdict, mut dice) = (Verdict::default(), Dice::new(seed, 0));
    for n in 0..states {
        let cut = disk.moment(&mut dice);
        let elsewhere = House {
            data: scratch.join("cut"),
            ..house.clone()
        };
        disk.leave_behind(cut, &mut dice, &elsewhere.data)?;
        judge::judge(&elsewhere, &person, &disk, cut, &mut verdict).await?;
        std::fs::remove_dir_all(&elsewhere.data)?;
        if (n + 1) % TOLD == 0 {
            println!("{} disks", n + 1);
        }
    }
    Ok(verdict)
}
