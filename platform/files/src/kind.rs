//! What a file is, by its content. The name and what the uploader declared only choose between types that can't be told
//! apart by their beginning (a table and a note are both text), and never make a file more trusted.

use crate::name;

/// How much of a file's beginning is looked at.
pub(crate) const HEAD: usize = 8 * 1024;

/// What is nothing that we know.
const UNKNOWN: &str = "application/octet-stream";

/// How a browser may treat a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Disposition {
    /// Shown within the page.
    Inline,
    /// Only saved.
    Attachment,
}

impl Disposition {
    /// As `Content-Disposition` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Disposition::Inline => "inline",
            Disposition::Attachment => "attachment",
        }
    }
}

/// Whether files of a type may be shown: images and PDF. What can carry a script (HTML, SVG, XML) is only ever saved.
/// Every answer bears `nosniff` and `CSP: sandbox` besides.
pub fn disposition(kind: &str) -> Disposition {
    match kind {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif" | "application/pdf" => {
            Disposition::Inline
        }
        _ => Disposition::Attachment,
    }
}

/// Where a signature stands, what it is, and what has it.
type Signature = (usize, &'static [u8], &'static str);

const SIGNATURES: &[Signature] = &[
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBPVP8", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"\0\0\x01\0", "image/vnd.microsoft.icon"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
    (8, b"WAVEfmt ", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"BEGIN:VCARD", "text/vcard"),
    (0, b"BEGIN:VCALENDAR", "text/calendar"),
];

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PPTX: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

/// Types inside a zip that say what they are at once, in a first entry `mimetype` that is not compressed.
const MIMETYPES: &[&str] = &[
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.graphics",
    "application/epub+zip",
];

/// Within the old format of Office, by extension.
const COMPOUND: &[(&str, &str)] = &[
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("msg", "application/vnd.ms-outlook"),
];

/// Among texts, by extension or as declared.
const TEXTS: &[(&str, &str)] = &[
    ("csv", "text/csv"),
    ("tsv", "text/tab-separated-values"),
    ("md", "text/markdown"),
    ("json", "application/json"),
    ("eml", "message/rfc822"),
    ("xml", "application/xml"),
    ("html", "text/html"),
    ("htm", "text/html"),
    ("xhtml", "application/xhtml+xml"),
    ("svg", "image/svg+xml"),
    ("js", "text/javascript"),
    ("mjs", "text/javascript"),
    ("css", "text/css"),
];

/// What HTML begins with.
const HTML: &[&str] = &[
    "!doctype html",
    "html",
    "head",
    "body",
    "script",
    "iframe",
    "style",
    "title",
    "h1",
    "div",
    "table",
    "font",
    "a",
    "b",
    "p",
    "br",
    "img",
    "object",
    "embed",
    "form",
    "meta",
    "base",
    "link",
];

/// The media type of a file whose beginning is `head`; `whole` says that there is no more of it.
pub fn sniff(head: &[u8], whole: bool, name: &str, declared: Option<&str>) -> &'static str {
    let head = &head[..head.len().min(HEAD)];
    let found = SIGNATURES
        .iter()
        .find(|(at, signature, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(signature)));
    if let Some((_, _, kind)) = found {
        return kind;
    }
    let extension = name::extension(name);
    let extension = extension.as_deref();
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return zip(head, extension);
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return by_extension(COMPOUND, extension).unwrap_or("application/x-ole-storage");
    }
    if head.starts_with(b"BM") && !is_text(head, whole) {
        return "image/bmp";
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return "text/plain";
    }
    match is_text(head, whole) {
        true => text(head, extension, declared),
        false => UNKNOWN,
    }
}

fn by_extension(table: &[(&str, &'static str)], extension: Option<&str>) -> Option<&'static str> {
    table
        .iter()
        .find(|(one, _)| Some(*one) == extension)
        .map(|(_, kind)| *kind)
}

/// Office documents are zips; the names of their entries tell which.
fn zip(head: &[u8], extension: Option<&str>) -> &'static str {
    if head.get(30..38) == Some(b"mimetype") {
        let rest = &head[38..];
        return MIMETYPES
            .iter()
            .find(|kind| rest.starts_with(kind.as_bytes()))
            .copied()
            .unwrap_or("application/zip");
    }
    let has = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
    if !has(b"[Content_Types].xml") {
        return "application/zip";
    }
    match extension {
        _ if has(b"word/") => DOCX,
        _ if has(b"xl/") => XLSX,
        _ if has(b"ppt/") => PPTX,
        Some("docx") => DOCX,
        Some("xlsx") => XLSX,
        Some("pptx") => PPTX,
        _ => "application/zip",
    }
}

/// Text in UTF-8, or in one of the old encodings of one byte: no control characters but those of layout.
fn is_text(head: &[u8], whole: bool) -> bool {
    let layout = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    let binary = |byte: &u8| (*byte < 0x20 && !layout(*byte)) || *byte == 0x7f;
    (whole || !head.is_empty()) && !head.iter().any(binary)
}

fn text(head: &[u8], extension: Option<&str>, declared: Option<&str>) -> &'static str {
    let content =
        String::from_utf8_lossy(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head)).to_ascii_lowercase();
    if let Some(markup) = content.trim_start().strip_prefix('<') {
        let begins_with = |tag: &&str| {
            let rest = markup.strip_prefix(*tag);
            rest.is_some_and(|rest| !rest.starts_with(|ch: char| ch.is_ascii_alphanumeric()))
        };
        if HTML.iter().any(begins_with) {
            return "text/html";
        }
        if content.contains("<svg") && !content.contains("<html") {
            return "image/svg+xml";
        }
        if markup.starts_with("!--") {
            return "text/html";
        }
        if markup.starts_with("?xml") {
            return if content.contains("<html") {
                "application/xhtml+xml"
            } else {
                "application/xml"
            };
        }
    }
    let declared = declared.map(|kind| {
        kind.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    });
    by_extension(TEXTS, extension)
        .or_else(|| {
            TEXTS
                .iter()
                .map(|(_, kind)| *kind)
                .find(|kind| Some(*kind) == declared.as_deref())
        })
        .unwrap_or("text/plain")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind(head: &[u8], name: &str) -> &'static str {
        sniff(head, true, name, None)
    }

    #[test]
    fn the_content_decides() {
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n....", "a.html"), "image/png");
        assert_eq!(kind(b"\xff\xd8\xff\xe0", ""), "image/jpeg");
        assert_eq!(kind(b"GIF89a", ""), "image/gif");
        assert_eq!(kind(b"RIFF\x10\0\0\0WEBPVP8 ", ""), "image/webp");
        assert_eq!(kind(b"%PDF-1.7\n", "a.exe"), "application/pdf");
        assert_eq!(kind(b"MZ\x90\0\x03", "cat.png"), UNKNOWN);
        assert_eq!(kind(b"", ""), "text/plain");
    }

    #[test]
    fn what_can_carry_a_script_is_known_and_never_shown() {
        let scripts: [(&[u8], &str, &str); 9] = [
            (b"<!DOCTYPE html><p>", "a.png", "text/html"),
            (b"\xef\xbb\xbf \n<HTML>", "a.txt", "text/html"),
            (b"<script>alert(1)</script>", "a.pdf", "text/html"),
            (b"<!-- x --><b onclick=x>", "", "text/html"),
            (
                b"<svg xmlns=\"http://www.w3.org/2000/svg\">",
                "logo.png",
                "image/svg+xml",
            ),
            (b"<?xml version=\"1.0\"?><!-- --><svg>", "", "image/svg+xml"),
            (b"<?xml version=\"1.0\"?><a/>", "", "application/xml"),
            (b"<?xml version=\"1.0\"?><html>", "", "application/xhtml+xml"),
            (b"alert(1)", "a.js", "text/javascript"),
        ];
        for (content, name, expected) in scripts {
            assert_eq!(kind(content, name), expected);
            assert_eq!(disposition(expected), Disposition::Attachment);
        }
    }

    #[test]
    fn only_images_and_pdf_are_shown() {
        for shown in [
            "image/png",
            "image/jpeg",
            "image/gif",
            "image/webp",
            "image/avif",
            "application/pdf",
        ] {
            assert_eq!(disposition(shown), Disposition::Inline);
        }
        for saved in [
            "image/svg+xml",
            "image/tiff",
            "text/plain",
            "text/html; charset=utf-8",
            "IMAGE/PNG ",
            "",
            UNKNOWN,
        ] {
            assert_eq!(disposition(saved).as_str(), "attachment");
        }
    }

    #[test]
    fn office_documents_are_more_than_zips() {
        let zip = |entries: &[&[u8]]| [&b"PK\x03\x04"[..], &[0; 26], &entries.concat()].concat();
        assert_eq!(
            kind(&zip(&[b"[Content_Types].xml", b"..", b"word/document.xml"]), "x"),
            DOCX
        );
        assert_eq!(kind(&zip(&[b"[Content_Types].xml"]), "Liste.XLSX"), XLSX);
        assert_eq!(kind(&zip(&[b"notes.txt"]), "a.docx"), "application/zip");
        let text = b"mimetypeapplication/vnd.oasis.opendocument.textPK";
        assert_eq!(
            kind(&zip(&[text]), "a.zip"),
            "application/vnd.oasis.opendocument.text"
        );
        assert_eq!(
            kind(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "brief.doc"),
            "application/msword"
        );
    }

    #[test]
    fn the_name_and_the_declared_type_only_choose_among_texts() {
        assert_eq!(kind("Größe;Menge\n".as_bytes(), "liste.csv"), "text/csv");
        assert_eq!(kind(b"Gr\xf6\xdfe;Menge\n", "liste.csv"), "text/csv");
        assert_eq!(
            sniff(b"a,b", true, "x", Some("Text/CSV; charset=utf-8")),
            "text/csv"
        );
        assert_eq!(sniff(b"a,b", true, "x", Some("image/png")), "text/plain");
        assert_eq!(sniff(b"a\0b", true, "x.csv", Some("text/csv")), UNKNOWN);
        assert_eq!(kind(b"<note>x</note>", "x.txt"), "text/plain");
    }

    proptest! {
        #[test]
        fn a_name_never_makes_a_file_shown(head in proptest::collection::vec(any::<u8>(), 0..64), name in "[a-z]{1,3}\\.(png|pdf|jpg|svg)", declared in "(image/png|application/pdf)") {
            let bare = disposition(sniff(&head, true, "", None));
            prop_assert_eq!(disposition(sniff(&head, true, &name, Some(&declared))), bare);
        }
    }
}
