//! A whole address in one cell, taken apart where that is safe: where a postcode stands in a place that leaves no doubt
//! about street and city. What is in doubt is kept whole.

use kontor_records::fields::countries::country_code;

/// The parts of an address; what is not known is empty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Parts {
    /// Street and number, or the whole text.
    pub street: String,
    /// Postcode.
    pub postcode: String,
    /// City.
    pub city: String,
    /// Region.
    pub region: String,
    /// Country, as written or as a code.
    pub country: String,
}

/// Takes an address apart.
pub fn split(text: &str) -> Parts {
    let lines: Vec<&str> = text
        .split(['\n', ',', ';'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let whole = || Parts {
        street: lines.join(", "),
        ..Parts::default()
    };
    let (mut rest, mut country) = (lines.as_slice(), "");
    if let Some((last, before)) = rest.split_last()
        && (before.len() >= 2 || before.iter().any(|line| alone(line).is_some()))
        && is_country(last)
    {
        (rest, country) = (before, country_code(last).unwrap_or(last));
    }
    let Some((last, before)) = rest.split_last() else {
        return Parts::default();
    };
    if let ([], Some(place)) = (before, alone(last)) {
        return Parts {
            postcode: place.postcode.to_owned(),
            city: place.city.to_owned(),
            country: if country.is_empty() {
                place.country
            } else {
                country
            }
            .to_owned(),
            ..Parts::default()
        };
    }
    let known = match before {
        [] => in_one_line(last),
        [street] => european(last).map(|place| (*street, place)),
        [.., _] if before.len() == 2 => european(last)
            .map(|place| {
                (
                    before[0],
                    Place {
                        second: Some(before[1]),
                        ..place
                    },
                )
            })
            .or_else(|| overseas(before, last)),
        _ => overseas(before, last),
    };
    let Some((street, place)) = known else {
        return whole();
    };
    if !street.chars().any(char::is_alphabetic) {
        return whole();
    }
    Parts {
        street: match place.second {
            Some(second) => format!("{street}, {second}"),
            None => street.to_owned(),
        },
        postcode: place.postcode.to_owned(),
        city: place.city.to_owned(),
        region: place.region.to_owned(),
        country: match country {
            "" => place.country.to_owned(),
            known => known.to_owned(),
        },
    }
}

/// `12345 Berlin`, `D-12345 Berlin`; postcode and city, or nothing.
pub fn place(text: &str) -> Option<(&str, &str)> {
    european(text.trim()).map(|place| (place.postcode, place.city))
}

#[derive(Clone, Copy, Default)]
struct Place<'a> {
    second: Option<&'a str>,
    postcode: &'a str,
    city: &'a str,
    region: &'a str,
    country: &'static str,
}

/// A name of a country, or a code in capitals.
fn is_country(text: &str) -> bool {
    let code = text.len() <= 3;
    country_code(text).is_some() && (!code || text.chars().all(|ch| ch.is_ascii_uppercase()))
}

fn is_digits(text: &str, from: usize, to: usize) -> bool {
    (from..=to).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.chars().any(|ch| ch.is_ascii_digit())
}

/// A postcode before the city.
fn european(line: &str) -> Option<Place<'_>> {
    let (first, city) = line.split_once(char::is_whitespace)?;
    let (prefix, digits) = first.split_once('-').unwrap_or(("", first));
    let country = match prefix {
        "" => "",
        "D" | "DE" => "DE",
        "A" | "AT" => "AT",
        "CH" => "CH",
        "F" | "FR" => "FR",
        "L" | "LU" => "LU",
        "B" | "BE" => "BE",
        "FL" | "LI" => "LI",
        _ => return None,
    };
    if !is_digits(digits, 4, 5) {
        return None;
    }
    let city = city.trim();
    // 1012 AB Amsterdam
    if let Some((letters, rest)) = city.split_once(' ')
        && digits.len() == 4
        && letters.len() == 2
        && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && is_name(rest)
    {
        let end = line.len() - rest.len();
        return Some(Place {
            postcode: line[..end].trim_end(),
            city: rest,
            country,
            ..Place::default()
        });
    }
    is_name(city).then_some(Place {
        postcode: digits,
        city,
        country,
        ..Place::default()
    })
}

/// Nothing but postcode and city: `20095 Hamburg`, `A-1010 Wien`. `12345 Sunset Road` is a street elsewhere.
fn alone(line: &str) -> Option<Place<'_>> {
    const STREETS: [&str; 14] = [
        "street",
        "st",
        "road",
        "rd",
        "avenue",
        "ave",
        "boulevard",
        "blvd",
        "lane",
        "drive",
        "dr",
        "way",
        "court",
        "highway",
    ];
    let place = european(line)?;
    let last = place.city.rsplit(' ').next().unwrap_or_default();
    let last = last.trim_end_matches('.').to_lowercase();
    let sure = !place.country.is_empty() || place.postcode.len() == 5;
    (sure && !STREETS.contains(&last.as_str())).then_some(place)
}

/// City, then region and postcode: `Springfield, IL 62701`; or city, then a British postcode.
fn overseas<'a>(before: &[&'a str], last: &'a str) -> Option<(&'a str, Place<'a>)> {
    let (city, streets) = before.split_last()?;
    let [street] = streets else { return None };
    if !is_name(city) {
        return None;
    }
    if let Some((region, postcode)) = last.split_once(' ')
        && region.len() == 2
        && region.bytes().all(|byte| byte.is_ascii_uppercase())
        && (is_digits(postcode, 5, 5)
            || postcode
                .split_once('-')
                .is_some_and(|(five, four)| is_digits(five, 5, 5) && is_digits(four, 4, 4)))
    {
        let place = Place {
            postcode,
            city,
            region,
            ..Place::default()
        };
        return Some((street, place));
    }
    is_british(last).then_some((
        street,
        Place {
            postcode: last,
            city,
            ..Place::default()
        },
    ))
}

/// `SW1A 1AA`
fn is_british(text: &str) -> bool {
    let Some((outward, inward)) = text.split_once(' ') else {
        return false;
    };
    let upper = |ch: char| ch.is_ascii_uppercase() || ch.is_ascii_digit();
    (2..=4).contains(&outward.len())
        && inward.len() == 3
        && outward.starts_with(|ch: char| ch.is_ascii_uppercase())
        && inward.starts_with(|ch: char| ch.is_ascii_digit())
        && outward.chars().chain(inward.chars()).all(upper)
        && outward.chars().any(|ch| ch.is_ascii_digit())
}

/// `Hauptstr. 5 12345 Berlin`: a house number, then five digits, then a city.
fn in_one_line(line: &str) -> Option<(&str, Place<'_>)> {
    for (at, _) in line.match_indices(' ') {
        let (street, rest) = (line[..at].trim_end(), &line[at + 1..]);
        let number = street.rsplit(' ').next().unwrap_or_default();
        let house = number.starts_with(|ch: char| ch.is_ascii_digit()) && number.len() <= 5;
        if let Some(place) = european(rest)
            && place.postcode.len() >= 5
            && house
            && street.contains(' ')
        {
            return Some((street, place));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart_where_it_is_safe() {
        for (text, street, postcode, city, region, country) in [
            (
                "Obere Str. 57, 12209 Berlin",
                "Obere Str. 57",
                "12209",
                "Berlin",
                "",
                "",
            ),
            (
                "Obere Str. 57\n12209 Berlin\nDeutschland",
                "Obere Str. 57",
                "12209",
                "Berlin",
                "",
                "DE",
            ),
            ("Ring 1, D-20095 Hamburg", "Ring 1", "20095", "Hamburg", "", "DE"),
            (
                "Hauptstr. 5 12345 Bad Homburg",
                "Hauptstr. 5",
                "12345",
                "Bad Homburg",
                "",
                "",
            ),
            (
                "Bahnhofstrasse 1, Postfach 7, 8001 Zürich, Schweiz",
                "Bahnhofstrasse 1, Postfach 7",
                "8001",
                "Zürich",
                "",
                "CH",
            ),
            (
                "Damrak 1, 1012 LG Amsterdam",
                "Damrak 1",
                "1012 LG",
                "Amsterdam",
                "",
                "",
            ),
            (
                "742 Evergreen Terrace, Springfield, IL 62701, USA",
                "742 Evergreen Terrace",
                "62701",
                "Springfield",
                "IL",
                "US",
            ),
            (
                "10 Downing Street, London, SW1A 2AA",
                "10 Downing Street",
                "SW1A 2AA",
                "London",
                "",
                "",
            ),
            // In doubt: kept whole.
            (
                "5, 943 Fincham Road, New Mexico 87503, US",
                "5, 943 Fincham Road, New Mexico 87503, US",
                "",
                "",
                "",
                "",
            ),
            ("Berlin", "Berlin", "", "", "", ""),
            ("12209 Berlin", "", "12209", "Berlin", "", ""),
            ("20095 Hamburg, Deutschland", "", "20095", "Hamburg", "", "DE"),
            ("A-1010 Wien", "", "1010", "Wien", "", "AT"),
            ("1200 Main", "1200 Main", "", "", "", ""),
            ("12345 Sunset Blvd.", "12345 Sunset Blvd.", "", "", "", ""),
            (
                "a, b, c, d, e, 12345 Berlin",
                "a, b, c, d, e, 12345 Berlin",
                "",
                "",
                "",
                "",
            ),
        ] {
            let parts = split(text);
            assert_eq!(
                [
                    &parts.street,
                    &parts.postcode,
                    &parts.city,
                    &parts.region,
                    &parts.country
                ],
                [street, postcode, city, region, country],
                "{text}"
            );
        }
        assert_eq!(split(" ,\n"), Parts::default());
    }
}
