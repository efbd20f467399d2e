//! `cargo xtask check-deps`: the rules of the house that the compiler does not know.
//!
//! [`edges`] says who may depend on whom, [`source`] where SQL and the choice of a database may stand,
//! [`explained`] that every library in use is explained in `docs/dependencies.md`. Each returns what it
//! found wrong as lines for the terminal.

mod edges;
mod explained;
mod rust_text;
mod source;
#[cfg(test)]
mod tests;
mod workspace;

use crate::shell::{self, Result};
use workspace::Workspace;

/// Checks the checkout and prints every broken rule.
pub fn run() -> Result {
    let workspace = Workspace::load(&shell::root())?;
    let broken = broken_rules(&workspace)?;
    for line in &broken {
        println!("{line}");
    }
    match broken.len() {
        0 => {
            println!("{} crates keep the rules", workspace.crates.len());
            Ok(())
        }
        1 => Err("1 rule is broken, see above".into()),
        many => Err(format!("{many} rules are broken, see above")),
    }
}

fn broken_rules(workspace: &Workspace) -> Result<Vec<String>> {
    let mut broken = edges::broken(workspace);
    broken.extend(source::broken(workspace)?);
    broken.extend(explained::broken(workspace)?);
    Ok(broken)
}
