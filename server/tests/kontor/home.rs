//! A data folder with its database, the binary that works on it, and a server that is ended with the test.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tempfile::TempDir;

use crate::http::{Answer, request};

/// How long a command may take, on a machine that is busy with other tests. One that hangs is ended, with its words.
const PATIENCE: Duration = Duration::from_secs(400);

/// The password of everybody here.
pub const PASSWORD: &str = "correct horse battery";

/// Tells a story once for each database.
pub fn on_each(story: impl Fn(&Home)) {
    story(&Home::new(None));
    if let Ok(server) = std::env::var("KONTOR_TEST_POSTGRES") {
        story(&Home::new(Some(Postgres::create(server))));
    }
}

/// A machine with one data folder.
pub struct Home {
    folder: TempDir,
    /// Variables of its environment.
    pub environment: Vec<(&'static str, String)>,
    postgres: Option<Postgres>,
}

/// What a command answered.
#[derive(Debug)]
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Done {
    /// It succeeded: what it printed, without the last line end.
    pub fn out(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out.trim_end().to_owned()
    }

    /// It succeeded and had something to note beside: both.
    pub fn noted(self) -> (String, String) {
        assert_eq!(self.code, 0, "{}", self.err);
        let note = self.err.strip_prefix("kontor: ").unwrap();
        (self.out.trim_end().to_owned(), note.trim_end().to_owned())
    }

    /// It succeeded: what the API said.
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.out()).unwrap()
    }

    /// It failed with one line.
    pub fn refusal(self) -> String {
        assert_eq!((self.code, self.out.as_str()), (1, ""), "{}", self.err);
        let line = self.err.strip_prefix("kontor: ").unwrap();
        assert_eq!(line.lines().count(), 1, "{line}");
        line.trim_end().to_owned()
    }
}

impl Home {
    pub fn new(postgres: Option<Postgres>) -> Home {
        Home {
            folder: tempfile::tempdir().unwrap(),
            environment: Vec::new(),
            postgres,
        }
    }

    /// Another machine that works on the same PostgreSQL database and with the same files; none on SQLite.
    pub fn beside(&self) -> Option<Home> {
        let url = self.postgres.as_ref()?.url.clone();
        let mut other = Home::new(None);
        other.environment.push(("KONTOR_DATABASE", url));
        let (here, there) = (self.data(), other.data());
        std::fs::create_dir(&there).unwrap();
        std::os::unix::fs::symlink(here.join("workspaces"), there.join("workspaces")).unwrap();
        std::fs::copy(here.join("secret.key"), there.join("secret.key")).unwrap();
        Some(other)
    }

    /// The data folder.
    pub fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kontor"));
        command
            .args(arguments)
            .env_clear()
            .env("KONTOR_DATA", self.data())
            .current_dir(&self.folder);
        if let Some(postgres) = &self.postgres {
            command.env("KONTOR_DATABASE", &postgres.url);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end.
    pub fn kontor(&self, arguments: &[&str]) -> Done {
        self.kontor_with(arguments, "")
    }

    /// The same with something on standard input.
    pub fn kontor_with(&self, arguments: &[&str], input: &str) -> Done {
        let mut command = self.command(arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that asks for no input may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let process = child.id();
        let (ended, is_ended) = channel::<()>();
        let watch = std::thread::spawn(move || {
            if is_ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                signal(process, "KILL");
            }
        });
        let output = child.wait_with_output().unwrap();
        drop(ended);
        watch.join().unwrap();
        let (out, err) = (
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        );
        let Some(code) = output.status.code() else {
            panic!("{arguments:?} did not end by itself: {out}{err}");
        };
        Done { code, out, err }
    }

    /// Adds Ann, who administrates.
    pub fn add_ann(&self) {
        let add = [
            "user",
            "add",
            "ann@example.org",
            "--name",
            "Ann",
            "--role",
            "administrator",
            "--password-stdin",
        ];
        assert_eq!(self.kontor_with(&add, PASSWORD).out(), "Added.");
    }

    /// An API key of Ann.
    pub fn key_of_ann(&self) -> String {
        let create = ["token", "create", "--user", "ann@example.org", "--name", "test"];
        self.kontor(&create).out()
    }

    /// Starts a server on a free port and waits until it serves.
    pub fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// The same with further flags.
    pub fn serve_with(&self, flags: &[&str]) -> Server {
        self.serve_at("127.0.0.1:0", flags)
    }

    /// The same at another address.
    pub fn serve_at(&self, listen: &str, flags: &[&str]) -> Server {
        let arguments = [&["serve", "--listen", listen, "--json"], flags].concat();
        let mut child = self
            .command(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut out, err) = (
            BufReader::new(child.stdout.take().unwrap()),
            child.stderr.take().unwrap(),
        );
        let mut text = String::new();
        while out.read_line(&mut text).unwrap() > 0 && !text.ends_with("}\n") {}
        let Ok(said) = serde_json::from_str::<serde_json::Value>(&text) else {
            let mut words = String::new();
            BufReader::new(err).read_to_string(&mut words).unwrap();
            panic!("the server did not start: {words}");
        };
        let server = Server {
            child,
            _out: out,
            log: Some(std::thread::spawn(move || {
                let (mut err, mut log) = (err, String::new());
                err.read_to_string(&mut log).unwrap();
                log
            })),
            address: said["address"].as_str().unwrap().to_owned(),
            setup: said["setup"].as_str().map(str::to_owned),
        };
        assert_eq!(server.get("/healthz").status, 200);
        server
    }
}

/// A running server.
pub struct Server {
    child: Child,
    _out: BufReader<ChildStdout>,
    /// Reads along all the time: a server whose log nobody takes stands still once the pipe is full.
    log: Option<JoinHandle<String>>,
    pub address: String,
    pub setup: Option<String>,
}

impl Server {
    /// Sends it a signal by name and waits for its end: exit code, and its log.
    pub fn end(mut self, signal: &str) -> (Option<i32>, String) {
        self.signal(signal);
        let log = self.log.take().unwrap().join().unwrap();
        (self.child.wait().unwrap().code(), log)
    }

    pub fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Host and port.
    pub fn host(&self) -> &str {
        self.address.strip_prefix("http://").unwrap()
    }

    pub fn get(&self, path: &str) -> Answer {
        request(self.host(), "GET", path, &[], None)
    }

    pub fn get_as(&self, key: &str, path: &str) -> Answer {
        request(
            self.host(),
            "GET",
            path,
            &[("Authorization", &format!("Bearer {key}"))],
            None,
        )
    }

    pub fn post(&self, path: &str, body: serde_json::Value) -> Answer {
        request(self.host(), "POST", path, &[], Some(body))
    }

    /// Signs in and answers the status.
    pub fn sign_in(&self, email: &str, password: &str) -> u16 {
        self.post(
            "/api/v1/session",
            serde_json::json!({"email": email, "password": password}),
        )
        .status
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a process a signal by name.
fn signal(process: u32, name: &str) {
    let sent = Command::new("kill")
        .args(["-s", name, &process.to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// A database of its own on the PostgreSQL server of the tests.
pub struct Postgres {
    server: String,
    name: String,
    url: String,
}

impl Postgres {
    fn create(server: String) -> Postgres {
        let random = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_nanos();
        let name = format!("kontor_test_{}_{random}", std::process::id());
        run(&server, &format!("CREATE DATABASE {name}"));
        let (path, query) = server
            .split_once('?')
            .map_or((server.as_str(), None), |(path, query)| (path, Some(query)));
        let (base, _) = path.rsplit_once('/').unwrap();
        let url = match query {
            Some(query) => format!("{base}/{name}?{query}"),
            None => format!("{base}/{name}"),
        };
        Postgres { server, name, url }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        run(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

fn run(server: &str, statement: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        client.batch_execute(statement).await.unwrap();
    });
}

/// The permissions of a file.
pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().unwrap().permissions().mode() & 0o777
}
