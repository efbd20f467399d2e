//! The names by which links find their targets: those under which records stand in the workspace, and those under which
//! rows of the file know theirs.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{FieldType, Object};
use kontor_kernel::{Id, Json, Result, fold};
use kontor_records::{Ctx, transfer};

use super::domains;
use super::find::{distinct, emails, folded_label, normal, normal_email};
use super::row::Wish;

/// Names under which other rows may link to the record of a row: label, addresses, unique texts, domains.
pub fn names(ctx: &Ctx, object: &Arc<Object>, wish: &Wish) -> Vec<String> {
    let mut names: Vec<String> = folded_label(ctx, object, wish).into_iter().collect();
    for (position, value) in &wish.values {
        let field = &object.fields[*position];
        match (&field.kind, value) {
            (FieldType::Email, value) => names.extend(normal(ctx, object, *position, value)),
            (FieldType::Text { .. }, Json::String(text)) if field.unique => names.push(fold(text)),
            _ => {}
        }
    }
    names.extend(
        domains::own(ctx, object, wish)
            .iter()
            .map(|domain| at_domain(domain)),
    );
    names
}

/// The names under which a link looks for its target, the surest first.
pub fn names_of(ctx: &Ctx, object: &Object, text: &str) -> Vec<String> {
    let emails = emails(object).flat_map(|(_, position)| normal_email(ctx, object, position, text));
    let domain = domains::of_link(text).map(|domain| at_domain(&domain));
    emails.chain([fold(text)]).chain(domain).collect()
}

/// How a record is called by its domain.
pub fn at_domain(domain: &str) -> String {
    format!("@{domain}")
}

/// Records by the names under which links look for them: addresses, unique texts, labels, domains.
pub fn named(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    texts: &[String],
) -> Result<HashMap<String, BTreeSet<Id>>> {
    let mut found: HashMap<String, BTreeSet<Id>> = HashMap::new();
    let mut add = |name: String, id: Id| {
        found.entry(name).or_default().insert(id);
    };
    for (field, position) in emails(object) {
        let wanted = distinct(
            texts
                .iter()
                .flat_map(|text| normal_email(ctx, object, position, text)),
        );
        for (email, id) in transfer::by_item(ctx, tx, object, field, &wanted)? {
            add(email, id);
        }
    }
    let folded = distinct(texts.iter().map(|text| fold(text)));
    let mut unique: BTreeSet<String> = BTreeSet::new();
    for field in object
        .fields
        .iter()
        .filter(|field| field.unique && matches!(field.kind, FieldType::Text { .. }))
    {
        for (text, id) in transfer::by_text(ctx, tx, object, field, &folded)? {
            unique.insert(text.clone());
            add(text, id);
        }
    }
    for (label, id) in transfer::by_label(ctx, tx, object, &folded)? {
        // What must be unique says it better.
        if !unique.contains(&label) {
            add(label, id);
        }
    }
    let wanted = distinct(texts.iter().filter_map(|text| domains::of_link(text)));
    for (domain, id) in transfer::by_domain(ctx, tx, object, &wanted)? {
        add(at_domain(&domain), id);
    }
    Ok(found)
}
