//! The `Range` header of a download. What is odd about one is ignored and the whole file is sent, as HTTP allows.

use std::ops::Range;

/// The bytes that a `Range` header asks for, if it is one range of bytes within the file.
pub fn parse(header: &str, size: u64) -> Option<Range<u64>> {
    let range = header.trim().strip_prefix("bytes=")?;
    let (first, last) = range.split_once('-')?;
    let number = |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => text.parse::<u64>().ok(),
        false => None,
    };
    let range = match (first, last) {
        ("", "") => return None,
        ("", length) => size.saturating_sub(number(length)?)..size,
        (first, "") => number(first)?..size,
        (first, last) => number(first)?..number(last)?.checked_add(1)?.min(size),
    };
    (range.start < range.end).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_within_the_file_is_understood() {
        assert_eq!(parse("bytes=0-4", 10), Some(0..5));
        assert_eq!(parse("bytes=5-", 10), Some(5..10));
        assert_eq!(parse("bytes=-3", 10), Some(7..10));
        assert_eq!(parse("bytes=-30", 10), Some(0..10));
        assert_eq!(parse("bytes=8-99", 10), Some(8..10));
    }

    #[test]
    fn everything_else_means_the_whole_file() {
        let largest = format!("bytes=0-{}", u64::MAX);
        for header in [
            "",
            "bytes=",
            "bytes=-",
            "bytes=-0",
            "bytes=10-",
            "bytes=4-2",
            "bytes=0-1,4-5",
            "bytes=+1-2",
            "items=0-1",
            &largest,
        ] {
            assert_eq!(parse(header, 10), None, "{header}");
        }
        assert_eq!(parse("bytes=0-", 0), None);
    }
}
