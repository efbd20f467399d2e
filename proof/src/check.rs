//! What the server must hold after a cycle of the storm, by the ledger of its writers.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use hyper::Method;
use kontor_proof::{Client, Result};
use serde_json::{Value, json};

use crate::ledger::{Expected, Imported, Known, State};
use crate::verdict::Verdict;
use crate::writer::organization;

/// An import that has not gone on after this time has been forgotten.
const GOES_ON: Duration = Duration::from_secs(120);

/// A record as the server has it.
pub struct Found {
    id: String,
    number: i64,
    trashed: bool,
}

/// Compares the records whose names begin with the mark, the imports and the fields with the ledger.
pub async fn check(client: &mut Client, mark: &str, state: &mut State, verdict: &mut Verdict) -> Result<()> {
    for import in &state.imports {
        finished(client, import, verdict).await?;
    }
    let found = records(client, mark).await?;
    for (name, all) in &found {
        verdict.expect(all.len() == 1, || format!("{name} is there {} times", all.len()));
    }
    let prefixes: BTreeSet<&str> = state
        .imports
        .iter()
        .map(|import| import.prefix.as_str())
        .collect();
    // Rows of an import are called by its prefix, a hyphen and their number.
    let imported = |name: &str| {
        name.rsplit_once('-')
            .is_some_and(|(prefix, _)| prefixes.contains(prefix))
    };
    for name in found.keys().filter(|name| !imported(name)) {
        verdict.expect(state.records.contains_key(name), || {
            format!("{name} was never asked for")
        });
    }
    for (name, expected) in &state.records {
        one(name, expected, &found, verdict);
        leads_on(client, name, state, &found, verdict).await?;
    }
    whole_groups(state, &found, verdict);
    for import in &state.imports {
        let there = found
            .range(format!("{}-", import.prefix)..)
            .take_while(|(name, _)| name.starts_with(&import.prefix))
            .count();
        let possible = match import.run {
            Known::Yes => there == import.rows,
            Known::Maybe => there == import.rows || there == 0,
            Known::No => there == 0,
        };
        verdict.expect(possible, || {
            format!(
                "of import {} ({:?}) {there} of {} rows are there",
                import.prefix, import.run, import.rows
            )
        });
    }
    fields(client, state, verdict).await?;
    repeat(client, state, &found, verdict).await
}

fn one(name: &str, expected: &Expected, found: &BTreeMap<String, Vec<Found>>, verdict: &mut Verdict) {
    let Some(record) = found.get(name).and_then(|all| all.first()) else {
        verdict.expect(expected.made != Known::Yes, || {
            format!("{name} was acknowledged and is lost")
        });
        return;
    };
    verdict.expect(expected.numbers.contains(&record.number), || {
        format!("{name} holds {}, not {:?}", record.number, expected.numbers)
    });
    let gone = expected.gone();
    verdict.expect(
        gone == Known::Maybe || record.trashed == (gone == Known::Yes),
        || {
            format!(
                "{name} is {}in the trash ({gone:?})",
                if record.trashed { "" } else { "not " }
            )
        },
    );
}

/// The id of a record that was merged leads to the one it is part of now, over all merges since, as long as that is not
/// in the trash.
async fn leads_on(
    client: &mut Client,
    name: &str,
    state: &State,
    found: &BTreeMap<String, Vec<Found>>,
    verdict: &mut Verdict,
) -> Result<()> {
    let mut last = name;
    while let Some(expected) = state.records.get(last) {
        match (&expected.merged_into, expected.deleted) {
            (Some((into, Known::Yes)), _) => last = into,
            (None, Known::No) => break,
            // It is in the trash, or nobody knows.
            _ => return Ok(()),
        }
    }
    let id = |name: &str| {
        found
            .get(name)
            .and_then(|all| all.first())
            .map(|record| &record.id)
    };
    if last == name {
        return Ok(());
    }
    let (Some(own), Some(heir)) = (id(name), id(last)) else {
        return Ok(());
    };
    let read = client
        .get(&format!("/api/v1/records/organization/{own}"))
        .await?
        .ok()?;
    verdict.expect(read["id"].as_str() == Some(heir), || {
        format!("{name} became part of {last}; its id leads elsewhere")
    });
    Ok(())
}

pub fn whole_groups(state: &State, found: &BTreeMap<String, Vec<Found>>, verdict: &mut Verdict) {
    let mut groups: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (name, expected) in &state.records {
        if let Some(group) = &expected.group {
            let (there, all) = groups.entry(group).or_default();
            *all += 1;
            *there += usize::from(found.contains_key(name));
        }
    }
    for (group, (there, all)) in groups {
        verdict.expect(there == 0 || there == all, || {
            format!("of batch {group} {there} of {all} are there")
        });
    }
}

/// Who got no answer asks again with the same key; whether or not it had happened, it has happened once then.
async fn repeat(
    client: &mut Client,
    state: &mut State,
    found: &BTreeMap<String, Vec<Found>>,
    verdict: &mut Verdict,
) -> Result<()> {
    for (name, expected) in &mut state.records {
        if expected.made != Known::Maybe || expected.group.is_some() {
            continue;
        }
        let body = organization(name).to_string().into();
        let path = "/api/v1/records/organization";
        let again = client
            .send(Method::POST, path, &[("Idempotency-Key", name)], body)
            .await?
            .ok()?;
        let before = found
            .get(name)
            .and_then(|all| all.first())
            .map(|record| record.id.as_str());
        verdict.expect(before.is_none() || before == again["id"].as_str(), || {
            format!("{name} was made twice")
        });
        expected.made = Known::Yes;
    }
    Ok(())
}

async fn fields(client: &mut Client, state: &State, verdict: &mut Verdict) -> Result<()> {
    let object = client.get("/api/v1/objects/organization").await?.ok()?;
    let keys: BTreeSet<&str> = object["fields"]
        .as_array()
        .map(|fields| fields.iter().filter_map(|field| field["key"].as_str()).collect())
        .unwrap_or_default();
    for (key, known) in &state.fields {
        verdict.expect(*known != Known::Yes || keys.contains(key.as_str()), || {
            format!("field {key} was acknowledged and is lost")
        });
    }
    Ok(())
}

/// Waits until an import that was told to run has come to its end.
async fn finished(client: &mut Client, import: &Imported, verdict: &mut Verdict) -> Result<()> {
    let Some(id) = &import.id else { return Ok(()) };
    let began = Instant::now();
    loop {
        let now = client.get(&format!("/api/v1/imports/{id}")).await?.ok()?;
        let state = now["state"].as_str().unwrap_or_default();
        // A request to run it that was lost on its way leaves it as it was.
        if state == "done" || (import.run != Known::Yes && state == "ready") {
            return Ok(());
        }
        if state == "failed" || began.elapsed() > GOES_ON {
            verdict.expect(false, || {
                format!("import {} ({:?}) stays {state}: {now}", import.prefix, import.run)
            });
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub async fn records(client: &mut Client, mark: &str) -> Result<BTreeMap<String, Vec<Found>>> {
    let mut found: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for trashed in [false, true] {
        let query = json!({
            "filter": format!("name.startsWith(\"{mark}\")"), "fields": ["name", "employees"], "limit": 200,
            "trash": trashed.then_some("only"),
        });
        let mut page = client
            .post("/api/v1/records/organization/list", &query)
            .await?
            .ok()?;
        loop {
            for record in page["data"].as_array().into_iter().flatten() {
                let name = record["name"].as_str().unwrap_or_default().to_owned();
                found.entry(name).or_default().push(Found {
                    id: record["id"].as_str().unwrap_or_default().to_owned(),
                    number: record["employees"].as_i64().unwrap_or_default(),
                    trashed,
                });
            }
            match &page["next"] {
                Value::String(next) => page = client.get(next).await?.ok()?,
                _ => break,
            }
        }
    }
    Ok(found)
}
