//! The checks of one field: its flags, its default, and the settings of its type.

use std::collections::HashSet;

use kontor_kernel::{Json, Text};

use super::ability::{can_be_indexed, can_be_searched, can_be_unique, is_amount, is_time};
use super::{Check, MAX_EXPRESSION, MAX_HELP, MAX_KEY, MAX_LABEL, MAX_LIST, MAX_OPTIONS, is_key};
use crate::catalog::Object;
use crate::field::{ComputedFn, FieldDef, FieldType, StageOption};

/// Most characters of a one-line text.
const MAX_TEXT: u32 = 4_000;
/// Most characters of a text in an index: four bytes each must fit a page of PostgreSQL's.
const MAX_INDEXED_TEXT: u32 = 600;
/// Most bytes of a default value.
const MAX_DEFAULT: usize = 4_096;

impl Check<'_> {
    pub(super) fn field(&mut self, object: &Object, field: &FieldDef, here: &str) {
        let at = |member: &str| format!("{here}/{member}");
        self.prefix(&field.key, object.def.custom || field.is_custom(), at("key"));
        self.words(&field.labels, &at("labels"), MAX_LABEL, true);
        self.words(&field.help, &at("help"), MAX_HELP, false);
        self.flags(field, here);
        if let Some(value) = &field.default {
            self.default(field, value, at("default"));
        }
        self.settings(object, &field.kind, here);
    }

    fn flags(&mut self, field: &FieldDef, here: &str) {
        let at = |member: &str| format!("{here}/{member}");
        let kind = &field.kind;
        let name = kind.name();
        if field.system || matches!(kind, FieldType::Id | FieldType::ExternalIds) {
            self.issue(
                at("type"),
                "not_possible",
                "This is part of what every record has anyway.",
            );
        }
        if field.required && kind.is_computed() {
            self.issue(
                at("required"),
                "not_possible",
                "What Kontor computes can't be required.",
            );
        }
        if field.unique && !can_be_unique(kind) {
            self.issue(
                at("unique"),
                "not_possible",
                format!("A field of type {name} can't be unique."),
            );
        }
        if field.unique && field.default.is_some() {
            self.issue(
                at("unique"),
                "not_possible",
                "A unique field has no default: it would occur twice.",
            );
        }
        if field.indexed && !can_be_indexed(kind) {
            self.issue(
                at("indexed"),
                "not_possible",
                format!("A field of type {name} can't have an index."),
            );
        }
        if field.searched && !can_be_searched(kind) {
            self.issue(
                at("searched"),
                "not_possible",
                format!("A field of type {name} can't be searched."),
            );
        }
        if let FieldType::Text { max_length } = kind
            && (field.unique || field.indexed)
            && *max_length > MAX_INDEXED_TEXT
        {
            let detail = format!("A text with an index has at most {MAX_INDEXED_TEXT} characters.");
            self.issue(at("max_length"), "out_of_range", detail);
        }
    }

    /// A light check: the engine accepts the value when it makes a record.
    fn default(&mut self, field: &FieldDef, value: &Json, pointer: String) {
        use FieldType as T;
        let fits = match &field.kind {
            T::Text { .. } | T::LongText | T::RichText | T::Date | T::Timestamp => value.is_string(),
            T::Decimal { .. } | T::Percentage => value.is_string() || value.is_number(),
            T::Integer { .. } | T::Duration | T::Rating { .. } => value.is_i64() || value.is_u64(),
            T::Boolean => value.is_boolean(),
            T::Select { .. } | T::Stage { .. } => value.is_string(),
            T::MultiSelect { .. } | T::Tags => is_list_of(value, Json::is_string),
            T::Money => value.get("amount").is_some() && value.get("currency").is_none_or(Json::is_string),
            T::Link { many: true, .. } => is_list_of(value, |item| item.is_string() || item.is_object()),
            T::Link { .. } | T::Owner => value.is_string() || value.is_object(),
            T::Email | T::Phone | T::Url | T::Social | T::Address => is_list_of(value, Json::is_object),
            T::Json => true,
            T::Id | T::ExternalIds | T::File => false,
            T::AutoNumber { .. } | T::Formula { .. } | T::Total { .. } | T::Rollup { .. } => false,
        };
        if !fits {
            let detail = format!(
                "This can't be the default of a field of type {}.",
                field.kind.name()
            );
            return self.issue(pointer, "wrong_type", detail);
        }
        if value.to_string().len() > MAX_DEFAULT {
            return self.issue(
                pointer,
                "too_long",
                format!("A default has at most {MAX_DEFAULT} bytes."),
            );
        }
        if let Some(options) = field.kind.option_keys() {
            let chosen = std::slice::from_ref(value)
                .iter()
                .chain(value.as_array().into_iter().flatten());
            let unknown = chosen.filter_map(Json::as_str).find(|key| !options.contains(key));
            if let Some(key) = unknown {
                self.issue(pointer, "unknown_option", format!("There is no option “{key}”."));
            }
        }
    }

    fn settings(&mut self, object: &Object, kind: &FieldType, here: &str) {
        use FieldType as T;
        let at = |member: &str| format!("{here}/{member}");
        let range = |check: &mut Self, member: &str, good: bool, detail: &str| {
            if !good {
                check.issue(at(member), "out_of_range", detail);
            }
        };
        match kind {
            T::Text { max_length } => {
                range(
                    self,
                    "max_length",
                    (1..=MAX_TEXT).contains(max_length),
                    "1 to 4000 characters are possible.",
                );
            }
            T::Integer {
                min: Some(min),
                max: Some(max),
            } => {
                range(
                    self,
                    "max",
                    min <= max,
                    "The largest value is smaller than the smallest.",
                );
            }
            T::Decimal { scale } => range(
                self,
                "scale",
                *scale <= 9,
                "0 to 9 digits after the point are possible.",
            ),
            T::Rating { max } => range(self, "max", (1..=10).contains(max), "1 to 10 stars are possible."),
            T::AutoNumber { prefix, digits } => {
                range(self, "digits", *digits <= 12, "At most 12 digits are possible.");
                range(
                    self,
                    "prefix",
                    prefix.chars().count() <= 20,
                    "At most 20 characters are possible.",
                );
            }
            T::Select { options } | T::MultiSelect { options } => {
                self.options(
                    options
                        .iter()
                        .map(|option| (&option.key, &option.labels, &option.color)),
                    here,
                );
            }
            T::Stage {
                options,
                stages_from: None,
            } => {
                self.options(
                    options
                        .iter()
                        .map(|option| (&option.key, &option.labels, &option.color)),
                    here,
                );
                self.stages(object, options, here);
            }
            T::Stage {
                options,
                stages_from: Some(link),
            } => {
                if !options.is_empty() {
                    let detail = "The states come from the linked record; there can't be others here.";
                    self.issue(at("options"), "not_possible", detail);
                }
                let one = |kind: &FieldType| matches!(kind, FieldType::Link { many: false, .. });
                self.names_field(object, link, at("stages_from"), "is a link to one record", one);
            }
            T::Link { targets, .. } => self.link(targets, here),
            T::Formula { expression, result } => {
                let good = !expression.trim().is_empty() && expression.len() <= MAX_EXPRESSION;
                range(self, "expression", good, "An expression has 1 to 4096 bytes.");
                let simple = matches!(
                    **result,
                    T::Text { .. }
                        | T::Integer { .. }
                        | T::Decimal { .. }
                        | T::Boolean
                        | T::Date
                        | T::Timestamp
                );
                if simple {
                    self.settings(object, result, &at("result"));
                } else {
                    let detail = "A formula gives text, integer, decimal, boolean, date or timestamp.";
                    self.issue(at("result"), "wrong_type", detail);
                }
            }
            T::Total {
                object: from,
                link,
                function,
                field,
            } => {
                self.computed(object, (from, link), *function, field.as_deref(), true, here);
            }
            T::Rollup {
                object: from,
                link,
                function,
                field,
            } => {
                self.computed(object, (from, link), *function, field.as_deref(), false, here);
            }
            _ => {}
        }
    }

    fn options<'b>(
        &mut self,
        options: impl ExactSizeIterator<Item = (&'b String, &'b Text, &'b String)>,
        here: &str,
    ) {
        if options.len() == 0 {
            self.issue(
                format!("{here}/options"),
                "required",
                "At least one option is needed.",
            );
        } else if options.len() > MAX_OPTIONS {
            let detail = format!("At most {MAX_OPTIONS} options are possible.");
            self.issue(format!("{here}/options"), "too_many", detail);
        }
        let mut seen = HashSet::new();
        for (n, (key, labels, color)) in options.enumerate() {
            let here = format!("{here}/options/{n}");
            if !is_key(key) || key.len() > MAX_KEY {
                let detail = "An option's key is made of lower-case letters and digits, words joined by single \
                              underscores; at most 60 bytes.";
                self.issue(format!("{here}/key"), "bad_key", detail);
            } else if !seen.insert(key) {
                self.issue(
                    format!("{here}/key"),
                    "taken",
                    format!("There are two options “{key}”."),
                );
            }
            self.words(labels, &format!("{here}/labels"), MAX_LABEL, true);
            if color.len() > MAX_KEY {
                self.issue(
                    format!("{here}/color"),
                    "too_long",
                    "The name of a colour is too long.",
                );
            }
        }
    }

    fn stages(&mut self, object: &Object, options: &[StageOption], here: &str) {
        let known: HashSet<&str> = options.iter().map(|option| option.key.as_str()).collect();
        for (n, option) in options.iter().enumerate() {
            let here = format!("{here}/options/{n}");
            let next = option.next.iter().flatten().enumerate();
            for (m, key) in next.filter(|(_, key)| !known.contains(key.as_str())) {
                let detail = format!("There is no option “{key}”.");
                self.issue(format!("{here}/next/{m}"), "unknown_option", detail);
            }
            for (m, key) in option.required.iter().enumerate() {
                self.names_field(
                    object,
                    key,
                    format!("{here}/required/{m}"),
                    "is entered by people",
                    |kind| *kind != FieldType::Id && !kind.is_computed(),
                );
            }
            if option.probability.is_some_and(|percent| percent > 100) {
                self.issue(
                    format!("{here}/probability"),
                    "out_of_range",
                    "A probability is 0 to 100 percent.",
                );
            }
        }
    }

    fn link(&mut self, targets: &[String], here: &str) {
        if targets.is_empty() || targets.len() > MAX_LIST {
            self.issue(
                format!("{here}/targets"),
                "out_of_range",
                format!("1 to {MAX_LIST} objects are needed."),
            );
        }
        let any = targets.iter().any(|target| target == "*");
        if any && targets.len() > 1 {
            self.issue(
                format!("{here}/targets"),
                "not_possible",
                "“*” stands for every object, so it stands alone.",
            );
        }
        let mut seen = HashSet::new();
        for (n, target) in targets.iter().enumerate().filter(|(_, target)| *target != "*") {
            let pointer = format!("{here}/targets/{n}");
            let Some(id) = self
                .catalog
                .object(target)
                .map(|object| object.table().to_owned())
            else {
                self.unknown_object(target, pointer);
                continue;
            };
            if !seen.insert(id) {
                self.issue(pointer, "taken", format!("“{target}” is named twice."));
            }
        }
    }

    /// A total or rollup of `object` over records of another that link to it.
    fn computed(
        &mut self,
        object: &Object,
        (from, link): (&str, &str),
        function: ComputedFn,
        field: Option<&str>,
        total: bool,
        here: &str,
    ) {
        let at = |member: &str| format!("{here}/{member}");
        let Some(parts) = self.catalog.object(from).cloned() else {
            return self.unknown_object(from, at("object"));
        };
        match parts.field(link) {
            None => self.unknown_field(&parts, link, at("link")),
            Some(back) if !self.points_to(back, object) || back.kind == FieldType::Owner => {
                let detail = format!("“{link}” does not link to “{}”.", object.key());
                self.issue(at("link"), "wrong_type", detail);
            }
            Some(back) => {
                let part_of = parts.def.part_of.as_deref().and_then(|link| parts.field(link));
                if total && part_of.is_none_or(|part_of| part_of.id != back.id) {
                    let detail = "A total is over parts that live and die with the record; use a rollup.";
                    self.issue(at("link"), "not_possible", detail);
                }
            }
        }
        match field {
            None if function == ComputedFn::Count => {}
            None => self.issue(at("field"), "required", "Name the field to compute with."),
            Some(key) => {
                self.names_field(
                    &parts,
                    key,
                    at("field"),
                    "can be computed with",
                    |kind| match function {
                        ComputedFn::Count => true,
                        ComputedFn::Min | ComputedFn::Max => is_amount(kind, total) || is_time(kind),
                        ComputedFn::Sum | ComputedFn::Average => is_amount(kind, total),
                    },
                )
            }
        }
    }
}

fn is_list_of(value: &Json, fits: impl Fn(&Json) -> bool) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(fits))
}
