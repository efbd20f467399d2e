//! Legal forms at the end of a firm's name, in all ways they are written: what two firms are called is compared without.

/// Legal forms as the words they become, each with what it is called here, the longer ones before those that end them.
const FORMS: [(&str, &str); 48] = [
    ("g m b h co kg", "gmbh co kg"),
    ("gmbh und co kg", "gmbh co kg"),
    ("gmbh and co kg", "gmbh co kg"),
    ("ug und co kg", "ug co kg"),
    ("ag und co kg", "ag co kg"),
    ("gmbh co kgaa", "gmbh co kgaa"),
    ("gmbh co kg", "gmbh co kg"),
    ("gmbh co ohg", "gmbh co ohg"),
    ("ug co kg", "ug co kg"),
    ("ag co kgaa", "ag co kgaa"),
    ("ag co kg", "ag co kg"),
    ("se co kgaa", "se co kgaa"),
    ("se co kg", "se co kg"),
    ("ug haftungsbeschrankt", "ug"),
    ("partg mbb", "partgmbb"),
    ("g m b h", "gmbh"),
    ("s a r l", "sarl"),
    ("co kg", "co kg"),
    ("e kfm", "ek"),
    ("e k", "ek"),
    ("e v", "ev"),
    ("e g", "eg"),
    ("s a", "sa"),
    ("b v", "bv"),
    ("n v", "nv"),
    ("gmbh", "gmbh"),
    ("ggmbh", "ggmbh"),
    ("mbh", "mbh"),
    ("ag", "ag"),
    ("kg", "kg"),
    ("ohg", "ohg"),
    ("gbr", "gbr"),
    ("ug", "ug"),
    ("ek", "ek"),
    ("ev", "ev"),
    ("eg", "eg"),
    ("se", "se"),
    ("kgaa", "kgaa"),
    ("partg", "partg"),
    ("partgmbb", "partgmbb"),
    ("ltd", "ltd"),
    ("limited", "ltd"),
    ("llc", "llc"),
    ("llp", "llp"),
    ("inc", "inc"),
    ("corp", "corp"),
    ("plc", "plc"),
    ("sarl", "sarl"),
];
/// What is written before a firm's name and is no part of it.
const FIRM: [&str; 2] = ["fa", "firma"];

/// Takes the legal form off the end of a name, and the word firm off its beginning, where something is left to be called
/// by.
pub fn take_form(words: &mut Vec<String>) -> Option<&'static str> {
    if words.len() > 1 && FIRM.contains(&words[0].as_str()) {
        words.remove(0);
    }
    let (written, form) = FORMS.into_iter().find(|(written, _)| {
        let parts = written.split(' ').rev();
        words.len() > written.split(' ').count()
            && parts.zip(words.iter().rev()).all(|(part, word)| part == word)
    })?;
    words.truncate(words.len() - written.split(' ').count());
    Some(form)
}

/// A number for a legal form, from 1 on.
pub fn form_number(form: &str) -> u8 {
    let at = FORMS.iter().position(|(_, known)| *known == form);
    at.map_or(0, |at| at as u8 + 1)
}

/// The legal form of a number; none for 0.
pub fn form_of(number: u8) -> Option<&'static str> {
    FORMS
        .get(usize::from(number).checked_sub(1)?)
        .map(|(_, form)| *form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn a_name_is_told_from_its_legal_form() {
        for (name, rest, form) in [
            (
                "Bachtal Logistik GmbH & Co. KG",
                "bachtal logistik",
                Some("gmbh co kg"),
            ),
            (
                "Bachtal Logistik G.m.b.H. & Co. KG",
                "bachtal logistik",
                Some("gmbh co kg"),
            ),
            ("Fa. Bachtal G.m.b.H.", "bachtal", Some("gmbh")),
            ("Firma", "firma", None),
            ("Groß e.K.", "gross", Some("ek")),
            (
                "Ankerplatz Architekten PartG mbB",
                "ankerplatz architekten",
                Some("partgmbb"),
            ),
            ("Neu UG (haftungsbeschränkt)", "neu", Some("ug")),
            ("Beacon Limited", "beacon", Some("ltd")),
            ("AG", "ag", None),
            ("Limited Edition", "limited edition", None),
        ] {
            let mut words = text::words(name);
            let found = take_form(&mut words);
            assert_eq!((words.join(" ").as_str(), found), (rest, form), "{name}");
        }
    }

    #[test]
    fn every_form_has_a_number() {
        for (_, form) in FORMS {
            assert_eq!(form_of(form_number(form)), Some(form));
        }
        assert_eq!(form_of(0), None);
    }
}
