//! Files that come with rows: pictures in contacts, files of a zip that cells name. They are put into the stage with
//! their hashes; the run stores their contents and makes a document of each at the main record of its row. One that the
//! record has already is not added again.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use kontor_definitions::Object;
use kontor_expression::Tree;
use kontor_files::kind::sniff;
use kontor_files::{Blobs, File, Hash, file, name};
use kontor_formats::{Attachment, Content, Files};
use kontor_kernel::{Error, Id, Issue, Json, JsonMap, Locale, Result, size};
use kontor_records::query::load;
use kontor_records::record::{link_id, link_targets};
use kontor_records::{Command, Op, Work, apply};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::block::{Done, Outcome};
use super::mapping::Mapping;
use super::problem::Problem;
use super::row::Row;

/// Most files of one row.
const MAX_FILES: usize = 20;
/// Most characters that are shown of a cell that brings no file.
const SHOWN: usize = 200;
/// Bytes by which it is told what a file is.
const HEAD: usize = 8 * 1024;
/// The object that carries them.
pub const DOCUMENT: &str = "document";
/// Records whose documents are looked up at once.
const LOOKED_UP: usize = 50;
/// Most documents of one such look.
const MAX_DOCUMENTS: usize = 2_000;

/// A file of a row, as the stage has it.
#[derive(Clone, PartialEq, Debug)]
pub struct Staged {
    /// The number of the row.
    pub line: u64,
    /// What it is called, harmless.
    pub name: String,
    /// What it is, by its content.
    pub kind: String,
    /// Its length.
    pub size: u64,
    /// Its hash.
    pub sha256: Hash,
    /// Where it is in the zip; otherwise the stage has its bytes.
    pub member: Option<String>,
}

/// The files of a row that can be read, each with its bytes unless it stays in the zip; the others are told.
pub fn stage(
    file: &Path,
    row: &mut Row,
    attachments: &[Attachment],
    limit: u64,
) -> Vec<(Staged, Option<Vec<u8>>)> {
    let mut staged = Vec::new();
    for (n, attachment) in attachments.iter().enumerate() {
        let read = match n < MAX_FILES {
            true => looked_at(file, attachment, limit),
            false => {
                let detail = format!("A row has at most {MAX_FILES} files.");
                Err(Issue::new("", "too_many", detail).with(json!({"max_files": MAX_FILES})))
            }
        };
        match read {
            Ok(seen) => {
                let (member, bytes) = match &attachment.content {
                    Content::Member(name) => (Some(name.clone()), None),
                    Content::Bytes(bytes) => (None, Some(bytes.clone())),
                };
                let one = Staged {
                    line: row.line,
                    kind: seen.kind(attachment),
                    name: name::sanitize(&attachment.name),
                    size: seen.size,
                    sha256: Hash(seen.hash.finalize().into()),
                    member,
                };
                staged.push((one, bytes));
            }
            Err(why) => {
                let shown = name::sanitize(&attachment.name);
                row.problems.push(left_out(row.line, &shown, why));
                if n >= MAX_FILES {
                    break;
                }
            }
        }
    }
    staged
}

/// Finds the files that cells name in another upload.
pub fn find(raw: &mut kontor_formats::Row, mapping: &Mapping, files: &Files) {
    let columns = mapping.columns.iter().zip(&raw.cells).enumerate();
    let bringing = columns.filter(|(_, (column, _))| column.brings_files());
    let found: Vec<Attachment> = bringing
        .flat_map(|(at, (_, cell))| files.named(at, cell))
        .collect();
    raw.attachments.extend(found);
}

/// Says which cells were to bring files and did not: the name is of none in the zip, the picture is only linked.
pub fn told(row: &mut Row, mapping: &Mapping, raw: &kontor_formats::Row) {
    for (at, column) in mapping.columns.iter().enumerate() {
        let Some(cell) = raw
            .cells
            .get(at)
            .filter(|cell| column.brings_files() && !cell.is_empty())
        else {
            continue;
        };
        if !raw.attachments.iter().any(|file| file.column == Some(at)) {
            let shown: String = cell.to_string().chars().take(SHOWN).collect();
            let detail = format!("No file came with it: {shown}");
            let problem = Problem::new(row.line, "file_left_out", detail)
                .with(json!({"cell": shown}))
                .at(Some(column.name.clone()), Some(format!("{DOCUMENT}.file")));
            row.problems.push(problem.warning(true));
        }
    }
}

/// A file that was gone through.
#[derive(Default)]
struct Seen {
    size: u64,
    hash: Sha256,
    head: Vec<u8>,
}

impl Seen {
    fn take(&mut self, piece: &[u8]) {
        self.size += piece.len() as u64;
        self.hash.update(piece);
        let missing = HEAD.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(&piece[..missing]);
    }

    fn kind(&self, attachment: &Attachment) -> String {
        let whole = self.size <= self.head.len() as u64;
        let declared = Some(attachment.media_type.as_str()).filter(|declared| !declared.is_empty());
        sniff(&self.head, whole, &attachment.name, declared).to_owned()
    }
}

/// Goes through a file, unless it can't be taken.
fn looked_at(file: &Path, attachment: &Attachment, limit: u64) -> std::result::Result<Seen, Issue> {
    let mut seen = Seen::default();
    match &attachment.content {
        Content::Bytes(bytes) => seen.take(bytes),
        Content::Member(member) => {
            let (_, source) =
                kontor_formats::attachment(file, member).map_err(|error| damaged(error.detail))?;
            each_piece(source.take(limit + 1), |piece| {
                seen.take(piece);
                Ok(())
            })
            .map_err(|_| damaged("The file is damaged."))?;
        }
    }
    match seen.size > limit {
        true => {
            let detail = format!("The file is larger than {}.", size::shown(limit, Locale::En));
            Err(Issue::new("", "too_long", detail).with(json!({"max_bytes": limit})))
        }
        false => Ok(seen),
    }
}

fn damaged(detail: impl Into<String>) -> Issue {
    Issue::new("", "file_broken", detail)
}

fn each_piece(mut source: impl Read, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        match source.read(&mut piece).map_err(Error::internal)? {
            0 => return Ok(()),
            count => take(&piece[..count])?,
        }
    }
}

/// A file that was left out, and why.
fn left_out(line: u64, file: &str, why: Issue) -> Problem {
    let mut params = json!({"file": file});
    if let (Json::Object(all), Json::Object(figures)) = (&mut params, why.params) {
        all.extend(figures);
    }
    Problem::new(line, "file_left_out", format!("{file}: {}", why.detail))
        .with(params)
        .at(None, Some(format!("{DOCUMENT}.file")))
        .warning(true)
}

/// Stores the content of a staged file.
pub fn store(blobs: &Blobs, file: &Path, staged: &Staged, bytes: Option<&[u8]>) -> Result<()> {
    let mut upload = blobs.upload(staged.size)?;
    match (&staged.member, bytes) {
        (Some(member), _) => {
            let (_, source) = kontor_formats::attachment(file, member)?;
            each_piece(source, |piece| upload.write(piece))?;
        }
        (None, Some(bytes)) => upload.write(bytes)?,
        (None, None) => return Err(Error::internal("a staged file without its bytes")),
    }
    let stored = upload.finish()?;
    match stored.sha256 == staged.sha256 {
        true => Ok(()),
        false => Err(Error::invalid(
            "/file",
            "changed",
            "The file of the import has changed.",
        )),
    }
}

/// Makes documents of the files of rows, at their main records. What can't be made is told as a warning.
pub fn write(
    work: &mut Work<'_>,
    main: &str,
    rows: &[Row],
    files: &HashMap<u64, Vec<Staged>>,
    outcomes: &mut [Outcome],
) -> Result<()> {
    let mut wanted: Vec<(usize, Id, &Staged)> = Vec::new();
    let mut known: Vec<Id> = Vec::new();
    for (at, (row, outcome)) in rows.iter().zip(outcomes.iter()).enumerate() {
        let Some(files) = files.get(&row.line).filter(|_| outcome.done != Done::Failed) else {
            continue;
        };
        let Some(given) = outcome.given.iter().find(|given| given.object == 0) else {
            continue;
        };
        if !given.new {
            known.push(given.id);
        }
        wanted.extend(files.iter().map(|file| (at, given.id, file)));
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let Ok(object) = work.ctx.object(DOCUMENT).cloned() else {
        for (at, _, file) in wanted {
            let why = Issue::new("", "forbidden", "you may not see documents.");
            outcomes[at]
                .problems
                .push(left_out(rows[at].line, &file.name, why));
        }
        return Ok(());
    };
    let mut taken = present(work, &object, &known)?;
    wanted.retain(|(_, id, file)| taken.insert((*id, file.sha256)));
    let all: Vec<(usize, File, Command)> = wanted
        .iter()
        .map(|(at, id, staged)| {
            let (file, command) = document(work, main, *id, staged);
            (*at, file, command)
        })
        .collect();
    let made = work.attempt(|work| make(work, &all));
    if let Err(error) = made {
        if error.code.status() >= 500 {
            return Err(error);
        }
        // One by one: what is refused is told at its row.
        for one in &all {
            let (at, file, _) = one;
            match work.attempt(|work| make(work, std::slice::from_ref(one))) {
                Ok(()) => count(&mut outcomes[*at]),
                Err(error) if error.code.status() >= 500 => return Err(error),
                Err(error) => {
                    let why = Issue::new("", error.code.as_str(), error.detail);
                    let line = rows[*at].line;
                    outcomes[*at].problems.push(left_out(line, &file.name, why));
                }
            }
        }
        return Ok(());
    }
    for (at, ..) in &all {
        count(&mut outcomes[*at]);
    }
    Ok(())
}

/// A row that brought a document has changed something.
fn count(outcome: &mut Outcome) {
    outcome.documents += 1;
    if outcome.done == Done::Skipped {
        outcome.done = Done::Updated;
    }
}

fn document(work: &Work<'_>, main: &str, record: Id, staged: &Staged) -> (File, Command) {
    let caller = &work.ctx.caller;
    let file = File {
        id: Id::generate(&caller.clock),
        name: staged.name.clone(),
        kind: staged.kind.clone(),
        size: staged.size,
        sha256: staged.sha256,
        created_at: caller.now,
        created_by: caller.actor.as_text(),
    };
    let mut values = JsonMap::new();
    values.insert("name".to_owned(), json!(staged.name));
    values.insert("file".to_owned(), json!(file.id));
    values.insert("links".to_owned(), json!([{"id": record, "object": main}]));
    let command = Command {
        object: DOCUMENT.to_owned(),
        op: Op::Create { id: None, values },
    };
    (file, command)
}

fn make(work: &mut Work<'_>, documents: &[(usize, File, Command)]) -> Result<()> {
    for (_, file, _) in documents {
        file::insert(work.tx, file)?;
    }
    let commands = documents.iter().map(|(.., command)| command.clone()).collect();
    apply(work, commands).map(drop)
}

/// Which files these records have already.
fn present(work: &mut Work<'_>, object: &Arc<Object>, records: &[Id]) -> Result<HashSet<(Id, Hash)>> {
    let mut found = HashSet::new();
    let (Some(links), Some(content)) = (object.position("links"), object.position("file")) else {
        return Ok(found);
    };
    for records in records.chunks(LOOKED_UP) {
        let linked = records
            .iter()
            .map(|record| Tree::call("in", vec![Tree::text(record.to_string()), Tree::field("links")?]));
        let linked = linked.collect::<std::result::Result<Vec<_>, _>>()?;
        let filter = Tree::call("or", linked)?;
        let documents = load::matching(work.ctx, work.tx, object, &filter, "id", MAX_DOCUMENTS)?;
        let ids: Vec<Id> = documents
            .iter()
            .filter_map(|document| link_id(&document.values[content]))
            .collect();
        let hashes: HashMap<Id, Hash> = file::get(work.tx, &ids)?
            .into_iter()
            .map(|file| (file.id, file.sha256))
            .collect();
        for document in &documents {
            let hash = link_id(&document.values[content]).and_then(|id| hashes.get(&id));
            let Some(hash) = hash else { continue };
            found.extend(
                link_targets(&document.values[links])
                    .into_iter()
                    .map(|(id, _)| (id, *hash)),
            );
        }
    }
    Ok(found)
}
