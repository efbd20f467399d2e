use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

use crate::row::{Cell, MAX_CELL};
use crate::source::Place;
use crate::survey::{rows_at, survey_at};
use crate::{Choice, Format, Row, RowError, Survey};

const RELS: &str = r#"<Relationships><Relationship Id="rId1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELS: &str = r#"<Relationships>
    <Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>
    <Relationship Id="rId2" Type="http://x/worksheet" Target="/xl/worksheets/sheet2.xml"/>
    <Relationship Id="rId3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>
    <Relationship Id="rId4" Type="http://x/styles" Target="styles.xml"/>
    <Relationship Id="rId5" Type="http://x/worksheet" Target="http://evil.example/sheet.xml" TargetMode="External"/>
    </Relationships>"#;
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy\ hh:mm"/></numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="14"><alignment/></xf><xf numFmtId="164"/><xf numFmtId="20"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<sst><si><t>Name</t></si><si><r><t>Dr. </t></r><r><t xml:space="preserve">Müller &amp; Söhne</t></r>
    <rPh><t>spoken</t></rPh></si><si><t>a_x000D_
b</t></si></sst>"#;

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn workbook(attributes: &str, sheet: &str) -> Vec<u8> {
    let book = format!(
        "<workbook xmlns:r=\"r\"><workbookPr {attributes}/><sheets><sheet name=\"Leer\" r:id=\"rId2\"/>\
         <sheet name=\"Verborgen\" state=\"hidden\" r:id=\"rId1\"/><sheet name=\"Außen\" r:id=\"rId5\"/>\
         <sheet name=\"Kunden\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let sheet = format!("<x:worksheet xmlns:x=\"x\">{sheet}</x:worksheet>")
        .replace("<x:", "<")
        .replace("</x:", "</");
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>"),
    ])
}

fn read(bytes: &[u8], choice: &Choice) -> kontor_kernel::Result<(Survey, Vec<Result<Row, RowError>>)> {
    let place = Place::memory(bytes);
    let survey = survey_at(&place, choice)?;
    let rows = rows_at(&place, &survey)?.collect();
    Ok((survey, rows))
}

const SHEET: &str = r#"<dimension ref="A1:F9"/><sheetData>
    <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="inlineStr"><is><t>Since</t></is></c><c r="C2" t="str"><v>Sum</v></c>
      <c r="D2" t="inlineStr"><is><t>Active</t></is></c><c r="F2" t="inlineStr"><is><t>Note</t></is></c></row>
    <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" s="1"><v>45631</v></c><c r="C3"><f>SUM([1]Out!A1)</f><v>0.30000000000000004</v></c>
      <c r="D3" t="b"><v>1</v></c><c r="F3" t="s"><v>2</v></c></row>
    <row r="4"><c r="A4" s="1"/></row>
    <row r="7"><c><v>12</v></c><c s="2"><v>45631.5</v></c><c t="e"><v>#REF!</v></c><c t="e"><v>#N/A</v></c><c s="3"><v>0.5</v></c></row>
    </sheetData>"#;

#[test]
fn a_workbook_is_read_as_people_see_it() {
    let (survey, rows) = read(&workbook("", SHEET), &Choice::default()).unwrap();
    assert_eq!(
        (survey.format, survey.header, survey.rows),
        (Format::Xlsx, Some(2), Some(2))
    );
    assert_eq!(survey.sheets, ["Leer", "Kunden"]);
    assert_eq!(survey.sheet.as_deref(), Some("Kunden"));
    let names: Vec<&str> = survey.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["Name", "Since", "Sum", "Active", "E", "Note"]);
    let text = |text: &str| Cell::Text(text.to_owned());
    let first = rows[0].as_ref().unwrap();
    let expected = ["Dr. Müller & Söhne", "2024-12-05", "0.3", "true", "", "a\r\nb"].map(text);
    assert_eq!((first.number, first.cells.as_slice()), (3, expected.as_slice()));
    let second = rows[1].as_ref().unwrap();
    let expected = [
        text("12"),
        text("2024-12-05T12:00:00"),
        Cell::Error("#REF!".into()),
        text(""),
        text("12:00:00"),
    ];
    assert_eq!((second.number, second.cells.as_slice()), (7, expected.as_slice()));

    let (_, rows) = read(&workbook("date1904=\"1\"", SHEET), &Choice::default()).unwrap();
    assert_eq!(rows[0].as_ref().unwrap().cells[1], text("2028-12-06"));
    let empty = Choice {
        sheet: Some("Leer".into()),
        ..Choice::default()
    };
    assert_eq!(
        read(&workbook("", SHEET), &empty).unwrap_err().issues[0].code,
        "empty_file"
    );
    let none = Choice {
        sheet: Some("x".into()),
        ..Choice::default()
    };
    assert_eq!(
        read(&workbook("", SHEET), &none).unwrap_err().issues[0].code,
        "unknown_sheet"
    );
}

#[test]
fn what_is_damaged_or_made_to_harm_is_told() {
    let codes = |sheet: &str| -> Vec<&'static str> {
        let (_, rows) = read(&workbook("", sheet), &Choice::default()).unwrap();
        rows.into_iter()
            .map(|row| row.map_or_else(|error| error.code, |_| ""))
            .collect()
    };
    let head = "<sheetData><row><c t=\"str\"><v>A</v></c></row><row><c t=\"str\"><v>x</v></c></row>";
    assert_eq!(codes(&format!("{head}<row><c><v>1</v></c>")), ["", "file_broken"]);
    let entities = format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{head}</sheetData>");
    let refused = read(&workbook("", &entities), &Choice::default()).unwrap_err();
    assert_eq!(refused.issues[0].code, "file_broken");
    assert_eq!(
        codes(&format!(
            "{head}<row><c t=\"str\"><v>&a;</v></c></row></sheetData>"
        )),
        ["", "file_broken"]
    );
    let long = "x".repeat(MAX_CELL + 1);
    let rows = format!(
        "{head}<row><c t=\"str\"><v>{long}</v></c></row><row><c r=\"ZZZ5\"><v>1</v></c></row><row><c><v>2</v></c></row></sheetData>"
    );
    assert_eq!(codes(&rows), ["", "cell_too_long", "too_many_columns", ""]);
    let deep = "<a>".repeat(100);
    assert_eq!(codes(&format!("{head}{deep}")), ["", "file_broken"]);

    let whole = workbook("", SHEET);
    for cut in [10, whole.len() / 2, whole.len() - 5] {
        assert_eq!(
            read(&whole[..cut], &Choice::default()).unwrap_err().issues[0].code,
            "file_broken"
        );
    }
    let bomb = " ".repeat(64 << 20);
    let bomb = zipped(&[
        ("[Content_Types].xml", ""),
        ("_rels/.rels", ""),
        ("xl/workbook.xml", &bomb),
    ]);
    assert_eq!(
        read(&bomb, &Choice::default()).unwrap_err().issues[0].code,
        "zip_too_large"
    );
    assert_eq!(
        read(b"\xD0\xCF\x11\xE0old", &Choice::default())
            .unwrap_err()
            .issues[0]
            .code,
        "old_workbook"
    );
}

#[test]
fn flipped_bytes_never_panic() {
    let whole = workbook("", SHEET);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x5A;
        let _ = read(&bytes, &Choice::default());
    }
}

#[test]
fn a_cover_before_the_table_is_passed_over() {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |cells: &[&str]| {
        let cells: String = cells.iter().map(|text| cell(text)).collect();
        format!("<row>{cells}</row>")
    };
    let sheet = |rows: &[&[&str]]| {
        let rows: String = rows.iter().map(|cells| row(cells)).collect();
        format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
    };
    let table = sheet(&[
        &["Nr", "Name", "Ort"],
        &["1", "Adler", "Ulm"],
        &["2", "Dachs", "Kiel"],
        &["3", "Elch", "Bonn"],
    ]);
    let book = |first: &str| {
        let sheets = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Deckblatt\" r:id=\"rId1\"/>\
                      <sheet name=\"Kunden\" r:id=\"rId2\"/></sheets></workbook>";
        zipped(&[
            ("[Content_Types].xml", "<Types/>"),
            ("_rels/.rels", RELS),
            ("xl/workbook.xml", sheets),
            ("xl/_rels/workbook.xml.rels", BOOK_RELS),
            ("xl/sharedStrings.xml", STRINGS),
            ("xl/styles.xml", STYLES),
            ("xl/worksheets/sheet1.xml", first),
            ("xl/worksheets/sheet2.xml", &table),
        ])
    };
    let taken = |first: &str, choice: &Choice| {
        let (survey, rows) = read(&book(first), choice).unwrap();
        (survey.sheet.unwrap(), rows.len())
    };
    let cover = sheet(&[&["Kundenliste"], &["Stand", "1.3.2026"]]);
    assert_eq!(taken(&cover, &Choice::default()), ("Kunden".to_owned(), 3));
    let chosen = Choice {
        sheet: Some("Deckblatt".to_owned()),
        ..Choice::default()
    };
    assert_eq!(taken(&cover, &chosen).0, "Deckblatt");
    // A list with more rows than what comes behind it is no cover, however few columns it has.
    let names: Vec<String> = (0..9).map(|n| format!("Firma {n}")).collect();
    let mut list: Vec<[&str; 2]> = vec![["Name", "Land"]];
    list.extend(names.iter().map(|name| [name.as_str(), "Peru"]));
    let list: Vec<&[&str]> = list.iter().map(|row| &row[..]).collect();
    assert_eq!(
        taken(&sheet(&list), &Choice::default()),
        ("Deckblatt".to_owned(), 9)
    );
}
