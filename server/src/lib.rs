//! The program `kontor`: everything below, put together and started.
//!
//! One binary is the server and its command line. The list of business areas stands in [`modules`]; what the program
//! is told in [`config`]; the data folder with its lock in [`folder`]. [`serve`] runs the server: connections, the
//! socket of the machine's owner, the jobs of every workspace ([`jobs`]), and an orderly end. [`cli`] has one file for
//! each command; they speak to the same router as everybody else, over the socket when a server runs, inside their own
//! process otherwise.
//!
//! Start reading at [`cli`], then [`serve`].

pub mod cli;
pub mod config;
pub mod extraction;
pub mod failure;
pub mod folder;
mod interface;
pub mod jobs;
pub mod logging;
mod memory;
pub mod modules;
pub mod program;
pub mod serve;
