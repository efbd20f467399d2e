//! Text out of documents. PDFs are left out: their library panics, which is caught where it is called, and the fuzzer
//! would not let it be.

use std::io::{Cursor, Write};

use kontor_extract::MOST_TEXT;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Reads bytes as the document that the first one chooses; of an office document they are the part with the text.
pub fn text(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    if data.windows(5).any(|window| window == b"%PDF-") {
        return;
    }
    let (kind, content) = match first % 8 {
        0 => ("text/html", rest.to_vec()),
        1 => ("message/rfc822", rest.to_vec()),
        2 => ("text/plain", rest.to_vec()),
        3 => ("", [b"PK\x03\x04", rest].concat()),
        4 => ("", office("word/document.xml", rest)),
        5 => ("", office("content.xml", rest)),
        6 => ("", office("xl/sharedStrings.xml", rest)),
        _ => ("", office("ppt/slides/slide1.xml", rest)),
    };
    if let Ok(text) = kontor_extract::text(kind, &content) {
        assert!(text.len() <= MOST_TEXT && !text.contains('\0'));
    }
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
