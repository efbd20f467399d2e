//! A person's full name taken apart: salutation, titles, given names, family name. The rule is simple: the last word is
//! the family name with the particles before it (`von der Heide`), unless a comma says that it stands first. Degrees behind
//! the name are titles.

use kontor_kernel::fold;

/// The parts of a full name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Name {
    /// Key of the salutation.
    pub salutation: Option<&'static str>,
    /// Titles, as written.
    pub title: Option<String>,
    /// Given names.
    pub given: Option<String>,
    /// Family name.
    pub family: Option<String>,
}

/// Salutations in both languages, folded and without dots.
const SALUTATIONS: [(&str, &[&str]); 4] = [
    ("mr", &["herr", "herrn", "hr", "mr", "mister"]),
    ("ms", &["frau", "fr", "mrs", "ms", "miss", "fraulein"]),
    ("mx", &["mx", "divers"]),
    ("family", &["familie", "fam", "family"]),
];
/// Titles that may stand before a name, folded and without dots.
const TITLES: [&str; 32] = [
    "dr",
    "doctor",
    "doktor",
    "prof",
    "professor",
    "mag",
    "ing",
    "dipl",
    "dipl-ing",
    "dipl-kfm",
    "dipl-inf",
    "dipl-phys",
    "pd",
    "med",
    "rer",
    "nat",
    "phil",
    "jur",
    "pol",
    "hc",
    "habil",
    "univ",
    "dr-ing",
    "drmed",
    "drjur",
    "drphil",
    "priv-doz",
    "hon-prof",
    "dkfm",
    "ddr",
    "mmag",
    "sir",
];
/// What belongs to the family name behind it, where it is written small.
const PARTICLES: [&str; 22] = [
    "von", "vom", "van", "der", "den", "dem", "de", "zu", "zum", "zur", "ten", "ter", "la", "le", "di", "da",
    "del", "della", "dos", "du", "af", "al",
];
/// What stands behind a family name and belongs to it, folded and without dots.
const SUFFIXES: [&str; 6] = ["jr", "sr", "jun", "sen", "ii", "iii"];

/// Degrees that may stand behind a name, folded and without dots.
const DEGREES: [&str; 13] = [
    "phd",
    "md",
    "mba",
    "msc",
    "bsc",
    "ma",
    "ba",
    "meng",
    "beng",
    "llm",
    "llb",
    "mag",
    "dipl-kffr",
];

/// Whether a text is nothing but titles.
pub fn is_title(text: &str) -> bool {
    let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let is = |word: &str| {
        let plain = fold(word).replace('.', "");
        TITLES.contains(&plain.as_str()) || DEGREES.contains(&plain.as_str())
    };
    !text.trim().is_empty() && words.all(is)
}

/// Takes a full name apart.
pub fn split(full: &str) -> Name {
    let mut name = Name::default();
    let is_behind = |rest: &str| {
        rest.split_whitespace()
            .all(|word| is_degree(word) || is_suffix(word))
    };
    let (family_first, rest) = match full.split_once(',') {
        Some((_, rest)) if !rest.trim().is_empty() && rest.split(',').all(is_behind) => (None, full),
        Some((family, rest)) if !rest.trim().is_empty() => (Some(family), rest),
        _ => (None, full.trim_end_matches([',', ' '])),
    };
    let (rest, behind, suffix) = without_ends(rest);
    let mut words = rest.split_whitespace().peekable();
    let mut titles: Vec<&str> = Vec::new();
    while let Some(word) = words.peek() {
        let plain = fold(word).replace('.', "");
        if let Some((key, _)) = SALUTATIONS
            .iter()
            .find(|(_, spellings)| spellings.contains(&plain.as_str()))
        {
            name.salutation = name.salutation.or(Some(key));
        } else if TITLES.contains(&plain.as_str()) {
            titles.push(word);
        } else {
            break;
        }
        words.next();
    }
    let mut words: Vec<&str> = words.collect();
    let family = match family_first {
        Some(family) => one_line(family.split_whitespace()),
        None => {
            let last = words.len().saturating_sub(1);
            let small = words[..last]
                .iter()
                .rev()
                .take_while(|word| PARTICLES.contains(*word))
                .count();
            one_line(words.split_off(last - small).into_iter())
        }
    };
    let family = one_line(
        [family.as_str()]
            .into_iter()
            .chain(suffix)
            .filter(|part| !part.is_empty()),
    );
    titles.extend(behind);
    name.family = Some(family).filter(|text| !text.is_empty());
    name.given = Some(one_line(words.into_iter())).filter(|text| !text.is_empty());
    name.title = Some(titles.join(" ")).filter(|text| !text.is_empty());
    // Somebody who is called nothing but "Frau" or "Ing" is called that.
    if name.family.is_none() && name.given.is_none() {
        return Name {
            family: Some(one_line(full.split_whitespace())).filter(|t| !t.is_empty()),
            ..Name::default()
        };
    }
    name
}

fn is_degree(word: &str) -> bool {
    let plain = fold(word).replace('.', "");
    // `Ma` and `Ba` are families, too.
    DEGREES.contains(&plain.as_str()) && (word.contains('.') || plain.len() > 2)
}

fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&fold(word).replace('.', "").as_str())
}

/// What is left of a name without the degrees behind it, these in their order, and what belongs to the family name.
fn without_ends(full: &str) -> (String, Vec<&str>, Option<&str>) {
    let mut words: Vec<&str> = full
        .split([' ', ',', '\u{a0}'])
        .filter(|word| !word.is_empty())
        .collect();
    // After a comma nothing but degrees can follow.
    let fewest = if full.contains(',') { 1 } else { 2 };
    let (mut degrees, mut suffix) = (Vec::new(), None);
    while let Some(last) = words.last().copied().filter(|_| words.len() > fewest) {
        if is_degree(last) {
            degrees.insert(0, last);
        } else if suffix.is_none() && is_suffix(last) {
            suffix = Some(last);
        } else {
            break;
        }
        words.pop();
    }
    (words.join(" "), degrees, suffix)
}

/// What stands before a name in a column of its own, `Herr Dr.`: key of the salutation, and titles.
pub fn prefix(text: &str) -> (Option<&'static str>, Option<String>) {
    let (mut salutation, mut titles) = (None, Vec::new());
    for word in text.split_whitespace() {
        let plain = fold(word).replace('.', "");
        match SALUTATIONS
            .iter()
            .find(|(_, spellings)| spellings.contains(&plain.as_str()))
        {
            Some((key, _)) => salutation = salutation.or(Some(*key)),
            None => titles.push(word),
        }
    }
    (salutation, Some(titles.join(" ")).filter(|text| !text.is_empty()))
}

fn one_line<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_a_name_is_salutation_and_titles() {
        let title = |text: &str| Some(text.to_owned());
        assert_eq!(prefix("Herr"), (Some("mr"), None));
        assert_eq!(prefix("Frau Prof. Dr."), (Some("ms"), title("Prof. Dr.")));
        assert_eq!(prefix("Dr."), (None, title("Dr.")));
        assert_eq!(prefix(" "), (None, None));
    }

    #[test]
    fn names_are_taken_apart() {
        for (full, salutation, title, given, family) in [
            ("Maria Anders", "", "", "Maria", "Anders"),
            ("Herr Dr. Hans  Peter Müller", "mr", "Dr.", "Hans Peter", "Müller"),
            (
                "Frau Prof. Dr. med. Ute Weiß",
                "ms",
                "Prof. Dr. med.",
                "Ute",
                "Weiß",
            ),
            ("Mrs. Jane Doe", "ms", "", "Jane", "Doe"),
            ("Müller, Hans", "", "", "Hans", "Müller"),
            ("von der Heide, Dr. Anna", "", "Dr.", "Anna", "von der Heide"),
            ("Anna von der Heide", "", "", "Anna", "von der Heide"),
            ("Ludwig van Beethoven", "", "", "Ludwig", "van Beethoven"),
            ("Vincent Van Patten", "", "", "Vincent Van", "Patten"),
            ("Eva Berg, M.Sc.", "", "M.Sc.", "Eva", "Berg"),
            ("Berg, M.Sc.", "", "M.Sc.", "", "Berg"),
            ("Anders, Dr.", "", "Dr.", "", "Anders"),
            (
                "Dr. Eva Maria Berg PhD MBA",
                "",
                "Dr. PhD MBA",
                "Eva Maria",
                "Berg",
            ),
            ("John Smith Jr.", "", "", "John", "Smith Jr."),
            ("John Smith, Jr.", "", "", "John", "Smith Jr."),
            ("Dr.-Ing. Udo See", "", "Dr.-Ing.", "Udo", "See"),
            ("Jack Ma", "", "", "Jack", "Ma"),
            ("Yo Yo Ma", "", "", "Yo Yo", "Ma"),
            ("Familie Schulze", "family", "", "", "Schulze"),
            ("Prince", "", "", "", "Prince"),
            ("Ing", "", "", "", "Ing"),
            ("Frau", "", "", "", "Frau"),
            ("Meier,", "", "", "", "Meier"),
            ("", "", "", "", ""),
        ] {
            let name = split(full);
            let text = |part: &Option<String>| part.clone().unwrap_or_default();
            assert_eq!(
                (
                    name.salutation.unwrap_or_default(),
                    text(&name.title),
                    text(&name.given),
                    text(&name.family)
                ),
                (salutation, title.to_owned(), given.to_owned(), family.to_owned()),
                "{full}"
            );
        }
    }
}
