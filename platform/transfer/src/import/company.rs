//! Rows of contacts that are about a company and nobody in it: what they say of the person is said of the organisation.

use kontor_definitions::Object;
use kontor_kernel::Issue;
use kontor_records::Ctx;
use serde_json::json;

use super::fill::add;
use super::mapping::{Mapping, Use};
use super::row::{Row, Wish};

/// The objects.
const PERSON: &str = "person";
const ORGANIZATION: &str = "organization";
/// By these somebody is a person, whatever stands beside them.
const NAMES: [&str; 3] = ["given_name", "family_name", "emails"];

/// Moves what a row says of a person to the organisation, if it is about that alone; `told` is what contacts say themselves.
pub(super) fn alone(ctx: &Ctx, mapping: &Mapping, row: &mut Row, told: bool) {
    let find = |key: &str| mapping.objects.iter().position(|object| object.key() == key);
    let (Some(0), Some(at)) = (find(PERSON), find(ORGANIZATION)) else {
        return;
    };
    let (person, organization) = (&mapping.objects[0], &mapping.objects[at]);
    let says = |object: &Object, wish: &Option<Wish>, key: &str| {
        let position = object.position(key);
        position.is_some_and(|position| {
            wish.as_ref()
                .is_some_and(|wish| wish.values.contains_key(&position))
        })
    };
    let is_named = NAMES.iter().any(|key| says(person, &row.wishes[0], key));
    if (is_named && !told) || !says(organization, &row.wishes[at], "name") {
        return;
    }
    let from = row.wishes[0].take().unwrap_or_default();
    let mut to = row.wishes[at].take().unwrap_or_default();
    let same = |position: usize| {
        let field = &person.fields[position];
        let found = organization.position(&field.key)?;
        (organization.fields[found].kind == field.kind && !field.system).then_some(found)
    };
    let mut lost = Vec::new();
    for (position, value) in from.values {
        match same(position) {
            Some(found) => add(ctx, organization, &mut to, found, value, false),
            None => lost.push(position),
        }
    }
    for mut address in from.addresses {
        if let Some(found) = same(address.position) {
            address.position = found;
            to.addresses.push(address);
        }
    }
    row.wishes[at] = Some(to);
    for position in lost {
        let fills =
            |(_, used): &(Option<usize>, &Use)| used.object == 0 && used.what.position() == Some(position);
        if let Some((column, used)) = mapping.uses().find(|found| found.0.is_some() && fills(found)) {
            let left_out = Use {
                optional: true,
                ..used.clone()
            };
            let issue = Issue::new("", "required", "There is no person in the row.");
            row.problem(
                mapping,
                column,
                Some(&left_out),
                issue.with(json!({"object": PERSON})),
            );
        }
    }
}
