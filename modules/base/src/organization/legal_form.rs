//! The legal forms offered for organisations: the German-speaking countries' in full, the common ones elsewhere.

use kontor_definitions::SelectOption;

/// Forms that are called the same in both languages.
const NAMES: [(&str, &str); 42] = [
    ("gmbh", "GmbH"),
    ("ggmbh", "gGmbH"),
    ("ug", "UG (haftungsbeschränkt)"),
    ("ag", "AG"),
    ("kgaa", "KGaA"),
    ("se", "SE"),
    ("kg", "KG"),
    ("gmbh_co_kg", "GmbH & Co. KG"),
    ("ohg", "OHG"),
    ("gbr", "GbR"),
    ("partg", "PartG"),
    ("partg_mbb", "PartG mbB"),
    ("ek", "e.K."),
    ("eu", "e.U."),
    ("eg", "eG"),
    ("ev", "e.V."),
    ("flexco", "FlexCo"),
    ("klg", "KlG"),
    ("sarl", "Sàrl / SARL"),
    ("sa", "SA"),
    ("sas", "SAS"),
    ("bv", "BV"),
    ("nv", "NV"),
    ("srl", "Srl / SRL"),
    ("spa", "SpA"),
    ("sl", "SL"),
    ("lda", "Lda."),
    ("aps", "ApS"),
    ("as", "A/S, AS"),
    ("ab", "AB"),
    ("oy", "Oy"),
    ("ou", "OÜ"),
    ("sia", "SIA"),
    ("uab", "UAB"),
    ("sp_zoo", "Sp. z o.o."),
    ("sro", "s.r.o."),
    ("kft", "Kft."),
    ("doo", "d.o.o."),
    ("ltd", "Ltd"),
    ("plc", "PLC"),
    ("llp", "LLP"),
    ("llc", "LLC"),
];

/// Forms that have a word in each language.
const WORDS: [(&str, &str, &str); 6] = [
    ("inc", "Inc. / Corp.", "Inc. / Corp."),
    ("sole_trader", "Sole trader", "Einzelunternehmen"),
    ("foundation", "Foundation", "Stiftung"),
    ("association", "Association", "Verein"),
    (
        "public_body",
        "Public body",
        "Körperschaft des öffentlichen Rechts",
    ),
    ("other", "Other", "Sonstige"),
];

/// All of them, as a select offers them.
pub fn options() -> Vec<SelectOption> {
    let names = NAMES.iter().map(|(key, name)| SelectOption::new(key, name, name));
    let words = WORDS.iter().map(|(key, en, de)| SelectOption::new(key, en, de));
    names.chain(words).collect()
}
