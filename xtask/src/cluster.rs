//! A PostgreSQL cluster for one test run: found or installed, started on a free port, always stopped.
//!
//! The cluster itself is looked after by `cluster.sh`, a process apart that watches a pipe we hold. When we
//! end, in whatever way, the pipe closes and it cleans up; so no signal needs to be caught here.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::shell::{self, Result};

/// A running cluster; dropping it stops the server and deletes its data.
pub struct Cluster {
    guard: Child,
    port: u16,
    /// The script that stops and starts it.
    control: String,
    /// By which its encrypted connections are trusted; nothing where there is no `openssl`.
    certificate: Option<String>,
}

impl Cluster {
    /// Starts a cluster, installing PostgreSQL first where that is possible and needed.
    pub fn start() -> Result<Self> {
        let programs = match find_programs() {
            Some(programs) => programs,
            None => install()?,
        };
        // Between finding a free port and listening on it somebody else may take it: then another one.
        (1..=3)
            .find_map(|_| Self::start_once(&programs).transpose())
            .unwrap_or_else(|| Err("PostgreSQL did not start; what it said stands above".into()))
    }

    /// The address of the cluster, as KONTOR_TEST_POSTGRES wants it.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The command line that stops and starts it, with `stop` or `start` behind it.
    pub fn control(&self) -> String {
        let words = as_server_user();
        let user = std::iter::once(words.get_program()).chain(words.get_args());
        let user: Vec<_> = user.map(|word| word.to_string_lossy()).collect();
        format!("{} sh {}", user.join(" "), self.control)
    }

    /// The certificate to trust, as KONTOR_TEST_POSTGRES_CA wants it.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    fn start_once(programs: &Path) -> Result<Option<Self>> {
        let port = free_port()?;
        let mut command = as_server_user();
        command
            .args(["sh", "-c", include_str!("cluster.sh"), "cluster"])
            .arg(programs)
            .arg(port.to_string());
        // A process group of its own: Ctrl-C at the terminal reaches us, not the one that cleans up.
        command
            .process_group(0)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut guard = command
            .spawn()
            .map_err(|error| format!("cannot start PostgreSQL: {error}"))?;
        let mut answer = String::new();
        let stdout = guard
            .stdout
            .take()
            .expect("its standard output was piped two lines above");
        let read = BufReader::new(stdout).read_line(&mut answer);
        let ready = answer.trim_end().strip_prefix("ready ");
        let said = ready.and_then(|said| said.split_once(' '));
        let (control, certificate) = said.unwrap_or((ready.unwrap_or_default(), ""));
        let cluster = Self {
            guard,
            port,
            control: control.to_owned(),
            certificate: (!certificate.is_empty()).then(|| certificate.to_owned()),
        };
        match read {
            Ok(_) => Ok(ready.map(|_| cluster)),
            Err(error) => Err(format!("cannot hear from PostgreSQL: {error}")),
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("xtask: cannot see whether PostgreSQL has stopped: {error}");
        }
    }
}

/// `cargo xtask postgres`: a cluster for as long as the command runs.
pub fn run_in_foreground() -> Result {
    let mut cluster = Cluster::start()?;
    println!("PostgreSQL is running; Ctrl-C stops it and deletes its data. To test against it, elsewhere:");
    println!("export KONTOR_TEST_POSTGRES={}", cluster.url());
    if let Some(certificate) = cluster.certificate() {
        println!("export KONTOR_TEST_POSTGRES_CA={certificate}");
    }
    // Not through `wait` alone: that would close the pipe, which is what stops the cluster.
    let pipe = cluster.guard.stdin.take();
    let ended = cluster.guard.wait();
    drop(pipe);
    Err(format!("PostgreSQL has ended by itself ({ended:?})"))
}

/// The folder with `initdb`, `pg_ctl` and `postgres`: the newest in Debian's place, else the one in PATH.
fn find_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let newest = versions
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .max();
    if let Some((_, folder)) = newest {
        return Some(folder);
    }
    // The one in PATH may be a link; the server stands beside what it points to.
    let initdb = shell::find_program("initdb")?.canonicalize().ok()?;
    let folder = initdb.parent()?;
    folder.join("postgres").is_file().then(|| folder.to_path_buf())
}

fn install() -> Result<PathBuf> {
    const MISSING: &str = "PostgreSQL is missing (initdb and postgres, 13 or newer)";
    if !is_root() || shell::find_program("apt-get").is_none() {
        return Err(format!("{MISSING}; on Debian: apt-get install postgresql"));
    }
    println!("{MISSING}; installing it");
    shell::run(shell::command("apt-get").args(["-qq", "update"]))?;
    let mut install = shell::command("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive").args([
        "-qq",
        "install",
        "-y",
        "--no-install-recommends",
    ]);
    shell::run(install.arg("postgresql"))?;
    find_programs().ok_or_else(|| format!("{MISSING}, even after apt-get installed it"))
}

/// PostgreSQL refuses to run as root, so root runs it as the user that its package made.
fn as_server_user() -> Command {
    if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).env_remove("TMPDIR");
        command
    } else {
        Command::new("env")
    }
}

fn is_root() -> bool {
    shell::output_of(shell::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener
        .map(|address| address.port())
        .map_err(|error| format!("no free port on 127.0.0.1: {error}"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::process::{Command, Stdio};

    /// Stands in for `initdb` and `pg_ctl`, and writes down what it is asked to do.
    const PRETENDER: &str = "#!/bin/sh\necho \"$1\" >> \"$(dirname \"$0\")/asked\"\n";

    #[test]
    fn a_cluster_is_stopped_and_deleted_although_its_owner_died_unheard() {
        let folder = std::env::temp_dir().join(format!("kontor-xtask-cluster-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("data")).unwrap();
        for program in ["initdb", "pg_ctl"] {
            let file = folder.join(program);
            std::fs::write(&file, PRETENDER).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        }

        let mut command = Command::new("sh");
        command
            .args(["-c", include_str!("cluster.sh"), "cluster"])
            .arg(&folder)
            .arg("1");
        command
            .env("TMPDIR", folder.join("data"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut guard = command.spawn().unwrap();
        // All that is left of an owner that was killed: both pipes are closed.
        drop((guard.stdin.take(), guard.stdout.take()));
        let status = guard.wait().unwrap();

        let asked = std::fs::read_to_string(folder.join("asked")).unwrap();
        let left = std::fs::read_dir(folder.join("data")).unwrap().count();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(status.success());
        assert_eq!(
            asked.lines().collect::<Vec<_>>(),
            ["--help", "-D", "start", "stop"]
        );
        assert_eq!(left, 0);
    }
}
