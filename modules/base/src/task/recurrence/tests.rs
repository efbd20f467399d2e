//! Rules of repetition: examples as a calendar would give them, and what holds of every rule.

use proptest::prelude::*;

use super::*;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// The series from a start, each found from the one before, as completed tasks make it.
fn series(rule: &str, start: &str, most: usize) -> Vec<String> {
    let mut rule = Rule::parse(rule).unwrap();
    let mut now = at(start);
    let mut found = Vec::new();
    while found.len() < most
        && let Some((next, rest)) = rule.next(now, now, &berlin())
    {
        found.push(next.in_zone(&berlin()).to_string());
        (now, rule) = (next, rest);
    }
    found
}

#[test]
fn every_second_week_on_two_days() {
    // 2 March 2026 is a Monday.
    assert_eq!(
        series("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,MO", "2026-03-02T08:00:00Z", 4),
        [
            "2026-03-05T09:00:00",
            "2026-03-16T09:00:00",
            "2026-03-19T09:00:00",
            "2026-03-30T09:00:00"
        ]
    );
}

#[test]
fn the_time_of_day_survives_the_change_of_clocks() {
    assert_eq!(
        series("FREQ=DAILY", "2026-03-27T08:00:00Z", 3),
        [
            "2026-03-28T09:00:00",
            "2026-03-29T09:00:00",
            "2026-03-30T09:00:00"
        ]
    );
}

#[test]
fn on_working_days() {
    assert_eq!(
        series("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "2026-03-05T08:00:00Z", 3),
        [
            "2026-03-06T09:00:00",
            "2026-03-09T09:00:00",
            "2026-03-10T09:00:00"
        ]
    );
}

#[test]
fn months_without_the_day_are_left_out() {
    assert_eq!(
        series("FREQ=MONTHLY", "2026-01-31T11:00:00Z", 3),
        [
            "2026-03-31T12:00:00",
            "2026-05-31T12:00:00",
            "2026-07-31T12:00:00"
        ]
    );
    assert_eq!(
        series("FREQ=YEARLY", "2024-02-29T11:00:00Z", 2),
        ["2028-02-29T12:00:00", "2032-02-29T12:00:00"]
    );
}

#[test]
fn the_second_monday_and_the_last_friday() {
    assert_eq!(
        series("FREQ=MONTHLY;BYDAY=2MO,-1FR", "2026-03-02T08:00:00Z", 4),
        [
            "2026-03-09T09:00:00",
            "2026-03-27T09:00:00",
            "2026-04-13T09:00:00",
            "2026-04-24T09:00:00"
        ]
    );
}

#[test]
fn a_series_ends_by_count_or_by_day() {
    assert_eq!(series("FREQ=DAILY;COUNT=3", "2026-03-02T08:00:00Z", 9).len(), 2);
    assert_eq!(series("FREQ=DAILY;COUNT=1", "2026-03-02T08:00:00Z", 9).len(), 0);
    assert_eq!(
        series("FREQ=DAILY;UNTIL=20260304", "2026-03-02T08:00:00Z", 9).len(),
        2
    );
    assert_eq!(
        series("FREQ=DAILY;UNTIL=20260304T075959Z", "2026-03-02T08:00:00Z", 9).len(),
        1
    );
}

#[test]
fn who_is_late_goes_on_from_now_and_what_was_missed_counts() {
    let rule = Rule::parse("FREQ=WEEKLY;COUNT=10").unwrap();
    let (next, rest) = rule
        .next(at("2026-03-02T08:00:00Z"), at("2026-03-18T08:00:00Z"), &berlin())
        .unwrap();
    assert_eq!(next.to_string(), "2026-03-23T08:00:00.000Z");
    assert_eq!(rest.to_string(), "FREQ=WEEKLY;COUNT=7");
    assert_eq!(
        rule.next(at("2026-03-02T08:00:00Z"), at("2027-03-02T08:00:00Z"), &berlin()),
        None
    );
}

#[test]
fn a_rule_without_any_day_finds_none() {
    // Every seventh day from a Monday on is never a Tuesday.
    let rule = Rule::parse("FREQ=DAILY;INTERVAL=7;BYDAY=TU").unwrap();
    assert_eq!(
        rule.next(at("2026-03-02T08:00:00Z"), at("2026-03-02T08:00:00Z"), &berlin()),
        None
    );
}

#[test]
fn the_calendar_ends_with_the_year_9999() {
    let rule = Rule::parse("FREQ=YEARLY;INTERVAL=1000").unwrap();
    assert_eq!(
        rule.next(at("9999-06-01T08:00:00Z"), at("9999-06-01T08:00:00Z"), &berlin()),
        None
    );
}

#[test]
fn on_days_of_the_month_counted_from_either_end() {
    assert_eq!(
        series("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31T11:00:00Z", 3),
        [
            "2026-02-28T12:00:00",
            "2026-03-31T12:00:00",
            "2026-04-30T12:00:00"
        ]
    );
    assert_eq!(
        series("FREQ=MONTHLY;BYMONTHDAY=31,15", "2026-03-20T11:00:00Z", 3),
        [
            "2026-03-31T12:00:00",
            "2026-04-15T12:00:00",
            "2026-05-15T12:00:00"
        ]
    );
}

#[test]
fn rules_are_written_in_one_way() {
    let text = Rule::parse(" rrule:byday=fr,mo,mo;freq=weekly;interval=1;until=20261231t180000z; ")
        .unwrap()
        .to_string();
    assert_eq!(text, "FREQ=WEEKLY;BYDAY=MO,FR;UNTIL=20261231T180000Z");
}

#[test]
fn what_is_no_rule_is_refused() {
    for text in [
        "",
        "weekly",
        "FREQ=HOURLY",
        "INTERVAL=2",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=+1",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;BYHOUR=3",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=YEARLY;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=É",
        "FREQ=DAILY;COUNT=3;UNTIL=20261231",
        "FREQ=DAILY;COUNT=1001",
        "FREQ=DAILY;UNTIL=2026-12-31",
        "FREQ=DAILY;UNTIL=20261301",
        "FREQ=DAILY;UNTIL=20261231T180000",
    ] {
        assert!(Rule::parse(text).is_err(), "{text}");
    }
}

fn rules() -> impl Strategy<Value = Rule> {
    let frequency = prop_oneof![
        Just(Frequency::Daily),
        Just(Frequency::Weekly),
        Just(Frequency::Monthly),
        Just(Frequency::Yearly)
    ];
    let nth = proptest::option::of(prop_oneof![1..=5i8, -5..=-1i8]);
    let days = proptest::collection::vec((nth, 0..7u8), 0..4);
    let instant = -60_000_000_000i64..250_000_000_000;
    let end = prop_oneof![
        3 => Just(End::Never),
        1 => (1..=1000u32).prop_map(End::Count),
        1 => (-700_000..2_900_000i64).prop_map(|day| End::Day(Date::from_days(day).unwrap())),
        1 => instant.prop_map(|second| End::Instant(Timestamp::from_micros(second * 1_000_000))),
    ];
    let of_month = proptest::collection::vec(prop_oneof![1..=31i8, -31..=-1i8], 0..3);
    (frequency, 1..=20u32, days, of_month, end).prop_map(
        |(frequency, interval, days, mut month_days, end)| {
            let mut days: Vec<Day> = days
                .into_iter()
                .filter(|_| frequency != Frequency::Yearly)
                .map(|(nth, weekday)| Day {
                    nth: nth.filter(|_| frequency == Frequency::Monthly),
                    weekday,
                })
                .collect();
            days.sort_unstable();
            days.dedup();
            month_days.retain(|_| frequency == Frequency::Monthly && days.is_empty());
            month_days.sort_unstable();
            month_days.dedup();
            Rule {
                frequency,
                interval,
                days,
                month_days,
                end,
            }
        },
    )
}

/// Instants of this and the next centuries, and far beyond the last that a calendar holds.
fn instants() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        4 => 0..4_000_000_000i64,
        1 => -62_000_000_000..253_000_000_000i64
    ]
    .prop_map(|second| Timestamp::from_micros(second * 1_000_000))
}

proptest! {
    #[test]
    fn a_written_rule_reads_as_itself(rule in rules()) {
        prop_assert_eq!(Rule::parse(&rule.to_string()), Ok(rule));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}", tail in "[A-Z0-9=;,:+-]{0,40}") {
        let _ = Rule::parse(&text);
        let _ = Rule::parse(&format!("FREQ=WEEKLY;{tail}"));
    }

    #[test]
    fn the_next_one_comes_later_on_a_listed_day_before_the_end(rule in rules(), start in instants(), late in 0..400_000_000i64) {
        let zone = berlin();
        let after = start.plus_seconds(late);
        if let Some((next, rest)) = rule.next(start, after, &zone) {
            prop_assert!(next > after);
            let day = next.in_zone(&zone).date();
            prop_assert!(rule.days.is_empty() || rule.days.iter().any(|listed| listed.weekday == of_week(day)));
            let from_the_end = day.day() - day.days_in_month() - 1;
            let listed = |listed: &i8| *listed == day.day() || *listed == from_the_end;
            prop_assert!(rule.month_days.is_empty() || rule.month_days.iter().any(listed));
            match (rule.end, rest.end) {
                (End::Count(count), End::Count(left)) => prop_assert!((1..count).contains(&left)),
                (End::Day(last), end) => {
                    prop_assert!(Date::from_civil(day) <= last);
                    prop_assert_eq!(end, rule.end);
                }
                (End::Instant(last), _) => prop_assert!(next <= last),
                (end, left) => prop_assert_eq!(end, left),
            }
        }
    }

    #[test]
    fn jumping_ahead_finds_what_walking_finds(rule in rules(), start in 0..2_000_000_000i64, late in 0..100_000_000i64) {
        let zone = berlin();
        let rule = Rule { end: End::Never, ..rule };
        let start = Timestamp::from_micros(start * 1_000_000);
        let after = start.plus_seconds(late);
        let jumped = rule.next(start, after, &zone).map(|(next, _)| next);
        // A count makes it walk from the beginning; the longest one allowed does not reach everywhere.
        let counted = Rule { end: End::Count(MAX_COUNT), ..rule };
        if let Some((walked, _)) = counted.next(start, after, &zone) {
            prop_assert_eq!(jumped, Some(walked));
        }
    }
}
