//! Plans: how the files of another system come in. A plan is data: the files in their order, the object each one is
//! about, and its map; the keys of the system link what one file says to what another said. The plans of well-known
//! systems lie beside this file as JSON; by the columns they require, a single file of such a system is recognised too.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use kontor_kernel::{Error, Json, Result, Text};
use serde::Deserialize;
use serde_json::json;

use super::map::{Map, Target};

/// Most files that a plan names.
const MAX_STEPS: usize = 50;
/// Most objects that a plan brings.
const MAX_OBJECTS: usize = 20;

/// A plan.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// By this it is asked for.
    pub name: String,
    /// For people.
    pub title: Text,
    /// The system whose keys the files have.
    pub system: String,
    /// Its files are like many others: nobody recognises them.
    pub only_by_name: bool,
    /// Definitions of objects that are made first, where they are missing.
    pub objects: Vec<Json>,
    /// One file after the other.
    pub steps: Vec<Step>,
}

/// A file of a plan.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// The object its rows are about.
    pub object: String,
    /// What it is called, `*` for anything; the first that fits is it.
    pub files: Vec<String>,
    /// Columns by which it is recognised.
    pub requires: Vec<String>,
    /// The map.
    pub map: Map,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanForm {
    name: String,
    #[serde(default)]
    title: Option<Text>,
    system: String,
    #[serde(default)]
    only_by_name: bool,
    #[serde(default)]
    objects: Vec<Json>,
    steps: Vec<StepForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepForm {
    object: String,
    #[serde(default)]
    files: Vec<String>,
    #[serde(default)]
    requires: Vec<String>,
    map: Json,
}

impl Plan {
    /// Reads a plan.
    ///
    /// # Errors
    /// `validation` for what is no plan.
    pub fn read(json: &Json) -> Result<Plan> {
        let refuse = |detail: String| {
            Error::invalid(
                "/plan",
                "invalid_plan",
                format!("The plan can't be read: {detail}."),
            )
        };
        let form: PlanForm =
            serde_json::from_value(json.clone()).map_err(|error| refuse(error.to_string()))?;
        if form.steps.len() > MAX_STEPS || form.objects.len() > MAX_OBJECTS {
            return Err(refuse(format!(
                "it has at most {MAX_STEPS} files and {MAX_OBJECTS} objects"
            )));
        }
        let mut steps = Vec::with_capacity(form.steps.len());
        for step in form.steps {
            let mut map = Map::read(&step.map)?;
            map.system.get_or_insert_with(|| form.system.clone());
            steps.push(Step {
                object: step.object,
                files: step.files,
                requires: step.requires,
                map,
            });
        }
        Ok(Plan {
            title: form.title.unwrap_or_else(|| Text::new(&form.name, &form.name)),
            name: form.name,
            system: form.system,
            only_by_name: form.only_by_name,
            objects: form.objects,
            steps,
        })
    }

    /// As a list of plans shows it.
    pub fn to_json(&self) -> Json {
        let step = |step: &Step| json!({"object": step.object, "files": step.files, "requires": step.requires, "map": step.map});
        json!({
            "name": self.name,
            "title": self.title,
            "system": self.system,
            "only_by_name": self.only_by_name,
            "objects": self.objects,
            "steps": self.steps.iter().map(step).collect::<Vec<_>>(),
        })
    }
}

impl Step {
    /// Whether a file with these columns is meant.
    pub fn fits(&self, columns: &[&str]) -> bool {
        !self.requires.is_empty() && self.requires.iter().all(|name| columns.contains(&name.as_str()))
    }

    /// Whether a file is called like this step's; folders do not count.
    pub fn is_called(&self, file: &str) -> bool {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_lowercase();
        self.files
            .iter()
            .any(|pattern| like(&pattern.to_lowercase(), &name))
    }

    /// The map for a file with these columns: what it says of columns that are not there is left out.
    pub fn map_for(&self, columns: &[&str]) -> Map {
        let mut map = self.map.clone();
        map.columns.retain(|name, _| columns.contains(&name.as_str()));
        map.skip.retain(|name, _| columns.contains(&name.as_str()));
        if !map.key.iter().all(|name| columns.contains(&name.as_str())) {
            map.key.clear();
        }
        map.columns
            .retain(|_, target| target.as_ref().is_none_or(|target| can_be_told(target, columns)));
        for target in map.columns.values_mut().flatten() {
            limit(target, columns);
        }
        self.without_ends(&mut map);
        map
    }

    /// Takes out what is said of records that no column of the file speaks of, and records that would link to such.
    fn without_ends(&self, map: &mut Map) {
        let object = |path: &str| {
            path.split_once('.')
                .map_or(self.object.as_str(), |(object, _)| object)
                .to_owned()
        };
        loop {
            let targets = map.columns.values().flatten().map(|target| object(&target.field));
            let there: BTreeSet<String> = targets.chain([self.object.clone()]).collect();
            map.set.retain(|path, _| there.contains(&object(path)));
            map.links.retain(|path, _| there.contains(&object(path)));
            let mut loose = map.links.iter().filter_map(|(path, to)| {
                let to = to.as_ref().filter(|to| !there.contains(*to));
                to.map(|_| path.clone())
            });
            let Some(path) = loose.next() else { return };
            map.links.remove(&path);
            let from = object(&path);
            if from != self.object {
                map.columns
                    .retain(|_, target| target.as_ref().is_none_or(|target| object(&target.field) != from));
            }
        }
    }
}

/// Whether the columns are there that decide about a cell.
fn can_be_told(target: &Target, columns: &[&str]) -> bool {
    target.when.keys().all(|name| columns.contains(&name.as_str()))
}

/// Leaves out what a target says of columns that are not there.
fn limit(target: &mut Target, columns: &[&str]) {
    let is_there = |name: &String| columns.contains(&name.as_str());
    target.unless.retain(is_there);
    target.label_from = target.label_from.take().filter(is_there);
    target.also = target.also.take().filter(|also| can_be_told(also, columns));
    if let Some(also) = &mut target.also {
        limit(also, columns);
    }
}

/// `contacts*` fits `contacts_2026.csv`; without a star the ending may be anything.
fn like(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => name == pattern || name.rsplit_once('.').is_some_and(|(stem, _)| stem == pattern),
        Some((start, rest)) => match name.strip_prefix(start) {
            None => false,
            Some(left) if rest.is_empty() => left.len() <= name.len(),
            Some(left) => (0..=left.len())
                .filter(|at| left.is_char_boundary(*at))
                .any(|at| like(rest, &left[at..])),
        },
    }
}

/// The plans that come with Kontor.
pub fn shipped() -> &'static [Plan] {
    static PLANS: LazyLock<Vec<Plan>> = LazyLock::new(|| {
        let texts = [
            include_str!("plans/outlook.json"),
            include_str!("plans/google.json"),
            include_str!("plans/hubspot.json"),
            include_str!("plans/pipedrive.json"),
            include_str!("plans/salesforce.json"),
            include_str!("plans/suitecrm.json"),
            include_str!("plans/northwind.json"),
        ];
        let read = |text: &&str| {
            let json = serde_json::from_str(text).expect("a shipped plan is JSON");
            Plan::read(&json).expect("a shipped plan can be read")
        };
        texts.iter().map(read).collect()
    });
    &PLANS
}

/// The shipped plan and step that a file with these columns belongs to.
pub fn recognise(columns: &[&str]) -> Option<(&'static Plan, &'static Step)> {
    let known = shipped().iter().filter(|plan| !plan.only_by_name);
    let fitting = known.flat_map(|plan| plan.steps.iter().map(move |step| (plan, step)));
    fitting
        .filter(|(_, step)| step.fits(columns))
        .max_by_key(|(_, step)| step.requires.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_shipped_plans_can_be_read_and_have_names_of_their_own() {
        let mut names: Vec<&str> = shipped().iter().map(|plan| plan.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 7);
        for step in shipped().iter().flat_map(|plan| &plan.steps) {
            assert!(!step.map.columns.is_empty());
        }
    }

    #[test]
    fn a_file_is_told_by_its_columns() {
        let hubspot = ["Record ID", "First Name", "Last Name", "Email", "Company Name"];
        let (plan, step) = recognise(&hubspot).unwrap();
        assert_eq!((plan.name.as_str(), step.object.as_str()), ("hubspot", "person"));
        let map = step.map_for(&hubspot);
        assert_eq!((map.key, map.columns.len()), (vec!["Record ID".to_owned()], 5));
        assert_eq!(recognise(&["Name", "E-Mail"]), None);
    }

    #[test]
    fn files_are_found_by_name() {
        let step = |pattern: &str| Step {
            object: String::new(),
            files: vec![pattern.to_owned()],
            requires: Vec::new(),
            map: Map::default(),
        };
        for (pattern, name, fits) in [
            ("contacts*", "Contacts_2026.csv", true),
            ("contacts*", "my contacts.csv", false),
            ("*contact*", "all/My Contacts.xlsx", true),
            ("account.csv", "Account.csv", true),
            ("account", "account.xlsx", true),
            ("account", "accounts.csv", false),
            ("*", "x", true),
        ] {
            assert_eq!(step(pattern).is_called(name), fits, "{pattern} {name}");
        }
    }
}
