//! The step `api`: Schemathesis reads the description of the API and sends what it allows, and what it does not, to a
//! running server on SQLite and to one on PostgreSQL. No answer may be a fault, and none may be one that the description does not know or of another shape than it
//! says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::cluster::Cluster;
use crate::shell::{self, Result};
use crate::tools;

const EMAIL: &str = "ada@example.com";
const PASSWORD: &str = "correct horse battery";
/// What would end the session that all requests are made in.
const LEFT_OUT: [&str; 2] = ["sign_out", "end_session"];
/// How much is sent on a database; the seed is fixed, so that a failure comes again.
struct Form {
    phases: &'static str,
    /// Examples for each operation.
    examples: &'static str,
}

const WHOLE: Form = Form {
    phases: "examples,coverage,fuzzing",
    examples: "12",
};
/// Most of what the API makes of a request is the same on both databases: the second one gets less.
const SHORT: Form = Form {
    phases: "examples,fuzzing",
    examples: "2",
};

/// Builds the server, and sends everything to it on each database.
pub fn run() -> Result {
    let schemathesis = tools::schemathesis()?;
    shell::build_as_for_tests()?;
    println!("on SQLite");
    send_everything(&schemathesis, &House::new(None), &WHOLE)?;
    println!("on PostgreSQL");
    let cluster = Cluster::start()?;
    send_everything(&schemathesis, &House::new(Some(cluster.url())), &SHORT)
}

/// A data folder, and the database where it is not in there.
struct House {
    data: PathBuf,
    postgres: Option<String>,
}

impl House {
    fn new(postgres: Option<String>) -> House {
        House {
            data: shell::target().join("api-fuzz"),
            postgres,
        }
    }

    fn kontor(&self) -> Command {
        let program: PathBuf = std::env::var_os("CARGO_TARGET_DIR").map_or_else(shell::target, PathBuf::from);
        let mut command = shell::command(program.join("debug/kontor"));
        command.arg("--data").arg(&self.data);
        if let Some(url) = &self.postgres {
            command.env("KONTOR_DATABASE", url);
        }
        command
    }
}

/// Starts a server with an empty data folder.
fn send_everything(schemathesis: &Path, house: &House, form: &Form) -> Result {
    let data = &house.data;
    if data.exists() {
        std::fs::remove_dir_all(data)
            .map_err(|error| format!("cannot remove {}: {error}", data.display()))?;
    }
    let server = Server::start(house)?;
    add_administrator(house)?;
    let cookie = server.sign_in()?;
    let origin = format!("http://{}", server.address);
    let mut run = shell::command(schemathesis);
    run.env("SCHEMATHESIS_HOOKS", shell::root().join("xtask/src/api_fuzz.py"));
    run.arg("run")
        .arg(format!("{origin}/api/v1/openapi.json"))
        .args([
            "--header",
            &format!("Cookie: {cookie}"),
            "--header",
            &format!("Origin: {origin}"),
        ])
        .args([
            "--phases",
            form.phases,
            "--max-examples",
            form.examples,
            "--seed",
            "1",
        ])
        .args([
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ])
        .args(["--continue-on-failure", "--warnings", "off", "--no-color"]);
    for operation in LEFT_OUT {
        run.args(["--exclude-operation-id", operation]);
    }
    shell::run(&mut run)
}

/// A server that ends with this value.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(house: &House) -> Result<Server> {
        let mut command = house.kontor();
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .env("KONTOR_LOG", "error");
        let mut process = command
            .spawn()
            .map_err(|error| format!("cannot start kontor: {error}"))?;
        let output = process.stdout.take().ok_or("kontor has no output")?;
        let mut first = String::new();
        let mut lines = BufReader::new(output);
        lines
            .read_line(&mut first)
            .map_err(|error| format!("kontor says nothing: {error}"))?;
        // The rest is read and thrown away, so that the server never waits for a reader.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        let address = first.split("http://").nth(1).map(|rest| rest.trim().to_string());
        match address {
            Some(address) => Ok(Server { process, address }),
            None => {
                let _ = process.kill();
                Err(format!("kontor did not start: {first}"))
            }
        }
    }

    /// The session cookie of the administrator.
    fn sign_in(&self) -> Result<String> {
        let body = format!("{{\"email\": \"{EMAIL}\", \"password\": \"{PASSWORD}\"}}");
        let request = format!(
            "POST /api/v1/session HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nContent-Type: application/json\r\n\
             Content-Length: {1}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let failed = |error: std::io::Error| format!("cannot sign in: {error}");
        let mut stream = TcpStream::connect(&self.address).map_err(failed)?;
        stream.write_all(request.as_bytes()).map_err(failed)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(failed)?;
        let cookie = answer.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("set-cookie")
                .then(|| value.split(';').next().unwrap_or_default().to_string())
        });
        cookie.ok_or_else(|| format!("no cookie in {answer}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn add_administrator(house: &House) -> Result {
    let mut command = house.kontor();
    command.args([
        "user",
        "add",
        EMAIL,
        "--name",
        "Ada",
        "--role",
        "administrator",
        "--password-stdin",
    ]);
    let mut process = command
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start kontor: {error}"))?;
    let mut input = process.stdin.take().ok_or("kontor takes no input")?;
    writeln!(input, "{PASSWORD}").map_err(|error| format!("kontor takes no password: {error}"))?;
    drop(input);
    let status = process.wait().map_err(|error| format!("kontor: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("the administrator could not be added".to_string())
    }
}
