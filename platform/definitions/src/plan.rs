//! The plan: what has to happen in a database so that it fits a changed catalog, step by step, and in words.
//!
//! A plan is data: the dry run of a definition change shows it, a job stores it, only the engine executes it.
//! Objects and fields are named by their ids, which are also the names of tables and columns.

use std::collections::BTreeMap;

use kontor_kernel::{Json, Locale, Text};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::convert::{Conversion, convertible};
use crate::field::FieldType;
use crate::storage::{Column, IndexDef};

/// Everything that has to happen, in a safe order: first what adds, then what moves values, then what removes.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Plan {
    /// The steps, to be executed in this order.
    pub steps: Vec<Step>,
    /// What the objects (`x_machine`) and fields (`x_machine.x_serial`) of the steps are called.
    #[serde(default)]
    pub names: BTreeMap<String, Text>,
}

/// One thing to do. Steps that change a table's shape say `table`, steps about its values say `object`; both are
/// the id of the object.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// An index goes; it comes back by [`Step::AddIndex`] when its column was only converted.
    DropIndex {
        /// The table.
        table: String,
        /// The index.
        index: IndexDef,
    },
    /// A new, empty table with its indexes.
    CreateTable {
        /// The table.
        table: String,
        /// All columns, the unique `id` among them.
        columns: Vec<Column>,
        /// All indexes.
        indexes: Vec<IndexDef>,
    },
    /// A new column, empty at first.
    AddColumn {
        /// The table.
        table: String,
        /// The field it belongs to.
        field: String,
        /// The column.
        column: Column,
    },
    /// An option is no longer there: records that have it get the replacement, or nothing.
    OptionRemoved {
        /// The object.
        object: String,
        /// The field.
        field: String,
        /// The option that goes.
        option: String,
        /// The option its records get instead.
        replacement: Option<String>,
    },
    /// A link may no longer point to an object: such links are cleared.
    ForgetTarget {
        /// The object.
        object: String,
        /// The link field.
        field: String,
        /// The object it pointed to.
        target: String,
    },
    /// The type changed in a way that changes what is stored: the columns of `from` are replaced by those of
    /// `to`, rows of the side and link tables likewise, and the values carried over; what can't be is cleared.
    ConvertField {
        /// The table.
        table: String,
        /// The field.
        field: String,
        /// The type it had.
        from: FieldType,
        /// The type it gets.
        to: FieldType,
    },
    /// Records without a value in the field get this one.
    FillDefault {
        /// The object.
        object: String,
        /// The field.
        field: String,
        /// The value, in wire form.
        value: Json,
    },
    /// Records without a number get one, oldest first.
    AssignNumbers {
        /// The object.
        object: String,
        /// The field.
        field: String,
    },
    /// A total is computed anew for all records.
    RecomputeTotal {
        /// The object.
        object: String,
        /// The field.
        field: String,
    },
    /// A formula is computed anew for all records.
    RecomputeFormula {
        /// The object.
        object: String,
        /// The field.
        field: String,
    },
    /// A rollup is computed anew for all records.
    RecomputeRollup {
        /// The object.
        object: String,
        /// The field.
        field: String,
    },
    /// The rule how records are called changed, or a field it uses did.
    RecomputeLabels {
        /// The object.
        object: String,
    },
    /// What makes a record complete changed.
    RecomputeCompleteness {
        /// The object.
        object: String,
    },
    /// Existing values are brought into an index of the engine, or looked at before the database indexes them.
    BackfillIndex {
        /// The object.
        object: String,
        /// The fields because of which.
        fields: Vec<String>,
        /// Which index.
        purpose: Backfill,
    },
    /// A new index.
    AddIndex {
        /// The table.
        table: String,
        /// The index.
        index: IndexDef,
    },
    /// The rows a multi-valued field or a link to many has in the side or link table go.
    ForgetSideValues {
        /// The object.
        object: String,
        /// The field.
        field: String,
    },
    /// A column goes with its values.
    DropColumn {
        /// The table.
        table: String,
        /// The field it belonged to.
        field: String,
        /// The column.
        column: Column,
    },
    /// A table goes, with everything the engine keeps about its records.
    DropTable {
        /// The table.
        table: String,
    },
    /// Only the definition changes (names, labels, rules for new values); nothing stored is touched.
    RelabelOnly {
        /// The object.
        object: String,
        /// The field; none when it is about the object itself.
        field: Option<String>,
    },
}

/// What a [`Step::BackfillIndex`] prepares.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backfill {
    /// The words of every record are indexed anew; fields that are gone are named too.
    Search,
    /// Live records must not share a value: those that do are reported, and the plan stops here.
    Unique,
}

impl Plan {
    /// Nothing changes at all.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Some step reads or writes all records of an object, so it runs as a job.
    pub fn needs_data_pass(&self) -> bool {
        self.steps.iter().any(Step::needs_data_pass)
    }

    /// Some step may throw values away.
    pub fn loses_data(&self) -> bool {
        self.steps.iter().any(Step::loses_data)
    }

    /// The plan in sentences, for people. Steps that say the same (a field with two columns) are one sentence.
    pub fn describe(&self, locale: Locale) -> Vec<String> {
        let mut texts: Vec<String> = self.steps.iter().map(|step| self.text(step, locale)).collect();
        texts.dedup();
        texts
    }

    /// What a dry run answers.
    pub fn wire(&self, locale: Locale) -> Json {
        json!({
            "steps": self.steps,
            "texts": self.describe(locale),
            "needs_data_pass": self.needs_data_pass(),
            "loses_data": self.loses_data(),
        })
    }

    fn name(&self, object: &str, field: Option<&str>, locale: Locale) -> String {
        let of = |key: &str, id: &str| {
            let text = self.names.get(key).map_or(id, |names| names.get(locale));
            match locale {
                Locale::En => format!("“{text}”"),
                Locale::De => format!("„{text}“"),
            }
        };
        let whole = of(object, object);
        match (field, locale) {
            (None, _) => whole,
            (Some(field), Locale::En) => format!("{} of {whole}", of(&format!("{object}.{field}"), field)),
            (Some(field), Locale::De) => format!("{} von {whole}", of(&format!("{object}.{field}"), field)),
        }
    }

    fn text(&self, step: &Step, locale: Locale) -> String {
        let english = locale == Locale::En;
        let pick = |en: String, de: String| if english { en } else { de };
        let it = self.name(step.object(), step.field(), locale);
        match step {
            Step::DropIndex { .. } => pick(
                format!("An index over {it} goes."),
                format!("Ein Index über {it} entfällt."),
            ),
            Step::AddIndex { .. } => pick(
                format!("{it} gets an index."),
                format!("{it} bekommt einen Index."),
            ),
            Step::CreateTable { .. } => pick(format!("{it} is created."), format!("{it} wird angelegt.")),
            Step::DropTable { .. } => pick(
                format!("{it} is removed with all its records."),
                format!("{it} wird mit allen Datensätzen entfernt."),
            ),
            Step::AddColumn { .. } => pick(format!("{it} is added."), format!("{it} kommt hinzu.")),
            Step::DropColumn { .. } | Step::ForgetSideValues { .. } => pick(
                format!("{it} is removed with all its values."),
                format!("{it} wird mit allen Werten entfernt."),
            ),
            Step::OptionRemoved {
                option,
                replacement: None,
                ..
            } => pick(
                format!("{it}: the value “{option}” is cleared where it is used."),
                format!("{it}: der Wert „{option}“ wird überall geleert."),
            ),
            Step::OptionRemoved {
                option,
                replacement: Some(by),
                ..
            } => pick(
                format!("{it}: the value “{option}” becomes “{by}”."),
                format!("{it}: der Wert „{option}“ wird zu „{by}“."),
            ),
            Step::ForgetTarget { target, .. } => {
                let target = self.name(target, None, locale);
                pick(
                    format!("{it}: links to {target} are cleared."),
                    format!("{it}: Verknüpfungen mit {target} werden geleert."),
                )
            }
            Step::ConvertField { from, to, .. } => match convertible(from, to) {
                Conversion::Lossless => pick(
                    format!("{it} is converted; all values are kept."),
                    format!("{it} wird umgewandelt; alle Werte bleiben erhalten."),
                ),
                Conversion::Lossy => pick(
                    format!("{it} is converted; values that do not fit are changed or cleared."),
                    format!("{it} wird umgewandelt; Werte, die nicht passen, werden geändert oder geleert."),
                ),
                Conversion::Never => pick(
                    format!("{it} gets another type; its values are cleared."),
                    format!("{it} bekommt einen anderen Typ; die Werte werden geleert."),
                ),
            },
            Step::FillDefault { .. } => pick(
                format!("{it} gets its default wherever it is empty."),
                format!("{it} bekommt den Vorgabewert, wo noch nichts steht."),
            ),
            Step::AssignNumbers { .. } => pick(
                format!("{it}: existing records are numbered."),
                format!("{it}: vorhandene Datensätze werden nummeriert."),
            ),
            Step::RecomputeTotal { .. } | Step::RecomputeFormula { .. } | Step::RecomputeRollup { .. } => {
                pick(
                    format!("{it} is computed anew for all records."),
                    format!("{it} wird für alle Datensätze neu berechnet."),
                )
            }
            Step::RecomputeLabels { .. } => pick(
                format!("{it}: the names of all records are formed anew."),
                format!("{it}: die Namen aller Datensätze werden neu gebildet."),
            ),
            Step::RecomputeCompleteness { .. } => pick(
                format!("{it}: the completeness of all records is computed anew."),
                format!("{it}: die Vollständigkeit aller Datensätze wird neu berechnet."),
            ),
            Step::BackfillIndex {
                purpose: Backfill::Search,
                ..
            } => pick(
                format!("{it}: the search index is built anew."),
                format!("{it}: der Suchindex wird neu aufgebaut."),
            ),
            Step::BackfillIndex {
                purpose: Backfill::Unique,
                ..
            } => pick(
                format!("{it}: existing values are checked for duplicates."),
                format!("{it}: vorhandene Werte werden auf Dubletten geprüft."),
            ),
            Step::RelabelOnly { .. } => pick(
                format!("{it}: only the definition changes, no data."),
                format!("{it}: nur die Definition ändert sich, keine Daten."),
            ),
        }
    }
}

impl Step {
    /// The id of the object it is about.
    pub fn object(&self) -> &str {
        match self {
            Step::DropIndex { table, .. }
            | Step::CreateTable { table, .. }
            | Step::AddColumn { table, .. }
            | Step::ConvertField { table, .. }
            | Step::AddIndex { table, .. }
            | Step::DropColumn { table, .. }
            | Step::DropTable { table } => table,
            Step::OptionRemoved { object, .. }
            | Step::ForgetTarget { object, .. }
            | Step::FillDefault { object, .. }
            | Step::AssignNumbers { object, .. }
            | Step::RecomputeTotal { object, .. }
            | Step::RecomputeFormula { object, .. }
            | Step::RecomputeRollup { object, .. }
            | Step::RecomputeLabels { object }
            | Step::RecomputeCompleteness { object }
            | Step::BackfillIndex { object, .. }
            | Step::ForgetSideValues { object, .. }
            | Step::RelabelOnly { object, .. } => object,
        }
    }

    /// The id of the field it is about; none when it is about the object, or about several fields.
    pub fn field(&self) -> Option<&str> {
        match self {
            Step::AddColumn { field, .. }
            | Step::OptionRemoved { field, .. }
            | Step::ForgetTarget { field, .. }
            | Step::ConvertField { field, .. }
            | Step::FillDefault { field, .. }
            | Step::AssignNumbers { field, .. }
            | Step::RecomputeTotal { field, .. }
            | Step::RecomputeFormula { field, .. }
            | Step::RecomputeRollup { field, .. }
            | Step::ForgetSideValues { field, .. }
            | Step::DropColumn { field, .. } => Some(field),
            Step::DropIndex { index, .. } | Step::AddIndex { index, .. } => Some(index.field()),
            Step::BackfillIndex { fields, .. } => match fields.as_slice() {
                [only] => Some(only),
                _ => None,
            },
            Step::RelabelOnly { field, .. } => field.as_deref(),
            Step::CreateTable { .. }
            | Step::DropTable { .. }
            | Step::RecomputeLabels { .. }
            | Step::RecomputeCompleteness { .. } => None,
        }
    }

    /// Reads or writes all records of the object.
    pub fn needs_data_pass(&self) -> bool {
        !matches!(
            self,
            Step::DropIndex { .. }
                | Step::CreateTable { .. }
                | Step::AddColumn { .. }
                | Step::DropColumn { .. }
                | Step::DropTable { .. }
                | Step::RelabelOnly { .. }
        )
    }

    /// May throw values away.
    pub fn loses_data(&self) -> bool {
        match self {
            Step::OptionRemoved { replacement, .. } => replacement.is_none(),
            Step::ConvertField { from, to, .. } => {
                // What is computed is computed again.
                convertible(from, to) != Conversion::Lossless && !from.is_computed()
            }
            Step::ForgetTarget { .. }
            | Step::ForgetSideValues { .. }
            | Step::DropColumn { .. }
            | Step::DropTable { .. } => true,
            _ => false,
        }
    }

    /// Its place in a plan; steps of one rank stay in the order they were found in.
    ///
    /// Indexes go before anything happens to their columns; what adds comes before what moves values, and that
    /// before what removes, so that a plan interrupted half way has lost nothing that it had not yet carried over.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Step::DropIndex { .. } => 0,
            Step::CreateTable { .. } => 1,
            Step::AddColumn { .. } => 2,
            Step::OptionRemoved { .. } | Step::ForgetTarget { .. } => 3,
            Step::ConvertField { .. } => 4,
            Step::FillDefault { .. } | Step::AssignNumbers { .. } => 5,
            // Totals and formulas feed each other, so their order is that of the objects, parts first.
            Step::RecomputeTotal { .. } | Step::RecomputeFormula { .. } => 6,
            Step::RecomputeRollup { .. } => 7,
            Step::RecomputeLabels { .. } | Step::RecomputeCompleteness { .. } => 8,
            Step::BackfillIndex {
                purpose: Backfill::Unique,
                ..
            } => 9,
            Step::AddIndex { .. } => 10,
            Step::BackfillIndex {
                purpose: Backfill::Search,
                ..
            } => 11,
            Step::ForgetSideValues { .. } => 12,
            Step::DropColumn { .. } => 13,
            Step::DropTable { .. } => 14,
            Step::RelabelOnly { .. } => 15,
        }
    }
}
