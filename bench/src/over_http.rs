//! The real server over real connections: how soon it answers after its start, how many requests it carries, and in
//! how much memory.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyper::Method;
use kontor_kernel::Result;
use kontor_proof::{Client, House};
use serde_json::json;

use crate::dataset::{self, Kind, Size, chance};
use crate::measure::{percentile, wall};
use crate::stage::wrong;
use crate::{Options, long_work, under_load};

/// How long each load lasts.
const LASTS: Duration = Duration::from_secs(5);
/// Keep-alive connections, and at what pace they ask all together (requests a second): as fast as answers come, unless said.
const LOADS: [(usize, Option<u32>); 5] = [(1, None), (8, None), (32, None), (200, None), (200, Some(1_000))];

/// Starts the server on a workspace and asks it.
pub async fn measure(
    server: &Path,
    folder: &Path,
    options: &Options,
    size: Size,
    sessions: &[String],
) -> Result<String> {
    let house = House {
        binary: server.to_owned(),
        data: folder.to_owned(),
        postgres: options.postgres.clone(),
    };
    let process = house.start().await.map_err(wrong)?;
    let client = |session: &String| Client::new(process.address, &format!("kontor={session}"));
    let everybody: Vec<Client> = sessions.iter().map(client).collect();
    let someone = everybody.first().ok_or_else(|| wrong("nobody has signed in"))?;
    let asker = Arc::new(Asker {
        someone: someone.again_here(),
        size,
    });
    let mut out = format!(
        "Start to first answer {:.2} s; memory idle {} MB; the data folder has {:.1} GB.\n\n",
        process.ready_after.as_secs_f64(),
        process.memory().map_err(wrong)?,
        on_disk(folder)? as f64 / 1e9
    );
    out.push_str(
        "| connections | 90 % reads, requests/s | reads p50 ms | p95 | p99 | writes p50 ms | p99 | CPU s per 1,000 | memory MB |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    let mut carried = 0.0_f64;
    for (connections, pace) in LOADS {
        let cpu = process.cpu().map_err(wrong)?;
        let began = wall();
        let mut tasks = Vec::new();
        for number in 0..connections {
            let rhythm = pace.map(|pace| Rhythm {
                first: Duration::from_secs(number as u64) / pace,
                then: Duration::from_secs(connections as u64) / pace,
            });
            tasks.push(tokio::spawn(asker.clone().go_on(number as u64, rhythm)));
        }
        let (mut reads, mut writes) = (Vec::new(), Vec::new());
        for task in tasks {
            let (read, written) = task.await.map_err(wrong)??;
            reads.extend(read);
            writes.extend(written);
        }
        let lasted = (wall() - began).as_secs_f64();
        let requests = reads.len() + writes.len();
        if pace.is_none() {
            carried = carried.max(requests as f64 / lasted);
        }
        reads.sort_by(f64::total_cmp);
        writes.sort_by(f64::total_cmp);
        let _ = writeln!(
            out,
            "| {connections}{} | {:.0} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.2} | {} |",
            pace.map_or(String::new(), |pace| format!(", {pace} a second")),
            requests as f64 / lasted,
            percentile(&reads, 0.5),
            percentile(&reads, 0.95),
            percentile(&reads, 0.99),
            percentile(&writes, 0.5),
            percentile(&writes, 0.99),
            (process.cpu().map_err(wrong)? - cpu) * 1000.0 / requests.max(1) as f64,
            process.memory().map_err(wrong)?
        );
    }
    out.push('\n');
    out.push_str(&under_load::measure(someone, carried).await?);
    out.push('\n');
    out.push_str(&long_work::measure(&everybody, size, !options.quick).await?);
    Ok(out)
}

/// Bytes of all files in a folder.
fn on_disk(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        let about = entry.metadata().map_err(wrong)?;
        bytes += if about.is_dir() {
            on_disk(&entry.path())?
        } else {
            about.len()
        };
    }
    Ok(bytes)
}

/// When a connection asks: from its first request on in equal steps, whether answers are late or not. What it waits is counted
/// from the moment when it should have asked.
struct Rhythm {
    first: Duration,
    then: Duration,
}

struct Asker {
    someone: Client,
    size: Size,
}

impl Asker {
    /// Asks for a while: 40 % one record, 40 % a list page, 10 % a search, 10 % an overview of the reads, which are nine
    /// in ten; answers how long reads and writes took (milliseconds).
    async fn go_on(self: Arc<Self>, number: u64, rhythm: Option<Rhythm>) -> Result<(Vec<f64>, Vec<f64>)> {
        let mut connection = self.someone.again_here();
        let (mut reads, mut writes) = (Vec::new(), Vec::new());
        let (begin, end) = (wall(), wall() + LASTS);
        let mut due = rhythm.as_ref().map(|rhythm| begin + rhythm.first);
        let mut n = number * 1_000_003;
        while due.unwrap_or_else(wall) < end {
            n += 1;
            let dice = chance(n);
            let person = dataset::id(Kind::Person, chance(n + 17) % self.size.people);
            let writes_now = dice.is_multiple_of(10);
            let began = match due {
                Some(at) => {
                    tokio::time::sleep(at.saturating_sub(wall())).await;
                    at
                }
                None => wall(),
            };
            due = due.zip(rhythm.as_ref()).map(|(at, rhythm)| at + rhythm.then);
            if writes_now {
                let note = json!({"kind": "call", "channel": "phone", "direction": "outbound", "subject": "Rückruf",
                    "participants": [{"id": person, "object": "person"}]});
                self.ask(
                    &mut connection,
                    Method::POST,
                    "/api/v1/records/interaction",
                    Some(note.to_string()),
                )
                .await?;
            } else {
                let path = match (dice / 10) % 10 {
                    0..=3 => format!("/api/v1/records/person/{person}"),
                    4..=7 => under_load::page(dice),
                    8 => {
                        let name = kontor_kernel::fold(&dataset::family_name(dice >> 8));
                        let beginning: String =
                            name.chars().filter(char::is_ascii_alphabetic).take(4).collect();
                        format!("/api/v1/search?q={beginning}")
                    }
                    _ => format!("/api/v1/records/person/{person}/overview"),
                };
                self.ask(&mut connection, Method::GET, &path, None).await?;
            }
            let took = (wall() - began).as_secs_f64() * 1e3;
            if writes_now {
                writes.push(took)
            } else {
                reads.push(took)
            }
        }
        Ok((reads, writes))
    }

    async fn ask(
        &self,
        connection: &mut Client,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<()> {
        let body = body.unwrap_or_default().into();
        let answer = connection.send(method, path, &[], body).await.map_err(wrong)?;
        answer.ok().map_err(|cause| wrong(format!("{path}: {cause}")))?;
        Ok(())
    }
}
