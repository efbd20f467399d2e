//! Text out of documents. The library that reads PDFs panics over many of them, which is caught where it is called; so the
//! target has panics that are caught go on. One that is not ends the run as ever.

use std::io::{Cursor, Write};

use kontor_extract::MOST_TEXT;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Reads bytes as the document that the first one chooses; of an office document they are the part with the text.
pub fn text(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let (kind, content) = match first % 10 {
        0 => ("text/html", rest.to_vec()),
        1 => ("message/rfc822", rest.to_vec()),
        2 => ("text/plain", rest.to_vec()),
        3 => ("", [b"PK\x03\x04", rest].concat()),
        4 => ("", office("word/document.xml", rest)),
        5 => ("", office("content.xml", rest)),
        6 => ("", office("xl/sharedStrings.xml", rest)),
        7 => ("", office("ppt/slides/slide1.xml", rest)),
        8 => ("application/pdf", [b"%PDF-1.4\n", rest].concat()),
        _ => ("application/pdf", page(rest)),
    };
    if let Ok(text) = kontor_extract::text(kind, &content) {
        assert!(text.len() <= MOST_TEXT && !text.contains('\0'));
    }
}

/// A sound PDF with one page, which draws this.
fn page(drawn: &[u8]) -> Vec<u8> {
    let length = drawn.len();
    let objects: [&[u8]; 4] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 \
          << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >> >>",
        &[format!("<< /Length {length} >>\nstream\n").as_bytes(), drawn, b"\nendstream"].concat(),
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (n, object) in objects.into_iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend([format!("{} 0 obj\n", n + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    let end = format!("{table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", file.len());
    file.extend(end.into_bytes());
    file
}

/// A zip with one part, as it is.
fn office(part: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in [("[Content_Types].xml", &b"<Types/>"[..]), (part, content)] {
        zip.start_file(name, plain).expect("it has room");
        zip.write_all(content).expect("it has room");
    }
    zip.finish().expect("it has room").into_inner()
}
