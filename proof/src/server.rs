//! The real server as a process: started on a data folder, killed, looked at from outside.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::{Client, Result};

/// A server that does not answer after this time has failed to start.
const START: Duration = Duration::from_secs(60);
/// The address and the password of who administrates.
const WHO: (&str, &str) = ("ada@example.org", "correct horse battery");

/// A binary, a data folder and a database.
#[derive(Clone, Debug)]
pub struct House {
    /// The binary `kontor`.
    pub binary: PathBuf,
    /// The data folder.
    pub data: PathBuf,
    /// The URL of the PostgreSQL database; SQLite without.
    pub postgres: Option<String>,
}

impl House {
    /// A command on this house.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .args(arguments)
            .env("KONTOR_DATA", &self.data)
            .stdin(Stdio::null());
        if let Some(url) = &self.postgres {
            command.env("KONTOR_DATABASE", url);
        }
        command
    }

    /// Runs a command to its end; an error where it fails.
    pub fn run(&self, arguments: &[&str]) -> Result<Output> {
        let done = self.command(arguments).output()?;
        if done.status.success() {
            return Ok(done);
        }
        let said = String::from_utf8_lossy(&done.stderr);
        Err(format!("kontor {}: {} {said}", arguments.join(" "), done.status).into())
    }

    /// Adds the administrator of [`House::sign_in`], which ends set-up.
    pub fn add_administrator(&self) -> Result<()> {
        let add = [
            "user",
            "add",
            WHO.0,
            "--name",
            "Ada",
            "--role",
            "administrator",
            "--password-stdin",
        ];
        let mut child = self
            .command(&add)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(WHO.1.as_bytes())?;
        }
        if child.wait()?.success() {
            Ok(())
        } else {
            Err("no administrator could be added".into())
        }
    }

    /// Who administrates, as signing in wants it.
    pub fn administrator() -> serde_json::Value {
        serde_json::json!({"email": WHO.0, "password": WHO.1})
    }

    /// Signs the administrator in.
    pub async fn sign_in(&self, server: &Server) -> Result<Client> {
        Client::sign_in(server.address, WHO.0, WHO.1).await
    }

    /// Starts the server on a free port and waits until it is ready.
    pub async fn start(&self) -> Result<Server> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let started = Instant::now();
        let listen = address.to_string();
        let child = self
            .command(&["serve", "--listen", &listen, "--log", "error"])
            .stdout(Stdio::null())
            .spawn()?;
        let mut server = Server {
            child,
            address,
            ready_after: Duration::ZERO,
        };
        let mut nobody = Client::new(address, "");
        loop {
            if let Ok(answer) = nobody.get("/readyz").await
                && answer.status.is_success()
            {
                server.ready_after = started.elapsed();
                return Ok(server);
            }
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("the server has ended by itself: {status}").into());
            }
            if started.elapsed() > START {
                return Err("the server does not start".into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

/// A running server, until this is dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// How long it took from its start to its first answer.
    pub ready_after: Duration,
}

impl Server {
    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        let process = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        Ok(kill_process(process.ok_or("no process")?, signal)?)
    }

    /// Ends it as a power cut of the process would: it can do nothing any more.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Ends it as an administrator does.
    pub fn stop(mut self) -> Result<()> {
        self.signal(Signal::TERM)?;
        self.child.wait()?;
        Ok(())
    }

    /// Its resident memory in MB.
    pub fn memory(&self) -> Result<u64> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        Ok(kilobytes.unwrap_or_default() / 1024)
    }

    /// The CPU time it has taken, in seconds.
    pub fn cpu(&self) -> Result<f64> {
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
        Ok(std::fs::read_to_string(
            Path::new("/proc").join(self.child.id().to_string()).join(file),
        )?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
