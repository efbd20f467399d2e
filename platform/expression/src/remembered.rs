//! What was read before: views, roles and pages of lists ask with the same few texts again and again, and reading one takes
//! as long as reading some records.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use crate::tree::Tree;

/// Texts remembered; when they are more, somebody builds texts that never come again, and all are forgotten.
const REMEMBERED: usize = 512;
/// Longest text that is (bytes), so that all of them together stay small.
const LONGEST: usize = 512;

static KNOWN: LazyLock<RwLock<HashMap<Box<str>, Tree>>> = LazyLock::new(RwLock::default);

/// The tree of a text, if it was read not long ago.
pub(crate) fn find(text: &str) -> Option<Tree> {
    if text.len() > LONGEST {
        return None;
    }
    KNOWN
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(text)
        .cloned()
}

/// Keeps the tree of a text that could be read.
pub(crate) fn keep(text: &str, tree: &Tree) {
    if text.len() > LONGEST {
        return;
    }
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= REMEMBERED {
        known.clear();
    }
    known.insert(text.into(), tree.clone());
}
