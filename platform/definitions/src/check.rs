//! Is a catalog valid? Everything a definition promises is checked here, whoever wrote it: a customer over the
//! API, a module's author, an upgrade.
//!
//! Issues point into the catalog's JSON (`/objects/3/fields/0/key`). Codes: `required`, `bad_key`, `reserved`,
//! `prefix`, `taken`, `too_long`, `too_many`, `out_of_range`, `wrong_type`, `unknown_object`, `unknown_field`,
//! `unknown_option`, `not_possible`, `standard`. Expressions are only measured; compiling them is the engine's.

mod ability;
mod change;
mod field;

use std::collections::{HashMap, HashSet};

use kontor_kernel::{Issue, Text};
use serde_json::json;

use crate::catalog::{Catalog, CatalogData, Object, envelope};
use crate::field::{CUSTOM_PREFIX, FieldDef, FieldType};
use crate::storage::ID_LIMIT;

/// Custom objects of a workspace.
pub const MAX_CUSTOM_OBJECTS: usize = 200;
/// Own fields of an object.
pub const MAX_FIELDS: usize = 500;
/// Options of a select or stage.
pub const MAX_OPTIONS: usize = 200;
/// Bytes of a key.
pub const MAX_KEY: usize = 60;
/// Characters of a label.
pub const MAX_LABEL: usize = 100;
/// Characters of a help text.
pub const MAX_HELP: usize = 500;
/// Bytes of an expression.
pub const MAX_EXPRESSION: usize = 4_096;

/// Objects a link may name, alternatives of a label, links of a timeline and the like.
const MAX_LIST: usize = 50;
/// Issues answered at most; whoever has that many reads the first.
const MAX_ISSUES: usize = 100;

/// Names that would hide something else in a record, in its table or in an expression.
const RESERVED: [&str; 27] = [
    "label",
    "deleted_at",
    "deleted_set",
    "record",
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "self",
    "this",
    "var",
    "void",
    "while",
];

/// Is the catalog valid, and may it follow the old one? Without an old one anything valid may stand: that is how
/// an upgrade, which may change standard definitions, is checked.
pub fn check(new: &CatalogData, old: Option<&CatalogData>) -> Result<(), Vec<Issue>> {
    let catalog = Catalog::new(new.clone());
    let mut check = Check {
        catalog: &catalog,
        issues: Vec::new(),
    };
    check.objects();
    if let Some(old) = old {
        check.changes(old);
    }
    let mut issues = check.issues;
    issues.truncate(MAX_ISSUES);
    if issues.is_empty() { Ok(()) } else { Err(issues) }
}

struct Check<'a> {
    catalog: &'a Catalog,
    issues: Vec<Issue>,
}

impl<'a> Check<'a> {
    fn issue(&mut self, pointer: impl Into<String>, code: &str, detail: impl Into<String>) {
        self.issues.push(Issue::new(pointer, code, detail));
    }

    fn objects(&mut self) {
        let objects = self.catalog.objects();
        let custom = objects.iter().filter(|object| object.def.custom).count();
        if custom > MAX_CUSTOM_OBJECTS {
            let detail = format!("At most {MAX_CUSTOM_OBJECTS} custom objects are possible.");
            self.issues
                .push(Issue::new("/objects", "too_many", detail).with(json!({"max": MAX_CUSTOM_OBJECTS})));
        }
        let names = objects
            .iter()
            .map(|object| (&object.def.key, &object.def.id, &object.def.former_keys));
        self.names(names, "/objects", &HashSet::new());
        for (at, object) in objects.iter().enumerate() {
            self.object(object, &format!("/objects/{at}"));
        }
    }

    /// Key, id and former keys of one thing must not be a name of another: saved things refer by any of them.
    fn names<'b>(
        &mut self,
        things: impl Iterator<Item = (&'b String, &'b String, &'b Vec<String>)>,
        pointer: &str,
        reserved: &HashSet<String>,
    ) {
        let mut owners: HashMap<&str, usize> = HashMap::new();
        for (at, (key, id, former)) in things.enumerate() {
            let here = format!("{pointer}/{at}");
            self.key(key, &format!("{here}/key"));
            self.key(id, &format!("{here}/id"));
            if id.len() > ID_LIMIT {
                self.issue(
                    format!("{here}/id"),
                    "too_long",
                    format!("An id has at most {ID_LIMIT} bytes."),
                );
            }
            if former.len() > MAX_LIST {
                self.issue(
                    format!("{here}/former_keys"),
                    "too_many",
                    "It was renamed too often.",
                );
            }
            let former = former
                .iter()
                .enumerate()
                .map(|(n, key)| (format!("former_keys/{n}"), key));
            let names = [("key".to_owned(), key), ("id".to_owned(), id)]
                .into_iter()
                .chain(former);
            for (member, name) in names {
                let pointer = format!("{here}/{member}");
                if reserved.contains(name) || RESERVED.contains(&name.as_str()) {
                    self.issue(pointer, "reserved", format!("“{name}” is reserved."));
                } else if owners.insert(name, at).is_some_and(|owner| owner != at) {
                    self.issue(
                        pointer,
                        "taken",
                        format!("“{name}” is, or was, the key of another one."),
                    );
                }
            }
        }
    }

    fn key(&mut self, key: &str, pointer: &str) {
        if key.is_empty() {
            self.issue(pointer, "required", "A key is needed.");
        } else if key.len() > MAX_KEY {
            self.issue(pointer, "too_long", format!("A key has at most {MAX_KEY} bytes."));
        } else if !is_key(key) || key.as_bytes()[0].is_ascii_digit() {
            let detail = "A key is made of lower-case letters and digits, words joined by single underscores, and \
                          begins with a letter.";
            self.issue(pointer, "bad_key", detail);
        }
    }

    fn prefix(&mut self, key: &str, custom: bool, pointer: String) {
        if custom && !key.starts_with(CUSTOM_PREFIX) {
            let expected = format!("{CUSTOM_PREFIX}{key}");
            let detail =
                format!("What you add yourself begins with “{CUSTOM_PREFIX}”: call it “{expected}”.");
            self.issues
                .push(Issue::new(pointer, "prefix", detail).with(json!({"expected": expected})));
        } else if !custom && key.starts_with(CUSTOM_PREFIX) {
            self.issue(
                pointer,
                "prefix",
                format!("Standard keys do not begin with “{CUSTOM_PREFIX}”."),
            );
        }
    }

    fn words(&mut self, text: &Text, pointer: &str, most: usize, needed: bool) {
        if needed && text.en.trim().is_empty() && text.de.trim().is_empty() {
            self.issue(pointer, "required", "A text in at least one language is needed.");
        }
        for (language, text) in [("en", &text.en), ("de", &text.de)] {
            if text.chars().count() > most {
                let detail = format!("At most {most} characters are possible.");
                let issue = Issue::new(format!("{pointer}/{language}"), "too_long", detail);
                self.issues.push(issue.with(json!({"max": most})));
            }
        }
    }

    fn object(&mut self, object: &Object, here: &str) {
        let def = &object.def;
        let at = |member: &str| format!("{here}/{member}");
        self.prefix(&def.key, def.custom, at("key"));
        self.words(&def.labels, &at("labels"), MAX_LABEL, true);
        self.words(&def.plural, &at("plural"), MAX_LABEL, true);
        if def.icon.len() > MAX_KEY {
            self.issue(
                at("icon"),
                "too_long",
                format!("The name of an icon has at most {MAX_KEY} bytes."),
            );
        }
        if def.fields.len() > MAX_FIELDS {
            let issue = Issue::new(
                at("fields"),
                "too_many",
                format!("An object has at most {MAX_FIELDS} fields."),
            );
            self.issues.push(issue.with(json!({"max": MAX_FIELDS})));
        }
        let reserved: HashSet<String> = envelope().into_iter().map(|field| field.key).collect();
        let names = def
            .fields
            .iter()
            .map(|field| (&field.key, &field.id, &field.former_keys));
        self.names(names, &at("fields"), &reserved);
        for (n, field) in def.fields.iter().enumerate() {
            self.field(object, field, &at(&format!("fields/{n}")));
        }
        self.rules(object, here);
    }

    /// The manners of an object: everything in it that names fields.
    fn rules(&mut self, object: &Object, here: &str) {
        let def = &object.def;
        let at = |member: &str| format!("{here}/{member}");
        for (member, len) in [
            (
                "label",
                def.label.len() + def.label.iter().map(Vec::len).max().unwrap_or(0),
            ),
            ("identifying", def.identifying.len()),
            ("completeness", def.completeness.len()),
        ] {
            if len > MAX_LIST {
                self.issue(
                    at(member),
                    "too_many",
                    format!("At most {MAX_LIST} entries are possible."),
                );
            }
        }
        for (n, fields) in def.label.iter().enumerate() {
            if fields.is_empty() {
                self.issue(
                    at(&format!("label/{n}")),
                    "required",
                    "At least one field is needed.",
                );
            }
            for (m, key) in fields.iter().enumerate() {
                self.names_field(
                    object,
                    key,
                    at(&format!("label/{n}/{m}")),
                    "can be part of a name",
                    |kind| {
                        use FieldType as T;
                        !matches!(
                            kind,
                            T::Id | T::Json | T::Total { .. } | T::Rollup { .. } | T::Link { .. } | T::Owner
                        )
                    },
                );
            }
        }
        let weights = def.completeness.iter().map(|(key, _)| key);
        let lists = def
            .identifying
            .iter()
            .enumerate()
            .map(|(n, key)| (format!("identifying/{n}"), key));
        for (pointer, key) in lists.chain(
            weights
                .enumerate()
                .map(|(n, key)| (format!("completeness/{n}/0"), key)),
        ) {
            self.names_field(object, key, at(&pointer), "is entered by people", |kind| {
                *kind != FieldType::Id && !kind.is_computed()
            });
        }
        for (n, (_, weight)) in def.completeness.iter().enumerate() {
            if !(1..=1000).contains(weight) {
                self.issue(
                    at(&format!("completeness/{n}/1")),
                    "out_of_range",
                    "A weight is 1 to 1000.",
                );
            }
        }
        for (member, link) in [("hierarchy", &def.hierarchy), ("part_of", &def.part_of)] {
            let Some(link) = link else { continue };
            self.names_field(object, link, at(member), "is a link to one record", |kind| {
                matches!(kind, FieldType::Link { many: false, .. })
            });
        }
        if let Some(link) = def.part_of.as_ref().and_then(|link| object.field(link)) {
            if link.link_targets().is_some_and(|targets| targets.len() > 1) {
                let detail = "A whole is of one object: its link has one target.";
                self.issue(at("part_of"), "wrong_type", detail);
            }
            if self.is_part_of_itself(object) {
                self.issue(at("part_of"), "cycle", "An object can't be part of itself.");
            }
        }
        if let Some(link) = def.hierarchy.as_ref().and_then(|link| object.field(link)) {
            let own = self
                .catalog
                .targets(link)
                .iter()
                .all(|target| target.table() == object.table());
            if link.link_targets().is_some() && !own {
                self.issue(
                    at("hierarchy"),
                    "wrong_type",
                    "A tree is made by a link to its own kind only.",
                );
            }
        }
        if let Some(timeline) = &def.timeline {
            self.names_field(
                object,
                &timeline.at,
                at("timeline/at"),
                "is a day or a point in time",
                |kind| matches!(kind, FieldType::Date | FieldType::Timestamp),
            );
            if timeline.links.is_empty() || timeline.links.len() > MAX_LIST {
                let detail = format!("One to {MAX_LIST} links are needed.");
                self.issue(at("timeline/links"), "out_of_range", detail);
            }
            for (n, link) in timeline.links.iter().enumerate() {
                self.names_field(
                    object,
                    link,
                    at(&format!("timeline/links/{n}")),
                    "is a link",
                    |kind| matches!(kind, FieldType::Link { .. }),
                );
            }
            for (member, select) in [("kind", &timeline.kind), ("channel", &timeline.channel)] {
                let Some(select) = select else { continue };
                self.names_field(
                    object,
                    select,
                    at(&format!("timeline/{member}")),
                    "is one of a list",
                    |kind| matches!(kind, FieldType::Select { .. } | FieldType::Stage { .. }),
                );
            }
        }
    }

    /// Whether the wholes above an object lead back to it.
    fn is_part_of_itself(&self, object: &Object) -> bool {
        let mut seen: Vec<&str> = Vec::new();
        let mut above = vec![object];
        while let Some(part) = above.pop() {
            let link = part.def.part_of.as_ref().and_then(|link| part.field(link));
            for whole in link.into_iter().flat_map(|link| self.catalog.targets(link)) {
                if whole.table() == object.table() {
                    return true;
                }
                if !seen.contains(&whole.table()) {
                    seen.push(whole.table());
                    above.push(whole);
                }
            }
        }
        false
    }

    /// A name of a field of this object, whose type must fit.
    fn names_field(
        &mut self,
        object: &Object,
        key: &str,
        pointer: String,
        wanted: &str,
        fits: impl Fn(&FieldType) -> bool,
    ) {
        match object.field(key) {
            None => self.unknown_field(object, key, pointer),
            Some(field) if !fits(&field.kind) => {
                self.issue(
                    pointer,
                    "wrong_type",
                    format!("A field is needed here that {wanted}."),
                );
            }
            Some(_) => {}
        }
    }

    fn unknown_field(&mut self, object: &Object, key: &str, pointer: String) {
        self.issue(
            pointer,
            "unknown_field",
            format!("“{}” has no field “{key}”.", object.key()),
        );
    }

    fn unknown_object(&mut self, key: &str, pointer: String) {
        self.issue(pointer, "unknown_object", format!("There is no object “{key}”."));
    }

    /// Whether a link may point to an object.
    fn points_to(&self, link: &FieldDef, object: &Object) -> bool {
        self.catalog
            .targets(link)
            .iter()
            .any(|target| target.table() == object.table())
    }
}

/// Words of lower-case letters and digits, joined by single underscores.
pub(crate) fn is_key(key: &str) -> bool {
    key.split('_').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}
