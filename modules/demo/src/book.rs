//! The commands as they are gathered, with the chance and the calendar that all chapters share.

use kontor_kernel::{Id, Json, JsonMap, Locale, Timestamp};
use kontor_records::{Command, Ctx, Op};
use serde_json::json;
use uuid::Builder;

use crate::calendar::Calendar;
use crate::chance::Chance;
use crate::language::Language;

/// What is gathered.
pub struct Book {
    /// The commands, in chapters.
    pub chapters: Vec<Vec<Command>>,
    /// Chance.
    pub chance: Chance,
    /// Days.
    pub calendar: Calendar,
    /// German and English.
    pub languages: [Language; 2],
    /// The workspace's currency, so that sums need no rates.
    pub currency: String,
    /// Whether the workspace speaks German.
    pub german: bool,
    ids: Chance,
    millis: u64,
}

impl Book {
    /// An empty one.
    pub fn new(ctx: &Ctx, seed: u64, now: Timestamp) -> Book {
        let millis = (now.micros() / 1000).max(0) as u64;
        Book {
            chapters: Vec::new(),
            chance: Chance::new(seed),
            calendar: Calendar::new(now, ctx.caller.zone.clone()),
            languages: [Language::german(), Language::english()],
            currency: ctx.settings.currency.clone(),
            german: ctx.settings.language == Locale::De,
            // Two companies in one workspace need other ids, which the time alone would not always give.
            ids: Chance::new(seed ^ now.micros() as u64),
            millis,
        }
    }

    /// Begins a chapter.
    pub fn chapter(&mut self) {
        self.chapters.push(Vec::new());
    }

    /// A fresh id.
    pub fn id(&mut self) -> Id {
        let (high, low) = (self.ids.next().to_be_bytes(), self.ids.next().to_be_bytes());
        let mut random = [0; 10];
        random[..8].copy_from_slice(&high);
        random[8..].copy_from_slice(&low[..2]);
        Id(Builder::from_unix_timestamp_millis(self.millis, &random).into_uuid())
    }

    /// Has a record made.
    pub fn create(&mut self, object: &str, values: Json) -> Id {
        let id = self.id();
        self.create_as(id, object, values);
        id
    }

    /// The same with an id that others know already.
    pub fn create_as(&mut self, id: Id, object: &str, values: Json) {
        let values = match values {
            Json::Object(values) => values,
            _ => JsonMap::new(),
        };
        let command = Command {
            object: object.to_owned(),
            op: Op::Create { id: Some(id), values },
        };
        match self.chapters.last_mut() {
            Some(chapter) => chapter.push(command),
            None => self.chapters.push(vec![command]),
        }
    }

    /// An amount of money, to whole tens.
    pub fn money(&self, amount: i64) -> Json {
        json!({"amount": format!("{}.00", amount / 10 * 10), "currency": self.currency})
    }

    /// An amount as it stands in a letter.
    pub fn spelled(&self, amount: i64, language: usize) -> String {
        let (thousands, rest) = (amount / 1000, amount / 10 * 10 % 1000);
        match language {
            0 => format!("{thousands}.{rest:03} {}", self.currency),
            _ => format!("{} {thousands},{rest:03}", self.currency),
        }
    }
}

/// A link to a record of one of several objects.
pub fn link(object: &str, id: Id) -> Json {
    json!({"id": id.to_string(), "object": object})
}
