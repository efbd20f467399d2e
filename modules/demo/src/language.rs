//! The two languages of the company's customers: lists of names and words, read from `data/`.

use std::collections::HashMap;

use crate::stories::{self, Story};

/// A language of customers, with everything that is said in it.
pub struct Language {
    /// Its code.
    pub code: &'static str,
    /// The country its customers are in.
    pub country: &'static str,
    lists: HashMap<&'static str, Vec<Vec<&'static str>>>,
    stories: HashMap<&'static str, Story>,
}

impl Language {
    /// German.
    pub fn german() -> Language {
        Language::read(
            "de",
            "DE",
            include_str!("../data/de.txt"),
            include_str!("../data/stories.de.txt"),
        )
    }

    /// English.
    pub fn english() -> Language {
        Language::read(
            "en",
            "GB",
            include_str!("../data/en.txt"),
            include_str!("../data/stories.en.txt"),
        )
    }

    fn read(
        code: &'static str,
        country: &'static str,
        lists: &'static str,
        stories: &'static str,
    ) -> Language {
        Language {
            code,
            country,
            lists: tables(lists),
            stories: stories::read(stories),
        }
    }

    /// Whether it is German.
    pub fn is_german(&self) -> bool {
        self.code == "de"
    }

    /// Lines of columns.
    pub fn table(&self, name: &str) -> &[Vec<&'static str>] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// Single words, several in a line.
    pub fn words(&self, name: &str) -> Vec<&'static str> {
        self.table(name)
            .iter()
            .flat_map(|line| line[0].split_whitespace())
            .collect()
    }

    /// Whole lines.
    pub fn lines(&self, name: &str) -> Vec<&'static str> {
        self.table(name).iter().map(|line| line[0]).collect()
    }

    /// What happens, step by step.
    pub fn story(&self, name: &str) -> &Story {
        &self.stories[name]
    }
}

/// Lines under `[name]`, cut at `;`.
fn tables(text: &'static str) -> HashMap<&'static str, Vec<Vec<&'static str>>> {
    let mut tables: HashMap<_, Vec<Vec<&str>>> = HashMap::new();
    let mut name = "";
    for line in text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(next) if !next.contains(' ') => name = next,
            _ => tables
                .entry(name)
                .or_default()
                .push(line.split(';').map(str::trim).collect()),
        }
    }
    tables
}
