//! A workbench for the tests of field types: a caller, settings and a small catalog, and a field of every type.

use kontor_database::Value;
use kontor_definitions::{
    Catalog, CatalogData, ComputedFn, FieldDef, FieldType, ObjectDef, SelectOption, StageKind, StageOption,
};
use kontor_kernel::{Caller, Clock, Json, Text, Timestamp};

use super::{Accept, kind};
use crate::settings::Settings;

/// Everything accepting a value needs.
pub struct Bench {
    pub caller: Caller,
    pub settings: Settings,
    pub catalog: Catalog,
}

/// What was wrong: pointers and codes.
pub type Faults = Vec<(String, String)>;

impl Default for Bench {
    fn default() -> Bench {
        let clock = Clock::manual(Timestamp::parse("2026-03-01T08:00:00Z").unwrap());
        let object = |key: &str, id: &str| {
            let mut object = ObjectDef::new(key, Text::new(key, key), Text::new(key, key));
            object.id = id.to_owned();
            object
        };
        let objects = vec![
            object("user", "user"),
            object("person", "person"),
            object("organization", "organization"),
            object("x_machine", "x_engine"),
        ];
        Bench {
            caller: Caller::system(&clock),
            settings: Settings::default(),
            catalog: Catalog::new(CatalogData { version: 1, objects }),
        }
    }
}

impl Bench {
    pub fn cx(&self) -> Accept<'_> {
        Accept {
            caller: &self.caller,
            settings: &self.settings,
            catalog: &self.catalog,
        }
    }

    /// Accepts a value, null included as the engine does.
    pub fn accept(&self, field: &FieldDef, input: Json) -> Result<Json, Faults> {
        if input.is_null() && !matches!(field.kind, FieldType::Decimal { .. }) {
            return Ok(Json::Null);
        }
        let accepted = kind(&field.kind).accept(field, &input, &self.cx());
        accepted.map_err(|issues| {
            issues
                .into_iter()
                .map(|issue| (issue.pointer, issue.code))
                .collect()
        })
    }

    /// Imports a cell and accepts what was read.
    pub fn import(&self, field: &FieldDef, cell: &str) -> Result<Json, Faults> {
        match kind(&field.kind).import(field, cell, &self.cx()) {
            Json::Null => Ok(Json::Null),
            value => self.accept(field, value),
        }
    }

    /// The values of the field's columns.
    pub fn store(&self, field: &FieldDef, value: Json) -> Vec<Value> {
        let mut out = Vec::new();
        kind(&field.kind).store(field, &value, &self.cx(), &mut out);
        out
    }
}

/// A field of every type, with the settings that matter.
pub fn every_type() -> Vec<FieldDef> {
    let options = || {
        vec![
            SelectOption::new("a", "First", "Erster"),
            SelectOption::new("b", "Second", "Zweiter"),
        ]
    };
    let stage = |key: &str| StageOption {
        key: key.to_owned(),
        labels: Text::new(key, key),
        color: String::new(),
        kind: StageKind::Open,
        next: None,
        required: Vec::new(),
        probability: None,
        max_days: None,
    };
    let link = |targets: &[&str], many| FieldType::Link {
        targets: targets.iter().map(|t| (*t).to_owned()).collect(),
        many,
    };
    let total = |function| FieldType::Total {
        object: "x".into(),
        link: "x".into(),
        function,
        field: None,
    };
    let rollup = |function| FieldType::Rollup {
        object: "x".into(),
        link: "x".into(),
        function,
        field: None,
    };
    let formula = |result| FieldType::Formula {
        expression: "1".into(),
        result: Box::new(result),
    };
    let kinds = vec![
        FieldType::Id,
        FieldType::Text { max_length: 100 },
        FieldType::LongText,
        FieldType::RichText,
        FieldType::Integer {
            min: Some(-1000),
            max: None,
        },
        FieldType::Decimal { scale: 0 },
        FieldType::Decimal { scale: 3 },
        FieldType::Decimal { scale: 9 },
        FieldType::Money,
        FieldType::Boolean,
        FieldType::Date,
        FieldType::Timestamp,
        FieldType::Duration,
        FieldType::Select { options: options() },
        FieldType::MultiSelect { options: options() },
        FieldType::Stage {
            options: vec![stage("a"), stage("b")],
            stages_from: None,
        },
        FieldType::Stage {
            options: Vec::new(),
            stages_from: Some("pipeline".into()),
        },
        link(&["person"], false),
        link(&["person", "organization"], false),
        link(&["*"], false),
        link(&["person"], true),
        link(&["person", "organization"], true),
        FieldType::Owner,
        FieldType::Email,
        FieldType::Phone,
        FieldType::Url,
        FieldType::Social,
        FieldType::Address,
        FieldType::Tags,
        FieldType::ExternalIds,
        FieldType::File,
        FieldType::Percentage,
        FieldType::Rating { max: 5 },
        FieldType::AutoNumber {
            prefix: "N-".into(),
            digits: 4,
        },
        formula(FieldType::Decimal { scale: 2 }),
        formula(FieldType::Text { max_length: 50 }),
        formula(FieldType::Timestamp),
        total(ComputedFn::Count),
        total(ComputedFn::Sum),
        rollup(ComputedFn::Count),
        rollup(ComputedFn::Average),
        FieldType::Json,
    ];
    let named = |(at, kind)| FieldDef::new(&format!("f{at}"), "F", "F", kind);
    kinds.into_iter().enumerate().map(named).collect()
}
