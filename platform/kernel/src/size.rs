//! Numbers of bytes as people read them, so that a limit is told the same everywhere.

use crate::Locale;

/// From kilobytes on, a thousand each.
const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];

/// A number of bytes in a few words, never more than it is: `1 MB`, `1.5 GB`, `1,5 GB`.
pub fn shown(bytes: u64, locale: Locale) -> String {
    if bytes < 1_000 {
        return match locale {
            Locale::En => format!("{bytes} bytes"),
            Locale::De => format!("{bytes} Bytes"),
        };
    }
    let mut tenths = bytes / 100;
    let mut units = UNITS.iter();
    let mut unit = units.next();
    while tenths >= 10_000
        && let Some(next) = units.next()
    {
        (tenths, unit) = (tenths / 1_000, Some(next));
    }
    let unit = unit.copied().unwrap_or_default();
    match (tenths % 10, locale) {
        (0, _) => format!("{} {unit}", tenths / 10),
        (tenth, Locale::En) => format!("{}.{tenth} {unit}", tenths / 10),
        (tenth, Locale::De) => format!("{},{tenth} {unit}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_as_people_read_them() {
        let told = |bytes| shown(bytes, Locale::En);
        assert_eq!(told(0), "0 bytes");
        assert_eq!(told(999), "999 bytes");
        assert_eq!(told(1_000), "1 kB");
        assert_eq!(told(999_999), "999.9 kB");
        assert_eq!(told(1_048_576), "1 MB");
        assert_eq!(told(104_857_600), "104.8 MB");
        assert_eq!(told(2_500_000_000), "2.5 GB");
        assert_eq!(told(u64::MAX), "18446744 TB");
        assert_eq!(shown(1_500_000, Locale::De), "1,5 MB");
        assert_eq!(shown(12, Locale::De), "12 Bytes");
    }
}
