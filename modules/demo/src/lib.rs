//! A demonstration company: a seller of lighting with its customers in two countries, and two years of work with them.
//!
//! It is there to look at and to try things on. Everything is invented; e-mail addresses end in `.example`, and telephone
//! numbers come from those that are kept free for film and print. The same seed always gives the same company, and
//! its days are counted from the present, so that there is always something due today.
//!
//! Nothing is written here: [`company`] answers commands, in chapters, and whoever asked applies them one after the
//! other. What people are called and what they write stands in `data/`.
//!
//! Start reading at [`company`], then [`history`].

mod book;
mod calendar;
mod chance;
mod colleagues;
mod doubles;
mod firms;
mod ground;
mod history;
mod language;
mod people;
mod relations;
mod stories;
mod tasks;
mod views;

use kontor_database::Tx;
use kontor_kernel::{Result, Timestamp};
use kontor_records::{Command, Ctx};

use book::Book;
use ground::Ground;

/// Organisations that are made.
pub const ORGANIZATIONS: usize = 200;
/// People that are made.
pub const PEOPLE: usize = 600;

/// The company of a seed at a present, as commands in chapters: what a chapter points to stands in the ones before. What the workspace has
/// already (users, teams, tags) is used.
pub fn company(ctx: &Ctx, tx: &mut Tx, seed: u64, now: Timestamp) -> Result<Vec<Vec<Command>>> {
    let ground = Ground::look(ctx, tx)?;
    let mut book = Book::new(ctx, seed, now);
    let colleagues = colleagues::make(&mut book, &ground);
    let mut firms = firms::make(&mut book, &colleagues);
    let people = people::make(&mut book, &mut firms);
    relations::make(&mut book, &firms, &people);
    let history = history::make(&mut book, &firms, &people, &colleagues);
    tasks::make(&mut book, &firms, &people, &history, &colleagues);
    doubles::make(&mut book, &firms, &people);
    views::make(&mut book, &ground, &colleagues);
    Ok(book.chapters)
}
