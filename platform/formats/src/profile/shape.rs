//! Values that are known by their shape. Each is a guess at one value; only nine in ten make a column.

/// An e-mail address.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let sound = |part: &str| {
        !part.is_empty() && !part.contains(|ch: char| ch.is_whitespace() || "<>(),;:\"@".contains(ch))
    };
    sound(local)
        && sound(domain)
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && text.len() <= 254
}

/// One e-mail address or several; with names or without.
pub fn is_emails(text: &str) -> bool {
    text.contains('@')
        && text.split([',', ';', '\n']).map(str::trim).all(|part| {
            let inner = part.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
            is_email(inner.unwrap_or(part).trim_start_matches("mailto:"))
        })
}

/// How the names of files end that stand in tables.
const FILES: [&str; 16] = [
    "bmp", "csv", "doc", "docx", "gif", "jpeg", "jpg", "msg", "odt", "pdf", "png", "tif", "txt", "vcf",
    "xls", "xlsx",
];

/// A web address, or the name of a host.
pub fn is_url(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let rest = lower.strip_prefix("http://").or(lower.strip_prefix("https://"));
    let host = rest
        .unwrap_or(&lower)
        .split(['/', '?', '#', ':'])
        .next()
        .unwrap_or_default();
    let mut count = 0;
    let mut last = "";
    for label in host.split('.') {
        let sound = !label.is_empty() && label.chars().all(|ch| ch.is_alphanumeric() || ch == '-');
        if !sound {
            return false;
        }
        (count, last) = (count + 1, label);
    }
    let top = last.len() >= 2 && last.chars().all(char::is_alphabetic);
    // `contract.pdf` is the name of a file.
    let is_file = lower == host && FILES.contains(&last);
    count >= 2 && top && !is_file && !lower.contains(char::is_whitespace) && !lower.contains('@')
}

/// A phone number: enough digits, and something that other numbers do not have.
pub fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let allowed = |ch: char| ch.is_ascii_digit() || " \u{a0}()+-–/.".contains(ch);
    let (number, extension) = match text.to_ascii_lowercase().find(['x', 'e', 'd']) {
        Some(at) if at > 5 && text.is_char_boundary(at) => text.split_at(at),
        _ => (text, ""),
    };
    let extended = extension.len() <= 12
        && extension
            .bytes()
            .all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if !(6..=18).contains(&digits) || !number.chars().all(allowed) || !extended || number.contains("..") {
        return false;
    }
    let gaps = number.chars().filter(|ch| " ()-–/".contains(*ch)).count();
    let points = number.chars().filter(|ch| *ch == '.').count();
    number.starts_with(['+', '(']) || number.starts_with('0') || (gaps > 0 && points == 0) || points >= 2
}

/// Yes or no, in English or German.
pub fn boolean(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "ja" | "j" | "wahr" | "x" | "1" | "on" | "✓" => Some(true),
        "false" | "no" | "n" | "nein" | "falsch" | "0" | "off" => Some(false),
        _ => None,
    }
}

/// The postcode of Germany, Austria, Switzerland, the United States, Great Britain, the Netherlands, and alike.
pub fn is_postcode(text: &str) -> bool {
    let plain = match text.split_once('-') {
        Some((country @ ("D" | "A" | "CH" | "DE" | "AT" | "L" | "F" | "I" | "B" | "FL"), rest))
            if !country.is_empty() =>
        {
            rest
        }
        _ => text,
    };
    let shape: String = plain
        .chars()
        .map(|ch| match ch {
            '0'..='9' => '9',
            'A'..='Z' => 'A',
            ch => ch,
        })
        .collect();
    matches!(
        shape.as_str(),
        "99999"
            | "9999"
            | "99999-9999"
            | "9999 AA"
            | "999 99"
            | "99-999"
            | "A9 9AA"
            | "A99 9AA"
            | "A9A 9AA"
            | "AA9 9AA"
            | "AA99 9AA"
            | "AA9A 9AA"
            | "A9A 9A9"
            | "99999-999"
            | "999-9999"
    )
}

/// A country by its code, or one of the names met most. The mapping knows them all; this is a hint.
pub fn is_country(text: &str) -> bool {
    const CODES: &str = "AD AE AR AT AU BA BE BG BR BY CA CH CL CN CO CY CZ DE DK EE EG ES FI FR GB GR HK HR HU ID IE IL IN \
        IS IT JP KR LI LT LU LV MA MC MD ME MK MT MX MY NL NO NZ PE PH PK PL PT RO RS RU SA SE SG SI SK TH TN TR TW UA \
        UK US VN ZA";
    const NAMES: [&str; 52] = [
        "argentina",
        "argentinien",
        "australia",
        "australien",
        "austria",
        "österreich",
        "belgium",
        "belgien",
        "brazil",
        "brasilien",
        "canada",
        "kanada",
        "china",
        "czech republic",
        "tschechien",
        "denmark",
        "dänemark",
        "deutschland",
        "germany",
        "finland",
        "finnland",
        "france",
        "frankreich",
        "greece",
        "griechenland",
        "hungary",
        "ungarn",
        "india",
        "indien",
        "ireland",
        "irland",
        "italy",
        "italien",
        "japan",
        "liechtenstein",
        "luxembourg",
        "luxemburg",
        "mexico",
        "netherlands",
        "niederlande",
        "norway",
        "norwegen",
        "poland",
        "polen",
        "portugal",
        "spain",
        "spanien",
        "sweden",
        "schweden",
        "switzerland",
        "schweiz",
        "usa",
    ];
    match text.len() {
        2 => CODES.split(' ').any(|code| code == text),
        _ => {
            let lower = text.to_lowercase();
            NAMES.contains(&lower.as_str())
                || matches!(
                    lower.as_str(),
                    "united states" | "united kingdom" | "great britain"
                )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_known_by_their_shape() {
        for text in ["a@b.de", "jürgen.groß@köln.example"] {
            assert!(is_email(text), "{text}");
        }
        for text in ["a@b", "@b.de", "a b@c.de", "a@b.de.", "a@b@c.de,x"] {
            assert!(!is_email(text), "{text}");
        }
        assert!(is_emails("Ann <a@b.de>; c@d.de"));
        for text in ["https://x.de/a?b", "www.example.com", "example.co.uk/path"] {
            assert!(is_url(text), "{text}");
        }
        for text in ["1.5", "Dr. Who", "a@b.de", "x", "3.de r", ".de"] {
            assert!(!is_url(text), "{text}");
        }
        for text in [
            "+49 40 1234-5",
            "040/12345",
            "(5) 555-4729",
            "570-809-7197",
            "0170123456",
            "040 123456 ext. 12",
        ] {
            assert!(is_phone(text), "{text}");
        }
        for text in ["12345", "1234567", "1.234.567,00", "12 Main St", "abc"] {
            assert!(!is_phone(text), "{text}");
        }
        for text in ["20095", "D-20095", "1010", "SW1A 1AA", "1234 AB", "94105-1234"] {
            assert!(is_postcode(text), "{text}");
        }
        assert!(!is_postcode("123") && !is_postcode("ABCDE"));
        assert!(is_country("DE") && is_country("Österreich") && !is_country("Hamburg"));
        assert_eq!(
            [boolean("Ja"), boolean("FALSE"), boolean("maybe")],
            [Some(true), Some(false), None]
        );
    }
}
