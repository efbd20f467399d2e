//! What holds of all definitions of the module together.

use kontor_definitions::{CatalogData, check, outline};

use super::*;

#[test]
fn the_definitions_are_valid() {
    let catalog = CatalogData {
        version: 1,
        objects: objects(),
    };
    assert_eq!(check(&catalog, None), Ok(()));
}

#[test]
fn the_definitions_on_one_page() {
    insta::assert_snapshot!("objects", outline(&objects()));
}
