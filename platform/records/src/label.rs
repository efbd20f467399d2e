//! What a record is called, and how much of that somebody may read: a label is made of fields, and some of them may be
//! hidden. It is then told only where all it is made of is open, and is empty otherwise.

use std::borrow::Cow;

use kontor_definitions::storage::FOLD;
use kontor_definitions::{FieldType, Object};
use kontor_kernel::{Json, Locale};

use crate::ctx::Ctx;
use crate::fields::kind;
use crate::policy::Rights;
use crate::query::scope::column;
use crate::record::Record;

/// Longest label (characters).
const LONGEST: usize = 200;

/// What a record is called: the first alternative of its object's rule that has content.
pub fn label(record: &Record, locale: Locale) -> String {
    for alternative in &record.object.def.label {
        let parts: Vec<String> = alternative
            .iter()
            .filter_map(|key| record.object.field(key))
            .map(|field| kind(&field.kind).display(field, &one(record.get(&field.key)), locale))
            .filter(|text| !text.trim().is_empty())
            .collect();
        if !parts.is_empty() {
            let text = parts.join(" ");
            let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            return match one_line.char_indices().nth(LONGEST) {
                Some((end, _)) => format!("{}…", &one_line[..end]),
                None => one_line,
            };
        }
    }
    String::new()
}

/// Whether a record's label says more than which options were chosen. Those that are called by their kind alone are all
/// called the same: nobody looks for one of them by that.
pub(crate) fn is_name(record: &Record) -> bool {
    let object = &record.object;
    let says = |key: &&String| object.field(key).is_some() && !record.get(key).is_null();
    let chooses = |key: &&String| {
        object.field(key).is_some_and(|field| {
            matches!(
                field.kind,
                FieldType::Select { .. }
                    | FieldType::MultiSelect { .. }
                    | FieldType::Stage { .. }
                    | FieldType::Boolean
            )
        })
    };
    let made_of = object
        .def
        .label
        .iter()
        .find(|keys| keys.iter().any(|key| says(&key)));
    made_of.is_some_and(|keys| !keys.iter().filter(says).all(|key| chooses(&key)))
}

/// Nobody is called by all of his addresses: of several contact points the primary one counts.
fn one(value: &Json) -> Cow<'_, Json> {
    let items = value.as_array().filter(|items| items.len() > 1);
    match items.and_then(|items| items.iter().find(|item| item["primary"] == true)) {
        Some(primary) => Cow::Owned(Json::Array(vec![primary.clone()])),
        None => Cow::Borrowed(value),
    }
}

/// What a record is called, as far as the caller is told: for those who show records by other ways than queries.
pub fn told<'r>(ctx: &Ctx, record: &'r Record) -> &'r str {
    Told::to(ctx.policy.rights(&record.object), &record.object).of(record)
}

/// Whether somebody is told what records of an object are called.
pub(crate) struct Told {
    /// Nothing where every label is. Otherwise the fields of the alternatives before the first that has a hidden one:
    /// where one of these has content, the label is made of them alone.
    proof: Option<Vec<usize>>,
}

impl Told {
    /// What somebody with these rights is told.
    pub(crate) fn to(rights: &Rights, object: &Object) -> Told {
        if !rights.hides_something() {
            return Told { proof: None };
        }
        let rule = &object.def.label;
        let is_open = |alternative: &&Vec<String>| {
            let mut positions = alternative.iter().filter_map(|key| object.position(key));
            positions.all(|at| !rights.hidden(at))
        };
        let open: Vec<&Vec<String>> = rule.iter().take_while(is_open).collect();
        let positions = || {
            open.iter()
                .copied()
                .flatten()
                .filter_map(|key| object.position(key))
        };
        Told {
            proof: (open.len() < rule.len()).then(|| positions().collect()),
        }
    }

    /// Every label, whatever it is made of.
    pub(crate) fn always(&self) -> bool {
        self.proof.is_none()
    }

    /// The label of a record; empty where it is not told.
    pub(crate) fn of<'r>(&self, record: &'r Record) -> &'r str {
        let has_content = |at: &usize| !record.values[*at].is_null();
        match self
            .proof
            .as_ref()
            .is_none_or(|proof| proof.iter().any(has_content))
        {
            true => &record.label,
            false => "",
        }
    }

    /// The same in SQL.
    pub(crate) fn plain(&self, alias: &str, object: &Object) -> String {
        self.expression(alias, object, "label")
    }

    /// The same as it is compared and sorted by.
    pub(crate) fn folded(&self, alias: &str, object: &Object) -> String {
        self.expression(alias, object, &format!("label{FOLD}"))
    }

    fn expression(&self, alias: &str, object: &Object, name: &str) -> String {
        let label = column(alias, name);
        let Some(proof) = &self.proof else {
            return label;
        };
        let columns = proof
            .iter()
            .filter_map(|at| object.fields[*at].columns().into_iter().next());
        let filled: Vec<String> = columns
            .map(|first| format!("{} IS NOT NULL", column(alias, &first.name)))
            .collect();
        match filled.is_empty() {
            true => "''".to_owned(),
            false => format!("CASE WHEN {} THEN {label} ELSE '' END", filled.join(" OR ")),
        }
    }
}
