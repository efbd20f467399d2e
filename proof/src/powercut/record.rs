//! Recording what the server asks of its disk, and when it answers, in the order in which it happens (strace).

use std::collections::HashMap;
use std::fs::{File, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::JoinHandle;

use kontor_proof::{House, Result};
use serde_json::Value;

use super::disk::{Disk, Entry, Op};
use super::trace::{self, Call, Line};

/// The calls that change files or their names, make them last, or answer.
const CALLS: &str = "open,openat,creat,write,writev,pwrite64,pwritev,fsync,fdatasync,ftruncate,fallocate,rename,\
                     renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,sendto,copy_file_range";
/// What no start after a power cut reads: locks, and what is made anew from the log.
const PASSING: [&str; 3] = ["-shm", "kontor.lock", "kontor.sock"];

/// Whether anything can be recorded here.
pub fn possible() -> Result<(), String> {
    let mut command = Command::new("strace");
    command.args(["-o", "/dev/null", "true"]).stdin(Stdio::null());
    match command.output() {
        Err(error) => Err(format!("no strace ({error}); on Debian: apt-get install strace")),
        Ok(done) if done.status.success() => Ok(()),
        Ok(done) => Err(format!(
            "strace: {}",
            String::from_utf8_lossy(&done.stderr).trim()
        )),
    }
}

/// A recording under way.
pub struct Recording {
    house: House,
    reader: JoinHandle<Result<Disk>>,
}

/// Begins with the data folder as it is.
pub fn begin(house: &House, scratch: &Path) -> Result<Recording> {
    let pipe = scratch.join("trace");
    if !Command::new("mkfifo").arg(&pipe).status()?.success() {
        return Err("mkfifo has failed".into());
    }
    // The server stays our child, whom signals reach; the one who watches it is its grandchild.
    let wrapper = scratch.join("recorded");
    let (log, binary) = (pipe.display(), house.binary.display());
    let text = format!(
        "#!/bin/sh\nexec strace -D -f -y -xx -s 4194304 --seccomp-bpf -e trace={CALLS} -o '{log}' '{binary}' \"$@\"\n"
    );
    std::fs::write(&wrapper, text)?;
    std::fs::set_permissions(&wrapper, Permissions::from_mode(0o755))?;
    let mut recorder = Recorder {
        disk: Disk::read(&house.data)?,
        root: house.data.clone(),
        positions: HashMap::new(),
    };
    let reader = std::thread::spawn(move || {
        recorder.listen(BufReader::new(File::open(pipe)?))?;
        Ok(recorder.disk)
    });
    let house = House {
        binary: wrapper,
        ..house.clone()
    };
    Ok(Recording { house, reader })
}

impl Recording {
    /// The house whose server is recorded.
    pub fn house(&self) -> &House {
        &self.house
    }

    /// All of it, after the server has ended.
    pub fn end(self) -> Result<Disk> {
        self.reader.join().map_err(|_| "the recording broke off")?
    }
}

struct Recorder {
    disk: Disk,
    root: PathBuf,
    /// Where the next plain `write` to a file goes.
    positions: HashMap<PathBuf, u64>,
}

impl Recorder {
    fn listen(&mut self, log: impl BufRead) -> Result<()> {
        // Calls that have not ended yet, and how much had happened when they began.
        let mut begun: HashMap<u32, (String, usize)> = HashMap::new();
        for text in log.lines() {
            let text = text?;
            match trace::line(&text) {
                Some((process, Line::Begun(call, ended))) => {
                    self.begins(&call);
                    match ended {
                        Some(true) => self.ended(&call, self.disk.ops.len())?,
                        Some(false) => {}
                        None => {
                            begun.insert(process, (text, self.disk.ops.len()));
                        }
                    }
                }
                Some((process, Line::Ended)) => {
                    let first = begun.remove(&process);
                    if let Some((text, at)) = &first
                        && let Some((_, Line::Begun(call, _))) = trace::line(text)
                    {
                        self.ended(&call, *at)?;
                    }
                }
                Some((process, Line::Failed)) => {
                    begun.remove(&process);
                }
                None => {}
            }
        }
        Ok(())
    }

    /// What may reach the disk, or the client, from the beginning of a call on.
    fn begins(&mut self, call: &Call<'_>) {
        match call.name {
            "pwrite64" | "write" => {
                let Some((path, entry)) = call.file().and_then(|path| self.known(&path)) else {
                    return self.answers(call);
                };
                let (Entry::File(file), Some(data)) = (entry, call.texts().next()) else {
                    return;
                };
                let at = match call.name {
                    "pwrite64" => call.last_number().unwrap_or_default(),
                    _ => {
                        let position = self.positions.entry(path).or_default();
                        let at = *position;
                        *position += data.len() as u64;
                        at
                    }
                };
                self.disk.ops.push(Op::Write { file, at, data });
            }
            "sendto" | "writev" => self.answers(call),
            _ => {}
        }
    }

    /// A good answer of the server to a request.
    fn answers(&mut self, call: &Call<'_>) {
        let text: Vec<u8> = call.texts().flatten().collect();
        let Some(rest) = text.strip_prefix(b"HTTP/1.1 2") else {
            return;
        };
        let end = rest.windows(4).position(|window| window == b"\r\n\r\n");
        let body = end.and_then(|end| serde_json::from_slice::<Value>(&rest[end + 4..]).ok());
        self.disk.ops.extend(body.map(Op::Answer));
    }

    /// What has happened when a call has succeeded that began when `before` had happened.
    fn ended(&mut self, call: &Call<'_>, before: usize) -> Result<()> {
        let file = call.file().and_then(|path| self.known(&path));
        match call.name {
            "fsync" | "fdatasync" => {
                if let Some((path, entry)) = file {
                    self.disk.ops.push(match entry {
                        Entry::File(file) => Op::Sync { file, before },
                        Entry::Folder => Op::SyncFolder { path, before },
                    });
                }
            }
            "ftruncate" => {
                if let (Some((_, Entry::File(file))), Some(length)) = (file, call.last_number()) {
                    self.disk.ops.push(Op::Length { file, length });
                }
            }
            "open" | "openat" if call.has("O_CREAT") => {
                let Some(path) = call.paths().next().and_then(|path| self.inside(&path)) else {
                    return Ok(());
                };
                self.positions.remove(&path);
                match self.disk.names.get(&path) {
                    None => {
                        let made = self.disk.new_file();
                        self.disk.rename(vec![(path, Some(made))]);
                    }
                    Some(Entry::File(file)) if call.has("O_TRUNC") => {
                        let file = *file;
                        self.disk.ops.push(Op::Length { file, length: 0 });
                    }
                    Some(_) => {}
                }
            }
            "mkdir" | "mkdirat" => {
                let made = call.paths().next().and_then(|path| self.inside(&path));
                self.disk
                    .rename(made.map(|path| (path, Some(Entry::Folder))).into_iter().collect());
            }
            "unlink" | "unlinkat" | "rmdir" => {
                let gone = call.paths().next().and_then(|path| self.inside(&path));
                self.disk
                    .rename(gone.map(|path| (path, None)).into_iter().collect());
            }
            "rename" | "renameat" | "renameat2" => {
                let paths: Vec<_> = call.paths().filter_map(|path| self.inside(&path)).collect();
                if let [from, to] = &paths[..] {
                    let moved = self.disk.names.get(from).copied();
                    self.disk.rename(vec![(from.clone(), None), (to.clone(), moved)]);
                }
            }
            // Would have to be understood before it could be believed.
            "creat" | "pwritev" | "fallocate" | "link" | "linkat" | "copy_file_range"
                if file.is_some() || call.paths().any(|path| self.inside(&path).is_some()) =>
            {
                return Err(format!("the server uses {}, which is not recorded", call.name).into());
            }
            _ => {}
        }
        Ok(())
    }

    /// The file or folder at a path of the data folder.
    fn known(&self, path: &Path) -> Option<(PathBuf, Entry)> {
        let path = self.inside(path)?;
        let entry = *self.disk.names.get(&path)?;
        Some((path, entry))
    }

    /// A path, seen from the data folder.
    fn inside(&self, path: &Path) -> Option<PathBuf> {
        let inside = path.strip_prefix(&self.root).ok()?;
        let passing = PASSING
            .iter()
            .any(|end| inside.as_os_str().to_string_lossy().ends_with(end));
        (!passing).then(|| inside.to_owned())
    }
}
