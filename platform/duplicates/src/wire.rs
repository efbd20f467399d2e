//! How candidates and pairs look on the wire: reasons in the caller's words, without fields that he may not read.

use kontor_definitions::Object;
use kontor_kernel::{Json, Locale};
use kontor_records::Ctx;
use kontor_records::domains::tells;
use serde_json::json;

use crate::rule::{Part, part_key};
use crate::score::Reason;

/// A score as it is shown: four digits are more than anybody can tell apart.
pub fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

/// Reasons in words: `[{"field": "family_name", "level": "near", "text": "Family name: nearly equal"}]`.
pub fn reasons(ctx: &Ctx, object: &Object, reasons: &[Reason]) -> Vec<Json> {
    let rights = ctx.policy.rights(object);
    let one = |reason: &Reason| {
        let (id, part) = reason.field.split_once('.').unwrap_or((&reason.field, ""));
        let at = object.position(id).filter(|at| !rights.hidden(*at))?;
        let mut fields = object.fields.iter().enumerate();
        // It may be the domain of any of them.
        let of_hidden = fields.any(|(at, field)| tells(object, field) && rights.hidden(at));
        if part == part_key(Part::Domain) && of_hidden {
            return None;
        }
        let field = &object.fields[at];
        let locale = ctx.caller.locale;
        let name = match part_label(part, locale) {
            None => field.labels.get(locale).to_owned(),
            Some(part) => part.to_owned(),
        };
        let text = format!("{name}: {}", reason.words(locale));
        Some(json!({"field": field.key, "level": reason.level, "text": text}))
    };
    reasons.iter().filter_map(one).collect()
}

fn part_label(part: &str, locale: Locale) -> Option<&'static str> {
    Some(match (part, locale) {
        ("street", Locale::En) => "Street",
        ("street", Locale::De) => "Straße",
        ("postcode", Locale::En) => "Postcode",
        ("postcode", Locale::De) => "Postleitzahl",
        ("city", Locale::En) => "City",
        ("city", Locale::De) => "Ort",
        ("domain", _) => "Domain",
        _ => return None,
    })
}
