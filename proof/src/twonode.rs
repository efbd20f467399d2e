//! Twonode: two servers work on one PostgreSQL and one store of files. One of them at a time stands still for longer
//! than it may keep a job, or is killed. Every job is done, once; and who listens to one hears at once of what happens
//! at the other.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use kontor_proof::{Client, Dice, House, Listener, Result, Server};
use rustix::process::Signal;
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::ledger::Ledger;
use crate::verdict::Verdict;
use crate::{check, writer};

/// Those who ask for jobs at the same time.
const CLIENTS: u64 = 4;
/// Rows of most jobs, and of every fiftieth, which takes several blocks.
const ROWS: (usize, usize) = (2, 1_200);
/// Longer than a server may keep a job without a sign of life.
const STILL: Duration = Duration::from_secs(25);
/// So soon after an answer of one server the listeners of the other hear of it.
const HEARD: Duration = Duration::from_secs(1);
/// Events that are waited for.
const EVENTS: u64 = 20;

/// So many jobs.
pub async fn run(house: &House, scratch: &Path, jobs: u64, seed: u64) -> Result<Verdict> {
    let (mut verdict, mut dice) = (Verdict::default(), Dice::new(seed, 0));
    if house.postgres.is_none() {
        return Err("two servers need PostgreSQL".into());
    }
    house.add_administrator()?;
    // Its first start makes the key.
    let first = house.start().await?;
    let houses = [house.clone(), beside(house, scratch)?];
    let servers = [first, houses[1].start().await?];
    let ada = house.sign_in(&servers[0]).await?;
    heard(&ada, &servers, &mut dice, &mut verdict).await?;

    let work = Arc::new(Work {
        ledger: Ledger::begin(&scratch.join("ledger"))?,
        addresses: Mutex::new([Some(servers[0].address), Some(servers[1].address)]),
        left: AtomicI64::new(i64::try_from(jobs)?),
        asked: AtomicU64::new(0),
    });
    let mut tasks = Vec::new();
    for number in 0..CLIENTS {
        let dice = Dice::new(seed, number + 1);
        tasks.push(tokio::spawn(ask(ada.again_here(), work.clone(), dice)));
    }
    let mut servers = servers.map(Some);
    let (mut killed, mut stopped) = (0, 0);
    while killed == 0 || work.left.load(Relaxed) > 0 {
        sleep(Duration::from_millis(dice.below(1_000))).await;
        let node = dice.below(2) as usize;
        if let Some(server) = servers[node].take() {
            server.kill()?;
            let server = houses[node].start().await?;
            work.moved(node, Some(server.address));
            servers[node] = Some(server);
            killed += 1;
        }
        sleep(Duration::from_millis(dice.below(300))).await;
        let node = dice.below(2) as usize;
        if let Some(server) = &servers[node] {
            server.signal(Signal::STOP)?;
            // Who waits for it goes on waiting; nobody new comes.
            work.moved(node, None);
            sleep(STILL).await;
            server.signal(Signal::CONT)?;
            work.moved(node, Some(server.address));
            stopped += 1;
        }
    }
    for task in tasks {
        task.await?;
    }
    println!("killed {killed} times, stood still {stopped} times");

    let mut client = ada.again(work.address(0).ok_or("no server")?);
    let mut state = work.ledger.state();
    check::check(&mut client, MARK, &mut state, &mut verdict).await?;
    let given_up = client.get("/api/v1/jobs?state=failed").await?.ok()?;
    verdict.expect(given_up["data"].as_array().is_some_and(Vec::is_empty), || {
        format!("jobs were given up: {given_up}")
    });
    for server in servers.into_iter().flatten() {
        server.stop()?;
    }
    house.run(&["doctor"])?;
    Ok(verdict)
}

/// What the names of all records begin with.
const MARK: &str = "job";

/// A second data folder: files and the key are those of the first.
fn beside(house: &House, scratch: &Path) -> Result<House> {
    let other = House {
        data: scratch.join("other"),
        ..house.clone()
    };
    std::fs::create_dir(&other.data)?;
    std::os::unix::fs::symlink(house.data.join("workspaces"), other.data.join("workspaces"))?;
    std::fs::copy(house.data.join("secret.key"), other.data.join("secret.key"))?;
    Ok(other)
}

/// What the clients share.
struct Work {
    ledger: Ledger,
    /// Where the servers listen now, unless they stand still.
    addresses: Mutex<[Option<SocketAddr>; 2]>,
    /// Jobs that are still to be asked for.
    left: AtomicI64,
    /// Jobs that were asked for, whether or not somebody answered.
    asked: AtomicU64,
}

impl Work {
    fn address(&self, node: usize) -> Option<SocketAddr> {
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner)[node]
    }

    fn moved(&self, node: usize, address: Option<SocketAddr>) {
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner)[node] = address;
    }
}

/// Asks now this server, now that one for a job, as long as there are any.
async fn ask(person: Client, work: Arc<Work>, mut dice: Dice) {
    while work.left.fetch_sub(1, Relaxed) > 0 {
        let number = work.asked.fetch_add(1, Relaxed);
        let rows = if number.is_multiple_of(50) { ROWS.1 } else { ROWS.0 };
        let node = dice.below(2) as usize;
        let Some(address) = work.address(node).or(work.address(1 - node)) else {
            return;
        };
        let mut client = person.again(address);
        let prefix = format!("{MARK}{number:06}");
        let asked = writer::import_once(&mut client, &work.ledger, &prefix, rows).await;
        if asked.is_err() {
            // That server is away: another job instead, elsewhere.
            work.left.fetch_add(1, Relaxed);
            sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Writes at one server while somebody listens to the other.
async fn heard(ada: &Client, servers: &[Server; 2], dice: &mut Dice, verdict: &mut Verdict) -> Result<()> {
    let mut slowest = Duration::ZERO;
    for (writer, listener) in [(0, 1), (1, 0)] {
        let mut client = ada.again(servers[writer].address);
        let mut listener = ada.again(servers[listener].address).listen().await?;
        for n in 0..EVENTS / 2 {
            // At any moment between two looks of the other.
            sleep(Duration::from_millis(dice.below(1_000))).await;
            let body = json!({"name": format!("heard {writer} {n}")});
            let made = client.post("/api/v1/records/organization", &body).await?.ok()?;
            let answered = Instant::now();
            let told = timeout(HEARD * 10, until(&mut listener, &made["id"])).await;
            let after = answered.elapsed();
            slowest = slowest.max(after);
            verdict.expect(matches!(told, Ok(Ok(()))) && after <= HEARD, || {
                format!("the other server told of it after {} ms", after.as_millis())
            });
        }
    }
    println!(
        "the other server told of it after at most {} ms",
        slowest.as_millis()
    );
    Ok(())
}

async fn until(listener: &mut Listener, id: &serde_json::Value) -> Result<()> {
    while listener.next().await?["id"] != *id {}
    Ok(())
}
