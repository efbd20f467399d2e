//! The real server over real connections: how soon it answers after its start, how many requests it carries, and in
//! how much memory.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use kontor_kernel::Result;
use serde_json::json;
use tokio::net::TcpStream;

use crate::dataset::{self, Kind, Size, chance};
use crate::measure::{percentile, wall};
use crate::stage::wrong;

/// How long each load lasts.
const LASTS: Duration = Duration::from_secs(5);
/// Keep-alive connections.
const CONNECTIONS: [usize; 4] = [1, 8, 32, 200];

/// Starts the server on a workspace and asks it.
pub async fn measure(
    server: &Path,
    folder: &Path,
    postgres: Option<&str>,
    size: Size,
    session: &str,
) -> Result<String> {
    let address = free_address()?;
    let started = wall();
    let process = Running(start(server, folder, postgres, address)?);
    let asker = Arc::new(Asker {
        address,
        cookie: format!("kontor={session}"),
        size,
    });
    let first = loop {
        if let Ok(mut connection) = connect(address).await
            && asker
                .ask(&mut connection, Method::GET, "/readyz", None)
                .await
                .is_ok()
        {
            break wall() - started;
        }
        if wall() - started > Duration::from_secs(60) {
            return Err(wrong("the server does not start"));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    let mut out = format!(
        "Start to first answer {:.2} s; memory idle {} MB.\n\n",
        first.as_secs_f64(),
        process.memory()?
    );
    out.push_str(
        "| connections | 90 % reads, requests/s | reads p50 ms | p95 | p99 | writes p50 ms | p99 | CPU s per 1,000 | memory MB |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for connections in CONNECTIONS {
        let cpu = process.cpu()?;
        let began = wall();
        let mut tasks = Vec::new();
        for number in 0..connections {
            tasks.push(tokio::spawn(asker.clone().go_on(number as u64)));
        }
        let (mut reads, mut writes) = (Vec::new(), Vec::new());
        for task in tasks {
            let (read, written) = task.await.map_err(wrong)??;
            reads.extend(read);
            writes.extend(written);
        }
        let lasted = (wall() - began).as_secs_f64();
        let requests = reads.len() + writes.len();
        reads.sort_by(f64::total_cmp);
        writes.sort_by(f64::total_cmp);
        let _ = writeln!(
            out,
            "| {connections} | {:.0} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.2} | {} |",
            requests as f64 / lasted,
            percentile(&reads, 0.5),
            percentile(&reads, 0.95),
            percentile(&reads, 0.99),
            percentile(&writes, 0.5),
            percentile(&writes, 0.99),
            (process.cpu()? - cpu) * 1000.0 / requests.max(1) as f64,
            process.memory()?
        );
    }
    Ok(out)
}

struct Asker {
    address: SocketAddr,
    cookie: String,
    size: Size,
}

impl Asker {
    /// Asks for a while: 40 % one record, 40 % a list page, 10 % a search, 10 % an overview of the reads, which are nine
    /// in ten; answers how long reads and writes took (milliseconds).
    async fn go_on(self: Arc<Self>, number: u64) -> Result<(Vec<f64>, Vec<f64>)> {
        let mut connection = connect(self.address).await?;
        let (mut reads, mut writes) = (Vec::new(), Vec::new());
        let end = wall() + LASTS;
        let mut n = number * 1_000_003;
        while wall() < end {
            n += 1;
            let dice = chance(n);
            let person = dataset::id(Kind::Person, chance(n + 17) % self.size.people);
            let writes_now = dice.is_multiple_of(10);
            let began = wall();
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
                    4..=7 => format!(
                        "/api/v1/records/person?limit=50&sort=family_name&filter=family_name%20%3E%3D%20%22{}%22%20%26%26%20birth_date%20%3E%3D%20date(%221960-01-01%22)",
                        (b'a' + (dice / 100 % 26) as u8) as char
                    ),
                    8 => {
                        let name = kontor_kernel::fold(&dataset::family_name(dice));
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
        connection: &mut SendRequest<Full<Bytes>>,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<()> {
        let host = self.address.to_string();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("Host", &host)
            .header("Origin", format!("http://{host}"))
            .header("Cookie", &self.cookie)
            .header("Content-Type", "application/json")
            .body(Full::new(Bytes::from(body.unwrap_or_default())))
            .map_err(wrong)?;
        connection.ready().await.map_err(wrong)?;
        let answer = connection.send_request(request).await.map_err(wrong)?;
        let status = answer.status();
        let text = answer.into_body().collect().await.map_err(wrong)?.to_bytes();
        if !status.is_success() {
            return Err(wrong(format!(
                "{path}: {status} {}",
                String::from_utf8_lossy(&text)
            )));
        }
        Ok(())
    }
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await.map_err(wrong)?;
    stream.set_nodelay(true).map_err(wrong)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(wrong)?;
    tokio::spawn(connection);
    Ok(sender)
}

fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(wrong)?;
    listener.local_addr().map_err(wrong)
}

fn start(server: &Path, folder: &Path, postgres: Option<&str>, address: SocketAddr) -> Result<Child> {
    let mut command = Command::new(server);
    command.arg("serve").arg("--data").arg(folder);
    command
        .arg("--listen")
        .arg(address.to_string())
        .args(["--log", "error"]);
    if let Some(url) = postgres {
        command.arg("--database").arg(url);
    }
    command.stdout(Stdio::null()).spawn().map_err(wrong)
}

/// The server, until this is dropped.
struct Running(Child);

impl Running {
    /// Its resident memory in MB.
    fn memory(&self) -> Result<u64> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        Ok(kilobytes.unwrap_or_default() / 1024)
    }

    /// The CPU time it has taken, in seconds.
    fn cpu(&self) -> Result<f64> {
        let stat = self.proc("stat")?;
        // The name in brackets may hold anything, so what counts comes after it: user and system time are 14 and 15.
        let fields = stat
            .rsplit_once(')')
            .map_or("", |(_, rest)| rest)
            .split_whitespace();
        let ticks: u64 = fields
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<u64>().ok())
            .sum();
        Ok(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
    }

    fn proc(&self, file: &str) -> Result<String> {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.0.id())).map_err(wrong)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
