//! What is to be told of an import before it runs, for it would be found out too late: guesses that may be wrong.

use kontor_definitions::FieldType;
use kontor_formats::{Format, Survey};
use kontor_kernel::{Json, Text};
use kontor_records::Ctx;
use serde_json::json;

use super::map::OnDuplicate;
use super::mapping::{Mapping, What};

/// The warnings, in the language of who asks.
pub fn warnings(ctx: &Ctx, mapping: &Mapping, file: &Survey) -> Vec<Json> {
    let mut all = Vec::new();
    let mut warn = |code: &str, column: Option<&str>, detail: Text| {
        let detail = detail.get(ctx.caller.locale);
        all.push(json!({"code": code, "column": column, "detail": detail}));
    };
    if mapping.made_keys && mapping.on_duplicate == OnDuplicate::Update {
        let detail = Text::new(
            "The file brings no ids, so its rows are known by their names and addresses: whoever is there already by all \
             appearances is updated. \"on_duplicate\": \"create\" makes all of them.",
            "Die Datei bringt keine Kennungen mit; ihre Zeilen werden an Namen und Adressen erkannt: Wer allem Anschein \
             nach schon da ist, wird aktualisiert. Mit \"on_duplicate\": \"create\" werden alle angelegt.",
        );
        warn("known_by_name", None, detail);
    } else if !mapping.has_keys() && !brings_ids(mapping) && mapping.on_duplicate == OnDuplicate::Create {
        let detail = Text::new(
            "No column is the key of the rows, so a second run makes all of them again. Say which column is the key, or what \
             becomes of duplicates.",
            "Keine Spalte ist der Schlüssel der Zeilen; ein zweiter Lauf legt alle noch einmal an. Sagen Sie, welche \
             Spalte der Schlüssel ist, oder was aus Dubletten wird.",
        );
        warn("no_key", None, detail);
    }
    if file.header.is_none() && matches!(file.format, Format::Csv | Format::Xlsx) {
        let detail = Text::new(
            "The first row is read as data, not as names, so the columns are called by their letters. If it names \
             the columns, say \"header\": true.",
            "Die erste Zeile wird als Daten gelesen, nicht als Namen; die Spalten heißen darum nach ihren \
             Buchstaben. Nennt sie die Spalten, hilft \"header\": true.",
        );
        warn("no_header", None, detail);
    }
    if let Some(sheet) = file
        .sheet
        .as_ref()
        .filter(|sheet| file.sheets.first() != Some(sheet))
    {
        let detail = Text::new(
            format!(
                "The rows are those of the sheet {sheet:?}: it looks most like a table. Another one can be chosen."
            ),
            format!(
                "Die Zeilen sind die des Blatts „{sheet}“: Es sieht am ehesten nach einer Tabelle aus. Ein anderes lässt sich wählen."
            ),
        );
        warn("other_sheet", None, detail);
    }
    for column in &mapping.columns {
        let Some(used) = &column.used else { continue };
        let field = used
            .what
            .position()
            .map(|at| &mapping.objects[used.object].fields[at].kind);
        if !matches!(field, Some(FieldType::Date | FieldType::Timestamp)) || used.text.order.is_some() {
            continue;
        }
        if column.profile.presumed {
            let detail = Text::new(
                "The dates are read with the day first; nothing in the file says so. If the month stands first, say \
                 \"order\": \"mdy\" in the map.",
                "Die Daten werden mit dem Tag zuerst gelesen; nichts in der Datei belegt das. Steht der Monat vorn, hilft \
                 \"order\": \"mdy\" in der Zuordnung.",
            );
            warn("day_first", Some(&column.name), detail);
        }
        if column.profile.ambiguous {
            let detail = Text::new(
                "The dates can be read with the day or the month first, so they are not taken. Say \"order\": \"dmy\" or \
                 \"mdy\" in the map.",
                "Die Daten lassen sich mit dem Tag oder dem Monat zuerst lesen und werden darum nicht übernommen. Es hilft \
                 \"order\": \"dmy\" oder \"mdy\" in der Zuordnung.",
            );
            warn("ambiguous_date", Some(&column.name), detail);
        }
    }
    all
}

/// Whether the rows say by our own ids whom they are about.
fn brings_ids(mapping: &Mapping) -> bool {
    mapping
        .uses()
        .any(|(_, used)| used.object == 0 && used.what == What::Id)
}
