//! Sales: what a company is about to sell, to whom, and how far it has come.
//!
//! One object so far, the [`opportunity`], which moves through the stages of a pipeline; the stages are data of the
//! pipeline's record. A new workspace begins with the one in [`seed`].
//!
//! Start reading at [`opportunity`].

pub mod opportunity;
pub mod seed;

use kontor_definitions::ObjectDef;

/// The definitions of all objects.
pub fn objects() -> Vec<ObjectDef> {
    vec![opportunity::definition()]
}

#[cfg(test)]
mod tests;
