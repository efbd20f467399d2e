//! What holds of the module's definitions, beside those of the base they link to.

use kontor_definitions::{CatalogData, check, outline};

use super::*;

#[test]
fn the_definitions_are_valid() {
    let objects = kontor_base::objects().into_iter().chain(objects()).collect();
    assert_eq!(check(&CatalogData { version: 1, objects }, None), Ok(()));
}

#[test]
fn the_definitions_on_one_page() {
    insta::assert_snapshot!("objects", outline(&objects()));
}
