//! Definitions on one page, a line per field, for snapshots that people read in a review.

use std::fmt::Write;

use kontor_kernel::Text;

use crate::field::{FieldDef, FieldType};
use crate::object::ObjectDef;

/// All objects as a compact, YAML-like text.
pub fn outline(objects: &[ObjectDef]) -> String {
    let mut out = String::new();
    for object in objects {
        // Writing to a string can't fail.
        let _ = outline_object(object, &mut out);
    }
    out
}

fn outline_object(object: &ObjectDef, out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "{}: {} ({})",
        named(&object.key, &object.id),
        both(&object.labels),
        both(&object.plural)
    )?;
    let flags = [
        (object.party, "party"),
        (object.append_only_for_machines, "append_only_for_machines"),
        (object.administration, "administration"),
        (object.custom, "custom"),
        (object.relabelled, "relabelled"),
    ];
    let flags = chosen(&flags);
    let lines = [
        ("icon", object.icon.clone()),
        ("flags", flags.join(" ")),
        (
            "label",
            object
                .label
                .iter()
                .map(|fields| fields.join(" "))
                .collect::<Vec<_>>()
                .join(" | "),
        ),
        ("identifying", object.identifying.join(" ")),
        (
            "completeness",
            object
                .completeness
                .iter()
                .map(|(f, w)| format!("{f}={w}"))
                .collect::<Vec<_>>()
                .join(" "),
        ),
        ("hierarchy", object.hierarchy.clone().unwrap_or_default()),
        ("part_of", object.part_of.clone().unwrap_or_default()),
        ("former_keys", object.former_keys.join(" ")),
    ];
    for (name, value) in lines.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "  {name}: {value}")?;
    }
    if let Some(timeline) = &object.timeline {
        write!(
            out,
            "  timeline: at {} links {}",
            timeline.at,
            timeline.links.join(" ")
        )?;
        for (name, field) in [("kind", &timeline.kind), ("channel", &timeline.channel)] {
            if let Some(field) = field {
                write!(out, " {name} {field}")?;
            }
        }
        writeln!(out)?;
    }
    writeln!(out, "  fields:")?;
    for field in &object.fields {
        writeln!(out, "    {}", outline_field(field))?;
    }
    Ok(())
}

fn outline_field(field: &FieldDef) -> String {
    let flags = [
        (field.required, "required"),
        (field.unique, "unique"),
        (field.indexed, "indexed"),
        (field.searched, "searched"),
        (field.read_only, "read_only"),
        (field.relabelled, "relabelled"),
    ];
    let mut line = format!("{}: {}", named(&field.key, &field.id), kind(&field.kind));
    for flag in chosen(&flags) {
        line.push(' ');
        line.push_str(flag);
    }
    if let Some(value) = &field.default {
        line.push_str(&format!(" = {value}"));
    }
    line.push_str(&format!(" # {}", both(&field.labels)));
    line
}

fn kind(kind: &FieldType) -> String {
    use FieldType as T;
    let name = kind.name();
    let setting = match kind {
        T::Text { max_length: 500 } => return name.to_owned(),
        T::Text { max_length } => max_length.to_string(),
        T::Integer { min: None, max: None } => return name.to_owned(),
        T::Integer { min, max } => {
            let bound = |bound: &Option<i64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
            format!("{}..{}", bound(min), bound(max))
        }
        T::Decimal { scale } => scale.to_string(),
        T::Select { options } | T::MultiSelect { options } => {
            let key = |option: &crate::SelectOption| {
                if option.retired {
                    format!("{}!", option.key)
                } else {
                    option.key.clone()
                }
            };
            options.iter().map(key).collect::<Vec<_>>().join(" ")
        }
        T::Stage {
            stages_from: Some(link),
            ..
        } => format!("from {link}"),
        T::Stage { options, .. } => options.iter().map(stage).collect::<Vec<_>>().join(", "),
        T::Link { targets, many } => format!("{}{}", targets.join(" "), if *many { " many" } else { "" }),
        T::Rating { max } => max.to_string(),
        T::AutoNumber { prefix, digits } => format!("{prefix}{}", "0".repeat(usize::from(*digits))),
        T::Formula { expression, result } => format!("{}: {expression}", self::kind(result)),
        T::Total {
            object,
            link,
            function,
            field,
        }
        | T::Rollup {
            object,
            link,
            function,
            field,
        } => {
            let function = format!("{function:?}").to_lowercase();
            format!(
                "{function} {object}.{} by {link}",
                field.as_deref().unwrap_or("*")
            )
        }
        _ => return name.to_owned(),
    };
    format!("{name}({setting})")
}

fn stage(option: &crate::StageOption) -> String {
    let mut text = option.key.clone();
    match option.kind {
        crate::StageKind::Open => {}
        kind => text.push_str(&format!(" {}", format!("{kind:?}").to_lowercase())),
    }
    if let Some(percent) = option.probability {
        text.push_str(&format!(" {percent}%"));
    }
    if let Some(days) = option.max_days {
        text.push_str(&format!(" {days}d"));
    }
    if !option.required.is_empty() {
        text.push_str(&format!(" needs {}", option.required.join(" ")));
    }
    if let Some(next) = &option.next {
        text.push_str(&format!(" -> {}", next.join(" ")));
    }
    text
}

fn named(key: &str, id: &str) -> String {
    if key == id {
        key.to_owned()
    } else {
        format!("{key} [{id}]")
    }
}

fn both(text: &Text) -> String {
    if text.en == text.de {
        text.en.clone()
    } else {
        format!("{} / {}", text.en, text.de)
    }
}

fn chosen<'a>(flags: &[(bool, &'a str)]) -> Vec<&'a str> {
    flags
        .iter()
        .filter(|(set, _)| *set)
        .map(|(_, name)| *name)
        .collect()
}
