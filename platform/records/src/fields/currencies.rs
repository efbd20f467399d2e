//! Currencies by their code of ISO 4217, and how many digits after the point their amounts have.

/// Digits after the point of a currency's smallest unit; `None` when there is no such currency.
pub fn minor_digits(code: &str) -> Option<u8> {
    if TWO_DIGITS.binary_search(&code).is_ok() {
        return Some(2);
    }
    OTHER_DIGITS
        .binary_search_by_key(&code, |(other, _)| other)
        .ok()
        .map(|at| OTHER_DIGITS[at].1)
}

/// Currencies of a hundred units, in order of their codes.
const TWO_DIGITS: [&str; 140] = [
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BMD", "BND",
    "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHE", "CHF", "CHW", "CNY", "COP",
    "COU", "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP",
    "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD",
    "KES", "KGS", "KHR", "KPW", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD",
    "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK",
    "NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR",
    "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT",
    "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "USN", "UYU", "UZS", "VED", "VES", "WST", "XAD", "XCD",
    "XCG", "YER", "ZAR", "ZMW", "ZWG",
];

/// All others, in order of their codes.
const OTHER_DIGITS: [(&str, u8); 26] = [
    ("BHD", 3),
    ("BIF", 0),
    ("CLF", 4),
    ("CLP", 0),
    ("DJF", 0),
    ("GNF", 0),
    ("IQD", 3),
    ("ISK", 0),
    ("JOD", 3),
    ("JPY", 0),
    ("KMF", 0),
    ("KRW", 0),
    ("KWD", 3),
    ("LYD", 3),
    ("OMR", 3),
    ("PYG", 0),
    ("RWF", 0),
    ("TND", 3),
    ("UGX", 0),
    ("UYI", 0),
    ("UYW", 4),
    ("VND", 0),
    ("VUV", 0),
    ("XAF", 0),
    ("XOF", 0),
    ("XPF", 0),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_of_well_known_currencies() {
        for (code, digits) in [
            ("EUR", 2),
            ("USD", 2),
            ("CHF", 2),
            ("JPY", 0),
            ("KWD", 3),
            ("CLF", 4),
        ] {
            assert_eq!(minor_digits(code), Some(digits), "{code}");
        }
        for odd in ["", "eur", "XYZ", "EURO", "XXX"] {
            assert_eq!(minor_digits(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_lists_are_in_order_and_disjoint() {
        assert!(TWO_DIGITS.is_sorted_by(|a, b| a < b));
        assert!(OTHER_DIGITS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(OTHER_DIGITS.iter().all(|(code, _)| !TWO_DIGITS.contains(code)));
    }
}
