//! The developer commands, called as `cargo xtask COMMAND`.
//!
//! They exist so that a fresh checkout is built, started and tested by one command each, the same on a
//! developer's machine and in continuous integration, and so that the rules of the house that no compiler
//! knows (who may depend on whom, where SQL may stand) fail a test instead of a review.
//!
//! Start reading in [`steps`], the list of everything that must hold; [`check_deps`] has the rules,
//! [`cluster`] the throw-away PostgreSQL. Nothing here is part of the program `kontor`.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool speaks through its standard output"
)]

mod api_fuzz;
mod bench;
mod check_deps;
mod cluster;
mod proof;
mod run;
mod shell;
mod steps;
mod tools;
mod web;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  run [-- ARGS]                  build kontor and start it on 127.0.0.1:8080 with the data in ./kontor-data
  test [--quick] [--only STEP]   run every check and the whole test suite on SQLite and on PostgreSQL
  bench [--quick] [--write] [--growth] [--people N] [--postgres URL]
                                 measure speed as ratios to hand-written SQL, or in workspaces of three sizes (--growth);
                                 --write puts it into docs/performance.md
  storm [--cycles N] [--seed N] [--postgres]
                                 kill the server in the midst of work and look what it has lost
  concurrency [--operations N] [--seed N] [--postgres]
                                 let eight clients fight over the same records
  backupdrill [--backups N] [--seed N] [--postgres]
                                 back up under load, restore elsewhere and compare, spoil a byte
  clock [--turns N] [--seed N] [--postgres]
                                 turn the clock forwards, backwards and over summer time; needs libfaketime
  upgrade [--record] [--postgres]
                                 open what earlier versions left behind; --record keeps what this one leaves
  diskfull [--cycles N] [--seed N]
                                 let the disk run full in the midst of work, and free it again; needs root
  powercut [--states N] [--rounds N] [--seed N]
                                 start on disks as a power cut at any moment could leave them; needs strace
  pgfail [--restarts N] [--seed N]
                                 stop PostgreSQL in the midst of work and look what is lost when it is back
  twonode [--jobs N] [--seed N]
                                 let two servers work on one PostgreSQL, and one of them stand still or die
  check-deps                     check who depends on whom, where SQL stands, and that dependencies are explained
  screens                        take pictures of every screen of the demonstration company, to be looked at
  latency                        measure how long a list of 100,000 records lets its user wait, in a browser
  openapi                        write the description of the API, docs/openapi.json, and the interface's types anew
  postgres                       keep a throw-away PostgreSQL running and print its address

--quick leaves out the slow steps, --only (may be repeated) runs the named ones. The steps, in order:";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["run", rest @ ..] => run::run(rest.strip_prefix(&["--"]).unwrap_or(rest)),
        ["test", rest @ ..] => steps::Selection::parse(rest).and_then(|selection| steps::run(&selection)),
        ["bench", rest @ ..] => bench::run(rest),
        [what, rest @ ..] if proof::is_one(what) => proof::run(what, rest),
        ["check-deps"] => check_deps::run(),
        ["screens"] => web::screens(),
        ["latency"] => web::latency(),
        ["openapi"] => write_openapi(),
        ["postgres"] => cluster::run_in_foreground(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}\n{}", steps::list_of_steps());
            Ok(())
        }
        _ => Err(format!(
            "cannot understand `{}`\n\n{USAGE}\n{}",
            words.join(" "),
            steps::list_of_steps()
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The description is made by the program's own test that compares it, so that both always agree.
fn write_openapi() -> shell::Result {
    let test = [
        "test",
        "--package",
        "kontor-sales",
        "--test",
        "http",
        "the_snapshot_is_fresh",
    ];
    shell::run(shell::cargo().args(test).env("KONTOR_WRITE_OPENAPI", "1"))?;
    web::write_types()
}
