//! What the server must hold when it starts on a disk that a power cut has left behind.

use std::collections::BTreeMap;

use kontor_proof::{Client, House, Result};
use serde_json::{Value, json};

use super::disk::Disk;
use super::load;
use crate::verdict::Verdict;

/// Starts the server and compares what it holds with what was answered before the cut.
pub async fn judge(
    house: &House,
    person: &Client,
    disk: &Disk,
    cut: usize,
    verdict: &mut Verdict,
) -> Result<()> {
    let server = match house.start().await {
        Ok(server) => server,
        Err(error) => {
            verdict.expect(false, || {
                format!("after a cut at {cut} the server does not start: {error}")
            });
            return Ok(());
        }
    };
    let mut client = person.again(server.address);
    let found = Found {
        organizations: list(&mut client, "organization", &["name", "employees"]).await?,
        documents: list(&mut client, "document", &["name", "file"]).await?,
    };
    for answer in disk.answers(cut) {
        match answer["results"].as_array() {
            Some(results) => {
                for result in results {
                    found.holds(&result["record"], cut, verdict);
                }
            }
            None => found.holds(answer, cut, verdict),
        }
    }
    found.is_whole(&mut client, cut, verdict).await?;
    let healthy = house.run(&["doctor"]);
    verdict.expect(healthy.is_ok(), || format!("after a cut at {cut}: {healthy:?}"));
    server.kill()
}

/// Records by their names.
type Records = BTreeMap<String, Value>;

struct Found {
    organizations: Records,
    documents: Records,
}

impl Found {
    /// A record that was answered is there, as it was or as it became later.
    fn holds(&self, answer: &Value, cut: usize, verdict: &mut Verdict) {
        let all = match answer["object"].as_str() {
            Some("organization") => &self.organizations,
            Some("document") => &self.documents,
            _ => return,
        };
        let name = answer["name"].as_str().unwrap_or_default();
        let there = all.get(name).and_then(|record| record["version"].as_u64());
        let answered = answer["version"].as_u64();
        verdict.expect(there.is_some() && there >= answered, || {
            format!("after a cut at {cut}: {name} was answered with version {answered:?} and has {there:?}")
        });
    }

    /// Nothing is there by half, whether or not it was answered.
    async fn is_whole(&self, client: &mut Client, cut: usize, verdict: &mut Verdict) -> Result<()> {
        let mut batches: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, record) in &self.organizations {
            if let Some((batch, _)) = name.strip_prefix("batch ").and_then(|rest| rest.rsplit_once(' ')) {
                *batches.entry(batch).or_default() += 1;
            }
            let (version, number) = (record["version"].as_u64(), record["employees"].as_u64());
            verdict.expect(version == number.map(|number| number + 1), || {
                format!("after a cut at {cut}: {name} holds {number:?} in version {version:?}")
            });
        }
        for (batch, there) in batches {
            verdict.expect(there == load::BATCH, || {
                format!("after a cut at {cut}: of batch {batch} {there} are there")
            });
        }
        for (name, document) in &self.documents {
            let id = document["file"]["id"].as_str().unwrap_or_default();
            let answer = client.get(&format!("/api/v1/files/{id}")).await?;
            verdict.expect(answer.status == 200 && answer.body == load::content(name), || {
                format!(
                    "after a cut at {cut}: the file of {name} is not whole ({})",
                    answer.status
                )
            });
        }
        Ok(())
    }
}

async fn list(client: &mut Client, object: &str, fields: &[&str]) -> Result<Records> {
    let mut found = Records::new();
    let query = json!({"fields": fields, "limit": 200});
    let path = format!("/api/v1/records/{object}/list");
    let mut page = client.post(&path, &query).await?.ok()?;
    loop {
        for record in page["data"].as_array().into_iter().flatten() {
            let name = record["name"].as_str().unwrap_or_default().to_owned();
            if found.insert(name.clone(), record.clone()).is_some() {
                return Err(format!("{name} is there twice").into());
            }
        }
        let Some(next) = page["next"].as_str() else {
            return Ok(found);
        };
        page = client.get(next).await?.ok()?;
    }
}
