use kontor_kernel::Json;
use proptest::prelude::*;
use serde_json::json;

use crate::source::Place;
use crate::survey::{rows_at, survey_at};
use crate::{Cell, Choice, Content, Format, Row, RowError, Survey};

fn read(bytes: &[u8]) -> (Survey, Vec<Result<Row, RowError>>) {
    let place = Place::memory(bytes);
    let survey = survey_at(&place, &Choice::default()).unwrap();
    assert_eq!(survey.format, Format::Vcard);
    let rows: Vec<_> = rows_at(&place, &survey).unwrap().collect();
    assert_eq!(survey.rows, Some(rows.len() as u64));
    (survey, rows)
}

fn one(text: &str) -> Json {
    let (survey, rows) = read(text.as_bytes());
    shown(&survey, rows[0].as_ref().unwrap())
}

fn shown(survey: &Survey, row: &Row) -> Json {
    let cells = survey.columns.iter().zip(&row.cells);
    let members = cells.filter(|(_, cell)| !cell.is_empty()).map(|(column, cell)| {
        let value = match cell {
            Cell::Json(json) => json.clone(),
            cell => Json::String(cell.to_string()),
        };
        (column.name.clone(), value)
    });
    Json::Object(members.collect())
}

#[test]
fn contacts_of_all_versions_are_read() {
    let old = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=\r\n=C3=B6rg;;Dr.;\r\n\
        ORG;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:Gro=DF & Co;Einkauf\r\nTEL;WORK;FAX:040 1\r\nTEL;CELL;PREF:0170 2\r\n\
        ADR;WORK;PREF:;Hof;Hauptstr. 1;Hamburg;;20095;Deutschland\r\nBDAY:19800322\r\nEND:VCARD\r\n";
    let expected = json!({
        "family_name": "Müller", "given_name": "Jörg", "prefix": "Dr.", "organization": "Groß & Co",
        "department": "Einkauf", "birthday": "1980-03-22",
        "phones": [{"value": "040 1", "label": "work fax", "primary": false},
                   {"value": "0170 2", "label": "mobile", "primary": true}],
        "addresses": [{"kind": "work", "street": "Hauptstr. 1, Hof", "postcode": "20095", "city": "Hamburg",
                       "country": "Deutschland"}],
    });
    assert_eq!(one(old), expected);
    let new = "BEGIN:VCARD\nVERSION:4.0\nFN:Ann Groß\nTEL;VALUE=uri;TYPE=\"work,voice\";PREF=1:tel:+49-40-1;ext=2\n\
        EMAIL:mailto:a@b.de\nEMAIL;PREF=1:c@d.de\nitem1.URL:http\\://x.de\nitem1.X-ABLabel:_$!<HomePage>!$_\n\
        IMPP:xmpp:ann@x.de\nX-SOCIALPROFILE;TYPE=linkedin:https://linkedin.com/in/ann\nNOTE:a\\nb\\, c\n  d\n\
        CATEGORIES:VIP,Press\\, TV\nUID:urn:uuid:1\nX-SPOUSE:Bob\nBDAY:--0203\nEND:VCARD\n";
    let expected = json!({
        "name": "Ann Groß", "vcard_uid": "1", "x-spouse": "Bob", "partial_birthday": "--0203", "note": "a\nb, c d",
        "categories": ["VIP", "Press, TV"],
        "phones": [{"value": "+49-40-1 ext. 2", "label": "work", "primary": true}],
        "emails": [{"value": "a@b.de", "primary": false}, {"value": "c@d.de", "primary": true}],
        "websites": [{"value": "http://x.de", "label": "homepage", "primary": true}],
        "social": [{"value": "ann@x.de", "label": "jabber", "primary": true},
                   {"value": "https://linkedin.com/in/ann", "label": "linkedin", "primary": false}],
    });
    assert_eq!(one(new), expected);
    let telephone = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-02-03\nEND:VCARD\n";
    assert_eq!(
        one(telephone),
        json!({"name": "Ann", "partial_birthday": "--02-03"})
    );
}

#[test]
fn contacts_at_fault_do_not_stop_the_rest() {
    let long = "x".repeat(5 << 20);
    let text = format!(
        "BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nNOTE:{long}\nEND:VCARD\nrubbish\nBEGIN:VCARD\nFN:C\nAGENT:\n\
         BEGIN:VCARD\nFN:D\nEND:VCARD\nTITLE:T\nEND:VCARD\nBEGIN:VCARD\nFN:E\n"
    );
    let (survey, rows) = read(text.as_bytes());
    let told: Vec<_> = rows
        .iter()
        .map(|row| match row {
            Ok(row) => (row.number, shown(&survey, row).to_string()),
            Err(error) => (error.number, error.code.to_owned()),
        })
        .collect();
    let expected = [
        (1, "{\"name\":\"A\"}"),
        (2, "row_too_long"),
        (3, "{\"job_title\":\"T\",\"name\":\"C\"}"),
        (4, "not_whole"),
    ];
    assert_eq!(told, expected.map(|(number, text)| (number, text.to_owned())));
}

#[test]
fn pictures_come_along() {
    let text = "BEGIN:VCARD\nVERSION:3.0\nFN:A\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/\n 4AAQ\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:2.1\nFN:B\nPHOTO;BASE64;PNG:\niVBORw==\n\nTEL:1\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:4.0\nFN:C\nPHOTO:data:image/gif;base64,R0lG\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:4.0\nFN:D\nPHOTO:https://x.de/d.png\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:3.0\nFN:E\nPHOTO;ENCODING=b:!!!!\nEND:VCARD\n";
    let (survey, rows) = read(text.as_bytes());
    let rows: Vec<Row> = rows.into_iter().map(Result::unwrap).collect();
    let files: Vec<_> = rows[..3].iter().map(|row| row.attachments[0].clone()).collect();
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["photo.jpg", "photo.png", "photo.gif"]);
    assert_eq!(
        files[0].content,
        Content::Bytes(vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10])
    );
    let column = &survey.columns[files[0].column.unwrap()];
    assert_eq!((column.name.as_str(), column.files), ("photo", true));
    assert_eq!(survey.columns.iter().filter(|column| column.files).count(), 1);
    assert_eq!(shown(&survey, &rows[4])["photo"], "4 bytes");
    assert!(rows[3].attachments.is_empty());
    assert_eq!(shown(&survey, &rows[3])["photo"], "https://x.de/d.png");
    assert_eq!(shown(&survey, &rows[1])["phones"][0]["value"], "1");
}

proptest! {
    #[test]
    fn nothing_panics(text in "(BEGIN:VCARD\n)?([A-Z.]{1,5}(;[A-Z=\"]{0,5})*:[a-z;,\\\\=:\"é]{0,9}(\r\n|\n|\n |=\n)){0,9}(END:VCARD\n)?") {
        let _ = survey_at(&Place::memory(format!("BEGIN:VCARD\nFN:x\n{text}").as_bytes()), &Choice::default());
    }
}
