//! Phone numbers: kept as typed, matched in E.164.
//!
//! A number without a country prefix is meant in the workspace's country. One that no plan knows is kept all the
//! same, for nobody wants to lose what a customer wrote on a form, and short ones are dialled within a company; it
//! matches by its digits. Only what no telephone could ever dial is refused.

use std::collections::BTreeSet;

use kontor_kernel::Issue;
use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, Region};

use super::items::Point;
use super::{Accept, Words};

/// Most characters of a number.
const MAX: usize = 50;
/// Most digits of a number with its country code, by E.164.
const DIGITS: usize = 15;

/// See the module.
pub(super) struct Phone;

impl Point for Phone {
    fn read(&self, text: String, _label: &mut Option<String>, cx: &Accept<'_>) -> Result<String, Issue> {
        if text.chars().count() > MAX {
            return Err(cx.too_long(MAX));
        }
        if !could_be_dialled(&text, Region::try_from(cx.settings.country.as_str()).ok()) {
            return Err(cx.wrong_format("a phone number", "eine Telefonnummer"));
        }
        Ok(text)
    }

    fn norm(&self, value: &str, cx: &Accept<'_>) -> String {
        normal(value, &cx.settings.country)
    }

    /// Two extensions of one number are two ways to reach somebody.
    fn identity(&self, value: &str, _label: Option<&str>, cx: &Accept<'_>) -> String {
        match parse(value, Region::try_from(cx.settings.country.as_str()).ok()) {
            Some(PhoneNumber {
                extension: Some(extension),
                ..
            }) => format!("{}x{extension}", self.norm(value, cx)),
            _ => self.norm(value, cx),
        }
    }

    fn words(&self, value: &str, cx: &Accept<'_>) -> Words {
        Words::Phone(self.norm(value, cx))
    }
}

/// The normal form of a number: E.164 without the extension, or its digits when no numbering plan knows it.
pub fn normal(number: &str, country: &str) -> String {
    normal_in(number, Region::try_from(country).ok())
}

fn normal_in(number: &str, region: Option<Region>) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    // What stands between the digits may keep them from being read; then they are read alone, so that they match the
    // same number written plainly.
    match parse(number, region).or_else(|| parse(&digits, region)) {
        Some(parsed) => parsed.format_as(PhoneNumberFormat::E164).into_owned(),
        None => digits,
    }
}

/// Every normal form that a number may have: without a country prefix it was meant in the country of the workspace at
/// the time it was written, which may have been another one than today.
pub fn normals(number: &str) -> BTreeSet<String> {
    // One that says its country means the same everywhere.
    if parse(number, None).is_some() {
        return [normal(number, "")].into();
    }
    let regions = PHONE_NUMBER_UTIL.get_supported_regions().map(Some);
    regions
        .chain([None])
        .map(|region| normal_in(number, region))
        .collect()
}

/// How numbers of a country begin in their normal form, and what people there write instead: `+49` and `0` in Germany,
/// `+1` and nothing in the United States. An example of the country tells.
pub(crate) fn domestic(country: &str) -> Option<(String, String)> {
    let region = Region::try_from(country).ok()?;
    let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region)?.to_string();
    let example = PHONE_NUMBER_UTIL.get_example_number(region).ok()?;
    let written = example.format_as(PhoneNumberFormat::National);
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let trunk = digits.strip_suffix(&example.get_national_significant_number());
    Some((format!("+{code}"), trunk.unwrap_or_default().to_owned()))
}

/// A number in normal form as it is dialled within a country, if it is one of that country.
pub(crate) fn national(norm: &str, country: &str) -> Option<String> {
    let (abroad, trunk) = domestic(country)?;
    Some(format!("{trunk}{}", norm.strip_prefix(&abroad)?))
}

/// Whether there may be such a number: two digits that are not all zeros, and no more than E.164 has room for,
/// in some way of reading it.
fn could_be_dialled(number: &str, region: Option<Region>) -> bool {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let counted = digits.trim_start_matches('0');
    if digits.len() < 2 || counted.is_empty() {
        return false;
    }
    let fits = |written: &str| {
        let parsed = PHONE_NUMBER_UTIL.parse(written, region).ok();
        parsed.is_some_and(|parsed| parsed.format_as(PhoneNumberFormat::E164).len() <= 1 + DIGITS)
    };
    counted.len() <= DIGITS || fits(number) || fits(&digits)
}

/// Reads a number that could be dialled from abroad.
fn parse(number: &str, region: Option<Region>) -> Option<PhoneNumber> {
    let parsed = PHONE_NUMBER_UTIL.parse(number, region).ok()?;
    matches!(parsed.is_possible_with_reason(), Ok(NumberLengthType::IsPossible)).then_some(parsed)
}

#[cfg(test)]
mod tests {
    use kontor_definitions::{FieldDef, FieldType};
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn numbers_match_however_they_are_written() {
        for (number, e164) in [
            ("040/1234-5", "+494012345"),
            ("+49 (0)40 12345", "+494012345"),
            ("0049 40 12345", "+494012345"),
            ("030-0074321", "+49300074321"),
            ("0171 1234567 ext. 5", "+491711234567"),
            ("+1 650 253 0000", "+16502530000"),
            ("+39 06 698 1234", "+39066981234"),
        ] {
            assert_eq!(normal(number, "DE"), e164, "{number}");
        }
        assert_eq!(normal("044 668 18 00", "CH"), "+41446681800");
    }

    #[test]
    fn numbers_no_plan_knows_match_by_their_digits() {
        assert_eq!(normal("(5) 555-4729", "MX"), "55554729");
        assert_eq!(normal("110", "DE"), "110");
        assert_eq!(normal("ask for 7", ""), "7");
    }

    #[test]
    fn a_number_among_letters_matches_the_same_digits_written_plainly() {
        for among in [
            "Tel. 040 12345",
            "040a12b345",
            "040 12345 (Büro)",
            "ü040;12345",
            "0+40 12345",
        ] {
            let norm = normal(among, "DE");
            assert_eq!(norm, normal("04012345", "DE"), "{among}");
            assert_eq!(
                normal(&norm, "DE"),
                norm,
                "{among}: what was normal stays as it is"
            );
        }
    }

    #[test]
    fn a_number_is_dialled_in_its_country_as_people_there_do() {
        for (country, number, dialled) in [
            ("DE", "+49 40 12345", "04012345"),
            ("IT", "+39 06 698 1234", "066981234"),
            ("ES", "+34 91 123 45 67", "911234567"),
            ("US", "+1 650 253 0000", "6502530000"),
            ("RU", "+7 495 123 45 67", "84951234567"),
        ] {
            assert_eq!(national(&normal(number, ""), country).as_deref(), Some(dialled));
        }
        assert_eq!(national("+16502530000", "DE"), None);
        assert_eq!(national("+494012345", ""), None);
    }

    #[test]
    fn only_what_no_telephone_could_dial_is_refused() {
        let bench = Bench::default();
        let phones = FieldDef::new("phones", "Phones", "Telefone", FieldType::Phone);
        let typed = bench
            .accept(
                &phones,
                json!([" 040/1234-5 ", "(5) 555-4729", "12", "+49 (0)40 12345678901"]),
            )
            .unwrap();
        let values: Vec<&str> = typed
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|item| item["value"].as_str())
            .collect();
        assert_eq!(
            values,
            ["040/1234-5", "(5) 555-4729", "12", "+49 (0)40 12345678901"]
        );
        let zeros = "0".repeat(40);
        for number in ["none", "1", "00", &zeros, "+49 40 1234567890123456789"] {
            assert_eq!(
                bench.accept(&phones, json!([number])),
                Err(vec![("/0/value".into(), "wrong_format".into())]),
                "{number}"
            );
        }
        assert_eq!(
            bench.accept(&phones, json!(["1".repeat(51)])),
            Err(vec![("/0/value".into(), "too_long".into())])
        );
    }

    #[test]
    fn spellings_of_one_number_collapse_but_extensions_do_not() {
        let bench = Bench::default();
        let phones = FieldDef::new("phones", "Phones", "Telefone", FieldType::Phone);
        let count = |numbers: &[&str]| {
            bench
                .accept(&phones, json!(numbers))
                .unwrap()
                .as_array()
                .unwrap()
                .len()
        };
        assert_eq!(count(&["040 12345", "+49 40 12345"]), 1);
        assert_eq!(count(&["040 12345 ext. 1", "040 12345 ext. 2"]), 2);
    }

    proptest! {
        #[test]
        fn any_text_has_a_normal_form(number in "[+0-9() ./a-zA-Zx;=*#٣０-]{0,50}", country in "[A-Z]{0,3}") {
            let norm = normal(&number, &country);
            prop_assert!(norm.bytes().all(|b| b.is_ascii_digit() || b == b'+'), "{}", norm);
        }

        #[test]
        fn a_number_is_found_whatever_country_it_was_meant_in(
            number in "([+0-9][0-9 ()/-]{0,16}|[+0-9() ./a-zA-Zx;=*#٣０-]{0,20})", country in "[A-Z]{2}",
        ) {
            prop_assert!(normals(&number).contains(&normal(&number, &country)), "{} in {}", number, country);
        }
    }
}
