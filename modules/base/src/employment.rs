//! A person's main employer is a shortcut of a relation of kind employment; what is here keeps both in step.
//!
//! - Setting the employer makes the relation; setting another one moves it; clearing it ends the relation today.
//! - An employment that is made for a person without employer sets it; one that ends, is moved or goes to the trash
//!   takes it along, unless another one at the same organisation goes on.
//!
//! Both sides only write what differs, so that they never chase each other. They write as Kontor itself: whoever may
//! change the one side changes the other with it.

use std::collections::HashMap;

use kontor_expression::Tree;
use kontor_kernel::{Date, Id, Result};
use kontor_records::query::load;
use kontor_records::{Behavior, Change, ChangeKind, Command, Record, Work, apply};
use serde_json::json;

use crate::rule::{links_to, values};
use crate::{organization, party_relation, person};

/// Most relations that are looked up at once.
const CHUNK: usize = 500;
/// More employments than a chunk of people has.
const MANY: usize = 100_000;
/// Most employments that one run of [`end_due`] looks at.
const DUE: usize = 2000;

/// Follows a person's main employer with the relation.
pub struct FollowEmployer;

impl Behavior for FollowEmployer {
    fn name(&self) -> &'static str {
        "person.follow_employer"
    }

    fn after(&self, work: &mut Work<'_>, changes: &[Change]) -> Result<()> {
        let moved = |change: &&Change| {
            matches!(change.kind, ChangeKind::Create | ChangeKind::Update) && change.changed("organization")
        };
        let moved: Vec<&Change> = changes.iter().filter(moved).collect();
        if moved.is_empty() {
            return Ok(());
        }
        // A new person has no relations yet, so that an import asks for none.
        let known: Vec<Id> = moved
            .iter()
            .filter(|c| c.before.is_some())
            .map(|c| c.after.id)
            .collect();
        let open = open(work, &known)?;
        let today = work.ctx.caller.today();
        let mut commands = Vec::new();
        for change in moved {
            let person = change.after.id;
            let jobs = open.get(&person).map_or(&[][..], Vec::as_slice);
            let from = change
                .before
                .as_ref()
                .and_then(|before| before.link("organization"));
            let update = |job: &Job, patch| Command::update(party_relation::KEY, job.relation, values(patch));
            match step(from, change.after.link("organization"), jobs) {
                Step::Nothing => {}
                Step::Make(at) => {
                    let relation = json!({
                        "kind": party_relation::EMPLOYMENT,
                        "from_party": {"id": person.to_string(), "object": person::KEY},
                        "to_party": {"id": at.to_string(), "object": organization::KEY},
                    });
                    commands.push(Command::create(party_relation::KEY, values(relation)));
                }
                Step::Move(job, at) => {
                    let to = json!({"id": at.to_string(), "object": organization::KEY});
                    commands.push(update(job, json!({ "to_party": to })));
                }
                Step::End(job) => {
                    let end = job.since.map_or(today, |since| since.max(today));
                    commands.push(update(job, json!({"to_date": end.to_string()})));
                }
            }
        }
        work.trusted(|work| apply(work, commands)).map(|_| ())
    }
}

/// Follows a relation of kind employment with the person's main employer.
pub struct FollowRelation;

impl Behavior for FollowRelation {
    fn name(&self) -> &'static str {
        "party_relation.follow_relation"
    }

    fn after(&self, work: &mut Work<'_>, changes: &[Change]) -> Result<()> {
        let today = work.ctx.caller.today();
        let employs = |record: &Record| employed(record).filter(|_| is_open(record, today));
        let moves: Vec<Move> = changes
            .iter()
            .map(|change| {
                (
                    change.before.as_ref().and_then(employs),
                    employs(&change.after),
                    change.kind,
                )
            })
            .map(|(before, after, kind)| (before, after.filter(|_| kind != ChangeKind::Final)))
            .filter(|(before, after)| before != after)
            .collect();
        follow(work, &moves).map(|_| ())
    }
}

/// Clears the main employer of people whose employment has ended by its date; the server runs it every hour. It looks
/// back two years, so that a server that stood still catches up, or one whose clock was wrong. Answers how many people
/// it changed.
pub fn end_due(work: &mut Work<'_>) -> Result<usize> {
    let relations = work.ctx.object(party_relation::KEY)?.clone();
    let filter = Tree::parse(
        r#"kind == "employment" && to_date <= today() && to_date >= today() - duration("731d")"#,
    )?;
    let ended = load::matching(work.ctx, work.tx, &relations, &filter, "-to_date", DUE)?;
    let moves: Vec<Move> = ended.iter().map(|relation| (employed(relation), None)).collect();
    follow(work, &moves)
}

/// Person and organisation of an employment, before and after a change.
type Move = (Option<(Id, Id)>, Option<(Id, Id)>);

/// Brings people's main employers to the state after changes of their employments.
fn follow(work: &mut Work<'_>, moves: &[Move]) -> Result<usize> {
    let mut people: Vec<Id> = moves
        .iter()
        .flat_map(|(before, after)| [before, after])
        .flatten()
        .map(|job| job.0)
        .collect();
    if people.is_empty() {
        return Ok(0);
    }
    people.sort_unstable();
    people.dedup();
    let object = work.ctx.object(person::KEY)?.clone();
    let records = load::one_field(work.tx, &object, "organization", &people)?;
    let mut present: HashMap<Id, Option<Id>> = records
        .values()
        .map(|record| (record.id, record.link("organization")))
        .collect();
    // Only where an employment ends does it matter which others go on.
    let left: Vec<Id> = moves
        .iter()
        .filter_map(|(before, _)| before.map(|job| job.0))
        .collect();
    let open = open(work, &left)?;
    for (before, after) in moves {
        if let Some((person, left)) = before
            && present.get(person) == Some(&Some(*left))
        {
            let goes_on = open
                .get(person)
                .is_some_and(|jobs| jobs.iter().any(|job| job.at == *left));
            let moved_to = after.filter(|(other, _)| other == person).map(|(_, at)| at);
            if !goes_on {
                present.insert(*person, moved_to);
            }
        }
        if let Some((person, at)) = after
            && present.get(person) == Some(&None)
        {
            present.insert(*person, Some(*at));
        }
    }
    let differs = |(id, now): (&Id, &Option<Id>)| {
        (records.get(id)?.link("organization") != *now).then_some((*id, *now))
    };
    let mut changed: Vec<(Id, Option<Id>)> = present.iter().filter_map(differs).collect();
    changed.sort_unstable();
    let update = |(id, now): &(Id, Option<Id>)| {
        let now = now.map(|id| id.to_string());
        Command::update(person::KEY, *id, values(json!({ "organization": now })))
    };
    let commands: Vec<Command> = changed.iter().map(update).collect();
    work.trusted(|work| apply(work, commands))
        .map(|outcomes| outcomes.len())
}

/// An employment that has not ended.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Job {
    relation: Id,
    at: Id,
    since: Option<Date>,
}

/// What becomes of the relation when the main employer changes.
#[derive(PartialEq, Eq, Debug)]
enum Step<'a> {
    Nothing,
    Make(Id),
    Move(&'a Job, Id),
    End(&'a Job),
}

fn step(from: Option<Id>, to: Option<Id>, jobs: &[Job]) -> Step<'_> {
    let job = |at: Option<Id>| jobs.iter().find(|job| Some(job.at) == at);
    match (to, job(to), job(from)) {
        (Some(_), Some(_), _) | (None, _, None) => Step::Nothing,
        (Some(at), None, Some(left)) => Step::Move(left, at),
        (Some(at), None, None) => Step::Make(at),
        (None, _, Some(left)) => Step::End(left),
    }
}

/// Who is employed where, by a relation of a person to an organisation.
fn employed(relation: &Record) -> Option<(Id, Id)> {
    let of = |key: &str, object: &str| {
        let (id, found) = relation.links(key).into_iter().next()?;
        (found.as_deref() == Some(object)).then_some(id)
    };
    if relation.text("kind") != Some(party_relation::EMPLOYMENT) {
        return None;
    }
    Some((of("from_party", person::KEY)?, of("to_party", organization::KEY)?))
}

/// Live, and not ended by this day.
fn is_open(relation: &Record, today: Date) -> bool {
    let end = relation.text("to_date").and_then(Date::parse);
    relation.deleted_at.is_none() && end.is_none_or(|end| end > today)
}

/// The open employments of people.
fn open(work: &mut Work<'_>, people: &[Id]) -> Result<HashMap<Id, Vec<Job>>> {
    let relations = work.ctx.object(party_relation::KEY)?.clone();
    let today = work.ctx.caller.today();
    let mut jobs: HashMap<Id, Vec<Job>> = HashMap::new();
    for chunk in people.chunks(CHUNK) {
        // The kind is not asked for: nearly all relations are of this one, and a database that does not count would go
        // through all of them.
        let filter = links_to("from_party", chunk);
        let found = load::matching(work.ctx, work.tx, &relations, &filter, "id", MANY)?;
        let employs = |relation: &&Record| relation.text("kind") == Some(party_relation::EMPLOYMENT);
        for relation in found
            .iter()
            .filter(employs)
            .filter(|relation| is_open(relation, today))
        {
            let Some((person, at)) = employed(relation) else {
                continue;
            };
            let since = relation.text("from_date").and_then(Date::parse);
            jobs.entry(person).or_default().push(Job {
                relation: relation.id,
                at,
                since,
            });
        }
    }
    Ok(jobs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> Id {
        format!("00000000-0000-7000-8000-0000000000{n:02}")
            .parse()
            .unwrap()
    }

    fn job(relation: u8, at: u8) -> Job {
        Job {
            relation: id(relation),
            at: id(at),
            since: None,
        }
    }

    #[test]
    fn the_first_employer_makes_a_relation() {
        assert_eq!(step(None, Some(id(1)), &[]), Step::Make(id(1)));
        // A second job that is there already becomes the main one by nothing but the shortcut.
        assert_eq!(step(None, Some(id(1)), &[job(10, 1)]), Step::Nothing);
    }

    #[test]
    fn another_employer_moves_it() {
        let jobs = [job(10, 1), job(11, 3)];
        assert_eq!(step(Some(id(1)), Some(id(2)), &jobs), Step::Move(&jobs[0], id(2)));
        assert_eq!(step(Some(id(1)), Some(id(3)), &jobs), Step::Nothing);
        // The relation of the old one was trashed: there is nothing to move.
        assert_eq!(step(Some(id(5)), Some(id(2)), &jobs), Step::Make(id(2)));
    }

    #[test]
    fn no_employer_ends_it() {
        let jobs = [job(10, 1)];
        assert_eq!(step(Some(id(1)), None, &jobs), Step::End(&jobs[0]));
        assert_eq!(step(Some(id(1)), None, &[]), Step::Nothing);
    }
}
