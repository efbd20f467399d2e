//! Documents made by hand, good ones and bad ones.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{MOST_TEXT, Refusal, text};

/// A zip with these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
    );
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &document),
    ])
}

/// A PDF with one page for each text.
fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut objects: Vec<String> = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut kids = Vec::new();
    for page in pages {
        let number = objects.len() + 1;
        kids.push(format!("{number} 0 R"));
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            number + 1
        ));
        let drawn = format!("BT /F1 12 Tf 72 720 Td ({page}) Tj ET");
        objects.push(format!(
            "<< /Length {} >>\nstream\n{drawn}\nendstream",
            drawn.len()
        ));
    }
    objects[1] = format!(
        "<< /Type /Pages /Kids [{}] /Count {} >>",
        kids.join(" "),
        kids.len()
    );
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let trailer = format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    file.extend(trailer.bytes());
    file
}

fn words(kind: &str, content: &[u8]) -> String {
    text(kind, content)
        .unwrap()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn word_processors() {
    let body = "<w:p><w:r><w:t>Sehr geehrte Frau </w:t></w:r><w:r><w:t>M&#252;ller &amp; S</w:t><w:t>öhne,</w:t></w:r></w:p>\
        <w:p><w:r><w:t>Termin</w:t><w:tab/><w:t>Montag</w:t><w:instrText>PAGE</w:instrText></w:r></w:p>";
    assert_eq!(
        words("", &docx(body)),
        "Sehr geehrte Frau Müller & Söhne, Termin Montag"
    );
    let content = "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\"><office:body><text:h>Angebot</text:h>\
        <text:p>Fliesen<text:s/>und <text:span>Ku</text:span>cheln</text:p></office:body></office:document-content>";
    let odt = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
    ]);
    assert_eq!(words("application/zip", &odt), "Angebot Fliesen und Kucheln");
}

#[test]
fn tables_and_slides() {
    let strings = "<sst><si><t>Umsatz</t></si><si><r><t>No</t></r><r><t>vember</t></r></si></sst>";
    let sheet = "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>Köln</t></is></c>\
        <c><v>42</v></c><c t=\"n\"><f>A1*3</f><v>0.30000000000000004</v></c><c t=\"str\"><f>A1&amp;B1</f><v>K&amp;öln</v></c>\
        <c t=\"s\"><v>1</v></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#DIV/0!</v></c><c s=\"3\"><v>46029</v></c></row></sheetData></worksheet>";
    let xlsx = zipped(&[
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    assert_eq!(words("", &xlsx), "Umsatz November Köln 42 0.3 K&öln 46029");
    let slide = |words: &str| format!("<p:sld><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:sld>");
    let (one, two, ten) = (slide("Eins"), slide("Zwei"), slide("Zehn"));
    let pptx = zipped(&[
        ("ppt/slides/slide10.xml", &ten),
        ("ppt/slides/slide2.xml", &two),
        ("ppt/slides/slide1.xml", &one),
    ]);
    assert_eq!(words("", &pptx), "Eins Zwei Zehn");
}

#[test]
fn pages() {
    let document = pdf(&["Angebot f\\374r Fliesen", "Seite zwei"]);
    assert_eq!(
        words("application/pdf", &document),
        "Angebot für Fliesen Seite zwei"
    );
}

#[test]
fn web_pages() {
    let page = "<!DOCTYPE html><title>Gru&szlig;</title><style>p{color:red}</style><script>alert('x</p>')</script>\
        <p>Hallo <b>Wel</b>t<br>und&nbsp;Du<!-- nicht --><td>a<td>b";
    assert_eq!(words("text/html", page.as_bytes()), "Gruß Hallo Welt und Du a b");
    let latin = b"<html><meta charset='iso-8859-1'><p>K\xf6ln</html>";
    assert_eq!(words("", latin), "Köln");
}

#[test]
fn mails_with_what_is_attached() {
    let mail = "From: Anna M=?utf-8?Q?=C3=BC?=ller <anna@example.com>\r\nTo: bert@example.com\r\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\nDer Termin in K=F6ln\r\n--x\r\nContent-Type: text/html\r\n\
        Content-Disposition: attachment; filename=plan.html\r\n\r\n<p>Der Plan</p>\r\n--x--\r\n";
    let found = words("message/rfc822", mail.as_bytes());
    for part in [
        "Grüße",
        "anna@example.com",
        "Der Termin in Köln",
        "plan.html",
        "Der Plan",
    ] {
        assert!(found.contains(part), "{part} in {found}");
    }
}

#[test]
fn plain_text_in_the_encodings_people_have() {
    for content in [
        "Größe".as_bytes().to_vec(),
        b"\xef\xbb\xbfGr\xc3\xb6\xc3\x9fe".to_vec(),
        b"Gr\xf6\xdfe".to_vec(),
        "\u{feff}Größe"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect(),
        "\u{feff}Größe"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect(),
    ] {
        assert_eq!(words("text/plain", &content), "Größe");
    }
    assert_eq!(words("text/csv; charset=utf-8", b"a;b"), "a;b");
    assert_eq!(text("text/plain", b""), Ok(String::new()));
}

#[test]
fn what_has_no_text_is_refused_and_why_is_said() {
    let whole = pdf(&["Angebot"]);
    let word = docx("<w:p><w:t>Angebot</w:t></w:p>");
    for (kind, content, expected) in [
        ("image/png", b"\x89PNG\r\n\x1a\n".to_vec(), Refusal::Unsupported),
        ("text/plain", vec![1; 4_000], Refusal::Unsupported),
        ("application/pdf", b"MZ not a PDF".to_vec(), Refusal::Unsupported),
        ("application/pdf", whole[..60].to_vec(), Refusal::Broken),
        ("", word[..word.len() / 2].to_vec(), Refusal::Broken),
        ("", docx("<w:p><w:t>Ange"), Refusal::Broken),
        ("", zipped(&[("readme.txt", "x")]), Refusal::Unsupported),
    ] {
        assert_eq!(
            text(kind, &content),
            Err(expected),
            "{kind} {:?}",
            String::from_utf8_lossy(&content[..9.min(content.len())])
        );
    }
}

#[test]
fn bombs_are_small_when_they_burst() {
    let began = Instant::now();
    // Text without end: there is enough of it soon.
    let endless = docx(&format!("<w:p><w:t>{}</w:t></w:p>", "wort ".repeat(4_000_000)));
    let found = text("", &endless).unwrap();
    assert!(
        found.len() <= MOST_TEXT && found.len() > MOST_TEXT - 10,
        "{}",
        found.len()
    );
    // Comments without end.
    let comment = format!("<!--{}-->", "x".repeat(1 << 20));
    let nothing = docx(&format!("<w:p>{}</w:p>", comment.repeat(130)));
    assert_eq!(text("", &nothing), Err(Refusal::TooLarge));
    // Elements in elements.
    let deep = docx(&"<w:p>".repeat(100_000));
    assert_eq!(text("", &deep), Err(Refusal::TooLarge));
    // Entities of entities, and entities from outside, are not text.
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>\
        <w:document><w:p><w:t>ha&b;&f;!</w:t></w:p></w:document>";
    assert_eq!(words("", &zipped(&[("word/document.xml", laughs)])), "ha!");
    // A mail in a mail in a mail, and so on.
    let mut mail = "Subject: innen\r\n\r\nganz innen".to_owned();
    for depth in 0..30 {
        mail = format!(
            "Subject: {depth}\r\nContent-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n\
            Content-Type: message/rfc822\r\n\r\n{mail}\r\n--b{depth}--\r\n"
        );
    }
    assert!(
        !text("message/rfc822", mail.as_bytes())
            .unwrap()
            .contains("ganz innen")
    );
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
}

#[test]
fn a_page_that_refers_to_itself_comes_to_an_end() {
    let document = pdf(&["Angebot"]);
    let document = String::from_utf8_lossy(&document).replace("/Kids [4 0 R]", "/Kids [2 0 R]");
    let ended = text("application/pdf", document.as_bytes());
    assert!(ended.is_ok() || ended == Err(Refusal::Broken), "{ended:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(kind in "(text/(plain|html)|message/rfc822|)", content in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = text(&kind, &content);
    }

    #[test]
    fn what_is_damaged_ends_well(at in 0usize..2_000, byte in any::<u8>(), cut in 0usize..4_000, which in 0usize..4) {
        let mut content = match which {
            0 => pdf(&["Angebot", "Zwei"]),
            1 => docx("<w:p><w:t>Angebot</w:t></w:p>"),
            2 => b"<html><p>Hallo &amp; Welt<script>x</script><table><tr><td>y</html>".to_vec(),
            _ => b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHallo\r\n--x--".to_vec(),
        };
        let length = content.len();
        content[at % length] = byte;
        content.truncate(length.min(cut.max(1)));
        let kind = if which == 3 { "message/rfc822" } else { "" };
        if let Ok(found) = text(kind, &content) {
            prop_assert!(found.len() <= MOST_TEXT);
        }
    }
}

/// Real files of somebody: `KONTOR_TEST_DOCUMENTS` names a folder; all files below it are read.
#[test]
fn every_document_of_a_folder_ends_well() {
    let Some(folder) = std::env::var_os("KONTOR_TEST_DOCUMENTS").filter(|folder| !folder.is_empty()) else {
        return;
    };
    let mut folders = vec![std::path::PathBuf::from(folder)];
    let (mut read, mut with_text) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let content = std::fs::read(entry.path()).unwrap();
            let began = Instant::now();
            let found = text("message/rfc822", &content);
            let took = began.elapsed();
            assert!(took < Duration::from_secs(10), "{:?} took {took:?}", entry.path());
            read += 1;
            with_text += usize::from(found.is_ok_and(|text| !text.is_empty()));
        }
    }
    assert!(with_text > 0 || read == 0, "none of {read} has text");
}
