//! What an examiner of the finished product needs: the real server as a process of its own, and a client that speaks
//! to it over real connections. Nothing of Kontor's code is used, so nothing is believed that is to be examined.
//!
//! The program beside it (`main.rs`) hurts the server in every way a machine can, and compares what it then holds with
//! what it had acknowledged. `bench` measures with the same two. Start reading at `server.rs`.

mod client;
mod dice;
mod listener;
mod server;

/// Whatever keeps an examination from going on; a finding is no error.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
/// See [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub use client::{Answer, Client};
pub use dice::Dice;
pub use listener::Listener;
pub use server::{House, Server};
