use proptest::prelude::*;

use crate::row::{MAX_CELL, MAX_COLUMNS};
use crate::survey::Format;
use crate::{Choice, Kind, Row, RowError, Survey, rows, survey};

fn read(content: &[u8], choice: &Choice) -> kontor_kernel::Result<(Survey, Vec<Result<Row, RowError>>)> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), content).unwrap();
    let survey = survey(file.path(), Some("list.xlsx"), None, choice)?;
    let rows = rows(file.path(), &survey)?.collect();
    Ok((survey, rows))
}

fn table(content: impl AsRef<[u8]>) -> (Vec<String>, Vec<Vec<String>>) {
    let (survey, rows) = read(content.as_ref(), &Choice::default()).unwrap();
    assert_eq!(survey.format, Format::Csv);
    assert_eq!(survey.rows, Some(rows.len() as u64));
    let names = survey.columns.into_iter().map(|column| column.name).collect();
    let cells = |row: Result<Row, RowError>| {
        row.unwrap()
            .cells
            .iter()
            .map(|cell| cell.text().to_owned())
            .collect()
    };
    (names, rows.into_iter().map(cells).collect())
}

fn words(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter()
        .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
        .collect()
}

#[test]
fn files_of_many_programs_are_read() {
    let expected = words(&[&["Ärzte; AG", "1\n2"], &["", "x"]]);
    for content in [
        "Name,Note\n\"Ärzte; AG\",\"1\n2\"\n,x\n",
        "\u{feff}Name;Note\r\n\"Ärzte; AG\";\"1\n2\"\r\n;x",
        "Name\tNote\r\"Ärzte; AG\"\t\"1\n2\"\r\tx\r",
        "Name|Note\n\n\"Ärzte; AG\"|\"1\n2\"\n\n|x\n",
        "sep=^\r\nName^Note\r\n\"Ärzte; AG\"^\"1\n2\"\r\n^x\r\n",
        "\"sep=,\"\r\nName,Note\r\n\"Ärzte; AG\",\"1\n2\"\r\n,x\r\n",
        "Name, Note\n\"Ärzte; AG\", \"1\n2\"\n,x\n",
        "'Name','Note'\n'Ärzte; AG','1\n2'\n,x\n",
    ] {
        let (names, rows) = table(content);
        assert_eq!(names, ["Name", "Note"], "{content:?}");
        assert_eq!(rows, expected, "{content:?}");
    }
}

/// Between cells may stand anything: several characters, and such beyond ASCII, in any encoding.
#[test]
fn whatever_separates_is_found_out_or_told() {
    let marks = [
        "||", "¦", "§", "~|~", ";;", "•", "::", "|;|", "¬", "<>", "→", "^|", "😀",
    ];
    for mark in marks {
        let lines = [
            ["Name", "Ort", "Notiz"],
            ["Adler; AG", "", "a|b, c:d"],
            ["", "\"Köln\nSüd\"", "\"x{}y \"\"z\"\"\""],
            ["Dachs", "Bonn", ""],
        ];
        let lines = lines.map(|cells| cells.join(mark).replace("{}", mark));
        let text = lines.join("\r\n");
        let expected = words(&[
            &["Adler; AG", "", "a|b, c:d"],
            &["", "Köln\nSüd", &format!("x{mark}y \"z\"")],
            &["Dachs", "Bonn", ""],
        ]);
        for told in [None, Some(mark.to_owned())] {
            let choice = Choice {
                delimiter: told,
                ..Choice::default()
            };
            let (survey, rows) = read(text.as_bytes(), &choice).unwrap();
            assert_eq!(survey.delimiter.as_deref(), Some(mark));
            let cells = |row: &Result<Row, RowError>| -> Vec<String> {
                let row = row.as_ref().unwrap();
                row.cells.iter().map(|cell| cell.text().to_owned()).collect()
            };
            assert_eq!(rows.iter().map(cells).collect::<Vec<_>>(), expected, "{mark}");
        }
        let (names, rows) = table(format!("sep={mark}\n{text}"));
        assert_eq!(
            (names, rows),
            (["Name", "Ort", "Notiz"].map(str::to_owned).to_vec(), expected)
        );
    }
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode("Name§Straße§Ort\nMüller§Große Gasse 1§Köln\n");
    let (names, rows) = table(&latin);
    assert_eq!(
        (names.len(), rows),
        (3, words(&[&["Müller", "Große Gasse 1", "Köln"]]))
    );
}

/// What stands between cells may lie across the end of what was read so far.
#[test]
fn what_separates_is_found_wherever_a_block_ends() {
    for pad in 0..8 {
        let line = format!("{}||b|||\"c\" ||d\n", "a".repeat(64 * 1024 / 4 + pad));
        let choice = Choice {
            delimiter: Some("||".to_owned()),
            header: Some(false),
            ..Choice::default()
        };
        let (_, rows) = read(line.repeat(9).as_bytes(), &choice).unwrap();
        assert_eq!(rows.len(), 9);
        for row in rows {
            let cells = row.unwrap().cells;
            let cells: Vec<&str> = cells.iter().skip(1).map(|cell| cell.text()).collect();
            assert_eq!(cells, ["b", "|\"c\" ", "d"], "{pad}");
        }
    }
}

/// Signs between words separate nothing while something else does.
#[test]
fn signs_in_names_of_columns_separate_nothing() {
    for (text, columns) in [
        ("Betrag €;Größe (m²);Rabatt %\n1;2;3\n", 3),
        ("Name;;Ort\nA;x;B\nC;;D\n", 3),
        ("Name & Co.,E-Mail/Web\na & b,c\n", 2),
        ("Betrag €;Menge\n", 2),
        ("A|B\n1||\n", 2),
    ] {
        assert_eq!(table(text).0.len(), columns, "{text:?}");
    }
}

/// Databases write a quote within a cell behind a backslash. Where quotes stand twice, a backslash is one.
#[test]
fn quotes_behind_backslashes_are_quotes() {
    let (_, rows) = table("Name,Note\n\"a \\\"b\\\" c\",1\n\"say \\\"hi\\\"\",\"C:\\\\\"\n\"x\",\"y\"\n");
    assert_eq!(
        rows,
        words(&[&["a \"b\" c", "1"], &["say \"hi\"", "C:\\"], &["x", "y"]])
    );
    let (_, rows) = table("Name,Note\n\"C:\\\",\"a \"\"b\"\" c\"\n\"\\\"\"x\",2\n");
    assert_eq!(rows, words(&[&["C:\\", "a \"b\" c"], &["\\\"x", "2"]]));
}

#[test]
fn rows_have_the_number_a_spreadsheet_shows() {
    let content = "Kundenliste 2026\n\nName;Ort;Betrag\nA;Köln;1,50\n\nB;Bonn;2,50\n";
    let (survey, rows) = read(content.as_bytes(), &Choice::default()).unwrap();
    assert_eq!(survey.header, Some(3));
    let numbers: Vec<u64> = rows.into_iter().map(|row| row.unwrap().number).collect();
    assert_eq!(numbers, [4, 6]);
}

#[test]
fn a_file_without_header_is_known_by_its_values() {
    let content = "ann@example.com,Ann,040 123456\nbob@example.com,Bob,040 123457\n";
    let (survey, rows) = read(content.as_bytes(), &Choice::default()).unwrap();
    assert_eq!((survey.header, rows.len()), (None, 2));
    let names: Vec<&str> = survey.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["A", "B", "C"]);
    let kinds: Vec<Kind> = survey.columns.iter().map(|column| column.profile.kind).collect();
    assert_eq!(kinds, [Kind::Email, Kind::Text, Kind::Phone]);
    let years = "Name;2024;2025\nA;1;2\n";
    assert_eq!(
        read(years.as_bytes(), &Choice::default()).unwrap().0.header,
        Some(1)
    );
    let told = Choice {
        header: Some(true),
        ..Choice::default()
    };
    assert_eq!(read(content.as_bytes(), &told).unwrap().0.header, Some(1));
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_row() {
    let content = "Name,Ort\n\"Müller,Köln\nMaier,\"Bonn\"\nSchulz,Berlin\n";
    let (_, rows) = read(content.as_bytes(), &Choice::default()).unwrap();
    let error = rows[0].as_ref().unwrap_err();
    assert_eq!((error.number, error.code), (2, "quote_not_closed"));
    assert_eq!(rows[1].as_ref().unwrap().cells[1].text(), "Bonn");
    assert_eq!((rows.len(), rows[2].as_ref().unwrap().number), (3, 4));

    // Nothing closes it by accident either, however long the file.
    let many = format!("Name,Ort\n\"x,y\n{}", "a,b\n".repeat(50_000));
    let (_, rows) = read(many.as_bytes(), &Choice::default()).unwrap();
    assert_eq!(rows.len(), 50_001);
    assert_eq!(rows.iter().filter(|row| row.is_err()).count(), 1);

    // One that is not doubled stays in its text.
    let (_, rows) = table("Name,Ort\n\"Das \"Haus\" am See\",Ulm\n");
    assert_eq!(rows, words(&[&["Das \"Haus\" am See", "Ulm"]]));
}

#[test]
fn rows_at_fault_are_told_and_the_others_are_read() {
    let huge = "x".repeat(10 << 20);
    let lines = format!("a;\"{}\";c\n", "x\n".repeat(MAX_CELL));
    let wide = ";".repeat(MAX_COLUMNS);
    let content = format!("A;B;C\n1;2;3\n4;{huge};6\n{lines}7;8;9\n{wide}\nlast;\"row");
    let (_, rows) = read(content.as_bytes(), &Choice::default()).unwrap();
    let told: Vec<(u64, Option<&str>)> = rows
        .iter()
        .map(|row| match row {
            Ok(row) => (row.number, None),
            Err(error) => (error.number, Some(error.code)),
        })
        .collect();
    let expected = [
        (2, None),
        (3, Some("cell_too_long")),
        (4, Some("cell_too_long")),
        (5, None),
        (6, Some("too_many_columns")),
        (7, Some("quote_not_closed")),
    ];
    assert_eq!(told, expected);
    assert_eq!(rows[1].as_ref().unwrap_err().column, Some(1));

    let mut mixed = "Name;Ort\nMüller;Köln\nMöller;Jülich\n".as_bytes().to_vec();
    mixed.extend(b"Gr\xF6\xDFe;Ulm\nx;y\n");
    let (_, rows) = read(&mixed, &Choice::default()).unwrap();
    let error = rows[2].as_ref().unwrap_err();
    assert_eq!(
        (error.number, error.column, error.code),
        (4, Some(0), "bad_encoding")
    );
    assert!(rows[3].is_ok());
}

#[test]
fn what_is_no_table_is_refused() {
    let code = |content: &[u8]| {
        read(content, &Choice::default()).unwrap_err().issues[0]
            .code
            .clone()
    };
    assert_eq!(code(b""), "empty_file");
    assert_eq!(code("\u{feff} \r\n".as_bytes()), "empty_file");
    assert_eq!(code(b"\x89PNG\r\n\0\0\0\0IHDR\0\x01"), "unknown_format");
    assert_eq!(code(";".repeat(MAX_COLUMNS + 1).as_bytes()), "too_many_columns");
    let (names, rows) = table("x");
    assert_eq!((names, rows.len()), (vec!["x".to_owned()], 0));
}

#[test]
fn columns_tell_what_they_hold() {
    let content = "Datum;Betrag;US;Aktiv;PLZ;Land;Web;Nr;Zeit\n\
                   03.04.2026;1.234;3/4/26;ja;01067;DE;www.x.de;1;2026-01-01 10:00\n\
                   13.04.2026;2,50;3/13/26;nein;20095;AT;y.com;2;2026-01-02 11:00\n";
    let (survey, _) = read(content.as_bytes(), &Choice::default()).unwrap();
    let canon = |at: usize, text: &str| survey.columns[at].profile.canonical(text);
    assert_eq!(canon(0, "03.04.2026").as_deref(), Some("2026-04-03"));
    assert_eq!(canon(1, "1.234").as_deref(), Some("1234"));
    assert_eq!(canon(2, "3/4/26").as_deref(), Some("2026-03-04"));
    assert_eq!(canon(3, "nein").as_deref(), Some("false"));
    assert_eq!(
        canon(8, "2026-01-01 10:00").as_deref(),
        Some("2026-01-01T10:00:00")
    );
    let kinds: Vec<Kind> = survey.columns[4..8]
        .iter()
        .map(|column| column.profile.kind)
        .collect();
    assert_eq!(kinds, [Kind::Postcode, Kind::Country, Kind::Url, Kind::Integer]);
    assert!(survey.columns.iter().all(|column| !column.profile.ambiguous));

    let (survey, _) = read(b"When,What\n03/04/2026,1\n05/06/2026,2\n", &Choice::default()).unwrap();
    assert!(survey.columns[0].profile.ambiguous);
}

/// Cells as people fill them, awkward ones too.
fn cells() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 ÄÖÜäöüß€.@+=-]{0,12}",
        "[,;\t|\"'\n\r a]{0,6}",
        "[-=+@'\t][a-z0-9']{0,3}",
        any::<String>().prop_map(|text| text.chars().filter(|ch| *ch != '\0').take(8).collect()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_was_written_is_read_with_every_separator(
        rows in proptest::collection::vec(proptest::collection::vec(cells(), 3), 1..8),
        mark in prop_oneof![Just(","), Just(";"), Just("\t"), Just("|"), Just("||"), Just("§"), Just("~|~")],
    ) {
        let odd = |ch: char| mark.contains(ch) || matches!(ch, '"' | '\n' | '\r' | ' ');
        let written = |cell: &String| {
            let cell = crate::cell::defuse(cell);
            match cell.contains(odd) {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell.into_owned(),
            }
        };
        let lines = rows.iter().map(|row| row.iter().map(written).collect::<Vec<_>>().join(mark) + "\n");
        let content = format!("Alpha{mark}Beta{mark}Gamma\n{}", lines.collect::<String>()).into_bytes();
        let choice = Choice { delimiter: Some(mark.to_owned()), header: Some(true), encoding: Some("utf-8".into()), ..Choice::default() };
        let (_, read) = read(&content, &choice).unwrap();
        let read: Vec<Vec<String>> = read
            .into_iter()
            .map(|row| row.unwrap().cells.iter().map(|cell| cell.text().to_owned()).collect())
            .collect();
        prop_assert_eq!(read, rows);
    }

    #[test]
    fn what_was_exported_is_read_in_eight_encodings(
        rows in proptest::collection::vec(proptest::collection::vec(cells(), 3), 1..6),
        names in proptest::collection::vec("[ÄÖÜäöüßéa-z,;.'\"=@+-]{0,9}", 1..4),
    ) {
        let written = |rows: &[Vec<String>]| {
            let mut table = crate::write::Table::new(Vec::new(), ["Alpha", "Beta", "Gamma"]).unwrap();
            for row in rows {
                table.row(&row.iter().cloned().map(crate::write::Value::Text).collect::<Vec<_>>()).unwrap();
            }
            String::from_utf8(table.finish().unwrap()).unwrap()
        };
        let wide = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let marked = |text: &str| format!("\u{feff}{text}");
        // A first cell that begins with a mark is told from the file's own only where the file has one.
        let text = written(&rows);
        let narrow_rows: Vec<Vec<String>> = names.iter().map(|name| vec![name.clone(), "x".into(), "ß".into()]).collect();
        let narrow = written(&narrow_rows);
        let single = |encoding: &'static encoding_rs::Encoding| encoding.encode(&narrow).0.into_owned();
        for (bytes, encoding, expected) in [
            (text.clone().into_bytes(), None, &rows),
            (marked(&text).into_bytes(), None, &rows),
            (wide(&text, u16::to_le_bytes), Some("utf-16le"), &rows),
            (wide(&text, u16::to_be_bytes), Some("utf-16be"), &rows),
            (wide(&marked(&text), u16::to_le_bytes), None, &rows),
            (wide(&marked(&text), u16::to_be_bytes), None, &rows),
            (single(encoding_rs::WINDOWS_1252), Some("windows-1252"), &narrow_rows),
            (single(encoding_rs::MACINTOSH), Some("macintosh"), &narrow_rows),
        ] {
            let choice = Choice { encoding: encoding.map(str::to_owned), header: Some(true), ..Choice::default() };
            let (survey, found) = read(&bytes, &choice).unwrap();
            prop_assert_eq!(survey.delimiter.as_deref(), Some(","));
            let cell = |row: Result<Row, RowError>| row.unwrap().cells.iter().map(|cell| cell.text().to_owned()).collect::<Vec<_>>();
            prop_assert_eq!(&found.into_iter().map(cell).collect::<Vec<_>>(), expected, "{:?}", encoding);
        }
    }

    #[test]
    fn nothing_panics_and_every_line_is_told(bytes in proptest::collection::vec(prop_oneof![
        Just(b'"'), Just(b','), Just(b';'), Just(b'\n'), Just(b'\r'), Just(b'a'), Just(b' '), any::<u8>()], 1..300)) {
        let _ = read(&bytes, &Choice::default());
    }
}
