//! What the values of a column look like: found out over all rows of the sample, never from one. Dates and numbers that
//! can be read in two ways (`03/04/2026`, `1.234`) are decided by the other values of their column, then by those of the
//! file, and marked as ambiguous where nothing decides.

mod date;
mod number;
mod shape;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::row::Cell;

pub use date::canonical as canonical_date;
pub use date::{Order, from_serial, is_either, without_time};
pub use number::{Mark, without_unit};

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// There are no values.
    Empty,
    /// Anything else.
    #[default]
    Text,
    /// An e-mail address, or several.
    Email,
    /// A phone number.
    Phone,
    /// A web address.
    Url,
    /// A day, or an instant where `time` is told.
    Date {
        /// The order of day, month and year.
        order: Order,
        /// With a time of day.
        time: bool,
    },
    /// A number with a fraction, an amount.
    Decimal {
        /// What stands before the fraction.
        mark: Mark,
    },
    /// A whole number.
    Integer,
    /// Yes or no.
    Boolean,
    /// A country, by code or name.
    Country,
    /// A postcode.
    Postcode,
    /// Lists and objects.
    Json,
}

/// What the values of a column look like.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Profile {
    /// What most of them are.
    #[serde(flatten)]
    pub kind: Kind,
    /// How many of the rows looked at have a value.
    pub filled: u64,
    /// How many different values there are, up to 100.
    pub distinct: u64,
    /// Most characters of a value.
    pub longest: u64,
    /// Dates or numbers could also be read the other way, and nothing in the file decides.
    pub ambiguous: bool,
    /// Its dates were read with the day first, for nothing in the file says otherwise and it is written as here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub presumed: bool,
    /// How many values are of another kind than most.
    #[serde(default)]
    pub odd: u64,
    /// Most digits after the mark of a number.
    #[serde(default)]
    pub places: u64,
}

impl Profile {
    /// Whether no value was found twice, as far as values were counted.
    pub fn is_distinct(&self) -> bool {
        self.filled > 0 && self.distinct >= self.filled.min(DISTINCT as u64)
    }

    /// A value in canonical form, if it is one of its column's kind that has one: dates as `2026-12-31`, numbers as
    /// `-1234.5`, yes and no as `true` and `false`.
    pub fn canonical(&self, text: &str) -> Option<String> {
        let text = text.trim();
        match self.kind {
            Kind::Date { order, .. } => date::canonical(text, order),
            Kind::Decimal { mark } => number::canonical(text, mark),
            Kind::Integer => number::canonical(text, Mark::Point).filter(|text| !text.contains('.')),
            Kind::Boolean => shape::boolean(text).map(|yes| yes.to_string()),
            _ => None,
        }
    }
}

/// Whether a value is rather data than the name of a column. A year alone may well be a name.
pub fn looks_like_data(text: &str) -> bool {
    let text = text.trim();
    if text.len() == 4 && (text.starts_with("19") || text.starts_with("20")) {
        return false;
    }
    shape::is_email(text)
        || shape::is_url(text)
        || shape::is_phone(text)
        || number::read(text).is_some()
        || date::read(text).is_some()
}

/// Whether a value is a web address.
pub fn is_address(text: &str) -> bool {
    shape::is_url(text.trim())
}

/// Whether a value may be a web address by its points alone.
pub fn is_bare_address(text: &str) -> bool {
    is_address(text) && !text.contains("://") && !text.trim().starts_with("www.")
}

/// What the columns of a file together tell about values that can be read in two ways.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Hint {
    mark: Option<Mark>,
    order: Option<Order>,
    european: bool,
}

impl Hint {
    /// From the tallies of all columns.
    pub fn of<'a>(tallies: impl Iterator<Item = &'a Tally>, european: bool) -> Hint {
        let (mut comma, mut point, mut dmy, mut mdy) = (0, 0, 0, 0);
        for tally in tallies {
            if tally.comma > tally.point {
                comma += 1;
            }
            if tally.point > tally.comma {
                point += 1;
            }
            if tally.dmy > tally.mdy {
                dmy += 1;
            }
            if tally.mdy > tally.dmy {
                mdy += 1;
            }
        }
        let mark = match (comma, point) {
            (0, 0) => None,
            _ => Some(if comma >= point { Mark::Comma } else { Mark::Point }),
        };
        let order = match (dmy, mdy) {
            (0, 0) => None,
            _ => Some(if dmy >= mdy { Order::Dmy } else { Order::Mdy }),
        };
        Hint {
            mark,
            order,
            european,
        }
    }
}

/// Most different values that are counted.
const DISTINCT: usize = 100;

/// The values of a column, counted by what they may be.
#[derive(Clone, Default, Debug)]
pub struct Tally {
    filled: u64,
    longest: u64,
    distinct: BTreeSet<u64>,
    json: u64,
    email: u64,
    phone: u64,
    url: u64,
    country: u64,
    postcode: u64,
    boolean: u64,
    bits: u64,
    integer: u64,
    number: u64,
    comma: u64,
    point: u64,
    either: u64,
    after_comma: u64,
    after_point: u64,
    date: u64,
    time: u64,
    iso: u64,
    dmy: u64,
    mdy: u64,
    either_order: u64,
}

impl Tally {
    /// Counts a value that is not empty.
    pub fn add(&mut self, cell: &Cell) {
        self.filled += 1;
        let text = match cell {
            Cell::Text(text) => text.trim(),
            Cell::Json(_) => {
                self.json += 1;
                return;
            }
            Cell::Error(_) => return,
        };
        self.longest = self.longest.max(text.chars().count() as u64);
        if self.distinct.len() < DISTINCT {
            self.distinct.insert(fingerprint(text));
        }
        if text.len() > 200 {
            return;
        }
        self.email += u64::from(shape::is_emails(text));
        self.url += u64::from(shape::is_url(text));
        self.country += u64::from(shape::is_country(text));
        self.postcode += u64::from(shape::is_postcode(text));
        self.boolean += u64::from(shape::boolean(text).is_some());
        self.bits += u64::from(matches!(text, "0" | "1"));
        if let Some(found) = date::read(text) {
            self.date += 1;
            self.time += u64::from(found.time.is_some());
            match found.fits {
                date::Fits::Iso => self.iso += 1,
                date::Fits::Dmy => self.dmy += 1,
                date::Fits::Mdy => self.mdy += 1,
                date::Fits::Both => self.either_order += u64::from(date::is_either(text)),
            }
        } else {
            self.phone += u64::from(shape::is_phone(text));
        }
        // What begins with zeros is a name that is made of digits: as a number it would lose them.
        let padded =
            text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(found) = number::read(text).filter(|_| !padded) {
            self.number += 1;
            let after = |mark| {
                text.rsplit_once(mark)
                    .map_or(0, |(_, digits): (_, &str)| digits.len() as u64)
            };
            self.after_comma = self.after_comma.max(after(','));
            self.after_point = self.after_point.max(after('.'));
            match found {
                number::Found::Integer => self.integer += 1,
                number::Found::Comma => self.comma += 1,
                number::Found::Point => self.point += 1,
                number::Found::Either => self.either += 1,
            }
        }
    }

    /// What most of them are: nine in ten.
    pub fn profile(&self, hint: Hint) -> Profile {
        let most = |count: u64| count > 0 && count * 10 >= self.filled * 9;
        let (mut ambiguous, mut presumed) = (false, false);
        let (kind, of_kind) = if self.filled == 0 {
            (Kind::Empty, 0)
        } else if self.json * 2 >= self.filled {
            (Kind::Json, self.json)
        } else if most(self.email) {
            (Kind::Email, self.email)
        } else if most(self.url) {
            (Kind::Url, self.url)
        } else if most(self.date) {
            let order = self.order(hint, &mut ambiguous, &mut presumed);
            let time = self.time * 2 > self.filled;
            let other = match order {
                Order::Iso => self.dmy + self.mdy,
                Order::Dmy => self.mdy,
                Order::Mdy => self.dmy,
            };
            (Kind::Date { order, time }, self.date - other)
        } else if most(self.boolean) && self.bits < self.boolean {
            // Nothing but 0 and 1 may be a number whose other values come later.
            (Kind::Boolean, self.boolean)
        } else if most(self.postcode) && self.number * 10 < self.filled * 9 {
            (Kind::Postcode, self.postcode)
        } else if most(self.phone) {
            (Kind::Phone, self.phone)
        } else if most(self.postcode) {
            (Kind::Postcode, self.postcode)
        } else if most(self.integer) && self.comma + self.point + self.either == 0 {
            (Kind::Integer, self.integer)
        } else if most(self.number) {
            let mark = self.mark(hint, &mut ambiguous);
            let other = match mark {
                Mark::Comma => self.point,
                Mark::Point => self.comma,
            };
            (Kind::Decimal { mark }, self.number - other)
        } else if most(self.country) {
            (Kind::Country, self.country)
        } else {
            (Kind::Text, self.filled)
        };
        let places = match kind {
            Kind::Decimal { mark: Mark::Comma } => self.after_comma,
            Kind::Decimal { mark: Mark::Point } => self.after_point,
            _ => 0,
        };
        Profile {
            kind,
            filled: self.filled,
            distinct: self.distinct.len() as u64,
            longest: self.longest,
            ambiguous,
            presumed,
            odd: self.filled - of_kind,
            places,
        }
    }

    fn order(&self, hint: Hint, ambiguous: &mut bool, presumed: &mut bool) -> Order {
        if self.iso * 2 > self.date {
            return Order::Iso;
        }
        match self.dmy.cmp(&self.mdy) {
            std::cmp::Ordering::Greater => Order::Dmy,
            std::cmp::Ordering::Less => Order::Mdy,
            std::cmp::Ordering::Equal => hint.order.unwrap_or_else(|| {
                *ambiguous = !hint.european && hint.mark != Some(Mark::Comma);
                *presumed = !*ambiguous && self.either_order > 0;
                Order::Dmy
            }),
        }
    }

    fn mark(&self, hint: Hint, ambiguous: &mut bool) -> Mark {
        match self.comma.cmp(&self.point) {
            std::cmp::Ordering::Greater => Mark::Comma,
            std::cmp::Ordering::Less => Mark::Point,
            std::cmp::Ordering::Equal => hint.mark.unwrap_or_else(|| {
                *ambiguous = true;
                if hint.european { Mark::Comma } else { Mark::Point }
            }),
        }
    }
}

fn fingerprint(text: &str) -> u64 {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    BuildHasherDefault::<DefaultHasher>::default().hash_one(text)
}
