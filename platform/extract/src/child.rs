//! The process that extracts: this very program, called with a hidden command, with limits on memory and time.
//!
//! The parent writes the document to its standard input and reads the text from its standard output; how it went is the
//! exit code. Whatever happens to the child, the parent learns it and goes on: nothing is tried again.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rlimit::{Resource, setrlimit};

use crate::{MOST_CONTENT, MOST_TEXT, Refusal, text};

/// The command that the binary answers to.
pub const COMMAND: &str = "extract-text";
/// How long the child may take.
pub const TIME: Duration = Duration::from_secs(30);
/// Bytes of memory the child may have.
pub const MEMORY: u64 = 512 << 20;
/// Exit codes of refusals begin here.
const REFUSED: u8 = 40;

/// How an extraction ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ended {
    /// With text, perhaps none at all.
    Text(String),
    /// The document has none for us.
    Refused(Refusal),
    /// It took too long.
    TooLong,
    /// The child died: of too little memory, or of an error in reading the document.
    Died(String),
}

/// How to call the child.
#[derive(Clone, Debug)]
pub struct Child {
    /// The program.
    pub program: PathBuf,
    /// How long it may take.
    pub time: Duration,
    /// Bytes of memory it may have.
    pub memory: u64,
}

impl Child {
    /// The running program itself.
    pub fn of_this_program() -> io::Result<Child> {
        Ok(Child {
            program: std::env::current_exe()?,
            time: TIME,
            memory: MEMORY,
        })
    }

    /// Extracts, and waits for the end of it.
    pub fn extract(&self, kind: &str, mut content: impl Read + Send + 'static) -> io::Result<Ended> {
        let arguments = [
            COMMAND.into(),
            "--type".into(),
            OsString::from(kind),
            "--memory".into(),
            self.memory.to_string().into(),
        ];
        let mut child = Command::new(&self.program)
            .args(arguments)
            .env_clear()
            .env(RESERVE.0, RESERVE.1)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        thread::spawn(move || {
            // It may end before it has read everything; that is its affair.
            if let Some(mut stdin) = stdin {
                let _ = io::copy(&mut content, &mut stdin);
            }
        });
        let (done, result) = mpsc::channel();
        thread::spawn(move || {
            let mut text = Vec::new();
            let most = MOST_TEXT as u64 + 1;
            let read = stdout.map(|stdout| stdout.take(most).read_to_end(&mut text));
            let _ = done.send((read, text));
        });
        let Ok((_, text)) = result.recv_timeout(self.time) else {
            child.kill()?;
            child.wait()?;
            return Ok(Ended::TooLong);
        };
        let status = child.wait()?;
        Ok(match status.code() {
            Some(0) => Ended::Text(String::from_utf8_lossy(&text).into_owned()),
            Some(code) => match Refusal::ALL
                .iter()
                .find(|refusal| i32::from(exit(**refusal)) == code)
            {
                Some(refusal) => Ended::Refused(*refusal),
                None => Ended::Died(status.to_string()),
            },
            None => Ended::Died(status.to_string()),
        })
    }
}

fn exit(refusal: Refusal) -> u8 {
    REFUSED
        + Refusal::ALL
            .iter()
            .position(|other| *other == refusal)
            .unwrap_or_default() as u8
}

/// Has the program's allocator take no more from the system than it needs: by default it begins with a reserve of a
/// gigabyte, before the child can limit itself, and a limit does not take anything away.
const RESERVE: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "0");

/// What the child does: limits itself, reads a document from its standard input, and writes its text.
pub fn run(kind: &str, memory: u64) -> ExitCode {
    let seconds = TIME.as_secs();
    let limits = [
        (Resource::AS, memory.saturating_mul(2)),
        (Resource::DATA, memory),
        (Resource::CPU, seconds),
        (Resource::CORE, 0),
        (Resource::FSIZE, 0),
        (Resource::NOFILE, 16),
    ];
    for (resource, limit) in limits {
        // Where a limit is not known the others hold, and the parent's clock does.
        let _ = setrlimit(resource, limit, limit);
    }
    let mut content = Vec::new();
    let most = MOST_CONTENT as u64 + 1;
    let read = io::stdin().take(most).read_to_end(&mut content);
    let outcome = match read {
        Ok(_) => text(kind, &content),
        // There is not memory enough.
        Err(_) => Err(Refusal::TooLarge),
    };
    match outcome {
        Ok(text) => match io::stdout()
            .write_all(text.as_bytes())
            .and_then(|()| io::stdout().flush())
        {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(refusal) => ExitCode::from(exit(refusal)),
    }
}
