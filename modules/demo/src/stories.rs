//! What happens with a customer, as stories of several steps, and the words in them: `{name}` is filled in, and one of
//! `[this|that]` is said.

use std::collections::HashMap;

use crate::chance::Chance;

/// Steps, in order.
pub type Story = Vec<Step>;

/// One contact.
#[derive(Clone, Debug)]
pub struct Step {
    /// Days after the step before.
    pub gap: i64,
    /// Kind of the interaction.
    pub kind: &'static str,
    /// Whether the customer came to us.
    pub inbound: bool,
    /// How long it takes: `short`, `long`, or no time.
    pub length: Length,
    /// The stage that the sale has from then on.
    pub stage: Option<&'static str>,
    /// Its subject.
    pub subject: &'static str,
    /// Its text.
    pub body: String,
}

/// How long something takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// No time worth noting.
    None,
    /// Some minutes.
    Short,
    /// An hour or two.
    Long,
}

/// Reads stories: `[name]`, then steps that begin with `+`.
pub fn read(text: &'static str) -> HashMap<&'static str, Story> {
    let mut stories: HashMap<&str, Story> = HashMap::new();
    let mut name = "";
    for line in text.lines() {
        if let Some(next) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'))
            && !next.contains(' ')
        {
            name = next;
        } else if let Some(head) = line.strip_prefix('+') {
            stories.entry(name).or_default().extend(step(head));
        } else if let Some(step) = stories.get_mut(name).and_then(|story| story.last_mut()) {
            step.body.push_str(line);
            step.body.push('\n');
        }
    }
    stories
}

fn step(head: &'static str) -> Option<Step> {
    let (columns, subject) = head.split_once('|')?;
    let mut columns = columns.split_whitespace();
    let gap = columns.next()?.parse().ok()?;
    let (kind, direction) = (columns.next()?, columns.next()?);
    let length = match columns.next()? {
        "{short}" => Length::Short,
        "{long}" => Length::Long,
        _ => Length::None,
    };
    let stage = columns.next().filter(|stage| *stage != "-");
    Some(Step {
        gap,
        kind,
        inbound: direction == "in",
        length,
        stage,
        subject: subject.trim(),
        body: String::new(),
    })
}

/// Says a text: chooses among what may be said, and fills in the rest.
pub fn say(text: &str, values: &[(&str, String)], chance: &mut Chance) -> String {
    let mut said = String::new();
    let mut rest = text.trim();
    while let Some((before, after)) = rest.split_once('[') {
        said.push_str(before);
        let (choices, after) = after.split_once(']').unwrap_or((after, ""));
        let choices: Vec<&str> = choices.split('|').collect();
        let chosen: &&str = chance.one(&choices);
        said.push_str(chosen);
        rest = after;
    }
    said.push_str(rest);
    for (key, value) in values {
        said = said.replace(&format!("{{{key}}}"), value);
    }
    said
}
